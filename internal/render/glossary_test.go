package render

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// glossed is the version whose first chapter defines terms; the second has body.
func glossed(t *testing.T, e withhold.Edition, definitions, body string, register ...*standard.Withholding) (*Renderer, func(chapter int) string, func() string) {
	t.Helper()
	files := map[string]*source.File{
		"index.md":  source.New("index.md", []byte("---\ntitle: 基準\nclass: industry\npublisher: 団体\nversion: 1\nstatus: published\nissued: 2026-04-01\ncatalog: g\n---\n")),
		"01-one.md": source.New("01-one.md", []byte("---\ntitle: 章\nclauses:\n  terms: {terms: {制御網: せいぎょもう, 網: あみ, ポンプ: '', VPN: '', 制御網の境界: せいぎょもうのきょうかい}}\n---\n\n## 1 用語 {#terms}\n\n"+definitions)),
		"02-two.md": source.New("02-two.md", []byte("---\ntitle: 次\n---\n\n"+body)),
	}
	r, v := renderer(t, e, files, register)
	page := Page{Version: v, UI: "ja", Text: "ja", Depth: 4}
	return r, func(i int) string { return string(r.Chapter(page, v.Translations[0].Chapters[i])) }, func() string { return string(r.All(page)) }
}

const fiveTerms = "制御網\n: 制御のための網。\n\n網\n: つながった機器。\n\nポンプ\n: 水を送る機械。\n\nVPN\n: ほかから読めない経路。\n\n制御網の境界\n: 外との間。\n"

func TestTerms(t *testing.T) {
	link := func(n int, word string) string {
		return fmt.Sprintf(`<a class="term" href="#_term-%d">%s</a>`, n, word)
	}
	for _, tt := range []struct{ name, body, want, not string }{
		{"first use in a clause", "## 2 次 {#b}\n\n制御網と制御網。\n", "<p>" + link(1, "制御網") + "と制御網。</p>", ""},
		{"each clause anew", "## 2 次 {#b}\n\n制御網。\n\n## 3 次 {#c}\n\n制御網。\n", `id="c" aria-labelledby="c_h">`, `<p>制御網。`},
		{"the longest", "## 2 次 {#b}\n\n制御網の境界を守る。\n", "<p>" + link(5, "制御網の境界") + "を守る。</p>", "#_term-1"},
		{"one kanji alone", "## 2 次 {#b}\n\n通信網。外の網。\n", "<p>通信網。外の" + link(2, "網") + "。</p>", ""},
		{"katakana as a word", "## 2 次 {#b}\n\nヒートポンプとポンプ場とポンプ。\n", "ヒートポンプと" + link(3, "ポンプ") + "場", ""},
		{"Latin as a word, whatever its case", "## 2 次 {#b}\n\nVPNs, vpn\n", "VPNs, " + link(4, "vpn"), ""},
		{"tables and lists", "## 2 次 {#b}\n\n| a |\n|---|\n| 制御網 |\n\n- ポンプ\n", link(1, "制御網") + "</td>", ""},
		{"escapes", "## 2 次 {#b}\n\na < b & 制御網 \\* ポンプ\n", "a &lt; b &amp; " + link(1, "制御網") + " * " + link(3, "ポンプ"), ""},
		{"no heading", "## 2 制御網 {#b}\n\nx\n", "制御網</h2>", `class="term"`},
		{"no code, no link", "## 2 次 {#b}\n\n`制御網`と[制御網](#b)\n\n```\n制御網\n```\n", "<code>制御網</code>", `class="term"`},
		{"not in the words alone of a picture", "## 2 次 {#b}\n\n<sub>ポンプ</sub>\n", "<sub>" + link(3, "ポンプ") + "</sub>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, chapter, _ := glossed(t, withhold.Public, fiveTerms, tt.body)
			got := chapter(1)
			if !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("want %s\nnot %s\nin %s", tt.want, tt.not, got)
			}
		})
	}
}

// TestGlossarySection: what a chapter uses and does not define stands at its end;
// its own definitions are where they are.
func TestGlossarySection(t *testing.T) {
	_, chapter, all := glossed(t, withhold.Public, fiveTerms, "## 2 次 {#b}\n\nポンプと制御網。\n")
	two := chapter(1)
	section := two[strings.Index(two, `<section class="glossary"`):]
	for _, want := range []string{
		`aria-labelledby="_terms"><h2 id="_terms">terms of this chapter</h2>`,
		`<div id="_term-1"><dt>制御網 <span class="term-reading">（せいぎょもう）</span></dt>` + "\n<dd>制御のための網。", // no term within a definition that is quoted
		`<div id="_term-3"><dt>ポンプ</dt>`, `<a href="../../../../standards/x/1/01-one/#terms">1 用語</a>`,
	} {
		if !strings.Contains(section, want) {
			t.Errorf("no %s in %s", want, section)
		}
	}
	if strings.Index(section, "制御網") > strings.Index(section, "ポンプ") {
		t.Error("せ stands behind ぽ")
	}
	if strings.Contains(section, "_term-2") || strings.Contains(section, "_term-4") {
		t.Error("a term that the chapter does not use is explained")
	}
	one := chapter(0)
	for _, want := range []string{
		`<dt id="_term-1">制御網</dt>`, "<dd>制御のための" + `<a class="term" href="#_term-2">網</a>。</dd>`, `<dt id="_term-2">網</dt>`, "<dd>つながった機器。</dd>",
	} {
		if !strings.Contains(one, want) {
			t.Errorf("no %s in %s", want, one)
		}
	}
	for name, page := range map[string]string{"its own chapter": one, "the whole version": all()} {
		if strings.Contains(page, `class="glossary"`) || strings.Count(page, `id="_term-1"`) != 1 {
			t.Errorf("%s explains what it defines: %s", name, page)
		}
	}
}

// TestQuotedDefinitions: a definition that is shown elsewhere has none of its
// anchors there, and what is withheld of it stays withheld, or marked.
func TestQuotedDefinitions(t *testing.T) {
	span := &standard.Withholding{ID: "W-002", Unit: standard.UnitSpan, Clause: "terms", Items: []string{"6.1(1)"}, Title: standard.Text{"ja": "題"}, Reason: "threat", Harm: standard.Text{"ja": "支障"}}
	definitions := strings.Replace(fiveTerms, "制御のための網。", "制御のための{{withhold:W-002}}秘密の{{/withhold:W-002}}網[^n]。[次](#b)", 1) + "\n[^n]: 注\n"
	_, chapter, _ := glossed(t, withhold.Public, definitions, "## 2 次 {#b}\n\n制御網。\n", span)
	two := chapter(1)
	if want := `<dd>制御のための<span class="notice-inline">【withheld】</span>網。<a href="#b">次</a>`; !strings.Contains(two, want) {
		t.Errorf("no %s in %s", want, two)
	}
	for _, wrong := range []string{"秘密", "w-002", "footnote", "fnref"} {
		if strings.Contains(two, wrong) {
			t.Errorf("%s in %s", wrong, two)
		}
	}
	_, chapter, _ = glossed(t, withhold.Confidential, definitions, "## 2 次 {#b}\n\n制御網。\n", span)
	if want := `<dd>制御のための<span class="withheld"><span class="visually-hidden">begin W-002</span>秘密の<span class="visually-hidden">end</span></span>網`; !strings.Contains(chapter(1), want) {
		t.Errorf("no %s in %s", want, chapter(1))
	}
}

// TestTermsOfWithheldChapters: their definitions are marked where they are quoted.
func TestTermsOfWithheldChapters(t *testing.T) {
	entry := &standard.Withholding{ID: "W-003", Unit: standard.UnitChapter, Clause: "b", Items: []string{"6.1(1)"}, Title: standard.Text{"ja": "題"}, Reason: "threat", Harm: standard.Text{"ja": "支障"}, Paths: []string{"01-one.md"}}
	_, chapter, _ := glossed(t, withhold.Confidential, fiveTerms, "## 2 次 {#b}\n\n制御網。\n", entry)
	if want := `<dd><div class="withheld"><p class="withheld-mark">begin W-003</p>制御のための網。`; !strings.Contains(chapter(1), want) {
		t.Errorf("no %s in %s", want, chapter(1))
	}
	_, chapter, _ = glossed(t, withhold.Public, fiveTerms, "## 2 次 {#b}\n\n制御網。\n", entry)
	for i := range 2 {
		if page := chapter(i); strings.Contains(page, "制御のための") || strings.Contains(page, "term") {
			t.Errorf("the public edition knows a withheld term: %s", page)
		}
	}
}

// TestTermsTakeLinearTime: a text and terms that are made to be slow.
func TestTermsTakeLinearTime(t *testing.T) {
	g := &glossary{}
	for n := 1; n <= 40; n++ {
		g.add(strings.Repeat("網", n), &defined{})
	}
	text := []byte(strings.Repeat("網", 1<<18/3))
	begun := time.Now()
	for i := 0; i < len(text); i++ {
		g.at(text, i)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("a quarter of a megabyte took %v", took)
	}
}
