package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

var withholdingDateOrder = rule{
	doc: &diag.Rule{
		Code:     "withholding-date-order",
		Severity: diag.Warning,
		Title:    "a withholding approved or reviewed before it was decided, due for review before it was approved or reviewed, or with reviews out of order",
		Why: "A withholding is decided, approved and reviewed, in this order, and a review can set the day of the next. " +
			"In another order, either a date is wrong or a part was kept back without the approval or the review that the public is told of. " +
			"The reviews in reviews.yaml stand in the order of their days, and tell of what was done. " +
			"A part that was decided on again was first decided on in the oldest version that has it.",
		Before: "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-10}\n  approved: {by: 理事会, on: 2026-04-01}\n",
		After:  "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-01}\n  approved: {by: 理事会, on: 2026-04-10}\n",
	},
	run: func(p *pass) {
		for _, w := range p.entries() {
			decided, approved := w.Decided.On, w.Approved.On
			if decided != "" && approved != "" && approved < decided {
				p.report(inEntry(w, "approved.on"), "%s was approved on %s, before it was decided on %s", w.ID, approved, decided).
					Key("%s.approved.on", w.ID).
					Hint("check the years of the two dates")
			}
			if w.ReviewBy != "" && approved != "" && w.ReviewBy < approved {
				p.report(inEntry(w, "review-by"), "%s is due for review by %s, before it was approved on %s", w.ID, w.ReviewBy, approved).
					Key("%s.review-by", w.ID).
					Hint("set a day after the approval")
			}
		}
		for _, r := range p.Reviews {
			for _, part := range r.Parts {
				p.reviewOrder(part, p.firstDecided(r.Standard, part.ID))
			}
		}
	},
}

// firstDecided is the day on which a withholding was decided on first, in
// whatever version.
func (p *pass) firstDecided(std, id string) (first standard.Date) {
	for v, w := range p.entries() {
		if d := w.Decided.On; v.Standard == std && w.ID == id && d != "" && (first == "" || d < first) {
			first = d
		}
	}
	return first
}

// reviewOrder looks at the reviews of a part that was first decided on a day.
func (p *pass) reviewOrder(part *standard.ReviewedPart, decided standard.Date) {
	var before standard.Date
	for i, r := range part.Reviews {
		finding := func(key, format string, args ...any) *diag.Diagnostic {
			return p.report(inReview(part, r, key), format, args...).Key("%s.%s", indexed(part.ID, i), key)
		}
		switch {
		case decided != "" && r.On < decided:
			finding("on", "%s was reviewed on %s, before it was decided on %s", part.ID, r.On, decided).
				Hint("check the years of the two dates")
		case r.On > p.Date:
			finding("on", "the review of %s on %s is yet to come", part.ID, r.On).
				Hint("reviews are those that were held; when the next is due stands in `review-by`")
		case r.On == before:
			finding("on", "%s has two reviews of %s", part.ID, r.On).
				Hint("make one of them")
		case r.On < before:
			finding("on", "the review of %s on %s stands behind that of %s", part.ID, r.On, before).
				Hint("put the reviews in the order of their days, the newest last")
		}
		if r.ReviewBy != "" && r.ReviewBy <= r.On {
			finding("review-by", "%s was reviewed on %s, and its next review was due by %s", part.ID, r.On, r.ReviewBy).
				Hint("set the day by which it is reviewed next")
		}
		before = max(before, r.On)
	}
}

// inReview is the place of a value of a review, or its part.
func inReview(part *standard.ReviewedPart, r standard.Review, key string) source.Span {
	if s, ok := nearKey(r.At, key); ok {
		return s
	}
	return part.Place
}
