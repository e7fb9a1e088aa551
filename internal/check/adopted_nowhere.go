package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var adoptedNowhere = rule{
	doc: &diag.Rule{
		Code:   "adopted-nowhere",
		Title:  "an item that is adopted and stated by no clause",
		Why:    "To adopt an item is to state it. A decision without a clause is a promise with nothing behind it, and the coverage would show the item as answered.",
		Before: "adoption:\n  6.1.3(1): {decision: adopted}      (and no clause is tagged 6.1.3(1))\n",
		After:  "clauses:\n  outsourcing: {items: [6.1.3(1)], level: must}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			answers := p.answers(v)
			for i := range v.Adoption {
				a := &v.Adoption[i]
				if a.Decision != standard.Adopted || answers.states(a.Item) {
					continue
				}
				p.report(inAdoption(v, a, "decision"), "item %s is adopted, and no clause states it", a.Item).
					Key("adoption.%s.decision", a.Item).
					Hint("tag the clause that states it (`items: [%s]`); the decision itself then need not be written", a.Item)
			}
		}
	},
}
