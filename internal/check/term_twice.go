package check

import (
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var termTwice = rule{
	doc: &diag.Rule{
		Code:   "term-twice",
		Title:  "a term that two clauses of a version define",
		Why:    "Where the text uses the term, its definition is shown. Of two, a reader would be shown the wrong one, or one that contradicts the other.",
		Before: "01-general.md: terms: {保守用回線: ほしゅようかいせん}\n07-build.md: terms: {保守用回線: ほしゅようかいせん}\n",
		After:  "01-general.md: terms: {保守用回線: ほしゅようかいせん}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			first := map[string]*standard.Clause{} // by language and name
			for _, c := range clauses(v) {
				for _, term := range c.Terms {
					for _, lang := range slices.Sorted(maps.Keys(term.Name)) {
						key := lang + " " + term.Name[lang]
						if term.Name[lang] == "" {
							continue
						}
						if old := first[key]; old != nil {
							clauseKey(p.report(term.Place, "the term %s is declared by clause %s too", quote(term.Place, term.Name[lang]), name(old)), c, "terms").
								Hint("let one clause define it, and take it out of `terms` of the other")
							continue
						}
						first[key] = c
					}
				}
			}
		}
	},
}
