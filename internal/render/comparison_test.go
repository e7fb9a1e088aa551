package render_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

const oldChapter = `---
title: 第1章 <総則>
clauses:
  scope: {items: ["1"], level: should, roles: [operator]}
  gone: {items: ["2"]}
---

## 1.1 範囲 {#scope}

対象は、13の施設とする。<br>保守は別に定める。

| 項目 | 期間 |
| --- | --- |
| 記録 | 1年 |
| 台帳 | 3年 |
| 図面 | 5年 |

- 一つ目は<sup>2</sup>そのまま残る。
- 二つ目は、30分以内に行う。

## 1.2 廃止される & 条項 {#gone}

この条項は、次の版にはない。

## 1.3 移される {#moved}

この条項は、文章を変えずに場所だけを変える。

## 1.4 同じ {#same}

この条項は、どちらの版でも同じである。とても長く、そのため動いたとは見なされない。
`

const newChapter = `---
title: 第1章 <総則>
clauses:
  scope: {items: ["1", "2"], level: must, roles: [operator, management]}
  come: {items: ["2"]}
---

## 1.1 適用範囲 {#scope}

対象は、10の施設とする。<br>保守は別に定める。

| 項目 | 期間 |
| --- | --- |
| 記録 | 2年 |
| 台帳 | 3年 |
| 図面 | 5年 |
| 鍵 | {{withhold:W-001}}秘密年{{/withhold:W-001}} |

- 一つ目は<sup>2</sup>そのまま残る。
- 二つ目は、15分以内に行う。

## 1.2 同じ {#same}

この条項は、どちらの版でも同じである。とても長く、そのため動いたとは見なされない。

## 1.3 移される {#moved}

この条項は、文章を変えずに場所だけを変える。

## 1.4 新しい {#come}

この条項は、新しい。<https://example.org/?a=1&b=2>
`

func compared(t *testing.T, e withhold.Edition) (*compare.Comparison, *build.Analysis) {
	t.Helper()
	index := func(number, status string) string {
		return "---\ntitle: 見本\nclass: industry\npublisher: 見本の団体\nversion: \"" + number + "\"\nstatus: " + status + "\nissued: 2026-0" + number + "-01\n---\n"
	}
	root := fstest.MapFS{}
	for name, text := range map[string]string{
		"kijun.yaml": "title: 見本\npublisher: 見本の団体\n", "content/a/1/index.md": index("1", "superseded"), "content/a/2/index.md": index("2", "published"),
		"content/a/1/01-a.md": oldChapter, "content/a/2/01-a.md": newChapter,
		"content/a/2/withheld.yaml": "W-001: {items: [\"1\"], clause: scope, unit: cell, title: 鍵, reason: threat, harm: 困る。, audience: confidential, decided: {by: 会, on: 2026-01-01}, approved: {by: 会, on: 2026-01-02}}\n",
	} {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	a, err := build.Analyse(root, build.Options{Date: "2026-06-01"})
	if err != nil || a.Editions[e] == nil {
		for _, d := range a.Findings {
			t.Log(d.Rule.Code, d.Message)
		}
		t.Fatal("the sources could not be read: ", err)
	}
	v := a.Editions[e].Standards[0].Versions
	return a.Editions[e].Compare(a.Library, v[0], v[1], ""), a
}

func page(t *testing.T, c *compare.Comparison, a *build.Analysis, lang string, oldFirst bool) (*html.Node, string) {
	t.Helper()
	words, err := site.Words(nil, lang)
	if err != nil {
		t.Fatal(err)
	}
	out := render.Comparison(c, render.ComparisonPage{
		Words: words, UI: lang, Library: a.Library, OldFirst: oldFirst,
		Href: func(v *standard.Version, p *compare.Place) string { return "../" + v.Number + "/#" + p.Clause.ID },
	})
	doc, err := html.Parse(bytes.NewReader(append([]byte("<!doctype html><body>"), out...)))
	if err != nil {
		t.Fatal(err)
	}
	return doc, string(out)
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

func words(n *html.Node) string {
	var b strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// wellMarked tells what is wrong with the marks of a page: one that reaches over
// a block or a cell, or stands within another.
func wellMarked(doc *html.Node) (marks int, wrong []string) {
	walk(doc, func(n *html.Node) {
		if n.Data != "ins" && n.Data != "del" || n.Type != html.ElementNode {
			return
		}
		marks++
		walk(n, func(c *html.Node) {
			if c != n && c.Type == html.ElementNode && !slices.Contains([]string{"span", "code", "time"}, c.Data) {
				wrong = append(wrong, "<"+c.Data+"> within <"+n.Data+">")
			}
		})
		for p := n.Parent; ; p = p.Parent {
			if slices.Contains([]string{"p", "td", "th", "h3", "li", "dd"}, p.Data) {
				break
			}
			if !slices.Contains([]string{"span", "code"}, p.Data) {
				wrong = append(wrong, "<"+n.Data+"> in <"+p.Data+">")
				break
			}
		}
	})
	return marks, wrong
}

func TestComparisonMarks(t *testing.T) {
	for _, e := range withhold.Editions {
		for _, lang := range []string{"ja", "en"} {
			c, a := compared(t, e)
			doc, text := page(t, c, a, lang, false)
			marks, wrong := wellMarked(doc)
			if marks < 20 {
				t.Errorf("%s %s: %d marks", e, lang, marks)
			}
			for _, w := range wrong {
				t.Errorf("%s %s: %s", e, lang, w)
			}
			ids := map[string]bool{}
			walk(doc, func(n *html.Node) {
				if id := attr(n, "id"); id != "" {
					if ids[id] {
						t.Errorf("the id %s stands twice", id)
					}
					ids[id] = true
				}
			})
			for i := range c.Clauses {
				if x := &c.Clauses[i]; x.Changed() != ids[x.ID] {
					t.Errorf("%s: an anchor: %v, a change: %v", x.ID, ids[x.ID], x.Changed())
				}
			}
			if strings.Contains(text, "秘密年") != (e == withhold.Confidential) {
				t.Errorf("%s: the withheld text", e)
			}
			if strings.Contains(text, "<総則>") || strings.Contains(text, "?a=1&b") {
				t.Error("a text was not escaped")
			}
			for _, empty := range []string{"<legend></legend>", "<label></label>", "<summary> ", `class="kind kind-modified"></li>`, "> </dt>", "<dt></dt>"} {
				if strings.Contains(text, empty) {
					t.Errorf("%s: words are missing: %s", lang, empty)
				}
			}
		}
	}
}

// The marks of a page are looked at by a parser; a page that has wrong ones must
// not pass.
func TestComparisonMarksCanFail(t *testing.T) {
	for _, bad := range []string{
		"<p>a<ins>b</ins></p><ins><p>c</p></ins>",
		"<table><tr><td>a</td><td><del>b<p>c</p></del></td></tr></table>",
		"<p><ins>a<del>b</del></ins></p>",
		"<div><ins>a</ins></div>",
	} {
		doc, err := html.Parse(strings.NewReader("<!doctype html><body>" + bad))
		if err != nil {
			t.Fatal(err)
		}
		if _, wrong := wellMarked(doc); len(wrong) == 0 {
			t.Errorf("passes: %s", bad)
		}
	}
}

// Each column has one version's words, all of those that changed.
func TestComparisonColumns(t *testing.T) {
	c, a := compared(t, withhold.Public)
	for _, oldFirst := range []bool{false, true} {
		doc, _ := page(t, c, a, "ja", oldFirst)
		rows := map[string][]*html.Node{}
		walk(doc, func(n *html.Node) {
			if n.Data == "tr" && has(n, "change") {
				for td := n.FirstChild; td != nil; td = td.NextSibling {
					rows[attr(n, "id")] = append(rows[attr(n, "id")], td)
				}
			}
		})
		new, old := 0, 1
		if oldFirst {
			new, old = 1, 0
		}
		for _, w := range []struct {
			id   string
			col  int
			want string
			not  string
		}{
			{"scope", new, "適用範囲", "13"}, {"scope", new, "10", "30分"}, {"scope", new, "[W-001]", "1年"}, {"scope", new, "15分", "台帳"},
			{"scope", old, "13", "適用"}, {"scope", old, "30分", "[W-001]"}, {"scope", old, "1年", "図面"},
			{"gone", new, "（削る）", "次の版"}, {"gone", old, "次の版にはない。", "（新設）"},
			{"come", old, "（新設）", "新しい"}, {"come", new, "https://example.org/?a=1&b=2", "（削る）"},
			{"scope", 2, "変更", "追加"}, {"scope", 2, "見出しの変更", ""}, {"scope", 2, "水準", ""}, {"gone", 2, "削除", ""}, {"come", 2, "追加", ""}, {"moved", 2, "移動", "変更なし"},
		} {
			if len(rows[w.id]) != 3 {
				t.Fatalf("%s has %d cells", w.id, len(rows[w.id]))
			}
			text := words(rows[w.id][w.col])
			if !strings.Contains(text, w.want) || w.not != "" && strings.Contains(text, w.not) {
				t.Errorf("%s, column %d: %q should have %q and not %q", w.id, w.col, text, w.want, w.not)
			}
		}
	}
}

// Every word of the interface that a comparison can ask for is there.
func TestComparisonWords(t *testing.T) {
	var keys []string
	add := func(prefix string, words ...string) {
		for _, w := range words {
			keys = append(keys, prefix+w)
		}
	}
	for _, c := range compare.Classes {
		add("change_", string(c))
	}
	add("change_", "moved", "renumbered", "retitled", "retagged", "withheld", "disclosed", "register", "renamed", "joined", "relinked", "placed", "attached")
	style, err := os.ReadFile("../../themes/kijun/assets/css/45-compare.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys { // each kind that can be chosen has its rule
		kind := strings.TrimPrefix(k, "change_")
		if rule := "#_kind-" + kind + ":checked) .change:not(.is-" + kind + ")"; kind != "unchanged" && !bytes.Contains(style, []byte(rule)) {
			t.Errorf("the style sheet does not filter by %s", kind)
		}
	}
	add("field_", "items", "level", "roles", "duties", "causes", "measures", "properties", "plain", "beyond", "withdrawn", "chapter", "depth", "list-numbers", "preface-links",
		"title", "class", "sector", "publisher", "operator", "status", "issued", "effective", "review-by", "catalog", "summary", "contact", "source", "attachments")
	add("withholding_", "added", "removed", "changed", "reason", "harm", "audience", "review", "items", "clause", "unit", "heading", "title", "access", "decided", "approved")
	add("covers_", "all", "part", "none", "lost", "gained", "narrower", "broader")
	add("file_", "added", "removed", "changed")
	add("compare_", "front", "chapters", "preface", "adoption", "coverage", "withholdings", "attachments", "candidates", "reused")
	for _, lang := range []string{"ja", "en"} {
		words, err := site.Words(nil, lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if words[k] == "" {
				t.Errorf("%s has no word for %s", lang, k)
			}
		}
	}
}

// A comparison of a version with itself says so and shows nothing.
func TestComparisonOfTheSame(t *testing.T) {
	c, a := compared(t, withhold.Public)
	ed := a.Editions[withhold.Public]
	same := ed.Compare(a.Library, c.New.Version, c.New.Version, "")
	_, text := page(t, same, a, "ja", false)
	if !strings.Contains(text, "違いはありません") || strings.Contains(text, "<table") {
		t.Error(fmt.Sprint("what it shows: ", text))
	}
}
