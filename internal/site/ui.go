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

// page adds the page. exists tells whether it exists in another language, and
// where the nearest one is when it doesn't; nil means that it always does.
func (h here) page(layout, area, title string, trail []Link, view any, body []byte, nearest func(lang string) (string, bool)) {
	p := params{Root: h.up, Home: h.to(""), Area: area, Trail: trail, View: view}
	base := h.Site.BaseURL
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
	f := frame{Title: title, Layout: layout, Params: p}
	if layout != "home" {
		f.URL = "/" + h.prefix(h.lang) + h.path
	}
	h.add(h.lang, f, body)
}

// encode writes JSON as it is: no HTML escapes, no trailing line break.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimRight(out.Bytes(), "\n"), err
}

// text is a text in the language of the interface, or the nearest; nil when
// there is none.
func (u *ui) text(t standard.Text) *Text {
	s := t.In(u.lang)
	if s == "" {
		return nil
	}
	return &Text{s, u.other(t.Lang(u.lang))}
}

// other is a language where it differs from the page's.
func (u *ui) other(lang string) string {
	if lang == u.lang {
		return ""
	}
	return lang
}

func (u *ui) marking() *Text {
	if u.Edition != Confidential {
		return nil
	}
	if t := u.text(u.Site.Marking); t != nil {
		return t
	}
	return &Text{Text: u.words["marking"]}
}

func (u *ui) date(d standard.Date) *Date {
	if d == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return &Date{string(d), string(d)}
	}
	return &Date{string(d), t.Format(u.words["date_format"])}
}

func (u *ui) act(a standard.Act) *Act {
	if a.On == "" && len(a.By) == 0 {
		return nil
	}
	return &Act{u.text(a.By), u.date(a.On)}
}

func (u *ui) term(t *catalog.Term) *Term {
	name := u.text(t.Name)
	if name == nil {
		name = &Text{Text: t.ID}
	}
	return &Term{t.ID, t.Symbol, name, u.text(t.Summary)}
}

// lookup finds a term, first in the version's own catalog; a word that no
// catalog knows stands for itself.
func (u *ui) lookup(v *standard.Version, of func(*catalog.Catalog) []catalog.Term, id string) *Term {
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
	return &Term{ID: id, Name: &Text{Text: id}}
}

func classesOf(c *catalog.Catalog) []catalog.Term { return c.Classes }
func levelsOf(c *catalog.Catalog) []catalog.Term  { return c.Levels }
func rolesOf(c *catalog.Catalog) []catalog.Term   { return c.Roles }
func dutiesOf(c *catalog.Catalog) []catalog.Term  { return c.Duties }

// terms are the terms of all catalogs, the first of each id.
func (u *ui) terms(of func(*catalog.Catalog) []catalog.Term) []*Term {
	var out []*Term
	seen := map[string]bool{}
	for _, cat := range u.Library.Catalogs {
		for i := range of(cat) {
			t := &of(cat)[i]
			if !seen[t.ID] {
				seen[t.ID] = true
				out = append(out, u.term(t))
			}
		}
	}
	return out
}

// level is a level without its explanation, for lists.
func (u *ui) level(v *standard.Version, id string) *Term {
	if id == "" {
		return nil
	}
	t := u.lookup(v, levelsOf, id)
	t.About = nil
	return t
}

func (u *ui) class(v *standard.Version) *Term {
	t := u.lookup(v, classesOf, string(v.Class))
	t.About = nil
	return t
}

func (h here) sector(id string) *Link {
	if id == "" {
		return nil
	}
	s := h.Library.Sector(id)
	if s == nil {
		return &Link{Href: h.to("sectors/"), Text: id}
	}
	name := h.text(s.Name)
	if name == nil {
		name = &Text{Text: id}
	}
	return &Link{h.to("sectors/" + id + "/"), name.Text, name.Lang}
}

// item is a link to an item; without a catalog, or for an item it does not
// have, the page of all items.
func (h here) item(catID, id string) Link {
	cat := h.Library.Catalog(catID)
	if cat == nil || cat.Item(id) == nil {
		return Link{Href: h.to("items/"), Text: id}
	}
	return Link{Href: h.to(itemPath(cat, id)), Text: id}
}

func (h here) operator(o *standard.Operator) *Link {
	if o == nil {
		return nil
	}
	name := h.text(o.Name)
	if name == nil {
		name = &Text{Text: o.ID}
	}
	page := "operators/"
	if h.index.operators[o.ID] {
		page += o.ID + "/"
	}
	return &Link{h.to(page), name.Text, name.Lang}
}

func (h here) version(v *standard.Version) VersionRef {
	return VersionRef{
		Standard:  v.Standard,
		Number:    v.Number,
		Title:     h.titleOf(v),
		Href:      h.to(versionPath(v)),
		Home:      h.to(standardPath(v.Standard)),
		Class:     h.class(v),
		Sector:    h.sector(v.Sector),
		Publisher: h.text(v.Publisher),
		Operator:  h.operator(v.Operator),
		Status:    string(v.Status),
		Issued:    h.date(v.Issued),
		Effective: h.date(v.Effective),
		Summary:   h.text(v.Summary),
		Note:      h.text(v.Note),
		Withheld:  len(v.Register),
	}
}

// brief is a version without its longer texts, for lists.
func (h here) brief(v *standard.Version) VersionRef {
	r := h.version(v)
	r.Summary, r.Note = nil, nil
	return r
}

// titleOf is a version's title; every version has one, if only its id.
func (u *ui) titleOf(v *standard.Version) *Text {
	if t := u.text(v.Title); t != nil {
		return t
	}
	return &Text{Text: v.Standard}
}
