package build

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// TestRealStandard imports, checks and builds a long published standard:
// every heading can be reached, every link leads somewhere, and the words that
// a reader sees are those of the source.
func TestRealStandard(t *testing.T) {
	data := corpora.Read(t, "br/2.2.6.md")
	res, ds := importer.Markdown(source.New("2.2.6.md", data), importer.Options{Standard: "tls-br", Version: "2.2.6"})
	if res == nil || len(ds) > 0 {
		t.Fatalf("import: %d findings", len(ds))
	}
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	for name, text := range res.Files {
		root[path.Join("content/tls-br/2.2.6", name)] = &fstest.MapFile{Data: text}
	}
	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	blank := 0
	for _, d := range a.Findings {
		switch d.Rule.Code {
		case "blank-clause":
			blank++
		case "no-catalog", "missing-sector", "missing-effective":
		default:
			t.Errorf("%s: %s", d.Rule.Code, d.Message)
		}
	}
	files, err := a.Files(context.Background(), root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	checkSite(t, files)

	// the document's own count of headings, front matter and code left out
	headings := regexp.MustCompile(`(?m)^#{1,6} `).FindAll(data, -1)
	if len(headings) < 400 || len(res.Clauses) != len(headings) {
		t.Errorf("%d clauses of %d headings", len(res.Clauses), len(headings))
	}
	const dir = "standards/tls-br/2.2.6/"
	for _, c := range res.Clauses {
		name := dir + strings.TrimSuffix(c.Chapter, ".md") + "/index.html"
		if !look(files[name]).ids[c.ID] {
			t.Errorf("%s has no %s", name, c.ID)
		}
		if !look(files[dir+"all/index.html"]).ids[c.ID] {
			t.Errorf("the page of the whole version has no %s", c.ID)
		}
	}
	links := bytes.Count(files[dir+"all/index.html"], []byte(`href="#s`)) - len(res.Clauses)
	if links < 400 {
		t.Errorf("%d links within the text", links)
	}

	var page bytes.Buffer
	_, body, _ := bytes.Cut(data, []byte("\n---\n"))
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	if err := md.Convert(body, &page); err != nil {
		t.Fatal(err)
	}
	want, got := words(page.Bytes(), false), words(files[dir+"all/index.html"], true)
	if len(want) < 40000 {
		t.Fatalf("the source has %d words", len(want))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("the source has %d words, the page %d; the first that differ: %v", len(want), len(got), firstDifference(want, got))
	}
}

func firstDifference(a, b []string) []string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return []string{a[i], b[i]}
		}
	}
	return nil
}

// words are the visible words of HTML: of all of it, or of the chapters on a
// page of ours. Marks that the renderers add are left out on both sides.
func words(data []byte, ours bool) []string {
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	var b strings.Builder
	var walk func(n *html.Node, in bool)
	walk = func(n *html.Node, in bool) {
		class := ""
		for _, a := range n.Attr {
			if a.Key == "class" {
				class = a.Val
			}
		}
		switch {
		case n.Type == html.TextNode && in:
			b.WriteString(n.Data)
			return
		case class == "permalink", strings.HasPrefix(class, "footnote-"):
			return
		case strings.HasPrefix(class, "chapter"):
			in = true
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in)
		}
		switch n.Data {
		case "p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "br", "pre", "tr":
			b.WriteByte(' ')
		}
	}
	walk(doc, !ours)
	return strings.Fields(b.String())
}
