package withhold_test

import (
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
	"pgregory.net/rapid"
)

// A world is a version's folder with two fillings of every withheld part. All
// public bytes, and all that the register tells the public, are the same in
// both; what stands in the parts, the names of withheld files and the name of a
// withheld field are not.
type world struct {
	files [2]map[string]string
	parts int
}

func (w *world) sources(i int) map[string]*source.File {
	out := map[string]*source.File{}
	for name, text := range w.files[i] {
		out[name] = source.New("content/s/1/"+name, []byte(text))
	}
	return out
}

// A pair is one file in its two fillings.
type pair struct{ text [2]strings.Builder }

func (p *pair) both(form string, a ...any) {
	s := fmt.Sprintf(form, a...)
	p.text[0].WriteString(s)
	p.text[1].WriteString(s)
}

func (p *pair) each(fill func() string) {
	p.text[0].WriteString(fill())
	p.text[1].WriteString(fill())
}

// generator draws a world.
type generator struct {
	*rapid.T
	register pair
	files    map[string]*pair
	n        int // ids given away
	heading  int // of withheld headings and notes, so that ids differ
	clause   string
	depth    int
	sections map[string]int // headings of a section, by part and filling
	lone     bool           // a withheld part refers to a file that no visible text knows
}

func (g *generator) below(n int) int { return rapid.IntRange(0, n-1).Draw(g.T, "") }

func (g *generator) one(words []string) string { return words[g.below(len(words))] }

// rarely is true about once in n draws. Rapid likes the ends of a range, so it
// is not one of them.
func (g *generator) rarely(n int) bool { return g.below(n) == n/2+1 }

func (g *generator) id(unit, more string) string {
	g.n++
	id := fmt.Sprintf("W-%03d", g.n)
	clause := ""
	if g.clause != "" {
		clause = "\n  clause: " + g.clause
	}
	g.register.both("%s:\n  items: [\"1\"]%s\n  unit: %s\n  title: {ja: 部分%d, en: Part %d}\n  reason: threat\n  harm: {ja: 害, en: harm}\n  audience: confidential\n"+
		"  decided: {by: {ja: 委員会, en: Committee}, on: 2026-04-01}\n  approved: {by: {ja: 理事会, en: Board}, on: 2026-04-10}\n  review-by: 2027-04-01\n%s", id, clause, unit, g.n, g.n, more)
	return id
}

var publicWords = map[string][]string{
	"ja": {"事業者は、", "監視する。", "**重要**な", "`code`", "[前の条項](#c1)", "第5条", "改行\n続き", "<https://example.org/>", "漢<sup>1</sup>", "A\\|B", "&amp;", "{{振り仮名}}", "非公開"},
	"en": {"The operator ", "must watch. ", "*soft* ", "`x` ", "[before](#c1) ", "5.2 ", "line\nbreak ", "<https://example.org/> ", "H<sub>2</sub>O ", "withheld ", "a\\*b ", "&copy; ", "std::x ", "{ } "},
}

func (g *generator) words(lang string, most int) string {
	var b strings.Builder
	for range 1 + g.below(most) {
		b.WriteString(g.one(publicWords[lang]))
	}
	return strings.TrimSpace(b.String())
}

func (g *generator) line(lang string, most int) string {
	return strings.ReplaceAll(g.words(lang, most), "\n", "")
}

// inline is a filling of one line: short, long, and with all that could reach
// beyond it. Now and then it has a sign without its counterpart.
var secretWords = []string{"秘密", "192.0.2.7 ", "**強**", "`:: code`", "[条](#c1)", "<https://secret.example/x>", "<sup>9</sup>", "\\<script\\>", "&lt;b onload&gt;", "\\|",
	"{{るび}}", "#見出し", "- 項", "1. 番号", "{#id}", "W-777", "非公開の", "長い" + strings.Repeat("語", 60), "mailto:x@y.example", "x", "![図](figures/pub.svg)", "~~", "$", "\\`", "：", "://", "| "}

var loose = []string{"*", "`", "[", "](", "<b", "**", "_", "![", "[^", "<!-", "&#", "\\"}

func (g *generator) inline(cell bool) string {
	var b strings.Builder
	for range 1 + g.below(7) {
		w := g.one(secretWords)
		if cell && w == "| " {
			continue
		}
		b.WriteString(w)
	}
	if g.rarely(60) {
		b.WriteString(g.one(loose))
	}
	if s := strings.TrimSpace(b.String()); s != "" {
		return b.String()
	}
	return "秘"
}

// language is rarely there: looking a highlighter up takes longer than all else.
func (g *generator) language() string {
	if g.rarely(16) {
		return "go"
	}
	return ""
}

func (g *generator) inlineText() string {
	return g.one([]string{"x", "秘密", strings.Repeat("長", 300)})
}

// block is a filling of whole lines, without a prefix.
func (g *generator) block() string {
	var b strings.Builder
	if g.rarely(8) {
		b.WriteString("\n\n")
	}
	for range 1 + g.below(3) {
		switch g.below(9) {
		case 0, 1:
			for range 1 + g.below(4) {
				b.WriteString(g.inline(false) + "\n")
			}
		case 2:
			b.WriteString("```" + g.language() + "\n## 見出しでない {#c1}\nfunc f() { return }\n\n\n```\n")
		case 3:
			b.WriteString("- 一\n  - 二 " + g.inline(false) + "\n\n    三\n- 四\n")
		case 4:
			b.WriteString("> 引用 " + g.inline(false) + "\n> > 深い\n")
		case 5:
			g.heading++
			fmt.Fprintf(&b, "注[^s%d]、[名][r%d]。\n\n[^s%d]: 脚注 %s\n\n[r%d]: https://secret.example/%d \"題\"\n", g.heading, g.heading, g.heading, g.inline(false), g.heading, g.heading)
		case 6:
			b.WriteString("| a | b |\n| --- | ---: |\n" + strings.Repeat("| 1 | 2 |\n", g.below(5)))
		case 7:
			b.WriteString("用語\n: 説明 " + g.inline(false) + "\n")
		case 8:
			b.WriteString("    字下げ\n\n---\n")
		}
		b.WriteString(strings.Repeat("\n", 1+g.below(3)))
	}
	switch {
	case g.rarely(60):
		b.WriteString("## 見出し {#c1}\n")
	case g.rarely(60):
		b.WriteString("```\n閉じない\n")
	case g.rarely(12):
		b.WriteString("- 項目が続く")
	case g.rarely(12):
		b.WriteString("最後の行  ")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// region writes a region with the given fillings, every line behind a prefix.
func (g *generator) region(p *pair, id, prefix string, fill func() string) {
	p.both("%s:::withhold %s\n", prefix, id)
	p.each(func() string {
		var b strings.Builder
		for line := range strings.Lines(fill()) {
			b.WriteString(prefix + line)
		}
		return b.String()
	})
	p.both("%s:::end-withhold %s\n", prefix, id)
}

func (g *generator) span(p *pair, id string, cell bool) {
	p.both("{{withhold:%s}}", id)
	p.each(func() string { return g.inline(cell) })
	p.both("{{/withhold:%s}}", id)
}

// section is a filling with headings. Their ids are the same in each language
// of a filling, as they have to be.
func (g *generator) section(id string, filling, level int) string {
	key := fmt.Sprint(id, filling)
	n := g.sections[key]
	if n == 0 {
		n = 1 + g.below(3)
		g.sections[key] = n
	}
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s 5.%d 題 %s {#sec%s-%d-%d}\n\n%s\n", strings.Repeat("#", min(6, level+i)), i, g.one([]string{"短", "長い題の付いた節", "A"}), id[2:], filling, i, g.block())
	}
	return b.String()
}

// A plan is a block of a chapter: what it is, and the ids of its parts, which
// are the same in each language.
type plan struct {
	kind   int
	ids    []string
	prefix string
	level  int
	clause string
}

const kinds = 19

func (g *generator) plan() plan {
	b := plan{kind: g.below(kinds)}
	switch b.kind {
	case 9, 17, 18, 8:
		b.ids = []string{g.id("span", "")}
	case 10:
		b.ids = []string{g.id("cell", "")}
	case 11:
		b.prefix = g.one([]string{"", "", "> ", "> > "})
		b.ids = []string{g.id("paragraph", "")}
	case 12:
		b.ids = []string{g.id("list-item", "")}
	case 13:
		b.prefix = "  "
		b.ids = []string{g.id("paragraph", "")}
	case 14:
		b.ids = []string{g.id("table", "")}
	case 15:
		b.ids = []string{g.id("figure", "")}
		g.lone = true
	case 16:
		b.prefix = g.one([]string{"", "> "})
		b.ids = []string{g.id("span", ""), g.id("paragraph", ""), g.id("span", "")}
	}
	return b
}

func (g *generator) emit(p *pair, b plan, lang string) {
	switch b.kind {
	case 0:
		p.both("%s\n\n%s", g.words(lang, 6), g.one([]string{"", "", "", "\\:::note\n\n"}))
	case 1:
		p.both("- %s\n  - %s\n\n    ```\n    a: {{b}}\n    ```\n- %s\n\n", g.line(lang, 3), g.line(lang, 2), g.line(lang, 2))
	case 2:
		p.both("> %s\n>\n> > %s\n\n", g.line(lang, 3), g.line(lang, 3))
	case 3:
		p.both("```%s\n# %s\nfunc main() {}\n```\n\n", g.language(), g.line(lang, 2))
	case 4:
		p.both("| %s | x |\n| --- | :-: |\n| %s | y |\n\n", g.line(lang, 2), g.line(lang, 2))
	case 5:
		p.both("Term\n: %s\n\n", g.line(lang, 3))
	case 6:
		g.heading++
		p.both("%s[^n%d]\n\n[^n%d]: %s\n\n", g.line(lang, 2), g.heading, g.heading, g.line(lang, 2))
	case 7:
		g.heading++
		p.both("[%s][d%d]\n\n[d%d]: https://example.org/%d\n\n", "link", g.heading, g.heading, g.heading)
	case 8: // beside an image, within emphasis
		p.both("![図](figures/pub.svg) **")
		g.span(p, b.ids[0], false)
		p.both("** %s\n\n", g.line(lang, 2))
	case 9:
		p.both("%s", g.words(lang, 3))
		g.span(p, b.ids[0], false)
		p.both("%s\n\n", g.words(lang, 3))
	case 10:
		p.both("| a | b |\n| --- | --- |\n| ")
		g.span(p, b.ids[0], true)
		p.both(" | %s |\n\n", g.line(lang, 2))
	case 11:
		if b.prefix != "" {
			p.both("%s%s\n%s\n", b.prefix, g.line(lang, 2), strings.TrimRight(b.prefix, " "))
		}
		g.region(p, b.ids[0], b.prefix, g.block)
		if b.prefix != "" {
			p.both("%s%s\n", b.prefix, g.line(lang, 2))
		}
		p.both("\n")
	case 12:
		p.both("- %s\n", g.line(lang, 2))
		g.region(p, b.ids[0], "", func() string {
			var out strings.Builder
			for range 1 + g.below(4) {
				out.WriteString("- " + g.inline(false) + "\n" + strings.Repeat("  続き\n", g.below(3)))
			}
			return out.String()
		})
		p.both("- %s\n\n", g.line(lang, 2))
	case 13:
		p.both("- %s\n\n", g.line(lang, 2))
		g.region(p, b.ids[0], b.prefix, g.block)
		p.both("\n  %s\n\n", g.line(lang, 1))
	case 14:
		g.region(p, b.ids[0], "", func() string {
			cols := 1 + g.below(4)
			out := strings.Repeat("| 列 ", cols) + "|\n" + strings.Repeat("| --- ", cols) + "|\n"
			for range g.below(5) {
				out += strings.Repeat("| "+g.inline(true)+" ", cols) + "|\n"
			}
			return out
		})
		p.both("\n")
	case 15:
		g.region(p, b.ids[0], "", func() string {
			return g.one([]string{"![秘密の図](figures/lone.svg \"図1\")\n", "![a](figures/lone.svg)\n\n```\nA -> B\n\nB -> C\n```\n", "![" + strings.Repeat("長", 50) + "](figures/lone.svg)\n"})
		})
		p.both("\n")
	case 16:
		p.both("%s%s", b.prefix, g.line(lang, 2))
		g.span(p, b.ids[0], false)
		p.both("、%s\n%s\n", g.line(lang, 1), strings.TrimRight(b.prefix, " "))
		g.region(p, b.ids[1], b.prefix, g.block)
		p.both("%s%s", b.prefix, g.line(lang, 1))
		g.span(p, b.ids[2], false)
		p.both("\n\n")
	case 17:
		g.heading++
		p.both("%s[^n%d]\n\n[^n%d]: %s", g.line(lang, 2), g.heading, g.heading, g.line(lang, 1))
		g.span(p, b.ids[0], false)
		p.both("\n\n")
	case 18:
		p.both("1. %s\n2. ", g.line(lang, 2))
		g.span(p, b.ids[0], false)
		p.both("\n\n")
	case 100: // a heading
		p.both("%s %d.%d %s {#%s}\n\n", strings.Repeat("#", b.level), b.level, g.below(9), g.line(lang, 2), b.clause)
	case 101: // a withheld section
		filling := -1
		g.region(p, b.ids[0], "", func() string { filling++; return g.section(b.ids[0], filling, b.level) })
		p.both("\n")
	}
}

func (g *generator) file(name string) *pair {
	p := &pair{}
	g.files[name] = p
	return p
}

// draw makes a world.
func draw(t *rapid.T) *world {
	g := &generator{T: t, files: map[string]*pair{}, sections: map[string]int{}}
	langs := []string{"ja"}
	if g.below(2) == 1 {
		langs = append(langs, "en")
	}
	w := &world{files: [2]map[string]string{{}, {}}}

	g.clause = "c1"
	preface := g.plan()
	suffix := map[string]string{"ja": "", "en": ".en"}
	for _, lang := range langs {
		p := g.file("index" + suffix[lang] + ".md")
		if lang == "ja" {
			p.both("---\ntitle: 見本\nclass: industry\npublisher: 見本協会\nversion: \"1\"\nstatus: published\nissued: 2026-04-01\neffective: 2026-04-01\ncatalog: g\nadoption:\n  \"1\": {decision: not-adopted, reason: 見本}\n---\n\n")
		} else {
			p.both("---\ntitle: Sample\n---\n\n")
		}
		p.both("![図](figures/pub.svg)\n\n")
		g.emit(p, preface, lang)
	}
	clauses := 0
	for chapter := range 1 + g.below(2) {
		g.depth = 1
		var plans []plan
		for range 1 + g.below(3) {
			level := 2 + g.below(min(2, g.depth))
			g.depth = level
			clauses++
			g.clause = fmt.Sprintf("c%d", clauses)
			plans = append(plans, plan{kind: 100, level: level, clause: g.clause})
			for range g.below(4) {
				plans = append(plans, g.plan())
			}
			if g.rarely(4) {
				level := 2 + g.below(min(2, g.depth))
				id := g.id("section", fmt.Sprintf("  heading: {level: %d, label: \"9.9\", title: {ja: 節, en: Section}}\n", level))
				plans = append(plans, plan{kind: 101, level: level, ids: []string{id}})
				g.depth = level
			}
		}
		for _, lang := range langs {
			p := g.file(fmt.Sprintf("%02d-part%s.md", chapter+1, suffix[lang]))
			p.both("---\ntitle: 章%d\n---\n\n", chapter)
			for _, b := range plans {
				g.emit(p, b, lang)
			}
		}
	}
	g.outside(w, langs)
	for name, p := range g.files {
		for i := range 2 {
			w.files[i][name] = p.text[i].String()
		}
	}
	for i := range 2 {
		if s := g.register.text[i].String(); s != "" {
			w.files[i]["withheld.yaml"] = s
		}
	}
	w.parts = g.n
	return w
}

// outside adds what is withheld beside the text: files and a field, whose names
// differ too.
func (g *generator) outside(w *world, langs []string) {
	svg := func(text string) string {
		return "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>" + text + "</text></svg>\n"
	}
	g.file("figures/pub.svg").both("%s", svg("public"))
	if g.lone {
		g.file("figures/lone.svg").each(func() string { return svg("lone " + g.inlineText()) })
	}
	if g.below(3) == 0 {
		id := g.id("chapter", "  heading: {level: 1, label: 附属書, title: {ja: 附属書, en: Annex}}\n")
		for i := range 2 {
			name := g.one([]string{"00-top", "50-plan", "99-annex"})
			for _, lang := range langs {
				text := "---\ntitle: " + g.one([]string{"秘密の章", "別", "長い題の付いた章である"}) + "\n---\n\n" + g.section(id, i, 2)
				if lang == "en" && g.below(3) == 0 {
					continue
				}
				w.files[i][name+map[string]string{"en": ".en"}[lang]+".md"] = text
			}
			fmt.Fprintf(&g.register.text[i], "  paths: [%s.md]\n", name)
		}
	}
	if g.below(3) == 0 {
		g.id("attachment", "")
		for i := range 2 {
			var names []string
			for k := range 1 + g.below(3) {
				name := fmt.Sprintf("figures/%s%d.svg", g.one([]string{"secret", "plan", "a"}), k)
				names = append(names, name)
				w.files[i][name] = svg(name + " " + g.inlineText()) // no two files are copies of each other
			}
			fmt.Fprintf(&g.register.text[i], "  paths: [%s]\n", strings.Join(names, ", "))
		}
	}
	if g.below(3) == 0 {
		g.clause = ""
		g.id("field", "")
		for i := range 2 {
			field := g.one([]string{"contact", "note", "source", "summary"})
			fmt.Fprintf(&g.register.text[i], "  field: %s\n", field)
			w.files[i]["index.confidential.yaml"] = fmt.Sprintf("%s: {ja: %s, en: x}\n", field, g.one([]string{"秘密", "電話 00", strings.Repeat("長", 200)}))
		}
	}
}
