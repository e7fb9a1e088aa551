package check

import (
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var termTwice = rule{
	doc: &diag.Rule{
		Code:  "term-twice",
		Title: "a term that is defined twice in a version",
		Why: "Where the text uses the term, its definition is shown. Of two, a reader would be shown the wrong one, or one that contradicts the other. " +
			"Where one of them is withheld, each edition would show another.",
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
						if n := definitions(v, c, lang, term.Name[lang]); n > 1 {
							clauseKey(p.report(term.Place, "the %s edition defines the term %s %d times in clause %s", p.Edition, quote(term.Place, term.Name[lang]), n, quote(c.Span, c.ID)), c, "terms").
								Hint("let one definition of it stand")
						}
					}
				}
			}
		}
	},
}

// definitions counts those of a term in a clause, as a language has it.
func definitions(v *standard.Version, c *standard.Clause, lang, term string) (n int) {
	if lang != original(v).Lang {
		if t := v.Translation(lang); t == nil {
			return 0
		} else if c = t.Clause(c.ID); c == nil {
			return 0
		}
	}
	for _, d := range c.Definitions {
		if d.Term == term {
			n++
		}
	}
	return n
}
