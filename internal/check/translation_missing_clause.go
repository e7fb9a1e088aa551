package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var translationMissingClause = rule{
	doc: &diag.Rule{
		Code:   "translation-missing-clause",
		Title:  "a clause that a translated chapter leaves out",
		Why:    "Who reads only the translation takes the chapter for whole and does not learn that the clause exists; links to it lead nowhere. A chapter is translated with all its clauses, or not at all: the site then shows the original.",
		Before: "05-build.md:     ## 5.2 遠隔保守 {#remote-maintenance}\n05-build.en.md:  (no such heading)\n",
		After:  "05-build.en.md:  ## 5.2 Remote maintenance {#remote-maintenance}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range translations(v) {
				ids := map[string]bool{}
				for _, ch := range t.Chapters {
					for _, c := range ch.Clauses {
						ids[c.ID] = true
					}
				}
				for _, ch := range original(v).Chapters {
					if ch.Withheld != nil || !translated(t, ch) {
						continue
					}
					for _, c := range ch.Clauses {
						if c.Withheld == nil && !ids[c.ID] {
							p.report(c.Span, "clause %s is missing in the translation (%s)", name(c), t.Lang).
								Hint("add a heading with the same id to the translated chapter")
						}
					}
				}
			}
		}
	},
}

// translations are the version's texts but for the original.
func translations(v *standard.Version) []*standard.Translation {
	return v.Translations[min(1, len(v.Translations)):]
}
