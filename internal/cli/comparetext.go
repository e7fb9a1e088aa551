package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
)

// printComparison prints a comparison for people: each change with its words.
// Without colours what went stands in [-…-] and what came in {+…+}.
func printComparison(w io.Writer, c *compare.Comparison, s style) {
	fmt.Fprintf(w, "%s (%s edition)\n", s.paint("1", summaryLine(c)), c.Edition)
	p := comparePrinter{w, s}
	for i := range c.Clauses {
		if c.Clauses[i].Changed() {
			p.change(&c.Clauses[i])
		}
	}
	if c.Preface != nil {
		fmt.Fprintf(w, "\n%s\n", s.paint("1", "preface"))
		p.rows(c.Preface.Rows)
	}
	p.fields("front matter", c.Front)
	p.fields("chapter titles", c.Chapters)
	p.list("decisions on items", len(c.Adoption), func(i int) string {
		d := c.Adoption[i]
		out := d.Item + ": "
		if d.Old == d.New {
			out += d.New
		} else {
			out += p.became(d.Old, d.New)
		}
		if d.OldWhere != d.NewWhere {
			out += ", in " + p.became(d.OldWhere, d.NewWhere)
		}
		if old, new := d.OldReason.In(c.NewLang), d.NewReason.In(c.NewLang); old != new {
			out += "\n    reason: " + p.became(old, new)
		}
		return out
	})
	p.list("coverage of items", len(c.Coverage), func(i int) string {
		k := c.Coverage[i]
		out := k.Item + ":"
		if k.Old != k.New {
			out += " " + p.became(k.Old, k.New)
		}
		for _, x := range []struct {
			word string
			ids  []string
		}{{"lost", k.Lost}, {"gained", k.Gained}, {"narrower", k.Narrower}, {"broader", k.Broader}} {
			if len(x.ids) > 0 {
				out += fmt.Sprintf(" %s by %s;", x.word, strings.Join(x.ids, ", "))
			}
		}
		return strings.TrimSuffix(out, ";")
	})
	p.list("register", len(c.Withholdings), func(i int) string {
		return c.Withholdings[i].ID + ": " + c.Withholdings[i].Change
	})
	p.list("attachments", len(c.Attachments), func(i int) string {
		return visible(c.Attachments[i].Path) + ": " + c.Attachments[i].Change
	})
	p.list("may be the same clause (write `was` where it is)", len(c.Candidates), func(i int) string {
		k := c.Candidates[i]
		return fmt.Sprintf("%s → %s (similarity %.2f)", k.Old, k.New, k.Similarity)
	})
	p.list("ids that may have been used again for something else", len(c.Reused), func(i int) string {
		return fmt.Sprintf("%s (similarity %.2f)", c.Reused[i].New, c.Reused[i].Similarity)
	})
}

type comparePrinter struct {
	w io.Writer
	s style
}

func (p comparePrinter) gone(text string) string {
	text = visible(text)
	if p.s.colour {
		return p.s.paint("9;31", text)
	}
	return "[-" + text + "-]"
}

func (p comparePrinter) come(text string) string {
	text = visible(text)
	if p.s.colour {
		return p.s.paint("4;32", text)
	}
	return "{+" + text + "+}"
}

func (p comparePrinter) became(old, new string) string {
	switch {
	case old == "":
		return p.come(new)
	case new == "":
		return p.gone(old)
	}
	return p.gone(old) + " " + p.come(new)
}

func (p comparePrinter) change(c *compare.Change) {
	words := []string{string(c.Class)}
	for _, f := range []struct {
		set  bool
		word string
	}{{c.Moved && c.Class != compare.Added && c.Class != compare.Removed, "moved"}, {c.Renumbered, "renumbered"}, {c.Retitled, "retitled"}, {c.Retagged, "retagged"}, {c.Withholding != "", c.Withholding}} {
		if f.set {
			words = append(words, f.word)
		}
	}
	fmt.Fprintf(p.w, "\n%s %s  %s\n", p.heading(c), p.s.paint("2", "#"+c.ID), p.s.paint("1;36", strings.Join(words, ", ")))
	note := func(what, ids string) {
		if ids != "" {
			fmt.Fprintf(p.w, "  %s %s\n", p.s.paint("2", what+":"), ids)
		}
	}
	if c.Class == compare.Added {
		note("the text stood in", c.Was)
	} else {
		note("was", c.Was)
	}
	note("made of", strings.Join(c.From, ", "))
	note("went into", strings.Join(c.Into, ", "))
	if c.LinksGone != nil || c.LinksCome != nil {
		note("links", p.became(strings.Join(c.LinksGone, ", "), strings.Join(c.LinksCome, ", ")))
	}
	note("another file", visible(strings.Join(c.Files, ", ")))
	for _, f := range c.Metadata {
		fmt.Fprintf(p.w, "  %s %s\n", p.s.paint("2", f.Key+":"), p.became(f.Old, f.New))
	}
	if c.Class == compare.Unchanged || c.Class == compare.Formatting {
		return
	}
	r := c.Redline()
	p.rows(r.Rows)
	if r.Coarse {
		fmt.Fprintln(p.w, "  (the text is too large to be compared word by word throughout)")
	}
}

func (p comparePrinter) heading(c *compare.Change) string {
	name := func(x *compare.Place) string { return strings.TrimSpace(x.Clause.Label + " " + x.Clause.Title) }
	switch {
	case c.Old == nil:
		return p.come(name(c.New))
	case c.New == nil:
		return p.gone(name(c.Old))
	case name(c.Old) != name(c.New):
		return p.became(name(c.Old), name(c.New))
	}
	return p.s.paint("1", visible(name(c.New)))
}

// rows prints what changed; what did not is left out.
func (p comparePrinter) rows(rows []redline.Row) {
	omitted := false
	for i := range rows {
		row := &rows[i]
		if !row.Changed() {
			if !omitted {
				fmt.Fprintf(p.w, "    %s\n", p.s.paint("2", "…"))
			}
			omitted = true
			continue
		}
		omitted = false
		blocks := row.New
		if len(blocks) == 0 {
			blocks = row.Old
		}
		cells := make([]string, len(row.Cells))
		for n, pieces := range row.Cells {
			cells[n] = p.pieces(pieces)
		}
		line := strings.Join(cells, " | ")
		if blocks[0].Marker != "" {
			line = blocks[0].Marker + " " + line
		}
		for _, l := range strings.Split(line, "\n") {
			fmt.Fprintf(p.w, "    %s\n", l)
		}
	}
}

// pieces writes a run of text. Of long text that did not change, what stands
// next to a change is shown.
func (p comparePrinter) pieces(pieces []redline.Piece) string {
	var b strings.Builder
	for i, x := range pieces {
		switch x.Op {
		case redline.Delete:
			b.WriteString(p.gone(x.Text))
		case redline.Insert:
			b.WriteString(p.come(x.Text))
		default:
			text := visible(x.Text)
			if len(pieces) > 1 {
				text = near(text, i > 0, i+1 < len(pieces))
			}
			b.WriteString(text)
		}
	}
	return b.String()
}

const nearby = 40 // characters of unchanged text that are shown beside a change

func near(text string, before, after bool) string {
	var clusters []string
	for state, rest := -1, text; rest != ""; {
		var c string
		c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		clusters = append(clusters, c)
	}
	limit := 0
	if before {
		limit += nearby
	}
	if after {
		limit += nearby
	}
	if len(clusters) <= limit+10 {
		return text
	}
	out := ""
	if before {
		out = strings.Join(clusters[:nearby], "")
	}
	out += " … "
	if after {
		out += strings.Join(clusters[len(clusters)-nearby:], "")
	}
	return out
}

func (p comparePrinter) fields(title string, list []compare.Field) {
	p.list(title, len(list), func(i int) string { return list[i].Key + ": " + p.became(list[i].Old, list[i].New) })
}

func (p comparePrinter) list(title string, n int, line func(i int) string) {
	if n == 0 {
		return
	}
	fmt.Fprintf(p.w, "\n%s\n", p.s.paint("1", title))
	for i := range n {
		fmt.Fprintf(p.w, "  %s\n", line(i))
	}
}
