package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// The view of two columns. In it as in the other, <ins> and <del> stand within one
// block and one cell.

// table is the 新旧対照表: the old text beside the new one, what differs is
// underlined on both sides.
func (r *comparison) table() {
	new, old := r.title(r.New, "compare_new"), r.title(r.Old, "compare_old")
	left, right := new, old
	if r.OldFirst {
		left, right = old, new
	}
	r.printf(`<section class="view-table" aria-label="%s"><table class="compare-table"><thead><tr><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>`,
		r.word("compare_table"), left, right, r.word("compare_remarks"))
	r.raw("\n")
	r.runs(func(c *compare.Change) {
		classes := "change"
		for _, k := range c.Kinds() {
			classes += " is-" + k
		}
		r.printf(`<tr class="%s" id="%s">`, classes, esc(r.anchor(c)))
		cells := []string{r.cell(c, redline.Insert), r.cell(c, redline.Delete)}
		if r.OldFirst {
			cells[0], cells[1] = cells[1], cells[0]
		}
		r.printf("%s%s<td class=\"remarks\"><span class=\"cell-label\">%s</span>%s</td></tr>\n", cells[0], cells[1], r.word("compare_remarks"), r.remarks(c))
	}, func(run []compare.Change) {
		r.printf(`<tr class="fold"><td colspan="3">%s</td></tr>`, r.folded(run))
		r.raw("\n")
	})
	r.raw("</tbody></table></section>\n")
}

// cell is one side of a change; op says which: what it has and the other has not.
func (r *comparison) cell(c *compare.Change, op redline.Op) string {
	p, v, class, label := c.New, r.New, "new", "compare_new"
	if op == redline.Delete {
		p, v, class, label = c.Old, r.Old, "old", "compare_old"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<td class="%s"><span class="cell-label">%s %s</span>`, class, r.word(label), r.phrase("version_number", v.Number))
	switch {
	case p == nil && op == redline.Delete:
		b.WriteString(`<p class="compare-absent">` + r.word("compare_come") + `</p></td>`)
		return b.String()
	case p == nil:
		b.WriteString(`<p class="compare-absent">` + r.word("compare_gone") + `</p></td>`)
		return b.String()
	}
	fmt.Fprintf(&b, `<div%s>`, r.lang(p.Lang))
	b.WriteString(r.heading(c, p, v.Version, op))
	s := side{r, op, &b}
	s.rows(c.Redline().Rows)
	b.WriteString("</div></td>")
	return b.String()
}

// heading is a clause's heading on one side. The number of a clause that was
// moved or renumbered has two lines below it, as the ministries' form has it.
func (r *comparison) heading(c *compare.Change, p *compare.Place, v *standard.Version, op redline.Op) string {
	tag := tagOf(op)
	whole := c.Old == nil || c.New == nil
	label, title := esc(p.Clause.Label), esc(p.Clause.Title)
	if label != "" {
		class := "label"
		if !whole && (c.Moved || c.Renumbered) {
			class += " moved-label"
		}
		if whole || c.Renumbered {
			label = "<" + tag + ">" + label + "</" + tag + ">"
		}
		label = `<span class="` + class + `">` + label + `</span> `
	}
	switch {
	case whole && title != "":
		title = "<" + tag + ">" + title + "</" + tag + ">"
	case c.Retitled:
		pieces := redline.Compare(titleBlock(c.Old.Clause.Title), titleBlock(c.New.Clause.Title)).Pieces()
		title = mark(pieces, op)
	}
	s := label + title
	if r.Href != nil {
		s += fmt.Sprintf(` <a class="to-clause" href="%s" aria-label="%s">→</a>`, esc(r.Href(v, p)), r.phrase("compare_open", strings.TrimSpace(p.Clause.Label+" "+p.Clause.Title)))
	}
	return `<p class="compare-heading">` + s + `</p>`
}

func titleBlock(s string) []standard.Block {
	return []standard.Block{{Kind: standard.BlockParagraph, Cells: []standard.Words{{Text: s}}}}
}

func tagOf(op redline.Op) string {
	if op == redline.Delete {
		return "del"
	}
	return "ins"
}

// mark writes the pieces of one side.
func mark(pieces []redline.Piece, op redline.Op) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Op {
		case redline.Equal:
			b.WriteString(esc(p.Text))
		case op:
			tag := tagOf(op)
			b.WriteString("<" + tag + ">" + esc(p.Text) + "</" + tag + ">")
		}
	}
	return b.String()
}

// A side writes one side of a redline.
type side struct {
	*comparison
	op redline.Op
	b  *strings.Builder
}

// blocks of a side of a row.
func (s side) of(row *redline.Row) []standard.Block {
	if s.op == redline.Delete {
		return row.Old
	}
	return row.New
}

// rows writes what changed; runs that did not are left out with a sign. The head
// of a table stays with its rows.
func (s side) rows(rows []redline.Row) {
	kept := shownRows(rows)
	inTable, omitted := false, false
	for i := range rows {
		blocks := s.of(&rows[i])
		if len(blocks) == 0 {
			continue
		}
		block := blocks[0]
		if !kept[i] {
			// rows left out of a table that goes on are a row of it
			if inTable && !(block.Tabular() && keptTable(rows, kept, i)) {
				s.b.WriteString(closeTable)
				inTable = false
			}
			if !omitted {
				s.b.WriteString(s.omission(inTable, len(block.Cells)))
			}
			omitted = true
			continue
		}
		omitted = false
		if isTable := block.Tabular(); isTable != inTable {
			if isTable {
				s.b.WriteString(s.openTable())
			} else {
				s.b.WriteString(closeTable)
			}
			inTable = isTable
		}
		if inTable {
			s.b.WriteString("<tr>")
			open, shut := cellTags(block)
			for _, pieces := range rows[i].Side(s.op) {
				s.b.WriteString(open + mark(pieces, s.op) + shut)
			}
			s.b.WriteString("</tr>")
			continue
		}
		for n, pieces := range paragraphs(rows[i].Cells[0], s.op) {
			b := block
			if n < len(blocks) {
				b = blocks[n]
			}
			s.b.WriteString(opening(b) + mark(pieces, s.op) + closing(b))
		}
	}
	if inTable {
		s.b.WriteString(closeTable)
	}
}

// A table within the text can be wider than its column.
func (r *comparison) openTable() string {
	return `<div class="table-scroll" role="group" tabindex="0" aria-label="` + r.word("table_scroll") + `"><table class="compare-inner"><tbody>`
}

const closeTable = "</tbody></table></div>"

// omission is the sign for what did not change.
func (r *comparison) omission(inTable bool, cells int) string {
	if inTable {
		return fmt.Sprintf(`<tr class="compare-omitted"><td colspan="%d">%s</td></tr>`, cells, r.word("compare_omitted"))
	}
	return `<p class="compare-omitted">` + r.word("compare_omitted") + `</p>`
}

// keptTable reports whether the table that a row is of has one that is shown
// behind it.
func keptTable(rows []redline.Row, kept []bool, at int) bool {
	for i := at; i < len(rows); i++ {
		b := rowBlock(&rows[i])
		switch {
		case !b.Tabular(), b.Kind == standard.BlockHead:
			return false
		case kept[i]:
			return true
		}
	}
	return false
}

func cellTags(b standard.Block) (open, shut string) {
	if b.Kind == standard.BlockHead {
		return `<th scope="col">`, "</th>"
	}
	return "<td>", "</td>"
}

// shownRows tells which rows of a redline are shown: those that changed, and the
// heads of tables that have one. All of a text without changes is left out.
func shownRows(rows []redline.Row) []bool {
	kept := make([]bool, len(rows))
	head := -1
	for i := range rows {
		block := rowBlock(&rows[i])
		switch {
		case block.Kind == standard.BlockHead:
			head = i
		case block.Kind != standard.BlockRow:
			head = -1
		}
		if rows[i].Changed() {
			kept[i] = true
			if head >= 0 {
				kept[head] = true
			}
		}
	}
	return kept
}

func rowBlock(r *redline.Row) standard.Block {
	if len(r.New) > 0 {
		return r.New[0]
	}
	return r.Old[0]
}

// paragraphs cuts pieces at the line breaks of one side.
func paragraphs(pieces []redline.Piece, op redline.Op) [][]redline.Piece {
	out := [][]redline.Piece{nil}
	for _, p := range pieces {
		if p.Op != redline.Equal && p.Op != op {
			continue
		}
		for i, line := range strings.Split(p.Text, "\n") {
			if i > 0 {
				out = append(out, nil)
			}
			if line != "" {
				out[len(out)-1] = append(out[len(out)-1], redline.Piece{Op: p.Op, Text: line})
			}
		}
	}
	return out
}

func opening(b standard.Block) string {
	class := "b-" + string(b.Kind)
	if b.Level > 0 {
		class += fmt.Sprintf(" l-%d", min(b.Level, 5))
	}
	if b.Part != "" {
		class += " b-withheld"
	}
	s := `<p class="` + class + `">`
	if b.Marker != "" {
		marker := b.Marker
		if strings.Trim(marker, "-*+") == "" {
			marker = "•"
		}
		s += `<span class="marker">` + esc(marker) + `</span> `
	}
	if b.Part != "" {
		s += `<span class="notice-id">` + esc(b.Part) + `</span> `
	}
	if b.Kind == standard.BlockCode {
		s += "<code>"
	}
	return s
}

func closing(b standard.Block) string {
	if b.Kind == standard.BlockCode {
		return "</code></p>"
	}
	return "</p>"
}

func date(day, form string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return esc(day)
	}
	return `<time datetime="` + esc(day) + `">` + esc(t.Format(form)) + `</time>`
}
