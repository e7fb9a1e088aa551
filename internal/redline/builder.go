package redline

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A builder joins pieces: what was deleted at a place stands before what was
// inserted there.
type builder struct {
	out               []Piece
	equal, gone, come strings.Builder
}

func (b *builder) add(op Op, text string) {
	switch {
	case text == "":
	case op == Delete:
		b.keep()
		b.gone.WriteString(text)
	case op == Insert:
		b.keep()
		b.come.WriteString(text)
	default:
		b.flush()
		b.equal.WriteString(text)
	}
}

func (b *builder) replace(old, new []standard.Words) {
	for _, w := range old {
		b.add(Delete, w.Text)
	}
	for _, w := range new {
		b.add(Insert, w.Text)
	}
}

// keep ends a run of equal text, flush one of changes.
func (b *builder) keep() {
	b.out = append(b.out, piece(Equal, b.equal.String())...)
	b.equal.Reset()
}

func (b *builder) flush() {
	b.out = append(b.out, piece(Delete, b.gone.String())...)
	b.out = append(b.out, piece(Insert, b.come.String())...)
	b.gone.Reset()
	b.come.Reset()
}

func (b *builder) pieces() []Piece {
	b.keep()
	b.flush()
	return b.out
}
