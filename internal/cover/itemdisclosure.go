package cover

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// ItemDisclosureOf says of how many of the items that a version answers anyone
// may read all that it answers. Like DisclosureOf it is the same for the public
// and the confidential edition of one source.
//
//   - Total is the items of the catalog that a clause outside withheld sections
//     and chapters is tagged with, those that the front matter says are adopted or
//     adapted, and those that an entry of the register names. What is stated
//     elsewhere, not adopted or not applicable is not answered here.
//   - Open is those of them that no entry names, whatever its unit.
//
// A version that answers another catalog, or none, answers nothing of this one.
func ItemDisclosureOf(c *catalog.Catalog, v *standard.Version) Disclosure {
	var d Disclosure
	if c == nil || v.Catalog != c.ID {
		return d
	}
	answered, closed := map[string]bool{}, map[string]bool{}
	for _, p := range clauses(v) {
		if inside(p) || p.Clause.Retired {
			continue
		}
		for _, t := range p.Clause.Tags {
			answered[t.Item] = true
		}
	}
	for _, a := range v.Adoption {
		if a.Decision == standard.Adopted || a.Decision == standard.Adapted {
			answered[a.Item] = true
		}
	}
	for _, w := range v.Register {
		for _, item := range w.Items {
			answered[item], closed[item] = true, true
		}
	}
	for _, it := range c.Items {
		if answered[it.ID] {
			d.Total++
			if !closed[it.ID] {
				d.Open++
			}
		}
	}
	return d
}
