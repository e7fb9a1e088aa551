package cover

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Column returns what a version does with each item of a catalog, in the
// catalog's order. A version that answers another catalog, or none, decides
// nothing of this one: item numbers such as "1" mean something else there, so
// all its cells are undecided and empty.
func Column(c *catalog.Catalog, v *standard.Version) []Cell {
	cells := make([]Cell, len(c.Items))
	if v.Catalog != c.ID {
		return cells
	}
	at := map[string]*Cell{}
	for i, it := range c.Items {
		at[it.ID] = &cells[i]
	}
	references(v, func(r Reference) {
		if cell := at[r.Tag.Item]; cell != nil {
			cell.Clauses = append(cell.Clauses, r)
		}
	})
	for _, w := range v.Register {
		for _, item := range w.Items {
			if cell := at[item]; cell != nil && !holds(cell.Withheld, w) {
				cell.Withheld = append(cell.Withheld, w)
			}
		}
	}
	// A written decision wins over what the tags imply: an adapted item has
	// clauses too, and only its author knows that they depart from the item.
	for _, a := range v.Adoption {
		if cell := at[a.Item]; cell != nil && cell.Decision == Undecided {
			cell.Decision, cell.Reason, cell.Elsewhere = a.Decision, a.Reason, a.Standard
		}
	}
	for i := range cells {
		cell := &cells[i]
		if cell.Decision == Undecided && len(cell.Clauses) > 0 {
			cell.Decision = standard.Adopted
		}
		cell.Part = cell.Decision == standard.Adopted && partOnly(cell.Clauses)
	}
	return cells
}

// references calls yield for each tag of a version in the order of the text.
// Tags are read off the original: translations carry none of their own. A
// retired clause keeps its id and states nothing any more.
func references(v *standard.Version, yield func(Reference)) {
	for _, p := range clauses(v) {
		if p.Clause.Retired {
			continue
		}
		for _, tag := range p.Clause.Tags {
			yield(Reference{p.Chapter, p.Clause, tag})
		}
	}
}

// A place is a clause with the chapter it stands in.
type place struct {
	Chapter *standard.Chapter
	Clause  *standard.Clause
}

// clauses lists the clauses of a version's original in the order of the text,
// those standing for withheld sections included.
func clauses(v *standard.Version) []place {
	if len(v.Translations) == 0 {
		return nil
	}
	var out []place
	for _, ch := range v.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			out = append(out, place{ch, c})
		}
	}
	return out
}

// partOnly reports whether there are clauses and each states only a part.
func partOnly(refs []Reference) bool {
	for _, r := range refs {
		if !r.Tag.Part {
			return false
		}
	}
	return len(refs) > 0
}

func holds(ws []*standard.Withholding, w *standard.Withholding) bool {
	for _, x := range ws {
		if x == w {
			return true
		}
	}
	return false
}
