package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownPredecessor = rule{
	doc: &diag.Rule{
		Code:  "unknown-predecessor",
		Title: "`was` or `split-from` naming a clause that never was",
		Why: "`was` and `split-from` carry a clause's history over a change of its id. " +
			"A name that no version has joins nothing: the comparison shows the clause as new, which is what the author wanted to prevent.",
		Before: "clauses:\n  remote-maintenance: {was: [maintenence@4.1]}\n",
		After:  "clauses:\n  remote-maintenance: {was: [maintenance@4.1]}\n",
	},
	run: func(p *pass) {
		for s, v := range p.versions() {
			for _, c := range clauses(v) {
				p.predecessors(s, v, c, "was", c.Was)
				p.predecessors(s, v, c, "split-from", c.SplitFrom)
			}
		}
	},
}

func (p *pass) predecessors(s *standard.Standard, v *standard.Version, c *standard.Clause, key string, refs []string) {
	for i, ref := range refs {
		at := inClause(c, indexed(key, i))
		id, number, ok := strings.Cut(ref, "@")
		old := s.Version(number)
		var d *diag.Diagnostic
		switch {
		case !ok:
			d = p.report(at, "`%s` names %s without a version", key, quote(at, ref)).Hint("write `id@version`, such as `maintenance@4.1`")
		case old == nil && p.beyond(v, number):
			continue
		case old == nil:
			d = p.report(at, "`%s` names %s, and standard %s has no such version", key, quote(at, ref), s.ID)
			if !suggest(d, at, number, p.numbers(s, v)) {
				d.Hint("its versions: %s", listed(p.numbers(s, v)))
			}
		case old == v:
			d = p.report(at, "`%s` names %s, a clause of this same version", key, quote(at, ref)).Hint("name the clause of an earlier version")
		case p.clause(old, id) == nil:
			d = p.report(at, "`%s` names %s, and version %s has no such clause", key, quote(at, ref), number)
			suggestClause(d, at, id, old, "name the clause as that version has it, or take the reference out")
		default:
			continue
		}
		clauseKey(d, c, indexed(key, i))
	}
}

func numbers(s *standard.Standard) []string {
	var out []string
	for _, v := range s.Versions {
		out = append(out, v.Number)
	}
	return out
}
