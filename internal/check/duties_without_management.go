package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
)

const management = "management"

var dutiesWithoutManagement = rule{
	doc: &diag.Rule{
		Code:   "duties-without-management",
		Title:  "duties of the management in a clause that is not the management's",
		Why:    "The guideline names duties that fall to the management and can't be handed down. A clause that answers one and is not marked as the management's is missing from what the management is shown as its own.",
		Before: "clauses:\n  resources: {duties: [d3], roles: [operator]}\n",
		After:  "clauses:\n  resources: {duties: [d3], roles: [operator, management]}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, c := range clauses(v) {
				if len(c.Duties) == 0 || slices.Contains(c.Roles, management) {
					continue
				}
				clauseKey(p.report(inClause(c, "duties"), "clause %s names duties of the management and lacks the role management", name(c)), c, "duties").
					Hint("add `management` to `roles`, or take `duties` out")
			}
		}
	},
}
