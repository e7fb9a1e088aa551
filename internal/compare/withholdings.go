package compare

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// What can happen to a withholding, besides Withheld and Disclosed. What changed
// of its entry goes by the key of the register.
const (
	ReasonChanged   = "reason"
	HarmChanged     = "harm"
	AudienceChanged = "audience"
	AccessChanged   = "access"
	ScopeChanged    = "scope"     // it concerns other items, or is of another size
	DecidedAgain    = "decided"   // and nothing else about it changed
	DayMoved        = "review-by" // without a review or decision on record
	Reviewed        = "reviewed"  // and it stayed withheld
	Ended           = "ended"     // the entry is gone, and no words stand in its place
)

// An Event is something that happened to a withholding.
type Event struct {
	Kind    string
	Version string // the first version that tells of it; a review belongs to none
	On      standard.Date
	By      standard.Text
	Note    standard.Text
	Old     string // reason, audience: the codes; review-by: the days
	New     string
}

// A Chronicle is what happened to each withholding of a standard, by id, in the
// order of the versions that tell it and then of the days. Reviews stand by their
// days among what versions tell.
type Chronicle map[string][]Event

// Last is what became of a withholding in the newest version that tells of it. A
// review may be of a later day: the version before stays in force for a while.
func (c Chronicle) Last(id string) (Event, bool) {
	for _, e := range slices.Backward(c[id]) {
		if e.Kind != Reviewed {
			return e, true
		}
	}
	return Event{}, false
}

// Withholdings derives the chronicle of a standard from the registers of its
// versions. of compares a version with the next, and is asked only where an
// entry went: that a part is open now is said only where words can be seen in
// its place. Give it the public edition's versions, for either edition: what it
// tells is what anyone can see.
func Withholdings(s *standard.Standard, of func(old, new *standard.Version) *Comparison) Chronicle {
	out := Chronicle{}
	var before *standard.Version
	for _, v := range s.Versions {
		had, has := map[string]*standard.Withholding{}, register(v)
		if before != nil {
			had = register(before)
		}
		var gone []*standard.Withholding
		if before != nil {
			for _, w := range before.Register {
				if has[w.ID] == nil {
					gone = append(gone, w)
				}
			}
		}
		for _, w := range v.Register {
			out[w.ID] = append(out[w.ID], told(before, v, had[w.ID], w)...)
		}
		if len(gone) > 0 {
			opened := openedParts(of(before, v), gone)
			for _, w := range gone {
				e := Event{Kind: Ended, Version: v.Number, On: v.Issued}
				if opened[w.ID] {
					e.Kind = Disclosed
				}
				out[w.ID] = append(out[w.ID], e)
			}
		}
		before = v
	}
	for id, list := range reviews(s) {
		for _, r := range list {
			out[id] = placed(out[id], Event{Kind: Reviewed, On: r.On, By: r.By, Note: r.Note})
		}
	}
	return out
}

// reviews are those of a standard's withholdings, by id and in the order of their
// days. Every version has the same.
func reviews(s *standard.Standard) map[string][]standard.Review {
	out := map[string][]standard.Review{}
	for _, v := range s.Versions {
		for _, w := range v.Register {
			out[w.ID] = slices.SortedStableFunc(slices.Values(w.Reviewed), func(a, b standard.Review) int { return cmp.Compare(a.On, b.On) })
		}
	}
	return out
}

// placed puts a review behind all that happened up to its day. A part is withheld
// before anything else can happen to it, whatever the days say.
func placed(events []Event, review Event) []Event {
	at := 1
	for i, e := range events {
		if e.On <= review.On {
			at = i + 1
		}
	}
	return slices.Insert(events, at, review)
}

// told is what a version's entry tells beside what the version before told.
func told(before, v *standard.Version, old, now *standard.Withholding) []Event {
	var out []Event
	if old == nil {
		out = append(out, Event{Kind: Withheld, Version: v.Number, On: cmp.Or(now.Decided.On, v.Issued), By: now.Decided.By})
	} else {
		again := old.Decided.On != now.Decided.On && now.Decided.On != ""
		e := Event{Version: v.Number, On: v.Issued}
		if again {
			e.On, e.By = now.Decided.On, now.Decided.By
		}
		add := func(kind, from, to string, told bool) {
			if from == to {
				return
			}
			e := e
			e.Kind = kind
			if told {
				e.Old, e.New = from, to
			}
			out = append(out, e)
		}
		scope := func(w *standard.Withholding) string { return string(w.Unit) + " " + strings.Join(w.Items, " ") }
		add(ReasonChanged, old.Reason, now.Reason, true)
		add(HarmChanged, words(old.Harm), words(now.Harm), false)
		add(AudienceChanged, old.Audience, now.Audience, true)
		add(AccessChanged, words(old.Access), words(now.Access), false)
		add(ScopeChanged, scope(old), scope(now), false)
		switch {
		case again && len(out) == 0:
			add(DecidedAgain, "", "decided", false)
		case !again && !setByReview(before, v, now):
			add(DayMoved, string(old.ReviewBy), string(now.ReviewBy), true)
		}
	}
	// A part begins to be withheld before anything else can happen to it,
	// whatever the days say: that they are wrong is a finding.
	first := 0
	if len(out) > 0 && out[0].Kind == Withheld {
		first = 1
	}
	slices.SortStableFunc(out[first:], func(a, b Event) int { return cmp.Compare(a.On, b.On) })
	return out
}

// setByReview reports whether a review accounts for the day that an entry sets:
// one that set the same, or was held since the version before was issued.
func setByReview(before, v *standard.Version, now *standard.Withholding) bool {
	return slices.ContainsFunc(now.Reviewed, func(r standard.Review) bool {
		return r.ReviewBy != "" && r.ReviewBy == now.ReviewBy || before.Issued < r.On && r.On <= v.Issued
	})
}

// openedParts are those of the entries that went of which there are words to be
// seen now. What a mark in a text stood for, its clause tells. A chapter, a file
// and a field have none: a chapter is known again by its title, a file by being
// new where the entry's clause refers to it, a field by a value where there was
// none, as long as there are as many such values as entries.
func openedParts(c *Comparison, gone []*standard.Withholding) map[string]bool {
	out := map[string]bool{}
	for i := range c.Clauses {
		for _, id := range c.Clauses[i].Opened {
			out[id] = true
		}
	}
	fields := 0
	for _, w := range gone {
		switch w.Unit {
		case standard.UnitChapter:
			out[w.ID] = w.Heading != nil && c.New.Version != nil && titled(c.New.Version, w.Heading)
		case standard.UnitAttachment:
			out[w.ID] = c.newFile(w.Clause)
		case standard.UnitField:
			fields++
		}
	}
	come := 0
	for _, f := range c.Front {
		if f.Old == "" && f.New != "" {
			come++
		}
	}
	for _, w := range gone {
		if w.Unit == standard.UnitField {
			out[w.ID] = fields == come
		}
	}
	return out
}

// titled reports whether a visible chapter has the title that the register told
// of a withheld one.
func titled(v *standard.Version, h *standard.Heading) bool {
	t := original(v)
	title := fold(h.Title.In(t.Lang))
	return title != "" && slices.ContainsFunc(t.Chapters, func(ch *standard.Chapter) bool {
		has := fold(ch.Title)
		return ch.Withheld == nil && (has == title || has == fold(h.Label+" "+title) || strings.HasSuffix(has, " "+title))
	})
}

// newFile reports whether the clause that was old's id refers to a file that was
// not published before.
func (c *Comparison) newFile(old string) bool {
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		if ch.Old == nil || ch.New == nil || ch.Old.Clause.ID != old {
			continue
		}
		for _, t := range linked(ch.New.Clause.Prose) {
			if slices.Contains(c.Attachments, Attachment{path.Clean(t), "added"}) {
				return true
			}
		}
	}
	return false
}
