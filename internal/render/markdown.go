package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Our own walk over goldmark's tree, not its renderer: links are resolved
// within the edition, notices stand among the text, and every attribute that
// comes out is one we know.

func (p *page) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		if img := onlyImage(n); img != nil {
			p.figure(img)
			return
		}
		p.raw("<p>")
		p.inlines(n)
		p.raw("</p>\n")
	case *ast.TextBlock:
		p.inlines(n)
	case *ast.List:
		p.list(n)
	case *ast.Blockquote:
		p.raw("<blockquote>\n")
		p.children(n)
		p.raw("</blockquote>\n")
	case *ast.FencedCodeBlock:
		p.code(string(n.Language(p.tree.Source)), p.lines(n))
	case *ast.CodeBlock:
		p.code("", p.lines(n))
	case *ast.ThematicBreak:
		p.raw("<hr>\n")
	case *ast.Heading:
		// only within a withheld part that is no section, which is a finding
		p.printf("<p><strong>")
		p.inlines(n)
		p.raw("</strong></p>\n")
	case *extast.Table:
		p.table(n)
	case *extast.DefinitionList:
		p.raw("<dl>\n")
		p.children(n)
		p.raw("</dl>\n")
	case *extast.DefinitionTerm:
		p.definitionTerm(n)
	case *extast.DefinitionDescription:
		p.raw("<dd>")
		p.children(n)
		p.raw("</dd>\n")
	case *parse.Notice:
		if p.quoted {
			p.raw("<p>")
			p.quotedNotice()
			p.raw("</p>\n")
		} else if w := p.register[n.ID]; w != nil {
			p.notice(w, withhold.Anchor(n.ID))
		}
	case *parse.Part:
		w := p.register[n.ID]
		if w == nil {
			return
		}
		if p.quoted {
			p.printf(`<div class="withheld"><p class="withheld-mark">%s</p>`, p.phrase("withheld_begin", w.ID))
			p.children(n)
			p.printf(`<p class="withheld-mark">%s</p></div>`, p.phrase("withheld_end", w.ID))
			return
		}
		p.partBegin(w)
		p.children(n)
		p.flush()
		p.partEnd(w)
	}
}

func (p *page) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.block(c)
	}
}

func (p *page) lines(n ast.Node) []byte {
	var b bytes.Buffer
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		b.Write(s.Value(p.tree.Source))
	}
	return b.Bytes()
}

func (p *page) list(n *ast.List) {
	tag, attr := "ul", ""
	if n.IsOrdered() {
		tag = "ol"
		if n.Start != 1 {
			attr = ` start="` + itoa(n.Start) + `"`
		}
	}
	p.raw("<" + tag + attr + ">\n")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.raw("<li>")
		p.children(c)
		// a notice of a span in an item stands in the item
		p.flush()
		p.raw("</li>\n")
	}
	p.raw("</" + tag + ">\n")
}

func (p *page) table(n *extast.Table) {
	p.printf(`<div class="table-scroll" role="group" tabindex="0" aria-label="%s"><table class="table">`, p.word("table_scroll"))
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		cell := "td"
		if _, head := row.(*extast.TableHeader); head {
			p.raw("<thead>")
			cell = "th"
		} else if !body {
			p.raw("<tbody>")
			body = true
		}
		p.raw("<tr>")
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			tc := c.(*extast.TableCell)
			p.raw("<" + cell)
			if cell == "th" {
				p.raw(` scope="col"`)
			}
			if tc.Alignment != extast.AlignNone {
				p.raw(` class="` + tc.Alignment.String() + `"`)
			}
			p.raw(">")
			p.inlines(tc)
			p.raw("</" + cell + ">")
		}
		p.raw("</tr>")
		if cell == "th" {
			p.raw("</thead>")
		}
		p.raw("\n")
	}
	if body {
		p.raw("</tbody>")
	}
	p.raw("</table></div>\n")
}

func onlyImage(n *ast.Paragraph) *ast.Image {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || img.NextSibling() != nil {
		return nil
	}
	return img
}

// figure is an image that stands alone; its title is its caption.
func (p *page) figure(n *ast.Image) {
	p.raw("<figure>")
	p.image(n)
	if len(n.Title) > 0 {
		p.printf("<figcaption>%s</figcaption>", esc(string(n.Title)))
	}
	p.raw("</figure>\n")
}

func (p *page) image(n *ast.Image) {
	src := p.link(string(n.Destination))
	alt := p.plain(n)
	if src == "" {
		p.raw(esc(alt))
		return
	}
	p.printf(`<img src="%s" alt="%s">`, escapeURL(src), esc(alt))
}

// plain is the words of an inline node.
func (p *page) plain(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Text:
				b.Write(util.UnescapePunctuations(n.Segment.Value(p.tree.Source)))
			case *ast.String:
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func escapeURL(s string) string { return esc(string(util.URLEscape([]byte(s), true))) }

func (p *page) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		p.inline(c)
	}
}

func (p *page) inline(n ast.Node) {
	src := p.tree.Source
	switch n := n.(type) {
	case *ast.Text:
		p.textNode(n)
	case *ast.String:
		p.raw(esc(string(n.Value)))
	case *ast.CodeSpan:
		p.raw("<code>")
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				p.raw(esc(strings.ReplaceAll(string(t.Segment.Value(src)), "\n", " ")))
			}
		}
		p.raw("</code>")
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		p.raw("<" + tag + ">")
		p.inlines(n)
		p.raw("</" + tag + ">")
	case *ast.Link:
		href := p.link(string(n.Destination))
		if href == "" {
			p.inlines(n)
			return
		}
		p.raw(`<a href="` + escapeURL(href) + `"`)
		if len(n.Title) > 0 {
			p.printf(` title="%s"`, esc(string(n.Title)))
		}
		p.raw(">")
		p.found.off++
		p.inlines(n)
		p.found.off--
		p.raw("</a>")
	case *ast.AutoLink:
		label := esc(string(n.Label(src)))
		if href := p.link(parse.Address(n, src)); href != "" {
			label = fmt.Sprintf(`<a href="%s">%s</a>`, escapeURL(href), label)
		}
		p.raw(label)
	case *ast.Image:
		p.image(n)
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			s := n.Segments.At(i)
			p.out.Write(s.Value(src)) // checked against the allow-list by parse
		}
	case *extast.FootnoteLink:
		if p.quoted {
			return // it stands where the definition does
		}
		p.printf(`<sup class="footnote-ref" id="%s"><a href="#%s" role="doc-noteref">%d</a></sup>`, p.footnoteRef(n.Index, n.RefIndex), p.footnoteID(n.Index), n.Index)
	case *extast.FootnoteBacklink:
		p.printf(` <a class="footnote-back" href="#%s" role="doc-backlink" aria-label="%s">↩</a>`, p.footnoteRef(n.Index, n.RefIndex), p.word("footnote_back"))
	case *parse.NoticeSpan:
		if p.quoted {
			p.quotedNotice()
			return
		}
		id := withhold.Anchor(n.ID)
		p.printf(`<a class="notice-inline" id="%s" href="#%s_n">【%s】</a>`, id, id, p.word("notice"))
		p.pending = append(p.pending, n.ID)
	case *parse.PartSpan:
		if p.quoted {
			p.printf(`<span class="withheld"><span class="visually-hidden">%s</span>`, p.phrase("withheld_span_begin", n.ID))
			p.inlines(n)
			p.printf(`<span class="visually-hidden">%s</span></span>`, p.word("withheld_span_end"))
			return
		}
		id := withhold.Anchor(n.ID)
		p.printf(`<span class="withheld" id="%s" data-id="%s"><span class="visually-hidden">%s</span>`, id, n.ID, p.phrase("withheld_span_begin", n.ID))
		p.inlines(n)
		p.printf(`<span class="visually-hidden">%s</span></span>`, p.word("withheld_span_end"))
		p.pending = append(p.pending, n.ID)
	default:
		p.inlines(n)
	}
}

func (p *page) textNode(n *ast.Text) {
	src := p.tree.Source
	value := n.Segment.Value(src)
	switch {
	case n.IsRaw(), !bytes.ContainsAny(value, "&\\"): // most of a text: nothing to resolve
		p.prose(value)
	default:
		p.prose(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value))))
	}
	switch {
	case n.HardLineBreak():
		p.raw("<br>\n")
	case n.SoftLineBreak() && !parse.Joins(src, n):
		p.raw("\n")
	}
}

func (p *page) footnoteID(n int) string {
	return fmt.Sprintf("fn_%s_%d", p.chapterName(), n)
}

func (p *page) footnoteRef(n, ref int) string {
	return fmt.Sprintf("fnref_%s_%d_%d", p.chapterName(), n, ref)
}

func (p *page) chapterName() string {
	if p.chapter == nil {
		return "preface"
	}
	return p.chapter.Name
}

func (p *page) footnotes() {
	// Each chapter has its own, so that on one page they are told apart.
	label := p.word("footnotes")
	if p.chapter != nil && p.chapter.Title != "" {
		label += " – " + esc(p.chapter.Title)
	}
	p.printf(`<section class="footnotes" role="doc-endnotes" aria-label="%s"><ol>`, label)
	p.raw("\n")
	for c := p.tree.Footnotes.FirstChild(); c != nil; c = c.NextSibling() {
		f, ok := c.(*extast.Footnote)
		if !ok {
			continue
		}
		p.printf(`<li id="%s">`, p.footnoteID(f.Index))
		p.children(f)
		p.flush()
		p.raw("</li>\n")
	}
	p.raw("</ol></section>\n")
}
