package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var missingAlt = rule{
	doc: &diag.Rule{
		Code:     "missing-alt",
		Severity: diag.Warning,
		Title:    "an image without a text in its place",
		Why:      "Who has the page read aloud, prints it without pictures or searches it meets nothing where the image stands. The words in the brackets say what it shows; a figure of a standard is never mere decoration.",
		Before:   "![](figures/network.svg)\n",
		After:    "![制御系と情報系を分けた構成図](figures/network.svg)\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, l := range images(v) {
				if strings.TrimSpace(l.Text) == "" && p.index.Resolve(v, l.lang, l.Target).Kind == standard.LinkAttachment {
					p.report(l.Span, "the image %s has no text in its place", quote(l.Span, l.Target)).
						Hint("write in the brackets what the picture shows")
				}
			}
		}
		for pg, t := range p.pageTexts() {
			for _, l := range t.Prose.Images {
				if strings.TrimSpace(l.Text) == "" && p.index.ResolvePage(pg, t.Lang, l.Target).Kind == standard.LinkAttachment {
					p.report(l.Span, "the image %s has no text in its place", quote(l.Span, l.Target)).
						Hint("write in the brackets what the picture shows")
				}
			}
		}
	},
}
