package render

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
)

// unified is the text once, with what went and came in its place.
func (r *comparison) unified() {
	r.printf(`<section class="view-unified" aria-label="%s">`, r.word("compare_unified"))
	r.raw("\n")
	r.runs(func(c *compare.Change) {
		classes := "change"
		for _, k := range c.Kinds() {
			classes += " is-" + k
		}
		r.printf(`<section class="%s" aria-labelledby="_u-%s"><h3 class="compare-heading" id="_u-%[2]s">%s</h3>%s`, classes, esc(r.anchor(c)), r.unifiedHeading(c), r.remarks(c))
		p := c.New
		if p == nil {
			p = c.Old
		}
		r.printf(`<div class="unified-text"%s>`, r.lang(p.Lang))
		r.unifiedRows(c.Redline().Rows)
		r.raw("</div></section>\n")
	}, func(run []compare.Change) {
		r.printf(`<div class="fold">%s</div>`, r.folded(run))
		r.raw("\n")
	})
	r.raw("</section>\n")
}

func (r *comparison) unifiedHeading(c *compare.Change) string {
	switch {
	case c.Old == nil:
		return r.both([]redline.Piece{{Op: redline.Insert, Text: name(c.New)}})
	case c.New == nil:
		return r.both([]redline.Piece{{Op: redline.Delete, Text: name(c.Old)}})
	case name(c.Old) == name(c.New):
		return esc(name(c.New))
	}
	return r.both(redline.Compare(titleBlock(name(c.Old)), titleBlock(name(c.New))).Pieces())
}

func name(p *compare.Place) string {
	return strings.TrimSpace(p.Clause.Label + " " + p.Clause.Title)
}

// both writes pieces of both sides. What came and went is told by words as well,
// for those who don't see the lines.
func (r *comparison) both(pieces []redline.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		text := esc(strings.ReplaceAll(p.Text, "\n", "¶"))
		switch p.Op {
		case redline.Equal:
			b.WriteString(text)
		case redline.Delete:
			b.WriteString(`<del><span class="visually-hidden">` + r.word("compare_del_begin") + `</span>` + text + `<span class="visually-hidden">` + r.word("compare_del_end") + `</span></del>`)
		case redline.Insert:
			b.WriteString(`<ins><span class="visually-hidden">` + r.word("compare_ins_begin") + `</span>` + text + `<span class="visually-hidden">` + r.word("compare_ins_end") + `</span></ins>`)
		}
	}
	return b.String()
}

func (r *comparison) unifiedRows(rows []redline.Row) {
	kept := shownRows(rows)
	inTable, omitted := false, false
	for i := range rows {
		row := &rows[i]
		block := rowBlock(row)
		isTable := block.Tabular() && (kept[i] || inTable && keptTable(rows, kept, i))
		if isTable != inTable {
			if isTable {
				r.raw(r.openTable())
			} else {
				r.raw(closeTable)
			}
			inTable = isTable
		}
		switch {
		case !kept[i]:
			if !omitted {
				r.raw(r.omission(inTable, len(block.Cells)))
			}
			omitted = true
			continue
		case isTable:
			r.raw("<tr>")
			open, shut := cellTags(block)
			for _, pieces := range row.Cells {
				r.raw(open + r.both(pieces) + shut)
			}
			r.raw("</tr>")
		default:
			for _, pieces := range cutAtNew(row.Cells[0]) {
				r.raw(opening(block) + r.both(pieces) + closing(block))
			}
		}
		omitted = false
	}
	if inTable {
		r.raw(closeTable)
	}
}

// cutAtNew begins a paragraph where the new text does. A line break that went
// shows as a sign.
func cutAtNew(pieces []redline.Piece) [][]redline.Piece {
	out := [][]redline.Piece{nil}
	for _, p := range pieces {
		if p.Op == redline.Delete {
			out[len(out)-1] = append(out[len(out)-1], p)
			continue
		}
		for i, line := range strings.Split(p.Text, "\n") {
			if i > 0 {
				if p.Op == redline.Insert {
					out[len(out)-1] = append(out[len(out)-1], redline.Piece{Op: p.Op, Text: "¶"})
				}
				out = append(out, nil)
			}
			if line != "" {
				out[len(out)-1] = append(out[len(out)-1], redline.Piece{Op: p.Op, Text: line})
			}
		}
	}
	return out
}
