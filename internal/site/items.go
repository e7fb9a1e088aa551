package site

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

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

func (u *ui) itemPages() {
	h := u.at("items/")
	var view ItemsView
	for _, cat := range u.Library.Catalogs {
		m := u.matrix(cat)
		c := CatalogItems{ID: cat.ID, Title: u.text(cat.Title), Source: u.text(cat.Source), Note: u.text(cat.Note), Data: h.up + "data/catalog/" + cat.ID + ".json"}
		for i := range cat.Phases {
			p := PhaseItems{Phase: u.term(&cat.Phases[i])}
			for _, it := range cat.Items {
				if it.Phase == cat.Phases[i].ID {
					p.Items = append(p.Items, h.itemRef(cat, m, it))
				}
			}
			c.Phases = append(c.Phases, p)
		}
		view.Catalogs = append(view.Catalogs, c)
		for i := range cat.Items {
			u.itemPage(cat, m, i)
		}
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
	for col, cell := range cells(m, it.ID) {
		v := m.Columns[col]
		a := ItemAnswer{Version: h.brief(v), Row: h.adoptionRow(cat, it, v, cell, true)}
		for _, w := range cell.Withheld {
			a.Withheld = append(a.Withheld, h.withheld(v, w))
		}
		view.Answers = append(view.Answers, a)
	}
	h.page("item", "items", strings.TrimSpace(it.ID+" "+it.Heading.In(u.lang)), []Link{{Href: h.to("items/"), Text: u.words["items"]}}, view, nil, nil)
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
