package parse

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// What a comparison needs of a text stays in the trees until it asks: most
// clauses of two versions are the same to the byte, and a version that is
// compared with nothing would pay for all of its words.

// Blocks returns the words of a chapter's clause, block by block. A footnote
// stands behind the text of the first clause that refers to it.
func (v *Version) Blocks(ch *standard.Chapter, clause int) []standard.Block {
	t := v.Trees[ch]
	if t == nil || clause >= len(t.Clauses) {
		return nil
	}
	b := &blockReader{src: t.Source}
	for _, n := range t.Clauses[clause].Nodes {
		b.block(n, standard.BlockParagraph, 0)
	}
	for _, f := range t.notes(clause) {
		b.children(f, standard.BlockFootnote, 0)
	}
	return b.out
}

// PrefaceBlocks does the same for the preface in a language.
func (v *Version) PrefaceBlocks(lang string) []standard.Block {
	t := v.Prefaces[lang]
	if t == nil {
		return nil
	}
	b := &blockReader{src: t.Source}
	for _, n := range t.Preface {
		b.block(n, standard.BlockParagraph, 0)
	}
	if t.Footnotes != nil {
		for f := t.Footnotes.FirstChild(); f != nil; f = f.NextSibling() {
			b.children(f, standard.BlockFootnote, 0)
		}
	}
	return b.out
}

// Raw returns the bytes of a chapter's clause below its heading, without blank
// lines before and behind. Equal bytes are an equal text; different ones may be
// one too, spaced or marked up in another way.
func (v *Version) Raw(ch *standard.Chapter, clause int) []byte {
	t := v.Trees[ch]
	if t == nil || clause >= len(t.Clauses) {
		return nil
	}
	body := t.Clauses[clause]
	if body.Heading == nil {
		return []byte(PartID(body.Nodes[0]))
	}
	from := lineEnd(t.Source, max(place(body.Heading), 0))
	to := len(t.Source)
	if clause+1 < len(t.Clauses) {
		to = max(from, t.begin(clause+1, from))
	}
	if body.End != "" {
		if i := markerLine(t.Source[:to], from, ":::end-withhold "+body.End); i >= 0 {
			to = i
		}
	}
	if t.Footnotes == nil {
		return trimBlank(t.Source[from:to])
	}
	var out []byte
	for f := t.Footnotes.FirstChild(); f != nil; f = f.NextSibling() {
		if start, end := noteRange(t.Source, f); start >= from && end <= to {
			out = append(out, t.Source[from:start]...)
			from = end
		}
	}
	out = append(out, t.Source[from:to]...)
	for _, f := range t.notes(clause) {
		start, end := noteRange(t.Source, f)
		out = append(append(out, '\n'), t.Source[start:end]...)
	}
	return trimBlank(out)
}

// trimBlank takes blank lines off both ends, and no indentation.
func trimBlank(b []byte) []byte {
	for {
		line, rest, found := bytes.Cut(b, []byte("\n"))
		if !found || len(bytes.TrimSpace(line)) > 0 {
			return bytes.TrimRight(b, " \n")
		}
		b = rest
	}
}

func lineEnd(src []byte, at int) int {
	if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(src)
}

func lineStart(src []byte, at int) int { return bytes.LastIndexByte(src[:at], '\n') + 1 }

// begin is where a clause's first line starts: its heading's, or that of the
// marker before it.
func (t *Tree) begin(clause, after int) int {
	body := t.Clauses[clause]
	marker := ""
	switch {
	case body.Heading == nil:
		marker = ":::withheld " + PartID(body.Nodes[0])
	case body.Begin != "":
		marker = ":::withhold " + body.Begin
	default:
		return lineStart(t.Source, max(place(body.Heading), 0))
	}
	if i := markerLine(t.Source, after, marker); i >= 0 {
		return i
	}
	return len(t.Source)
}

// markerLine is where the first line begins, from an offset on, that is a marker
// and nothing else; -1 where there is none. W-001 is no beginning of W-0010.
func markerLine(src []byte, from int, marker string) int {
	for from < len(src) {
		end := lineEnd(src, from)
		if string(bytes.TrimSpace(src[from:end])) == marker {
			return from
		}
		from = end
	}
	return -1
}

// notes are the footnotes that a clause is the first to refer to, in its heading,
// its text, or another of these footnotes.
func (t *Tree) notes(clause int) []ast.Node {
	if t.Footnotes == nil {
		return nil
	}
	body := t.Clauses[clause]
	from := body.Nodes
	if body.Heading != nil {
		from = append([]ast.Node{body.Heading}, from...)
	}
	var out []ast.Node
	for len(from) > 0 {
		var found []ast.Node
		for _, n := range from {
			_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
				if l, ok := n.(*extast.FootnoteLink); ok && entering && l.RefIndex == 0 {
					for f := t.Footnotes.FirstChild(); f != nil; f = f.NextSibling() {
						if note, ok := f.(*extast.Footnote); ok && note.Index == l.Index && !slices.Contains(out, f) {
							found = append(found, f)
							out = append(out, f)
						}
					}
				}
				return ast.WalkContinue, nil
			})
		}
		from = found
	}
	return out
}

// noteRange is the lines of a footnote.
func noteRange(src []byte, f ast.Node) (start, end int) {
	start = lineStart(src, max(place(f), 0))
	end = start
	_ = ast.Walk(f, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
			end = max(end, lineEnd(src, max(start, n.Lines().At(n.Lines().Len()-1).Stop-1)))
		}
		return ast.WalkContinue, nil
	})
	return start, end
}

type blockReader struct {
	src  []byte
	part string
	out  []standard.Block
}

func (b *blockReader) add(kind standard.BlockKind, level int, marker string, cells ...standard.Words) {
	for _, c := range cells {
		if c.Text != "" {
			b.out = append(b.out, standard.Block{Kind: kind, Level: level, Marker: marker, Cells: cells, Part: b.part})
			return
		}
	}
}

func (b *blockReader) children(n ast.Node, kind standard.BlockKind, level int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.block(c, kind, level)
	}
}

// block adds what a node holds; kind is what a paragraph is in this place.
func (b *blockReader) block(n ast.Node, kind standard.BlockKind, level int) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		b.add(kind, level, "", b.words(n))
	case *ast.List:
		b.list(n, level)
	case *ast.Blockquote:
		b.children(n, standard.BlockQuote, level+1)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for i := range n.Lines().Len() {
			s := n.Lines().At(i)
			// white space means something in code
			line := strings.TrimRightFunc(norm.NFC.String(string(s.Value(b.src))), unicode.IsSpace)
			b.add(standard.BlockCode, level, "", standard.Words{Text: strings.ReplaceAll(line, "\t", "    ")})
		}
	case *extast.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			kind := standard.BlockRow
			if _, head := row.(*extast.TableHeader); head {
				kind = standard.BlockHead
			}
			var cells []standard.Words
			for c := row.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, b.words(c))
			}
			b.add(kind, level, "", cells...)
		}
	case *extast.DefinitionTerm:
		b.add(standard.BlockTerm, level, "", b.words(n))
	case *extast.DefinitionDescription:
		b.children(n, standard.BlockDescription, level)
	case *extast.DefinitionList:
		b.children(n, kind, level)
	case *Notice:
		mark := "[" + n.ID + "]"
		b.add(standard.BlockNotice, level, "", standard.Words{Text: mark, Atoms: []standard.Atom{{Start: 0, End: len(mark)}}})
	case *Part:
		outer := b.part
		b.part = n.ID
		b.children(n, kind, level)
		b.part = outer
	}
}

func (b *blockReader) list(n *ast.List, level int) {
	at := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		from := len(b.out)
		b.children(item, standard.BlockItem, level+1)
		if from < len(b.out) && b.out[from].Marker == "" {
			b.out[from].Marker = string(rune(n.Marker))
			if n.IsOrdered() {
				b.out[from].Marker = strconv.Itoa(at) + string(rune(n.Marker))
			}
		}
		at++
	}
}

// words is the text of the inline nodes below a node.
func (b *blockReader) words(n ast.Node) standard.Words {
	var w wordBuilder
	b.inlines(&w, n)
	return w.words()
}

func (b *blockReader) inlines(w *wordBuilder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			value := c.Segment.Value(b.src)
			if !c.IsRaw() && bytes.ContainsAny(value, `&\`) {
				value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
			}
			w.add(string(value))
			if c.HardLineBreak() || c.SoftLineBreak() && !Joins(b.src, c) {
				w.add(" ")
			}
		case *ast.String:
			w.add(string(c.Value))
		case *ast.CodeSpan:
			w.atom(func() {
				for t := c.FirstChild(); t != nil; t = t.NextSibling() {
					if t, ok := t.(*ast.Text); ok {
						w.add(string(t.Segment.Value(b.src)))
					}
				}
			})
		case *ast.AutoLink:
			w.add(string(c.Label(b.src)))
		case *ast.RawHTML:
			switch tag := c.Segments.Value(b.src); {
			case bytes.HasPrefix(tag, []byte("<br")):
				w.add(" ")
			case bytes.HasPrefix(tag, []byte("<sup")): // 10² is not 102
				w.add("^")
			case bytes.HasPrefix(tag, []byte("<sub")):
				w.add("_")
			}
		case *NoticeSpan:
			w.atom(func() { w.add("[" + c.ID + "]") })
		case *extast.FootnoteLink, *extast.FootnoteBacklink:
		default:
			b.inlines(w, c)
		}
	}
}

// A wordBuilder folds white space and composes characters while it collects.
type wordBuilder struct {
	b     strings.Builder
	space bool
	atoms []standard.Atom
}

func (w *wordBuilder) add(s string) {
	if strings.ContainsFunc(s, composing) && !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	start := 0 // of what is not written yet
	for at, r := range s {
		if r > ' ' && r < 0x85 || r > 0x3000 || !unicode.IsSpace(r) {
			continue
		}
		w.write(s[start:at])
		w.space = true
		start = at + utf8.RuneLen(r)
	}
	w.write(s[start:])
}

func (w *wordBuilder) write(s string) {
	if s != "" {
		w.gap()
		w.b.WriteString(s)
	}
}

// composing reports whether a character may be one with its neighbours, or be
// written in another way. Latin letters, kana and kanji are what they are.
func composing(r rune) bool {
	switch {
	case r < 0x300, 0x2010 <= r && r < 0x2030, 0x3000 <= r && r < 0x302a, 0x3030 <= r && r < 0x3099, 0x309b <= r && r < 0x3100, 0x4e00 <= r && r < 0xa000, 0xff00 <= r && r < 0xffa0:
		return false
	}
	return true
}

func (w *wordBuilder) gap() {
	if w.space && w.b.Len() > 0 {
		w.b.WriteByte(' ')
	}
	w.space = false
}

func (w *wordBuilder) atom(add func()) {
	w.gap()
	start := w.b.Len()
	add()
	if end := w.b.Len(); end > start {
		w.atoms = append(w.atoms, standard.Atom{Start: start, End: end})
	}
}

func (w *wordBuilder) words() standard.Words {
	return standard.Words{Text: w.b.String(), Atoms: w.atoms}
}
