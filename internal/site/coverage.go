package site

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// listed is how many clauses a cell of the matrix names; the item's page has
// them all.
const listed = 3

func (u *ui) coveragePage() {
	h := u.at("coverage/")
	var view CoverageView
	for _, m := range u.Coverage {
		view.Matrices = append(view.Matrices, h.matrixView(m))
	}
	h.page("coverage", "coverage", u.words["coverage"], nil, view, nil, nil)
}

func (h here) matrixView(m *cover.Matrix) MatrixView {
	view := MatrixView{ID: m.Catalog.ID, Title: h.text(m.Catalog.Title)}
	for _, v := range m.Columns {
		view.Columns = append(view.Columns, h.brief(v))
	}
	for i := range m.Catalog.Phases {
		p := MatrixPhase{Phase: h.term(&m.Catalog.Phases[i])}
		for _, row := range m.Rows {
			if row.Item.Phase == m.Catalog.Phases[i].ID {
				p.Rows = append(p.Rows, h.matrixRow(m, row))
			}
		}
		if len(p.Rows) > 0 {
			view.Phases = append(view.Phases, p)
		}
	}
	view.Decisions = h.decisionCounts(m)
	for i, b := range m.Balance() {
		view.Measures = h.addCounts(view.Measures, b.Measures, i, len(m.Columns))
		view.Causes = h.addCounts(view.Causes, cover.ProfileOf(m.Catalog, m.Columns[i]).Causes, i, len(m.Columns))
	}
	for _, g := range m.Gaps() {
		view.Gaps = append(view.Gaps, ItemGap{h.itemLink(m.Catalog, g.Item), h.brief(g.Version)})
	}
	return view
}

func (h here) matrixRow(m *cover.Matrix, row cover.Row) MatrixRow {
	out := MatrixRow{Item: h.itemLink(m.Catalog, row.Item)}
	page := h.to(itemPath(m.Catalog, row.Item.ID))
	for col, cell := range row.Cells {
		v := m.Columns[col]
		c := MatrixCell{Decision: decision(cell), Href: page + "#" + v.Standard, Withheld: len(cell.Withheld)}
		var links []string
		for i, ref := range cell.Clauses {
			if i == listed {
				more := strings.ReplaceAll(h.words["more"], "%s", strconv.Itoa(len(cell.Clauses)-listed))
				links = append(links, string(Link{Href: c.Href, Text: more}.html()))
				break
			}
			r := h.clause(v, ref.Chapter, ref.Clause)
			links = append(links, string(Link{r.href, cmp.Or(r.label, r.title), r.lang}.html()))
		}
		if cell.Elsewhere != "" {
			links = append(links, string(h.elsewhere(cell.Elsewhere).html()))
		}
		c.Links = HTML(strings.Join(links, " "))
		out.Cells = append(out.Cells, c)
	}
	return out
}

func (h here) decisionCounts(m *cover.Matrix) []CountRow {
	var out []CountRow
	sums := m.Summaries()
	for _, d := range standard.Decisions {
		row := CountRow{ID: string(d)}
		for _, s := range sums {
			row.Counts = append(row.Counts, s.Decided[d])
		}
		out = append(out, row)
	}
	gap, withheld := CountRow{ID: "gap"}, CountRow{ID: "withheld"}
	for _, s := range sums {
		gap.Counts = append(gap.Counts, s.Undecided)
		withheld.Counts = append(withheld.Counts, s.Withheld)
	}
	return append(out, gap, withheld)
}

// addCounts fills a column of a table that has a row for each term.
func (h here) addCounts(rows []CountRow, counts []cover.Count, col, columns int) []CountRow {
	if rows == nil {
		for _, c := range counts {
			rows = append(rows, CountRow{ID: c.Term.ID, Name: h.term(&c.Term).Name, Counts: make([]int, columns)})
		}
	}
	for i, c := range counts {
		rows[i].Counts[col] = c.N
	}
	return rows
}
