package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var translationMissingClause = rule{
	doc: &diag.Rule{
		Code:     "translation-missing-clause",
		Severity: diag.Warning,
		Title:    "a clause that the translation leaves out",
		Why:      "Who reads only the translation does not learn that the clause exists. The site shows the original in its place, marked as not translated.",
		Before:   "05-build.md:     ## 5.2 遠隔保守 {#remote-maintenance}\n05-build.en.md:  (no such heading)\n",
		After:    "05-build.en.md:  ## 5.2 Remote maintenance {#remote-maintenance}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range translations(v) {
				files, ids := map[string]bool{}, map[string]bool{}
				for _, ch := range t.Chapters {
					files[ch.Name] = true
					for _, c := range ch.Clauses {
						ids[c.ID] = true
					}
				}
				for _, ch := range original(v).Chapters {
					if ch.Withheld != nil || len(ch.Clauses) == 0 {
						continue
					}
					missing := 0
					for _, c := range ch.Clauses {
						if c.Withheld == nil && !ids[c.ID] {
							missing++
						}
					}
					if !files[ch.Name] && missing == len(ch.Clauses) {
						at := ch.Span
						if at.File == nil {
							at = ch.Clauses[0].Span
						}
						p.report(at, "a chapter of %d clauses has no translation (%s)", missing, t.Lang).
							Hint("add the same file with .%s before .md, with the same clause ids", t.Lang)
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
