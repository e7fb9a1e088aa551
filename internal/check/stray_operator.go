package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var strayOperator = rule{
	doc: &diag.Rule{
		Code:     "stray-operator",
		Severity: diag.Warning,
		Title:    "an operator on a standard that is not one operator's",
		Why:      "`operator` names whose internal rules (class ④) a standard is. Standards of the other classes bind many operators, and the page of one would show them as its own.",
		Before:   "class: industry\noperator: {id: mihon-water, name: 見本水道}\n",
		After:    "class: internal\noperator: {id: mihon-water, name: 見本水道}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Operator != nil && v.Class != standard.Internal {
				p.report(inVersion(v, "operator", "operator.id", "class"), "class %s has an operator; only class internal does", v.Class).
					Key("operator").
					Hint("take `operator` out, or set `class: internal` if these are one operator's own rules")
			}
		}
	},
}
