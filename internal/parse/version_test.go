package parse

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func TestLabel(t *testing.T) {
	for _, tt := range []struct{ text, label, title string }{
		{"5.2 遠隔保守", "5.2", "遠隔保守"},
		{"第5条　鍵の管理", "第5条", "鍵の管理"},
		{"第十二条の二 届出", "第十二条の二", "届出"},
		{"(1) 基本方針", "(1)", "基本方針"},
		{"（２）範囲", "（２）", "範囲"},
		{"附属書A 書式", "附属書A", "書式"},
		{"3.2.2.4.4 Email to a Constructed Address", "3.2.2.4.4", "Email to a Constructed Address"},
		{"1. INTRODUCTION", "1.", "INTRODUCTION"},
		{"Appendix A – CAA", "Appendix A", "– CAA"},
		{"目的", "", "目的"},
		{"2段階認証", "", "2段階認証"},
		{"第三者による評価", "", "第三者による評価"},
		{"A utility", "", "A utility"},
	} {
		label, title := Label(tt.text)
		if label != tt.label || title != tt.title {
			t.Errorf("%q: %q, %q; want %q, %q", tt.text, label, title, tt.label, tt.title)
		}
	}
}

// entryRest is what every entry says alike.
const entryRest = `
  items: ["1"]
  title: {ja: 題}
  reason: threat
  harm: {ja: 支障}
  audience: confidential
  decided: {by: 委員会, on: 2026-04-01}
  approved: {by: 理事会, on: 2026-04-10}
`

var registerYAML = "W-001:\n  clause: scope\n  unit: paragraph" + entryRest +
	"W-002:\n  clause: scope\n  unit: section\n  heading: {level: 3, label: \"1.2.1\", title: {ja: 節の題, en: Section}}" + entryRest +
	"W-003:\n  unit: field\n  field: contact" + entryRest +
	"W-004:\n  clause: purpose\n  unit: chapter\n  paths: [02-annex.md]\n  heading: {level: 1, label: 附属書, title: {ja: 章の題}}" + entryRest

var versionFiles = map[string]string{
	"index.md": "---\ntitle: {ja: 基準, en: Standard}\nclass: industry\npublisher: 団体\nversion: 4.10\nstatus: published\nissued: 2026-04-01\n" +
		"adoption:\n  \"2\": {decision: not-applicable, reason: 理由}\n---\n\n前文。\n",
	"index.confidential.yaml": "contact: {ja: 夜間の連絡先}\n",
	"01-general.md": "---\ntitle: 総則\nclauses:\n  purpose: {items: [\"1\", {item: 6.1.5(1), covers: part, note: 一部}], roles: [operator], level: must}\n---\n\n" +
		"## 1.1 目的 {#purpose}\n\n長い行は\n折り返してよい。[範囲](#scope)を見る。\n\n" +
		"## 1.2 範囲 {#scope}\n\n:::withhold W-001\n秘密の段落\n:::end-withhold W-001\n\n" +
		":::withhold W-002\n### 1.2.1 秘密の節 {#secret}\n\n秘密の本文\n:::end-withhold W-002\n",
	"02-annex.md":   "---\ntitle: 秘密の附属書\n---\n\n## A 一覧 {#list}\n\n秘密の一覧\n",
	"03-last.md":    "---\ntitle: 雑則\n---\n\n## 3 雑則 {#last}\n\n終わり。\n",
	"withheld.yaml": registerYAML,
}

func parsed(t *testing.T, e withhold.Edition) *Version {
	t.Helper()
	files := map[string]*source.File{}
	for name, text := range versionFiles {
		files[name] = source.New("content/x/4.10/"+name, []byte(text))
	}
	register, ds := Register(files["withheld.yaml"])
	sources, found := withhold.Scan("x", "4.10", files, register)
	ds.Add(found...)
	cut, found := sources.Cut(e)
	ds.Add(found...)
	v, found := New().Version(cut, "ja")
	ds.Add(found...)
	for _, d := range ds {
		t.Errorf("%s %v: %s", d.Path(), d.Position(), d.Message)
	}
	if t.Failed() {
		t.FailNow()
	}
	return v
}

func outline(v *Version) string {
	var b strings.Builder
	for _, ch := range v.Translations[0].Chapters {
		b.WriteString(ch.Name + " " + ch.Title + "\n")
		for _, c := range ch.Clauses {
			b.WriteString("  " + c.ID + " | " + c.Label + " | " + c.Title + " | " + c.Prose.Plain + "\n")
		}
	}
	return b.String()
}

func TestEditions(t *testing.T) {
	public := parsed(t, withhold.Public)
	const want = `01-general 総則
  purpose | 1.1 | 目的 | 長い行は折り返してよい。範囲を見る。
  scope | 1.2 | 範囲 | [W-001]
  w-002 | 1.2.1 | 節の題 | 
w-004 附属書 章の題
03-last 雑則
  last | 3 | 雑則 | 終わり。
`
	if got := outline(public); got != want {
		t.Errorf("public:\n%s\nwant:\n%s", got, want)
	}
	confidential := parsed(t, withhold.Confidential)
	const wantAll = `01-general 総則
  purpose | 1.1 | 目的 | 長い行は折り返してよい。範囲を見る。
  scope | 1.2 | 範囲 | 秘密の段落
  secret | 1.2.1 | 秘密の節 | 秘密の本文
02-annex 秘密の附属書
  list |  | A 一覧 | 秘密の一覧
03-last 雑則
  last | 3 | 雑則 | 終わり。
`
	if got := outline(confidential); got != wantAll {
		t.Errorf("confidential:\n%s\nwant:\n%s", got, wantAll)
	}
	if public.Contact != nil || confidential.Contact["ja"] != "夜間の連絡先" {
		t.Errorf("contact: public %v, confidential %v", public.Contact, confidential.Contact)
	}
	for _, w := range public.Register {
		if len(w.Paths) > 0 || w.Field != "" || !w.Cut {
			t.Errorf("the public register tells of %s: %v %q cut %v", w.ID, w.Paths, w.Field, w.Cut)
		}
	}
}

func TestModel(t *testing.T) {
	v := parsed(t, withhold.Public)
	if v.Number != "4.10" || v.Title["en"] != "Standard" || v.Adoption[0].Decision != standard.NotApplicable || v.Adoption[0].Reason["ja"] != "理由" {
		t.Errorf("front matter: %+v", v.Version)
	}
	c := v.Translations[0].Clause("purpose")
	if len(c.Tags) != 2 || c.Tags[0].Item != "1" || !c.Tags[1].Part || c.Tags[1].Note["ja"] != "一部" || c.Level != "must" || c.Roles[0] != "operator" {
		t.Errorf("metadata: %+v", c)
	}
	if len(c.Prose.Links) != 1 || c.Prose.Links[0].Target != "#scope" {
		t.Fatalf("links: %+v", c.Prose.Links)
	}
	if s := c.Prose.Links[0].Span; string(s.File.Bytes()[s.Start:s.End]) != "#scope" {
		t.Errorf("the link's place is %q", s.File.Bytes()[s.Start:s.End])
	}
}

func TestFoldedText(t *testing.T) {
	f := source.New("kijun.yaml", []byte("title:\n  ja: >-\n    料金システムなどを\n    守る web サイト\n  en: >-\n    one\n    two\npublisher: 第1章 総則\n"))
	site, ds := Site(f)
	if len(ds) > 0 || site.Title["ja"] != "料金システムなどを守る web サイト" || site.Title["en"] != "one two" || site.Publisher["ja"] != "第1章 総則" {
		t.Errorf("%v %+v", ds, site)
	}
}

// TestComparisons: either version may stand first; numbers have dots.
func TestComparisons(t *testing.T) {
	f := source.New("kijun.yaml", []byte("title: 見本\npublisher: 団体\ncompare:\n  newer: right\n  versions: [water-guideline@4.2...4.10, a@2015-b...2014_c]\n"))
	site, ds := Site(f)
	if len(ds) > 0 {
		t.Fatal(ds[0].Message)
	}
	c := site.Compare
	if !c.NewerRight || len(c.Asked) != 2 {
		t.Fatalf("%+v", c)
	}
	for i, want := range []standard.Asked{{Standard: "water-guideline", Versions: [2]string{"4.2", "4.10"}}, {Standard: "a", Versions: [2]string{"2015-b", "2014_c"}}} {
		got := c.Asked[i]
		if got.Standard != want.Standard || got.Versions != want.Versions {
			t.Errorf("%+v, want %+v", got, want)
		}
		if words := string(f.Bytes()[got.Place.Start:got.Place.End]); words != want.Standard+"@"+want.Versions[0]+"..."+want.Versions[1] {
			t.Errorf("the place of %d is %q", i, words)
		}
	}
	site, _ = Site(source.New("kijun.yaml", []byte("title: 見本\npublisher: 団体\n")))
	if site.Compare.NewerRight || site.Compare.Asked != nil {
		t.Error("without the key there is something")
	}
}
