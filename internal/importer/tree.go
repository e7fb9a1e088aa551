package importer

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A tree is the Markdown of a text, used to find things; the text is edited in
// its bytes.
type tree struct {
	src   []byte
	root  ast.Node
	links map[ast.Node]brackets
}

// brackets are the places of a link's marks: of `[` or `![`, of the `]` that
// ends its text, and behind its last byte.
type brackets struct{ open, close, end int }

var (
	bracketsKey = parser.NewContextKey()

	// Footnotes are parsed without the step that moves them to the end and drops
	// unused ones: both would hide text.
	markdown = parser.NewParser(
		parser.WithBlockParsers(append(parser.DefaultBlockParsers(),
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999))...),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(extension.NewFootnoteParser(), 101),
			util.Prioritized(linkParser{parser.NewLinkParser()}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(parser.NewEmphasisParser(), 500)),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
)

// A linkParser is goldmark's, and notes where the link it found begins and ends:
// the tree alone does not tell.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, seg := block.PeekLine()
	closing := len(line) > 0 && line[0] == ']'
	n := p.InlineParser.Parse(parent, block, pc)
	switch n.(type) {
	case *ast.Link, *ast.Image:
		if !closing {
			return n
		}
		_, pos := block.Position()
		end := pos.Start
		src := block.Source()
		if end < 1 || end > len(src) || end <= seg.Start || src[end-1] != ')' && src[end-1] != ']' {
			// the reader has gone on to the next line: step back over what is between
			for end = min(end, len(src)); end > seg.Start+1 && src[end-1] != ')' && src[end-1] != ']'; end-- {
			}
		}
		m := pc.ComputeIfAbsent(bracketsKey, func() any { return map[ast.Node]brackets{} }).(map[ast.Node]brackets)
		m[n] = brackets{n.Pos(), seg.Start, end}
	}
	return n
}

func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

func parse(src []byte) *tree {
	pc := parser.NewContext()
	root := markdown.Parse(text.NewReader(src), parser.WithContext(pc))
	links, _ := pc.Get(bracketsKey).(map[ast.Node]brackets)
	return &tree{src, root, links}
}

// walk visits nodes in order, parents first. Returning false skips children.
func (t *tree) walk(visit func(ast.Node) bool) {
	_ = ast.Walk(t.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && !visit(n) {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

// plain is the text of a node as a reader sees it, on one line.
func (t *tree) plain(n ast.Node) string {
	var b strings.Builder
	t.appendPlain(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func (t *tree) appendPlain(b *strings.Builder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			v := c.Segment.Value(t.src)
			if !c.IsRaw() {
				v = unescape(v)
			}
			b.Write(v)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(t.src))
		case *ast.RawHTML, *east.FootnoteLink:
		default:
			t.appendPlain(b, c)
		}
	}
}

func unescape(v []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(v)))
}

// block is the nearest block that a node stands in.
func block(n ast.Node) ast.Node {
	for n != nil && n.Type() == ast.TypeInline {
		n = n.Parent()
	}
	return n
}
