package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var missingEffective = rule{
	doc: &diag.Rule{
		Code:     "missing-effective",
		Severity: diag.Warning,
		Title:    "a published version that does not say from when it holds",
		Why:      "Whoever has to keep a standard needs to know from which day. Without `effective` the site takes the day of issue, which gives nobody time to prepare and is seldom meant.",
		Before:   "status: published\nissued: 2026-04-01\n",
		After:    "status: published\nissued: 2026-04-01\neffective: 2026-10-01\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Status == standard.Published && v.Effective == "" {
				p.report(inVersion(v, "issued", "status"), "%s %s is published and does not say from when it holds", v.Standard, v.Number).
					Hint("add `effective:` with the day; it may be the day of issue")
			}
		}
	},
}
