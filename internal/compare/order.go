package compare

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// order finds which clauses were moved: the fewest that explain the order. The
// others are the heaviest run of partners that stands in the same order on both
// sides, in clauses first and then in bytes: of two that changed places, the
// shorter one was moved, whichever side is looked at first.
func (m *matcher) order() {
	var pairs []*node // of the new side, in its order
	for _, n := range m.new {
		if n.pair != nil {
			pairs = append(pairs, n)
		}
	}
	for _, n := range pairs {
		n.moved, n.pair.moved = true, true
	}
	for _, i := range heaviest(len(pairs),
		func(i int) int { return pairs[i].pair.at },
		func(i int) weight {
			h := fnv.New32a()
			h.Write([]byte(min(pairs[i].Clause.ID, pairs[i].pair.Clause.ID)))
			return weight{1, int64(min(len(pairs[i].raw)+len(pairs[i].pair.raw), 1<<24))<<16 | int64(h.Sum32()&0xffff)}
		}) {
		pairs[i].moved, pairs[i].pair.moved = false, false
	}
}

// A weight is how many clauses, and then how much text.
type weight struct {
	clauses int
	text    int64
}

func (w weight) plus(o weight) weight { return weight{w.clauses + o.clauses, w.text + o.text} }

func (w weight) compare(o weight) int {
	return cmp.Or(cmp.Compare(w.clauses, o.clauses), cmp.Compare(w.text, o.text))
}

// heaviest returns the increasing subsequence of the greatest weight, by a tree
// of maxima over the positions: n log n.
func heaviest(n int, position func(int) int, of func(int) weight) []int {
	top := 0
	for i := range n {
		top = max(top, position(i))
	}
	type best struct {
		weight
		last int // +1; 0 is none
	}
	tree := make([]best, top+2) // a Fenwick tree, from 1
	before := make([]int, n)
	var end best
	for i := range n {
		var b best
		for p := position(i); p > 0; p -= p & -p { // those of smaller positions
			if tree[p].compare(b.weight) > 0 {
				b = tree[p]
			}
		}
		before[i] = b.last
		b = best{b.plus(of(i)), i + 1}
		for p := position(i) + 1; p < len(tree); p += p & -p {
			if b.compare(tree[p].weight) > 0 {
				tree[p] = b
			}
		}
		if b.compare(end.weight) > 0 {
			end = b
		}
	}
	var out []int
	for i := end.last; i > 0; i = before[i-1] {
		out = append(out, i-1)
	}
	slices.Reverse(out)
	return out
}

// sequence is the clauses of both versions in the order of the new one; those
// that are no more stand behind what stood before them and did not move.
func (m *matcher) sequence() []*node {
	behind := map[*node][]*node{} // by a node of the new side; nil is the start
	var last *node
	for _, o := range m.old {
		switch {
		case o.pair == nil:
			behind[last] = append(behind[last], o)
		case !o.moved:
			last = o.pair
		}
	}
	out := slices.Clone(behind[nil])
	for _, n := range m.new {
		out = append(out, n)
		out = append(out, behind[n]...)
	}
	return out
}
