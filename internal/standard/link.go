package standard

import (
	"path"
	"strings"
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
)

// A Target is what a link was resolved to, within one edition.
type Target struct {
	Kind    LinkKind
	Version *Version
	Lang    string
	Chapter *Chapter
	Clause  *Clause
	Path    string // of an attachment, relative to its version's folder
}

// An Index finds what links point to among the standards of one edition.
type Index struct {
	versions map[string]*Version // by "standard/number"
	clauses  map[*Translation]map[string]place
}

type place struct {
	chapter *Chapter
	clause  *Clause
}

// NewIndex indexes the standards of an edition.
func NewIndex(standards []*Standard) *Index {
	ix := &Index{map[string]*Version{}, map[*Translation]map[string]place{}}
	for _, s := range standards {
		for _, v := range s.Versions {
			ix.versions[s.ID+"/"+v.Number] = v
			for _, t := range v.Translations {
				m := map[string]place{}
				for _, ch := range t.Chapters {
					for _, c := range ch.Clauses {
						// of two with one id, which is a finding, the first
						// that everyone sees counts
						if old, twice := m[c.ID]; !twice || old.clause.Withheld != nil && c.Withheld == nil {
							m[c.ID] = place{ch, c}
						}
					}
				}
				ix.clauses[t] = m
			}
		}
	}
	return ix
}

// Clause finds a clause of a version in a language, or in the original one.
func (ix *Index) Clause(v *Version, lang, id string) (Target, bool) {
	for _, t := range []*Translation{v.Translation(lang), v.Translations[0]} {
		if t == nil {
			continue
		}
		if p, ok := ix.clauses[t][id]; ok {
			return Target{Kind: LinkClause, Version: v, Lang: t.Lang, Chapter: p.chapter, Clause: p.clause}, true
		}
	}
	return Target{}, false
}

// Resolve finds what a link target written in a version's text points to. The
// kind is LinkNowhere when there is nothing of the sort in this edition.
func (ix *Index) Resolve(v *Version, lang, target string) Target {
	switch {
	case strings.HasPrefix(target, "https://"), strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "mailto:"), strings.HasPrefix(target, "tel:"):
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
