package redline

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
	"znkr.io/diff"
)

// Op says what became of a piece of text.
type Op string

const (
	Equal  Op = "equal"
	Delete Op = "delete"
	Insert Op = "insert"
)

// A Piece is a run of text with one fate.
type Piece struct {
	Op   Op
	Text string
}

// A Row is a block beside the block that it became. One side is empty where a
// block was added or removed; one has several blocks where a paragraph was split
// or several were joined.
type Row struct {
	Old, New []standard.Block
	// Cells are the pieces of a table row's cells, or of the only cell. Where a
	// side has several blocks, line breaks stand between them.
	Cells [][]Piece
	// Columns says, where a table's columns came or went, which sides have each
	// of the cells: Equal is both. It is nil where all of them have.
	Columns []Op
}

// has reports whether the sides have a cell of a row.
func (r *Row) has(cell int) (old, new bool) {
	old, new = len(r.Old) > 0, len(r.New) > 0
	if r.Columns != nil {
		old, new = r.Columns[cell] != Insert, r.Columns[cell] != Delete
	}
	return old, new
}

// Side are the cells of a table's row on one side: where op is Delete on the old
// one, where it is Insert on the new.
func (r *Row) Side(op Op) [][]Piece {
	if r.Columns == nil {
		return r.Cells
	}
	var out [][]Piece
	for i, c := range r.Cells {
		if r.Columns[i] == Equal || r.Columns[i] == op {
			out = append(out, c)
		}
	}
	return out
}

// Changed reports whether anything but equal text stands in a row.
func (r *Row) Changed() bool {
	for _, c := range r.Cells {
		for _, p := range c {
			if p.Op != Equal {
				return true
			}
		}
	}
	return len(r.Old) != len(r.New) || r.Columns != nil
}

// A Redline is what became of a text.
type Redline struct {
	Rows   []Row
	Coarse bool // the text was too large to be compared word by word throughout
}

// Limits. Above them a comparison shows whole blocks and sentences instead of
// words and says so, because the time for all detail grows with the square.
const (
	maxBlocks = 1_000_000  // old times new blocks of one changed place, and sentences
	maxSteps  = 60_000_000 // words looked at to find which of these are alike
	maxExact  = 8_000      // words of two sentences of which the fewest changes are sought
	maxTokens = 400_000    // words of two sentences that are compared at all
	large     = 64 << 10   // bytes that went and came beside each other: too many to be sure that none is the same
)

// Compare aligns two texts: blocks, then sentences, then words.
func Compare(old, new []standard.Block) Redline {
	c := comparer{}
	return c.compare(old, new)
}

func (c *comparer) compare(old, new []standard.Block) Redline {
	around(old, new, func(b standard.Block) string { return b.Text() }, c.gap, func(o, n standard.Block) {
		c.rows = append(c.rows, same(o, n))
	})
	return Redline{c.rows, c.coarse}
}

// around walks over two lists in step: match gets what is the same on both sides,
// and gap what stands between two of these.
func around[T any](old, new []T, key func(T) string, gap func(old, new []T), match func(old, new T)) {
	keys := func(list []T) []string {
		out := make([]string, len(list))
		for i := range list {
			out[i] = key(list[i])
		}
		return out
	}
	i, j, fromOld, fromNew := 0, 0, 0, 0
	for _, e := range diff.Edits(keys(old), keys(new)) {
		switch e.Op {
		case diff.Match:
			gap(old[fromOld:i:i], new[fromNew:j:j])
			match(old[i], new[j])
			i, j = i+1, j+1
			fromOld, fromNew = i, j
		case diff.Delete:
			i++
		case diff.Insert:
			j++
		}
	}
	gap(old[fromOld:i:i], new[fromNew:j:j])
}

// Gone and Come are the redlines of a text that was removed or added as a whole.
func Gone(blocks []standard.Block) Redline {
	return Redline{Rows: lone(blocks, nil)}
}

func Come(blocks []standard.Block) Redline {
	return Redline{Rows: lone(nil, blocks)}
}

// Same is the redline of a text whose words did not change; the blocks are the
// new ones.
func Same(blocks []standard.Block) Redline {
	var rows []Row
	for _, b := range blocks {
		rows = append(rows, same(b, b))
	}
	return Redline{Rows: rows}
}

func same(old, new standard.Block) Row {
	r := Row{Old: []standard.Block{old}, New: []standard.Block{new}}
	for _, c := range new.Cells {
		r.Cells = append(r.Cells, piece(Equal, c.Text))
	}
	return r
}

func lone(old, new []standard.Block) []Row {
	var rows []Row
	for _, b := range old {
		rows = append(rows, Row{Old: []standard.Block{b}, Cells: all(Delete, b)})
	}
	for _, b := range new {
		rows = append(rows, Row{New: []standard.Block{b}, Cells: all(Insert, b)})
	}
	return rows
}

func all(op Op, b standard.Block) [][]Piece {
	var cells [][]Piece
	for _, c := range b.Cells {
		cells = append(cells, piece(op, c.Text))
	}
	return cells
}

func piece(op Op, text string) []Piece {
	if text == "" {
		return nil
	}
	return []Piece{{op, text}}
}

func at(b standard.Block, cell int) standard.Words {
	if cell < len(b.Cells) {
		return b.Cells[cell]
	}
	return standard.Words{}
}

// Text is the words of blocks, a line each.
func Text(blocks []standard.Block) string {
	lines := make([]string, len(blocks))
	for i := range blocks {
		lines[i] = blocks[i].Text()
	}
	return strings.Join(lines, "\n")
}

// Pieces is a redline as one run of pieces: equal and deleted ones together are
// Text of the old blocks, equal and inserted ones that of the new. What was
// deleted or inserted of two blocks or cells is two pieces; the sign between
// them ends the first.
func (r Redline) Pieces() []Piece {
	var out []Piece
	var text strings.Builder // of the last piece
	op, words := Equal, false
	end := func() {
		if text.Len() > 0 {
			out = append(out, Piece{op, text.String()})
			text.Reset()
		}
		words = false
	}
	add := func(o Op, s string) {
		if s == "" {
			return
		}
		if o != op || o != Equal && words {
			end()
		}
		op, words = o, true
		text.WriteString(s)
	}
	between := func(sep string, old, new bool) {
		o := Equal
		switch {
		case old && new:
		case old:
			o = Delete
		case new:
			o = Insert
		default:
			return
		}
		if o != op {
			end()
		}
		op = o
		text.WriteString(sep)
	}
	oldBegun, newBegun := false, false
	for _, row := range r.Rows {
		hasOld, hasNew := len(row.Old) > 0, len(row.New) > 0
		between("\n", hasOld && oldBegun, hasNew && newBegun)
		oldBegun, newBegun = oldBegun || hasOld, newBegun || hasNew
		oldCells, newCells := false, false
		for i, cell := range row.Cells {
			old, new := row.has(i)
			between("\t", old && oldCells, new && newCells)
			oldCells, newCells = oldCells || old, newCells || new
			for _, p := range cell {
				add(p.Op, p.Text)
			}
		}
	}
	end()
	return out
}
