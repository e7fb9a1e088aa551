package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var blankClause = rule{
	doc: &diag.Rule{
		Code:     "blank-clause",
		Severity: diag.Warning,
		Title:    "a clause with nothing under its heading",
		Why: "A reader can't tell a heading that was left for later from one whose text was lost or is kept back. " +
			"Where nothing is laid down on purpose, the text says so; where something is withheld, a notice does.",
		Before: "## 5.3 特別な措置 {#special-measures}\n\n## 5.4 記録 {#records}\n",
		After:  "## 5.3 特別な措置 {#special-measures}\n\n本項について、この基準は規定を設けない。\n\n## 5.4 記録 {#records}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range v.Translations {
				for _, ch := range t.Chapters {
					for i, c := range ch.Clauses {
						if i+1 < len(ch.Clauses) && ch.Clauses[i+1].Depth > c.Depth || !blank(c) {
							continue
						}
						p.report(c.Span, "clause %s has no text", name(c)).
							Hint("if there is no stipulation, say so: 「本項について、この基準は規定を設けない。」")
					}
				}
			}
		}
	},
}

func blank(c *standard.Clause) bool {
	return c.Prose.Empty && len(c.Prose.Images) == 0 && len(c.Notices) == 0 && len(c.Withhold) == 0 && c.Withheld == nil
}
