package redline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

// A comparer to be proven; TestGuards plants faults in it.
type compares func(old, new []standard.Block) Redline

// sides puts the pieces of either side together.
func sides(pieces []Piece) (old, new string) {
	var a, b strings.Builder
	for _, p := range pieces {
		if p.Op != Insert {
			a.WriteString(p.Text)
		}
		if p.Op != Delete {
			b.WriteString(p.Text)
		}
	}
	return a.String(), b.String()
}

// faults says what is wrong with a redline of two texts; whole are the ranges
// that may not be split, by a cell's text.
func faults(old, new []standard.Block, whole map[string][]standard.Atom, r Redline) []string {
	var out []string
	bad := func(form string, a ...any) { out = append(out, fmt.Sprintf(form, a...)) }

	all := r.Pieces()
	if a, b := sides(all); a != Text(old) || b != Text(new) {
		bad("the pieces are not the texts:\n%q\n%q\n%q\n%q", a, Text(old), b, Text(new))
	}
	for i, p := range all {
		if p.Text == "" || i > 0 && p.Op == Equal && all[i-1].Op == Equal {
			bad("an empty piece, or two equal ones in a row: %v", all)
		}
		if p.Op != Equal && strings.ContainsAny(strings.Trim(p.Text, "\n\t"), "\n\t") {
			bad("the piece %q crosses a block or cell", p.Text)
		}
	}
	if Text(old) == Text(new) && slices.ContainsFunc(all, func(p Piece) bool { return p.Op != Equal }) {
		bad("equal texts with changes: %v", all)
	}

	var olds, news []standard.Block // each block stands in one row, in order
	for _, row := range r.Rows {
		olds, news = append(olds, row.Old...), append(news, row.New...)
		if len(row.Old) <= 1 && len(row.New) <= 1 {
			i, j := 0, 0
			for n, pieces := range row.Cells {
				var a, b standard.Words
				old, new := row.has(n)
				if old && i < len(row.Old[0].Cells) {
					a, i = row.Old[0].Cells[i], i+1
				}
				if new && j < len(row.New[0].Cells) {
					b, j = row.New[0].Cells[j], j+1
				}
				out = append(out, cellFaults(a.Text, b.Text, whole[a.Text], whole[b.Text], pieces)...)
			}
			if len(row.Old) > 0 && i != len(row.Old[0].Cells) || len(row.New) > 0 && j != len(row.New[0].Cells) || row.Columns != nil && len(row.Columns) != len(row.Cells) {
				bad("cells are missing: %v", row)
			}
			continue
		}
		if len(row.Cells) != 1 {
			bad("several blocks in %d cells", len(row.Cells))
			continue
		}
		gather := func(blocks []standard.Block) (string, []standard.Atom) {
			var atoms []standard.Atom
			text := ""
			for i, b := range blocks {
				if len(b.Cells) != 1 {
					bad("a table row among blocks that were split or joined")
				}
				if i > 0 {
					text += "\n"
				}
				for _, a := range whole[b.Text()] {
					atoms = append(atoms, standard.Atom{Start: len(text) + a.Start, End: len(text) + a.End})
				}
				text += b.Text()
			}
			return text, atoms
		}
		a, x := gather(row.Old)
		b, y := gather(row.New)
		out = append(out, cellFaults(a, b, x, y, row.Cells[0])...)
	}
	same := func(a, b []standard.Block) bool {
		return slices.EqualFunc(a, b, func(x, y standard.Block) bool { return x.Kind == y.Kind && x.Text() == y.Text() })
	}
	if !same(olds, old) || !same(news, new) {
		bad("the rows do not hold the blocks in their order")
	}
	return out
}

func cellFaults(old, new string, x, y []standard.Atom, pieces []Piece) []string {
	var out []string
	if a, b := sides(pieces); a != old || b != new {
		out = append(out, fmt.Sprintf("a cell's pieces are not its text: %q %q %v", old, new, pieces))
	}
	side := func(text string, whole []standard.Atom, other Op) {
		ends := map[int]bool{}
		for at, g := 0, uniseg.NewGraphemes(text); g.Next(); {
			at += len(g.Str())
			ends[at] = true
		}
		at := 0
		for _, p := range pieces {
			if p.Op == other {
				continue
			}
			if p.Op != Equal && strings.ContainsAny(strings.TrimSuffix(p.Text, "\n"), "\n\t") {
				out = append(out, fmt.Sprintf("the piece %q crosses a block or cell", p.Text))
			}
			at += len(p.Text)
			if !ends[at] {
				out = append(out, fmt.Sprintf("a character of %q is split at %d: %q", text, at, pieces))
			}
			for _, a := range whole {
				if a.Start < at && at < a.End {
					out = append(out, fmt.Sprintf("%q of %q is split: %q", text[a.Start:a.End], text, pieces))
				}
			}
		}
	}
	side(old, x, Insert)
	side(new, y, Delete)
	return out
}

func property(compare compares) func(*rapid.T) {
	return func(t *rapid.T) {
		g := generator{t}
		a := g.drafts(8)
		b := g.edited(a)
		if g.below(6) == 3 {
			b = g.drafts(8) // nothing to do with each other
		}
		old, whole := cast(a)
		new, more := cast(b)
		for text, atoms := range more {
			whole[text] = atoms
		}
		r := compare(old, new)
		for _, f := range faults(old, new, whole, r) {
			t.Error(f)
		}
		if again := compare(old, new); !equal(r, again) {
			t.Error("another run says something else")
		}
	}
}

func equal(a, b Redline) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

func TestRedline(t *testing.T) { rapid.Check(t, property(Compare)) }

func FuzzRedline(f *testing.F) { f.Fuzz(rapid.MakeFuzz(property(Compare))) }

// wild texts are no words at all: what is left to hold is that nothing is lost
// and no character split.
func wild(t *rapid.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("aA1.。 :-/あ漢カ第一\u0301\u200d\u3099ﾞ👩🏽🇯🇵각ᄀ한MUST")), 0, 40, -1)
	blocks := func() []standard.Block {
		var out []standard.Block
		for range rapid.IntRange(0, 4).Draw(t, "") {
			b := standard.Block{Kind: standard.BlockParagraph}
			if rapid.Bool().Draw(t, "") {
				b.Kind = standard.BlockRow
			}
			for i := 0; i == 0 || b.Kind == standard.BlockRow && i < 2; i++ {
				w := standard.Words{Text: text.Draw(t, "")}
				if rs := []rune(w.Text); len(rs) > 2 && rapid.Bool().Draw(t, "") {
					from, to := len(rs)/3, len(rs)-len(rs)/3 // wherever they fall
					w.Atoms = []standard.Atom{{Start: len(string(rs[:from])), End: len(string(rs[:to]))}}
				}
				b.Cells = append(b.Cells, w)
			}
			out = append(out, b)
		}
		return out
	}
	old, new := blocks(), blocks()
	r := Compare(old, new)
	for _, f := range faults(old, new, nil, r) {
		t.Error(f)
	}
}

func TestWild(t *testing.T) { rapid.Check(t, wild) }

func FuzzWild(f *testing.F) { f.Fuzz(rapid.MakeFuzz(wild)) }
