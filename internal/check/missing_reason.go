package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var missingReason = rule{
	doc: &diag.Rule{
		Code:   "missing-reason",
		Title:  "a decision on an item without a reason",
		Why:    "The guideline leaves it to each body what it adopts, and asks it to have thought about every item. A reason is what shows that: without one, a decision not to adopt looks just like an oversight to those who rely on the service.",
		Before: "adoption:\n  6.1.3(1): {decision: not-applicable}\n",
		After:  "adoption:\n  6.1.3(1): {decision: not-applicable, reason: 対象となる外部委託を行っていないため。}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for i := range v.Adoption {
				a := &v.Adoption[i]
				if a.Decision == "" || a.Decision == standard.Adopted || strings.TrimSpace(a.Reason.In("ja")) != "" {
					continue
				}
				p.report(inAdoption(v, a, "reason"), "the decision %q on item %s has no reason", string(a.Decision), a.Item).
					Key("adoption.%s.reason", a.Item).
					Hint("add `reason:` with why the body decided so, in a sentence that an outsider can follow")
			}
		}
	},
}
