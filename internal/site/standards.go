package site

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// standardPages plans the index, every standard, version and chapter.
func (u *ui) standardPages() {
	u.plan(u.standardsPage, "standards/")
	for _, s := range u.Standards {
		u.plan(func() { u.standardPage(s) }, standardPath(s.ID))
		for _, v := range s.Versions {
			u.plan(func() { u.versionPage(s, v) }, versionPath(v))
			u.textPages(s, v)
		}
		for _, p := range u.pairs[s.ID] {
			u.plan(func() { u.comparisonPage(s, p) }, p.Path())
		}
	}
}

func (u *ui) standardsPage() {
	h := u.at("standards/")
	var all []*standard.Version
	for _, s := range u.Standards {
		all = append(all, s.Latest())
	}
	view := StandardsView{Classes: byClass(h, all, func(v *standard.Version) (VersionRef, bool) { return h.version(v), true })}
	h.page("standards", "standards", u.words["standards"], nil, view, nil, nil)
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
	return h.named(h.to(standardPath(v.Standard)), v.Title, v.Standard)
}

func (u *ui) standardPage(s *standard.Standard) {
	h := u.at(standardPath(s.ID))
	latest := s.Latest()
	view := StandardView{Latest: h.version(latest), Facts: h.facts(latest), Timeline: h.timelineFigure(s), Rates: h.rates(s)}
	view.Rates.Title = "" // it is the page's
	for _, v := range slices.Backward(s.Versions) {
		view.Versions = append(view.Versions, h.timeline(s, v))
	}
	h.page("standard", "standards", u.titleOf(latest), u.standardsTrail(h), view, nil, nil)
}

func (h here) facts(v *standard.Version) Facts {
	f := Facts{
		Review:  h.date(v.ReviewBy),
		Contact: h.text(v.Contact),
		Source:  h.text(v.Source),
		Data:    h.up + "data/standards/" + v.Standard + "/" + v.Number + ".json",
		Release: h.released(v),
	}
	if v.Replaces != "" {
		l := Link{Href: h.to(standardPath(v.Standard)), Text: strings.ReplaceAll(h.words["version_number"], "%s", v.Replaces)}
		for _, old := range h.index.standards[v.Standard].Versions {
			if old.Number == v.Replaces {
				l.Href = h.to(versionPath(old))
			}
		}
		f.Replaces = l.html()
	}
	if cat := h.Library.Catalog(v.Catalog); cat != nil {
		f.Catalog = h.named(h.to("items/")+"#"+cat.ID, cat.Title, cat.ID).html()
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
		if latest.Effective != "" {
			b.Date = h.day(latest.Effective)
		}
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
		view.Contents = h.contents(v, t, folder, false)
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
	view.Comparisons = h.comparisons(s, v)
	trail := append(u.standardsTrail(h), h.standardLink(v))
	title := strings.NewReplacer("%title", u.titleOf(v), "%s", v.Number).Replace(u.words["version_title"])
	h.pageOf(v, "version", title, trail, view, preface)
}

// languageName is a language as the page's readers call it.
func (u *ui) languageName(lang string) string {
	if name := u.words["language_"+lang]; name != "" {
		return name
	}
	return lang
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

// textPages plans a version's chapters and its page for print, in the language
// that they are written in.
func (u *ui) textPages(s *standard.Standard, v *standard.Version) {
	t := u.written(v, u.lang)
	if t == nil {
		return
	}
	u.chapterPages(s, v, t)
	u.plan(func() { u.wholePage(s, v, t) }, wholePath(v))
}

func (u *ui) wholePage(s *standard.Standard, v *standard.Version, t *standard.Translation) {
	h := u.at(wholePath(v))
	view := WholeView{Version: h.version(v), Cite: u.cite(v, t), Banner: h.banner(s, v), Textlang: u.other(t.Lang), Contents: h.contents(v, t, u.lang, true)}
	trail := append(u.standardsTrail(h), h.standardLink(v), h.versionLink(v))
	title := strings.NewReplacer("%title", u.titleOf(v), "%s", v.Number).Replace(u.words["whole_title"])
	f := h.frame("whole", "standards", title, trail, view, func(lang string) (string, bool) {
		if u.written(v, lang) == nil {
			return versionPath(v), false
		}
		return wholePath(v), true
	})
	f.Params.Sheet = h.sheetOf(v)
	u.add(u.lang, f, u.late(func() []byte { return u.AllHTML(v, u.lang, t.Lang) }))
}
