package check

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
)

const largestAttachment = 10 << 20 // bytes

var disallowedAttachment = rule{
	doc: &diag.Rule{
		Code:  "disallowed-attachment",
		Title: "a file of a kind or size that can't be published",
		Why: "Archives and programs can hold anything. " +
			"Pictures (png, jpg, gif, webp, svg) and plain data (csv, txt, in UTF-8) can be looked through and cleaned; office and PDF files have rules of their own. A file must be what its ending says, since cleaning goes by it, and no larger than 10 MB.",
		Before: "figures/network.vsd\n",
		After:  "figures/network.svg\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, a := range v.Attachments {
				if a.File == nil {
					continue
				}
				at, what := inAttachment(v, a)
				data := a.File.Bytes()
				kind, allowed := kinds[strings.ToLower(path.Ext(a.Path))]
				switch {
				case !allowed:
					p.report(at, "%s is not of a kind that can be published", what).Hint("allowed are png, jpg, jpeg, gif, webp, svg, csv and txt; turn it into one of them, or its contents into text")
				case len(data) > largestAttachment:
					p.report(at, "%s is larger than 10 MB", what).Hint("make it smaller, or link to where it stands")
				case len(data) == 0:
					p.report(at, "%s is empty", what).Hint("put the file back, or take it out of the folder")
				case kind.is != nil && !kind.is(data):
					holds := kind.name
					if hiddenFile(v, a) {
						holds = "what its ending says" // which is not to be told
					}
					p.report(at, "%s does not hold %s", what, holds).Hint("save it in the format that its ending names, or rename it; text is UTF-8")
				}
			}
		}
	},
}

// kinds are the endings that can be published, and how to tell that a file is
// what it says. An SVG is looked into by the rule unsafe-svg.
var kinds = map[string]struct {
	name string
	is   func([]byte) bool
}{
	".png":  {"a PNG picture", starts("\x89PNG\r\n\x1a\n")},
	".jpg":  {"a JPEG picture", starts("\xff\xd8\xff")},
	".jpeg": {"a JPEG picture", starts("\xff\xd8\xff")},
	".gif":  {"a GIF picture", func(b []byte) bool { return starts("GIF87a")(b) || starts("GIF89a")(b) }},
	".webp": {"a WebP picture", func(b []byte) bool { return len(b) >= 12 && starts("RIFF")(b) && string(b[8:12]) == "WEBP" }},
	".svg":  {"an SVG picture", nil},
	".csv":  {"text in UTF-8", plainText},
	".txt":  {"text in UTF-8", plainText},
	".pdf":  {"a PDF", starts("%PDF-")},
	".docx": {"an office document", zipped},
	".xlsx": {"an office document", zipped},
	".pptx": {"an office document", zipped},
	".odt":  {"an office document", zipped},
	".ods":  {"an office document", zipped},
	".odp":  {"an office document", zipped},
}

// zipped: the parts of an office document stand in a zip file. One that is
// encrypted is none.
var zipped = starts("PK\x03\x04")

func starts(magic string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(magic)) }
}

func plainText(b []byte) bool { return utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 }
