package check

import "github.com/kijun-dev/kijun/internal/diag"

// frame is the phase of the items that say what a standard is; what it asks
// for comes in the others.
const frame = "frame"

var missingLevel = rule{
	doc: &diag.Rule{
		Code:   "missing-level",
		Title:  "a clause that states a measure without saying how strongly it binds",
		Why:    "How strongly a measure binds is one of the six things a standard must state. A reader should not have to guess it from the verb: `level` says whether the clause is a must, a should or a may.",
		Before: "clauses:\n  remote-maintenance: {items: [6.1.5(2)]}\n",
		After:  "clauses:\n  remote-maintenance: {items: [6.1.5(2)], level: must}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			cat := p.catalogOf(v)
			if cat == nil {
				continue
			}
			for _, c := range clauses(v) {
				if c.Level != "" || c.Retired {
					continue
				}
				for _, tag := range c.Tags {
					it := cat.Item(tag.Item)
					if it == nil || it.Phase == frame {
						continue
					}
					clauseKey(p.report(inClause(c, "items"), "clause %s answers item %s and has no level", name(c), it.ID), c, "level").
						Hint("add `level:` with one of %s", listed(termIDs(cat.Levels)))
					break
				}
			}
		}
	},
}
