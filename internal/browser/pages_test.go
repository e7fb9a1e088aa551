package browser

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPages looks at pages that have, together, all markup there is. Each is
// opened once; the checks follow each other in one tab, and the last one leaves
// it without scripts. What the tab does meanwhile is watched (see quiet_test.go).
func TestPages(t *testing.T) {
	all := sites(t)
	for _, s := range all {
		for _, p := range representatives(all, s) {
			t.Run(s.name+"/"+p.name, func(t *testing.T) {
				t.Parallel()
				l := look{context: open(t, s, p), site: s, page: p, whole: s == all[0] && p.lang == languages[0]}
				t.Run("axe", l.axe)
				t.Run("contrast", l.contrast)
				t.Run("narrow", l.narrow)
				t.Run("type", l.typeSize)
				t.Run("motion", l.motion)
				t.Run("no script", l.noScript)
			})
		}
	}
}

// A look is one page in a tab.
type look struct {
	context context.Context
	site    *site
	page    *page
	whole   bool // in all modes: styles know neither of languages nor editions, so the others need fewer
}

//go:embed scripts/contrast.js
var contrastScript string

//go:embed scripts/sideways.js
var sidewaysScript string

//go:embed scripts/type.js
var typeScript string

//go:embed scripts/moving.js
var movingScript string

// hold runs one of the scripts, which give a list of faults.
func (l look) hold(t *testing.T, m mode, script string, args ...any) {
	t.Helper()
	in(t, l.context, m)
	for _, fault := range call(t, l.context, script, args...) {
		t.Errorf("%s: %s", m.name, fault)
	}
}

// call calls the function that a script is.
func call(t *testing.T, tab context.Context, script string, args ...any) []string {
	t.Helper()
	list := strings.Trim(fmt.Sprint(args...), " ")
	return evaluate[[]string](t, tab, "(\n"+strings.TrimSpace(script)+")("+list+")")
}

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
// its time and is mostly contrast, which contrast.js computes.
const axe = `(async (paper) => {
	const found = await axe.run(document, {
		resultTypes: ["violations"],
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		rules: {"target-size": {enabled: !paper}},
	});
	const told = (list) => list.flatMap((rule) => rule.nodes.map((node) => ({
		rule: rule.id, help: rule.help, at: node.target.join(" "), html: node.html.slice(0, 200),
		why: [...node.any, ...node.all, ...node.none].map((c) => c.message).join("; "),
	})));
	return {violations: told(found.violations), passes: found.passes.length};
})(matchMedia("print").matches)`

type axeResult struct {
	Violations []axeFault
	Passes     int
}

type axeFault struct{ Rule, Help, At, HTML, Why string }

func (f axeFault) String() string {
	return fmt.Sprintf("%s (%s) at %s\n\t%s\n\t%s", f.Rule, f.Help, f.At, f.HTML, f.Why)
}

func startAxe(t *testing.T, tab context.Context) {
	t.Helper()
	evaluate[any](t, tab, tool(t, "axe-core/axe.min.js")+"; undefined")
}

func (l look) axe(t *testing.T) {
	startAxe(t, l.context)
	modes := []mode{night}
	if l.whole {
		modes = []mode{light, night, paper, forced}
	} else if l.page.lang == languages[0] || l.site.name == "public" {
		modes = []mode{light, night}
	}
	for _, m := range modes {
		in(t, l.context, m)
		r := evaluate[axeResult](t, l.context, axe)
		for _, f := range r.Violations {
			t.Errorf("%s: %s", m.name, f)
		}
		if r.Passes == 0 {
			t.Errorf("%s: no rule passed: axe looked at nothing", m.name)
		}
	}
}

// AA asks for 4.5; who asks the browser for more contrast gets AAA's 7.
func (l look) contrast(t *testing.T) {
	for _, m := range []mode{light, dark, paper} {
		l.hold(t, m, contrastScript, 4.5)
	}
	l.hold(t, strong, contrastScript, 7)
}

func (l look) narrow(t *testing.T) {
	l.hold(t, small, sidewaysScript)
	l.hold(t, phone, sidewaysScript)
	// text of twice the size, in half a window
	in(t, l.context, mode{name: "large text", width: 720, height: 900})
	evaluate[any](t, l.context, `document.documentElement.style.fontSize = "200%"; undefined`)
	for _, fault := range call(t, l.context, sidewaysScript) {
		t.Errorf("text of twice the size: %s", fault)
	}
	evaluate[any](t, l.context, `document.documentElement.style.fontSize = ""; undefined`)
}

func (l look) typeSize(t *testing.T) {
	l.hold(t, light, typeScript)
	l.hold(t, phone, typeScript)
}

func (l look) motion(t *testing.T) {
	l.hold(t, calm, movingScript)
}
