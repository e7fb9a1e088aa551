package check

import "github.com/kijun-dev/kijun/internal/diag"

var withholdingWithoutItems = rule{
	doc: &diag.Rule{
		Code:   "withholding-without-items",
		Title:  "a withholding that concerns no item of the guideline",
		Why:    "The public edition says of every part left out which item of the guideline it concerns. Without that, a reader of the item's page does not learn that something more is laid down there.",
		Before: "W-001:\n  clause: remote-maintenance\n  unit: paragraph\n",
		After:  "W-001:\n  items: [6.1.5(2)]\n  clause: remote-maintenance\n  unit: paragraph\n",
	},
	run: func(p *pass) {
		for v, w := range p.entries() {
			if v.Catalog == "" || len(w.Items) > 0 {
				continue
			}
			p.report(inEntry(w, "items"), "%s names no item of the guideline", w.ID).Key("%s.items", w.ID).
				Hint("add `items:` with the items that the part concerns, such as those of its clause")
		}
	},
}
