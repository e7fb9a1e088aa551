package check

import "github.com/kijun-dev/kijun/internal/diag"

var silentItem = rule{
	doc: &diag.Rule{
		Code:  "silent-item",
		Title: "an item of the guideline on which the version says nothing",
		Why: "An item that no clause states and no decision names may have been rejected, forgotten or taken for granted; nobody can tell. " +
			"Each item is tagged by a clause or decided in `adoption`, so that a gap is always somebody's decision.",
		Before: "catalog: nisc-4\nadoption: {}                    (and no clause is tagged 6.1.3(1))\n",
		After:  "catalog: nisc-4\nadoption:\n  6.1.3(1): {decision: not-adopted, reason: …}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			c := p.catalogOf(v)
			if c == nil {
				continue
			}
			answers := p.answers(v)
			for _, it := range c.Items {
				// What a standard must state can't be decided away; the
				// rule missing-statement speaks of those items.
				if it.States != "" || answers.states(it.ID) || answers.decided[it.ID] != nil {
					continue
				}
				p.report(inVersion(v, "adoption", "catalog"), "%s %s says nothing on item %s", v.Standard, v.Number, it.ID).
					Key("adoption.%s", it.ID).
					Hint("tag the clause that states it (`items: [%s]`), or decide on it under `adoption:`, with a reason", it.ID)
			}
		}
	},
}
