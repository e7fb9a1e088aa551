package site

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// rates are how much each version of a standard discloses, oldest first, as a
// figure and as a table.
func (h here) rates(s *standard.Standard) RateStandard {
	out := RateStandard{Anchor: "_rates-" + s.ID, Title: or(h.text(s.Latest().Title), s.ID), Href: h.to(standardPath(s.ID))}
	for _, v := range s.Versions {
		r := RateRow{Number: v.Number, Href: h.to(versionPath(v)), Status: string(v.Status), Issued: h.date(v.Issued), Withheld: len(v.Register)}
		r.Clauses = rateOf(cover.DisclosureOf(v))
		if d := cover.ItemDisclosureOf(h.Library.Catalog(v.Catalog), v); d.Total > 0 {
			r.Items = rateOf(d)
		}
		if r.Clauses.All == 0 {
			r.Clauses = nil
		}
		out.Rows = append(out.Rows, r)
	}
	out.Figure = h.figure(out, s)
	return out
}

func rateOf(d cover.Disclosure) *Rate { return &Rate{d.Open, d.Total, d.Percent()} }

// The figure's measures. It is as wide as a telephone shows without making it
// smaller, so that its words stay as large as those around it.
const (
	figureWidth = 340
	barLeft     = 64
	barWidth    = 220
	barHeight   = 16
	barStep     = 22
	rowHead     = 22
	rowGap      = 14
)

// figure draws bars of the rates. Bars are told apart by their words and by
// their pattern, never by colour alone; colours come from the style sheet, since
// the page's policy allows no style here.
func (h here) figure(r RateStandard, s *standard.Standard) HTML {
	var b strings.Builder
	y := 0
	bar := func(kind, word string, rate *Rate) {
		if rate == nil {
			return
		}
		mid := y + barHeight - 4
		fmt.Fprintf(&b, `<text class="chart-word" x="0" y="%d">%s</text>`, mid, escape(word))
		fmt.Fprintf(&b, `<rect class="chart-all" x="%d" y="%d" width="%d" height="%d"/>`, barLeft, y, barWidth, barHeight)
		if w := rate.Open * barWidth / max(rate.All, 1); w > 0 {
			fmt.Fprintf(&b, `<rect class="chart-%s" x="%d" y="%d" width="%d" height="%d"/>`, kind, barLeft, y, w, barHeight)
			if kind == "items" { // stripes
				for x := barLeft + 4; x < barLeft+w; x += 6 {
					fmt.Fprintf(&b, `<path class="chart-stripe" d="M%d %dv%d"/>`, x, y, barHeight)
				}
			}
		}
		fmt.Fprintf(&b, `<text class="chart-value" x="%d" y="%d">%d%%</text>`, barLeft+barWidth+6, mid, rate.Percent)
		y += barStep
	}
	for i, row := range r.Rows {
		v := s.Versions[i]
		head := strings.ReplaceAll(h.words["version_number"], "%s", v.Number)
		if v.Issued != "" {
			head += " " + strings.ReplaceAll(h.words["rates_issued"], "%s", h.day(v.Issued))
		}
		fmt.Fprintf(&b, `<text class="chart-head" x="0" y="%d">%s</text>`, y+14, escape(head))
		y += rowHead
		bar("clauses", h.words["rates_clauses"], row.Clauses)
		bar("items", h.words["rates_items"], row.Items)
		if row.Clauses == nil && row.Items == nil {
			fmt.Fprintf(&b, `<text class="chart-word" x="0" y="%d">%s</text>`, y+barHeight-4, escape(h.words["rates_none"]))
			y += barStep
		}
		y += rowGap
	}
	id := r.Anchor
	return HTML(`<svg class="chart" role="img" aria-labelledby="` + id + `-t ` + id + `-d" viewBox="0 0 ` + strconv.Itoa(figureWidth) + ` ` + strconv.Itoa(max(y-rowGap, 1)) + `">` +
		`<title id="` + id + `-t">` + escape(h.words["rates_figure"]) + `</title>` +
		`<desc id="` + id + `-d">` + escape(h.words["rates_desc"]) + `</desc>` + b.String() + `</svg>`)
}
