package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// An id of four digits begins like one of three. Text between the two marks must
// not drop out of the comparison.
func TestMarksThatBeginAlike(t *testing.T) {
	entry := func(id, unit, more string) string {
		return id + ": {items: [\"6.1\"], clause: a, unit: " + unit + more + ", title: 件名, reason: threat, harm: 困る。, audience: confidential, decided: {by: 会, on: 2026-01-01}, approved: {by: 会, on: 2026-01-02}}\n"
	}
	register := entry("W-0010", "paragraph", "") + entry("W-001", "section", ", heading: {level: 2, label: '2', title: 節}")
	text := func(days string) string {
		return "## 1 条 {#a}\n\n:::withhold W-0010\n秘密の段落。\n:::end-withhold W-0010\n\n記録は" + days + "保存する。\n\n:::withhold W-001\n## 2 節 {#b}\n\n秘密の節。\n:::end-withhold W-001\n"
	}
	root := written(map[string]string{"01-a.md": text("3日間"), "withheld.yaml": register}, map[string]string{"01-a.md": text("30日間"), "withheld.yaml": register})
	for _, e := range withhold.Editions {
		c := analyse(t, root, e).compare("1", "2")
		if x := change(t, c, "a"); x.Class != compare.Modified {
			t.Errorf("%s: a is %s", e, x.Class)
		}
	}
}

// A footnote belongs to the clause that leads to it, by its heading or by
// another footnote; the preface has its own.
func TestFootnotesEverywhere(t *testing.T) {
	for name, form := range map[string]string{
		"of a heading":  "## 1 条[^n] {#a}\n\n本文である。\n\n[^n]: %sに行う。\n",
		"of a footnote": "## 1 条 {#a}\n\n本文である[^n]。\n\n[^n]: 別の注[^m]を見る。\n\n[^m]: %sに行う。\n",
	} {
		c := one(t, fmt.Sprintf(form, "3日以内"), fmt.Sprintf(form, "30日以内"))
		if x := change(t, c, "a"); x.Class != compare.Modified {
			t.Errorf("a footnote %s: %s", name, x.Class)
		}
	}
	chapter := map[string]string{"01-a.md": "## 1 条 {#a}\n\n本文である。\n"}
	preface := func(days string) map[string]string {
		return map[string]string{"01-a.md": chapter["01-a.md"], "preface": "まえがき[^n]。\n\n[^n]: " + days + "に行う。\n"}
	}
	c := analyse(t, written(preface("3日以内"), preface("30日以内")), withhold.Public).compare("1", "2")
	if c.Preface == nil || !strings.Contains(fmt.Sprint(c.Preface.Pieces()), "30") {
		t.Error("a footnote of the preface changed, and nothing says so")
	}
}

// What stands elsewhere, without another word, is told.
func TestPlaces(t *testing.T) {
	chapter := func(title, body string) string { return "---\ntitle: " + title + "\n---\n\n" + body }
	a, b, x := "## 1 甲 {#a}\n\n甲の本文である。\n", "## 2 乙 {#b}\n\n乙の本文である。\n", "## 3 丙 {#x}\n\n丙の本文である。\n"
	two := func(one, two string) map[string]string {
		return map[string]string{"01-must.md": chapter("義務", one), "02-info.md": chapter("参考", two)}
	}
	c := analyse(t, written(two(a+"\n"+x, b), two(a, x+"\n"+b)), withhold.Public).compare("1", "2")
	if f := change(t, c, "x"); f.Moved || !slices.Contains(f.Kinds(), "placed") || fmt.Sprint(f.Metadata) != "[{chapter 義務 参考}]" {
		t.Errorf("another chapter: %+v", f)
	}
	c = one(t, a+"\n"+b, a+"\n"+strings.Replace(b, "## ", "### ", 1))
	if f := change(t, c, "b"); f.Class != compare.Formatting || fmt.Sprint(f.Metadata) != "[{depth 2 3}]" {
		t.Errorf("another level: %+v", f)
	}
	c = analyse(t, written(map[string]string{"01-a.md": chapter("総則", a)}, map[string]string{"01-b.md": chapter("通則", a)}), withhold.Public).compare("1", "2")
	if fmt.Sprint(c.Chapters) != "[{01-b 総則 通則}]" {
		t.Errorf("a chapter of another name: %v", c.Chapters)
	}
}

// What a reader sees as another value is none of spacing or markup.
func TestMeaning(t *testing.T) {
	for _, x := range []struct {
		name, old, new string
		class          compare.Class
		fields         string
	}{
		{"a power", "10<sup>2</sup>回とする。", "102回とする。", compare.Modified, "[]"},
		{"indentation of code", "```yaml\nallow:\n  a\n  deny: b\n```", "```yaml\nallow:\n  a\ndeny: b\n```", compare.Modified, "[]"},
		{"numbers of a list", "1. 甲\n2. 乙", "3. 甲\n4. 乙", compare.Formatting, "[{list-numbers 1 2 3 4}]"},
	} {
		c := one(t, "## 1 条 {#a}\n\n"+x.old+"\n", "## 1 条 {#a}\n\n"+x.new+"\n")
		if f := change(t, c, "a"); f.Class != x.class || fmt.Sprint(f.Metadata) != x.fields {
			t.Errorf("%s: %s %v", x.name, f.Class, f.Metadata)
		}
	}
}

// That a chapter was translated changes nothing of what it says.
func TestFirstTranslation(t *testing.T) {
	files := func(more map[string]string) map[string]string {
		out := map[string]string{"01-a.md": "## 1 条 {#a}\n\n事業者は、鍵を管理し、記録を五年間保存しなければならない。\n", "02-b.md": "## 2 条 {#b}\n\n次の本文である。\n",
			"index.en.md": "---\ntitle: Sample\n---\n", "02-b.en.md": "---\ntitle: Chapter\n---\n\n## 2 Clause {#b}\n\nThe next text.\n"}
		for name, text := range more {
			out[name] = text
		}
		return out
	}
	english := "---\ntitle: Chapter\n---\n\n## 1 Clause {#a}\n\nAn operator manages keys and stores records for five years, as the law demands of it.\n"
	root := written(files(nil), files(map[string]string{"01-a.en.md": english}))
	ed := analyse(t, root, withhold.Public)
	c := ed.ed.Compare(ed.a.Library, ed.version("1"), ed.version("2"), "en")
	if !c.Empty() {
		for i := range c.Clauses {
			t.Logf("%+v", c.Clauses[i])
		}
		t.Error("a first translation is told as a change")
	}
}

// A clause that was left out of a version comes back with its history.
func TestHistoryOverAGap(t *testing.T) {
	a := "## 1 条 {#a}\n\n最初の本文である。\n"
	root := written(map[string]string{"01-a.md": a}, map[string]string{"01-a.md": a},
		map[string]string{"01-a.md": "---\ntitle: 章\nclauses:\n  c: {was: [a@1]}\n---\n\n## 1 条 {#c}\n\n後の文章に改めた。\n"})
	for _, p := range [][2]string{{"1", "3"}, {"2", "3"}} {
		c := analyse(t, root, withhold.Public).compare(p[0], p[1])
		if x := change(t, c, "c"); x.Was != "a" || x.Class != compare.Modified {
			t.Errorf("%s to %s: %s, was %q", p[0], p[1], x.Class, x.Was)
		}
	}
}

// That ids changed and nothing else is a change.
func TestOnlyTheID(t *testing.T) {
	c := one(t, "## 1 条 {#a}\n\n本文である。\n", "---\ntitle: 章\nclauses:\n  b: {was: [a@1]}\n---\n\n## 1 条 {#b}\n\n本文である。\n")
	if c.Empty() || c.Summary.Renamed != 1 {
		t.Errorf("empty: %v, %+v", c.Empty(), c.Summary)
	}
}
