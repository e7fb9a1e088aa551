package export

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// CoverageTable writes a matrix for a terminal: a legend, an item a line and a
// standard a column, in blocks of as many standards as fit, then a line of
// counts for each standard and one for all.
func CoverageTable(m *cover.Matrix, lang string) string {
	var b strings.Builder
	fmt.Fprintln(&b, clip(m.Catalog.ID+" "+m.Catalog.Title.In(lang), tableWidth))
	var legend []string
	for _, k := range marks {
		legend = append(legend, k.text(lang))
		if k.decision == standard.Adopted {
			legend = append(legend, adoptedInPart.text(lang))
		}
	}
	writeLegend(&b, append(legend, withheldSymbol+" "+bilingual{"非公開あり", "withheld"}.in(lang)))
	for from := 0; from < len(m.Columns); {
		b.WriteByte('\n')
		from = block(&b, m, from, lang)
	}
	b.WriteByte('\n')
	totals(&b, m, lang)
	return b.String()
}

// block writes the columns from one on that fit, and returns the next.
func block(b *strings.Builder, m *cover.Matrix, from int, lang string) int {
	const headMost, headingLeast, headingMost = 24, 20, 44
	rows := make([][]string, len(m.Rows)+1)
	rows[0] = []string{bilingual{"項目", "item"}.in(lang), ""}
	for i, r := range m.Rows {
		rows[i+1] = []string{r.Item.ID, r.Item.Heading.In(lang)}
	}
	w := widths(rows)
	heading := min(w[1], headingMost)
	used := w[0] + len(gap) + min(heading, headingLeast)
	to := from
	for ; to < len(m.Columns); to++ {
		head := clipMiddle(handle(m.Columns[to]), headMost)
		texts := []string{head}
		for _, r := range m.Rows {
			texts = append(texts, cellText(r.Cells[to], lang))
		}
		width := widest(texts...)
		if to > from && used+len(gap)+width > tableWidth {
			break
		}
		used += len(gap) + width
		w = append(w, width)
		rows[0] = append(rows[0], head)
		for i := range m.Rows {
			rows[i+1] = append(rows[i+1], texts[i+1])
		}
	}
	w[1] = min(heading, max(headingLeast, tableWidth-used+min(heading, headingLeast)))
	align(b, w, rows)
	return to
}

// writeLegend writes entries on as many lines as they need.
func writeLegend(b *strings.Builder, entries []string) {
	line := ""
	for _, e := range entries {
		if line != "" && uniseg.StringWidth(line+gap+e) > tableWidth {
			fmt.Fprintln(b, line)
			line = ""
		}
		if line != "" {
			line += gap
		}
		line += e
	}
	fmt.Fprintln(b, line)
}

// cellText is "△ 一部採用 ■2": the decision, and how many withholdings
// concern the item.
func cellText(c cover.Cell, lang string) string {
	k := markOf(c.Decision)
	if c.Part && c.Decision == standard.Adopted {
		k = adoptedInPart
	}
	text := k.text(lang)
	if n := len(c.Withheld); n > 0 {
		text += fmt.Sprintf(" %s%d", withheldSymbol, n)
	}
	return plain(text)
}

// totals writes the lines of counts.
func totals(b *strings.Builder, m *cover.Matrix, lang string) {
	var rows [][]string
	undecided := 0
	for i, v := range m.Columns {
		s, d := cover.Summarize(m.Column(i)), cover.DisclosureOf(v)
		undecided += s.Undecided
		row := []string{clipMiddle(handle(v), 26)}
		for _, k := range marks {
			n := s.Decided[k.decision]
			if k.decision == cover.Undecided {
				n = s.Undecided
			}
			text := fmt.Sprintf("%s %d", k.symbol.in(lang), n)
			if k.decision == standard.Adopted && s.Part > 0 {
				text += fmt.Sprintf(bilingual{"（一部 %d）", " (%d in part)"}.in(lang), s.Part)
			}
			row = append(row, text)
		}
		rows = append(rows, append(row, fmt.Sprintf("%s %d", withheldSymbol, s.Withheld), disclosed(d, lang)))
	}
	align(b, widths(rows), rows)
	fmt.Fprintf(b, bilingual{"合計 %d項目 × %d件の安全基準等、未記載 %d\n", "total: %d items × %d standards, %d not stated\n"}.in(lang), len(m.Rows), len(m.Columns), undecided)
}

func disclosed(d cover.Disclosure, lang string) string {
	return fmt.Sprintf(bilingual{"公開率 %d%% (%d/%d)", "open %d%% (%d/%d)"}.in(lang), d.Percent(), d.Open, d.Total)
}
