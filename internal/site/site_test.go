package site

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/themes"
)

var keep = flag.String("keep", "", "write the built samples into this folder, to look at them")

func mustBuild(t testing.TB, in Input) map[string][]byte {
	t.Helper()
	files, err := Build(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("no folder given")
	}
	for _, edition := range []string{Public, Confidential} {
		files := mustBuild(t, released(edition))
		for _, name := range sorted(files) {
			p := filepath.Join(*keep, edition, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestPages says of every kind of page what must stand on it.
func TestPages(t *testing.T) {
	files := mustBuild(t, sample(Public))
	for _, tt := range []struct {
		file string
		want []string
	}{
		{"index.html", []string{`lang="ja"`, "安全な水道水の供給", "全文を公開しています。", `<strong class="big-number">66<small>`, "まだ決まりが公開されていない分野", "前の版との違い", "サービスを利用する方", `href="./withheld/"`, `href="./coverage/"`, "見本 安全基準等", `href="./en/"`}},
		{"en/index.html", []string{`lang="en"`, "A supply of safe tap water", "are public in full.", `href="../"`}},
		{"standards/index.html", []string{"業界標準", "④", "水道分野における情報セキュリティガイドライン（見本）"}},
		{"standards/water-guideline/index.html", []string{"第4.2版", "第4.1版", "旧版", "遠隔保守の規定を改めました。", "前の版からの条項の変更", "<dt>追加</dt><dd>2</dd>", "<dt>変更</dt><dd>1</dd>",
			`href="../../standards/water-guideline/compare/4.1...4.2/">前の版（第4.1版）と比べる`, `href="../../standards/water-guideline/compare/4.1...4.2/">現行の版（第4.2版）と比べる`}},
		{"standards/power-standard/index.html", []string{"前の版から変わった条項はありません。", `href="../../standards/power-standard/compare/1.0...1.1/">前の版（第1.0版）と比べる`}},
		{"standards/water-guideline/compare/4.1...4.2/index.html", []string{
			"水道分野における情報セキュリティガイドライン（見本）　新旧対照表（第4.1版から第4.2版）", "2024年4月1日", "2026年4月1日", "旧版", "公表", "遠隔保守の規定を改めました。", `href="changes.json"`,
			`href="../../../../standards/water-guideline/4.1/"`, `href="../../../../standards/water-guideline/4.2/"`, `id="remote-maintenance"`, `href="../../../../standards/water-guideline/4.2/02-build/#remote-maintenance"`,
			`<link rel="canonical" href="https://standards.example.org/standards/water-guideline/compare/4.1...4.2/">`, `href="../../../../en/standards/water-guideline/compare/4.1...4.2/"`}},
		{"en/standards/water-guideline/compare/4.1...4.2/index.html", []string{"versions 4.1 and 4.2 compared", "The texts are compared in Japanese.", "Revises the rules on remote maintenance.", `<section id="enter" lang="ja">`, `href="../../../../../standards/water-guideline/4.2/03-end/#enter"`}},
		{"standards/water-guideline/4.2/index.html", []string{
			"見本水道協会", "2028年4月1日", "前文", "このガイドラインは", `href="#w-003"`, `id="w-003"`, "付属書B 施設の一覧", `id="w-004"`, "緊急時の連絡先",
			`02-build/#w-002"`, "他の基準で規定", "方針は別に定めるため。", "採用しない", `href="../../../withheld/water-guideline/#water-guideline-4.2-w-001"`, "2.3", "data/standards/water-guideline/4.2.json", "前の版（第4.1版）と比べる"}},
		{"standards/water-guideline/4.1/index.html", []string{"この版は古い版です。", "第4.2版を見る", `href="../../../standards/water-guideline/4.2/"`, "この版には、公開していない部分はありません。", "現行の版（第4.2版）と比べる"}},
		{"standards/water-guideline/4.1/01-scope/index.html", []string{"この版は古い版です。", `<li><a href="../../../../standards/water-guideline/4.2/01-scope/">第4.2版</a> <span class="status status-published">公表</span></li>`}},
		{"standards/water-guideline/4.2/03-end/index.html", []string{`<li><a href="../../../../standards/water-guideline/4.1/">第4.1版</a>`, `class="skip" href="#_text"`,
			`data-citation="水道分野における情報セキュリティガイドライン（見本）（第4.2版）"`, `2026年4月1日発行 <span class="sheet-url">https://standards.example.org/standards/water-guideline/4.2/03-end/</span>`}},
		{"standards/water-guideline/4.2/02-build/index.html", []string{
			`href="../01-scope/"`, `href="../03-end/"`, `href="../02-build/" aria-current="page"`, `href="../#w-003"`, `<li class="depth-2"><a class="clause-link" href="#remote-maintenance">`, "情報システムの構築", `href="../../../../en/standards/water-guideline/4.2/"`}},
		{"standards/water-guideline/4.2/all/index.html", []string{`href="#purpose"`, "1. 目的と範囲", "2. 情報システムの構築", `id="w-003"`}},
		{"standards/power-standard/1.1/index.html", []string{"この版は、ご意見を募集している案です。"}},
		{"en/standards/power-standard/1.1/01-policy/index.html", []string{"This version is a proposal", "Basic policy"}},
		{"en/standards/water-guideline/4.2/index.html", []string{"The text is written in Japanese.", `hreflang="ja"`, `href="../../../../standards/water-guideline/4.2/02-build/"`, "1 April 2026", "Sample Water Association"}},
		{"items/index.html", []string{"枠組み", "計画", "6.1.5(2)", "指針の項目"}},
		{"items/nisc-4/6.1.5(2)/index.html", []string{"遠隔保守", "外部からの保守接続は、決められた経路に限ります。", "義務", "攻撃を助けるおそれ", "未記載"}},
		{"items/nisc-4/6.1.1(1)/index.html", []string{"他の基準で規定", "方針は別に定めるため。", "規程の整備", "電力会社の内規", "変更して採用"}},
		{"coverage/index.html", []string{"<caption", `scope="row"`, `scope="rowgroup"`, "→", "他の基準で規定", "未然防止", "意図的要因", "書かれていない項目", "data/coverage.csv"}},
		{"withheld/index.html", []string{`id="water-guideline-4.2-w-001"`, `id="water-guideline-4.2-w-004"`, "断水につながる", "5条1号相当", "2027年4月1日", "所管省庁及び監査人は", "data/withheld.csv", `href="../withheld/water-guideline/#water-guideline-4.2-w-001"`}},
		{"withheld/water-guideline/index.html", []string{`id="water-guideline-4.2-w-001"`, `id="water-guideline-4.2-w-004"`, "断水につながる", "セキュリティ委員会", "理事会", "2027年4月1日", "所管省庁及び監査人は", "data/withheld.csv", `02-build/#w-001"`}},
		{"coverage/water/index.html", []string{"水道分野における", "対応状況（水道）", "他の基準で規定"}},
		{"sectors/index.html", []string{"鉄道", "旅客と貨物の輸送"}},
		{"sectors/water/index.html", []string{"安全な水道水の供給", "水道分野における", "全文を公開しています。", `<h4><a href="../../standards/water-guideline/">`}},
		{"sectors/rail/index.html", []string{"このサイトではまだ公開されていません", "ほかの分野を見る"}},
		{"operators/index.html", []string{"見本電力", "<dt>約束していること</dt><dd>1件</dd>"}},
		{"operators/mihon-power/index.html", []string{"停電を防ぐ方針を、経営者が決めて公表します。", "公開していないことと、その理由", "公開していないことは、ありません。", "見本電力 情報セキュリティ室", `href="#_power-standard-promises"`}},
		{"roles/index.html", []string{"経営層"}},
		{"roles/operator/index.html", []string{"業界標準", "内規", "義務", "水道を止めないための約束ごとです。"}},
		{"roles/management/index.html", []string{"方針を示す", "経営層の責務"}},
		{"data/index.html", []string{`href="../data/withheld.json"`, `href="../data/standards/water-guideline/4.1.json"`, `href="../data/catalog/nisc-4.json"`}},
		{"pages/about/index.html", []string{"このサイトについて", "公開版の読み方を述べます。", "ここは見本です。", "2026年4月1日", `href="../../en/pages/about/" lang="en"`, `href="../../pages/contact/">お問い合わせ</a>`}},
		{"en/pages/about/index.html", []string{"About this site", "1 April 2026", `href="../../../pages/contact/" lang="ja" hreflang="ja">お問い合わせ</a>`}},
		{"pages/contact/index.html", []string{"受付は平日です。", `href="../../en/" lang="en" hreflang="en" title=`}},
		{"404.html", []string{`href="/standards/"`, `href="/css/`}},
		{"en/404.html", []string{`href="/en/standards/"`}},
	} {
		page, ok := files[tt.file]
		if !ok {
			t.Errorf("no %s", tt.file)
			continue
		}
		for _, w := range tt.want {
			if !bytes.Contains(page, []byte(w)) {
				t.Errorf("%s has no %q", tt.file, w)
			}
		}
	}
	for _, name := range []string{"en/standards/water-guideline/4.2/01-scope/index.html", "ja/index.html", "standards/water-guideline/4.2/w-003/index.html", ".gitkeep"} {
		if _, ok := files[name]; ok {
			t.Errorf("%s must not be there", name)
		}
	}
}

// TestOrder holds that the classes stand ① to ④.
func TestOrder(t *testing.T) {
	page := string(mustBuild(t, sample(Public))["standards/index.html"])
	if a, b := strings.Index(page, "③"), strings.Index(page, "④"); a < 0 || b < a {
		t.Errorf("③ at %d, ④ at %d", a, b)
	}
}

// TestForm holds for every page what makes it readable to all, and safe.
func TestForm(t *testing.T) {
	for _, in := range []Input{sample(Public), sample(Confidential), released(Public)} {
		files := mustBuild(t, in)
		for _, name := range sorted(files) {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			p := parse(t, name, files[name])
			if n := len(p.find("h1", "")); n != 1 {
				t.Errorf("%s: %d h1", name, n)
			}
			if _, twice := p.ids(); len(twice) > 0 {
				t.Errorf("%s: ids stand twice: %v", name, twice)
			}
			p.each(func(n *html.Node) { checkElement(t, name, n) })
			for _, landmark := range []string{"header", "nav", "main", "footer"} {
				if len(p.find(landmark, "")) == 0 {
					t.Errorf("%s: no %s", name, landmark)
				}
			}
			checkPolicy(t, p)
			for _, wrong := range []string{"ZgotmplZ", "%!", "&lt;span", "<no value>"} {
				if bytes.Contains(files[name], []byte(wrong)) {
					t.Errorf("%s: a template went wrong: %s", name, wrong)
				}
			}
			checkHeadings(t, p)
		}
	}
}

func checkPolicy(t *testing.T, p parsed) {
	policy := ""
	for _, m := range p.find("meta", "") {
		if v, _ := attr(m, "http-equiv"); v == "Content-Security-Policy" {
			policy, _ = attr(m, "content")
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q", p.name, policy)
	}
}

func checkElement(t *testing.T, name string, n *html.Node) {
	if n.Data == "style" || n.Data == "iframe" || n.Data == "script" && !ownScript(n) {
		t.Errorf("%s: <%s>", name, n.Data)
	}
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			t.Errorf("%s: %s on <%s>", name, a.Key, n.Data)
		}
		if (a.Key == "src" || n.Data == "link" && a.Key == "href") && strings.Contains(a.Val, "//") && !names(n) {
			t.Errorf("%s: asks for %s", name, a.Val)
		}
	}
	if n.Data == "th" {
		if _, ok := attr(n, "scope"); !ok {
			t.Errorf("%s: th without scope", name)
		}
	}
	if n.Data == "a" && textOf(n) == "" {
		t.Errorf("%s: link without words", name)
	}
}

// ownScript: a script is a file of the site's. What stands in the page itself is
// data, for machines that read pages.
func ownScript(n *html.Node) bool {
	if kind, _ := attr(n, "type"); kind == "application/ld+json" {
		return true
	}
	src, _ := attr(n, "src")
	return strings.HasSuffix(src, ".js") && n.FirstChild == nil
}

// names tells of links that name an address and ask for nothing.
func names(n *html.Node) bool {
	rel, _ := attr(n, "rel")
	return rel == "canonical" || rel == "alternate"
}

func checkHeadings(t *testing.T, p parsed) {
	last := 0
	p.each(func(n *html.Node) {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			return
		}
		level := int(n.Data[1] - '0')
		if level > last+1 {
			t.Errorf("%s: h%d after h%d: %s", p.name, level, last, textOf(n))
		}
		last = level
	})
}

// TestLinks holds that every reference within the site leads to a page and a
// place on it.
func TestLinks(t *testing.T) {
	for _, in := range []Input{sample(Public), sample(Confidential), released(Public)} {
		resolves(t, mustBuild(t, in))
	}
}

// resolves holds that every link of a site leads to a place that is there.
func resolves(t *testing.T, files map[string][]byte) {
	t.Helper()
	ids, pages := map[string]map[string]bool{}, map[string]parsed{}
	for name, data := range files {
		if strings.HasSuffix(name, ".html") {
			pages[name] = parse(t, name, data)
			ids[name], _ = pages[name].ids()
		}
	}
	for _, name := range sorted(pages) {
		pages[name].each(func(n *html.Node) {
			ref, ok := attr(n, "href")
			if n.Data == "script" {
				ref, ok = attr(n, "src")
			}
			if !ok || names(n) {
				return
			}
			if strings.HasPrefix(ref, "/") && !strings.HasSuffix(name, "404.html") {
				t.Errorf("%s: %s is not relative", name, ref)
			}
			file, anchor, inside := target(name, ref)
			if !inside || elsewhere(file) {
				return
			}
			if _, ok := files[file]; !ok {
				t.Errorf("%s: %s leads to no file (%s)", name, ref, file)
			} else if anchor != "" && !ids[file][anchor] {
				t.Errorf("%s: %s leads to no place", name, ref)
			}
		})
	}
}

// TestLanguages holds that Japanese words on an English page say so.
func TestLanguages(t *testing.T) {
	files := mustBuild(t, released(Public))
	for _, name := range sorted(files) {
		if !strings.HasPrefix(name, "en/") || !strings.HasSuffix(name, ".html") || strings.Contains(name, "power-standard") {
			continue
		}
		p := parse(t, name, files[name])
		p.each(func(n *html.Node) {
			for c := range n.ChildNodes() {
				if c.Type == html.TextNode && hasKana(c.Data) && language(n) != "ja" && n.Data != "script" { // linked data says it with inLanguage
					t.Errorf("%s: %q is in %s", name, strings.TrimSpace(c.Data), language(n))
				}
			}
		})
	}
}

func hasKana(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3041 && r <= 0x30fa })
}

func language(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if l, ok := attr(n, "lang"); ok {
			return l
		}
	}
	return ""
}

// TestTwice holds that a build tells nothing of the time, the run or the other
// builds that go on beside it.
func TestTwice(t *testing.T) {
	want := mustBuild(t, sample(Public))
	got := make([]map[string][]byte, 4)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			edition := Public
			if i == 3 {
				edition = Confidential // another site beside them
			}
			got[i], _ = Build(context.Background(), sample(edition))
		})
	}
	wg.Wait()
	for i := range got[:3] {
		if len(got[i]) != len(want) {
			t.Fatalf("run %d: %d files, first %d", i, len(got[i]), len(want))
		}
		for _, name := range sorted(want) {
			if !bytes.Equal(got[i][name], want[name]) {
				t.Errorf("run %d: %s differs", i, name)
			}
		}
	}
}

func TestConfidential(t *testing.T) {
	files := mustBuild(t, sample(Confidential))
	for _, name := range sorted(files) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		p := parse(t, name, files[name])
		mark := "非公開版 関係者限り"
		if strings.HasPrefix(name, "en/") {
			mark = "Confidential – for those entitled"
		}
		for _, class := range []string{"marking-top", "marking-bottom"} {
			if found := p.find("p", class); len(found) != 1 || textOf(found[0]) != mark {
				t.Errorf("%s: no %s", name, class)
			}
		}
		if title := textOf(p.find("title", "")[0]); !strings.Contains(title, mark) {
			t.Errorf("%s: title %q", name, title)
		}
		if !bytes.Contains(files[name], []byte(`<meta name="robots" content="noindex">`)) {
			t.Errorf("%s: may be indexed", name)
		}
	}
	in := sample(Confidential)
	in.Site.Marking = nil
	if !bytes.Contains(mustBuild(t, in)["index.html"], []byte("取扱注意")) {
		t.Error("without a marking of its own, a page has none")
	}
	if public := mustBuild(t, sample(Public))["index.html"]; bytes.Contains(public, []byte("marking")) || bytes.Contains(public, []byte("noindex")) {
		t.Error("the public edition is marked")
	}
}

func TestDraftsAreConfidential(t *testing.T) {
	for edition, want := range map[string]bool{Public: false, Confidential: true} {
		in := sample(edition)
		in.Standards[1].Versions = append(in.Standards[1].Versions, waterVersion("5.0", standard.Draft, ""))
		if _, ok := mustBuild(t, in)["standards/water-guideline/5.0/index.html"]; ok != want {
			t.Errorf("%s: draft is there: %v", edition, ok)
		}
	}
}

func TestNewerVersionIsNamed(t *testing.T) {
	in := sample(Public)
	in.Standards[1].Versions[0].Status = standard.Published
	if page := mustBuild(t, in)["standards/water-guideline/4.1/index.html"]; !bytes.Contains(page, []byte("新しい版は2026年4月1日に施行されます。")) {
		t.Error("the banner does not name the effective date")
	}
}

func TestBasePath(t *testing.T) {
	in := sample(Public)
	in.Site.BaseURL = "https://example.org/kijun/"
	files := mustBuild(t, in)
	if page := files["404.html"]; !bytes.Contains(page, []byte(`href="/kijun/standards/"`)) {
		t.Error("404 does not start at the base path")
	}
	if page := files["items/nisc-4/1/index.html"]; !bytes.Contains(page, []byte(`<link rel="canonical" href="https://example.org/kijun/items/nisc-4/1/">`)) {
		t.Error("no canonical link")
	}
	in.Site.BaseURL = ""
	if bytes.Contains(mustBuild(t, in)["index.html"], []byte("canonical")) {
		t.Error("canonical link without an address")
	}
}

func TestOneLanguage(t *testing.T) {
	in := sample(Public)
	in.Site.Languages = []string{"en"}
	files := mustBuild(t, in)
	// The water guideline is in Japanese alone: it stands there all the same.
	if page := files["standards/water-guideline/4.2/02-build/index.html"]; !bytes.Contains(page, []byte(`<article class="text" lang="ja" id="_text"`)) {
		t.Error("the text is lost, or not marked as Japanese")
	}
	if _, ok := files["standards/power-standard/1.0/01-policy/index.html"]; !ok {
		t.Error("no English text")
	}
}

// TestShortcodes holds that a standard may write about templates.
func TestShortcodes(t *testing.T) {
	page := parse(t, "", mustBuild(t, sample(Public))["standards/water-guideline/4.2/index.html"])
	if text := textOf(page.root); !strings.Contains(text, "{{% 見本 %}} {{< 見本 >}}") {
		t.Error("text that looks like a shortcode is lost")
	}
}

func TestOverrides(t *testing.T) {
	in := sample(Public)
	in.Overrides = fstest.MapFS{
		"layouts/sectors.html":          file(`{{ define "main" }}<h1>own layout</h1>{{ end }}`),
		"layouts/_partials/footer.html": file(`<footer>own footer</footer>`),
		"i18n/ja.yaml":                  file("coverage: 自前の言葉\n"),
		"static/logo/mark.svg":          file("<svg/>"),
		"assets/css/90-own.css":         file(".own { color: red }"),
		"content/evil.md":               file("# not ours"),
	}
	files := mustBuild(t, in)
	for name, want := range map[string]string{"sectors/index.html": "own layout", "items/index.html": "own footer", "coverage/index.html": "自前の言葉", "logo/mark.svg": "<svg/>"} {
		if !bytes.Contains(files[name], []byte(want)) {
			t.Errorf("%s has no %q", name, want)
		}
	}
	css := slices.IndexFunc(sorted(files), func(name string) bool {
		return strings.HasPrefix(name, "css/") && bytes.Contains(files[name], []byte(".own{color:red}"))
	})
	if css < 0 {
		t.Error("own style is not in the style sheet")
	}
	if _, ok := files["evil/index.html"]; ok {
		t.Error("a content folder of the project is read")
	}
	if words, _ := Words(in.Overrides, "ja"); words["coverage"] != "自前の言葉" || words["items"] != "指針の項目" {
		t.Errorf("words: %q %q", words["coverage"], words["items"])
	}
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestBrokenOverride(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		line       int // 0: any error will do
		message    string
	}{
		{"layouts/chapter.html", "{{ define \"main\" }}\n{{ .NoSuchThing }}{{ end }}", 2, "NoSuchThing"},
		{"layouts/chapter.html", "{{ define \"main\" }}\n\n{{ if }}{{ end }}", 3, "missing value for if"},
		{"layouts/_partials/footer.html", "<footer>\n{{ index 1 2 3 }}", 2, "index"},
		{"layouts/home.html", "{{ define \"main\" }}\n{{ os.Getenv \"HOME\" }}{{ end }}", 2, "not whitelisted"},
		{"layouts/home.html", "{{ define \"main\" }}{{ errorf \"please set %s\" \"x\" }}{{ end }}", 0, "please set x"},
		{"layouts/home.html", "{{ define \"main\" }}{{ (resources.GetRemote \"https://example.org/\").Content }}{{ end }}", 0, ""},
		{"i18n/ja.yaml", "a: x\nb: [", 2, "not found"},
		{"assets/ts/kijun/70-own.ts", "part(() => {\n  const x = ;\n});\n", 2, "Unexpected"},
		{"assets/ts/kijun/70-own.ts", "const part = 1;\n", 0, "together with the others"},
	} {
		in := sample(Public)
		in.Overrides = fstest.MapFS{tt.name: file(tt.data)}
		_, err := Build(context.Background(), in)
		var te *TemplateError
		switch {
		case tt.line == 0 && err != nil && strings.Contains(err.Error(), tt.message):
		case !errors.As(err, &te):
			t.Errorf("%s: %v is not a TemplateError", tt.name, err)
		case te.File != tt.name || te.Line != tt.line || !strings.Contains(te.Message, tt.message):
			t.Errorf("%s: got %s:%d: %s", tt.name, te.File, te.Line, te.Message)
		}
	}
}

// TestFailuresKeepSecrets: of a layout that fails on a confidential page it is
// told where, and nothing that may be the page's.
func TestFailuresKeepSecrets(t *testing.T) {
	const canary = "カナリア7f3a"
	for _, tt := range []struct {
		layout, confidential string // what is told of it
	}{
		{`{{ int .Title }}`, "it fails on a page of the confidential edition"},
		{`{{ errorf "%v" .Title }}`, "a page of the confidential edition can't be made"},
		{`{{ .Title.NoSuchThing }}`, "can't evaluate field NoSuchThing in type string"},
		{`{{ if }}`, "missing value for if"},
		{`{{ (dict .Title 1).a.b }}{{ index .Title "a" }}`, "it fails on a page of the confidential edition"},
	} {
		for _, e := range []string{Public, Confidential} {
			in := sample(e)
			in.Site.Title = standard.Text{"ja": canary, "en": canary}
			in.Overrides = fstest.MapFS{"layouts/home.html": file("{{ define \"main\" }}" + tt.layout + "{{ end }}")}
			_, err := Build(context.Background(), in)
			if err == nil {
				t.Fatalf("%s does not fail", tt.layout)
			}
			if e == Confidential && (!strings.Contains(err.Error(), tt.confidential) || strings.Contains(err.Error(), canary)) {
				t.Errorf("%s: told is %v", tt.layout, err)
			}
			if e == Public && strings.Contains(err.Error(), "confidential") {
				t.Errorf("%s: of the public edition is told %v", tt.layout, err)
			}
		}
	}
}

// TestManyFailures holds that a build ends however many pages fail: Hugo's own
// renderer may wait for ever from the tenth failure on.
func TestManyFailures(t *testing.T) {
	in := sample(Public)
	// It fails on all pages but the one that is tried first.
	in.Overrides = fstest.MapFS{"layouts/item.html": file("{{ define \"main\" }}<h1>x</h1>{{ if ne .Title \"1 目的\" }}\n{{ .NoSuchThing }}{{ end }}{{ end }}")}
	for range 5 {
		_, err := Build(context.Background(), in)
		var te *TemplateError
		if !errors.As(err, &te) || te.Line != 2 {
			t.Fatalf("got %v", err)
		}
	}
}

// TestWords holds that both languages have the same words, and that layouts ask
// for none that is missing.
func TestWords(t *testing.T) {
	one, other := map[string]string{}, map[string]string{}
	for lang, into := range map[string]map[string]string{"ja": one, "en": other} {
		if err := readWords(into, themes.FS, "kijun/i18n/"+lang+".yaml"); err != nil {
			t.Fatal(err)
		}
	}
	for _, pair := range [][2]map[string]string{{one, other}, {other, one}} {
		for _, key := range sorted(pair[0]) {
			if pair[1][key] == "" {
				t.Errorf("%s stands in one language alone", key)
			}
			if strings.Count(pair[0][key], "%s") != strings.Count(pair[1][key], "%s") {
				t.Errorf("%s has a value in one language alone", key)
			}
		}
	}
	for _, key := range usedWords(t) {
		if one[key] == "" {
			t.Errorf("no word %s", key)
		}
	}
}

// usedWords are the keys that layouts name in full.
func usedWords(t *testing.T) []string {
	var out []string
	err := fs.WalkDir(themes.FS, "kijun/layouts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(themes.FS, p)
		for _, part := range strings.Split(string(data), `T "`)[1:] {
			key, _, _ := strings.Cut(part, `"`)
			out = append(out, key)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Build(ctx, sample(Public)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
