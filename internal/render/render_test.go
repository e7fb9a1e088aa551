package render

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

var (
	words = map[string]string{
		"permalink": "link to %s", "plain_label": "plain", "notice": "withheld", "notice_items": "items", "notice_reason": "reason",
		"notice_harm": "harm", "notice_unit": "unit", "notice_review": "review", "notice_register_link": "register", "date_format": "2006-01-02",
		"withheld_begin": "begin %s", "withheld_end": "end %s", "withheld_span_begin": "begin %s", "withheld_span_end": "end",
		"notice_here_paragraph": "a paragraph is withheld here", "notice_here_span": "a span is", "notice_size": "any size", "glossary": "terms of this chapter", "glossary_source": "from", "notice_access": "access", "notice_access_ask": "ask", "facts_items": "items", "facts_level": "level", "part": "part",
	}
	library = &catalog.Library{
		Catalogs: []*catalog.Catalog{{ID: "g", Items: []*catalog.Item{{ID: "6.1(1)", Heading: standard.Text{"ja": "項目"}}}, Levels: []catalog.Term{{ID: "must", Name: standard.Text{"ja": "必須"}}}}},
		Reasons:  []*catalog.Reason{{ID: "threat", Name: standard.Text{"ja": "脅威"}}},
	}
	register = []*standard.Withholding{
		{ID: "W-001", Unit: standard.UnitParagraph, Clause: "a", Items: []string{"6.1(1)"}, Title: standard.Text{"ja": "題一"}, Reason: "threat", Harm: standard.Text{"ja": "支障一"}, ReviewBy: "2026-04-01", Reviewed: []standard.Review{{ReviewBy: "2027-04-01"}, {ReviewBy: "2026-06-01"}, {}}},
		{ID: "W-002", Unit: standard.UnitSpan, Clause: "a", Items: []string{"6.1(1)"}, Title: standard.Text{"en": "Two"}, Reason: "threat", Harm: standard.Text{"ja": "支障二"}},
	}
)

// rendered is one chapter of one edition.
func rendered(t *testing.T, e withhold.Edition, body string, register []*standard.Withholding) string {
	t.Helper()
	files := map[string]*source.File{
		"index.md":     source.New("index.md", []byte("---\ntitle: 基準\nclass: industry\npublisher: 団体\nversion: 1\nstatus: published\nissued: 2026-04-01\ncatalog: g\n---\n")),
		"01-one.md":    source.New("01-one.md", []byte("---\ntitle: 章\nclauses:\n  a: {items: [{item: 6.1(1), covers: part}], level: must, plain: やさしく}\n---\n\n## 1 条項 {#a}\n\n"+body)),
		"02-two.md":    source.New("02-two.md", []byte("---\ntitle: 次\n---\n\n## 2 次 {#b}\n\n文。\n")),
		"figures/a.md": nil,
	}
	delete(files, "figures/a.md")
	r, v := renderer(t, e, files, register)
	return string(r.Chapter(Page{Version: v, UI: "ja", Text: "ja", Depth: 4}, v.Translations[0].Chapters[0]))
}

// renderer is ready to render the version that files are.
func renderer(t *testing.T, e withhold.Edition, files map[string]*source.File, register []*standard.Withholding) (*Renderer, *parse.Version) {
	t.Helper()
	sources, ds := withhold.Scan("x", "1", files, register)
	cut, found := sources.Cut(e)
	ds.Add(found...)
	if cut == nil {
		t.Fatalf("no cut: %v", ds)
	}
	v, found := parse.New().Version(cut, "ja")
	ds.Add(found...)
	for _, d := range ds {
		t.Fatalf("%v: %s", d.Position(), d.Message)
	}
	return &Renderer{
		Edition: e, Library: library, Languages: []string{"ja", "en"}, Words: map[string]map[string]string{"ja": words, "en": words},
		Index: standard.NewIndex([]*standard.Standard{{ID: "x", Versions: []*standard.Version{v.Version}}}),
	}, v
}

func TestMarkdown(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"paragraph", "あ\nい\n", "<p>あい</p>"},
		{"english", "a\nb\n", "<p>a\nb</p>"},
		{"escape", "1 < 2 & \"x\" \\* &amp; &#65;\n", "<p>1 &lt; 2 &amp; &#34;x&#34; * &amp; A</p>"},
		{"clause link", "[x](#b)\n", `<a href="../../../../standards/x/1/02-two/#b">x</a>`},
		{"same chapter", "[x](#a)\n", `<a href="#a">x</a>`},
		{"chapter link", "[x](02-two.md)\n", `<a href="../../../../standards/x/1/02-two/">x</a>`},
		{"outside", "<https://example.org/?a=1&b=2>\n", `<a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>`},
		{"mail", "<a@example.org>\n", `<a href="mailto:a@example.org">a@example.org</a>`},
		{"list start", "3. a\n4. b\n", `<ol start="3">`},
		{"table", "| a | b |\n|---|--:|\n| 1 | 2 |\n", `<th scope="col">a</th><th scope="col" class="right">b</th></tr></thead>`},
		{"code", "```go\nfunc main() {}\n```\n", `<span class="kd">func</span>`},
		{"plain code", "```\n<b>\n```\n", `<pre class="chroma" tabindex="0"><code>&lt;b&gt;`},
		{"footnote", "x[^n]\n\n[^n]: note\n", `<a href="#fn_01-one_1" role="doc-noteref">1</a>`},
		{"terms", "語\n: 意味\n", "<dt>語</dt>\n<dd>"},
		{"html", "H<sub>2</sub>O<br>x\n", "H<sub>2</sub>O<br>x"},
		{"literal marker", "\\:::withhold W-001\n", "<p>:::withhold W-001</p>"},
		{"heading", "x\n", `<div class="clause-head"><h2 class="clause-heading" id="a_h"><span class="label">1</span> 条項</h2> <a class="permalink" href="#a" aria-label="link to 1 条項">#</a></div>`},
		{"plain words", "x\n", `<p class="plain"><span class="plain-label">plain</span> やさしく</p>`},
		{"facts", "x\n", `<a class="chip" href="../../../../items/g/6.1%281%29/" title="項目">6.1(1) part</a>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := rendered(t, withhold.Public, tt.body, nil); !strings.Contains(got, tt.want) {
				t.Errorf("want %s\nin %s", tt.want, got)
			}
		})
	}
}

func TestNotice(t *testing.T) {
	const body = "前。\n\n:::withhold W-001\n秘密一\n:::end-withhold W-001\n\n値は{{withhold:W-002}}秘密二{{/withhold:W-002}}とする。\n"
	public := rendered(t, withhold.Public, body, register)
	for _, want := range []string{
		`<aside class="notice" id="w-001" role="note" aria-labelledby="w-001_h">`,
		`<span class="notice-mark">withheld</span> 題一 <span class="notice-id">W-001</span>`,
		"<dt>reason</dt><dd>脅威</dd>", "<dt>harm</dt><dd>支障一</dd>", `<p class="notice-about">a paragraph is withheld here<span class="note">any size</span></p>`, "<dt>access</dt><dd>ask</dd>",
		`<time datetime="2027-04-01">2027-04-01</time>`, `href="../../../../withheld/x/#x-1-w-001"`,
		`値は<a class="notice-inline" id="w-002" href="#w-002_n">【withheld】</a>とする。</p>` + "\n" + `<aside class="notice" id="w-002_n"`,
		`<span lang="en">Two</span>`,
	} {
		if !strings.Contains(public, want) {
			t.Errorf("the public edition lacks %s\nin %s", want, public)
		}
	}
	if strings.Contains(public, "秘密") {
		t.Errorf("the public edition leaks:\n%s", public)
	}
	confidential := rendered(t, withhold.Confidential, body, register)
	for _, want := range []string{
		`<div class="withheld" id="w-001" data-id="W-001"><p class="withheld-mark">begin W-001</p>` + "\n<p>秘密一</p>\n" + `<p class="withheld-mark">end W-001</p></div>`,
		`<span class="withheld" id="w-002" data-id="W-002"><span class="visually-hidden">begin W-002</span>秘密二<span class="visually-hidden">end</span></span>とする。`,
		`<aside class="notice" id="w-002_n"`,
	} {
		if !strings.Contains(confidential, want) {
			t.Errorf("the confidential edition lacks %s\nin %s", want, confidential)
		}
	}
}
