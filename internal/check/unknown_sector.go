package check

import "github.com/kijun-dev/kijun/internal/diag"

var unknownSector = rule{
	doc: &diag.Rule{
		Code:   "unknown-sector",
		Title:  "a sector that the project does not know",
		Why:    "People look for what is promised to them by sector. A standard whose sector is not in catalog/sectors.yaml stands under none.",
		Before: "sector: watre\n",
		After:  "sector: water\n",
	},
	run: func(p *pass) {
		var ids []string
		for _, s := range p.Library.Sectors {
			ids = append(ids, s.ID)
		}
		for _, v := range p.versions() {
			if v.Sector == "" || p.Library.Sector(v.Sector) != nil {
				continue
			}
			at := inVersion(v, "sector")
			d := p.report(at, "unknown sector %q", v.Sector).Key("sector")
			if !suggest(d, at, v.Sector, ids) {
				d.Hint("the sectors stand in catalog/sectors.yaml: %s", listed(ids))
			}
		}
	},
}
