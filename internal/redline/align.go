package redline

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
	"znkr.io/diff"
)

type comparer struct {
	rows   []Row
	coarse bool
	work   int // what was looked at: a measure that is the same on each machine
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
	a, b := bags(old), bags(new)
	if !c.affordable(a, b) {
		if !c.anchored(old, new) {
			c.coarse = true
			c.rows = append(c.rows, lone(old, new)...)
		}
		return
	}
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
	columns := columns(old, new, pairs)
	i, j := 0, 0
	gone, come := 0, 0
	leave := func(old, new []standard.Block) {
		c.rows = append(c.rows, lone(old, new)...)
		for _, b := range old {
			gone += len(b.Text())
		}
		for _, b := range new {
			come += len(b.Text())
		}
	}
	for n, p := range pairs {
		r := Row{Old: old[p[0] : p[0]+1 : p[0]+1], New: new[p[1] : p[1]+1 : p[1]+1]}
		oldTo, newTo := len(old), len(new)
		if n+1 < len(pairs) {
			oldTo, newTo = pairs[n+1][0], pairs[n+1][1]
		}
		// a neighbour without a partner may be the rest of a block that was split
		from, to, newFrom, newEnd := p[0], p[0]+1, p[1], p[1]+1
		if !tabular(old[p[0]]) {
			from, to = takeOn(old, i, from, to, oldTo, r.New)
			newFrom, newEnd = takeOn(new, j, newFrom, newEnd, newTo, old[from:to])
			r.Old, r.New = old[from:to:to], new[newFrom:newEnd:newEnd]
		}
		leave(old[i:from], new[j:newFrom])
		i, j = to, newEnd
		r.Cells, r.Columns = c.pair(r.Old, r.New, columns)
		c.rows = append(c.rows, r)
	}
	leave(old[i:], new[j:])
	c.coarse = c.coarse || min(gone, come) > large
}

func bags(blocks []standard.Block) []Bag {
	out := make([]Bag, len(blocks))
	for i := range blocks {
		out[i] = BagOf(blocks[i].Text())
	}
	return out
}

// affordable reports whether all of one side may be compared with all of the
// other, and counts what it takes.
func (c *comparer) affordable(a, b []Bag) bool {
	steps := 0
	for _, x := range a {
		steps += len(b) * len(x)
	}
	for _, y := range b {
		steps += len(a) * len(y)
	}
	if len(a)*len(b) > maxBlocks || steps > maxSteps {
		return false
	}
	c.work += len(a)*len(b) + steps
	return true
}

// anchored aligns the rows of large tables by what stands in front, where that
// stands there once, and then what is between them.
func (c *comparer) anchored(old, new []standard.Block) bool {
	count := map[string][2]int{}
	first := func(b standard.Block) string {
		if !tabular(b) {
			return ""
		}
		return at(b, 0).Text
	}
	for side, blocks := range [][]standard.Block{old, new} {
		for _, b := range blocks {
			n := count[first(b)]
			n[side]++
			count[first(b)] = n
		}
	}
	var a, b []int
	var x, y []string
	pick := func(blocks []standard.Block, at *[]int, keys *[]string) {
		for i, block := range blocks {
			if k := first(block); k != "" && count[k] == [2]int{1, 1} {
				*at, *keys = append(*at, i), append(*keys, k)
			}
		}
	}
	pick(old, &a, &x)
	pick(new, &b, &y)
	i, j := 0, 0
	c.work += len(x) + len(y)
	found := false
	for _, e := range diff.Edits(x, y) {
		if e.Op == diff.Match {
			found = true
			p, q := a[e.PosX], b[e.PosY]
			c.gap(old[i:p], new[j:q])
			c.gap(old[p:p+1], new[q:q+1])
			i, j = p+1, q+1
		}
	}
	if found {
		c.gap(old[i:], new[j:])
	}
	return found
}

// takeOn adds neighbours, of the blocks from low to high, to those from from to
// to, as long as these become more like the other side by it: text that moved
// into a paragraph of its own is not new.
func takeOn(blocks []standard.Block, low, from, to, high int, other []standard.Block) (int, int) {
	if low == from && to == high {
		return from, to
	}
	target := BagOf(Text(other))
	likeness := func(from, to int) float64 { return Dice(BagOf(Text(blocks[from:to])), target) }
	best := likeness(from, to)
	better := func(from, to int) bool {
		s := likeness(from, to)
		if s < best+0.05 {
			return false
		}
		best = s
		return true
	}
	for to < high && !tabular(blocks[to]) && better(from, to+1) {
		to++
	}
	for from > low && !tabular(blocks[from-1]) && better(from-1, to) {
		from--
	}
	return from, to
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

// A width is how many columns a table has on either side.
type width struct{ old, new int }

// columns finds which columns of tables came or went: those of all rows that are
// as wide together, because what stands in one row may be alike by chance.
func columns(old, new []standard.Block, pairs [][2]int) map[width][][2]int {
	sums := map[width][]float64{}
	for _, p := range pairs {
		a, b := &old[p[0]], &new[p[1]]
		w := width{len(a.Cells), len(b.Cells)}
		if w.old == w.new {
			continue
		}
		if sums[w] == nil {
			sums[w] = make([]float64, w.old*w.new)
		}
		for i, x := range a.Cells {
			for j, y := range b.Cells {
				switch {
				case x.Text == "" && y.Text == "":
				case x.Text == y.Text:
					sums[w][i*w.new+j]++
				default:
					sums[w][i*w.new+j] += Dice(BagOf(x.Text), BagOf(y.Text)) / 2
				}
			}
		}
	}
	out := map[width][][2]int{}
	for w, s := range sums {
		out[w] = align(w.old, w.new, func(i, j int) float64 { return s[i*w.new+j] })
	}
	return out
}

// pair compares two blocks cell by cell, or several that were split or joined as
// one text.
func (c *comparer) pair(old, new []standard.Block, columns map[width][][2]int) (cells [][]Piece, ops []Op) {
	if len(old) == 1 && len(new) == 1 {
		a, b := &old[0], &new[0]
		if len(a.Cells) == len(b.Cells) {
			for i := range a.Cells {
				cells = append(cells, c.text(a.Cells[i], b.Cells[i]))
			}
			return cells, nil
		}
		i, j := 0, 0
		apart := func(oldTo, newTo int) {
			for ; i < oldTo; i++ {
				cells, ops = append(cells, piece(Delete, a.Cells[i].Text)), append(ops, Delete)
			}
			for ; j < newTo; j++ {
				cells, ops = append(cells, piece(Insert, b.Cells[j].Text)), append(ops, Insert)
			}
		}
		for _, p := range columns[width{len(a.Cells), len(b.Cells)}] {
			apart(p[0], p[1])
			cells, ops = append(cells, c.text(a.Cells[i], b.Cells[j])), append(ops, Equal)
			i, j = i+1, j+1
		}
		apart(len(a.Cells), len(b.Cells))
		return cells, ops
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
	return [][]Piece{out}, nil
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
