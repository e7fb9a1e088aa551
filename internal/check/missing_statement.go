package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var missingStatement = rule{
	doc: &diag.Rule{
		Code:  "missing-statement",
		Title: "a standard that leaves out what every standard must state",
		Why: "The guideline asks every standard to state six things: its purpose, its scope, the causes it reckons with, who does what, its items, and how strongly each binds. " +
			"For the first four, a clause is tagged with the item of the guideline's frame that asks for it, or the version says in which standard it is stated; they can't be decided away. " +
			"The rules silent-item and missing-level keep the last two.",
		Before: "adoption:\n  \"2\": {decision: not-adopted, reason: …}   (item 2 asks for the scope)\n",
		After:  "clauses:\n  scope: {items: [\"2\"]}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			c := p.catalogOf(v)
			if c == nil {
				continue
			}
			answers := p.answers(v)
			for _, it := range c.Items {
				if it.States == "" || answers.states(it.ID) {
					continue
				}
				at := inVersion(v, "catalog")
				if a := answers.decided[it.ID]; a != nil {
					if a.Decision == standard.StatedElsewhere {
						continue
					}
					at = inAdoption(v, a, "decision")
				}
				p.report(at, "no clause of %s %s states its %s (item %s)", v.Standard, v.Number, it.States, it.ID).
					Hint("tag the clause that does with item %s, or decide `stated-elsewhere` and name the standard", it.ID)
			}
		}
	},
}
