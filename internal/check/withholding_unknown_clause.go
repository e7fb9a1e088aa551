package check

import "github.com/kijun-dev/kijun/internal/diag"

var withholdingUnknownClause = rule{
	doc: &diag.Rule{
		Code:  "withholding-unknown-clause",
		Title: "a withholding in a clause that the version does not have",
		Why: "`clause` ties an entry of the register to the place where its notice stands, and the register's page links there. " +
			"It must be a clause that everyone sees: one that stands in a withheld part itself would be told by its id, and the public edition could not show the place.",
		Before: "W-001:\n  clause: remote-maintainance\n",
		After:  "W-001:\n  clause: remote-maintenance\n",
	},
	run: func(p *pass) {
		for v, w := range p.entries() {
			if w.Clause == "" || p.visible(v, w.Clause) {
				continue // without one it is a field, or the parser's finding
			}
			at := inEntry(w, "clause")
			d := p.report(at, "%s stands in %q, and the %s edition of %s %s has no such clause", w.ID, w.Clause, p.edition(), v.Standard, v.Number).
				Key("%s.clause", w.ID)
			suggestClause(d, at, w.Clause, v, "name a clause that everyone sees: the nearest one that the part stands in, under or behind")
		}
	},
}
