package check

import "github.com/kijun-dev/kijun/internal/diag"

var noCatalog = rule{
	doc: &diag.Rule{
		Code:     "no-catalog",
		Severity: diag.Warning,
		Title:    "a version that answers no guideline",
		Why:      "Without `catalog` nothing says which guideline the version was made from: it has no place in the coverage, and no item of the guideline need be decided in it. That is right for a standard of another kind, and a slip for all others.",
		Before:   "title: 見本水道の安全基準\nstatus: published\n",
		After:    "title: 見本水道の安全基準\nstatus: published\ncatalog: nisc-4\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Catalog == "" {
				p.report(inVersion(v, "title"), "%s %s names no catalog, so it answers no guideline", v.Standard, v.Number).
					Hint("add `catalog:` and decide on its items, or leave it so if the standard answers none")
			}
		}
	},
}
