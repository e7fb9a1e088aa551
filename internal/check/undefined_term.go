package check

import (
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var undefinedTerm = rule{
	doc: &diag.Rule{
		Code:  "undefined-term",
		Title: "a term that no definition list of its clause defines",
		Why: "Each use of a term leads to its definition, which stands in the clause that declares it: a line with the term alone, and below it `: …`. " +
			"Front matter is public. So a term whose definition is withheld is not declared, or its name would tell what the definition keeps back.",
		Before: "clauses:\n  terms:\n    terms: {保守用回線: ほしゅようかいせん}\n---\n\n## 1.8 用語 {#terms}\n\n保守回線\n: 機器の点検のために外から接続する通信の経路。\n",
		After:  "clauses:\n  terms:\n    terms: {保守用回線: ほしゅようかいせん}\n---\n\n## 1.8 用語 {#terms}\n\n保守用回線\n: 機器の点検のために外から接続する通信の経路。\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, c := range clauses(v) {
				for i := range c.Terms {
					p.definitions(v, c, &c.Terms[i])
				}
			}
		}
	},
}

// definitions looks for a term in each language that names it.
func (p *pass) definitions(v *standard.Version, c *standard.Clause, term *standard.Term) {
	for _, lang := range slices.Sorted(maps.Keys(term.Name)) {
		in := c
		if lang != original(v).Lang {
			t := v.Translation(lang)
			if t == nil {
				continue
			}
			if in = t.Clause(c.ID); in == nil {
				continue // the translation may lack the chapter, which is a finding of its own
			}
		}
		name := term.Name[lang]
		if name == "" || in.Definition(name) != nil {
			continue
		}
		d := clauseKey(p.report(term.Place, "the %s edition has no definition of the term %s in clause %s", p.Edition, quote(term.Place, name), quote(c.Span, c.ID)), c, "terms")
		d.Hint("write the term alone on a line, and its definition below it behind `: `")
		if p.Edition != confidential && len(c.Notices) > 0 {
			d.Hint("if its definition is withheld, don't declare it: front matter is public")
		}
	}
}
