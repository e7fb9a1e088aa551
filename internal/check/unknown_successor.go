package check

import "github.com/kijun-dev/kijun/internal/diag"

var unknownSuccessor = rule{
	doc: &diag.Rule{
		Code:  "unknown-successor",
		Title: "`merged-into` naming a clause that this version does not have",
		Why: "`merged-into` tells a reader of a clause that is no more where its text went. " +
			"A name that the version does not have sends them nowhere.",
		Before: "clauses:\n  vendor-list: {withdrawn: true, merged-into: supply-chian}\n",
		After:  "clauses:\n  vendor-list: {withdrawn: true, merged-into: supply-chain}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, c := range clauses(v) {
				if c.MergedInto == "" {
					continue
				}
				at := inClause(c, "merged-into")
				switch {
				case c.MergedInto == c.ID:
					clauseKey(p.report(at, "clause %s is merged into itself", name(c)), c, "merged-into").
						Hint("name the clause that holds its text now, or leave `merged-into` out")
				case p.clause(v, c.MergedInto) == nil:
					d := clauseKey(p.report(at, "`merged-into` names %s, and this version has no such clause", quote(at, c.MergedInto)), c, "merged-into")
					suggestClause(d, at, c.MergedInto, v, "name the clause that holds its text now, or leave `merged-into` out")
				}
			}
		}
	},
}
