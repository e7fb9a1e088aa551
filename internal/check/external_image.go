package check

import "github.com/kijun-dev/kijun/internal/diag"

var externalImage = rule{
	doc: &diag.Rule{
		Code:   "external-image",
		Title:  "an image that is fetched from another site",
		Why:    "The browser of everyone who reads the page would tell the other site so, the picture could be changed there without a new version, and one day it is gone. Pages of a standard make no request to others.",
		Before: "![構成図](https://example.org/network.png)\n",
		After:  "![構成図](figures/network.png)\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, l := range images(v) {
				if external(l.Target) {
					p.report(l.Span, "the image %s is fetched from another site", quote(l.Span, l.Target)).
						Hint("copy the file into the version's folder, such as figures/network.png, and say in the text where it comes from")
				}
			}
		}
		for _, t := range p.pageTexts() {
			for _, l := range t.Prose.Images {
				if external(l.Target) {
					p.report(l.Span, "the image %s is fetched from another site", quote(l.Span, l.Target)).
						Hint("a page shows pictures of the standards alone, such as ../content/water-guideline/4.2/figures/network.png")
				}
			}
		}
	},
}

// external reports whether an image's target names another site.
func external(target string) bool {
	switch s := scheme(target); {
	case len(target) > 1 && target[:2] == "//":
		return true
	default:
		return s != "" && !dangerous(target)
	}
}
