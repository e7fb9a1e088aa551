package build_test

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
)

const overlapCode = "withheld-text-overlap"

func overlapsOf(t *testing.T, p tree) diag.List {
	t.Helper()
	a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"})
	if err != nil {
		t.Fatal(err)
	}
	var out diag.List
	for _, d := range a.Findings {
		switch {
		case d.Rule.Code == overlapCode:
			out.Add(d)
		case d.Rule.Severity == diag.Error:
			t.Errorf("%s:%d: %s: %s", d.Path(), d.Position().Line, d.Rule.Code, d.Message)
		}
	}
	return out
}

// The samples say what they withhold in no other place: nothing is reported.
func TestNoOverlapInSamples(t *testing.T) {
	for _, d := range overlapsOf(t, repository(t)) {
		t.Errorf("%s:%d: %s", d.Path(), d.Position().Line, d.Message)
	}
}

// What is withheld is found in whatever is public: other chapters and versions,
// front matter, the register, settings, overrides, attachments. No finding says
// a word of it.
func TestOverlapPlaces(t *testing.T) {
	const (
		water, old, power = "content/water-guideline/4.2/", "content/water-guideline/4.1/", "content/power-standard/1.3/"
		sentence          = "kanariya9f3aの弁を閉じ、続いて秘匿の鳥の弁を閉じたのち当直の責任者に知らせる"
		address           = "203.0.113.77"
	)
	sample := repository(t)
	// the secret goes into the withheld paragraph W-003 of the sample
	const begin = ":::withhold W-003\n"
	holds := ""
	for name, text := range sample {
		if path.Dir(name)+"/" == water && strings.Contains(text, begin) {
			holds = name
		}
	}
	if holds == "" {
		t.Fatal("the sample has no paragraph W-003")
	}
	sample[holds] = strings.Replace(sample[holds], begin, begin+sentence+"。接続元は "+address+" に限る。\n\n", 1)
	if n := len(overlapsOf(t, sample)); n != 0 {
		t.Fatalf("%d findings before anything was planted", n)
	}
	within := func(old, new string) func(string) string {
		return func(text string) string {
			if !strings.Contains(text, old) {
				t.Fatalf("the sample has no %q", old)
			}
			return strings.Replace(text, old, new, 1)
		}
	}
	last := func(more string) func(string) string { return func(text string) string { return text + more } }
	for name, plant := range map[string]struct {
		file   string
		change func(string) string
	}{
		"another chapter":         {water + "01-general.md", last("\n" + sentence + "。\n")},
		"the same chapter":        {holds, last("\n" + address + "を見る。\n")},
		"an older version":        {old + "01-general.md", last("\n" + sentence + "。\n")},
		"another standard":        {power + "01-general.en.md", last("\nFrom " + address + " only.\n")},
		"a comment of the front":  {water + "01-general.md", within("---\n", "---\n# "+sentence+"\n")},
		"the summary":             {water + "index.md", within("\ntitle:", "\nsummary: {ja: "+sentence+"。}\ntitle:")},
		"the register's harm":     {water + "withheld.yaml", within("接続の元が知られると、", sentence+"。")},
		"the register's title":    {water + "withheld.yaml", within("保守用回線の接続の元", address+"からの接続")},
		"an alternative text":     {water + "01-general.md", last("\n![" + sentence + "](figures/zones.svg)\n")},
		"a table":                 {water + "figures/self-check.csv", last(address + "\n")},
		"a drawing":               {water + "figures/zones.svg", within("</svg>", "<text x=\"1\" y=\"1\">"+sentence+"</text></svg>")},
		"a drawing's description": {water + "figures/zones.svg", within("</svg>", "<g aria-label=\""+sentence+"\"/></svg>")},
		"the settings":            {"kijun.yaml", last("banner: {ja: " + sentence + "}\n")},
		"a layout":                {"layouts/_partials/own.html", last("<p>" + address + "</p>\n")},
		"a word of the interface": {"i18n/ja.yaml", last("own: " + sentence + "\n")},
		"a style":                 {"assets/css/70-own.css", last("/* " + address + " */\n")},
		"a static file":           {"static/note.txt", last(sentence + "\n")},
		"a catalog":               {"catalog/sectors.yaml", last("- {id: water, name: " + sentence + "}\n- {id: power, name: P}\n")},
	} {
		t.Run(name, func(t *testing.T) {
			p := tree{}
			for k, v := range sample {
				p[k] = v
			}
			if plant.file == "kijun.yaml" && strings.Contains(p["kijun.yaml"], "\nbanner:") {
				plant.change = within("\nbanner:", "\n# "+sentence+"\nbanner:")
			}
			if plant.file == water+"index.md" && strings.Contains(p[plant.file], "\nsummary:") {
				plant.change = within("\nsummary:", "\n# "+sentence+"\nsummary:")
			}
			p[plant.file] = plant.change(p[plant.file])
			found := false
			for _, d := range overlapsOf(t, p) {
				if d.Path() != plant.file {
					t.Errorf("found in %s", d.Path())
				}
				found = found || strings.Contains(d.Message, "W-003 ("+holds+":")
				e, _ := d.Span.Excerpt()
				for _, said := range append(d.Hints, d.Message, d.KeyPath, e.Text) {
					for _, word := range []string{"kanariya", "秘匿", "203.0", address} {
						if strings.Contains(said, word) {
							t.Errorf("a finding says %q: %s", word, said)
						}
					}
				}
			}
			if !found {
				t.Error("not found")
			}
		})
	}
	// What is not public is no place: a comment of the register, a draft.
	for _, change := range []func(tree){
		func(p tree) { p[water+"withheld.yaml"] += "\n# " + sentence + "\n" },
		func(p tree) {
			const draft = "content/water-guideline/5.0/"
			for name, text := range sample {
				if rest, ok := strings.CutPrefix(name, water); ok {
					p[draft+rest] = strings.NewReplacer("version: \"4.2\"", "version: \"5.0\"", "status: published", "status: draft", "replaces: \"4.1\"", "replaces: \"4.2\"").Replace(text)
				}
			}
			p[draft+"01-general.md"] += "\n" + sentence + "。\n"
		},
	} {
		p := tree{}
		for k, v := range sample {
			p[k] = v
		}
		change(p)
		for _, d := range overlapsOf(t, p) {
			t.Errorf("%s:%d is not public", d.Path(), d.Position().Line)
		}
	}
}

// TestOverlapDisclosed: a version that dropped an entry may say what it withheld.
// The version that still has it, and every other standard, may not.
func TestOverlapDisclosed(t *testing.T) {
	const (
		water, old, power = "content/water-guideline/4.2/", "content/water-guideline/4.1/", "content/power-standard/1.3/"
		sentence          = "金糸雀の弁を閉じ、続いて秘匿の鳥の弁を閉じたのち当直の責任者に知らせる"
		begin, end        = "{{withhold:W-004}}", "{{/withhold:W-004}}"
	)
	sample := repository(t)
	planted := false
	for name, text := range sample {
		if path.Dir(name)+"/" == old && strings.Contains(text, begin) {
			before, rest, _ := strings.Cut(text, begin)
			_, after, _ := strings.Cut(rest, end)
			sample[name], planted = before+begin+sentence+end+after, true
		}
	}
	if !planted || strings.Contains(sample[water+"withheld.yaml"], "W-004:") {
		t.Fatal("the sample does not disclose W-004")
	}
	for file, want := range map[string]int{water + "01-general.md": 0, old + "01-general.md": 1, power + "01-general.md": 1} {
		p := maps.Clone(sample)
		p[file] += "\n" + sentence + "。\n"
		if n := len(overlapsOf(t, p)); n != want {
			t.Errorf("%s: %d findings, want %d", file, n, want)
		}
	}
}

// TestOverlapUnits: what is withheld is compared whatever its unit, in the text
// or beside it.
func TestOverlapUnits(t *testing.T) {
	units := []string{"span", "cell", "paragraph", "list-item", "table", "figure", "section", "chapter", "attachment", "field"}
	address := func(unit string) string { return fmt.Sprintf("203.0.113.%d", 100+slices.Index(units, unit)) }
	told := short
	told.field = func(s spot) string { return "{ja: " + address(s.unit) + ", en: x}" }
	told.file = func(s spot) string {
		if s.unit == "attachment" {
			return attached(s.name, address(s.unit))
		}
		return short.file(s) + "\n" + address(s.unit) + "\n"
	}
	told.text = func(s spot) string {
		if s.unit == "section" {
			return short.text(s) + "\n" + address(s.unit) + "\n"
		}
		return strings.Replace(short.text(s), "x", address(s.unit), 1)
	}
	p, filled := told.fill(t, repository(t))
	if n := len(overlapsOf(t, p)); n != 0 {
		t.Fatalf("%d findings before anything was planted", n)
	}
	for _, unit := range units {
		if filled[unit] == 0 {
			t.Errorf("no %s was filled", unit)
		}
		p["static/note.txt"] += address(unit) + "\n"
	}
	found := map[int]bool{}
	for _, d := range overlapsOf(t, p) {
		if d.Path() != "static/note.txt" {
			t.Errorf("found in %s", d.Path())
		}
		found[d.Position().Line] = true
	}
	for i, unit := range units {
		if !found[i+1] {
			t.Errorf("what a %s withholds is not compared", unit)
		}
	}
}
