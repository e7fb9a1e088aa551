package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var dateOrder = rule{
	doc: &diag.Rule{
		Code:     "date-order",
		Severity: diag.Warning,
		Title:    "a version in force or due for review before it was issued",
		Why:      "A version is issued, takes effect and is reviewed, in this order. Dates in another order are most often a slip in the year, and a site that goes by them shows the wrong version as in force. A rule that is meant to reach back in time says so in its text.",
		Before:   "issued: 2026-04-01\neffective: 2025-10-01\n",
		After:    "issued: 2026-04-01\neffective: 2026-10-01\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, d := range []struct {
				key, what string
				on        standard.Date
			}{
				{"effective", "takes effect", v.Effective},
				{"review-by", "is due for review", v.ReviewBy},
			} {
				if v.Issued != "" && d.on != "" && d.on < v.Issued {
					p.report(inVersion(v, d.key), "%s %s %s on %s, before it is issued on %s", v.Standard, v.Number, d.what, d.on, v.Issued).
						Key("%s", d.key).
						Hint("check the years of `issued` and `%s`", d.key)
				}
			}
		}
	},
}
