package standard

import (
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
)

// A Page is a free page of the site: what a publisher says beside its standards,
// such as how accessible the site is. It is no part of any version, so it is not
// frozen, and nothing of it is withheld.
type Page struct {
	Name    string // file name without language and ending; part of the address
	Status  Status // Draft (confidential edition only) or Published
	Updated Date   // "" where the page does not say
	Order   int    // among the pages, from small to large; then by name
	Texts   []*PageText
}

// A PageText is a page in one language. The first is in the site's own.
type PageText struct {
	Lang     string
	Title    string
	Summary  string // "" where the page has none
	Headings []PageHeading
	Prose    Prose // all of it, headings and footnotes too
	Span     source.Span
}

// A PageHeading is a heading of a page.
type PageHeading struct {
	ID    string
	Depth int // from 2
	Title string
}

// Text returns the page in a language, or nil.
func (p *Page) Text(lang string) *PageText {
	for _, t := range p.Texts {
		if t.Lang == lang {
			return t
		}
	}
	return nil
}

// Readable returns the page in a language, or else in the one it was written in.
func (p *Page) Readable(lang string) *PageText {
	if t := p.Text(lang); t != nil {
		return t
	}
	return p.Texts[0]
}

// PagesFolder holds the sources of pages in a project, and the pages in the site.
const PagesFolder = "pages"

// areas are the pages that every site has, by their address from a language's
// top folder.
var areas = []string{"", "standards/", "items/", "coverage/", "withheld/", "verify/", "sectors/", "operators/", "roles/", "search/", "data/"}

// ResolvePage finds what a link target written in a page points to. Beside what
// stands elsewhere it is a clause of the page (#id), another page (about.md), a
// text of a standard by its path in the project (../content/x/1.0/01-scope.md#id),
// or a page that the site has whatever its sources (/withheld/, /standards/x/).
func (ix *Index) ResolvePage(p *Page, lang, target string) Target {
	file, anchor, anchored := strings.Cut(target, "#")
	switch {
	case target == "":
		return Target{}
	case External(target):
		return Target{Kind: LinkExternal}
	case file == "":
		return pageTarget(p, lang, anchor, anchored)
	case strings.HasPrefix(file, "/"):
		if to := file[1:]; !anchored && ix.has(to) {
			return Target{Kind: LinkSite, Path: to}
		}
		return Target{}
	case strings.Contains(file, ":"):
		return Target{}
	}
	full := path.Join(PagesFolder, file)
	if name, ok := strings.CutPrefix(full, PagesFolder+"/"); ok {
		name, isPage := strings.CutSuffix(name, ".md")
		if stem, l, ok := strings.Cut(name, "."); ok {
			name, lang = stem, l
		}
		if to := ix.pages[name]; isPage && to != nil {
			return pageTarget(to, lang, anchor, anchored)
		}
		return Target{}
	}
	parts := strings.SplitN(full, "/", 4)
	if len(parts) < 4 || parts[0] != "content" {
		return Target{}
	}
	v := ix.versions[parts[1]+"/"+parts[2]]
	if v == nil {
		return Target{}
	}
	rel := parts[3]
	if anchored {
		rel += "#" + anchor
	}
	t := ix.Resolve(v, lang, rel)
	if t.Kind == LinkAttachment && !slices.ContainsFunc(v.Attachments, func(a *Attachment) bool { return a.Used && a.Path == t.Path }) {
		return Target{} // a file that no text refers to is not published
	}
	return t
}

func pageTarget(p *Page, lang, anchor string, anchored bool) Target {
	t := p.Readable(lang)
	if anchored && !slices.ContainsFunc(t.Headings, func(h PageHeading) bool { return h.ID == anchor }) {
		return Target{}
	}
	return Target{Kind: LinkPage, Page: p, Lang: t.Lang, Path: anchor}
}

// has reports whether the site has a page at an address, whatever its sources
// say.
func (ix *Index) has(address string) bool {
	if slices.Contains(areas, address) {
		return true
	}
	id, ok := strings.CutPrefix(address, "standards/")
	return ok && ix.standards[strings.TrimSuffix(id, "/")] && strings.HasSuffix(id, "/")
}
