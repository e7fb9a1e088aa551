package browser

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
)

// tool reads a file of a package that npm installed.
func tool(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("node_modules/" + name)
	if err != nil {
		t.Fatalf("%v: the packages in internal/browser/package.json are not installed; run make browser-tools", err)
	}
	return string(data)
}

// axe runs axe-core's rules of WCAG 2.2 A and AA over the page of a tab, and its
// best practices. What axe can't decide is not listed, since that takes most of
// its time and is mostly contrast, which TestContrast computes itself.
const axe = `(async () => {
	const found = await axe.run(document, {
		resultTypes: ["violations"],
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		rules: {"target-size": {enabled: true}},
	});
	const told = (list) => list.flatMap((rule) => rule.nodes.map((node) => ({
		rule: rule.id, help: rule.help, at: node.target.join(" "), html: node.html.slice(0, 200),
		why: [...node.any, ...node.all, ...node.none].map((c) => c.message).join("; "),
	})));
	return {violations: told(found.violations), passes: found.passes.length};
})()`

type axeResult struct {
	Violations []axeFault
	Passes     int
}

type axeFault struct{ Rule, Help, At, HTML, Why string }

func (f axeFault) String() string {
	return fmt.Sprintf("%s (%s) at %s\n\t%s\n\t%s", f.Rule, f.Help, f.At, f.HTML, f.Why)
}

func runAxe(t *testing.T, tab context.Context) axeResult {
	t.Helper()
	return evaluate[axeResult](t, tab, axe)
}

// axeModes are those in which a page is looked at, one after the other without
// loading it again, as when a reader turns a phone or prints. The markup of a
// kind is the same in each language and nearly so in each edition, and styles
// know of neither, so the first language of the public edition gets all modes.
func axeModes(public bool, lang string) []mode {
	switch {
	case public && lang == languages[0]:
		return []mode{light, night, paper, forced}
	case public || lang == languages[0]:
		return []mode{light, night}
	}
	return []mode{night}
}

func TestAxe(t *testing.T) {
	all := sites(t)
	source := tool(t, "axe-core/axe.min.js")
	for _, s := range all {
		for _, p := range representatives(all, s) {
			t.Run(s.name+"/"+p.name, func(t *testing.T) {
				t.Parallel()
				tab := open(t, s, p)
				evaluate[any](t, tab, source+"; undefined")
				for _, m := range axeModes(s == all[0], p.lang) {
					in(t, tab, m)
					r := runAxe(t, tab)
					for _, f := range r.Violations {
						t.Errorf("%s: %s", m.name, f)
					}
					if r.Passes == 0 {
						t.Errorf("%s: no rule passed: axe looked at nothing", m.name)
					}
				}
			})
		}
	}
}

// TestAxeFinds plants faults: a test that can't fail says nothing.
func TestAxeFinds(t *testing.T) {
	s := sites(t)[0]
	tab := open(t, s, s.find(t, "items/"))
	evaluate[any](t, tab, tool(t, "axe-core/axe.min.js")+"; undefined")
	evaluate[any](t, tab, `(() => {
		const p = document.createElement("p");
		p.textContent = "pale";
		p.style.color = "#ccc";
		p.style.background = "#fff";
		const b = document.createElement("button");
		document.querySelector("main").append(p, b);
	})()`)
	in(t, tab, light)
	var rules []string
	for _, f := range runAxe(t, tab).Violations {
		rules = append(rules, f.Rule)
	}
	if got := strings.Join(rules, " "); !strings.Contains(got, "color-contrast") || !strings.Contains(got, "button-name") {
		t.Errorf("of a pale text and a button without a name, axe finds: %s", got)
	}
}
