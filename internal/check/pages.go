package check

import (
	"iter"
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// pageTexts yields the free pages in each language that they are written in.
func (p *pass) pageTexts() iter.Seq2[*standard.Page, *standard.PageText] {
	return func(yield func(*standard.Page, *standard.PageText) bool) {
		for _, pg := range p.Pages {
			for _, t := range pg.Texts {
				if !yield(pg, t) {
					return
				}
			}
		}
	}
}

// pageLinks reports links and pictures of pages that lead nowhere.
func (p *pass) pageLinks() {
	for pg, t := range p.pageTexts() {
		for _, l := range t.Prose.Links {
			if !dangerous(l.Target) && p.index.ResolvePage(pg, t.Lang, l.Target).Kind == standard.LinkNowhere {
				p.danglingFromPage(l)
			}
		}
		for _, l := range t.Prose.Images {
			if k := p.index.ResolvePage(pg, t.Lang, l.Target).Kind; k != standard.LinkAttachment && !dangerous(l.Target) && !external(l.Target) {
				p.report(l.Span, "the image %s is no published picture of a standard", quote(l.Span, l.Target)).
					Hint("a page shows pictures that a text of a standard shows, such as ../content/water-guideline/4.2/figures/network.png")
			}
		}
	}
}

// danglingFromPage reports a link of a page. The place of what it may have meant
// is no secret: the nearest names are taken from other pages and version folders.
func (p *pass) danglingFromPage(l standard.Link) {
	if l.Target == "" {
		p.report(l.Span, "a link has no target").Hint("name a page (`about.md`), a text of a standard (`../content/…/01-scope.md`) or an address (`https://…`)")
		return
	}
	d := p.report(l.Span, "the link to %s leads nowhere in the %s edition", quote(l.Span, l.Target), p.edition())
	file, _, _ := strings.Cut(l.Target, "#")
	var known []string
	switch {
	case strings.HasPrefix(file, "/"):
		d.Hint("an address of the site begins and ends with a slash and has no anchor: /withheld/, /coverage/, /standards/water-guideline/")
		return
	case path.Ext(file) == ".md" && !strings.Contains(file, "/"):
		for _, pg := range p.Pages {
			known = append(known, pg.Name+".md")
		}
		if best := nearest(file, known); best != "" && best != file {
			d.Hint("did you mean %s?", best)
			return
		}
	}
	d.Hint("a link is `#id`, `about.md`, `../content/standard/version/01-scope.md#id`, an address such as /withheld/, or starts with https:, http:, mailto: or tel:")
}
