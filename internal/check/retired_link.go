package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var retiredLink = rule{
	doc: &diag.Rule{
		Code:     "retired-link",
		Severity: diag.Warning,
		Title:    "a link to a clause that is withdrawn",
		Why:      "The clause keeps its id so that old links still find it, but its text says that it no longer holds. A text in force that refers to it most often means the clause that took its place.",
		Before:   "委託先の一覧は[第5.4条](#vendor-list)による。   (vendor-list is withdrawn)\n",
		After:    "委託先の一覧は[第5.6条](#supply-chain)による。\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, l := range links(v) {
				if l.clause != nil && l.clause.Retired {
					continue
				}
				t := p.index.Resolve(v, l.lang, l.Target)
				if t.Kind != standard.LinkClause {
					continue
				}
				// Front matter, and so the withdrawal, is the original's.
				c := p.clause(t.Version, t.Clause.ID)
				if c == nil || !c.Retired || l.clause != nil && p.retired(v, l.clause.ID) {
					continue
				}
				d := p.report(l.Span, "the link to %s leads to a withdrawn clause", quote(l.Span, l.Target))
				if to := p.clause(t.Version, c.MergedInto); to != nil && shown(to.Span, to.ID) && shown(l.Span, l.Target) {
					d.Hint("its text was merged into #%s", to.ID)
				} else {
					d.Hint("link to the clause that holds now, or say in the text that the reference is to a withdrawn one")
				}
			}
		}
	},
}

// retired reports whether a version's clause is withdrawn.
func (p *pass) retired(v *standard.Version, id string) bool {
	c := p.clause(v, id)
	return c != nil && c.Retired
}
