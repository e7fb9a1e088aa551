// Package cover works out what standards do with the items of a guideline.
//
// In: the standards of one edition and a catalog. Out: a matrix of items and
// versions, and counts over it. It sees a cut edition alone, so what it says of
// a public edition can't tell more than that edition's texts. It must not judge:
// a gap is a value here and a finding only in package check.
package cover

import (
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A Matrix is the coverage of one catalog.
type Matrix struct {
	Catalog *catalog.Catalog
	Columns []*standard.Version // one a standard that answers the catalog: its latest version
	Rows    []Row               // one an item, in the catalog's order
}

// A Row is one item across standards.
type Row struct {
	Item  *catalog.Item
	Cells []Cell // one a column
}

// A Cell is what one version does with one item.
type Cell struct {
	Decision  standard.Decision // Undecided is a gap: neither tagged nor decided
	Part      bool              // adopted, but every tag covers only a part
	Clauses   []Reference       // in the order of the text
	Withheld  []*standard.Withholding
	Reason    standard.Text
	Elsewhere string // a standard's id, for stated-elsewhere
}

// Undecided stands for the decision that a version has not made.
const Undecided standard.Decision = ""

// A Reference is a clause that states something of an item.
type Reference struct {
	Chapter *standard.Chapter
	Clause  *standard.Clause
	Tag     standard.Tag
}

// A Gap is an item that a version neither tags nor decides.
type Gap struct {
	Item    *catalog.Item
	Version *standard.Version
}

// Of returns the coverage of a catalog by the standards that answer it. Its
// columns are ordered by sector (none last), class ① to ④ and id, so that the
// layers of one sector stand side by side.
func Of(c *catalog.Catalog, standards []*standard.Standard) *Matrix {
	m := &Matrix{Catalog: c}
	for _, s := range standards {
		if len(s.Versions) == 0 {
			continue
		}
		if v := s.Latest(); v.Catalog == c.ID {
			m.Columns = append(m.Columns, v)
		}
	}
	slices.SortStableFunc(m.Columns, func(a, b *standard.Version) int {
		return cmp.Or(
			last(a.Sector == "", b.Sector == ""),
			cmp.Compare(a.Sector, b.Sector),
			cmp.Compare(rank(a.Class), rank(b.Class)),
			cmp.Compare(a.Standard, b.Standard),
		)
	})
	m.Rows = make([]Row, len(c.Items))
	for i, it := range c.Items {
		m.Rows[i] = Row{Item: it, Cells: make([]Cell, len(m.Columns))}
	}
	for col, v := range m.Columns {
		for i, cell := range Column(c, v) {
			m.Rows[i].Cells[col] = cell
		}
	}
	return m
}

// All returns the coverage of each catalog of a library that a standard
// answers, in the library's order.
func All(lib *catalog.Library, standards []*standard.Standard) []*Matrix {
	var out []*Matrix
	for _, c := range lib.Catalogs {
		if m := Of(c, standards); len(m.Columns) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// Column returns the cells of one column, an item a cell.
func (m *Matrix) Column(col int) []Cell {
	cells := make([]Cell, len(m.Rows))
	for i, r := range m.Rows {
		cells[i] = r.Cells[col]
	}
	return cells
}

// Gaps lists what is neither tagged nor decided, by item, then column.
func (m *Matrix) Gaps() []Gap {
	var gaps []Gap
	for _, r := range m.Rows {
		for col, cell := range r.Cells {
			if cell.Decision == Undecided {
				gaps = append(gaps, Gap{r.Item, m.Columns[col]})
			}
		}
	}
	return gaps
}

// rank is the place of a class among ① to ④; a class we don't know comes last.
func rank(c standard.Class) int {
	if i := slices.Index(standard.Classes, c); i >= 0 {
		return i
	}
	return len(standard.Classes)
}

// last orders what lacks a value behind what has one.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
