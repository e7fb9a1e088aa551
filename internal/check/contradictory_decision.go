package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var contradictoryDecision = rule{
	doc: &diag.Rule{
		Code:   "contradictory-decision",
		Title:  "an item that is not adopted and yet stated by a clause",
		Why:    "One of the two is wrong, and a reader can't know which: the front matter says that the body leaves the item out, a clause says that it answers it.",
		Before: "adoption:\n  6.1.3(1): {decision: not-adopted, reason: …}\nclauses:\n  outsourcing: {items: [6.1.3(1)], level: must}\n",
		After:  "adoption:\n  6.1.3(1): {decision: adapted, reason: …}\nclauses:\n  outsourcing: {items: [6.1.3(1)], level: must}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			answers := p.answers(v)
			for i := range v.Adoption {
				a := &v.Adoption[i]
				c := answers.tagged[a.Item]
				if c == nil || a.Decision != standard.NotAdopted && a.Decision != standard.NotApplicable {
					continue
				}
				p.report(inAdoption(v, a, "decision"), "item %s is decided %q, and clause %s states it (%s)", a.Item, string(a.Decision), name(c), where(c.Span)).
					Key("adoption.%s.decision", a.Item).
					Hint("take the tag out, or decide `adapted` and say what is done differently")
			}
		}
	},
}
