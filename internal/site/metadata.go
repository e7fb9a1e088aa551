package site

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// Metadata is what machines are told of a page beside what it shows. A
// confidential edition tells machines nothing but where its own files are: it
// stands where no search engine comes by, its address is not that of kijun.yaml,
// and what previews links copies what it is told.
type Metadata struct {
	Title       string     `json:"title"` // that can stand alone
	Description string     `json:"description,omitempty"`
	Article     bool       `json:"article,omitempty"` // a text of its own, not a list or an overview
	Languages   []Hreflang `json:"languages,omitempty"`
	Files       []PageFile `json:"files,omitempty"` // the same content for programs
	Feed        *PageFile  `json:"feed,omitempty"`  // of the page's standard
	Citation    *Citation  `json:"citation,omitempty"`
	Graph       HTML       `json:"graph,omitempty"` // JSON-LD; a layout writes it with safeJS into a script element
	Locales     []OGLocale `json:"locales,omitempty"`
	Updated     string     `json:"updated,omitempty"`
}

// Hreflang is the page in a language, itself included; "x-default" is for readers
// of any other.
type Hreflang struct {
	Lang string `json:"lang"`
	URL  string `json:"url"`
}

// PageFile is a file that belongs to a page.
type PageFile struct {
	Type  string `json:"type"`
	Href  string `json:"href"`
	Title string `json:"title,omitempty"`
}

// OGLocale is a language with its country, as OpenGraph wants it.
type OGLocale struct {
	Name string `json:"name"`
	Own  bool   `json:"own,omitempty"`
}

// Citation is what programs that keep references ask for. Dates are ISO 8601.
type Citation struct {
	Publisher string `json:"publisher,omitempty"`
	Date      string `json:"date,omitempty"`
	Language  string `json:"language"`
	Series    string `json:"series"` // the standard that the page is of
}

var locales = map[string]string{"ja": "ja_JP", "en": "en_US"}

// metadata adds to a page's frame what machines read.
func (h here) metadata(f *frame, view any) {
	s, v := h.subject()
	m := &Metadata{Files: h.files(f.Layout, v)}
	if s != nil {
		m.Feed = &PageFile{"application/atom+xml", h.to(standardPath(s.ID)) + "feed.xml", h.titleOf(s.Latest())}
	}
	f.Params.Meta = m
	if h.Edition != Public || f.Layout == "notfound" {
		return
	}
	m.Title = f.Title
	if f.Layout == "chapter" {
		m.Title = sheetTitle + h.words["meta_of"] + tokens.Replace(h.versionTitle(v))
	}
	m.Description = h.description(f.Layout, f.Title, view, s, v)
	m.Article = slices.Contains([]string{"version", "chapter", "whole", "compare", "free"}, f.Layout)
	if p, ok := view.(FreeView); ok {
		m.Updated = p.updated
	}
	m.Languages, m.Locales = h.equivalents(f.Params)
	if v != nil && f.Layout != "compare" {
		m.Citation = h.citation(v)
	}
	if f.Layout == "chapter" {
		m.Graph = sheetGraph // each chapter's own, made with it
		return
	}
	m.Graph = h.fragment(h.graph(f.Layout, f.Title, f.Params, view))
}

// subject is the standard that a page is about, and the version, as its address
// tells; nil where it is about none.
func (h here) subject() (*standard.Standard, *standard.Version) {
	parts := strings.Split(h.path, "/")
	if len(parts) < 3 || parts[0] != "standards" {
		return nil, nil
	}
	s := h.index.standards[parts[1]]
	if s == nil || parts[2] == "" {
		return s, nil
	}
	if parts[2] == "compare" {
		return s, s.Version(parts[3][strings.LastIndex(parts[3], "...")+len("..."):])
	}
	return s, s.Version(parts[2])
}

// files are the files for programs that hold what a page shows.
func (h here) files(layout string, v *standard.Version) []PageFile {
	const json, csv = "application/json", "text/csv"
	data := func(kind, name string) PageFile { return PageFile{Type: kind, Href: h.up + "data/" + name} }
	switch layout {
	case "standard":
		s, _ := h.subject()
		v = s.Latest()
		fallthrough
	case "version", "chapter", "whole":
		return []PageFile{data(json, "standards/"+v.Standard+"/"+v.Number+".json")}
	case "compare":
		return []PageFile{{Type: json, Href: "changes.json"}}
	case "withheld", "withheld-standard":
		return []PageFile{data(json, "withheld.json"), data(csv, "withheld.csv")}
	case "coverage":
		return []PageFile{data(json, "coverage.json"), data(csv, "coverage.csv")}
	case "items", "item":
		var out []PageFile
		for _, c := range h.Library.Catalogs {
			if layout == "items" || strings.HasPrefix(h.path, "items/"+c.ID+"/") {
				out = append(out, data(json, "catalog/"+c.ID+".json"))
			}
		}
		return out
	}
	return nil
}

// equivalents are the page in each language. The same page alone counts, and
// what has no other has none; each of them names all.
func (h here) equivalents(p params) (languages []Hreflang, found []OGLocale) {
	found = []OGLocale{{locales[h.lang], true}}
	byLang := map[string]string{h.lang: p.Canonical}
	for _, a := range p.Languages {
		if a.Exact {
			byLang[a.Lang] = a.URL
			found = append(found, OGLocale{Name: locales[a.Lang]})
		}
	}
	if p.Canonical == "" || len(byLang) < 2 {
		return nil, found
	}
	for _, lang := range h.languages {
		if url := byLang[lang]; url != "" {
			languages = append(languages, Hreflang{lang, url})
		}
	}
	if url := byLang[h.languages[0]]; url != "" {
		languages = append(languages, Hreflang{"x-default", url})
	}
	return languages, found
}

func (h here) citation(v *standard.Version) *Citation {
	c := &Citation{Publisher: v.Publisher.In(h.lang), Date: string(v.Issued), Language: h.lang, Series: h.titleOf(v)}
	if t, _ := h.readable(v, h.lang); t != nil {
		c.Language = t.Lang
	}
	return c
}

// description is what a page is, in a sentence or two, for somebody who does not
// know the site. What a body wrote itself comes first, where it is in the page's
// language.
func (h here) description(layout, title string, view any, s *standard.Standard, v *standard.Version) string {
	own := func(t standard.Text) string { return t[h.lang] }
	say := func(key string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(h.words[key]) }
	of := func(v *standard.Version) []string { return []string{"%title", h.titleOf(v), "%s", v.Number} }
	text := ""
	switch layout {
	case "home":
		text = join(own(h.Site.Description), h.words["home_purpose"])
	case "standard":
		text = join(own(s.Latest().Summary), say("meta_standard", of(s.Latest())...))
	case "version":
		text = own(v.Summary)
		if t := v.Translation(h.lang); text == "" && t != nil {
			text, _, _ = strings.Cut(t.Preface.Plain, "\n")
		}
		text = join(say("meta_version", of(v)...), text)
	case "whole":
		text = join(say("meta_whole", of(v)...), own(v.Summary))
	case "chapter":
		return sheetDescription
	case "compare":
		old, now, _ := strings.Cut(strings.Split(h.path, "/")[3], "...")
		text = join(say("meta_compare", "%title", h.titleOf(v), "%old", old, "%new", now), own(v.Note))
	case "item":
		if it := h.itemAt(); it != nil {
			text = own(it.Summary)
		}
		text = join(text, say("meta_item", "%s", title))
	case "sector":
		text = join(say("meta_sector", "%s", title), view.(SectorView).Services.plain())
	case "operator", "role":
		text = say("meta_"+layout, "%s", title)
	case "free":
		p := view.(FreeView)
		text = join(p.summary, p.opening)
	case "withheld", "withheld-standard":
		text = h.words["register_about"]
	default:
		text = h.words[layout+"_about"]
	}
	if area, part, _ := strings.Cut(h.path, "/"); part != "" && (area == "coverage" || area == "withheld") {
		text = title + h.words["meta_of"] + text
	}
	for _, other := range []string{h.Site.Description.In(h.lang), title} {
		if strings.TrimSpace(text) == "" {
			text = other
		}
	}
	return tokens.Replace(clip(text))
}

// chapterDescription is a chapter in the plain words of its clauses, or else by
// their titles.
func (u *ui) chapterDescription(v *standard.Version, ch *standard.Chapter) string {
	text := strings.NewReplacer("%chapter", ch.Title, "%title", u.titleOf(v), "%s", v.Number).Replace(u.words["meta_chapter"])
	var plain, titles []string
	meta := u.index.clauses(original(v))
	for _, c := range ch.Clauses {
		if p, ok := meta[c.ID]; ok && p.clause.Plain[u.lang] != "" && c.Withheld == nil {
			plain = append(plain, p.clause.Plain[u.lang])
		}
		titles = append(titles, strings.TrimSpace(c.Label+" "+c.Title))
	}
	if len(plain) == 0 {
		plain = []string{strings.Join(titles, u.words["comma"])}
	}
	return clip(join(append([]string{text}, plain...)...))
}

// join puts sentences behind each other, with a space where they are in letters
// that want one.
func join(texts ...string) string {
	var b strings.Builder
	for _, t := range texts {
		t = strings.Join(strings.Fields(t), " ")
		if t == "" {
			continue
		}
		if s := b.String(); s != "" && !strings.HasSuffix(s, "。") {
			b.WriteByte(' ')
		}
		b.WriteString(t)
	}
	return b.String()
}

// widest is how long a description may be: search engines show about as much.
// Japanese characters count two.
const widest = 220

// clip cuts a text that is too long at the end of a sentence, or with an ellipsis.
func clip(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	wide, sentence, cut := 0, 0, 0
	for i, r := range text {
		if r > 0x2e80 {
			wide++
		}
		if wide++; wide > widest {
			if sentence > i/2 {
				return text[:sentence]
			}
			return text[:cut] + "…"
		}
		if wide <= widest-2 {
			cut = i + len(string(r))
		}
		if r == '。' || r == '.' && strings.HasPrefix(text[i+1:], " ") {
			sentence = i + len(string(r))
		}
	}
	return text
}
