package compare

import (
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A History follows the clauses of a standard from version to version. It may be
// used from several goroutines at once.
type History struct {
	versions []*standard.Version
	before   map[*standard.Version]*step   // to a version, from the one before it
	after    map[*standard.Version][]*step // from a version, to those that came of it
}

// A step is what changed from a version to the next.
type step struct {
	Pair
	byOld, byNew map[string]*Change
}

// A Stop is a version on a clause's way. The first version that has the clause
// has no change where there is none before it to be compared with.
type Stop struct {
	Version *standard.Version
	Before  *standard.Version // the version that it was compared with
	Place   *Place            // nil where the clause is no more
	Change  *Change
	Anchor  string // of the change, on the page of the comparison
}

// NewHistory makes the history of a standard from the comparisons of each
// version with the one before it.
func NewHistory(s *standard.Standard, of func(old, new *standard.Version) *Comparison) *History {
	h := &History{s.Versions, map[*standard.Version]*step{}, map[*standard.Version][]*step{}}
	for _, v := range s.Versions {
		old := s.Previous(v)
		if old == nil {
			continue
		}
		st := &step{pair(s, old, v), map[string]*Change{}, map[string]*Change{}}
		c := of(st.Old, st.New)
		for i := range c.Clauses {
			ch := &c.Clauses[i]
			if ch.Old != nil && st.byOld[ch.Old.Clause.ID] == nil {
				st.byOld[ch.Old.Clause.ID] = ch
			}
			if ch.New != nil && st.byNew[ch.New.Clause.ID] == nil {
				st.byNew[ch.New.Clause.ID] = ch
			}
		}
		h.before[st.New] = st
		h.after[st.Old] = append(h.after[st.Old], st)
	}
	return h
}

func (st *step) stop(ch *Change) Stop {
	return Stop{st.New, st.Old, ch.New, ch, ch.Anchor(func(id string) bool { return st.byNew[id] != nil })}
}

// Trace follows a clause of a version back to where it came from and on to what
// became of it, oldest version first. It is empty for a clause that no version
// is compared with.
func (h *History) Trace(v *standard.Version, id string) []Stop {
	var out []Stop
	seen := map[*standard.Version]bool{v: true} // replacing may go round, which is a finding elsewhere
	for at, is := v, id; ; {
		st := h.before[at]
		if st == nil || st.byNew[is] == nil {
			break
		}
		ch := st.byNew[is]
		out = append(out, st.stop(ch))
		if ch.Old == nil || seen[st.Old] {
			break
		}
		seen[st.Old] = true
		at, is = st.Old, ch.Old.Clause.ID
		if h.before[at] == nil {
			out = append(out, Stop{Version: at, Place: ch.Old})
		}
	}
	var on func(v *standard.Version, id string)
	on = func(v *standard.Version, id string) {
		for _, st := range h.after[v] {
			ch := st.byOld[id]
			if ch == nil || seen[st.New] {
				continue
			}
			if len(out) == 0 {
				out = append(out, Stop{Version: v, Place: ch.Old})
			}
			seen[st.New] = true
			out = append(out, st.stop(ch))
			if ch.New != nil {
				on(st.New, ch.New.Clause.ID)
			}
		}
	}
	on(v, id)
	at := func(s Stop) int { return slices.Index(h.versions, s.Version) }
	slices.SortFunc(out, func(a, b Stop) int { return cmp.Compare(at(a), at(b)) })
	return out
}
