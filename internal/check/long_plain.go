package check

import (
	"maps"
	"slices"

	"github.com/rivo/uniseg"

	"github.com/kijun-dev/kijun/internal/diag"
)

const longestPlain = 200 // characters as people count them

var longPlain = rule{
	doc: &diag.Rule{
		Code:     "long-plain",
		Severity: diag.Warning,
		Title:    "a text in plain words that is too long",
		Why: "`plain` says in a sentence or two what a clause means for someone who is not an expert; it is shown beside the clause and in lists. " +
			"Beyond 200 characters it is a second version of the clause, and the two will come to differ.",
		Before: "plain: {ja: この条項は、情報システムの保守を外部から行う場合について、…（300字）}\n",
		After:  "plain: {ja: 外部からの保守接続は、決められた経路に限ります。}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, c := range clauses(v) {
				for _, lang := range slices.Sorted(maps.Keys(c.Plain)) {
					if uniseg.GraphemeClusterCount(c.Plain[lang]) <= longestPlain {
						continue
					}
					key := "plain." + lang
					clauseKey(p.report(inClause(c, key), "the plain words of clause %s have more than %d characters", name(c), longestPlain), c, key).
						Hint("say only what it means for the reader, in one or two sentences")
				}
			}
		}
	},
}
