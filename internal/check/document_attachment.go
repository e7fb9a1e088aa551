package check

import (
	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/diag"
)

var documentAttachment = rule{
	doc: &diag.Rule{
		Code:  "document-attachment",
		Title: "an office or PDF file that is not listed to be published as it is",
		Why: "What such a file shows is not what it holds. A black box in a PDF covers a text that can be copied from below it, bookmarks and outlines repeat headings that were taken out, " +
			"office files keep what was deleted, comments, names of their authors, hidden sheets and slides, and thumbnails of an earlier state. None of this can be cut or cleaned here, and no comparison with what is withheld looks into it.\n\n" +
			"So a part of a PDF is never withheld: say it in the text, as a table in csv or as a picture. A form that has to be a document can be published as it is when index.md lists it with a reason, which everybody can read; " +
			"make it anew from a text without the withheld part, not from the confidential document. What withholds the whole file needs no listing.",
		Before: "[様式](figures/form.pdf)\n",
		After:  "# front matter of index.md\nattachments:\n  figures/form.pdf: {reason: 届出の様式であり、公開の原稿から新たに作成した。}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, a := range v.Attachments {
				// in the public edition, what only withheld parts name is not published
				if a.File == nil || a.AsIs || !attachment.IsDocument(a.Path) || p.Edition != confidential && !a.Used {
					continue
				}
				at, what := inAttachment(v, a)
				p.report(at, "%s is an office or PDF file, which holds more than it shows", what).
					Hint("make it a picture, a table in csv, or text; if it has to stay a document, list it in index.md under `attachments` with the reason")
			}
		}
	},
}
