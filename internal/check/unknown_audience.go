package check

import "github.com/kijun-dev/kijun/internal/diag"

var unknownAudience = rule{
	doc: &diag.Rule{
		Code:   "unknown-audience",
		Title:  "a withholding for readers that no edition is built for",
		Why:    "`audience` says who may read the part. There is one audience besides the public, that of the confidential edition; a part meant for any other would be in no edition, or in one that its readers should not have.",
		Before: "W-001:\n  audience: auditors\n",
		After:  "W-001:\n  audience: confidential\n  access: {ja: 監査人は、…}\n",
	},
	run: func(p *pass) {
		for _, w := range p.entries() {
			if w.Audience == "" || w.Audience == confidential {
				continue
			}
			at := inEntry(w, "audience")
			d := p.report(at, "%s is for an unknown audience, %q", w.ID, w.Audience).Key("%s.audience", w.ID)
			if !suggest(d, at, w.Audience, []string{confidential}) {
				d.Hint("the only audience is `confidential`; say in `access` who of it may read the part")
			}
		}
	},
}
