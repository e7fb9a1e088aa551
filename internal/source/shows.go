package source

import (
	"bytes"
	"strings"
)

// Opaque reports whether nothing of the file may be shown, its keys and its
// headings included: all of it is withheld.
func (f *File) Opaque() bool {
	f.shown.RLock()
	defer f.shown.RUnlock()
	return f.opaque
}

// Shows reports whether a message about a span may name a word that stands on
// its lines. It asks for the excerpt that a printer would show, so the two
// can't disagree; a word that no place is known for is not shown.
func (s Span) Shows(word string) bool {
	s = s.Origin()
	if s.File == nil || word == "" {
		return false
	}
	f := s.File
	from := f.LineStart(f.Position(s.Start).Line)
	to := f.LineEnd(f.Position(s.End).Line)
	for from <= to {
		i := bytes.Index(f.data[from:to], []byte(word))
		if i < 0 {
			return false
		}
		if f.legible(from+i, word) {
			return true
		}
		from += i + 1
	}
	return false
}

// legible reports whether a word at an offset is not masked. Excerpts of long
// lines are shortened, so a long word is asked for piece by piece.
func (f *File) legible(at int, word string) bool {
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
