package check

import (
	"fmt"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var withholdingDateOrder = rule{
	doc: &diag.Rule{
		Code:     "withholding-date-order",
		Severity: diag.Warning,
		Title:    "a withholding approved or reviewed before it was decided, or due for review before it was approved or last reviewed",
		Why: "A withholding is decided, approved and reviewed, in this order, and each review sets the day of the next. " +
			"In another order, either a date is wrong or a part was kept back without the approval or the review that the public is told of. " +
			"A part that was decided on again was first decided on in the oldest version that has it.",
		Before: "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-10}\n  approved: {by: 理事会, on: 2026-04-01}\n",
		After:  "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-01}\n  approved: {by: 理事会, on: 2026-04-10}\n",
	},
	run: func(p *pass) {
		first := firstDecided(p.Standards)
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
			p.reviewOrder(w, first[w])
		}
	},
}

// firstDecided is the day on which each withholding was decided on first, in
// whatever version.
func firstDecided(standards []*standard.Standard) map[*standard.Withholding]standard.Date {
	out := map[*standard.Withholding]standard.Date{}
	for _, s := range standards {
		first := map[string]standard.Date{}
		for _, v := range s.Versions {
			for _, w := range v.Register {
				if d := first[w.ID]; d == "" || w.Decided.On != "" && w.Decided.On < d {
					first[w.ID] = w.Decided.On
				}
				out[w] = first[w.ID]
			}
		}
	}
	return out
}

// reviewOrder looks at the reviews of an entry that was first decided on a day.
func (p *pass) reviewOrder(w *standard.Withholding, decided standard.Date) {
	var last standard.Date
	for i, r := range w.Reviewed {
		key := fmt.Sprintf("reviewed[%d].on", i)
		switch {
		case r.On == "":
			continue
		case decided != "" && r.On < decided:
			p.report(inEntry(w, key), "%s was reviewed on %s, before it was decided on %s", w.ID, r.On, decided).
				Key("%s.%s", w.ID, key).
				Hint("check the years of the two dates")
		case r.On > p.Date:
			p.report(inEntry(w, key), "the review of %s on %s is yet to come", w.ID, r.On).
				Key("%s.%s", w.ID, key).
				Hint("`reviewed` tells of reviews that were held; when the next is due stands in `review-by`")
		}
		last = max(last, r.On)
	}
	if last != "" && w.ReviewBy != "" && w.ReviewBy <= last {
		p.report(inEntry(w, "review-by"), "%s was reviewed on %s, and its next review was due by %s", w.ID, last, w.ReviewBy).
			Key("%s.review-by", w.ID).
			Hint("set the day by which it is reviewed next")
	}
}
