package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var overdueReview = rule{
	doc: &diag.Rule{
		Code:     "overdue-review",
		Severity: diag.Warning,
		Title:    "a version whose review is overdue",
		Why:      "The guideline asks for a standard to be looked at again and again, since threats change faster than texts. `review-by` is the promise to do so; a day that has passed shows everyone that it was not kept.",
		Before:   "status: published\nreview-by: 2025-03-31       (and that day has passed)\n",
		After:    "status: published\nreview-by: 2027-03-31       (after the review)\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.ReviewBy == "" || v.ReviewBy >= p.Date || v.Status == standard.Superseded || v.Status == standard.Withdrawn {
				continue // history is not reviewed
			}
			p.report(inVersion(v, "review-by"), "the review of %s %s was due by %s", v.Standard, v.Number, v.ReviewBy).
				Key("review-by").
				Hint("review it and set the next date, which in a locked or released version takes a new version; or set `status: superseded` where a newer one holds")
		}
	},
}
