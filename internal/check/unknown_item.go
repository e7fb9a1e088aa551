package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownItem = rule{
	doc: &diag.Rule{
		Code:  "unknown-item",
		Title: "an item that the guideline does not have",
		Why: "Clauses, decisions and withholdings are tied to the guideline by the numbers of its items. " +
			"One that the catalog does not have ties it to nothing, and the item that was meant stays unanswered.",
		Before: "clauses:\n  remote-maintenance: {items: [6.1.5.2], level: must}\n",
		After:  "clauses:\n  remote-maintenance: {items: [6.1.5(2)], level: must}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Catalog != "" && p.catalogOf(v) == nil {
				continue // the catalog itself is unknown
			}
			for _, c := range clauses(v) {
				for i, tag := range c.Tags {
					key := indexed("items", i)
					at := tag.Place
					if at.File == nil {
						at = inClause(c, key)
					}
					if d := p.unknownItem(v, at, tag.Item, quote(at, tag.Item)); d != nil {
						clauseKey(d, c, key)
					}
				}
			}
			for i := range v.Adoption {
				a := &v.Adoption[i]
				if d := p.unknownItem(v, inAdoption(v, a, ""), a.Item, quoted(a.Item)); d != nil {
					d.Key("adoption.%s", a.Item)
				}
			}
			for _, w := range v.Register {
				for i, item := range w.Items {
					if d := p.unknownItem(v, inEntry(w, indexed("items", i)), item, quoted(item)); d != nil {
						d.Key("%s.items[%d]", w.ID, i)
					}
				}
			}
		}
	},
}

// unknownItem reports an item that the version's catalog does not have.
func (p *pass) unknownItem(v *standard.Version, at source.Span, item, named string) *diag.Diagnostic {
	c := p.catalogOf(v)
	switch {
	case c == nil:
		return p.report(at, "item %s belongs to no guideline: %s %s names no catalog", named, v.Standard, v.Number).
			Hint("add `catalog:` to the front matter of index.md")
	case len(c.Items) > 0 && c.Item(item) == nil:
		d := p.report(at, "unknown item %s: catalog %s has no such item", named, c.ID)
		if !suggest(d, at, item, itemIDs(c)) {
			d.Hint("items are written as the catalog numbers them, such as %s", c.Items[len(c.Items)-1].ID)
		}
		return d
	}
	return nil
}
