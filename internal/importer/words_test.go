package importer

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// reader is how a page is made of a source: what it shows are visible words.
var reader = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList),
	goldmark.WithParserOptions(parser.WithAttribute()))

// visible are the words of a Markdown text that a reader sees, those of
// footnotes apart: they stand elsewhere on a page.
func visible(src []byte) (main, notes []string) {
	var b, f strings.Builder
	out := &b
	root := reader.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock {
				out.WriteByte('\n')
			}
			if n.Kind() == east.KindFootnoteList {
				out = &b
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *east.FootnoteList:
			out = &f
		case *ast.Text:
			v := n.Segment.Value(src)
			if !n.IsRaw() {
				v = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(v)))
			}
			out.Write(v)
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte('\n')
			}
		case *ast.AutoLink:
			out.Write(n.Label(src))
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			out.WriteByte('\n')
			for i := range n.Lines().Len() {
				s := n.Lines().At(i)
				out.Write(s.Value(src))
			}
		case *ast.RawHTML:
			if _, tag := tagOf(n.Segments.Value(src)); !inline[tag] && !allowed[tag] {
				out.WriteByte(' ')
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				s := n.Lines().At(i)
				out.WriteString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(s.Value(src)), " "))
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Fields(b.String()), strings.Fields(f.String())
}

// published are the words of an import's files, in their order.
func published(res *Result) (main, notes []string) {
	names := make([]string, 0, len(res.Files))
	for n := range res.Files {
		if n != "index.md" {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	for _, n := range append([]string{"index.md"}, names...) {
		m, f := visible(withoutFront(res.Files[n]))
		main, notes = append(main, m...), append(notes, f...)
	}
	return main, notes
}

func withoutFront(b []byte) []byte {
	_, rest, _ := strings.Cut(strings.TrimPrefix(string(b), "---\n"), "\n---\n")
	return []byte(rest)
}

func diffWords(t *testing.T, what string, want, got []string) {
	t.Helper()
	if slices.Equal(want, got) {
		return
	}
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	t.Errorf("%s: %d words became %d; they differ from word %d:\n source %q\n result %q", what, len(want), len(got), i,
		want[max(0, i-5):min(len(want), i+15)], got[max(0, i-5):min(len(got), i+15)])
}
