package check

import (
	"regexp"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var pagePlaceholder = rule{
	doc: &diag.Rule{
		Code:     "page-placeholder",
		Severity: diag.Warning,
		Title:    "a published page in which something is still to be filled in",
		Why: "The pages that `kijun init` makes are forms: what is to be written in place of （記入：…） or (fill in: …) nobody but the publisher can know. " +
			"A statement with a gap says to every reader that nobody looked at it. A page with `status: draft` may have them: the public edition does not show it.",
		Before: "- 試験実施期間：（記入：開始日から終了日まで）\n",
		After:  "- 試験実施期間：2026年4月1日から4月10日まで\n",
	},
	run: func(p *pass) {
		for pg, t := range p.pageTexts() {
			if pg.Status == standard.Draft {
				continue
			}
			f := t.Span.File
			if at := placeholder.FindIndex(f.Bytes()); at != nil {
				p.report(f.At(at[0], at[1]), "the page has %d places to fill in", len(placeholder.FindAllIndex(f.Bytes(), -1))).
					Hint("write what is asked for, or set `status: draft` until it is known")
			}
		}
	},
}

// placeholder is what stands where an author has to write something, as the
// pages of `kijun init` have it.
var placeholder = regexp.MustCompile(`[（(]記入(?:[：:][^（）()]*)?[）)]|\((?i:fill in)(?::[^()]*)?\)`)
