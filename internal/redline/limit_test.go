package redline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
)

// Texts that are made to be slow end soon, lose no word, and say so where detail
// was given up. What was looked at is counted, because time differs between
// machines.
func TestLimits(t *testing.T) {
	const n = 50_000
	repeat := func(n int, of func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(of(i))
		}
		return b.String()
	}
	one := func(s string) []standard.Block { return []standard.Block{paragraph(strings.TrimSpace(s))} }
	rows := func(n int, of func(i int) [2]string) []standard.Block {
		var out []standard.Block
		for i := range n {
			r := of(i)
			out = append(out, standard.Block{Kind: standard.BlockRow, Cells: []standard.Words{{Text: r[0]}, {Text: r[1]}}})
		}
		return out
	}
	lines := func(n int, of func(i int) string) []standard.Block {
		var out []standard.Block
		for i := range n {
			out = append(out, paragraph(of(i)))
		}
		return out
	}
	for _, c := range []struct {
		name     string
		old, new []standard.Block
		coarse   bool
		changed  int // rows, where it matters
	}{
		{"words, all different", one(repeat(n, func(i int) string { return fmt.Sprintf("a%d ", i) })), one(repeat(n, func(i int) string { return fmt.Sprintf("b%d ", i) })), true, 0},
		{"words, every tenth another", one(repeat(n, func(i int) string { return fmt.Sprintf("a%d ", i) })), one(repeat(n, func(i int) string {
			if i%10 == 0 {
				return fmt.Sprintf("b%d ", i)
			}
			return fmt.Sprintf("a%d ", i)
		})), false, 0},
		{"words, the other way round", one(repeat(n, func(i int) string { return fmt.Sprintf("a%d ", i) })), one(repeat(n, func(i int) string { return fmt.Sprintf("a%d ", n-i) })), false, 0},
		{"one word, many times", one(strings.Repeat("a ", n)), one(strings.Repeat("b ", n)), true, 0},
		{"one word, more times", one(strings.Repeat("a ", n)), one(strings.Repeat("a ", n/2)), false, 0},
		{"no spaces", one(strings.Repeat("あ漢", n)), one(strings.Repeat("漢い", n)), false, 0},
		{"sentences, all different", one(repeat(n, func(i int) string { return fmt.Sprintf("A%d. ", i) })), one(repeat(n, func(i int) string { return fmt.Sprintf("B%d. ", i) })), true, 0},
		{"sentences of one character", one(strings.Repeat("甲。", n)), one(strings.Repeat("乙。", n)), true, 0},
		{"rows, all different", rows(5000, func(i int) [2]string { return [2]string{fmt.Sprint("a", i), fmt.Sprint("x", i)} }), rows(5000, func(i int) [2]string { return [2]string{fmt.Sprint("b", i), fmt.Sprint("y", i)} }), true, 0},
		{"rows, each with another number", rows(5000, func(i int) [2]string { return [2]string{fmt.Sprint("a", i), fmt.Sprintf("The value is %d", i)} }),
			rows(5000, func(i int) [2]string { return [2]string{fmt.Sprint("a", i), fmt.Sprintf("The value is %d", i+7)} }), false, 5000},
		{"paragraphs, all different", lines(5000, func(i int) string { return fmt.Sprint("a", i) }), lines(5000, func(i int) string { return fmt.Sprint("b", i) }), true, 0},
		{"paragraphs in the other order", lines(5000, func(i int) string { return fmt.Sprint("a", i) }), lines(5000, func(i int) string { return fmt.Sprint("a", 5000-i) }), false, 0},
		{"long paragraphs, all different", lines(300, func(i int) string { return strings.Repeat(fmt.Sprintf("a%d ", i), 2000) }), lines(300, func(i int) string { return strings.Repeat(fmt.Sprintf("b%d ", i), 2000) }), true, 0},
		{"marks upon a letter", one("a" + strings.Repeat("\u0301", n)), one("b" + strings.Repeat("\u0301", n)), true, 0},
		{"nothing", nil, one("a"), false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var count comparer
			r := count.compare(c.old, c.new)
			old, new := sides(r.Pieces())
			if old != Text(c.old) || new != Text(c.new) {
				t.Error("words were lost")
			}
			if r.Coarse != c.coarse {
				t.Errorf("coarse: %v", r.Coarse)
			}
			if count.work > 2*maxSteps {
				t.Errorf("%d steps", count.work)
			}
			if _, _, changed := tally(r); c.changed > 0 && changed != c.changed {
				t.Errorf("%d rows changed", changed)
			}
		})
	}
}

func tally(r Redline) (added, removed, changed int) {
	for _, row := range r.Rows {
		switch {
		case len(row.Old) == 0:
			added++
		case len(row.New) == 0:
			removed++
		case row.Changed():
			changed++
		}
	}
	return
}
