package build

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// steps is a standard in four versions and a draft. `purpose` never changes;
// `terms` is there from the second version on and gone in the third;
// `maintenance` becomes `remote` in the third, with other words in the fourth.
// The English text begins with the third. The id `reused` means one clause in the
// first version and another in the second.
const steps = `
-- kijun.yaml --
title: {ja: 見本, en: Sample}
publisher: 見本の団体
compare: {newer: right, versions: [water@1.0...3.0, water@2.0...5.0]}
-- content/water/1.0/index.md --
---
title: 基準
class: industry
sector: water
publisher: 見本の団体
version: "1.0"
status: superseded
issued: 2020-04-01
---
-- content/water/1.0/01-a.md --
---
title: 総則
---

## 1.1 目的 {#purpose}

水道を止めないことを目的とする。

## 1.2 保守 {#maintenance}

事業者は、保守の経路を書面に定めなければならない。

## 1.3 記録 {#reused}

記録は五年間保存し、毎月点検して責任者に報告する。
-- content/water/2.0/01-a.md --
---
title: 総則
---

## 1.1 目的 {#purpose}

水道を止めないことを目的とする。

## 1.2 用語 {#terms}

用語は、別に定める規程の例による。

## 1.3 保守 {#maintenance}

事業者は、保守の経路を書面に定めなければならない。

## 1.4 連絡 {#reused}

障害を認めたときは、直ちに所管の官庁へ電話で知らせる。
-- content/water/3.0/01-a.md --
---
title: 総則
clauses:
  remote: {was: [maintenance@2.0]}
---

## 1.1 目的 {#purpose}

水道を止めないことを目的とする。

## 1.2 保守 {#remote}

事業者は、保守の経路を書面に定めなければならない。
-- content/water/3.0/index.en.md --
---
title: Standard
---
-- content/water/3.0/01-a.en.md --
---
title: General
---

## 1.1 Purpose {#purpose}

Water must keep running.

## 1.2 Maintenance {#remote}

Operators lay down the route of maintenance in writing.
-- content/water/4.0/01-a.md --
---
title: 総則
---

## 1.1 目的 {#purpose}

水道を止めないことを目的とする。

## 1.2 保守 {#remote}

事業者は、保守の経路を一つに限り、書面に定めなければならない。
-- content/water/4.0/index.en.md --
---
title: Standard
---
-- content/water/4.0/01-a.en.md --
---
title: General
---

## 1.1 Purpose {#purpose}

Water must keep running.

## 1.2 Maintenance {#remote}

Operators lay down one route of maintenance in writing.
-- content/water/5.0/01-a.md --
---
title: 総則
---

## 1.1 目的 {#purpose}

水道を止めないことを目的とする。

## 1.2 保守 {#remote}

事業者は、保守の経路を一つに限らなければならない。
`

// stepsProject gives each version the first one's front matter.
func stepsProject() fstest.MapFS {
	root := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(steps)).Files {
		root[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	index := string(root["content/water/1.0/index.md"].Data)
	for number, status := range map[string]string{"2.0": "superseded", "3.0": "superseded", "4.0": "published", "5.0": "draft"} {
		text := strings.NewReplacer(`"1.0"`, `"`+number+`"`, "superseded", status, "2020", "202"+number[:1]).Replace(index)
		root["content/water/"+number+"/index.md"] = &fstest.MapFile{Data: []byte(text)}
	}
	return root
}

// TestHistory: every clause leads to the comparisons in which it changed, under
// whatever id, and to itself in the other versions; in both languages and both
// editions.
func TestHistory(t *testing.T) {
	editions := built(t, stepsProject())
	for e, files := range editions {
		checkSite(t, files)
		page := func(name string) string {
			t.Helper()
			if files[name] == nil {
				t.Errorf("%s: there is no %s", e, name)
			}
			return string(files[name])
		}
		has := func(text string, want bool, words ...string) {
			t.Helper()
			for _, w := range words {
				if strings.Contains(text, w) != want {
					t.Errorf("%s: %q is there: %v\n%s", e, w, !want, text)
				}
			}
		}
		clause := func(page, id string) string {
			t.Helper()
			_, rest, ok := strings.Cut(page, `id="`+id+`"`)
			if !ok {
				t.Errorf("%s: no clause %s", e, id)
			}
			rest, _, _ = strings.Cut(rest, "</section>")
			return rest
		}
		confidential := e == withhold.Confidential
		first := page("standards/water/1.0/01-a/index.html")
		has(clause(first, "purpose"), true, "変更なし", `href="../../2.0/01-a/#purpose"`, `href="../../4.0/01-a/#purpose"`)
		has(clause(first, "purpose"), confidential, `href="../../5.0/01-a/#purpose"`)
		has(clause(first, "maintenance"), true,
			`<a href="../../compare/1.0...2.0/#maintenance">第1.0版 → 第2.0版</a> 番号の変更`,
			`<a href="../../compare/2.0...3.0/#remote">第2.0版 → 第3.0版</a> 番号の変更・識別子の変更`,
			`<a href="../../compare/3.0...4.0/#remote">第3.0版 → 第4.0版</a> 変更`, `href="../../3.0/01-a/#remote"`)
		has(clause(first, "maintenance"), confidential, `href="../../compare/4.0...5.0/#remote"`)
		has(clause(first, "reused"), true, `href="../../compare/1.0...2.0/#_old-reused">第1.0版 → 第2.0版</a> 削除`)
		second := page("standards/water/2.0/01-a/index.html")
		has(clause(second, "terms"), true, `<a href="../../compare/1.0...2.0/#terms">第1.0版 → 第2.0版</a> 追加`, `<a href="../../compare/2.0...3.0/#terms">第2.0版 → 第3.0版</a> 削除`)
		has(clause(second, "terms"), false, "ほかの版")
		has(clause(second, "reused"), true, `href="../../compare/1.0...2.0/#reused">第1.0版 → 第2.0版</a> 追加`, `compare/2.0...3.0/#reused">第2.0版 → 第3.0版</a> 削除`)
		whole := page("standards/water/4.0/all/index.html")
		has(clause(whole, "remote"), true, `href="../../compare/2.0...3.0/#remote"`, `href="../../1.0/01-a/#maintenance"`)
		// In English, what has no English text stands where it can be read.
		english := clause(page("en/standards/water/4.0/01-a/index.html"), "remote")
		has(english, true, `<a href="../../compare/3.0...4.0/#remote">Version 3.0 → Version 4.0</a> Modified`, `href="../../3.0/01-a/#remote"`, `href="../../../../../standards/water/1.0/01-a/#maintenance"`)
		has(page("en/standards/water/compare/3.0...4.0/index.html"), false, "The texts are compared in")
		has(page("en/standards/water/compare/2.0...3.0/index.html"), true, "The texts are compared in Japanese.")
		for _, lang := range []string{"", "en/"} {
			page(lang + "standards/water/compare/1.0...3.0/changes.json") // asked for
			if _, draft := files[lang+"standards/water/compare/2.0...5.0/changes.json"]; draft != confidential {
				t.Errorf("%s: a draft's comparison is there: %v", e, draft)
			}
		}
		for name, data := range files {
			if e == withhold.Public && strings.Contains(string(data), "5.0") && name != "sitemap.xml" {
				t.Errorf("%s names the draft", name)
			}
		}
		has(page("feed.xml"), true, "変更 1: 1.2 保守", "追加 2: 1.2 用語、1.4 連絡", "削除 1: 1.3 記録", "standards/water/compare/3.0...4.0/")
		has(page("en/feed.xml"), true, "Modified 1: 1.2 Maintenance", "Added 2: 1.2 用語")
	}
}

// TestComparedOnce: what two languages or several pages need is compared once.
func TestComparedOnce(t *testing.T) {
	root := stepsProject()
	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	c := newComparisons(a.Editions[withhold.Public], a.Library, a.Site)
	v := a.Editions[withhold.Public].Standards[0].Versions
	first := c.of(v[0], v[1], "ja")
	if first != c.of(v[0], v[1], "en") || first != c.of(v[0], v[1], "") {
		t.Error("two Japanese texts are compared once for each language of the interface")
	}
	if c.of(v[2], v[3], "ja") == c.of(v[2], v[3], "en") {
		t.Error("the English texts are not compared")
	}
	if c.of(v[2], v[3], "en").NewLang != "en" {
		t.Error("the English comparison is not in English")
	}
	for _, s := range c.trace(v[0], "ja", "maintenance") {
		if s.Change != nil && s.Before == v[0] && s.Change != change(first, "maintenance") {
			t.Error("the history has comparisons of its own")
		}
	}
}

func change(c *compare.Comparison, id string) *compare.Change {
	i := slices.IndexFunc(c.Clauses, func(c compare.Change) bool { return c.ID == id })
	return &c.Clauses[i]
}

// TestDraftsStayOut: the sources of the public edition can be built, although
// kijun.yaml names a draft that they lack.
func TestDraftsStayOut(t *testing.T) {
	root := stepsProject()
	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	want, err := a.Files(context.Background(), root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := a.PublicSources(root)
	if err != nil {
		t.Fatal(err)
	}
	again := fstest.MapFS{}
	for name, data := range sources {
		again[name] = &fstest.MapFile{Data: data}
	}
	b, err := Analyse(again, today)
	if err != nil {
		t.Fatal(err)
	}
	warned := slices.ContainsFunc(b.Findings, func(d *diag.Diagnostic) bool { return d.Rule.Code == "unknown-comparison" })
	if !warned {
		t.Error("nobody is told of the comparison that is missing")
	}
	got, err := b.Files(context.Background(), again, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Errorf("%d files, not %d", len(got), len(want))
	}
	for name, data := range want {
		if string(got[name]) != string(data) {
			t.Errorf("%s differs", name)
		}
	}
}
