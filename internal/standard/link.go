package standard

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// LinkKind says what a link of a text points to.
type LinkKind int

const (
	LinkNowhere LinkKind = iota
	LinkExternal
	LinkVersion
	LinkChapter
	LinkClause
	LinkAttachment
	LinkPage // a free page
	LinkSite // a page that every site has
)

// A Target is what a link was resolved to, within one edition.
type Target struct {
	Kind    LinkKind
	Version *Version
	Lang    string
	Chapter *Chapter
	Clause  *Clause
	Page    *Page
	Path    string // of an attachment, relative to its version's folder; of a site's page, from the language's top; of a free page, the id of a heading
}

// An Index finds what links point to among the standards of one edition.
type Index struct {
	versions  map[string]*Version                      // by "standard/number"
	clauses   map[*Translation]func() map[string]place // made when it is asked for
	standards map[string]bool                          // by id
	pages     map[string]*Page                         // by name
}

type place struct {
	chapter *Chapter
	clause  *Clause
}

// NewIndex indexes the standards of an edition, and its pages.
func NewIndex(standards []*Standard, pages ...*Page) *Index {
	ix := &Index{map[string]*Version{}, map[*Translation]func() map[string]place{}, map[string]bool{}, map[string]*Page{}}
	for _, p := range pages {
		ix.pages[p.Name] = p
	}
	for _, s := range standards {
		ix.standards[s.ID] = true
		for _, v := range s.Versions {
			ix.versions[s.ID+"/"+v.Number] = v
			for _, t := range v.Translations {
				ix.clauses[t] = sync.OnceValue(t.byID)
			}
		}
	}
	return ix
}

// byID are the clauses of a translation by id.
func (t *Translation) byID() map[string]place {
	m := map[string]place{}
	for _, ch := range t.Chapters {
		for _, c := range ch.Clauses {
			// of two with one id, which is a finding, the first that everyone sees
			// counts
			if old, twice := m[c.ID]; !twice || old.clause.Withheld != nil && c.Withheld == nil {
				m[c.ID] = place{ch, c}
			}
		}
	}
	return m
}

// Clause finds a clause of a version in a language, or in the original one.
func (ix *Index) Clause(v *Version, lang, id string) (Target, bool) {
	for _, t := range []*Translation{v.Translation(lang), v.Translations[0]} {
		places := ix.clauses[t]
		if places == nil {
			continue
		}
		if p, ok := places()[id]; ok {
			return Target{Kind: LinkClause, Version: v, Lang: t.Lang, Chapter: p.chapter, Clause: p.clause}, true
		}
	}
	return Target{}, false
}

// External reports whether a link target leads out of the site.
func External(target string) bool {
	return slices.ContainsFunc([]string{"https://", "http://", "mailto:", "tel:"}, func(s string) bool { return strings.HasPrefix(target, s) })
}

// Resolve finds what a link target written in a version's text points to. The
// kind is LinkNowhere when there is nothing of the sort in this edition.
func (ix *Index) Resolve(v *Version, lang, target string) Target {
	switch {
	case External(target):
		return Target{Kind: LinkExternal}
	case strings.HasPrefix(target, "#"):
		t, _ := ix.Clause(v, lang, target[1:])
		return t
	}
	file, anchor, _ := strings.Cut(target, "#")
	if strings.HasPrefix(file, "/") || strings.Contains(file, ":") {
		return Target{}
	}
	full := path.Join(v.Standard, v.Number, file)
	if path.Ext(file) != ".md" {
		if rel, ok := strings.CutPrefix(full, v.Standard+"/"+v.Number+"/"); ok && anchor == "" {
			return Target{Kind: LinkAttachment, Version: v, Path: rel}
		}
		return Target{}
	}
	dir, name := path.Split(full)
	to := ix.versions[strings.TrimSuffix(dir, "/")]
	if to == nil {
		return Target{}
	}
	name = strings.TrimSuffix(name, ".md")
	if stem, l, ok := strings.Cut(name, "."); ok {
		name, lang = stem, l
	}
	if anchor != "" {
		if t, ok := ix.Clause(to, lang, anchor); ok && t.Chapter.Name == name {
			return t
		}
		return Target{}
	}
	t := to.Translation(lang)
	if t == nil {
		t = to.Translations[0]
	}
	if name == "index" {
		return Target{Kind: LinkVersion, Version: to, Lang: t.Lang}
	}
	for _, ch := range t.Chapters {
		if ch.Name == name {
			return Target{Kind: LinkChapter, Version: to, Lang: t.Lang, Chapter: ch}
		}
	}
	return Target{}
}
