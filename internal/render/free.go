package render

import (
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
)

// freeDepth is that of a free page's folder: pages/about/.
const freeDepth = 2

// Free renders the text of a free page. It has no clauses: its headings are
// headings.
func (r *Renderer) Free(f *parse.Page, ui string, t *standard.PageText) []byte {
	p := &page{Renderer: r, Page: Page{UI: ui, Text: t.Lang, Depth: freeDepth}, words: r.Words[ui], tree: f.Trees[t], free: f.Page}
	if p.tree == nil {
		return nil
	}
	p.nodes(p.tree.Preface)
	for i, b := range p.tree.Clauses {
		h := t.Headings[i]
		p.printf(`<h%d class="page-heading" id="%s">`, h.Depth, h.ID)
		p.inlines(b.Heading)
		p.printf(` <a class="permalink" href="#%s" aria-label="%s">#</a></h%d>`, h.ID, p.phrase("permalink_heading", h.Title), h.Depth)
		p.raw("\n")
		p.nodes(b.Nodes)
	}
	if p.tree.Footnotes != nil {
		p.footnotes()
	}
	return p.out.Bytes()
}

// freeLink is the address of a link target written in a free page; "" when it
// leads nowhere in this edition.
func (p *page) freeLink(target string) string {
	t := p.Index.ResolvePage(p.free, p.Text, target)
	anchor := ""
	switch t.Kind {
	case standard.LinkPage:
		if t.Path != "" {
			anchor = "#" + t.Path
		}
		if t.Page == p.free && anchor != "" && strings.HasPrefix(target, "#") {
			return anchor
		}
		folder := ""
		if len(p.Languages) > 0 && t.Lang != p.Languages[0] {
			folder = t.Lang + "/"
		}
		return p.siteRoot() + fmt.Sprintf("%s%s/%s/%s", folder, standard.PagesFolder, t.Page.Name, anchor)
	case standard.LinkSite:
		return p.root() + t.Path
	}
	return p.target(t, target)
}
