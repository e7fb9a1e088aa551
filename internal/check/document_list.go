package check

import (
	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var documentList = rule{
	doc: &diag.Rule{
		Code:  "document-list",
		Title: "a file listed to be published as it is that is not there or needs no listing",
		Why: "Each entry under `attachments` of index.md is a decision about one file: nobody looks into it before it is published. " +
			"An entry for a file of another kind, for one that is gone or for one that no visible text refers to would wait there for a file that nobody decided on.",
		Before: "attachments:\n  figures/zones.svg: {reason: 図である。}\n",
		After:  "attachments:\n  figures/form.pdf: {reason: 届出の様式である。}\n",
	},
	run: func(p *pass) {
		if p.Edition == confidential { // what everybody gets decides
			return
		}
		for _, v := range p.versions() {
			files := map[string]*standard.Attachment{}
			for _, a := range v.Attachments {
				files[a.Path] = a
			}
			for _, d := range v.Documents {
				a := files[d.Path]
				switch {
				case !attachment.IsDocument(d.Path):
					p.report(d.Place, "%s is no office or PDF file and needs no listing", quote(d.Place, d.Path)).Key("attachments.%s", d.Path).
						Hint("take the entry out: pictures and data are cleaned by themselves")
				case a == nil:
					p.report(d.Place, "there is no file %s that is public", quote(d.Place, d.Path)).Key("attachments.%s", d.Path).
						Hint("a file is named relative to the version's folder; one that is withheld must not be listed here")
				case !a.Used:
					p.report(d.Place, "no visible text refers to %s", quote(d.Place, d.Path)).Key("attachments.%s", d.Path).
						Hint("refer to the file from a clause, or take the entry out")
				}
			}
		}
	},
}
