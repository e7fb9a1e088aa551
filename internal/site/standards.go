package site

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// standardPages makes the index, every standard, version and chapter.
func (u *ui) standardPages() {
	h := u.at("standards/")
	var all []*standard.Version
	for _, s := range u.Standards {
		all = append(all, s.Latest())
	}
	view := StandardsView{Classes: byClass(h, all, func(v *standard.Version) (VersionRef, bool) { return h.version(v), true })}
	h.page("standards", "standards", u.words["standards"], nil, view, nil, nil)
	for _, s := range u.Standards {
		u.standardPage(s)
		for _, v := range s.Versions {
			u.versionPage(s, v)
			u.textPages(s, v)
		}
	}
}

// byClass puts what make returns of versions under the classes, ① to ④, in
// the order of the versions.
func byClass[T any](h here, versions []*standard.Version, make func(*standard.Version) (T, bool)) []ClassGroup[T] {
	var out []ClassGroup[T]
	for _, class := range standard.Classes {
		g := ClassGroup[T]{Class: h.lookup(nil, classesOf, string(class))}
		for _, v := range versions {
			if v.Class != class {
				continue
			}
			if entry, ok := make(v); ok {
				g.Entries = append(g.Entries, entry)
			}
		}
		if len(g.Entries) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (u *ui) standardsTrail(h here) []Link {
	return []Link{{Href: h.to("standards/"), Text: u.words["standards"]}}
}

func (h here) versionLink(v *standard.Version) Link {
	return Link{Href: h.to(versionPath(v)), Text: strings.ReplaceAll(h.words["version_number"], "%s", v.Number)}
}

func (h here) standardLink(v *standard.Version) Link {
	title := h.titleOf(v)
	return Link{h.to(standardPath(v.Standard)), title.Text, title.Lang}
}

func (u *ui) standardPage(s *standard.Standard) {
	h := u.at(standardPath(s.ID))
	latest := s.Latest()
	view := StandardView{Latest: h.version(latest), Facts: h.facts(latest)}
	for _, v := range slices.Backward(s.Versions) {
		view.Versions = append(view.Versions, h.version(v))
	}
	h.page("standard", "standards", u.titleOf(latest).Text, u.standardsTrail(h), view, nil, nil)
}

func (h here) facts(v *standard.Version) Facts {
	f := Facts{
		Review:  h.date(v.ReviewBy),
		Contact: h.text(v.Contact),
		Source:  h.text(v.Source),
		Data:    h.up + "data/standards/" + v.Standard + "/" + v.Number + ".json",
	}
	if v.Replaces != "" {
		f.Replaces = &Link{Href: h.to(standardPath(v.Standard)), Text: v.Replaces}
		for _, old := range h.index.standards[v.Standard].Versions {
			if old.Number == v.Replaces {
				f.Replaces.Href = h.to(versionPath(old))
			}
		}
	}
	if cat := h.Library.Catalog(v.Catalog); cat != nil {
		title := h.text(cat.Title)
		if title == nil {
			title = &Text{Text: cat.ID}
		}
		f.Catalog = &Link{h.to("items/") + "#" + cat.ID, title.Text, title.Lang}
	}
	for _, w := range v.Register {
		if w.Unit == standard.UnitField {
			f.Withheld = append(f.Withheld, h.withheld(v, w))
		}
	}
	return f
}

// banner says why a version is not the one in force; nil when it is.
func (h here) banner(s *standard.Standard, v *standard.Version) *Banner {
	latest := s.Latest()
	b := &Banner{Kind: string(v.Status)}
	switch {
	case v.Status == standard.Published && v == latest:
		return nil
	case v.Status == standard.Published:
		b.Kind = "newer"
		b.Date = h.date(latest.Effective)
	}
	if latest != v && latest.Status == standard.Published {
		b.Href, b.Number = h.to(versionPath(latest)), latest.Number
	}
	return b
}

func (u *ui) versionPage(s *standard.Standard, v *standard.Version) {
	h := u.at(versionPath(v))
	t, folder := u.readable(v, u.lang)
	view := VersionView{
		Version:  h.version(v),
		Facts:    h.facts(v),
		Banner:   h.banner(s, v),
		Adoption: h.adoption(v),
		Register: h.register(v),
	}
	var preface []byte
	if t != nil {
		view.Chapters = h.contents(v, t, folder)
		view.Whole = h.toLang(folder, wholePath(v))
		if folder != u.lang || t.Lang != u.lang {
			view.Textlang = &Alternate{Lang: t.Lang, Name: u.languageName(t.Lang), Href: h.toLang(folder, versionPath(v))}
		}
		if folder == u.lang && !t.Preface.Empty {
			preface = u.HTML(v, u.lang, t.Lang, nil)
			view.Preface = len(preface) > 0
		}
		for _, ch := range t.Chapters {
			if absent(ch) {
				view.Notices = append(view.Notices, h.withheld(v, ch.Withheld))
			}
		}
	}
	for _, other := range slices.Backward(s.Versions) {
		if other != v {
			view.Versions = append(view.Versions, h.brief(other))
		}
	}
	trail := append(u.standardsTrail(h), h.standardLink(v))
	title := strings.NewReplacer("%title", u.titleOf(v).Text, "%s", v.Number).Replace(u.words["version_title"])
	h.page("version", "standards", title, trail, view, preface, nil)
}

// languageName is a language as the page's readers call it.
func (u *ui) languageName(lang string) string {
	if name := u.words["language_"+lang]; name != "" {
		return name
	}
	return lang
}

// contents are the chapters of a translation, with the places of what is
// withheld.
func (h here) contents(v *standard.Version, t *standard.Translation, folder string) []ChapterRef {
	var out []ChapterRef
	for _, ch := range t.Chapters {
		r := ChapterRef{Title: chapterTitle(ch, t.Lang), Lang: h.other(t.Lang)}
		if absent(ch) {
			r.Href, r.Withheld = "#"+strings.ToLower(ch.Withheld.ID), true
		} else {
			r.Href = h.toLang(folder, chapterPath(v, ch))
			r.Clauses = clauseRefs(ch, r.Href)
		}
		out = append(out, r)
	}
	return out
}

// chapterTitle is a chapter's title, a withheld one's from the register.
func chapterTitle(ch *standard.Chapter, lang string) string {
	if ch.Title != "" || ch.Withheld == nil {
		return ch.Title
	}
	if hd := ch.Withheld.Heading; hd != nil {
		return strings.TrimSpace(hd.Label + " " + hd.Title.In(lang))
	}
	return ch.Withheld.Title.In(lang)
}

func clauseRefs(ch *standard.Chapter, href string) []ClauseRef {
	out := make([]ClauseRef, 0, len(ch.Clauses))
	for _, c := range ch.Clauses {
		out = append(out, ClauseRef{Href: href + "#" + anchor(c), Label: c.Label, Title: c.Title, Depth: c.Depth, Withheld: c.Withheld != nil})
	}
	return out
}

// textPages makes a version's chapters and its page for print, in the language
// that they are written in.
func (u *ui) textPages(s *standard.Standard, v *standard.Version) {
	t := u.written(v, u.lang)
	if t == nil {
		return
	}
	elsewhere := func(path string) func(string) (string, bool) {
		return func(lang string) (string, bool) {
			if u.written(v, lang) == nil {
				return versionPath(v), false
			}
			return path, true
		}
	}
	u.chapterPages(s, v, t, elsewhere)

	h := u.at(wholePath(v))
	view := WholeView{Version: h.version(v), Banner: h.banner(s, v), Textlang: u.other(t.Lang)}
	for _, ch := range t.Chapters {
		// The page has the whole text: its contents lead to places on it.
		r := ChapterRef{Title: chapterTitle(ch, t.Lang), Withheld: absent(ch), Lang: h.other(t.Lang)}
		switch {
		case absent(ch):
			r.Href = "#" + strings.ToLower(ch.Withheld.ID)
		case len(ch.Clauses) > 0:
			r.Href = "#" + anchor(ch.Clauses[0])
			r.Clauses = clauseRefs(ch, "")
		}
		view.Chapters = append(view.Chapters, r)
	}
	trail := append(u.standardsTrail(h), h.standardLink(v), h.versionLink(v))
	title := strings.NewReplacer("%title", u.titleOf(v).Text, "%s", v.Number).Replace(u.words["whole_title"])
	h.page("whole", "standards", title, trail, view, u.AllHTML(v, u.lang, t.Lang), elsewhere(wholePath(v)))
}

func (u *ui) chapterPages(s *standard.Standard, v *standard.Version, t *standard.Translation, elsewhere func(string) func(string) (string, bool)) {
	readable := slices.DeleteFunc(slices.Clone(t.Chapters), absent)
	var list []Link
	var fixed ChapterView
	var trail []Link
	for i, ch := range readable {
		h := u.at(chapterPath(v, ch))
		if i == 0 { // the same for every chapter: they stand side by side
			for _, other := range t.Chapters {
				l := Link{Href: "../" + other.Name + "/", Text: chapterTitle(other, t.Lang)}
				if absent(other) {
					l.Href = "../#" + strings.ToLower(other.Withheld.ID)
				}
				list = append(list, l)
			}
			u.lists[u.lang+"/"+v.Standard+"/"+v.Number] = list
			title := u.titleOf(v)
			fixed = ChapterView{
				Key:      u.lang + "/" + v.Standard + "/" + v.Number,
				Version:  Link{h.to(versionPath(v)), title.Text, title.Lang},
				Number:   v.Number,
				Status:   string(v.Status),
				Banner:   h.banner(s, v),
				Textlang: u.other(t.Lang),
				Whole:    "../all/",
			}
			trail = append(u.standardsTrail(h), h.standardLink(v), h.versionLink(v))
		}
		view := fixed
		view.Name = ch.Name
		view.Clauses = clauseRefs(ch, "")
		if i > 0 {
			view.Prev = &Link{Href: "../" + readable[i-1].Name + "/", Text: readable[i-1].Title}
		}
		if i+1 < len(readable) {
			view.Next = &Link{Href: "../" + readable[i+1].Name + "/", Text: readable[i+1].Title}
		}
		h.page("chapter", "standards", ch.Title, trail, view, u.HTML(v, u.lang, t.Lang, ch), elsewhere(chapterPath(v, ch)))
	}
}
