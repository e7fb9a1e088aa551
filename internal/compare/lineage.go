package compare

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A lineage follows what clauses say of their ids in earlier versions.
type lineage struct {
	old, new string
	renamed  map[string]string // new id to old id, as declared
	// further are the other old ids that a clause names: it took up several.
	further map[string][]string
}

// newLineage follows `was` from the new version back to the old one, over those
// between. Where the older version stands on the right, it follows it forward.
func newLineage(in Input) *lineage {
	l := &lineage{old: in.Old.Number, new: in.New.Number, renamed: map[string]string{}, further: map[string][]string{}}
	chain := append([]*standard.Version{in.Old.Version}, in.Between...)
	chain = append(chain, in.New.Version)
	for id, before := range back(chain) {
		l.renamed[id], l.further[id] = before[0], before[1:]
	}
	slices.Reverse(chain)
	for id, before := range back(chain) { // here the last is the old one
		for _, new := range before {
			if _, known := l.renamed[new]; !known {
				l.renamed[new] = id
			}
		}
	}
	return l
}

// back gives, for the clauses of the last version of a chain, their ids in the
// first where some step of the way declares others.
func back(chain []*standard.Version) map[string][]string {
	first, last := chain[0], chain[len(chain)-1]
	place := map[string]int{}
	clauses := make([]map[string]*standard.Clause, len(chain))
	for i, v := range chain {
		if _, twice := place[v.Number]; !twice {
			place[v.Number] = i
		}
		clauses[i] = map[string]*standard.Clause{}
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				clauses[i][c.ID] = c
			}
		}
	}
	out := map[string][]string{}
	if first.Number == last.Number && len(chain) == 2 {
		return out
	}
	for _, id := range clauseIDs(last) {
		var found []string
		var walk func(at int, is string, declared bool)
		walk = func(at int, is string, declared bool) {
			c := clauses[at][is]
			switch {
			case c == nil:
				return
			case at == 0:
				if declared && !slices.Contains(found, is) {
					found = append(found, is)
				}
				return
			}
			named := 0
			for _, ref := range c.Was {
				if id, number, ok := strings.Cut(ref, "@"); ok {
					if p, known := place[number]; known && p < at && clauses[p][id] != nil {
						named++
						walk(p, id, true)
					}
				}
			}
			if named == 0 {
				walk(at-1, is, declared)
			}
		}
		walk(len(chain)-1, id, false)
		if len(found) > 0 {
			out[id] = found
		}
	}
	return out
}

func clauseIDs(v *standard.Version) []string {
	var out []string
	for _, ch := range original(v).Chapters {
		for _, c := range ch.Clauses {
			out = append(out, c.ID)
		}
	}
	return out
}

// before is the id that a clause of the new version is declared to have had in
// the old one.
func (l *lineage) before(id string) (string, bool) {
	was, ok := l.renamed[id]
	return was, ok
}
