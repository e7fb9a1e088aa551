package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var translationMissingChapter = rule{
	doc: &diag.Rule{
		Code:     "translation-missing-chapter",
		Severity: diag.Warning,
		Title:    "a chapter that is not translated",
		Why:      "The site shows the original in its place and says that it is not translated, so nobody takes the translation for the whole text. Still, who can't read the original can't read the chapter.",
		Before:   "05-build.md, 06-operation.md\n05-build.en.md\n",
		After:    "05-build.en.md, 06-operation.en.md\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range translations(v) {
				for _, ch := range original(v).Chapters {
					if ch.Withheld != nil || len(ch.Clauses) == 0 || translated(t, ch) {
						continue
					}
					at := ch.Span
					if at.File == nil {
						at = ch.Clauses[0].Span
					}
					p.report(at, "a chapter of %d clauses has no translation (%s)", len(ch.Clauses), t.Lang).
						Hint("add the same file with .%s before .md, with the same clause ids", t.Lang)
				}
			}
		}
	},
}

// translated reports whether a translation has a chapter of its own for one of
// the original.
func translated(t *standard.Translation, original *standard.Chapter) bool {
	for _, ch := range t.Chapters {
		if ch.Name == original.Name {
			return ch.Lang == ""
		}
	}
	return false
}
