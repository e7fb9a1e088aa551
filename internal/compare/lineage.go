package compare

import (
	"maps"
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
// between, and for a name that is older still, over those before. Where the older
// version stands on the right, it follows it forward.
func newLineage(in Input) *lineage {
	l := &lineage{old: in.Old.Number, new: in.New.Number, renamed: map[string]string{}, further: map[string][]string{}}
	if in.strange() {
		return l
	}
	chain := append([]*standard.Version{in.Old.Version}, in.Between...)
	chain = append(chain, in.New.Version)
	for id, before := range back(append(slices.Clone(in.Before), chain...), len(in.Before)) {
		l.renamed[id], l.further[id] = before[0], before[1:]
	}
	slices.Reverse(chain)
	for id, before := range back(chain, 0) { // here the last is the old one
		for _, new := range before {
			if _, known := l.renamed[new]; !known {
				l.renamed[new] = id
			}
		}
	}
	return l
}

// strange reports whether the two are versions of different standards: the numbers
// that a clause names mean versions of its own.
func (in *Input) strange() bool {
	return in.Old.Standard != in.New.Standard && in.Old.Standard != "" && in.New.Standard != ""
}

// An ancestry is versions in their order, and their clauses.
type ancestry struct {
	place   map[string]int // by number
	clauses []map[string]*standard.Clause
}

// trace gives the ids that a clause of one version had in an earlier one. Those
// of which nothing declares another are only given with all.
func (a *ancestry) trace(at int, id string, to int, all bool) []string {
	var found []string
	var walk func(at int, is string, declared bool)
	walk = func(at int, is string, declared bool) {
		c := a.clauses[at][is]
		switch {
		case c == nil:
			return
		case at == to:
			if (declared || all) && !slices.Contains(found, is) {
				found = append(found, is)
			}
			return
		}
		named := false
		for _, ref := range c.Was {
			id, number, ok := strings.Cut(ref, "@")
			p, known := a.place[number]
			if !ok || !known || p >= at || a.clauses[p][id] == nil {
				continue
			}
			named = true
			if p >= to {
				walk(p, id, true)
				continue
			}
			// older than what is asked for: the clause that goes back to it
			for _, x := range sortedIDs(a.clauses[to]) {
				if slices.Contains(a.trace(to, x, p, true), id) && !slices.Contains(found, x) {
					found = append(found, x)
				}
			}
		}
		if !named {
			walk(at-1, is, declared)
		}
	}
	walk(at, id, false)
	return found
}

func sortedIDs(m map[string]*standard.Clause) []string { return slices.Sorted(maps.Keys(m)) }

// back gives, for the clauses of the last version of a chain, their ids in the
// one at first where some step of the way declares others.
func back(chain []*standard.Version, first int) map[string][]string {
	last := len(chain) - 1
	a := &ancestry{map[string]int{}, make([]map[string]*standard.Clause, len(chain))}
	for i, v := range chain {
		if _, twice := a.place[v.Number]; !twice {
			a.place[v.Number] = i
		}
		a.clauses[i] = map[string]*standard.Clause{}
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				a.clauses[i][c.ID] = c
			}
		}
	}
	out := map[string][]string{}
	if chain[first].Number == chain[last].Number && last == first+1 {
		return out
	}
	for _, id := range clauseIDs(chain[last]) {
		if found := a.trace(last, id, first, false); len(found) > 0 {
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
