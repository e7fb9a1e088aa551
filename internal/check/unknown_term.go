package check

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownTerm = rule{
	doc: &diag.Rule{
		Code:  "unknown-term",
		Title: "a role, duty, level, cause, measure or property that the guideline does not know",
		Why: "These words sort clauses: the page of a role gathers what that role must do, the balance counts measures by kind. " +
			"A clause with a word of its own is gathered and counted nowhere.",
		Before: "clauses:\n  remote-maintenance: {roles: [operater], level: must}\n",
		After:  "clauses:\n  remote-maintenance: {roles: [operator], level: must}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Catalog != "" && p.catalogOf(v) == nil {
				continue
			}
			for _, c := range clauses(v) {
				for _, voc := range vocabularies {
					terms := p.terms(v, voc.of)
					for i, word := range voc.used(c) {
						if len(terms) == 0 || word == "" || catalog.Lookup(terms, word) != nil {
							continue
						}
						key := voc.key
						if voc.list {
							key = indexed(key, i)
						}
						at := inClause(c, key)
						d := clauseKey(p.report(at, "unknown %s %s", voc.word, quote(at, word)), c, key)
						if ids := termIDs(terms); !suggest(d, at, word, ids) {
							d.Hint("one of %s", listed(ids))
						}
					}
				}
			}
		}
	},
}

var vocabularies = []struct {
	word, key string
	list      bool
	of        func(*catalog.Catalog) []catalog.Term
	used      func(*standard.Clause) []string
}{
	{"role", "roles", true, func(c *catalog.Catalog) []catalog.Term { return c.Roles }, func(c *standard.Clause) []string { return c.Roles }},
	{"duty", "duties", true, func(c *catalog.Catalog) []catalog.Term { return c.Duties }, func(c *standard.Clause) []string { return c.Duties }},
	{"level", "level", false, func(c *catalog.Catalog) []catalog.Term { return c.Levels }, func(c *standard.Clause) []string { return []string{c.Level} }},
	{"cause", "causes", true, func(c *catalog.Catalog) []catalog.Term { return c.Causes }, func(c *standard.Clause) []string { return c.Causes }},
	{"measure", "measures", true, func(c *catalog.Catalog) []catalog.Term { return c.Measures }, func(c *standard.Clause) []string { return c.Measures }},
	{"property", "properties", true, func(c *catalog.Catalog) []catalog.Term { return c.Properties }, func(c *standard.Clause) []string { return c.Properties }},
}

// terms is a vocabulary of the version's catalog. A version that answers no
// guideline may use the words of any.
func (p *pass) terms(v *standard.Version, of func(*catalog.Catalog) []catalog.Term) []catalog.Term {
	if c := p.catalogOf(v); c != nil {
		return of(c)
	}
	var all []catalog.Term
	for _, c := range p.Library.Catalogs {
		all = append(all, of(c)...)
	}
	return all
}
