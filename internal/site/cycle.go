package site

import (
	"fmt"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
)

// phaseSum is what standards do with the items of a phase: a cell is one item
// of one standard.
type phaseSum struct {
	items, cells int
	stated       int // by a clause
	decided      int // otherwise, with a reason
	gaps         int
	withheld     int // cells with a withheld part, of any of these
}

func sumPhase(m *cover.Matrix, phase string) phaseSum {
	var s phaseSum
	for _, r := range m.Rows {
		if r.Item.Phase != phase {
			continue
		}
		s.items++
		for _, c := range r.Cells {
			s.cells++
			switch d := decision(c); {
			case d == "gap":
				s.gaps++
			case d == "adopted" || d == "adopted_part" || d == "adapted":
				s.stated++
			default:
				s.decided++
			}
			if len(c.Withheld) > 0 {
				s.withheld++
			}
		}
	}
	return s
}

// cycle shows the items of a catalog as the cycle that the guideline asks to go
// through: its phases that have a symbol, P, D and so on. Phases without one are
// the frame around it.
func (h here) cycle(cat *catalog.Catalog, m *cover.Matrix) Cycle {
	out := Cycle{Anchor: "_" + cat.ID + "-cycle", Standards: len(m.Columns)}
	if len(m.Rows) == 0 { // no standard answers it
		m = &cover.Matrix{Catalog: cat}
		for _, it := range cat.Items {
			m.Rows = append(m.Rows, cover.Row{Item: it})
		}
	}
	var frame, ring []cycleNode
	for i := range cat.Phases {
		t := &cat.Phases[i]
		s := sumPhase(m, t.ID)
		if s.items == 0 {
			continue
		}
		out.Phases = append(out.Phases, CyclePhase{
			Phase: h.term(t), Href: "#" + phaseAnchor(cat, t),
			Items: s.items, Cells: s.cells, Stated: s.stated, Decided: s.decided, Gaps: s.gaps, Withheld: s.withheld,
		})
		n := cycleNode{h.term(t), s}
		if t.Symbol == "" {
			frame = append(frame, n)
		} else {
			ring = append(ring, n)
		}
	}
	for _, it := range cat.Items {
		for _, l := range it.Links {
			if to := cat.Item(l.To); to != nil && to.Phase != it.Phase {
				out.Links = append(out.Links, CycleLink{h.itemLink(cat, it), l.Kind, h.itemLink(cat, to)})
			}
		}
	}
	if len(out.Phases) > 0 {
		out.Figure = h.drawCycle(out.Anchor, frame, ring)
	}
	return out
}

type cycleNode struct {
	phase Term
	sum   phaseSum
}

// Boxes of the cycle.
const (
	boxWidth  = 146
	boxHeight = 116
	boxGap    = 52
)

// drawCycle draws the ring of phases within the frame, clockwise from the top.
func (h here) drawCycle(id string, frame, ring []cycleNode) HTML {
	var c chart
	if len(frame) > 0 {
		c.y = 6
	}
	for _, n := range frame {
		c.lines("head", 10, chartWidth-20, n.phase.Name.plain()+" "+fill(h.words["count_of_items"], n.sum.items))
		c.y += 4
		h.cycleBar(&c, n.sum, 10, chartWidth-20)
		c.y += 12
	}
	top := c.y + 8
	places := ringPlaces(len(ring), top)
	for i, p := range places { // under the boxes, which hide their ends
		if len(places) < 2 {
			break
		}
		q := places[(i+1)%len(places)]
		if len(places) == 2 { // there and back
			off := 40 - 80*i
			p, q = point{p.x + off, p.y}, point{q.x + off, q.y}
		}
		c.line("flow", p.x, p.y, q.x, q.y)
		c.arrow(point{(p.x + q.x) / 2, (p.y + q.y) / 2}, q.x-p.x, q.y-p.y)
	}
	bottom := top
	for i, n := range ring {
		x, y := places[i].x-boxWidth/2, places[i].y-boxHeight/2
		fmt.Fprintf(&c.b, `<rect class="chart-box" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, x, y, boxWidth, boxHeight)
		c.y = y + 6
		c.lines("head", x+10, boxWidth-20, n.phase.Name.plain())
		c.lines("word", x+10, boxWidth-20, fill(h.words["count_of_items"], n.sum.items))
		c.y = y + boxHeight - 44
		h.cycleBar(&c, n.sum, x+10, boxWidth-20)
		bottom = max(bottom, y+boxHeight)
	}
	c.y = bottom + 10
	if len(frame) > 0 {
		fmt.Fprintf(&c.b, `<rect class="chart-frame" x="1" y="1" width="%d" height="%d" rx="4"/>`, chartWidth-2, c.y-2)
	}
	c.y += 10
	for i, key := range []string{"cycle_stated", "cycle_decided", "cycle_gaps"} {
		c.frame(0, c.y+2, 28)
		c.bar([]string{"solid", "stripe", ""}[i], 0, c.y+2, 28*min(1, 2-i))
		c.text("word", 36, c.y+15, h.words[key])
		c.y += barStep
	}
	return c.svg(id+"-f", h.words["cycle_figure"], h.words["cycle_desc"])
}

// cycleBar draws how the cells of a phase are answered, and says it.
func (h here) cycleBar(c *chart, s phaseSum, x, width int) {
	if s.cells == 0 {
		return
	}
	c.frame(x, c.y, width)
	stated, done := share(s.stated, s.cells, width), share(s.stated+s.decided, s.cells, width)
	c.bar("solid", x, c.y, stated)
	c.bar("stripe", x+stated, c.y, done-stated)
	c.y += barHeight
	c.text("value", x, c.y+15, fmt.Sprintf("%d / %d / %d", s.stated, s.decided, s.gaps))
	c.y += lineHeight
}

type point struct{ x, y int }

// ringPlaces are the middles of boxes: two above each other, three or four in
// a ring, more in a column.
func ringPlaces(n, top int) []point {
	left, right, middle := boxWidth/2+8, chartWidth-boxWidth/2-8, chartWidth/2
	first, second := top+boxHeight/2, top+boxHeight+boxGap+boxHeight/2
	switch n {
	case 3:
		return []point{{middle, first}, {right, second}, {left, second}}
	case 4:
		return []point{{left, first}, {right, first}, {right, second}, {left, second}}
	}
	var out []point
	for i := range n {
		out = append(out, point{middle, first + i*(boxHeight+boxGap)})
	}
	return out
}

// arrow draws an arrowhead at a point, in one of eight directions: what is
// nearest to that of the line is near enough, and needs no fractions.
func (c *chart) arrow(at point, dx, dy int) {
	const size = 8
	ax, ay := abs(dx), abs(dy)
	switch {
	case ax > 2*ay:
		s := sign(dx) * size
		fmt.Fprintf(&c.b, `<path class="chart-arrow" d="M%d %dl%d %dl%d %dz"/>`, at.x-s/2, at.y-size, s*3/2, size, -s*3/2, size)
	case ay > 2*ax:
		s := sign(dy) * size
		fmt.Fprintf(&c.b, `<path class="chart-arrow" d="M%d %dl%d %dl%d %dz"/>`, at.x-size, at.y-s/2, size, s*3/2, size, -s*3/2)
	default:
		x, y := sign(dx)*size, sign(dy)*size
		fmt.Fprintf(&c.b, `<path class="chart-arrow" d="M%d %dl%d %dl%d %dz"/>`, at.x+x, at.y+y, -2*x, -y/2, 3*x/2, -3*y/2)
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}
