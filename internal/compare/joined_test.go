package compare_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func change(t *testing.T, c *compare.Comparison, id string) *compare.Change {
	t.Helper()
	for i := range c.Clauses {
		if c.Clauses[i].ID == id {
			return &c.Clauses[i]
		}
	}
	t.Fatalf("there is no clause %s", id)
	return nil
}

// A clause that names several old ones took up all of them: none of them
// disappears without a word.
func TestSeveralOldIDs(t *testing.T) {
	old := "## 1 時刻 {#clock}\n\n時刻は、毎日合わせる。\n\n## 2 電子メール {#mail}\n\n添付を開かない。\n\n## 3 分離 {#apart}\n\n区域を分ける。\n"
	new := "---\ntitle: 章\nclauses:\n  hygiene: {was: [clock@1, mail@1]}\n  apart-a: {was: [apart@1]}\n  apart-b: {was: [apart@1]}\n---\n\n" +
		"## 1 衛生 {#hygiene}\n\n時刻は、毎日合わせる。添付を開かない。\n\n## 2 区域 {#apart-a}\n\n区域を分ける。\n\n## 3 通路 {#apart-b}\n\n通路を分ける。\n"
	c := one(t, old, new)
	for _, w := range []struct{ id, class, was, from, into string }{
		{"hygiene", "modified", "clock", "[mail]", "[]"},
		{"mail", "removed", "", "[]", "[hygiene]"},
		{"apart-a", "unchanged", "apart", "[]", "[apart-b]"},
		{"apart-b", "added", "", "[apart]", "[]"},
	} {
		x := change(t, c, w.id)
		if got, want := fmt.Sprintf("%s %s %v %v", x.Class, x.Was, x.From, x.Into), fmt.Sprintf("%s %s %s %s", w.class, w.was, w.from, w.into); got != want {
			t.Errorf("%s: %s, want %s", w.id, got, want)
		}
		if !slices.Contains(x.Kinds(), "joined") {
			t.Errorf("%s is not said to be joined or split: %v", w.id, x.Kinds())
		}
	}
}

// The clause that others were merged into says so.
func TestMergedInto(t *testing.T) {
	old := "## 1 訓練 {#drill}\n\n訓練を行う。\n\n## 2 演習 {#exercise}\n\n演習を行う。\n"
	new := "---\ntitle: 章\nclauses:\n  exercise: {withdrawn: true, merged-into: drill}\n---\n\n## 1 訓練 {#drill}\n\n訓練と演習を行う。\n\n## 2 演習 {#exercise}\n\n（削る）\n"
	c := one(t, old, new)
	if x := change(t, c, "drill"); fmt.Sprint(x.From) != "[exercise]" {
		t.Errorf("drill took up %v", x.From)
	}
	if x := change(t, c, "exercise"); x.Class != compare.Withdrawn || fmt.Sprint(x.Into) != "[drill]" || x.Retagged {
		t.Errorf("exercise: %+v", x)
	}
}

// A link that leads elsewhere is told, even where its words stayed; one that
// follows a clause to its new id leads where it led.
func TestLinks(t *testing.T) {
	old := "## 1 様式 {#a}\n\n[様式](#forms)による。[手順][p]も見る。\n\n## 2 手順 {#b}\n\n[様式](01-a.md#forms)。\n\n## 3 様式集 {#forms}\n\nここに様式がある。\n\n## 4 別の様式 {#other}\n\n別の様式がある。\n\n[p]: https://example.org/1\n"
	new := "---\ntitle: 章\nclauses:\n  sheets: {was: [forms@1]}\n---\n\n## 1 様式 {#a}\n\n[様式](#other)による。[手順][p]も見る。\n\n## 2 手順 {#b}\n\n[様式](#sheets)。\n\n## 3 様式集 {#sheets}\n\nここに様式がある。\n\n## 4 別の様式 {#other}\n\n別の様式がある。\n\n[p]: https://example.org/2\n"
	c := one(t, old, new)
	a := change(t, c, "a")
	if got := fmt.Sprint(a.Class, a.LinksGone, a.LinksCome); got != "formatting[#forms https://example.org/1] [#other https://example.org/2]" {
		t.Errorf("a: %s", got)
	}
	if b := change(t, c, "b"); len(b.LinksGone)+len(b.LinksCome) > 0 || slices.Contains(b.Kinds(), "relinked") {
		t.Errorf("b leads where it led: %v %v", b.LinksGone, b.LinksCome)
	}
	// the same clause of another version is another target
	c = one(t, "## 1 条 {#a}\n\n[旧版](../1/01-a.md#b)を見る。\n\n## 2 条 {#b}\n\n本文。\n", "## 1 条 {#a}\n\n[旧版](../2/01-a.md#b)を見る。\n\n## 2 条 {#b}\n\n本文。\n")
	if a := change(t, c, "a"); len(a.LinksGone) != 1 || len(a.LinksCome) != 1 {
		t.Errorf("a: %v %v", a.LinksGone, a.LinksCome)
	}
	// the source of the clause is the same to the byte, and what it refers to not
	c = one(t, "## 1 条 {#a}\n\n[手順][p]を見る。\n\n## 2 条 {#b}\n\n本文。\n\n[p]: https://example.org/1\n", "## 1 条 {#a}\n\n[手順][p]を見る。\n\n## 2 条 {#b}\n\n本文。\n\n[p]: https://example.org/2\n")
	if a := change(t, c, "a"); a.Class != compare.Formatting || len(a.LinksCome) != 1 {
		t.Errorf("a: %+v", a)
	}
}

// A clause whose figure is another file now is not passed over.
func TestFiles(t *testing.T) {
	text := "## 1 区域 {#a}\n\n![区域の図](figures/a.svg)\n\n## 2 表 {#b}\n\n[表](figures/b.csv)\n"
	svg := func(w string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="` + w + `" height="1"><title>図</title></svg>`
	}
	c := analyse(t, written(map[string]string{"01-a.md": text, "figures/a.svg": svg("1"), "figures/b.csv": "a\n"}, map[string]string{"01-a.md": text, "figures/a.svg": svg("2"), "figures/b.csv": "a\n"}), withhold.Public).compare("1", "2")
	if a := change(t, c, "a"); a.Class != compare.Unchanged || fmt.Sprint(a.Files) != "[figures/a.svg]" || !a.Changed() {
		t.Errorf("a: %+v", a)
	}
	if b := change(t, c, "b"); b.Changed() {
		t.Errorf("b: %+v", b)
	}
}

// Pages in two languages are made at once from one comparison.
func TestRedlineAtOnce(t *testing.T) {
	c := one(t, "## 1 条 {#a}\n\n同じ本文。\n\n## 2 条 {#b}\n\n古い本文である。\n", "## 1 条 {#a}\n\n同じ本文。\n\n## 2 条 {#b}\n\n新しい本文である。\n\n## 3 条 {#c}\n\n来た。\n")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range c.Clauses {
				_ = c.Clauses[i].Redline().Pieces()
			}
		})
	}
	wg.Wait()
}

// A renamed clause goes on covering its item.
func TestCoverageOverRenaming(t *testing.T) {
	front := "title: 見本\nclass: industry\npublisher: 見本協会\nstatus: published\nissued: 2026-04-01\ncatalog: nisc-4\n"
	old := "---\ntitle: 章\nclauses:\n  a: {items: [6.1.5(1)]}\n---\n\n## 1 条 {#a}\n\n本文である。\n"
	new := "---\ntitle: 章\nclauses:\n  b: {items: [6.1.5(1)], was: [a@1]}\n---\n\n## 1 条 {#b}\n\n本文である。\n"
	c := analyse(t, written(map[string]string{"front": front, "01-a.md": old}, map[string]string{"front": front, "01-a.md": new}), withhold.Public).compare("1", "2")
	if len(c.Coverage) > 0 || len(c.Adoption) > 0 {
		t.Errorf("coverage %+v, adoption %+v", c.Coverage, c.Adoption)
	}
}
