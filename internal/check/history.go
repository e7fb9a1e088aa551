package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

// history are the rules about where clauses come from and went.
var history = []rule{unknownPredecessor, unknownSuccessor, predecessorCircle}

// History runs the rules about a clause's history over some versions that were
// read for themselves. Of a version in known, all numbers that its standard has
// are known, and naming another is a finding; any other may name versions that
// are not given, of which nothing can be said. Numbers within a standard are
// unique.
func History(standards []*standard.Standard, known map[*standard.Version][]string) diag.List {
	var out diag.List
	p := &pass{Input: Input{Standards: standards}, out: &out, index: standard.NewIndex(standards), apart: true, known: known}
	for _, r := range history {
		p.doc = r.doc
		r.run(p)
	}
	return out.Sorted()
}

// beyond reports whether a version that is not given may be one that exists.
func (p *pass) beyond(v *standard.Version, number string) bool {
	all, sure := p.known[v]
	return p.apart && number != "" && (!sure || slices.Contains(all, number))
}

// numbers are the versions that a version may name.
func (p *pass) numbers(s *standard.Standard, v *standard.Version) []string {
	if all, sure := p.known[v]; sure {
		return all
	}
	return numbers(s)
}
