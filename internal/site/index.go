package site

import (
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// An index finds what pages refer to, so that making a page never walks the
// site.
type index struct {
	standards map[string]*standard.Standard
	places    map[*standard.Translation]func() places // made when they are asked for
	operators map[string]bool                         // that have a page
}

// places are those of a translation.
type places struct{ clauses, withheld map[string]place } // by the id of the clause, of the withholding

// A place is a clause in its chapter. The clause is nil for a whole chapter.
type place struct {
	chapter *standard.Chapter
	clause  *standard.Clause
}

func newIndex(e *edition) *index {
	ix := &index{map[string]*standard.Standard{}, map[*standard.Translation]func() places{}, map[string]bool{}}
	for _, s := range e.Standards {
		ix.standards[s.ID] = s
		if o := s.Latest().Operator; o != nil {
			ix.operators[o.ID] = true
		}
		for _, v := range s.Versions {
			for _, t := range v.Translations {
				ix.places[t] = sync.OnceValue(func() places { return placesOf(v, t) })
			}
		}
	}
	return ix
}

// clauses and withheld are the places in a translation, which may be nil.
func (ix *index) clauses(t *standard.Translation) map[string]place  { return ix.in(t).clauses }
func (ix *index) withheld(t *standard.Translation) map[string]place { return ix.in(t).withheld }

func (ix *index) in(t *standard.Translation) places {
	if make := ix.places[t]; make != nil {
		return make()
	}
	return places{}
}

func placesOf(v *standard.Version, t *standard.Translation) places {
	clauses, withheld := map[string]place{}, map[string]place{}
	for _, ch := range t.Chapters {
		if absent(ch) {
			withheld[ch.Withheld.ID] = place{chapter: ch}
		}
		for _, c := range ch.Clauses {
			p := place{ch, c}
			if c.ID != "" {
				clauses[c.ID] = p
			}
			if c.Withheld != nil {
				withheld[c.Withheld.ID] = p
			}
			for _, id := range c.Notices {
				withheld[id] = p
			}
		}
	}
	// An attachment has no place of its own: its notice stands at the clause
	// that its entry names.
	for _, w := range v.Register {
		if _, known := withheld[w.ID]; !known && w.Clause != "" && w.Unit != standard.UnitChapter {
			if p, ok := clauses[w.Clause]; ok {
				withheld[w.ID] = p
			}
		}
	}
	return places{clauses, withheld}
}

// written is the translation that stands at a language of the interface, or
// nil. At the first language every version can be read: in that language, or
// else in the one it was written in.
func (e *edition) written(v *standard.Version, lang string) *standard.Translation {
	if t := v.Translation(lang); t != nil {
		return t
	}
	if lang == e.languages[0] && len(v.Translations) > 0 {
		return v.Translations[0]
	}
	return nil
}

// readable is the translation for readers of a language, with the language of
// the interface whose folder it stands in.
func (e *edition) readable(v *standard.Version, lang string) (*standard.Translation, string) {
	if t := e.written(v, lang); t != nil {
		return t, lang
	}
	for _, l := range e.languages {
		if t := e.written(v, l); t != nil {
			return t, l
		}
	}
	return nil, ""
}

// original is the translation that carries a version's metadata, or an empty
// one.
func original(v *standard.Version) *standard.Translation {
	if len(v.Translations) == 0 {
		return &standard.Translation{Lang: "ja"}
	}
	return v.Translations[0]
}

// anchor is where a clause stands on its page.
func anchor(c *standard.Clause) string {
	if c.ID == "" && c.Withheld != nil {
		return strings.ToLower(c.Withheld.ID)
	}
	return c.ID
}

// absent tells that a chapter is a place in the contents alone.
func absent(ch *standard.Chapter) bool { return ch.Withheld != nil && len(ch.Clauses) == 0 }

// clause refers to a clause of a version, in the page's language where the
// clause is written in it. c is the original's.
func (h here) clause(v *standard.Version, ch *standard.Chapter, c *standard.Clause) clauseRef {
	r := clauseRef{withheld: c.Withheld != nil}
	t, folder := h.readable(v, h.lang)
	if t == nil {
		return r
	}
	if p, ok := h.index.clauses(t)[c.ID]; ok && c.ID != "" {
		ch, c = p.chapter, p.clause
	} else if c.Withheld != nil {
		if p, ok := h.index.withheld(t)[c.Withheld.ID]; ok && p.clause != nil {
			ch, c = p.chapter, p.clause
		}
	}
	r.href = h.toLang(folder, chapterPath(v, ch)) + "#" + anchor(c)
	r.label, r.title, r.lang = c.Label, c.Title, h.other(t.Lang)
	return r
}

// withheldPlace is the way to where a part was withheld.
func (h here) withheldPlace(v *standard.Version, w *standard.Withholding) Link {
	t, folder := h.readable(v, h.lang)
	mark := "#" + strings.ToLower(w.ID)
	front := h.named(h.to(versionPath(v)), v.Title, v.Standard)
	if t == nil {
		return front
	}
	p, found := h.index.withheld(t)[w.ID]
	switch {
	case w.Unit == standard.UnitField, found && p.clause == nil:
		front.Href += mark
		return front
	case found:
		name := strings.TrimSpace(p.clause.Label + " " + p.clause.Title)
		return Link{h.toLang(folder, chapterPath(v, p.chapter)) + mark, name, h.other(t.Lang)}
	}
	// The confidential edition has the chapter itself.
	for _, ch := range t.Chapters {
		if slices.Contains(w.Paths, ch.Name+".md") {
			return Link{h.toLang(folder, chapterPath(v, ch)), ch.Title, h.other(t.Lang)}
		}
	}
	return front
}

// registerAnchor is where an entry stands in the register.
func registerAnchor(v *standard.Version, w *standard.Withholding) string {
	return v.Standard + "-" + v.Number + "-" + strings.ToLower(w.ID)
}

func (h here) withheld(v *standard.Version, w *standard.Withholding) Withheld {
	out := Withheld{
		ID:       w.ID,
		Anchor:   registerAnchor(v, w),
		Title:    or(h.text(w.Title), w.ID),
		Items:    h.chips(v, w.Items),
		Unit:     string(w.Unit),
		Audience: w.Audience,
		Reason:   Term{ID: w.Reason, Name: HTML(escape(w.Reason))},
		Harm:     h.text(w.Harm),
		Decided:  h.act(w.Decided),
		Approved: h.act(w.Approved),
		Review:   h.date(w.Due()),
		Access:   h.text(w.Access),
		Place:    h.withheldPlace(v, w).html(),

		Commitments: commitments(v, w),
	}
	out.Href = h.to(registerPath(v.Standard)) + "#" + out.Anchor
	if w.Heading != nil && w.Heading.Label != "" && !strings.HasPrefix(w.Title.In(h.lang), w.Heading.Label) {
		out.Title = HTML(escape(w.Heading.Label)+" ") + out.Title
	}
	if r := h.Library.Reason(w.Reason); r != nil {
		out.Reason = Term{ID: r.ID, Name: h.text(r.Name), About: h.text(r.Text)}
		out.Basis = h.text(r.Basis)
	}
	return out
}

func (h here) register(v *standard.Version) []Withheld {
	var out []Withheld
	for _, w := range v.Register {
		out = append(out, h.withheld(v, w))
	}
	return out
}

// disclosure counts the clauses of versions.
func (e *edition) disclosure(versions ...*standard.Version) Disclosure {
	var sum cover.Disclosure
	var d Disclosure
	for _, v := range versions {
		of := cover.DisclosureOf(v)
		sum.Open += of.Open
		sum.Total += of.Total
		d.Withheld += len(v.Register)
	}
	d.Open, d.All, d.Percent = sum.Open, sum.Total, sum.Percent()
	return d
}
