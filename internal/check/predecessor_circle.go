package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var predecessorCircle = rule{
	doc: &diag.Rule{
		Code:  "predecessor-circle",
		Title: "clauses that come from each other in a circle",
		Why: "A clause's history leads back to where it began. In a circle it has no beginning: " +
			"each of the clauses is older than the others, and links between versions would run round for ever.",
		Before: "4.1:  clauses: {access: {was: [entry@4.2]}}\n4.2:  clauses: {entry: {was: [access@4.1]}}\n",
		After:  "4.2:  clauses: {entry: {was: [access@4.1]}}\n",
	},
	run: func(p *pass) {
		for _, s := range p.Standards {
			p.predecessorCircles(s)
		}
	},
}

// predecessorCircles walks each clause's history. done holds what was walked,
// so a circle is found once, at the clause that closes it.
func (p *pass) predecessorCircles(s *standard.Standard) {
	done, open := map[string]bool{}, map[string]bool{}
	var walk func(v *standard.Version, c *standard.Clause)
	walk = func(v *standard.Version, c *standard.Clause) {
		self := c.ID + "@" + v.Number
		if done[self] {
			return
		}
		open[self] = true
		for _, ref := range append(append([]string{}, c.Was...), c.SplitFrom...) {
			id, number, _ := strings.Cut(ref, "@")
			old := s.Version(number)
			if old == nil || old == v {
				continue // another rule's finding
			}
			if open[ref] {
				at := inClause(c, "was")
				clauseKey(p.report(at, "clause %s comes from %s, which comes from it", name(c), quote(at, ref)), c, "was").
					Hint("`was` and `split-from` name clauses of earlier versions; take out the one that points forward")
				continue
			}
			if o := p.clause(old, id); o != nil {
				walk(old, o)
			}
		}
		open[self] = false
		done[self] = true
	}
	for i := len(s.Versions) - 1; i >= 0; i-- {
		for _, c := range clauses(s.Versions[i]) {
			walk(s.Versions[i], c)
		}
	}
}
