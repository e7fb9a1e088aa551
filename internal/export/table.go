package export

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Tables for a terminal are at most this many cells wide. They are the same
// everywhere, so that they can be compared and pasted; the width of the
// terminal at hand is not asked.
const tableWidth = 100

const gap = "  "

// plain makes a text one line that can't steer a terminal.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// clip shortens a text to a number of cells.
func clip(s string, cells int) string {
	s = plain(s)
	if uniseg.StringWidth(s) <= cells {
		return s
	}
	var out strings.Builder
	width, state := 0, -1
	for s != "" {
		var cluster string
		var w int
		cluster, s, w, state = uniseg.FirstGraphemeClusterInString(s, state)
		if width+w > cells-1 {
			break
		}
		out.WriteString(cluster)
		width += w
	}
	return strings.TrimRight(out.String(), " ") + "…"
}

// clipMiddle shortens a version's name in its middle, so that names that start
// alike stay apart and the number stays on. Such names are ASCII.
func clipMiddle(s string, cells int) string {
	s = plain(s)
	if len(s) <= cells || len(s) != uniseg.StringWidth(s) {
		return clip(s, cells)
	}
	head := (cells - 1) / 2
	return s[:head] + "…" + s[len(s)-(cells-1-head):]
}

// widest is the width of the widest text.
func widest(texts ...string) int {
	w := 0
	for _, t := range texts {
		w = max(w, uniseg.StringWidth(t))
	}
	return w
}

// align writes rows with columns of the widths given, a text that is too long
// clipped. Lines have no blanks at their end.
func align(b *strings.Builder, widths []int, rows [][]string) {
	for _, row := range rows {
		var line strings.Builder
		for i, text := range row {
			text = clip(text, widths[i])
			line.WriteString(text)
			line.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(text)))
			line.WriteString(gap)
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
}

// widths of the columns of rows.
func widths(rows [][]string) []int {
	var out []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(out) {
				out = append(out, 0)
			}
			out[i] = max(out[i], widest(plain(text)))
		}
	}
	return out
}

// wrapped writes a line "head: a, b, c" over as many lines as it takes.
func wrapped(b *strings.Builder, head string, words []string) {
	line := head
	for _, w := range words {
		w = plain(w)
		if uniseg.StringWidth(line+gap+w) > tableWidth {
			b.WriteString(clip(line, tableWidth) + "\n")
			line = strings.Repeat(" ", uniseg.StringWidth(head))
		}
		line += gap + w
	}
	b.WriteString(line + "\n")
}
