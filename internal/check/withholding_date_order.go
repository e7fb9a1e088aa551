package check

import "github.com/kijun-dev/kijun/internal/diag"

var withholdingDateOrder = rule{
	doc: &diag.Rule{
		Code:     "withholding-date-order",
		Severity: diag.Warning,
		Title:    "a withholding approved before it was decided, or due for review before it was approved",
		Why:      "A withholding is decided, approved and reviewed, in this order. In another, either a date is wrong or a part was kept back without the approval that the public is told of.",
		Before:   "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-10}\n  approved: {by: 理事会, on: 2026-04-01}\n",
		After:    "W-001:\n  decided: {by: セキュリティ委員会, on: 2026-04-01}\n  approved: {by: 理事会, on: 2026-04-10}\n",
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
	},
}
