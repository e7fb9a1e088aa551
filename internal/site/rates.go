package site

import (
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// rates are how much each version of a standard discloses, oldest first, as a
// figure and as a table.
func (h here) rates(s *standard.Standard) RateStandard {
	out := RateStandard{Anchor: "_rates-" + s.ID, Title: or(h.text(s.Latest().Title), s.ID), Href: h.to(standardPath(s.ID))}
	var heads []string
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
		head := strings.ReplaceAll(h.words["version_number"], "%s", v.Number)
		if v.Issued != "" {
			head += " " + strings.ReplaceAll(h.words["rates_issued"], "%s", h.day(v.Issued))
		}
		heads = append(heads, head)
	}
	out.Figure = h.rateFigure(out.Anchor, heads, out.Rows)
	return out
}

// sectorRates are how much the latest versions of each sector disclose, where
// there are too many standards to show each.
func (h here) sectorRates(standards []*standard.Standard) RateStandard {
	out := RateStandard{Anchor: "_rates-sectors"}
	at := map[string]int{}
	var clauses, items []cover.Disclosure
	var heads []string
	for _, s := range standards {
		v := s.Latest()
		i, known := at[v.Sector]
		if !known {
			i = len(out.Rows)
			at[v.Sector] = i
			l := h.sectorPage(v.Sector, "coverage/")
			heads = append(heads, l.Text)
			out.Rows = append(out.Rows, RateRow{Name: l.html()})
			clauses, items = append(clauses, cover.Disclosure{}), append(items, cover.Disclosure{})
		}
		d, it := cover.DisclosureOf(v), cover.ItemDisclosureOf(h.Library.Catalog(v.Catalog), v)
		clauses[i].Open += d.Open
		clauses[i].Total += d.Total
		items[i].Open += it.Open
		items[i].Total += it.Total
		out.Rows[i].Withheld += len(v.Register)
	}
	for i := range out.Rows {
		if clauses[i].Total > 0 {
			out.Rows[i].Clauses = rateOf(clauses[i])
		}
		if items[i].Total > 0 {
			out.Rows[i].Items = rateOf(items[i])
		}
	}
	out.Figure = h.rateFigure(out.Anchor, heads, out.Rows)
	return out
}

func rateOf(d cover.Disclosure) *Rate { return &Rate{d.Open, d.Total, d.Percent()} }

// Where the bars of rates stand.
const (
	rateLeft  = 64
	rateWidth = chartWidth - rateLeft - valueWidth
)

// rateFigure draws the rates of rows under their heads.
func (h here) rateFigure(id string, heads []string, rows []RateRow) HTML {
	var c chart
	bar := func(fill, word string, rate *Rate) {
		if rate == nil {
			return
		}
		foot := c.y + barHeight - 3
		c.text("word", 0, foot, word)
		c.frame(rateLeft, c.y, rateWidth)
		c.bar(fill, rateLeft, c.y, rate.Open*rateWidth/max(rate.All, 1))
		c.text("value", rateLeft+rateWidth+6, foot, fmt.Sprintf("%d%%", rate.Percent))
		c.y += barStep
	}
	for i, row := range rows {
		if i > 0 {
			c.y += rowGap
		}
		c.lines("head", 0, chartWidth, heads[i])
		c.y += 4
		bar("solid", h.words["rates_clauses"], row.Clauses)
		bar("stripe", h.words["rates_items"], row.Items)
		if row.Clauses == nil && row.Items == nil {
			c.text("word", 0, c.y+barHeight-3, h.words["rates_none"])
			c.y += barStep
		}
	}
	return c.svg(id+"-f", h.words["rates_figure"], h.words["rates_desc"])
}
