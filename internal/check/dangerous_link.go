package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var dangerousLink = rule{
	doc: &diag.Rule{
		Code:   "dangerous-link",
		Title:  "a link that runs a script or opens the reader's own files",
		Why:    "A target that starts with `javascript:` or `data:` runs in the reader's browser with the site's rights, one that starts with `file:` opens the reader's own disk. A published standard needs neither, and an imported text may bring them in unseen.",
		Before: "[様式](javascript:openForm())\n",
		After:  "[様式](forms/report.csv)\n",
	},
	run: func(p *pass) {
		look := func(list []standard.Link) {
			for _, l := range list {
				if dangerous(l.Target) {
					p.report(l.Span, "a link starts with %s:", scheme(l.Target)).
						Hint("link to a clause, a file beside the text or an https: address")
				}
			}
		}
		for _, v := range p.versions() {
			for _, l := range append(links(v), images(v)...) {
				look([]standard.Link{l.Link})
			}
		}
		for _, t := range p.pageTexts() {
			look(t.Prose.Links)
			look(t.Prose.Images)
		}
	},
}
