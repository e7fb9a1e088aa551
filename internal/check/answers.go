package check

import "github.com/kijun-dev/kijun/internal/standard"

// answers is what a version does with items, whichever the catalog.
type answers struct {
	tagged   map[string]*standard.Clause   // the first clause that states something of it
	withheld map[string]bool               // a whole withheld part concerns it
	decided  map[string]*standard.Adoption // the front matter's decision
}

// answers works a version out once.
//
// A retired clause states nothing, so its tags don't count. The tags of a
// withheld section, chapter or attachment can't be seen in a public edition;
// the items that the register names for it count in their place.
func (p *pass) answers(v *standard.Version) *answers {
	if a := p.answered[v]; a != nil {
		return a
	}
	a := &answers{map[string]*standard.Clause{}, map[string]bool{}, map[string]*standard.Adoption{}}
	for _, c := range clauses(v) {
		if c.Retired {
			continue
		}
		for _, tag := range c.Tags {
			if a.tagged[tag.Item] == nil {
				a.tagged[tag.Item] = c
			}
		}
	}
	for _, w := range v.Register {
		switch w.Unit {
		case standard.UnitSection, standard.UnitChapter, standard.UnitAttachment:
			for _, item := range w.Items {
				a.withheld[item] = true
			}
		}
	}
	for i := range v.Adoption {
		a.decided[v.Adoption[i].Item] = &v.Adoption[i]
	}
	p.answered[v] = a
	return a
}

// states reports whether the version's own text says something of an item.
func (a *answers) states(item string) bool { return a.tagged[item] != nil || a.withheld[item] }
