package compare_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/source"
)

func options(number string) importer.Options {
	return importer.Options{Standard: "a", Version: number, Title: "T", Publisher: "P", Issued: "2026-01-01"}
}

func put(root fstest.MapFS, number string, res *importer.Result) {
	for name, data := range res.Files {
		root[path.Join("content/a", number, name)] = &fstest.MapFile{Data: data}
	}
}

func predecessor(t *testing.T, root fs.FS, number string) importer.Previous {
	t.Helper()
	p, ds, err := build.ReadPredecessor(root, "a", number, nil)
	if err != nil || p == nil {
		for _, d := range ds {
			t.Log(d.Rule.Code, d.Path(), d.Position(), d.Message)
		}
		t.Fatal("the version before could not be read: ", err)
	}
	return importer.Previous{Confidential: p.Confidential, Public: p.Public, IDs: p.IDs}
}

// continued imports a text, and another as the version after it, and holds what
// must be so for any two texts.
func continued(t *testing.T, old, new string) (first, second *importer.Result, r *importer.Report) {
	t.Helper()
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	first, ds := importer.Markdown(source.New("1.md", []byte(old)), options("1"))
	if first == nil || ds.HasErrors() {
		t.Fatalf("import: %v", ds)
	}
	put(root, "1", first)
	p := predecessor(t, root, "1")
	second, r, ds = importer.Continue(source.New("2.md", []byte(new)), options("2"), p)
	if second == nil || ds.HasErrors() {
		t.Fatalf("import: %v", ds)
	}
	sound(t, first, second, r)
	again, r2, _ := importer.Continue(source.New("2.md", []byte(new)), options("2"), predecessor(t, root, "1"))
	if fmt.Sprint(second.Files) != fmt.Sprint(again.Files) || fmt.Sprint(r) != fmt.Sprint(r2) {
		t.Error("two imports differ")
	}
	// the same text as the version after itself
	put(root, "2", second)
	third, r3, _ := importer.Continue(source.New("2.md", []byte(new)), options("3"), predecessor(t, root, "2"))
	if len(r3.Carried) != len(second.Clauses) || len(r3.New)+len(r3.Confirm) > 0 {
		t.Errorf("of the same text %d of %d ids were carried, new %v, to confirm %v", len(r3.Carried), len(second.Clauses), r3.New, r3.Confirm)
	}
	for i, c := range third.Clauses {
		if second.Clauses[i].ID != c.ID {
			t.Errorf("of the same text %s became %s", second.Clauses[i].ID, c.ID)
		}
	}
	return first, second, r
}

func sound(t *testing.T, first, second *importer.Result, r *importer.Report) {
	t.Helper()
	had, has, carried := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range first.Clauses {
		had[c.ID] = true
	}
	for _, c := range second.Clauses {
		if has[c.ID] {
			t.Errorf("two clauses have the id %s", c.ID)
		}
		has[c.ID] = true
	}
	for _, c := range r.Carried {
		carried[c.ID] = true
		if !had[c.ID] || !has[c.ID] {
			t.Errorf("%s was carried from nowhere", c.ID)
		}
	}
	for _, c := range r.New {
		if had[c.ID] || !has[c.ID] {
			t.Errorf("the new id %s is an old one", c.ID)
		}
	}
	if len(r.Carried)+len(r.New) != len(second.Clauses) {
		t.Errorf("%d carried and %d new make %d clauses", len(r.Carried), len(r.New), len(second.Clauses))
	}
	for _, c := range r.Confirm {
		if !had[c.Old] || c.Kept != (c.ID == c.Old) || c.Kept != carried[c.ID] || !c.Kept && carried[c.ID] {
			t.Errorf("a doubt that makes no sense: %+v", c)
		}
	}
	for name, data := range second.Files {
		for _, part := range strings.Split(string(data), "](#")[1:] {
			id, _, _ := strings.Cut(part, ")")
			if !has[id] {
				t.Errorf("%s links to %s, which is nowhere", name, id)
			}
		}
	}
	if !strings.Contains(string(second.Files["index.md"]), "\nreplaces: \"1\"\n") {
		t.Error("index.md does not say what it replaces")
	}
}

func show(t *testing.T, r *importer.Report) {
	for _, c := range r.Carried {
		if c.Renamed() {
			t.Logf("carried %s (%s): %q is %q", c.ID, c.Ground, c.OldTitle, c.Title)
		}
	}
	for _, c := range r.New {
		t.Logf("new %s %q", c.ID, c.Title)
	}
	for _, c := range r.Confirm {
		b, _ := json.Marshal(c)
		t.Logf("confirm %s", b)
	}
}

// told is a report on a few lines: each clause of the text with its id and how it
// came by it, then the doubts.
func told(second *importer.Result, r *importer.Report) string {
	by := map[string]string{}
	for _, c := range r.Carried {
		by[c.ID] = string(c.Ground)
	}
	var b strings.Builder
	for _, c := range second.Clauses {
		basis := by[c.ID]
		if basis == "" {
			basis = "new"
		}
		fmt.Fprintf(&b, "%s | %s %s\n", c.Title, c.ID, basis)
	}
	for _, c := range r.Confirm {
		kept := ""
		if c.Kept {
			kept = ", kept"
		}
		fmt.Fprintf(&b, "? %s is %s%s\n", c.ID, c.Old, kept)
	}
	return b.String()
}

const (
	fence    = "The outer fence is inspected each week, and what was found is written into the book of inspections."
	badges   = "Badges are issued by the control room to named persons and given back on the day on which they leave."
	backups  = "Copies of the settings are made every night and kept at another site for thirty days at the least."
	modems   = "Dial-in lines are unplugged until the operator on duty has called the maintainer back by telephone."
	visitors = "Visitors are met at the gate and never left alone with equipment that controls the plant."
	logs     = "Records of access are looked through once a month by someone who has no access of that kind."
)

func TestCarry(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"insertion",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges + "\n\n## 5.3 Backups\n\nSee [5.2](#52-badges). " + backups,
			"# 5 Site\n\n## 5.1 Visitors\n\n" + visitors + "\n\n## 5.2 Fence\n\n" + fence + "\n\n## 5.3 Badges\n\n" + badges + "\n\n## 5.4 Backups\n\nSee [5.3](#53-badges). " + backups,
			"5 Site | s5 number\n5.1 Visitors | s5-1-v2 new\n5.2 Fence | s5-1 text\n5.3 Badges | s5-2 text\n5.4 Backups | s5-3 title\n"},
		{"insertion in Japanese",
			"# 第1章 総則\n\n## 第1条（目的）\n\nこの基準は、重要設備の停止を防ぐための措置を定める。\n\n## 第2条（範囲）\n\nこの基準は、制御に用いる全ての設備に適用する。\n",
			"# 第１章　総則\n\n## 第1条（目的）\n\nこの基準は、重要設備の停止を防ぐための措置を定める。\n\n## 第2条（用語）\n\nこの基準で用いる用語の意味は、次の表に示すとおりとする。\n\n## 第３条（範囲）\n\nこの基準は、制御に用いる全ての設備に\n適用する。\n",
			"第１章 総則 | chapter-1 number\n第1条（目的） | art-1 number\n第2条（用語） | art-2-v2 new\n第３条（範囲） | art-2 text\n"},
		{"edited and renumbered in Japanese",
			"# 第1章 総則\n\n## 第2条（範囲）\n\nこの基準は、制御に用いる全ての設備に適用する。事務に用いる設備には適用しない。\n",
			"# 第1章 総則\n\n## 第2条（用語）\n\n用語の意味は、附属書に示す。\n\n## 第3条（範囲）\n\nこの基準は、制御に用いる全ての設備及び保守に用いる設備に適用する。事務に用いる設備には適用しない。\n",
			"第1章 総則 | chapter-1 number\n第2条（用語） | art-2-v2 new\n第3条（範囲） | art-2 title\n"},
		{"a number used again",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges,
			"# 5 Site\n\n## 5.1 Dial-in\n\n" + modems + "\n\n## 5.2 Badges\n\n" + badges,
			"5 Site | s5 number\n5.1 Dial-in | s5-1-v2 new\n5.2 Badges | s5-2 number\n"},
		{"swapped",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges,
			"# 5 Site\n\n## 5.1 Badges\n\n" + badges + "\n\n## 5.2 Fence\n\n" + fence,
			"5 Site | s5 number\n5.1 Badges | s5-2 text\n5.2 Fence | s5-1 text\n"},
		{"split",
			"# 5 Site\n\n## 5.1 Fence and badges\n\n" + fence + "\n\n" + badges + "\n",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges + "\n",
			"5 Site | s5 number\n5.1 Fence | s5-1 number\n5.2 Badges | s5-2 new\n"},
		{"merged",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges + "\n\n## 5.3 Backups\n\n" + backups,
			"# 5 Site\n\n## 5.1 Fence and badges\n\n" + fence + "\n\n" + badges + "\n\n## 5.2 Backups\n\n" + backups,
			"5 Site | s5 number\n5.1 Fence and badges | s5-1 number\n5.2 Backups | s5-3 text\n"},
		{"texts that stand often",
			"# 5 Site\n\n## 5.1 Fence\n\nNo stipulation.\n\n## 5.2 Badges\n\nNo stipulation.\n\n## 5.3 Backups\n\nNo stipulation.\n",
			"# 5 Site\n\n## 5.1 Visitors\n\nNo stipulation.\n\n## 5.2 Fence\n\nNo stipulation.\n\n## 5.3 Badges\n\nNo stipulation.\n\n## 5.4 Logs\n\nNo stipulation.\n",
			"5 Site | s5 number\n5.1 Visitors | s5-1-v2 new\n5.2 Fence | s5-1 title\n5.3 Badges | s5-2 title\n5.4 Logs | s5-4 new\n"},
		{"titles that stand often",
			"# 4 Site\n\n## 4.1 General\n\n" + fence + "\n\n# 5 Records\n\n## 5.1 General\n\n" + logs + "\n",
			"# 4 Visitors\n\n## 4.1 General\n\n" + visitors + "\n\n# 5 Site\n\n## 5.1 General\n\n" + fence + "\n\n# 6 Records\n\n## 6.1 General\n\n" + logs + "\n",
			"4 Visitors | s4-v2 new\n4.1 General | s4-1-v2 new\n5 Site | s4 title\n5.1 General | s4-1 text\n6 Records | s5 title\n6.1 General | s5-1 text\n"},
		{"another title",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\nNo stipulation.\n",
			"# 5 Site\n\n## 5.1 Boundaries\n\n" + fence + "\n\n## 5.2 Passwords\n\nNo stipulation.\n",
			"5 Site | s5 number\n5.1 Boundaries | s5-1 text\n5.2 Passwords | s5-2-v2 new\n"},
		{"edited",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges,
			"# 5 Site\n\n## 5.1 Outer boundaries\n\n" + strings.Replace(fence, "week", "month", 1) + "\n\n## 5.2 Badges\n\n" + modems,
			"5 Site | s5 number\n5.1 Outer boundaries | s5-1 number\n5.2 Badges | s5-2 number\n? s5-2 is s5-2, kept\n"},
		{"edited, and another number and title",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n\n## 5.2 Badges\n\n" + badges,
			"# 5 Site\n\n## 5.1 Badges\n\n" + badges + "\n\n## 5.7 Boundaries\n\n" + strings.Replace(fence, "week", "month", 1) + "\n",
			"5 Site | s5 number\n5.1 Badges | s5-2 text\n5.7 Boundaries | s5-7 new\n? s5-7 is s5-1\n"},
		{"another number and text under one title",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n",
			"# 5 Site\n\n## 5.4 Fence\n\n" + modems + "\n",
			"5 Site | s5 number\n5.4 Fence | s5-4 new\n? s5-4 is s5-1\n"},
		{"anchors",
			"# 5 Site\n\n## 5.1 Fence {#fence}\n\n" + fence + "\n\n<a id=\"badges\"></a>\n\n## 5.2 Badges\n\n" + badges,
			"# 5 Site\n\n## 5.1 Boundaries {#fence}\n\n" + visitors + "\n\n## 5.2 Fences\n\n" + fence + "\n\n<a id=\"badges\"></a>\n\n## 5.3 Cards\n\n" + strings.Replace(badges, "Badges", "Cards", 1),
			"5 Site | s5 number\n5.1 Boundaries | fence anchor\n5.2 Fences | s5-2 new\n5.3 Cards | badges anchor\n? fence is fence, kept\n"},
		{"an anchor that is new",
			"# 5 Site\n\n## 5.1 Fence\n\n" + fence + "\n",
			"# 5 Site\n\n## 5.1 Fence {#the-fence}\n\n" + fence + "\n\nSee [here](#the-fence).\n",
			"5 Site | s5 number\n5.1 Fence | s5-1 number\n"},
		{"numbers alone",
			"# 1\n\n## 1.1\n\n" + fence + "\n\n## 1.2\n\nNo stipulation.\n\n## 1.3\n\n" + badges + "\n",
			"# 1\n\n## 1.1\n\n" + modems + "\n\n## 1.2\n\n" + fence + "\n\n## 1.3\n\nNo stipulation.\n\n## 1.4\n\n" + badges + "\n",
			"1 | s1 place\n1.1 | s1-1-v2 new\n1.2 | s1-1 text\n1.3 | s1-2 place\n1.4 | s1-3 text\n"},
		{"numbers alone, all others",
			"# 1\n\n## 1.1\n\n" + fence + "\n\n## 1.2\n\n" + badges + "\n",
			"# 1\n\n## 1.1\n\n" + modems + "\n\n## 1.2\n\n" + visitors + "\n",
			"1 | s1-v2 new\n1.1 | s1-1-v2 new\n1.2 | s1-2-v2 new\n? s1-v2 is s1\n"},
		{"titles alone",
			"# Site\n\n## Fence\n\n" + fence + "\n\n## Badges\n\n" + badges + "\n\n# Records\n\n" + logs,
			"# Records\n\n" + logs + "\n\n# Site\n\n## Badges\n\n" + badges + "\n\n## Fence\n\n" + modems + "\n",
			"Records | records title\nSite | site title\nBadges | badges title\nFence | fence title\n? fence is fence, kept\n"},
		{"numbers that begin anew",
			"# 第1条 目的\n\n## (1) 措置\n\n" + fence + "\n\n# 第2条 範囲\n\n## (1) 設備\n\n" + badges + "\n",
			"# 第1条 目的\n\n## (1) 新しい措置\n\n" + modems + "\n\n## (2) 措置\n\n" + fence + "\n\n# 第2条 範囲\n\n## (1) 設備\n\n" + badges + "\n",
			"第1条 目的 | art-1 number\n(1) 新しい措置 | art-1-1-v2 new\n(2) 措置 | art-1-1 text\n第2条 範囲 | art-2 number\n(1) 設備 | art-2-1 number\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, second, r := continued(t, c.old, c.new)
			if got := told(second, r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestCarryAnything holds what must be so for texts that were cut up, shuffled
// and numbered anew in every way.
func TestCarryAnything(t *testing.T) {
	bodies := []string{"", "No stipulation.", fence, badges, backups, modems, visitors, logs, "この基準は、制御に用いる全ての設備に適用する。事務に用いる設備には適用しない。"}
	titles := []string{"", " General", " Fence", " Badges", " 範囲", " Records {#records}", " All"}
	text := func(r *rand.Rand) string {
		var b strings.Builder
		for i := range 3 + r.IntN(12) {
			depth := 1 + r.IntN(3)
			number := []string{fmt.Sprint(1 + r.IntN(4)), fmt.Sprintf("%d.%d", 1+r.IntN(2), 1+r.IntN(3)), fmt.Sprintf("第%d条", i), "(1)", "Clause"}[r.IntN(5)]
			body := bodies[r.IntN(len(bodies))]
			if r.IntN(4) == 0 {
				body = strings.Replace(body, " the ", " any ", 1+r.IntN(3))
			}
			fmt.Fprintf(&b, "%s %s%s\n\n%s\n\n", strings.Repeat("#", depth), number, titles[r.IntN(len(titles))], body)
		}
		return b.String()
	}
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 1))
		old, new := text(r), text(r)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			continued(t, old, new)
			if t.Failed() {
				t.Logf("old:\n%s\nnew:\n%s", old, new)
			}
		})
	}
}
