package check

import "github.com/kijun-dev/kijun/internal/diag"

var unusedAttachment = rule{
	doc: &diag.Rule{
		Code:  "unused-attachment",
		Title: "a file that no text refers to",
		Why: "What lies beside a standard's text by chance (a draft, a backup, an export with names in it) must not get near the site. " +
			"Only files that a visible text refers to are published, and one that nobody refers to is an error, so that somebody looks at it.",
		Before: "figures/network.svg\nfigures/network-old.svg          (no text refers to it)\n",
		After:  "figures/network.svg\n",
	},
	run: func(p *pass) {
		// In the public edition, files that only withheld parts refer to are
		// unused and not published; that is as it should be.
		if p.Edition != confidential {
			return
		}
		for _, v := range p.versions() {
			for _, a := range v.Attachments {
				if a.Used || withheldFile(v, a.Path) {
					continue
				}
				at, what := inAttachment(v, a)
				p.report(at, "no text refers to %s", what).
					Hint("refer to it from a clause, withhold it with an entry of withheld.yaml, or take it out of the folder")
			}
		}
	},
}
