package redline

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

type comparer struct {
	rows   []Row
	coarse bool
}

// Similarities from which on two blocks or sentences are shown as one that
// changed. Below, a redline has more marks than words and reads worse than the
// old text beside the new.
const (
	alikeBlocks    = 0.35
	alikeRows      = 0.15 // of a table, with the same first cell
	alikeSentences = 0.4
)

// gap aligns blocks that stand between two that did not change.
func (c *comparer) gap(old, new []standard.Block) {
	if len(old) == 0 || len(new) == 0 {
		c.rows = append(c.rows, lone(old, new)...)
		return
	}
	if len(old)*len(new) > maxBlocks {
		c.coarse = true
		c.rows = append(c.rows, lone(old, new)...)
		return
	}
	bags := func(blocks []standard.Block) []Bag {
		out := make([]Bag, len(blocks))
		for i := range blocks {
			out[i] = BagOf(blocks[i].Text())
		}
		return out
	}
	a, b := bags(old), bags(new)
	pairs := align(len(old), len(new), func(i, j int) float64 {
		s := Dice(a[i], b[j])
		switch {
		case tabular(old[i]) != tabular(new[j]):
			return 0
		case tabular(old[i]) && old[i].Kind == new[j].Kind && at(old[i], 0).Text != "" && at(old[i], 0).Text == at(new[j], 0).Text && s >= alikeRows:
			return 1 + s // rows are known by what stands in front
		case s >= alikeBlocks:
			return s
		}
		return 0
	})
	i, j := 0, 0
	for n := 0; n <= len(pairs); n++ {
		oldTo, newTo := len(old), len(new)
		if n < len(pairs) {
			oldTo, newTo = pairs[n][0], pairs[n][1]
		}
		// a neighbour without a partner may be the rest of a block that was split
		if n > 0 && !tabular(old[pairs[n-1][0]]) {
			last := &c.rows[len(c.rows)-1]
			i += c.takeOn(&last.Old, old[i:oldTo], last.New)
			j += c.takeOn(&last.New, new[j:newTo], last.Old)
			last.Cells = c.pair(last.Old, last.New)
		}
		c.rows = append(c.rows, lone(old[i:oldTo], new[j:newTo])...)
		if n < len(pairs) {
			r := Row{Old: old[oldTo : oldTo+1 : oldTo+1], New: new[newTo : newTo+1 : newTo+1]}
			if tabular(old[oldTo]) {
				r.Cells = c.pair(r.Old, r.New)
			}
			c.rows = append(c.rows, r)
			i, j = oldTo+1, newTo+1
		}
	}
}

// takeOn adds the blocks that follow to a side as long as the sides become more
// alike by it: text that moved into a paragraph of its own is not new.
func (c *comparer) takeOn(side *[]standard.Block, next, other []standard.Block) int {
	n := 0
	target := BagOf(Text(other))
	best := Dice(BagOf(Text(*side)), target)
	for _, b := range next {
		if tabular(b) {
			break
		}
		s := Dice(BagOf(Text(append((*side)[:len(*side):len(*side)], b))), target)
		if s < best+0.05 {
			break
		}
		best = s
		*side = append((*side)[:len(*side):len(*side)], b)
		n++
	}
	return n
}

func tabular(b standard.Block) bool {
	return b.Kind == standard.BlockRow || b.Kind == standard.BlockHead
}

// align finds the pairs of greatest total similarity that keep the order. A
// similarity of 0 is no pair.
func align(n, m int, similarity func(i, j int) float64) [][2]int {
	width := m + 1
	best := make([]float64, (n+1)*width)
	sims := make([]float64, n*m)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			s := similarity(i, j)
			sims[i*m+j] = s
			v := max(best[(i+1)*width+j], best[i*width+j+1])
			if s > 0 {
				v = max(v, s+best[(i+1)*width+j+1])
			}
			best[i*width+j] = v
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < n && j < m; {
		s := sims[i*m+j]
		switch v := best[i*width+j]; {
		case s > 0 && v == s+best[(i+1)*width+j+1]:
			out = append(out, [2]int{i, j})
			i++
			j++
		case v == best[(i+1)*width+j]:
			i++
		default:
			j++
		}
	}
	return out
}

// pair compares two blocks cell by cell, or several that were split or joined as
// one text.
func (c *comparer) pair(old, new []standard.Block) [][]Piece {
	if len(old) == 1 && len(new) == 1 {
		var cells [][]Piece
		for i := range max(len(old[0].Cells), len(new[0].Cells)) {
			cells = append(cells, c.text(at(old[0], i), at(new[0], i)))
		}
		return cells
	}
	var out []Piece
	for _, p := range c.text(join(old), join(new)) {
		if p.Op == Equal {
			out = append(out, p)
			continue
		}
		for line := range strings.Lines(p.Text) { // no change crosses the end of a block
			out = append(out, Piece{p.Op, line})
		}
	}
	return [][]Piece{out}
}

// join makes one text of blocks, with line breaks between them.
func join(blocks []standard.Block) standard.Words {
	var text strings.Builder
	var atoms []standard.Atom
	for i, b := range blocks {
		for j, cell := range b.Cells {
			if i+j > 0 {
				text.WriteByte('\n')
			}
			for _, a := range cell.Atoms {
				atoms = append(atoms, standard.Atom{Start: text.Len() + a.Start, End: text.Len() + a.End})
			}
			text.WriteString(cell.Text)
		}
	}
	return standard.Words{Text: text.String(), Atoms: atoms}
}
