package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var overdueWithholding = rule{
	doc: &diag.Rule{
		Code:     "overdue-withholding",
		Severity: diag.Warning,
		Title:    "a withholding whose review is overdue",
		Why: "What had to be kept back last year may be harmless today. `review-by` is the promise to ask again; the register shows the day to everyone. " +
			"Of the versions that have an entry, the newest counts. In a release, an overdue review is an error.",
		Before: "W-001:\n  review-by: 2025-03-31       (and that day has passed)\n",
		After:  "W-001:\n  review-by: 2027-03-31       (after the review), or the part is disclosed\n",
	},
	run: func(p *pass) {
		for _, s := range p.Standards {
			newest := map[string]*standard.Version{}
			for _, v := range s.Versions {
				for _, w := range v.Register {
					newest[w.ID] = v
				}
			}
			for _, v := range s.Versions {
				for _, w := range v.Register {
					if newest[w.ID] != v || w.ReviewBy == "" || w.ReviewBy >= p.Date {
						continue
					}
					p.report(inEntry(w, "review-by"), "the review of %s was due by %s", w.ID, w.ReviewBy).
						Key("%s.review-by", w.ID).
						Hint("decide whether the reason still holds; set the next date, or disclose the part")
				}
			}
		}
	},
}
