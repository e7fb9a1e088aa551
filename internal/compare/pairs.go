package compare

import (
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A Pair is two versions of a standard that a site compares.
type Pair struct{ Old, New *standard.Version }

// String names a pair in addresses: "4.1...4.2".
func (p Pair) String() string { return p.Old.Number + "..." + p.New.Number }

// Path is where the comparison stands, from the language's top folder.
func (p Pair) Path() string { return "standards/" + p.New.Standard + "/compare/" + p.String() + "/" }

// Pairs are the comparisons of a standard: each version with the one before it
// and with the one that readers are shown first, and those that are asked for.
// Each stands there once, in the order of the newer versions. What is asked for
// and is not there in this edition is left out.
func Pairs(s *standard.Standard, asked []standard.Asked) []Pair {
	if len(s.Versions) < 2 {
		return nil
	}
	var out []Pair
	add := func(a, b *standard.Version) {
		if a == nil || b == nil || a == b {
			return
		}
		if p := pair(s, a, b); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	latest := s.Latest()
	for _, v := range s.Versions {
		add(s.Previous(v), v)
		add(v, latest)
	}
	for _, a := range asked {
		if a.Standard == s.ID {
			add(s.Version(a.Versions[0]), s.Version(a.Versions[1]))
		}
	}
	at := func(v *standard.Version) int { return slices.Index(s.Versions, v) }
	slices.SortFunc(out, func(a, b Pair) int { return cmp.Or(at(a.New)-at(b.New), at(a.Old)-at(b.Old)) })
	return out
}

// pair puts the older of two versions first: the one that the other says that it
// replaces, or else the one that comes first in the standard's order.
func pair(s *standard.Standard, a, b *standard.Version) Pair {
	older := slices.Index(s.Versions, a) < slices.Index(s.Versions, b)
	switch {
	case a.Replaces == b.Number && b.Replaces != a.Number:
		older = false
	case b.Replaces == a.Number && a.Replaces != b.Number:
		older = true
	}
	if older {
		return Pair{a, b}
	}
	return Pair{b, a}
}
