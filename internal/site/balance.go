package site

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A grouped row is what counts are shown for: a standard, or a sector.
type grouped struct {
	name     string
	link     HTML
	versions []*standard.Version
}

// balances count the clauses of groups by measure and by cause.
func (h here) balances(view *MatrixView, m *cover.Matrix, groups []grouped) {
	measures := make([][]cover.Count, len(groups))
	causes := make([][]cover.Count, len(groups))
	for i, g := range groups {
		for _, v := range g.versions {
			p := cover.ProfileOf(m.Catalog, v)
			measures[i] = added(measures[i], p.Measures)
			causes[i] = added(causes[i], p.Causes)
		}
	}
	view.Measures = h.balance("_"+m.Catalog.ID+"-measures", "measures", groups, measures)
	view.Causes = h.balance("_"+m.Catalog.ID+"-causes", "causes", groups, causes)
}

func added(sum, more []cover.Count) []cover.Count {
	if sum == nil {
		return append(sum, more...)
	}
	for i := range sum {
		sum[i].N += more[i].N
	}
	return sum
}

// balance is a count as a table of groups × terms, with the sum of each term,
// and as two figures. It is nil where the catalog has no such terms.
func (h here) balance(id, kind string, groups []grouped, counts [][]cover.Count) *Balance {
	if len(groups) == 0 || len(counts[0]) == 0 {
		return nil
	}
	out := &Balance{Anchor: id, Kind: kind}
	total := make([]namedCount, len(counts[0]))
	for i, c := range counts[0] {
		t := h.term(&c.Term)
		out.Terms = append(out.Terms, t)
		total[i].name = t.Name.plain()
	}
	for g, of := range counts {
		row := BalanceRow{Name: groups[g].link}
		for i, c := range of {
			row.Counts = append(row.Counts, c.N)
			total[i].n += c.N
		}
		out.Rows = append(out.Rows, row)
	}
	for _, t := range total {
		out.Total = append(out.Total, t.n)
	}
	out.Figure = countFigure(id+"-f", h.words["figure_"+kind], h.words["figure_"+kind+"_desc"], total, fillOf)
	if len(groups) > 1 {
		out.Shares = h.shareFigure(id+"-s", kind, groups, counts, total)
	}
	return out
}

// A namedCount is a bar.
type namedCount struct {
	name string
	n    int
}

// Where the bars of counts stand: their words have two lines or so beside them.
const (
	countLeft  = 146
	countWidth = chartWidth - countLeft - valueWidth + 16
)

// countFigure draws a bar for each count over a scale. Where another figure tells
// the same terms apart by patterns, fillOf gives the bars theirs.
func countFigure(id, title, desc string, bars []namedCount, fillOf func(i int) string) HTML {
	most := 0
	for _, b := range bars {
		most = max(most, b.n)
	}
	scale := ticks(most)
	var c chart
	for i, b := range bars {
		words := wrap(b.name, countLeft-8)
		for k, line := range words {
			c.text("word", 0, c.y+13+k*lineHeight, line)
		}
		width := share(b.n, scale[len(scale)-1], countWidth)
		c.bar(fillOf(i), countLeft, c.y, width)
		c.text("value", countLeft+width+6, c.y+13, strconv.Itoa(b.n))
		c.y += max(barStep, len(words)*lineHeight) + 6
	}
	c.axis(countLeft, 0, countWidth, scale)
	return c.svg(id, title, desc)
}

// shareFigure draws for each group one bar, whole, with the share of each term,
// and under it their numbers. A group without any has an empty bar.
func (h here) shareFigure(id, kind string, groups []grouped, counts [][]cover.Count, terms []namedCount) HTML {
	var c chart
	for i, t := range terms { // what pattern stands for what
		c.frame(0, c.y+2, 28)
		c.bar(fillOf(i), 0, c.y+2, 28)
		c.text("word", 36, c.y+15, t.name)
		c.y += barStep
	}
	for g, of := range counts {
		c.y += rowGap
		c.lines("head", 0, chartWidth, groups[g].name)
		c.y += 4
		sum := 0
		for _, n := range of {
			sum += n.N
		}
		c.frame(0, c.y, chartWidth)
		x, before := 0, 0
		var said []string
		for i, n := range of {
			before += n.N
			end := share(before, sum, chartWidth)
			if n.N > 0 {
				c.bar(fillOf(i), x, c.y, end-x)
			}
			x = end
			said = append(said, fmt.Sprintf("%s %d", terms[i].name, n.N))
		}
		c.y += barHeight + 2
		c.lines("value", 0, chartWidth, strings.Join(said, " / "))
	}
	c.y += 4
	return c.svg(id, h.words["shares_"+kind], h.words["shares_desc"])
}
