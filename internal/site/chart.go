package site

import (
	"fmt"
	"strconv"
	"strings"
)

// A chart is a figure that is drawn while the site is made. No library fits: the
// page's policy allows no style in it, and its words have to stay as large as
// those around it on a telephone. What it shows, a table beside it says.
//
// What it draws is told apart by words and by pattern, never by colour alone;
// colours come from the style sheet.
type chart struct {
	b strings.Builder
	y int // where the next line starts
}

// The measures of a chart, in the units of its drawing: one is a pixel where
// there is room. It is as wide as a telephone shows without making it smaller.
const (
	chartWidth = 340
	lineHeight = 18 // of words
	barHeight  = 16
	barStep    = 22
	rowGap     = 14
	valueWidth = 56 // beside a bar
)

// Fills of bars, in the order in which a legend uses them.
var fills = []string{"solid", "stripe", "dots", "plain"}

func fillOf(i int) string { return fills[min(i, len(fills)-1)] }

// text writes words with their foot at y.
func (c *chart) text(class string, x, y int, s string) {
	fmt.Fprintf(&c.b, `<text class="chart-%s" x="%d" y="%d">%s</text>`, class, x, y, escape(s))
}

// lines writes words in as many lines as they take, and moves on below them.
func (c *chart) lines(class string, x, width int, s string) {
	for _, line := range wrap(s, width) {
		c.text(class, x, c.y+14, line)
		c.y += lineHeight
	}
}

// bar draws a bar with its pattern. One that has no width is not there.
func (c *chart) bar(fill string, x, y, width int) {
	if width <= 0 {
		return
	}
	fmt.Fprintf(&c.b, `<rect class="chart-%s" x="%d" y="%d" width="%d" height="%d"/>`, fill, x, y, width, barHeight)
	switch fill {
	case "stripe":
		var d strings.Builder
		for at := x + 4; at < x+width; at += 6 {
			fmt.Fprintf(&d, "M%d %dv%d", at, y, barHeight)
		}
		if d.Len() > 0 {
			fmt.Fprintf(&c.b, `<path class="chart-stripes" d="%s"/>`, d.String())
		}
	case "dots":
		var d strings.Builder
		for at := x + 4; at < x+width-1; at += 6 {
			fmt.Fprintf(&d, "M%d %dh2M%d %dh2", at, y+5, at, y+11)
		}
		if d.Len() > 0 {
			fmt.Fprintf(&c.b, `<path class="chart-dotted" d="%s"/>`, d.String())
		}
	}
}

// frame draws the whole that a bar is a part of.
func (c *chart) frame(x, y, width int) {
	fmt.Fprintf(&c.b, `<rect class="chart-all" x="%d" y="%d" width="%d" height="%d"/>`, x, y, width, barHeight)
}

// line draws a straight line of a kind.
func (c *chart) line(class string, x1, y1, x2, y2 int) {
	fmt.Fprintf(&c.b, `<path class="chart-%s" d="M%d %dL%d %d"/>`, class, x1, y1, x2, y2)
}

// axis draws the scale of the bars above it, and under them: a line at each
// tick, with its value.
func (c *chart) axis(x, top, width int, scale []int) {
	most := scale[len(scale)-1]
	bars := c.b.String()
	c.b.Reset()
	for _, v := range scale {
		c.line("grid", x+v*width/most, top, x+v*width/most, c.y+2)
	}
	c.b.WriteString(bars)
	for _, v := range scale {
		c.text("tick", x+v*width/most, c.y+14, strconv.Itoa(v))
	}
	c.y += lineHeight
}

// svg is the chart as an image with a title and a description.
func (c *chart) svg(id, title, desc string) HTML {
	return HTML(`<svg class="chart" role="img" aria-labelledby="` + id + `-t ` + id + `-d" viewBox="0 0 ` + strconv.Itoa(chartWidth) + ` ` + strconv.Itoa(max(c.y, 1)) + `">` +
		`<title id="` + id + `-t">` + escape(title) + `</title>` +
		`<desc id="` + id + `-d">` + escape(desc) + `</desc>` + c.b.String() + `</svg>`)
}

// ticks are round numbers from 0 to at least most, five steps or fewer.
func ticks(most int) []int {
	step := 1
	for unit := 1; ; unit *= 10 {
		for _, f := range []int{1, 2, 5} {
			if step = f * unit; step*5 >= most {
				n := max(1, (most+step-1)/step)
				out := make([]int, n+1)
				for i := range out {
					out[i] = i * step
				}
				return out
			}
		}
	}
}

// share is the part of a width that a number has of a whole, and one unit for
// what is little but not nothing.
func share(n, whole, width int) int {
	if n == 0 || whole == 0 {
		return 0
	}
	return max(1, n*width/whole)
}

// wrap breaks words into lines of a width. It breaks Japanese anywhere, but
// rather behind "・", and other words at their spaces.
func wrap(s string, width int) []string {
	var out []string
	var line strings.Builder
	used, breakAt := 0, -1 // the last good place to break, in bytes of the line
	flush := func() {
		if t := strings.TrimSpace(line.String()); t != "" {
			out = append(out, t)
		}
		line.Reset()
		used, breakAt = 0, -1
	}
	for _, r := range s {
		w := runeWidth(r)
		if used+w > width && line.Len() > 0 && !strings.ContainsRune("、。」）)・ー", r) {
			if whole := line.String(); breakAt > 0 {
				rest := whole[breakAt:]
				line.Reset()
				line.WriteString(whole[:breakAt])
				flush()
				line.WriteString(rest)
				for _, c := range rest {
					used += runeWidth(c)
				}
			} else if w > narrow { // a word of letters is not torn
				flush()
			}
		}
		line.WriteRune(r)
		used += w
		if r == ' ' || r == '・' || r == '（' && line.Len() > len("（") {
			breakAt = line.Len()
			if r == '（' {
				breakAt -= len("（")
			}
		}
	}
	flush()
	return out
}

// Widths of letters in a chart, as fonts have them nearly.
const (
	narrow = 7
	wide   = 13
)

func runeWidth(r rune) int {
	if r < 0x1100 {
		return narrow
	}
	return wide
}
