package check

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// mask stands in a message for a word that may not be shown.
const mask = "▒▒▒"

// quote returns a word of a text in quotes, or the mask when the word stands in
// a withheld part. The confidential edition's model holds withheld words, and
// findings end up in logs.
func quote(s source.Span, word string) string {
	if shown(s, word) {
		return strconv.Quote(word)
	}
	return mask
}

// name names a clause for a message.
func name(c *standard.Clause) string { return quote(c.Span, c.ID) }

// shown reports whether the lines of a span may show a word. It asks for the
// excerpt that a printer would show, so the two can't disagree; a word that no
// place is known for is not shown.
func shown(s source.Span, word string) bool {
	s = s.Origin()
	if s.File == nil || word == "" {
		return false
	}
	f := s.File
	from := f.LineStart(f.Position(s.Start).Line)
	to := f.LineEnd(f.Position(s.End).Line)
	for from <= to {
		i := bytes.Index(f.Bytes()[from:to], []byte(word))
		if i < 0 {
			return false
		}
		if legible(f, from+i, word) {
			return true
		}
		from += i + 1
	}
	return false
}

// legible reports whether a word at an offset is not masked. Excerpts of long
// lines are shortened, so a long word is asked for piece by piece.
func legible(f *source.File, at int, word string) bool {
	const piece = 16 // characters; an excerpt always has room for them
	runes := []rune(word)
	for len(runes) > 0 {
		n := min(piece, len(runes))
		part := string(runes[:n])
		e, ok := f.At(at, at+len(part)).Excerpt()
		if !ok || !strings.Contains(e.Text, part) {
			return false
		}
		at += len(part)
		runes = runes[n:]
	}
	return true
}

// quoted quotes a word of public data: settings, front matter of index.md, the
// register. Withheld words never stand there.
func quoted(word string) string { return strconv.Quote(word) }

// listed joins words for a hint: "must, should, may".
func listed(words []string) string { return strings.Join(words, ", ") }
