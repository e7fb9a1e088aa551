package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// comparisonPage makes the page of two versions. There is one in each language
// of the interface: what changed can be told in it, whatever the texts are in.
func (u *ui) comparisonPage(s *standard.Standard, p compare.Pair) {
	h := u.at(p.Path())
	c := u.Compare(p.Old, p.New, u.lang)
	view := ComparisonView{
		Sides: []ComparisonSide{{"new", h.brief(p.New)}, {"old", h.brief(p.Old)}}, New: h.version(p.New), Data: "changes.json",
		Others: slices.DeleteFunc(h.comparisons(s, p.New), func(r ComparisonRef) bool { return r.Number == p.Old.Number }),
	}
	view.New.Summary = "" // of the standard, not of what is new in it
	if u.Site.Compare.NewerRight {
		slices.Reverse(view.Sides)
	}
	if c.OldLang == c.NewLang && c.NewLang != u.lang {
		view.Textlang = u.languageName(c.NewLang)
	}
	trail := append(u.standardsTrail(h), h.standardLink(p.New))
	title := strings.NewReplacer("%title", u.titleOf(p.New), "%old", p.Old.Number, "%new", p.New.Number).Replace(u.words["comparison_title"])
	f := h.frame("compare", "standards", title, trail, view, nil)
	ways := Ways{
		Clause: func(v *standard.Version, at *compare.Place) string { return h.clause(v, at.Chapter, at.Clause).href },
		Item:   func(v *standard.Version, item string) string { return h.item(v.Catalog, item).Href },
	}
	u.add(u.lang, f, u.late(func() []byte { return u.CompareHTML(c, u.lang, ways) }))
}

func counts(s compare.Summary) []ChangeCount {
	var out []ChangeCount
	for _, c := range s.Counts() {
		out = append(out, ChangeCount{c.Kind, c.N})
	}
	return out
}

// comparisons are those of a version, as it names them: with the one before it
// first, then with the one in force.
func (h here) comparisons(s *standard.Standard, v *standard.Version) []ComparisonRef {
	var out []ComparisonRef
	for _, p := range h.pairs[s.ID] {
		other := p.Old
		if v == p.Old {
			other = p.New
		} else if v != p.New {
			continue
		}
		kind := "other"
		switch {
		case s.Previous(v) == other:
			kind = "before"
		case other == s.Latest() && other.Status == standard.Published:
			kind = "inforce"
		case other == s.Latest():
			kind = "latest"
		case s.Previous(other) == v:
			kind = "next"
		}
		out = append(out, ComparisonRef{kind, other.Number, h.to(p.Path())})
	}
	slices.SortStableFunc(out, func(a, b ComparisonRef) int {
		at := func(r ComparisonRef) int { return slices.Index(comparisonKinds, r.Kind) }
		return cmp.Compare(at(a), at(b))
	})
	return out
}

var comparisonKinds = []string{"before", "inforce", "latest", "next", "other"}

// timeline is a version with what changed since the one before it. A comparison
// stands at one of its two versions: the latest version has one with each.
func (h here) timeline(s *standard.Standard, v *standard.Version) TimelineEntry {
	out := TimelineEntry{VersionRef: h.version(v)}
	latest := v == s.Latest()
	for _, r := range h.comparisons(s, v) {
		switch {
		case r.Kind == "before":
			out.Before = &r
			out.Counts = counts(h.Compare(s.Previous(v), v, h.lang).Summary)
		case r.Kind == "inforce", r.Kind == "latest":
			out.Comparisons = append(out.Comparisons, r)
		case r.Kind == "other" && !latest && slices.ContainsFunc(h.pairs[s.ID], func(p compare.Pair) bool { return p.New == v && p.Old.Number == r.Number }):
			out.Comparisons = append(out.Comparisons, r)
		}
	}
	return out
}
