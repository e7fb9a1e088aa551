package site

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// FreeView is a free page, such as "/pages/about/".
type FreeView struct {
	Summary HTML `json:"summary,omitempty"`
	Updated HTML `json:"updated,omitempty"`
	Draft   bool `json:"draft,omitempty"` // the confidential edition alone has it

	summary, opening, updated string // for machines
}

func freePath(p *standard.Page) string { return standard.PagesFolder + "/" + p.Name + "/" }

// freePages plans the free pages that are written in the language.
func (u *ui) freePages() {
	for _, p := range u.Pages {
		if t := p.Text(u.lang); t != nil {
			u.plan(func() { u.freePage(p, t) }, freePath(p))
		}
	}
}

func (u *ui) freePage(p *standard.Page, t *standard.PageText) {
	h := u.at(freePath(p))
	view := FreeView{Summary: HTML(escape(t.Summary)), Updated: h.date(p.Updated), Draft: p.Status == standard.Draft, summary: t.Summary, updated: string(p.Updated)}
	view.opening, _, _ = strings.Cut(t.Prose.Plain, "\n")
	f := h.frame("free", "", t.Title, nil, view, func(lang string) (string, bool) {
		if p.Text(lang) == nil {
			return "", false
		}
		return h.path, true
	})
	u.add(u.lang, f, u.late(func() []byte { return u.PageHTML(p, u.lang, t) }))
}

// pageLinks are the free pages as every page lists them, from the site's top
// folder: few enough to stand on each.
func (u *ui) pageLinks() []Link {
	var out []Link
	for _, p := range u.Pages {
		t := p.Readable(u.lang)
		out = append(out, Link{u.prefix(t.Lang) + freePath(p), t.Title, u.other(t.Lang)})
	}
	return out
}
