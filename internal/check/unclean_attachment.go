package check

import (
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/diag"
)

var uncleanAttachment = rule{
	doc: &diag.Rule{
		Code:  "unclean-attachment",
		Title: "a picture that can't be cleaned",
		Why: "Pictures carry more than a picture: where and when it was taken, who made it, a thumbnail of what was cut away. " +
			"Only what is needed to show a picture is published; everything else is taken out of the site's copy, colour profiles included, without a change to the file in the project.\n\n" +
			"A file whose parts can't be told apart can't be cleaned, nor one that holds more picture than it shows: rows below its height, frames outside it. " +
			"A photograph that is only turned by its metadata would lie on its side without them, so it has to be turned itself.",
		Before: "figures/pump-room.jpg          (as the camera saved it, to be turned by 90°)\n",
		After:  "figures/pump-room.jpg          (turned in an image program and saved)\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, a := range v.Attachments {
				if a.File == nil || attachment.IsDocument(a.Path) || !publishable(a.Path, a.File.Bytes()) {
					continue
				}
				_, why := attachment.Clean(a.Path, a.File.Bytes())
				if why == nil {
					continue
				}
				at, what := inAttachment(v, a)
				if hiddenFile(v, a) {
					// What is wrong with it would say what it is.
					p.report(at, "%s can't be cleaned", what).Hint("save it anew with the program that made it, or make it in another format")
					continue
				}
				p.report(at, "%s can't be cleaned: %s", what, why.Why).Hint("%s", why.Hint)
			}
		}
	},
}

// publishable reports whether the rule disallowed-attachment leaves a file to
// this one.
func publishable(name string, data []byte) bool {
	kind, allowed := kinds[strings.ToLower(path.Ext(name))]
	return allowed && len(data) > 0 && len(data) <= largestAttachment && (kind.is == nil || kind.is(data))
}
