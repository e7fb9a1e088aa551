package check

import (
	"cmp"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var overdueWithholding = rule{
	doc: &diag.Rule{
		Code:     "overdue-withholding",
		Severity: diag.Warning,
		Title:    "a withholding whose review is overdue",
		Why: "What had to be kept back last year may be harmless today. `review-by` is the promise to ask again; the register shows the day to everyone. " +
			"The latest day counts that the entry or a review in reviews.yaml sets. " +
			"Of the versions that have an entry, the newest counts. In a release, an overdue review is an error.",
		Before: "W-001:\n  review-by: 2025-03-31       (and that day has passed)\n",
		After:  "content/water-guideline/reviews.yaml with, under W-001, the line\n  - {on: 2026-03-20, by: セキュリティ委員会, review-by: 2027-03-31}\nor the part is disclosed\n",
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
					if due := w.Due(); newest[w.ID] == v && due != "" && due < p.Date {
						p.overdue(s, w, due)
					}
				}
			}
		}
	},
}

// overdue reports a review that was due, where the day is set.
func (p *pass) overdue(s *standard.Standard, w *standard.Withholding, due standard.Date) {
	at, key := inEntry(w, "review-by"), w.ID+".review-by"
	var last standard.Review
	for i, r := range w.Reviewed {
		if last = r; r.ReviewBy == due && w.ReviewBy != due {
			at, key = cmp.Or(r.At["review-by"], at), indexed(w.ID, i)+".review-by"
		}
	}
	d := p.report(at, "the review of %s was due by %s", w.ID, due).Key("%s", key)
	if last.On >= due && last.ReviewBy == "" {
		d.Hint("its last review, of %s, sets no day: give it `review-by`", last.On)
		return
	}
	d.Hint("review it and add a line to content/%s/reviews.yaml, or disclose the part", s.ID)
}
