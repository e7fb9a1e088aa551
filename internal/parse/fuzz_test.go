package parse_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"golang.org/x/net/html"
)

// editions takes files through scan, cut and parse, as a build does.
func editions(files map[string]string) (map[withhold.Edition]*parse.Version, diag.List) {
	sources := map[string]*source.File{}
	for name, text := range files {
		sources[name] = source.New("content/s/1/"+name, []byte(text))
	}
	var ds diag.List
	var register []*standard.Withholding
	if f := sources[withhold.RegisterFile]; f != nil {
		register, ds = parse.Register(f)
	}
	s, found := withhold.Scan("s", "1", sources, register)
	if ds.Add(found...); found.HasErrors() {
		return nil, ds
	}
	parser := parse.New()
	out := map[withhold.Edition]*parse.Version{}
	for _, e := range withhold.Editions {
		cut, found := s.Cut(e)
		if ds.Add(found...); cut == nil {
			continue
		}
		v, found := parser.Version(cut, "ja")
		if ds.Add(found...); v != nil {
			out[e] = v
		}
	}
	return out, ds
}

// printed is all that a printer may show of findings.
func printed(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds.Sorted() {
		fmt.Fprintln(&b, d.Path(), d.Position(), d.Rule.Code, d.KeyPath, d.Message, d.Hints)
		if e, ok := d.Span.Excerpt(); ok {
			fmt.Fprintln(&b, e.Text)
		}
		for _, f := range d.Fixes {
			fmt.Fprintln(&b, f.Message, f.Text)
		}
	}
	return b.String()
}

const index = "---\ntitle: 見本\nclass: industry\npublisher: 見本協会\nversion: \"1\"\nstatus: published\nissued: 2026-04-01\n---\n"

// seeds are the project's own samples.
func seeds(f *testing.F, glob string, add func(name, text string)) {
	f.Helper()
	root := os.DirFS(filepath.Join("..", ".."))
	n := 0
	for _, pattern := range strings.Fields(glob) {
		names, err := fs.Glob(root, pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(root, name)
			if err != nil {
				f.Fatal(err)
			}
			add(name, string(data))
			n++
		}
	}
	if n == 0 {
		f.Fatal("there are no samples")
	}
}

// FuzzFrontMatter: no YAML makes the reader fail, whatever file it stands in.
func FuzzFrontMatter(f *testing.F) {
	for _, s := range []string{
		"title: a", "title: {ja: あ, en: b}", "clauses:\n  a: {items: [6.1.5(1), {item: 1, covers: part}], level: must, was: [b@1]}", "- a\n- b", "a: &x 1\nb: *x", "a: !!binary aGk=",
		"{", "[", "\"", "a: |\n  b\n c", "? a\n: b", "a: [1, 2", "title:\n\ttab", "operator: {id: 1, name: {}}", "adoption: {x: {decision: adapted}}", "%YAML 1.2", "...", "a: >-\n  x\n", "\u2028: 1", "<<: {a: b}", "a: 0x1\na: 2",
		"W-001: {unit: span, clause: a, title: x, reason: threat, harm: x, audience: confidential, decided: {by: a, on: 2026-01-01}, approved: {by: b, on: 2026-01-01}}",
		"W-001: {unit: chapter, paths: [02-b.md], heading: {level: 9}}", "W-1: ~", "W-001:", "contact: {ja: x}",
	} {
		f.Add(s)
	}
	seeds(f, "content/*/*/withheld.yaml content/*/*/index.confidential.yaml kijun.yaml catalog/*.yaml catalog/*/catalog.yaml", func(_, text string) { f.Add(text) })
	seeds(f, "content/*/*/*.md", func(_, text string) {
		if parts := strings.SplitN(text, "---\n", 3); len(parts) == 3 {
			f.Add(parts[1])
		}
	})
	f.Fuzz(func(t *testing.T, yaml string) {
		front := "---\n" + yaml + "\n---\n"
		body := front + "\n## 1 題 {#a}\n\n本文\n"
		for _, files := range []map[string]string{
			{"index.md": front, "01-a.md": "---\ntitle: a\n---\n\n## 1 題 {#a}\n"},
			{"index.md": index, "01-a.md": body, "01-a.en.md": body},
			{"index.md": index, "index.en.md": front, "01-a.md": "---\ntitle: a\n---\n\n## 1 {{withhold:W-001}}x{{/withhold:W-001}} {#a}\n", "02-b.md": body, "withheld.yaml": yaml, "index.confidential.yaml": yaml},
		} {
			versions, ds := editions(files)
			check(t, printed(ds))
			for e, v := range versions {
				if v.Version == nil {
					t.Errorf("%s: a version without a model", e)
				}
			}
		}
		whole := source.New("x.yaml", []byte(yaml))
		_, ds := parse.Site(whole)
		check(t, printed(ds))
		_, ds = parse.Catalog(whole, "x")
		check(t, printed(ds))
		_, ds = parse.Reasons(whole)
		check(t, printed(ds))
		_, ds = parse.Sectors(whole)
		check(t, printed(ds))
	})
}

// check holds what is true of all printed findings: no control characters that
// could steer a terminal.
func check(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r < ' ' && r != '\n' || r == 0x7f || r == 0x202e {
			t.Fatalf("a finding has the character %U: %q", r, text)
		}
	}
}

// FuzzMarkdown: no chapter makes the parser or the renderer fail, and the HTML
// of one without errors is sound.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"本文 *a* **b** `c` <https://e.example> [l](#a) [m](https://e.example \"t\") ![i](figures/x.svg)\n",
		"a[^1] b[^2]\n\n[^1]: x {{withhold:W-001}}s{{/withhold:W-001}}\n[^2]: y\n\n    z\n",
		"| a | b |\n| :-- | --: |\n| {{withhold:W-001}}s{{/withhold:W-001}} | \\| |\n", "- a\n  - b\n\n    c\n1. d\n\n- e\n", "> a\n> > b\n> :::withhold W-001\n> s\n> :::end-withhold W-001\n",
		"term\n: def\n\n  more\n", "```go\nfunc main() {}\n```\n\n    code\n\n~~~unknown\n~~~\n", "<sup>a</sup> <br> <ruby>漢<rt>かん</rt></ruby> <abbr title=\"x\">y</abbr> <kbd>",
		"<script>alert(1)</script>", "<a href=\"javascript:x\">x</a>", "[x](javascript:alert(1)) [y](JaVaScRiPt:x) [z](data:text/html,x) <javascript:x>", "![](javascript:x)", "<sup onclick=x>a</sup>",
		"[r]: javascript:x\n\n[a][r]", "## 題 {#b onclick=x}\n\n### 深い {#c .d}\n", "***\n---\n___\n", "a  \nb\\\nc\n", "&amp; &#x3c;script&#62; &lt; \\<", "*a <sup>b* c</sup>", "[a <sup>](#a)</sup>", "<br/></br><sup/>",
		"## *a* `b` <https://e.example> <a@b.example> ![c](figures/x.svg) [d](#a) <br> {{withhold:W-001}}s{{/withhold:W-001}} {#d}\n", ":::withhold W-001\n## 節 {#d}\n\ns\n:::end-withhold W-001\n", ":::withhold W-001\n```\ns\n:::end-withhold W-001\n", ":::withheld W-001\n", "{{withheld:W-001}}", "`{{withheld:W-001}}`", "*{{withhold:W-001}}a*{{/withhold:W-001}}",
		"[a]{{withheld:W-001}}(b)", "\t- a\n\t\tb\n", "\u00a0\u3000x", "[^a]: [^a]\n\n[^a]", "[^a][^a]\n\n[^a]: x", "![a](figures/x.svg)\n\n![b](figures/x.svg \"題\")\n",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	seeds(f, "content/*/*/*.md", func(_, text string) {
		if parts := strings.SplitN(text, "---\n", 3); len(parts) == 3 {
			f.Add(parts[2], true)
		}
	})
	library := &catalog.Library{}
	f.Fuzz(func(t *testing.T, body string, bare bool) {
		text := "---\ntitle: 章\n---\n\n"
		if !bare {
			text += "## 1 題 {#a}\n\n"
		}
		files := map[string]string{"index.md": index + "\n![x](figures/x.svg)\n", "01-a.md": text + body, "figures/x.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"}
		// an entry for each id there is, so that the text gets past the register
		files["withheld.yaml"] = entries(body)
		versions, ds := editions(files)
		check(t, printed(ds))
		for _, e := range withhold.Editions {
			v := versions[e]
			if v == nil {
				continue
			}
			standards := []*standard.Standard{{ID: "s", Versions: []*standard.Version{v.Version}}}
			r := &render.Renderer{Edition: e, Library: library, Index: standard.NewIndex(standards), Languages: []string{"ja"}, Words: map[string]map[string]string{}}
			p := render.Page{Version: v, UI: "ja", Text: "ja", Depth: 4}
			pages := [][]byte{r.Preface(p), r.All(p)}
			for _, ch := range v.Translations[0].Chapters {
				pages = append(pages, r.Chapter(p, ch))
			}
			if ds.HasErrors() {
				continue // it may not fail, and it is not published
			}
			for _, page := range pages {
				if err := sound(string(page)); err != nil {
					t.Fatalf("%s edition: %v\n%q\n%s", e, err, body, page)
				}
			}
		}
	})
}

func entries(text string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "W-")
		if !ok {
			return b.String()
		}
		rest = after
		n := 0
		for n < len(after) && '0' <= after[n] && after[n] <= '9' {
			n++
		}
		id := "W-" + after[:n]
		if n < 3 || seen[id] {
			continue
		}
		seen[id] = true
		unit := "paragraph"
		if strings.Contains(text, "{{withhold:"+id) || strings.Contains(text, "{{withheld:"+id) {
			unit = "span"
		} else if strings.Contains(text, id+"\n#") {
			unit = "section\n  heading: {level: 2, title: 節}"
		}
		fmt.Fprintf(&b, "%s:\n  clause: a\n  unit: %s\n  title: 題\n  reason: threat\n  harm: 害\n  audience: confidential\n  decided: {by: a, on: 2026-01-01}\n  approved: {by: b, on: 2026-01-01}\n", id, unit)
	}
}

var void = []string{"br", "hr", "img"}

// sound reports HTML that is not well formed or could run something.
func sound(page string) error {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Errorf("<%s> is not closed", open[len(open)-1])
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if !slices.Contains(elements, t.Data) {
				return fmt.Errorf("the element <%s>", t.Data)
			}
			for _, a := range t.Attr {
				value := strings.ToLower(strings.TrimSpace(a.Val))
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style":
					return fmt.Errorf("the attribute %s of <%s>", a.Key, t.Data)
				case (a.Key == "href" || a.Key == "src") && !safe(value):
					return fmt.Errorf("the address %q of <%s>", a.Val, t.Data)
				}
			}
			if kind == html.StartTagToken && !slices.Contains(void, t.Data) {
				open = append(open, t.Data)
			}
		case html.EndTagToken:
			t := z.Token()
			if len(open) == 0 || open[len(open)-1] != t.Data {
				return fmt.Errorf("</%s> closes nothing; open are %v", t.Data, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken:
			return fmt.Errorf("a comment or declaration: %q", z.Raw())
		}
	}
}

var elements = strings.Fields("a abbr aside blockquote br code dd div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr img kbd li ol p pre rp rt ruby section span strong sub sup table tbody td th thead time tr ul")

// safe tells an address that runs nothing: relative, or of a scheme that leads
// to a page, a mailbox or a telephone.
func safe(address string) bool {
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	return slices.Contains([]string{"http", "https", "mailto", "tel"}, scheme)
}

// The guard finds what it is there for.
func TestSound(t *testing.T) {
	for page, want := range map[string]string{
		"<p>a</p>": "", "<p>a<br>b</p>": "", "<p>a": "<p> is not closed", "a</p>": "</p> closes nothing", "<em><strong></em></strong>": "</em> closes nothing",
		"<script>x</script>": "the element <script>", "<p onclick=\"x\">a</p>": "the attribute onclick", "<a href=\"JavaScript:x\">a</a>": "the address",
		"<a href=\" javascript:x\">a</a>": "the address", "<img src=\"data:x\">": "the address", "<a href=\"../a:b\">a</a>": "", "<!-- x -->": "a comment", "<p style=\"x\">a</p>": "the attribute style",
	} {
		err := sound(page)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", page, err, want)
		}
	}
}
