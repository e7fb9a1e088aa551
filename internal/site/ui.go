package site

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A ui is an edition in one language of the interface.
type ui struct {
	*edition
	lang  string
	words map[string]string
}

// A here is a page that links are written for.
type here struct {
	*ui
	path string // from the language's top folder: "standards/x/"
	up   string // to the site's top folder
}

func (u *ui) at(path string) here {
	depth := strings.Count(u.prefix(u.lang)+path, "/")
	up := strings.Repeat("../", depth)
	if up == "" {
		up = "./"
	}
	return here{u, path, up}
}

// to is the way to a page of the same language, toLang to one of another.
func (h here) to(path string) string           { return h.toLang(h.lang, path) }
func (h here) toLang(lang, path string) string { return h.up + h.prefix(lang) + path }

// page adds the page with its text.
func (h here) page(layout, area, title string, trail []Link, view any, body []byte, nearest func(lang string) (string, bool)) {
	h.add(h.lang, h.frame(layout, area, title, trail, view, nearest), h.fragment(body))
}

// pageOf is page for a page of a version.
func (h here) pageOf(v *standard.Version, layout, title string, trail []Link, view any, body []byte) {
	f := h.frame(layout, "standards", title, trail, view, nil)
	f.Params.Sheet = h.sheetOf(v)
	h.add(h.lang, f, h.fragment(body))
}

// frame is all of a page but its text. nearest tells where the page is in
// another language, and whether that is the same page; nil means that it is.
func (h here) frame(layout, area, title string, trail []Link, view any, nearest func(lang string) (string, bool)) frame {
	p := params{Root: h.up, Home: h.to(""), Area: area, Trail: trail, Sheet: h.sheet(), View: view}
	base := h.Site.BaseURL
	if h.Edition != Public {
		base = "" // the address is that of the public edition
	}
	if base != "" && layout != "notfound" {
		p.Canonical = base + h.prefix(h.lang) + h.path
	}
	for _, lang := range h.languages {
		if lang == h.lang {
			continue
		}
		path, exact := h.path, true
		if nearest != nil {
			path, exact = nearest(lang)
		}
		a := Alternate{Lang: lang, Name: h.edition.words[lang]["language_name"], Href: h.toLang(lang, path), Exact: exact}
		if exact && p.Canonical != "" {
			a.URL = base + h.prefix(lang) + path
		}
		p.Languages = append(p.Languages, a)
	}
	if layout != "home" && layout != "notfound" {
		p.Trail = append([]Link{{Href: h.to(""), Text: h.words["home"]}}, trail...)
	}
	f := frame{Title: tokens.Replace(title), Layout: layout, Params: p}
	h.metadata(&f, view)
	if layout != "home" {
		f.URL = "/" + h.prefix(h.lang) + h.path
		if strings.Contains(f.URL, "..") && strings.HasSuffix(f.URL, "/") {
			f.URL += "index.html" // two dots are an address to be cleaned for Hugo, and what it cleans loses its last slash
		}
	}
	return f
}

// sheet is what a printed sheet of a page tells of where it is from: the site,
// and up to which day it has what was issued. No page depends on the day on
// which it is made.
func (h here) sheet() HTML {
	if h.until == "" {
		return h.text(h.Site.Title)
	}
	return h.text(h.Site.Title) + HTML(" "+escape(strings.ReplaceAll(h.words["sheet_until"], "%s", h.day(h.until))))
}

// sheetOf is the same of a page of a version.
func (h here) sheetOf(v *standard.Version) HTML {
	out := or(h.text(v.Title), v.Standard) + HTML(" "+escape(strings.ReplaceAll(h.words["version_number"], "%s", v.Number)))
	if v.Issued != "" {
		out += HTML(" " + escape(strings.ReplaceAll(h.words["sheet_issued"], "%s", h.day(v.Issued))))
	}
	if v.Status != standard.Published {
		out += HTML(" " + escape(h.words["status_"+string(v.Status)]))
	}
	return out
}

// encode writes JSON as it is: no HTML escapes, no trailing line break.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}

// marking stands on every page of the confidential edition, said or not.
func (u *ui) marking() HTML {
	if u.Edition != Confidential {
		return ""
	}
	return or(u.text(u.Site.Marking), u.words["marking"])
}

// day is a date as people write it.
func (u *ui) day(d standard.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format(u.words["date_format"])
}

func (u *ui) act(a standard.Act) *Act {
	if a.On == "" && len(a.By) == 0 {
		return nil
	}
	return &Act{u.text(a.By), u.date(a.On)}
}

func (u *ui) term(t *catalog.Term) Term {
	return Term{t.ID, t.Symbol, or(u.text(t.Name), t.ID), u.text(t.Summary)}
}

// lookup finds a term, first in the version's own catalog; a word that no
// catalog knows stands for itself.
func (u *ui) lookup(v *standard.Version, of func(*catalog.Catalog) []catalog.Term, id string) Term {
	if v != nil {
		if cat := u.Library.Catalog(v.Catalog); cat != nil {
			if t := catalog.Lookup(of(cat), id); t != nil {
				return u.term(t)
			}
		}
	}
	for _, cat := range u.Library.Catalogs {
		if t := catalog.Lookup(of(cat), id); t != nil {
			return u.term(t)
		}
	}
	return Term{ID: id, Name: HTML(escape(id))}
}

func classesOf(c *catalog.Catalog) []catalog.Term { return c.Classes }
func levelsOf(c *catalog.Catalog) []catalog.Term  { return c.Levels }
func rolesOf(c *catalog.Catalog) []catalog.Term   { return c.Roles }
func dutiesOf(c *catalog.Catalog) []catalog.Term  { return c.Duties }

// terms are the terms of all catalogs, the first of each id.
func (u *ui) terms(of func(*catalog.Catalog) []catalog.Term) []Term {
	var out []Term
	seen := map[string]bool{}
	for _, cat := range u.Library.Catalogs {
		for _, t := range of(cat) {
			if !seen[t.ID] {
				seen[t.ID] = true
				out = append(out, u.term(&t))
			}
		}
	}
	return out
}

// named is a link to what has a name, if only its id.
func (u *ui) named(href string, name standard.Text, id string) Link {
	if s := name.In(u.lang); s != "" {
		return Link{href, s, u.other(name.Lang(u.lang))}
	}
	return Link{Href: href, Text: id}
}

func (h here) sector(id string) Link {
	s := h.Library.Sector(id)
	if s == nil {
		return Link{Href: h.to("sectors/"), Text: id}
	}
	return h.named(h.to("sectors/"+id+"/"), s.Name, id)
}

func (h here) operator(o *standard.Operator) Link {
	page := "operators/"
	if h.index.operators[o.ID] {
		page += o.ID + "/"
	}
	return h.named(h.to(page), o.Name, o.ID)
}

func (h here) version(v *standard.Version) VersionRef {
	r := VersionRef{
		Standard:  v.Standard,
		Number:    v.Number,
		Title:     or(h.text(v.Title), v.Standard),
		Href:      h.to(versionPath(v)),
		Home:      h.to(standardPath(v.Standard)),
		Class:     h.class(v),
		Publisher: h.text(v.Publisher),
		Status:    string(v.Status),
		Issued:    h.date(v.Issued),
		Effective: h.date(v.Effective),
		Summary:   h.text(v.Summary),
		Note:      h.text(v.Note),
		Withheld:  len(v.Register),
	}
	if v.Sector != "" {
		r.Sector = h.sector(v.Sector).html()
	}
	if v.Operator != nil {
		r.Operator = h.operator(v.Operator).html()
	}
	return r
}

// brief is a version without its longer texts, for lists.
func (h here) brief(v *standard.Version) VersionRef {
	r := h.version(v)
	r.Summary, r.Note = "", ""
	return r
}

// titleOf is a version's title in plain words; it has one, if only its id.
func (u *ui) titleOf(v *standard.Version) string { return u.named("", v.Title, v.Standard).Text }
