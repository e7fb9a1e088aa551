package parse

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A Tree is the Markdown of a file, parsed. Its nodes hold offsets into Source.
type Tree struct {
	Source    []byte
	Clauses   []Body               // one a clause of the chapter or a heading of the page, in order
	Preface   []ast.Node           // of index.md; of a page, what stands before its first heading
	Footnotes *extast.FootnoteList // nil when there are none
}

// A Body is the nodes of one clause.
type Body struct {
	Heading *ast.Heading // nil for what stands for a withheld section
	Nodes   []ast.Node
	Begin   string // the withheld section that begins with this clause
	End     string // the withheld section that ends with it
}

// reader parses one Markdown body and reports what Markdown says nothing of.
type reader struct {
	file *source.File
	base int // offset of the body in the file
	src  []byte
	ds   *diag.List
}

func (r *reader) at(start, end int) source.Span { return r.file.At(r.base+start, r.base+end) }

// parse returns the document's root with spans paired.
func (r *reader) parse() ast.Node {
	pc := parser.NewContext()
	root := markdown.Parse(text.NewReader(r.src), parser.WithContext(pc))
	r.pairSpans(root)
	r.marks(root)
	code := r.html(root)
	r.footnotes(code)
	r.definitions(root, pc, code)
	return root
}

// pairSpans puts what stands between the edges of a span into one node.
func (r *reader) pairSpans(root ast.Node) {
	if !bytes.Contains(r.src, []byte("{{withhold:")) {
		return
	}
	var edges []*spanEdge
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if e, ok := n.(*spanEdge); ok && entering {
			edges = append(edges, e)
		}
		return ast.WalkContinue, nil
	})
	var open *spanEdge
	for _, e := range edges {
		if !e.end {
			open = e
			continue
		}
		if open == nil || open.id != e.id || open.Parent() != e.Parent() {
			r.ds.Add(spanCrosses.At(r.at(e.at, e.at+len(e.id)+len("{{/withhold:}}")), "%s ends in another place of the text's structure than it begins", e.id).
				Hint("let the span begin and end inside the same emphasis, link or cell"))
			continue
		}
		parent := open.Parent()
		p := &PartSpan{ID: e.id}
		parent.InsertBefore(parent, open, p)
		for n := open.NextSibling(); n != nil && n != ast.Node(e); {
			next := n.NextSibling()
			p.AppendChild(p, n)
			n = next
		}
		parent.RemoveChild(parent, open)
		parent.RemoveChild(parent, e)
		open = nil
	}
}

// PartID is the id of the withheld part that a node stands for, or "".
func PartID(n ast.Node) string {
	switch n := n.(type) {
	case *Notice:
		return n.ID
	case *NoticeSpan:
		return n.ID
	case *Part:
		return n.ID
	case *PartSpan:
		return n.ID
	}
	return ""
}

var (
	allowedTag = regexp.MustCompile(`^</?(?:br|sup|sub|ruby|rt|rp|kbd|abbr)\s*/?>$|^<abbr title="[^"<>&]*">$`)
	footMark   = regexp.MustCompile(`\[\^([^\]\s]+)\](:?)`)
	defUse     = regexp.MustCompile(`\[[^\[\]]+\]\[([^\[\]^]+)\]`)
)

// html reports raw HTML and returns the ranges of code, where no mark counts.
func (r *reader) html(root ast.Node) []source.Range {
	var code []source.Range
	var tags []openTag
	lines := func(n ast.Node) {
		for i := range n.Lines().Len() {
			s := n.Lines().At(i)
			code = append(code, source.Range{Start: s.Start, End: s.Stop})
		}
	}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock:
			lines(n)
			at := max(n.Pos(), 0)
			if n.Lines().Len() > 0 {
				at = n.Lines().At(0).Start
			}
			r.reportHTML(at, r.src[at:])
			r.hideComment(n.Lines())
		case *ast.RawHTML:
			var b []byte
			for i := range n.Segments.Len() {
				s := n.Segments.At(i)
				b = append(b, s.Value(r.src)...)
			}
			if !allowedTag.Match(b) {
				r.reportHTML(n.Segments.At(0).Start, b)
				r.hideComment(n.Segments)
			} else {
				tags = r.tag(tags, n, b)
			}
		case *ast.FencedCodeBlock:
			// goldmark keeps the answer in the node; asked here, nothing writes to a
			// tree when several pages are rendered from it at once
			n.Language(r.src)
			lines(n)
		case *ast.CodeBlock:
			lines(n)
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					code = append(code, source.Range{Start: t.Segment.Start, End: t.Segment.Stop})
				}
			}
		}
		return ast.WalkContinue, nil
	})
	for _, t := range tags {
		r.unpaired(t.at)
	}
	return code
}

// An openTag is an allowed tag that waits for its end.
type openTag struct {
	parent ast.Node
	name   string
	at     int
}

var tagName = regexp.MustCompile(`^<(/?)([a-z]+)`)

// tag pairs the allowed tags: one that is closed elsewhere, or not at all, would
// reach over the rest of the page, and out of a withheld part.
func (r *reader) tag(open []openTag, n *ast.RawHTML, tag []byte) []openTag {
	m := tagName.FindSubmatch(tag)
	at, end, name := n.Segments.At(0).Start, len(m[1]) > 0, string(m[2])
	switch last := len(open) - 1; {
	case name == "br" && !end:
	case !end && !bytes.HasSuffix(tag, []byte("/>")):
		return append(open, openTag{n.Parent(), name, at})
	case end && last >= 0 && open[last].name == name && open[last].parent == n.Parent():
		return open[:last]
	default:
		r.unpaired(at)
	}
	return open
}

func (r *reader) unpaired(at int) {
	r.ds.Add(rawHTML.At(r.at(at, at+1), "this tag has no counterpart in the same place of the text").
		Hint("begin and end an element inside the same paragraph, emphasis, link or cell: `<sup>2</sup>`; only `<br>` stands alone"))
}

func (r *reader) reportHTML(at int, html []byte) {
	end := min(at+1, len(r.src))
	if bytes.HasPrefix(bytes.TrimLeft(html, " "), []byte("<!--")) {
		r.ds.Add(htmlComment.At(r.at(at, end+3), "HTML comments are not allowed").
			Hint("take the comment out; what readers may not see does not belong into a source that is published"))
		return
	}
	r.ds.Add(rawHTML.At(r.at(at, end), "this HTML is not allowed").
		Hint("allowed are br, sup, sub, ruby, rt, rp, kbd and abbr within a line; write a literal `<` as `\\<`"))
}

// beginsLine reports whether nothing but spaces and quotation marks stands
// before an offset on its line.
func beginsLine(src []byte, at int) bool {
	for at > 0 && (src[at-1] == ' ' || src[at-1] == '>') {
		at--
	}
	return at == 0 || src[at-1] == '\n'
}

func within(ranges []source.Range, at int) bool {
	for _, c := range ranges {
		if c.Start <= at && at < c.End {
			return true
		}
	}
	return false
}

// footnotes reports marks without a footnote and footnotes without a mark.
func (r *reader) footnotes(code []source.Range) {
	if !bytes.Contains(r.src, []byte("[^")) {
		return
	}
	type place struct{ start, end int }
	defined, used := map[string]place{}, map[string]place{}
	var order []string
	for _, m := range footMark.FindAllSubmatchIndex(r.src, -1) {
		at := m[0]
		if at > 0 && r.src[at-1] == '\\' || within(code, at) {
			continue
		}
		label := string(r.src[m[2]:m[3]])
		if m[5] > m[4] && beginsLine(r.src, at) {
			if _, twice := defined[label]; twice {
				r.ds.Add(definitionTwice.At(r.at(m[0], m[1]), "the footnote %s is defined twice", quote(r.at(m[0], m[1]), label)).Hint("give one of them another name"))
				continue
			}
			defined[label] = place{m[0], m[1]}
		} else if _, again := used[label]; !again {
			used[label] = place{m[0], m[1]}
		} else {
			continue
		}
		order = append(order, label)
	}
	for _, label := range order {
		d, isDefined := defined[label]
		u, isUsed := used[label]
		switch {
		case isDefined && !isUsed:
			r.ds.Add(footnoteUnused.At(r.at(d.start, d.end), "nothing visible refers to the footnote %s", quote(r.at(d.start, d.end), label)).
				Hint("remove it, or move it into the withheld part that refers to it"))
		case isUsed && !isDefined:
			r.ds.Add(footnoteUndefined.At(r.at(u.start, u.end), "there is no footnote %s in this file", quote(r.at(u.start, u.end), label)).
				Hint("define it in this file: `[^%s]: …`; to write the signs themselves: `\\[^%[1]s]`", quotedHint(r.at(u.start, u.end), label)))
		}
	}
}

// definitions does the same for links by name.
func (r *reader) definitions(root ast.Node, pc parser.Context, code []source.Range) {
	if !bytes.Contains(r.src, []byte("]")) {
		return
	}
	used := map[string]bool{}
	defs := map[string]bool{}
	type def struct {
		label string
		raw   string
		at    int
	}
	var order []def
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			if n.Reference != nil {
				used[util.ToLinkReference(n.Reference.Value)] = true
			}
		case *ast.Image:
			if n.Reference != nil {
				used[util.ToLinkReference(n.Reference.Value)] = true
			}
		case *ast.LinkReferenceDefinition:
			label := util.ToLinkReference(n.Label)
			if defs[label] {
				r.ds.Add(definitionTwice.At(r.at(max(n.Pos(), 0), max(n.Pos(), 0)+1), "the link name %s is defined twice", quote(r.at(max(n.Pos(), 0), max(n.Pos(), 0)+1), string(n.Label))).Hint("give one of them another name"))
			}
			defs[label] = true
			order = append(order, def{label, string(n.Label), max(n.Pos(), 0)})
		}
		return ast.WalkContinue, nil
	})
	for _, d := range order {
		if !used[d.label] {
			r.ds.Add(definitionUnused.At(r.at(d.at, d.at+1), "nothing visible uses the link name %s", quote(r.at(d.at, d.at+1), d.raw)).
				Hint("remove it, or move it into the withheld part that uses it"))
		}
	}
	for _, m := range defUse.FindAllSubmatchIndex(r.src, -1) {
		if m[0] > 0 && r.src[m[0]-1] == '\\' || within(code, m[0]) {
			continue
		}
		if label := r.src[m[2]:m[3]]; !defs[util.ToLinkReference(label)] {
			r.ds.Add(definitionUndefined.At(r.at(m[2], m[3]), "there is no link name %s in this file", quote(r.at(m[2], m[3]), string(label))).
				Hint("define it: `[%s]: https://…`; to write the brackets themselves: `\\[`", quotedHint(r.at(m[2], m[3]), string(label))))
		}
	}
	_ = pc
}

// prose is what is worth knowing of some nodes without their tree.
func (r *reader) prose(nodes []ast.Node) (p standard.Prose, notices []string) {
	var b strings.Builder
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				if id := PartID(n); id != "" {
					notices = append(notices, id)
				}
			}
			return r.plainNode(&b, &p, n, entering), nil
		})
		newBlock(&b)
	}
	p.Plain = strings.TrimSpace(b.String())
	p.Empty = p.Plain == "" && len(p.Images) == 0
	return p, notices
}

func newBlock(b *strings.Builder) {
	if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
		b.WriteByte('\n')
	}
}

func (r *reader) plainNode(b *strings.Builder, p *standard.Prose, n ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		switch {
		case n.Kind() == extast.KindTableCell:
			b.WriteByte('\t')
		case n.Type() == ast.TypeBlock:
			newBlock(b)
		}
		return ast.WalkContinue
	}
	switch n := n.(type) {
	case *ast.Text:
		b.Write(util.UnescapePunctuations(n.Segment.Value(r.src)))
		if n.HardLineBreak() || n.SoftLineBreak() && !Joins(r.src, n) {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				b.Write(t.Segment.Value(r.src))
			}
		}
		return ast.WalkSkipChildren
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for i := range n.Lines().Len() {
			s := n.Lines().At(i)
			b.Write(s.Value(r.src))
		}
		return ast.WalkSkipChildren
	case *ast.AutoLink:
		b.Write(n.Label(r.src))
		if r.file == nil { // the words alone are wanted
			return ast.WalkContinue
		}
		p.Links = append(p.Links, standard.Link{Target: Address(n, r.src), Span: r.autoLink(n).Origin(), Text: string(n.Label(r.src))})
	case *ast.Link:
		p.Links = append(p.Links, r.link(n, n.Destination))
	case *ast.Image:
		p.Images = append(p.Images, r.link(n, n.Destination))
	case *Notice:
		b.WriteString("[" + n.ID + "]\n")
	case *NoticeSpan:
		b.WriteString("[" + n.ID + "]")
	case *extast.FootnoteLink, *extast.FootnoteBacklink, *ast.LinkReferenceDefinition:
		return ast.WalkSkipChildren
	}
	return ast.WalkContinue
}

// Joins reports whether the soft line break behind a text vanishes, as between
// two Japanese characters.
func Joins(src []byte, t *ast.Text) bool {
	before, _ := utf8.DecodeLastRune(src[:t.Segment.Stop])
	after := rune(0)
	for n := t.NextSibling(); n != nil && after == 0; n = n.FirstChild() {
		switch n := n.(type) {
		case *ast.Text:
			after, _ = utf8.DecodeRune(bytes.TrimLeft(n.Segment.Value(src), " "))
		case *ast.String:
			after, _ = utf8.DecodeRune(n.Value)
		}
	}
	return util.IsEastAsianWideRune(before) && util.IsEastAsianWideRune(after)
}

func (r *reader) link(n ast.Node, target []byte) standard.Link {
	at := n.Pos()
	for p := n; at < 0 && p != nil; p = p.Parent() {
		at = p.Pos()
	}
	at = max(at, 0)
	end := at + 1
	// the address itself makes the better place
	if i := bytes.Index(r.src[at:], append([]byte("]("), target...)); i >= 0 && len(target) > 0 && i < 2000 {
		at += i + 2
		end = at + len(target)
	}
	return standard.Link{Target: string(target), Span: r.at(at, end).Origin(), Text: plainText(r.src, n)}
}

// Address is where a link in angle brackets leads.
func Address(n *ast.AutoLink, src []byte) string {
	target := string(n.URL(src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(target), "mailto:") {
		target = "mailto:" + target
	}
	return target
}

// autoLink is the place of a link in angle brackets.
func (r *reader) autoLink(n *ast.AutoLink) source.Span {
	at := -1
	for p := ast.Node(n); at < 0 && p != nil; p = p.Parent() {
		at = place(p)
	}
	at = max(at, 0)
	label := n.Label(r.src)
	if i := bytes.Index(r.src[at:], append([]byte("<"), label...)); i >= 0 {
		at += i + 1
	}
	return r.at(at, at+len(label))
}

// plainText is the words of an inline node.
func plainText(src []byte, n ast.Node) string {
	var b strings.Builder
	r := &reader{src: src}
	var ignore standard.Prose
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		_ = ast.Walk(c, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			switch n := n.(type) {
			case *ast.Link, *ast.Image:
				return ast.WalkContinue, nil
			default:
				return r.plainNode(&b, &ignore, n, entering), nil
			}
		})
	}
	return strings.TrimSpace(b.String())
}
