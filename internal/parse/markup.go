package parse

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/yuin/goldmark"
)

// Nodes that stand for withheld parts. A public cut has notices alone; a
// confidential one has the parts themselves.
var (
	KindNotice     = ast.NewNodeKind("Notice")
	KindNoticeSpan = ast.NewNodeKind("NoticeSpan")
	KindPart       = ast.NewNodeKind("Part")
	KindPartSpan   = ast.NewNodeKind("PartSpan")
	kindSpanEdge   = ast.NewNodeKind("SpanEdge")
)

// A Notice stands where a region was withheld.
type Notice struct {
	ast.BaseBlock
	ID string
}

// A NoticeSpan stands where a span was withheld.
type NoticeSpan struct {
	ast.BaseInline
	ID string
}

// A Part is a region with what it withholds.
type Part struct {
	ast.BaseBlock
	ID string
}

// A PartSpan is a span with what it withholds.
type PartSpan struct {
	ast.BaseInline
	ID string
}

// A spanEdge is a begin or end of a span; pairs become a PartSpan.
type spanEdge struct {
	ast.BaseInline
	id  string
	end bool
	at  int
}

func (*Notice) Kind() ast.NodeKind     { return KindNotice }
func (*NoticeSpan) Kind() ast.NodeKind { return KindNoticeSpan }
func (*Part) Kind() ast.NodeKind       { return KindPart }
func (*PartSpan) Kind() ast.NodeKind   { return KindPartSpan }
func (*spanEdge) Kind() ast.NodeKind   { return kindSpanEdge }

func (n *Notice) Dump(src []byte, level int)     { ast.DumpHelper(n, src, level, nil, nil) }
func (n *NoticeSpan) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *Part) Dump(src []byte, level int)       { ast.DumpHelper(n, src, level, nil, nil) }
func (n *PartSpan) Dump(src []byte, level int)   { ast.DumpHelper(n, src, level, nil, nil) }
func (n *spanEdge) Dump(src []byte, level int)   { ast.DumpHelper(n, src, level, nil, nil) }

var (
	regionLine = regexp.MustCompile(`^ {0,3}:::(withhold|end-withhold|withheld) (W-[0-9]{3,})\n?$`)
	spanStart  = regexp.MustCompile(`^\{\{(/?withhold|withheld):(W-[0-9]{3,})\}\}`)
	anyMarker  = regexp.MustCompile(`(?m)^[ >]*:::(?:withhold|withheld) (W-[0-9]{3,})$|\{\{(?:withhold|withheld):(W-[0-9]{3,})\}\}`)
)

// regions parses block marks and regions. A region is a container that takes
// every line up to its end, before any block within it sees the line: what is
// withheld can't reach beyond it.
type regions struct{}

func (regions) Trigger() []byte { return []byte{':'} }

func (regions) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, seg := reader.PeekLine()
	m := regionLine.FindSubmatch(line)
	if m == nil || string(m[1]) == "end-withhold" {
		return nil, parser.NoChildren
	}
	reader.Advance(seg.Len() - newline(line))
	if string(m[1]) == "withheld" {
		return &Notice{ID: string(m[2])}, parser.NoChildren
	}
	return &Part{ID: string(m[2])}, parser.HasChildren
}

func (regions) Continue(n ast.Node, reader text.Reader, _ parser.Context) parser.State {
	p, ok := n.(*Part)
	if !ok {
		return parser.Close
	}
	line, seg := reader.PeekLine()
	if m := regionLine.FindSubmatch(line); m != nil && string(m[1]) == "end-withhold" && string(m[2]) == p.ID {
		reader.Advance(seg.Len() - newline(line))
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

func newline(line []byte) int {
	if bytes.HasSuffix(line, []byte("\n")) {
		return 1
	}
	return 0
}

func (regions) Close(ast.Node, text.Reader, parser.Context) {}
func (regions) CanInterruptParagraph() bool                 { return true }
func (regions) CanAcceptIndentedLine() bool                 { return false }

// spans parses the marks and edges of spans.
type spans struct{}

func (spans) Trigger() []byte { return []byte{'{'} }

func (spans) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, seg := block.PeekLine()
	m := spanStart.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	if id := string(m[2]); string(m[1]) == "withheld" {
		return &NoticeSpan{ID: id}
	} else {
		return &spanEdge{id: id, end: m[1][0] == '/', at: seg.Start}
	}
}

// markdown is the dialect: CommonMark with tables, footnotes, definition
// lists, heading ids and withheld parts.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList),
	goldmark.WithParserOptions(
		parser.WithHeadingAttribute(),
		parser.WithBlockParsers(util.Prioritized(regions{}, 50)),
		parser.WithInlineParsers(util.Prioritized(spans{}, 50)),
	),
).Parser()
