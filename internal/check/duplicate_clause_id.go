package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var duplicateClauseID = rule{
	doc: &diag.Rule{
		Code:  "duplicate-clause-id",
		Title: "two chapters of a version with the same clause id",
		Why: "A clause's id is its permanent link, and tags, comparisons and citations hold on to it. " +
			"An id belongs to the version, not to the chapter: with two owners, a link leads to whichever comes first and the other clause can't be cited at all.",
		Before: "01-scope.md:  ## 1.1 適用範囲 {#scope}\n05-build.md:  ## 5.1 構築の範囲 {#scope}\n",
		After:  "01-scope.md:  ## 1.1 適用範囲 {#scope}\n05-build.md:  ## 5.1 構築の範囲 {#build-scope}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range v.Translations {
				first, in := map[string]*standard.Clause{}, map[string]*standard.Chapter{}
				for _, ch := range t.Chapters {
					for _, c := range ch.Clauses {
						if o := first[c.ID]; o != nil {
							if in[c.ID] == ch && o.Withheld == nil {
								continue // the parser's finding
							}
							p.report(c.Span, "clause id %s is used twice, first at %s", name(c), where(o.Span)).
								Hint("give one of the two clauses another id; keep it for the one that had it in an earlier version")
							continue
						}
						first[c.ID], in[c.ID] = c, ch
					}
				}
			}
		}
	},
}
