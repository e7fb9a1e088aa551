package check

import "github.com/kijun-dev/kijun/internal/diag"

var missingSector = rule{
	doc: &diag.Rule{
		Code:     "missing-sector",
		Severity: diag.Warning,
		Title:    "a version without a sector",
		Why:      "The site is entered by sector: who wants to know what protects their water looks under water. A standard without a sector is found by its name alone.",
		Before:   "title: 見本水道の安全基準\nclass: industry\n",
		After:    "title: 見本水道の安全基準\nclass: industry\nsector: water\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Sector == "" {
				p.report(inVersion(v, "class", "title"), "%s %s names no sector", v.Standard, v.Number).
					Hint("add `sector:` with a code of catalog/sectors.yaml")
			}
		}
	},
}
