package site

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// answersShown is how many standards an item's page shows side by side. Beyond,
// each has a row within its sector, with its first clauses: a card of each is
// over a kilobyte.
const answersShown = 12

// matrix is the coverage of a catalog, or an empty one.
func (e *edition) matrix(cat *catalog.Catalog) *cover.Matrix {
	for _, m := range e.Coverage {
		if m.Catalog.ID == cat.ID {
			return m
		}
	}
	return &cover.Matrix{Catalog: cat}
}

// cells of an item, one a column.
func cells(m *cover.Matrix, id string) []cover.Cell {
	for _, r := range m.Rows {
		if r.Item.ID == id {
			return r.Cells
		}
	}
	return nil
}

// itemPages plans the index and every item.
func (u *ui) itemPages() {
	u.plan(u.itemsPage, "items/")
	for _, cat := range u.Library.Catalogs {
		m := u.matrix(cat)
		for i, it := range cat.Items {
			u.plan(func() { u.itemPage(cat, m, i) }, itemPath(cat, it.ID))
		}
	}
}

func (u *ui) itemsPage() {
	h := u.at("items/")
	var view ItemsView
	for _, cat := range u.Library.Catalogs {
		m := u.matrix(cat)
		c := CatalogItems{ID: cat.ID, Title: u.text(cat.Title), Source: u.text(cat.Source), Note: u.text(cat.Note), Data: h.up + "data/catalog/" + cat.ID + ".json", Cycle: h.cycle(cat, m)}
		for i := range cat.Phases {
			p := PhaseItems{Anchor: phaseAnchor(cat, &cat.Phases[i]), Phase: u.term(&cat.Phases[i])}
			for _, it := range cat.Items {
				if it.Phase == cat.Phases[i].ID {
					p.Items = append(p.Items, h.itemRef(cat, m, it))
				}
			}
			c.Phases = append(c.Phases, p)
		}
		view.Catalogs = append(view.Catalogs, c)
	}
	h.page("items", "items", u.words["items"], nil, view, nil, nil)
}

func (h here) itemRef(cat *catalog.Catalog, m *cover.Matrix, it *catalog.Item) ItemRef {
	r := ItemRef{Link: h.itemLink(cat, it), Columns: len(m.Columns)}
	if t := catalog.Lookup(cat.Viewpoints, it.Viewpoint); t != nil {
		r.Viewpoint = h.text(t.Name)
	}
	for _, cell := range cells(m, it.ID) {
		if len(cell.Clauses) > 0 {
			r.Answered++
		}
	}
	return r
}

func (u *ui) itemPage(cat *catalog.Catalog, m *cover.Matrix, i int) {
	it := cat.Items[i]
	h := u.at(itemPath(cat, it.ID))
	view := ItemView{
		ID:      it.ID,
		Catalog: h.named(h.to("items/")+"#"+cat.ID, cat.Title, cat.ID).html(),
		Heading: u.text(it.Heading),
		Summary: u.text(it.Summary),
		Section: it.Section,
		Links:   h.itemLinks(cat, it),
	}
	if t := catalog.Lookup(cat.Phases, it.Phase); t != nil {
		view.Phase = u.term(t).Name
	}
	if t := catalog.Lookup(cat.Viewpoints, it.Viewpoint); t != nil {
		view.Viewpoint = u.term(t).Name
	}
	if i > 0 {
		l := h.item(cat.ID, cat.Items[i-1].ID)
		view.Prev = &l
	}
	if i+1 < len(cat.Items) {
		l := h.item(cat.ID, cat.Items[i+1].ID)
		view.Next = &l
	}
	of := cells(m, it.ID)
	view.Standards, view.Counts = len(of), countDecisions(of)
	if len(of) > answersShown {
		view.Sectors, view.Filter = h.itemSectors(cat, m, it, of)
	} else {
		for col, cell := range of {
			v := m.Columns[col]
			a := ItemAnswer{Version: h.brief(v), Row: h.adoptionRow(cat, it, v, cell, true)}
			for _, w := range cell.Withheld {
				a.Withheld = append(a.Withheld, h.withheld(v, w))
			}
			view.Answers = append(view.Answers, a)
		}
	}
	h.page("item", "items", strings.TrimSpace(it.ID+" "+it.Heading.In(u.lang)), []Link{{Href: h.to("items/"), Text: u.words["items"]}}, view, nil, nil)
}

// countDecisions counts what cells say, in the order of the legend.
func countDecisions(cells []cover.Cell) []ChangeCount {
	n := map[string]int{}
	for _, c := range cells {
		n[decision(c)]++
		if len(c.Withheld) > 0 {
			n["withheld"]++
		}
	}
	var out []ChangeCount
	for _, d := range decisions {
		if n[d] > 0 {
			out = append(out, ChangeCount{d, n[d]})
		}
	}
	return out
}

// itemSectors are the answers by sector, in rows.
func (h here) itemSectors(cat *catalog.Catalog, m *cover.Matrix, it *catalog.Item, of []cover.Cell) ([]ItemSector, string) {
	var out []ItemSector
	for col := 0; col < len(of); {
		id := sectorKey(m.Columns[col].Sector)
		first := col
		var b strings.Builder
		for ; col < len(of) && sectorKey(m.Columns[col].Sector) == id; col++ {
			h.itemRow(&b, cat, m.Columns[col], of[col])
		}
		out = append(out, ItemSector{id, h.sectorPage(id, "coverage/"), countDecisions(of[first:col]), col - first, h.fragment([]byte(b.String()))})
	}
	row := &cover.Matrix{Catalog: cat, Columns: m.Columns, Rows: []cover.Row{{Item: it, Cells: of}}}
	return out, h.matrixFilter(row, nil, "group", "row", "group", "row", "filter_answers")
}

func (h here) itemRow(b *strings.Builder, cat *catalog.Catalog, v *standard.Version, cell cover.Cell) {
	d := decision(cell)
	values := d
	if len(cell.Withheld) > 0 {
		values += " withheld"
	}
	front := h.to(versionPath(v))
	b.WriteString(`<tr id="` + escape(v.Standard) + `" data-row="` + escape(group(string(v.Class), values)) + `"><th scope="row"><a href="` + escape(front) + `">` + string(or(h.text(v.Title), v.Standard)) + `</a> <small>` + string(h.class(v)) + `</small></th>` +
		`<td class="cell-` + d + `">` + h.decisionHTML(d) + "</td><td>")
	if r := h.text(cell.Reason); r != "" {
		b.WriteString("<p>" + string(r) + "</p>")
	}
	if cell.Elsewhere != "" {
		b.WriteString("<p>" + string(h.elsewhere(cell.Elsewhere).html()) + "</p>")
	}
	if len(cell.Clauses) > 0 {
		b.WriteString(`<ul class="plain-list">`)
		for i, ref := range cell.Clauses {
			if i == listed {
				b.WriteString("<li>" + string(Link{Href: front + "#_adoption", Text: fill(h.words["more"], len(cell.Clauses)-listed)}.html()) + "</li>")
				break
			}
			h.clauseItem(b, v, ref.Chapter, ref.Clause, &ref.Tag, false)
		}
		b.WriteString("</ul>")
	}
	b.WriteString("</td><td>")
	if n := len(cell.Withheld); n > 0 {
		b.WriteString(`<a class="cell-withheld" href="` + escape(h.withheld(v, cell.Withheld[0]).Href) + `">` + escape(fill(h.words["count_withheld"], n)) + "</a>")
	}
	b.WriteString("</td></tr>\n")
}

// itemLinks are the relations that an item states, then those stated of it.
func (h here) itemLinks(cat *catalog.Catalog, it *catalog.Item) []ItemLink {
	var out []ItemLink
	for _, l := range it.Links {
		if to := cat.Item(l.To); to != nil {
			out = append(out, ItemLink{l.Kind, h.itemLink(cat, to), h.text(l.Note)})
		}
	}
	for _, from := range cat.Items {
		for _, l := range from.Links {
			if l.To == it.ID {
				out = append(out, ItemLink{l.Kind + "_back", h.itemLink(cat, from), h.text(l.Note)})
			}
		}
	}
	return out
}

// adoption are a version's decisions on the items of its catalog.
func (h here) adoption(v *standard.Version) []AdoptionRow {
	cat := h.Library.Catalog(v.Catalog)
	if cat == nil {
		return nil
	}
	var out []AdoptionRow
	for i, cell := range cover.Column(cat, v) {
		out = append(out, h.adoptionRow(cat, cat.Items[i], v, cell, false))
	}
	return out
}

func (h here) adoptionRow(cat *catalog.Catalog, it *catalog.Item, v *standard.Version, cell cover.Cell, described bool) AdoptionRow {
	row := AdoptionRow{
		Item:     h.itemLink(cat, it),
		Decision: decision(cell),
		Reason:   h.text(cell.Reason),
	}
	if cell.Elsewhere != "" {
		row.Elsewhere = h.elsewhere(cell.Elsewhere).html()
	}
	var b strings.Builder
	for _, ref := range cell.Clauses {
		h.clauseItem(&b, v, ref.Chapter, ref.Clause, &ref.Tag, described)
	}
	row.Clauses = h.fragment([]byte(b.String()))
	return row
}

// decision is what layouts and words call a cell's decision.
func decision(cell cover.Cell) string {
	switch {
	case cell.Decision == cover.Undecided:
		return "gap"
	case cell.Part:
		return "adopted_part"
	}
	return string(cell.Decision)
}

func (h here) elsewhere(id string) Link {
	s := h.index.standards[id]
	if s == nil {
		return Link{Href: h.to("standards/"), Text: id}
	}
	return h.standardLink(s.Latest())
}
