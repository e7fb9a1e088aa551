package check

import (
	"cmp"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var twoInForce = rule{
	doc: &diag.Rule{
		Code:  "two-in-force",
		Title: "two versions of a standard in force at once",
		Why: "Whoever has to keep a standard must be able to tell which text binds. Of the published versions, one holds on a given day; those before it are superseded. " +
			"A version that is published and takes effect later may stand beside the one that it will replace.",
		Before: "4.1/index.md:  status: published\n4.2/index.md:  status: published   (both took effect)\n",
		After:  "4.1/index.md:  status: superseded\n4.2/index.md:  status: published\n",
	},
	run: func(p *pass) {
		for _, s := range p.Standards {
			var newest *standard.Version
			for _, v := range s.Versions {
				if p.inForce(v) && (newest == nil || since(v) >= since(newest)) {
					newest = v
				}
			}
			for _, v := range s.Versions {
				if v != newest && p.inForce(v) {
					p.report(inVersion(v, "status"), "versions %s and %s of %s are both in force on %s", v.Number, newest.Number, s.ID, p.Date).
						Key("status").
						Hint("set `status: superseded` in version %s", v.Number)
				}
			}
		}
	},
}

// since is the day from which a version holds.
func since(v *standard.Version) standard.Date { return cmp.Or(v.Effective, v.Issued) }

func (p *pass) inForce(v *standard.Version) bool {
	return v.Status == standard.Published && since(v) <= p.Date
}
