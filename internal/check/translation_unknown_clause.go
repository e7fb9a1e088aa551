package check

import "github.com/kijun-dev/kijun/internal/diag"

var translationUnknownClause = rule{
	doc: &diag.Rule{
		Code:   "translation-unknown-clause",
		Title:  "a clause of the translation that the original does not have",
		Why:    "A translation translates; the original is the text that binds. A clause that only the translation has is either a mistyped id, so that two texts of one clause do not find each other, or a rule that nobody issued.",
		Before: "05-build.en.md:  ## 5.2 Remote maintenance {#remote-maintainance}\n",
		After:  "05-build.en.md:  ## 5.2 Remote maintenance {#remote-maintenance}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range translations(v) {
				for _, ch := range t.Chapters {
					for _, c := range ch.Clauses {
						if c.Withheld != nil || p.clause(v, c.ID) != nil {
							continue
						}
						d := p.report(c.Span, "clause %s of the translation (%s) is not in the original", name(c), t.Lang)
						if best := nearestClause(c.ID, v); best != "" && shown(c.Span, c.ID) {
							d.Hint("did you mean #%s?", best)
						} else {
							d.Hint("give the heading the id of the clause that it translates")
						}
					}
				}
			}
		}
	},
}
