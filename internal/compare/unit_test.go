package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// written is a project of versions, each a map of files; the index is given where
// a version has none.
func written(versions ...map[string]string) fstest.MapFS {
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	for i, files := range versions {
		number := fmt.Sprint(i + 1)
		index := "title: 見本\nclass: industry\npublisher: 見本協会\nstatus: published\nissued: 2026-04-01\n"
		if more, ok := files["front"]; ok {
			index = more
		}
		preface := "まえがき。\n"
		if p, ok := files["preface"]; ok {
			preface = p
		}
		put := func(name, text string) {
			root["content/a/"+number+"/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
		put("index.md", "---\n"+index+"version: \""+number+"\"\n---\n\n"+preface)
		for name, text := range files {
			switch {
			case name == "front" || name == "preface":
			case name == "reviews": // of the standard
				root["content/a/reviews.yaml"] = &fstest.MapFile{Data: []byte(text)}
			case strings.HasSuffix(name, ".md") && !strings.HasPrefix(text, "---"):
				put(name, "---\ntitle: 章\n---\n\n"+text)
			default:
				put(name, text)
			}
		}
	}
	return root
}

// one compares a chapter's text with another.
func one(t *testing.T, old, new string) *compare.Comparison {
	t.Helper()
	return analyse(t, written(map[string]string{"01-a.md": old}, map[string]string{"01-a.md": new}), withhold.Public).compare("1", "2")
}

// What a change of the source is, clause by clause.
func TestClasses(t *testing.T) {
	const text = "事業者は、鍵を管理する。記録は、五年間保存する。"
	for _, c := range []struct {
		name, old, new string
		want           compare.Class
	}{
		{"a footnote's words", "本文[^n]と記録の保存。\n\n[^n]: 別表第1による。\n", "本文[^n]と記録の保存。\n\n[^n]: 別表第2による。\n", compare.Modified},
		{"a footnote's name", "本文[^n]と記録の保存。\n\n[^n]: 別表第1による。\n", "本文[^note]と記録の保存。\n\n[^note]: 別表第1による。\n", compare.Formatting},
		{"an address behind a name", "[手順][r]による。\n\n[r]: https://example.org/1\n", "[手順][r]による。\n\n[r]: https://example.org/2\n", compare.Formatting},
		{"an address in place", "[手順](https://example.org/1)による。\n", "[手順](https://example.org/2)による。\n", compare.Formatting},
		{"an address that is read", "<https://example.org/1>による。\n", "<https://example.org/2>による。\n", compare.Modified},
		{"emphasis", text, strings.Replace(text, "鍵", "**鍵**", 1), compare.Formatting},
		{"a line break in Japanese", text, strings.Replace(text, "。記", "。\n記", 1), compare.Formatting},
		{"a line break in English", "The keys are kept apart.", "The keys\nare kept apart.", compare.Formatting},
		{"a hard break", "The keys\nare kept apart.", "The keys  \nare kept apart.", compare.Formatting},
		{"a raw break", "The keys are kept apart.", "The keys<br>are kept apart.", compare.Formatting},
		{"another sign of a list", "- one thing\n- another thing\n", "* one thing\n* another thing\n", compare.Formatting},
		{"numbers instead of signs", "- one thing\n- another thing\n", "1. one thing\n2. another thing\n", compare.Formatting},
		{"a paragraph split", "事業者は、鍵を管理する。記録は、五年間保存する。", "事業者は、鍵を管理する。\n\n記録は、五年間保存する。", compare.Formatting},
		{"an English paragraph split", "Keys are kept. Records are kept.", "Keys are kept.\n\nRecords are kept.", compare.Formatting},
		{"a table's rule", "| a | b |\n| --- | --- |\n| 1 | 2 |\n", "|a|b|\n|:-:|---|\n|1|2|\n", compare.Formatting},
		{"a cell", "| a | b |\n| --- | --- |\n| 1 | 2 |\n", "| a | b |\n| --- | --- |\n| 1 | 3 |\n", compare.Modified},
		{"code instead of words", "The value yes is kept.", "The value `yes` is kept.", compare.Formatting},
		{"an image's words", "![図1](figures/a.svg) を見る。", "![図2](figures/a.svg) を見る。", compare.Modified},
		{"composed characters", "ガイド", "カ\u3099イト\u3099", compare.Formatting},
		{"half a width", "ＡＢＣの定め", "ABCの定め", compare.Modified},
		{"a definition", "鍵\n: 秘密の値\n", "鍵\n: 公開の値\n", compare.Modified},
		{"blank lines", text + "\n\n" + "次の文。", text + "\n\n\n\n" + "次の文。", compare.Unchanged + "|" + compare.Formatting},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := "## 1 題 {#c}\n\n"
			files := func(s string) map[string]string {
				return map[string]string{"01-a.md": head + s + "\n", "figures/a.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n"}
			}
			got := analyse(t, written(files(c.old), files(c.new)), withhold.Public).compare("1", "2")
			if class := find(t, got, "c").Class; !slices.Contains(strings.Split(string(c.want), "|"), string(class)) {
				t.Errorf("%s, want %s: %v", class, c.want, find(t, got, "c").Redline().Pieces())
			}
		})
	}
}

// A history of several steps is followed, over versions that are not compared.
func TestLineage(t *testing.T) {
	chapter := func(id, was, text string) map[string]string {
		meta := ""
		if was != "" {
			meta = "clauses:\n  " + id + ": {was: [" + was + "]}\n"
		}
		return map[string]string{"01-a.md": "---\ntitle: 章\n" + meta + "---\n\n## 1 題 {#" + id + "}\n\n" + text + "\n"}
	}
	for _, c := range []struct {
		name     string
		versions []map[string]string
		want     string // "old>new class" of 1 and the last
	}{
		{"a chain", []map[string]string{chapter("a", "", "鍵の管理を定める。"), chapter("b", "a@1", "媒体の管理を定める。"), chapter("c", "b@2", "端末の管理を定める。")}, "a>c"},
		{"a jump", []map[string]string{chapter("a", "", "鍵の管理を定める。"), chapter("b", "", "媒体の保存を行う。"), chapter("c", "a@1", "端末の点検をする者。")}, "a>c"},
		{"a circle of names", []map[string]string{chapter("a", "", "鍵の管理を定める。"), chapter("b", "a@1", "媒体の管理を定める。"), chapter("a", "b@2", "端末の管理を定める。")}, "a>a"},
		{"itself", []map[string]string{chapter("a", "", "鍵の管理を定める。"), chapter("a", "a@2", "鍵の管理を定める。")}, "a>a"},
		{"what is to come", []map[string]string{chapter("a", "b@2", "鍵の管理を定める。"), chapter("b", "a@1", "媒体の保存を行う者の氏名。")}, "a>b"},
		{"what is to come alone", []map[string]string{chapter("a", "b@2", "鍵の管理を定める。"), chapter("b", "", "媒体の保存を行う者の氏名。")}, "a>b"},
		{"no such version", []map[string]string{chapter("a", "", "鍵の管理を定める。"), chapter("b", "a@9", "媒体の保存を行う者の氏名。")}, "->b a>-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ed := analyse(t, written(c.versions...), withhold.Public)
			pairs := func(old, new string) string {
				var out []string
				for _, ch := range ed.compare(old, new).Clauses {
					id := func(p *compare.Place) string {
						if p == nil {
							return "-"
						}
						return p.Clause.ID
					}
					out = append(out, id(ch.Old)+">"+id(ch.New))
				}
				slices.Sort(out)
				return strings.Join(out, " ")
			}
			last := fmt.Sprint(len(c.versions))
			if got := pairs("1", last); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			var back []string
			for _, p := range strings.Fields(c.want) {
				a, b, _ := strings.Cut(p, ">")
				back = append(back, b+">"+a)
			}
			slices.Sort(back)
			if got := pairs(last, "1"); got != strings.Join(back, " ") {
				t.Errorf("backwards %s, want %v", got, back)
			}
		})
	}
}

// Beside the clauses: front matter, chapters, preface, decisions, coverage.
func TestFacts(t *testing.T) {
	front := "title: 見本\nclass: industry\npublisher: 見本協会\nstatus: published\nissued: 2026-04-01\ncatalog: nisc-4\nadoption:\n  \"1\": {decision: not-adopted, reason: 他に定める。}\n"
	chapter := func(title, meta string) string {
		return "---\ntitle: " + title + "\nclauses:\n  a: {" + meta + "}\n---\n\n## 1 題 {#a}\n\n本文である。\n"
	}
	old := map[string]string{"front": front, "01-a.md": chapter("旧の章", "items: [6.1.5(1), {item: 6.1.5(2), covers: part}]")}
	for _, c := range []struct {
		name string
		new  map[string]string
		want func(*compare.Comparison) bool
	}{
		{"front matter", map[string]string{"front": strings.Replace(front, "見本協会", "別の協会", 1), "01-a.md": old["01-a.md"]}, func(c *compare.Comparison) bool {
			return slices.Equal(c.Front, []compare.Field{{Key: "publisher", Old: "見本協会", New: "別の協会"}})
		}},
		{"a note on the revision", map[string]string{"front": front + "note: 改めた。\nreplaces: \"1\"\n", "01-a.md": old["01-a.md"]}, (*compare.Comparison).Empty},
		{"a chapter's title", map[string]string{"front": front, "01-a.md": strings.Replace(old["01-a.md"], "旧の章", "新の章", 1)}, func(c *compare.Comparison) bool {
			return slices.Equal(c.Chapters, []compare.Field{{Key: "01-a", Old: "旧の章", New: "新の章"}}) && c.Summary.Modified == 0
		}},
		{"the preface", map[string]string{"front": front, "preface": "あとがき。\n", "01-a.md": old["01-a.md"]}, func(c *compare.Comparison) bool { return c.Preface != nil && c.Summary.Modified == 0 }},
		{"a preface spaced anew", map[string]string{"front": front, "preface": "\nまえ\nがき。\n", "01-a.md": old["01-a.md"]}, (*compare.Comparison).Empty},
		{"a decision", map[string]string{"front": strings.Replace(front, "not-adopted", "not-applicable", 1), "01-a.md": old["01-a.md"]}, func(c *compare.Comparison) bool {
			return len(c.Adoption) == 1 && c.Adoption[0].Item == "1" && c.Adoption[0].Old == "not-adopted" && c.Adoption[0].New == "not-applicable"
		}},
		{"its reason alone", map[string]string{"front": strings.Replace(front, "他に定める", "別に定める", 1), "01-a.md": old["01-a.md"]}, func(c *compare.Comparison) bool {
			return len(c.Adoption) == 1 && c.Adoption[0].Old == c.Adoption[0].New
		}},
		{"coverage lost and gained", map[string]string{"front": front, "01-a.md": chapter("旧の章", "items: [6.1.5(2), 6.1.4(1)]")}, func(c *compare.Comparison) bool {
			at := map[string]compare.Coverage{}
			for _, x := range c.Coverage {
				at[x.Item] = x
			}
			return len(at) == 3 && slices.Equal(at["6.1.5(1)"].Lost, []string{"a"}) && at["6.1.5(1)"].New == "none" && slices.Equal(at["6.1.4(1)"].Gained, []string{"a"}) &&
				slices.Equal(at["6.1.5(2)"].Broader, []string{"a"}) && at["6.1.5(2)"].Old == "part" && at["6.1.5(2)"].New == "all" && c.Summary.Retagged == 1
		}},
		{"a chapter's name", map[string]string{"front": front, "02-b.md": old["01-a.md"]}, func(c *compare.Comparison) bool { return c.Summary == compare.Summary{Unchanged: 1} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := analyse(t, written(old, c.new), withhold.Public).compare("1", "2")
			if !c.want(got) {
				t.Errorf("%s", view(got))
			}
		})
	}
}

// Each key of the register that the public may know of is compared, and told by
// its name; what stands in `paths` is not.
func TestRegister(t *testing.T) {
	entry := func(change ...string) string {
		s := "W-001:\n  items: []\n  clause: a\n  unit: paragraph\n  title: {ja: 部分, en: Part}\n  reason: threat\n  harm: {ja: 害, en: harm}\n  audience: confidential\n" +
			"  decided: {by: {ja: 委員会, en: Committee}, on: 2026-04-01}\n  approved: {by: {ja: 理事会, en: Board}, on: 2026-04-10}\n  review-by: 2027-04-01\n"
		return strings.NewReplacer(change...).Replace(s)
	}
	text := "## 1 題 {#a}\n\n本文である。\n\n:::withhold W-001\n秘密の値\n:::end-withhold W-001\n\n## 2 別 {#b}\n\n別の本文である。\n"
	version := func(register string) map[string]string {
		return map[string]string{"01-a.md": text, "withheld.yaml": register}
	}
	for _, e := range withhold.Editions {
		for key, change := range map[string][]string{
			"reason": {"threat", "foi-5-4"}, "harm": {"害", "別の害"}, "review": {"2027-04-01", "2028-04-01"}, "title": {"部分", "別の部分"}, "unit": {"paragraph", "table"},
			"items": {"items: []", "items: [6.1.5(1)]"}, "decided": {"2026-04-01", "2026-03-01"}, "approved": {"理事会", "総会"}, "access": {"  review-by", "  access: {ja: 監査人, en: auditors}\n  review-by"},
		} {
			c := analyse(t, written(version(entry()), version(entry(change...))), e).compare("1", "2")
			if !slices.Equal(c.Withholdings, []compare.Withholding{{ID: "W-001", Change: key}}) || find(t, c, "a").Withholding != compare.Changed || find(t, c, "b").Withholding != "" {
				t.Errorf("%s, %s: %v, %q", e, key, c.Withholdings, find(t, c, "a").Withholding)
			}
			if c.Summary.Unchanged != 2 {
				t.Errorf("%s, %s: %+v", e, key, c.Summary)
			}
		}
		// a mark that moves from one clause to another takes its entry along
		moved := strings.Replace(text, ":::withhold W-001\n秘密の値\n:::end-withhold W-001\n\n", "", 1) + "\n:::withhold W-001\n秘密の値\n:::end-withhold W-001\n"
		c := analyse(t, written(version(entry()), map[string]string{"01-a.md": moved, "withheld.yaml": entry("clause: a", "clause: b")}), e).compare("1", "2")
		if !slices.Equal(c.Withholdings, []compare.Withholding{{ID: "W-001", Change: "clause"}}) || c.Summary.Withheld+c.Summary.Disclosed != 0 {
			t.Errorf("%s: %v %+v", e, c.Withholdings, c.Summary)
		}
	}
}

// Sources with faults that are found elsewhere are compared without a crash.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"an id twice", "## 1 題 {#a}\n\n一。\n\n## 2 題 {#a}\n\n二。\n", "## 1 題 {#a}\n\n一。\n\n## 2 題 {#b}\n\n二。\n"},
		{"an id twice in both", "## 1 題 {#a}\n\n一。\n\n## 2 題 {#a}\n\n二。\n", "## 1 題 {#a}\n\n三。\n\n## 2 題 {#a}\n\n一。\n"},
		{"no text", "## 1 題 {#a}\n", "## 1 題 {#a}\n"},
		{"no clause", "", "## 1 題 {#a}\n\n一。\n"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := one(t, c.old, c.new)
			view(got)
			olds, news := 0, 0
			for i := range got.Clauses {
				if got.Clauses[i].Old != nil {
					olds++
				}
				if got.Clauses[i].New != nil {
					news++
				}
			}
			if olds != strings.Count(c.old, "## ") || news != strings.Count(c.new, "## ") {
				t.Errorf("%d old and %d new clauses", olds, news)
			}
		})
	}
}

// A section or chapter that was withheld and is open now, and the other way.
func TestSections(t *testing.T) {
	rest := "  title: {ja: 部分, en: Part}\n  reason: threat\n  harm: {ja: 害, en: harm}\n  audience: confidential\n" +
		"  decided: {by: {ja: 委員会, en: Committee}, on: 2026-04-01}\n  approved: {by: {ja: 理事会, en: Board}, on: 2026-04-10}\n  review-by: 2027-04-01\n"
	open, section := "## 1 題 {#a}\n\n本文である。\n\n", "## 2 予備の通信 {#b}\n\n無線による。\n"
	heading := "  heading: {level: %d, label: \"2\", title: {ja: 予備の通信, en: Fallback}}\n"
	withheld := map[string]string{"01-a.md": open + ":::withhold W-001\n" + section + ":::end-withhold W-001\n",
		"withheld.yaml": "W-001:\n  items: []\n  clause: a\n  unit: section\n" + fmt.Sprintf(heading, 2) + rest}
	disclosed := map[string]string{"01-a.md": open + section}
	other := map[string]string{"01-a.md": open + strings.Replace(section, "予備の通信", "別の題", 1)}
	annex := map[string]string{"01-a.md": open, "02-b.md": section}
	hidden := map[string]string{"01-a.md": open, "02-b.md": section,
		"withheld.yaml": "W-001:\n  items: []\n  clause: a\n  unit: chapter\n  paths: [02-b.md]\n" + fmt.Sprintf(heading, 1) + rest}
	for _, c := range []struct {
		name         string
		old, new     map[string]string
		public, full compare.Summary
	}{
		{"a section disclosed", withheld, disclosed, compare.Summary{Unchanged: 1, Modified: 1, Disclosed: 1}, compare.Summary{Unchanged: 2, Disclosed: 1}},
		{"a section withheld", disclosed, withheld, compare.Summary{Unchanged: 1, Modified: 1, Withheld: 1}, compare.Summary{Unchanged: 2, Withheld: 1}},
		{"a section that goes on", withheld, withheld, compare.Summary{Unchanged: 2}, compare.Summary{Unchanged: 2}},
		// nobody outside can know that it is the same one
		{"a section disclosed under another title", withheld, other, compare.Summary{Unchanged: 1, Added: 1, Removed: 1}, compare.Summary{Unchanged: 2, Retitled: 1, Disclosed: 1}},
		// its clauses are new to the public; the clause that its entry names has it no more
		{"a chapter disclosed", hidden, annex, compare.Summary{Unchanged: 1, Added: 1}, compare.Summary{Unchanged: 2, Disclosed: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for e, want := range map[withhold.Edition]compare.Summary{withhold.Public: c.public, withhold.Confidential: c.full} {
				got := analyse(t, written(c.old, c.new), e).compare("1", "2")
				if got.Summary != want {
					t.Errorf("%s: %+v, want %+v\n%s", e, got.Summary, want, view(got))
				}
			}
		})
	}
}
