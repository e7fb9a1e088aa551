package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownComparison = rule{
	doc: &diag.Rule{
		Code:     "unknown-comparison",
		Severity: diag.Warning,
		Title:    "a comparison of a version that does not exist",
		Why: "kijun.yaml may ask for comparisons beside those that every version has: with the one before it and with the one in force. " +
			"One that names a standard or a version that is not there is left out, and nobody would miss it.\n\n" +
			"A comparison with a draft is made in the confidential edition alone. It is no fault there, but it is one where the drafts are not: in the sources of the public edition. So the finding stops nothing.",
		Before: "compare:\n  versions: [water-guideline@4.0...4.2]   (the oldest folder is 4.1)\n",
		After:  "compare:\n  versions: [water-guideline@4.1...4.2]\n",
	},
	run: func(p *pass) {
		// the public edition lacks the drafts, which is no fault
		if p.Site == nil || p.Edition != confidential {
			return
		}
		for i, a := range p.Site.Compare.Asked {
			key := indexed("compare.versions", i)
			s := p.standard(a.Standard)
			if s == nil {
				d := p.report(a.Place, "there is no standard %q to compare versions of", a.Standard).Key("%s", key)
				if best := nearest(a.Standard, p.standardIDs()); best != "" {
					d.Hint("did you mean %q?", best)
				} else {
					d.Hint("name the folder of a standard, or take the line out")
				}
				continue
			}
			for _, number := range a.Versions {
				if s.Version(number) == nil {
					p.report(a.Place, "standard %s has no version %q to compare", s.ID, number).Key("%s", key).
						Hint("its versions: %s", listed(numbers(s)))
				}
			}
		}
	},
}

func (p *pass) standard(id string) *standard.Standard {
	for _, s := range p.Standards {
		if s.ID == id {
			return s
		}
	}
	return nil
}

func (p *pass) standardIDs() []string {
	var out []string
	for _, s := range p.Standards {
		out = append(out, s.ID)
	}
	return out
}
