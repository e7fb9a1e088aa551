package parse_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/catalog"
	rules "github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Faults within withheld parts. Every withheld word has "himitsu" in it; a
// finding may say where and what, not the word.
var faults = []struct {
	name, code string // of a finding that there is
	files      map[string]string
}{
	{"footnote without a definition", "footnote-undefined", part("a[^himitsu]\n")},
	{"footnote without a use", "footnote-unused", part("a\n\n[^himitsu]: himitsu\n")},
	{"footnote defined twice", "definition-twice", part("a[^himitsu]\n\n[^himitsu]: b\n\n[^himitsu]: c\n")},
	{"link name without a definition", "definition-undefined", part("[himitsu][himitsu]\n")},
	{"link name without a use", "definition-unused", part("a\n\n[himitsu]: https://himitsu.example/\n")},
	{"link name defined twice", "definition-twice", part("[himitsu]\n\n[himitsu]: https://himitsu.example/\n[himitsu]: https://b.example/\n")},
	{"HTML", "raw-html", part("a <himitsu x=y>\n")},
	{"tag without an end", "raw-html", part("himitsu <sup>himitsu\n")},
	{"comment", "html-comment", part("<!-- himitsu -->\n")},
	{"heading in a paragraph", "unit-content", part("## himitsu {#himitsu}\n")},
	{"link to nowhere", "dangling-link", part("[himitsu](#himitsu) <himitsu:himitsu>\n")},
	{"dangerous link", "dangerous-link", part("[himitsu](javascript:himitsu)\n")},
	{"missing picture", "missing-attachment", part("![himitsu](figures/himitsu.svg)\n")},
	{"id twice in a chapter", "duplicate-id", chapter("title: himitsu", "## himitsu {#himitsu}\n\na\n\n## himitsu {#himitsu}\n\nb\n")},
	{"id twice", "duplicate-clause-id", section("## himitsu {#himitsu}\n\na\n\n## himitsu {#himitsu}\n\nb\n")},
	{"no id", "heading-without-id", section("## himitsu\n\na\n")},
	{"wrong id", "wrong-id", section("## himitsu {#Himitsu}\n\na\n")},
	{"attribute", "heading-attribute", section("## himitsu {#himitsu title=himitsu}\n\na\n")},
	{"skipped level", "skipped-level", section("## himitsu {#himitsu}\n\na\n\n#### himitsu {#himitsu-b}\n\nb\n")},
	{"span over emphasis", "span-crosses", span("*a {{withhold:W-001}}himitsu* himitsu{{/withhold:W-001}}")},
	{"span in code", "mark-hidden", span("`{{withhold:W-001}}himitsu{{/withhold:W-001}}`")},
	{"text behind a marker", "marker", body(":::withhold W-001 himitsu\nhimitsu\n:::end-withhold W-001\n", "paragraph")},
	{"mistyped marker before text", "marker", span("{{withold:W-001}}himitsu{{/withhold:W-001}}")},
	{"text before an end", "marker", body(":::withhold W-001\nhimitsu\nhimitsu :::end-withhold W-001\n", "paragraph")},
	{"carriage return", "encoding", part("himitsu\r\nhimitsu\n")},
	{"unknown key of a chapter", "unknown-key", chapter("title: himitsu\nhimitsu: himitsu", "## himitsu {#himitsu}\n\na\n")},
	{"metadata of no clause", "unknown-clause", chapter("title: a\nclauses:\n  himitsu-x: {level: must}", "## himitsu {#himitsu}\n\na\n")},
	{"key twice", "yaml", chapter("title: a\nclauses:\n  himitsu: {level: must}\n  himitsu: {level: must}", "## himitsu {#himitsu}\n\na\n")},
	{"unknown words", "unknown-term", chapter("title: a\nclauses:\n  himitsu: {level: himitsu, roles: [himitsu], items: [himitsu], was: [himitsu@0], merged-into: himitsu-b}", "## himitsu {#himitsu}\n\na\n")},
	{"language", "unknown-key", chapter("title: a\nclauses:\n  himitsu: {plain: {himitsu: himitsu}}", "## himitsu {#himitsu}\n\na\n")},
	{"YAML", "yaml", chapter("title: a\nb: *himitsu\n", "## himitsu {#himitsu}\n\na\n")},
	{"YAML again", "yaml", chapter("title: [himitsu\nhimitsu: \"", "")},
	{"no front matter", "front-matter-missing", map[string]string{"himitsu.md": "himitsu\n", "withheld.yaml": entry("chapter", "  paths: [himitsu.md]\n  heading: {level: 1, title: 題}\n")}},
	{"faults of a withheld chapter's text", "footnote-undefined", chapter("title: himitsu", "himitsu[^himitsu]\n\n## himitsu\n\n[a][himitsu] <himitsu> ![](himitsu.svg) [x](#himitsu)\n")},
	{"marker in a withheld chapter", "marker-nested", chapter("title: himitsu", "## himitsu {#himitsu}\n\n{{withhold:W-002}}himitsu{{/withhold:W-002}}\n")},
	{"field of no entry", "withheld-field", field("contact", "contact: x\nhimitsu: himitsu\n")},
	{"field without a value", "withheld-field", field("contact", "himitsu: himitsu\n")},
	{"language of a field", "unknown-key", field("contact", "contact: {himitsu: himitsu}\n")},
	{"field twice", "yaml", field("contact", "contact: himitsu\nhimitsu: a\nhimitsu: b\n")},
	{"YAML of a field", "yaml", field("contact", "contact: &himitsu himitsu\nnote: *himitsu2\n")},
	{"field that can't be withheld", "withheld-field", field("himitsu", "contact: himitsu\n")},
	{"value in both", "withheld-field-visible", merged(field("contact", "contact: x\n"), map[string]string{"index.md": strings.Replace(index, "issued:", "contact: himitsu\nissued:", 1)})},
	{"drawing with a stray element", "unsafe-svg", file("figures/himitsu.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><himitsu himitsu=\"1\"/></svg>")},
	{"file of another kind", "disallowed-attachment", file("figures/himitsu.exe", "himitsu")},
	{"file that is not there", "withheld-file-missing", map[string]string{"withheld.yaml": entry("attachment", "  paths: [figures/himitsu.svg]\n")}},
	{"withheld file in a visible text", "withheld-file-named", merged(file("figures/himitsu.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), map[string]string{"01-a.md": "---\ntitle: a\n---\n\n## 1 題 {#a}\n\n![図](figures/himitsu.svg)\n"})},
}

func entry(unit, more string) string {
	return "W-001:\n  items: [\"1\"]\n  clause: a\n  unit: " + unit + "\n  title: 題\n  reason: threat\n  harm: 害\n  audience: confidential\n  decided: {by: a, on: 2026-01-01}\n  approved: {by: b, on: 2026-01-01}\n" + more
}

func body(text, unit string) map[string]string {
	more := ""
	if unit == "section" {
		more = "  heading: {level: 2, title: 題}\n"
	}
	return map[string]string{"01-a.md": "---\ntitle: a\n---\n\n## 1 題 {#a}\n\n公開\n\n" + text, "withheld.yaml": entry(unit, more)}
}

func part(text string) map[string]string {
	return body(":::withhold W-001\n"+text+":::end-withhold W-001\n", "paragraph")
}
func section(text string) map[string]string {
	return body(":::withhold W-001\n"+text+":::end-withhold W-001\n", "section")
}
func span(text string) map[string]string { return body(text+"\n", "span") }

func chapter(front, text string) map[string]string {
	return file("himitsu.md", "---\n"+front+"\n---\n\n"+text)
}

func file(name, text string) map[string]string {
	unit, more := "attachment", ""
	if strings.HasSuffix(name, ".md") {
		unit, more = "chapter", "  heading: {level: 1, title: 題}\n"
	}
	return map[string]string{name: text, "withheld.yaml": entry(unit, "  paths: ["+name+"]\n"+more)}
}

func field(name, text string) map[string]string {
	return map[string]string{"withheld.yaml": strings.Replace(entry("field", "  field: "+name+"\n"), "  clause: a\n", "", 1), "index.confidential.yaml": text}
}

func merged(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// No finding quotes withheld text, whatever is wrong with it.
func TestFindingsKeepSecrets(t *testing.T) {
	library := &catalog.Library{Reasons: []*catalog.Reason{{ID: "threat"}}, Catalogs: []*catalog.Catalog{{
		ID: "g", Items: []*catalog.Item{{ID: "1", Phase: "frame"}}, Levels: []catalog.Term{{ID: "must"}}, Roles: []catalog.Term{{ID: "operator"}},
	}}}
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			files := merged(map[string]string{
				"index.md": strings.Replace(index, "issued:", "catalog: g\nissued:", 1),
				"01-a.md":  "---\ntitle: a\n---\n\n## 1 題 {#a}\n\n公開\n",
			}, tt.files)
			for k, v := range files {
				if k == "index.md" && !strings.Contains(v, "catalog") {
					files[k] = strings.Replace(v, "issued:", "catalog: g\nissued:", 1)
				}
			}
			versions, ds := editions(files)
			for _, e := range withhold.Editions {
				if v := versions[e]; v != nil {
					ds.Add(rules.Run(rules.Input{Library: library, Standards: []*standard.Standard{{ID: "s", Versions: []*standard.Version{v.Version}}}, Edition: string(e), Date: "2026-08-01"})...)
				}
			}
			text := printed(ds)
			if strings.Contains(strings.ToLower(text), "himitsu") {
				t.Errorf("a finding quotes what is withheld:\n%s", text)
			}
			var codes []string
			for _, d := range ds {
				codes = append(codes, d.Rule.Code)
			}
			if !slices.Contains(codes, tt.code) {
				t.Errorf("no finding %s: %v", tt.code, codes)
			}
		})
	}
}
