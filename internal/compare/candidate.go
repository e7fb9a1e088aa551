package compare

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"github.com/kijun-dev/kijun/internal/redline"
)

// alike is the likeness from which on two clauses are offered as candidates. On
// a real mapping between two versions that used their numbers again (see
// TestCandidates) 19 in 20 candidates above it are right, and two in three of
// the moves that the authors tell of are among them. From 0.35 on it is 24 in 25
// and three in five; from 0.25 on, nine in ten and two in three.
const alike = 0.3

// A vector is a text's words by how much each tells (tf-idf), of length 1.
type vector []weighted

type weighted struct {
	term   uint64
	weight float64
}

// vectors weighs the words of the clauses that may have other partners: those
// that changed, came or went. Words that many of them have tell little.
func (m *matcher) vectors() {
	if m.idf != nil {
		return
	}
	m.idf = map[uint64]float64{}
	open := func(n *node) bool { return n.pair == nil || !bytes.Equal(n.raw, n.pair.raw) }
	var nodes []*node
	for _, list := range [][]*node{m.old, m.new} {
		for _, n := range list {
			if open(n) {
				nodes = append(nodes, n)
			}
		}
	}
	bags := make([]redline.Bag, len(nodes))
	inParallel(len(nodes), func(i int) { bags[i] = redline.BagOf(nodes[i].wording()) })
	for _, b := range bags {
		for i, term := range b {
			if i == 0 || term != b[i-1] {
				m.idf[term]++
			}
		}
	}
	for term, df := range m.idf {
		m.idf[term] = math.Log(1 + float64(len(bags))/df)
	}
	inParallel(len(nodes), func(i int) { nodes[i].vector = m.weigh(bags[i]) })
}

func (m *matcher) weigh(b redline.Bag) vector {
	var v vector
	sum := 0.0
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && b[j] == b[i] {
			j++
		}
		w := (1 + math.Log(float64(j-i))) * m.idf[b[i]]
		v = append(v, weighted{b[i], w})
		i = j
	}
	// the sum must not depend on the order of the hashes, which differs from
	// run to run
	squares := make([]float64, len(v))
	for i := range v {
		squares[i] = v[i].weight * v[i].weight
	}
	slices.Sort(squares)
	for _, s := range squares {
		sum += s
	}
	if sum > 0 {
		length := math.Sqrt(sum)
		for i := range v {
			v[i].weight /= length
		}
	}
	return v
}

func cosine(a, b vector) float64 {
	var products []float64
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term == b[j].term:
			products = append(products, a[i].weight*b[j].weight)
			i++
			j++
		case a[i].term < b[j].term:
			i++
		default:
			j++
		}
	}
	return total(products)
}

// total sums in an order of its own and rounds, so that every run says the same.
func total(products []float64) float64 {
	slices.Sort(products)
	sum := 0.0
	for _, p := range products {
		sum += p
	}
	return math.Round(sum*1000) / 1000
}

// candidates offers, for clauses that went, clauses that came and are alike: the
// most alike first, each clause once.
func (m *matcher) candidates() []Candidate {
	open := func(list []*node) []*node {
		var out []*node
		for _, n := range list {
			if n.pair == nil && n.bodyIn == nil && !m.placeholder(n) {
				out = append(out, n)
			}
		}
		return out
	}
	olds, news := open(m.old), open(m.new)
	if len(olds) == 0 || len(news) == 0 {
		return nil
	}
	m.vectors()
	all := likely(olds, news)
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	usedOld, usedNew := map[int]bool{}, map[int]bool{}
	var out []Candidate
	for _, f := range all {
		if !usedOld[f.i] && !usedNew[f.j] {
			usedOld[f.i], usedNew[f.j] = true, true
			out = append(out, Candidate{olds[f.i].Clause.ID, news[f.j].Clause.ID, f.similarity})
		}
	}
	return out
}

type found struct {
	i, j       int
	similarity float64
}

// Limits of the search for candidates: a clause is compared with those that
// share some of its rarest words with it.
const (
	rarest  = 16  // words of a clause that are looked up
	common  = 200 // clauses that a word may stand in to be looked up
	nearest = 8   // clauses that are compared in full
)

// likely finds the pairs that are alike without comparing all with all.
func likely(olds, news []*node) []found {
	type posting struct {
		at     int
		weight float64
	}
	postings := map[uint64][]posting{}
	for j, n := range news {
		for _, w := range n.vector {
			postings[w.term] = append(postings[w.term], posting{j, w.weight})
		}
	}
	var all []found
	shared := make([]float64, len(news))
	for i, o := range olds {
		heavy := slices.Clone(o.vector)
		heavy = slices.DeleteFunc(heavy, func(w weighted) bool { n := len(postings[w.term]); return n == 0 || n > common })
		slices.SortFunc(heavy, func(a, b weighted) int { return cmp.Compare(b.weight, a.weight) })
		// equal weights stand in no order that lasts: take them all
		n := min(rarest, len(heavy))
		for n < len(heavy) && heavy[n].weight == heavy[n-1].weight {
			n++
		}
		var touched []int
		for _, w := range heavy[:n] {
			for _, p := range postings[w.term] {
				if shared[p.at] == 0 {
					touched = append(touched, p.at)
				}
				shared[p.at] += math.Round(w.weight*p.weight*1e6) + 1
			}
		}
		slices.SortFunc(touched, func(a, b int) int { return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a, b)) })
		for k, j := range touched {
			if k < nearest {
				if s := cosine(o.vector, news[j].vector); s >= alike {
					all = append(all, found{i, j, s})
				}
			}
		}
		for _, j := range touched {
			shared[j] = 0
		}
	}
	return all
}
