package site

import (
	"fmt"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A span is when a version is in force: from its effective day, or else its
// day of issue, until the next version is. A draft and a consultation are never
// in force. No span depends on today.
type span struct {
	from, until standard.Date // until is "" where no later version is known
}

// spans are those of a standard's versions, in their order.
func spans(s *standard.Standard) []span {
	out := make([]span, len(s.Versions))
	next := standard.Date("")
	for i := len(s.Versions) - 1; i >= 0; i-- {
		v := s.Versions[i]
		if v.Status == standard.Draft || v.Status == standard.Consultation {
			continue
		}
		from := v.Effective
		if from == "" {
			from = v.Issued
		}
		out[i] = span{from, next}
		if from != "" {
			next = from
		}
	}
	return out
}

// timelineFigure draws the versions of a standard on an axis of time, and
// gives the table that says the same. A version without a day is in the table
// alone; with fewer than two days there is nothing to draw.
func (h here) timelineFigure(s *standard.Standard) TimelineFigure {
	out := TimelineFigure{Anchor: "_timeline"}
	of := spans(s)
	days := map[standard.Date]int{}
	note := func(d standard.Date) {
		if n, ok := dayNumber(d); ok {
			days[d] = n
		}
	}
	for i, v := range s.Versions {
		note(v.Issued)
		note(of[i].from)
		note(of[i].until)
		row := TimelineRow{Number: v.Number, Href: h.to(versionPath(v)), Status: string(v.Status), Issued: h.date(v.Issued), From: h.date(of[i].from)}
		if of[i].until != "" {
			row.Until = h.date(of[i].until)
		}
		row.Open = of[i].from != "" && of[i].until == "" && v.Status == standard.Published
		out.Rows = append(out.Rows, row)
	}
	if len(days) < 2 {
		return out
	}
	out.Figure = h.drawTimeline(out.Anchor, s, of, days)
	return out
}

// Where the axis of time stands: what is open at its right has room for an arrow.
const (
	timeLeft  = 6
	timeWidth = chartWidth - timeLeft - 34
)

func (h here) drawTimeline(id string, s *standard.Standard, of []span, days map[standard.Date]int) HTML {
	first, last := 0, 0
	for _, n := range days {
		if first == 0 || n < first {
			first = n
		}
		last = max(last, n)
	}
	at := func(n int) int { return timeLeft + (n-first)*timeWidth/(last-first) }
	var c chart
	for i, v := range s.Versions {
		if i > 0 {
			c.y += rowGap - 4
		}
		word := h.words["version_number"]
		c.lines("head", 0, chartWidth, fill(word, v.Number)+" "+h.words["status_"+string(v.Status)])
		c.y += 2
		c.line("grid", timeLeft, c.y+barHeight/2, timeLeft+timeWidth, c.y+barHeight/2)
		if from, ok := days[of[i].from]; ok {
			kind := "plain"
			if v.Status == standard.Published {
				kind = "solid"
			}
			x := at(from)
			until, closed := days[of[i].until]
			switch {
			case closed:
				c.bar(kind, x, c.y, max(2, at(until)-x))
			case v.Status == standard.Published: // in force until another is
				end := timeLeft + timeWidth + 14
				c.bar(kind, x, c.y, max(2, end-x))
				fmt.Fprintf(&c.b, `<path class="chart-%s" d="M%d %dl12 %dl-12 %dz"/>`, kind, end, c.y-2, barHeight/2+2, barHeight/2+2)
			default:
				c.bar(kind, x, c.y, 2)
			}
		}
		if n, ok := days[v.Issued]; ok {
			x, y := at(n), c.y+barHeight/2
			fmt.Fprintf(&c.b, `<path class="chart-mark" d="M%d %dl6 6l-6 6l-6 -6z"/>`, x, y-6)
		}
		c.y += barStep
	}
	c.y += 2
	c.line("axis", timeLeft, c.y, timeLeft+timeWidth, c.y)
	for _, t := range years(first, last) {
		x := at(t.n)
		c.line("axis", x, c.y, x, c.y+4)
		c.text("tick", min(max(x, 18), chartWidth-20), c.y+lineHeight, t.word)
	}
	c.y += lineHeight + 6
	return c.svg(id, h.words["timeline_figure"], h.words["timeline_desc"])
}

// A tick of time.
type tick struct {
	n    int // days
	word string
}

// years are ticks at the starts of years, or of months within a short time,
// six or fewer.
func years(first, last int) []tick {
	from, to := dayOf(first), dayOf(last)
	months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	step := 12 * max(1, (months/12+4)/5)
	form := "2006"
	if months < 24 {
		step, form = max(1, (months+3)/4), "2006-01"
	}
	var out []tick
	t := time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	if months < 24 {
		t = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	for ; !t.After(to); t = t.AddDate(0, step, 0) {
		if n := int(t.Unix() / secondsADay); n >= first {
			out = append(out, tick{n, t.Format(form)})
		}
	}
	return out
}

const secondsADay = 24 * 60 * 60

// dayNumber counts days from 1970.
func dayNumber(d standard.Date) (int, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return int(t.Unix() / secondsADay), err == nil
}

func dayOf(n int) time.Time { return time.Unix(int64(n)*secondsADay, 0).UTC() }

// fill puts numbers and words into the places of a text, in turn.
func fill(text string, values ...any) string {
	for _, v := range values {
		text = strings.Replace(text, "%s", fmt.Sprint(v), 1)
	}
	return text
}
