package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownDecision = rule{
	doc: &diag.Rule{
		Code:   "unknown-decision",
		Title:  "a decision that is none of the five",
		Why:    "A version does one of five things with an item: it adopts it, adapts it, states it elsewhere, does not adopt it, or finds that it does not apply. The coverage knows no sixth, so the item would count as silent.",
		Before: "adoption:\n  6.1.3(1): {decision: not-adapted, reason: …}\n",
		After:  "adoption:\n  6.1.3(1): {decision: not-adopted, reason: …}\n",
	},
	run: func(p *pass) {
		var all []string
		for _, d := range standard.Decisions {
			all = append(all, string(d))
		}
		for _, v := range p.versions() {
			for i := range v.Adoption {
				a := &v.Adoption[i]
				if a.Decision == "" || slices.Contains(standard.Decisions, a.Decision) {
					continue
				}
				at := inAdoption(v, a, "decision")
				d := p.report(at, "unknown decision %q on item %s", string(a.Decision), a.Item).Key("adoption.%s.decision", a.Item)
				if !suggest(d, at, string(a.Decision), all) {
					d.Hint("one of %s", listed(all))
				}
			}
		}
	},
}
