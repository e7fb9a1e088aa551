package site

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

const (
	// listed is how many clauses a cell of the matrix names; the item's page has
	// them all.
	listed = 3

	// columnsShown is how many standards stand side by side. More can't be
	// overlooked on any screen, and 25 items × 24 standards are a page of half a
	// megabyte, 27 kB compressed. Beyond, "/coverage/" sums up by sector, and each
	// sector's page has its standards, in parts of this many.
	columnsShown = 24
)

// coveragePages plan the page of the whole site, and one for each sector that
// has a standard: their addresses stay when a site grows beyond one matrix.
func (u *ui) coveragePages() {
	u.plan(u.coveragePage, "coverage/")
	sectors, columns := u.sectorColumns()
	for _, id := range sectors {
		parts := sectorParts(columns[id])
		for n := range parts {
			u.plan(func() { u.sectorCoverage(id, parts, n) }, partPath(id, n))
		}
	}
}

func (u *ui) coveragePage() {
	h := u.at("coverage/")
	var view CoverageView
	sectors, columns := u.sectorColumns()
	total := 0
	for _, m := range u.Coverage {
		total += len(m.Columns)
	}
	for _, id := range sectors {
		l := h.sectorPage(id, "coverage/")
		n := 0
		for _, cols := range columns[id] {
			n += len(cols)
		}
		view.Sectors = append(view.Sectors, CoverageSector{l.html(), n})
	}
	view.Summed = total > columnsShown
	for i, m := range u.Coverage {
		if view.Summed {
			view.Matrices = append(view.Matrices, h.summedView(m, sectors, i, columns))
		} else {
			view.Matrices = append(view.Matrices, h.matrixView(m, true))
		}
	}
	h.page("coverage", "coverage", u.words["coverage"], nil, view, nil, nil)
}

// sectorColumns are the columns of each matrix by sector, with the sectors in
// the order of the columns.
func (e *edition) sectorColumns() (sectors []string, columns map[string][][]int) {
	columns = map[string][][]int{}
	for i, m := range e.Coverage {
		for col, v := range m.Columns {
			id := sectorKey(v.Sector)
			if columns[id] == nil {
				sectors = append(sectors, id)
				columns[id] = make([][]int, len(e.Coverage))
			}
			columns[id][i] = append(columns[id][i], col)
		}
	}
	return sectors, columns
}

// sectorPage leads to the page of a sector in a part of the site.
func (h here) sectorPage(id, part string) Link {
	l := Link{Text: h.words["sector_none"]}
	if s := h.Library.Sector(id); s != nil {
		l = h.named("", s.Name, id)
	} else if id != "" && id != noSector {
		l.Text = id
	}
	l.Href = h.to(part + sectorKey(id) + "/")
	return l
}

// sectorParts are the columns of a sector's pages: of one, or of parts of it.
func sectorParts(columns [][]int) [][][]int {
	parts := make([][][]int, 1)
	parts[0] = make([][]int, len(columns))
	room := columnsShown
	for i, cols := range columns {
		for _, col := range cols {
			if room == 0 {
				parts = append(parts, make([][]int, len(columns)))
				room = columnsShown
			}
			last := parts[len(parts)-1]
			last[i] = append(last[i], col)
			room--
		}
	}
	return parts
}

// sectorCoverage makes the n-th page of a sector.
func (u *ui) sectorCoverage(id string, parts [][][]int, n int) {
	name := u.at("").sectorPage(id, "coverage/").Text
	h := u.at(partPath(id, n))
	view := CoverageView{Sector: name}
	title := strings.NewReplacer("%sector", name).Replace(u.words["coverage_of"])
	trail := []Link{{Href: h.to("coverage/"), Text: u.words["coverage"]}}
	if n > 0 {
		trail = append(trail, h.sectorPage(id, "coverage/"))
		title += " " + fill(u.words["coverage_part"], n+1)
	}
	for i, cols := range parts[n] {
		if len(cols) > 0 {
			view.Matrices = append(view.Matrices, h.matrixView(only(u.Coverage[i], cols), false))
		}
	}
	for k, other := range parts {
		if len(parts) > 1 {
			view.Parts = append(view.Parts, CoveragePart{h.to(partPath(id, k)), k + 1, u.partRange(other), k == n})
		}
	}
	h.page("coverage", "coverage", title, trail, view, nil, nil)
}

func partPath(sector string, n int) string {
	if n == 0 {
		return "coverage/" + sector + "/"
	}
	return "coverage/" + sector + "/" + strconv.Itoa(n+1) + "/"
}

// partRange names the first and the last standard of a part.
func (u *ui) partRange(part [][]int) HTML {
	var first, last *standard.Version
	for i, cols := range part {
		for _, col := range cols {
			last = u.Coverage[i].Columns[col]
			if first == nil {
				first = last
			}
		}
	}
	if first == last {
		return or(u.text(first.Title), first.Standard)
	}
	return or(u.text(first.Title), first.Standard) + HTML(escape(u.words["range"])) + or(u.text(last.Title), last.Standard)
}

// only is a matrix with some of its columns.
func only(m *cover.Matrix, cols []int) *cover.Matrix {
	out := &cover.Matrix{Catalog: m.Catalog, Rows: make([]cover.Row, len(m.Rows))}
	for _, col := range cols {
		out.Columns = append(out.Columns, m.Columns[col])
	}
	for i, r := range m.Rows {
		out.Rows[i] = cover.Row{Item: r.Item, Cells: make([]cover.Cell, len(cols))}
		for k, col := range cols {
			out.Rows[i].Cells[k] = r.Cells[col]
		}
	}
	return out
}

func (h here) matrixView(m *cover.Matrix, sectors bool) MatrixView {
	view := MatrixView{ID: m.Catalog.ID, Title: h.text(m.Catalog.Title), Wide: len(m.Columns) > 6}
	var head strings.Builder
	for _, v := range m.Columns {
		view.Columns = append(view.Columns, h.brief(v))
		head.WriteString(`<th scope="col" data-column="` + escape(group(sectorKey(v.Sector), string(v.Class))) + `">`)
		if sectors && v.Sector != "" {
			head.WriteString(`<small class="matrix-sector">` + string(h.sectorPage(v.Sector, "coverage/").html()) + `</small>`)
		}
		head.WriteString(`<a href="` + escape(h.to(versionPath(v))) + `">` + string(or(h.text(v.Title), v.Standard)) + `</a> <small>` + string(h.class(v)) + " " + escape(fill(h.words["version_number"], v.Number)) + "</small></th>\n")
	}
	view.Head = h.fragment([]byte(head.String()))
	names := make([]string, len(m.Columns)) // of the columns, within the cells
	for i, v := range m.Columns {
		names[i] = `<span class="cell-label">` + string(or(h.text(v.Title), v.Standard)) + `</span>`
	}
	var phases []facet
	for i := range m.Catalog.Phases {
		t := &m.Catalog.Phases[i]
		p := MatrixPhase{Anchor: phaseAnchor(m.Catalog, t), Phase: h.term(t)}
		var rows strings.Builder
		for _, row := range m.Rows {
			if row.Item.Phase == t.ID {
				h.matrixRow(&rows, m, row, names)
				p.Items++
			}
		}
		if p.Items > 0 {
			p.Rows = h.fragment([]byte(rows.String()))
			view.Phases = append(view.Phases, p)
			phases = append(phases, facet{Options: [][2]string{{t.ID, p.Phase.Name.plain()}}})
		}
	}
	view.Foot = h.matrixFoot(m, names)
	view.Filter = h.matrixFilter(m, phases, "column", "column", "group", "cell", "filter_matrix")
	view.Decisions = h.decisionCounts(m)
	groups := make([]grouped, len(m.Columns))
	for i, v := range m.Columns {
		groups[i] = grouped{h.titleOf(v), h.standardLink(v).html(), []*standard.Version{v}}
	}
	h.balances(&view, m, groups)
	for _, g := range m.Gaps() {
		view.Gaps = append(view.Gaps, ItemGap{h.itemLink(m.Catalog, g.Item), h.brief(g.Version)})
	}
	return view
}

func phaseAnchor(cat *catalog.Catalog, t *catalog.Term) string { return cat.ID + "-" + t.ID }

// matrixFilter is the filter of a matrix: its columns by sector and class, its
// rows by phase, its cells by decision.
func (h here) matrixFilter(m *cover.Matrix, phases []facet, sectorOn, classOn, phaseOn, decisionOn, shown string) string {
	phase := facet{"phase", phaseOn, h.words["items_phase"], nil}
	for _, p := range phases {
		phase.Options = append(phase.Options, p.Options...)
	}
	occurs := map[string]bool{}
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			occurs[decision(c)] = true
			if len(c.Withheld) > 0 {
				occurs["withheld"] = true
			}
		}
	}
	of := options(decisions, occurs, func(d string) (string, string) {
		return d, strings.TrimSpace(h.words["symbol_"+d] + " " + h.words["decision_"+d])
	})
	facets := h.versionFacets(m.Columns, sectorOn, classOn)
	if len(phase.Options) > 0 {
		facets = append(facets, phase)
	}
	return h.filter(shown, append(facets, facet{"decision", decisionOn, h.words["adoption_decision"], of})...)
}

// decisions are what a cell can say, in the order of the legend.
var decisions = []string{"adopted", "adopted_part", "adapted", "stated-elsewhere", "not-adopted", "not-applicable", "gap", "withheld"}

func (h here) matrixRow(b *strings.Builder, m *cover.Matrix, row cover.Row, names []string) {
	page := h.to(itemPath(m.Catalog, row.Item.ID))
	n := 0
	for _, c := range row.Cells {
		if len(c.Clauses) > 0 {
			n++
		}
	}
	b.WriteString(`<tr data-row=""><th scope="row">` + string(h.itemLink(m.Catalog, row.Item)) + ` <small class="matrix-count">` + escape(h.words["items_answered"]) + " " + strconv.Itoa(n) + "/" + strconv.Itoa(len(row.Cells)) + "</small></th>")
	for col, cell := range row.Cells {
		v := m.Columns[col]
		d := decision(cell)
		href := escape(page + "#" + v.Standard)
		value := d
		if len(cell.Withheld) > 0 {
			value += " withheld"
		}
		b.WriteString(`<td class="cell-` + d + `" data-cell="` + value + `">` + names[col] + h.decisionHTML(d))
		var links []string
		for i, ref := range cell.Clauses {
			if i == listed {
				links = append(links, string(Link{Href: page + "#" + v.Standard, Text: fill(h.words["more"], len(cell.Clauses)-listed)}.html()))
				break
			}
			r := h.clause(v, ref.Chapter, ref.Clause)
			links = append(links, string(Link{r.href, cmp.Or(r.label, r.title), r.lang}.html()))
		}
		if cell.Elsewhere != "" {
			links = append(links, string(h.elsewhere(cell.Elsewhere).html()))
		}
		if len(links) > 0 {
			b.WriteString(`<span class="cell-links">` + strings.Join(links, " ") + "</span>")
		}
		if n := len(cell.Withheld); n > 0 {
			b.WriteString(`<a class="cell-withheld" href="` + href + `">` + escape(fill(h.words["count_withheld"], n)) + "</a>")
		}
		b.WriteString("</td>\n")
	}
	b.WriteString("</tr>\n")
}

// decisionHTML is what the partial "decision.html" writes: a matrix has
// thousands of them, for which a layout would take most of a build.
func (u *ui) decisionHTML(d string) string {
	return `<span class="decision decision-` + d + `"><span class="decision-symbol" aria-hidden="true">` + escape(u.words["symbol_"+d]) + `</span>` + escape(u.words["decision_"+d]) + `</span>`
}

// matrixFoot counts each column.
func (h here) matrixFoot(m *cover.Matrix, names []string) HTML {
	var b strings.Builder
	sums := m.Summaries()
	row := func(key string, of func(cover.Summary) int) {
		b.WriteString(`<tr class="matrix-sum"><th scope="row">` + escape(h.words[key]) + "</th>")
		for i, s := range sums {
			b.WriteString("<td>" + names[i] + strconv.Itoa(of(s)) + "/" + strconv.Itoa(s.Items) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	row("matrix_stated", func(s cover.Summary) int { return s.Decided[standard.Adopted] + s.Decided[standard.Adapted] })
	row("decision_withheld", func(s cover.Summary) int { return s.Withheld })
	row("decision_gap", func(s cover.Summary) int { return s.Undecided })
	return h.fragment([]byte(b.String()))
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

// summedView sums a matrix up: sectors and, within them, classes × phases.
func (h here) summedView(m *cover.Matrix, sectors []string, matrix int, columns map[string][][]int) MatrixView {
	view := MatrixView{ID: m.Catalog.ID, Title: h.text(m.Catalog.Title)}
	var phases []facet
	var head strings.Builder
	var rows [][]cover.Row // of each phase
	for i := range m.Catalog.Phases {
		t := &m.Catalog.Phases[i]
		var of []cover.Row
		for _, r := range m.Rows {
			if r.Item.Phase == t.ID {
				of = append(of, r)
			}
		}
		if len(of) == 0 {
			continue
		}
		rows = append(rows, of)
		name := h.term(t).Name
		phases = append(phases, facet{Options: [][2]string{{t.ID, name.plain()}}})
		head.WriteString(`<th scope="col" data-column="` + escape(t.ID) + `">` + string(name) + ` <small>` + escape(fill(h.words["count_of_items"], len(of))) + "</small></th>\n")
	}
	view.Head = h.fragment([]byte(head.String()))
	var groups []grouped
	for _, id := range sectors {
		cols := columns[id][matrix]
		if len(cols) == 0 {
			continue
		}
		l := h.sectorPage(id, "coverage/")
		g := grouped{name: l.Text, link: l.html()}
		byClass := map[standard.Class][]int{}
		for _, col := range cols {
			v := m.Columns[col]
			g.versions = append(g.versions, v)
			byClass[v.Class] = append(byClass[v.Class], col)
		}
		groups = append(groups, g)
		s := MatrixSector{Group: id, Link: l.html(), Standards: len(cols)}
		var b strings.Builder
		for _, class := range standard.Classes {
			if len(byClass[class]) > 0 {
				h.summedRow(&b, class, byClass[class], rows, phases)
			}
		}
		s.Rows = h.fragment([]byte(b.String()))
		view.Sectors = append(view.Sectors, s)
	}
	view.Phased = len(phases)
	view.Filter = h.matrixFilter(m, phases, "group", "row", "column", "cell", "filter_summed")
	h.balances(&view, m, groups)
	return view
}

func (h here) summedRow(b *strings.Builder, class standard.Class, cols []int, phases [][]cover.Row, names []facet) {
	t := h.lookup(nil, classesOf, string(class))
	b.WriteString(`<tr data-row="` + escape(string(class)) + `"><th scope="row">` + escape(strings.TrimSpace(t.Symbol+" "+t.Name.plain())) + ` <small class="matrix-count">` + escape(fill(h.words["count_standards"], len(cols))) + "</small></th>")
	for p, rows := range phases {
		count := map[string]int{}
		for _, r := range rows {
			for _, col := range cols {
				c := r.Cells[col]
				count[decision(c)]++
				if len(c.Withheld) > 0 {
					count["withheld"]++
				}
			}
		}
		var values []string
		var said strings.Builder
		for _, d := range decisions {
			n := count[d]
			if n == 0 {
				continue
			}
			values = append(values, d)
			symbol, word := h.words["symbol_"+d], h.words["decision_"+d]
			if d == "withheld" {
				symbol, word = "", h.words["sum_withheld"]
			}
			fmt.Fprintf(&said, `<li class="decision-%s"><span class="decision-symbol" aria-hidden="true">%s</span><span class="sum-word">%s</span> <b>%d</b></li>`, d, escape(symbol), escape(word), n)
		}
		b.WriteString(`<td data-cell="` + strings.Join(values, " ") + `"><span class="cell-label">` + escape(names[p].Options[0][1]) + `</span><ul class="sums">` + said.String() + "</ul></td>\n")
	}
	b.WriteString("</tr>\n")
}
