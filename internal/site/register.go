package site

import (
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// registerPage lists every withholding of every version: the latest first,
// because that is what is withheld today; then what is withheld no longer.
func (u *ui) registerPage() {
	h := u.at("withheld/")
	var view RegisterView
	var latest []*standard.Version
	count := map[string]int{}
	due := map[string][]RegisterLink{}
	for _, s := range u.Standards {
		shown := newestOf(s)
		for _, v := range slices.Backward(s.Versions) {
			now := v == s.Latest()
			if now {
				latest = append(latest, v)
				for _, w := range v.Register {
					count[w.Reason]++
					due[string(w.Due())] = append(due[string(w.Due())], h.registerLink(v, w))
				}
			}
			if len(v.Register) == 0 {
				continue
			}
			r := RegisterVersion{Anchor: v.Standard + "-" + v.Number, Version: h.brief(v), Entries: h.register(v)}
			for i, w := range v.Register {
				if shown[w.ID] == v {
					r.Entries[i].History = h.history(s, w.ID)
				}
			}
			if now {
				view.Latest = append(view.Latest, r)
			} else {
				view.Older = append(view.Older, r)
			}
		}
		view.Gone = append(view.Gone, h.gone(s, shown)...)
		view.Rates = append(view.Rates, h.rates(s))
		if a, ok := h.access(s.Latest()); ok {
			view.Access = append(view.Access, a)
		}
	}
	for _, day := range sorted(due) {
		if day != "" {
			view.Reviews = append(view.Reviews, ReviewDay{h.date(standard.Date(day)), due[day]})
		}
	}
	if list := due[""]; len(list) > 0 {
		view.Reviews = append(view.Reviews, ReviewDay{Entries: list})
	}
	view.Disclosure = u.disclosure(latest...)
	for _, r := range u.Library.Reasons {
		if count[r.ID] > 0 {
			view.Reasons = append(view.Reasons, ReasonCount{Term{ID: r.ID, Name: u.text(r.Name), About: u.text(r.Text)}, u.text(r.Basis), count[r.ID]})
		}
	}
	h.page("withheld", "withheld", u.words["register"], nil, view, nil, nil)
}

// newestOf tells where each withholding of a standard is shown with its history:
// in the latest version, or else in the newest that has it.
func newestOf(s *standard.Standard) map[string]*standard.Version {
	out := map[string]*standard.Version{}
	for _, v := range append(slices.Clone(s.Versions), s.Latest()) {
		for _, w := range v.Register {
			out[w.ID] = v
		}
	}
	return out
}

func entry(v *standard.Version, id string) *standard.Withholding {
	for _, w := range v.Register {
		if w.ID == id {
			return w
		}
	}
	return nil
}

func (h here) registerLink(v *standard.Version, w *standard.Withholding) RegisterLink {
	return RegisterLink{ID: w.ID, Href: "#" + registerAnchor(v, w), Title: or(h.text(w.Title), w.ID), Standard: or(h.text(v.Title), v.Standard)}
}

// history is what happened to a withholding, in short.
func (h here) history(s *standard.Standard, id string) []RegisterEvent {
	var out []RegisterEvent
	for _, e := range h.Chronicles[s.ID][id] {
		x := RegisterEvent{Kind: e.Kind, On: h.date(e.On), Version: h.numbered(s, e.Version), By: h.text(e.By), Note: h.text(e.Note)}
		switch e.Kind {
		case compare.ReasonChanged:
			x.Old, x.New = h.reason(e.Old), h.reason(e.New)
		case compare.DayMoved:
			x.Old, x.New = h.date(standard.Date(e.Old)), h.date(standard.Date(e.New))
		}
		out = append(out, x)
	}
	return out
}

// numbered is the way to a version of a standard, or its number alone where this
// edition does not have it.
func (h here) numbered(s *standard.Standard, number string) HTML {
	v := s.Version(number)
	if v == nil {
		return HTML(escape(number))
	}
	return h.versionLink(v).html()
}

func (h here) reason(id string) HTML {
	if r := h.Library.Reason(id); r != nil {
		return or(h.text(r.Name), id)
	}
	return HTML(escape(id))
}

// gone are the withholdings of a standard that its newest version does not have,
// as the chronicle ends.
func (h here) gone(s *standard.Standard, shown map[string]*standard.Version) []GoneEntry {
	var out []GoneEntry
	for _, id := range sortedIDs(shown) {
		events := h.Chronicles[s.ID][id]
		last, ok := h.Chronicles[s.ID].Last(id)
		if !ok || last.Kind != compare.Disclosed && last.Kind != compare.Ended || entry(s.Latest(), id) != nil {
			continue
		}
		v := shown[id]
		w := entry(v, id)
		g := GoneEntry{
			Entry: h.registerLink(v, w), Kind: last.Kind, Version: h.numbered(s, last.Version), On: h.date(last.On),
			Since: h.date(events[0].On), SinceVersion: h.numbered(s, events[0].Version),
		}
		if now := s.Version(last.Version); now != nil {
			for _, p := range h.pairs[s.ID] {
				if p.Old == v && p.New == now {
					g.Comparison = h.to(p.Path())
				}
			}
			if t, _ := h.readable(now, h.lang); t != nil && g.Comparison != "" && w.Clause != "" && original(now).Clause(w.Clause) != nil {
				g.Comparison += "#" + w.Clause
			}
		}
		out = append(out, g)
	}
	return out
}

func sortedIDs[V any](m map[string]V) []string {
	ids := sorted(m)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // W-999 before W-1000
	return ids
}

// access is how a reader may ask for what a version withholds: whom, and by what
// way for which part.
func (h here) access(v *standard.Version) (AccessStandard, bool) {
	out := AccessStandard{Version: h.brief(v), Contact: h.text(v.Contact)}
	at := map[HTML]int{}
	for _, w := range v.Register {
		way := h.text(w.Access)
		i, known := at[way]
		if !known {
			i = len(out.Ways)
			at[way] = i
			out.Ways = append(out.Ways, AccessWay{Text: way})
		}
		out.Ways[i].Entries = append(out.Ways[i].Entries, h.registerLink(v, w))
	}
	slices.SortStableFunc(out.Ways, func(a, b AccessWay) int { return last(a.Text == "", b.Text == "") })
	return out, len(v.Register) > 0
}

// last orders what lacks a value behind what has one.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
