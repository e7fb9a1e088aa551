package seal

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A Kind says what sort of part is sealed.
type Kind string

const (
	Region  Kind = "region"
	Span    Kind = "span"
	File    Kind = "file"
	Fields  Kind = "fields"  // index.confidential.yaml
	Release Kind = "release" // release/confidential.txt
)

// A Binding says which part of which text a ciphertext is. It is sealed along
// with the text, so that a part put into the place of another is found out. The
// version is not in it: the sources of a new one begin as a copy of the old.
type Binding struct {
	Standard string
	ID       string
	Lang     string // "" for the original language, and for files
	Kind     Kind
}

const (
	magic    = "kijun-seal-v1"
	smallest = 1024 // bytes of a payload, so that short parts are alike
)

func appendLP(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(s)))
	return append(b, s...)
}

func (b Binding) fields() []string {
	return []string{magic, b.Standard, b.ID, b.Lang, string(b.Kind)}
}

// payload is what is encrypted: the binding, the text, and zeros up to a power
// of two, so that a ciphertext tells no more of the text's length than that.
func payload(b Binding, plaintext []byte) []byte {
	var p []byte
	for _, f := range b.fields() {
		p = appendLP(p, f)
	}
	p = appendLP(p, string(plaintext))
	return append(p, make([]byte, padded(len(p))-len(p))...)
}

// padded is the length of a payload with n bytes that count.
func padded(n int) int {
	if n <= smallest {
		return smallest
	}
	return 1 << bits.Len(uint(n-1))
}

// open is the inverse of payload, and takes nothing that payload would not have
// made.
func open(b Binding, p []byte) ([]byte, error) {
	rest := p
	next := func() ([]byte, bool) {
		if len(rest) < 8 {
			return nil, false
		}
		n := binary.BigEndian.Uint64(rest)
		if rest = rest[8:]; n > uint64(len(rest)) {
			return nil, false
		}
		f := rest[:n]
		rest = rest[n:]
		return f, true
	}
	elsewhere := false
	for i, want := range b.fields() {
		got, ok := next()
		switch {
		case !ok, i == 0 && string(got) != want:
			return nil, ErrDamaged
		case string(got) != want:
			elsewhere = true
		}
	}
	text, ok := next()
	used := len(p) - len(rest)
	switch {
	case !ok, len(p) != padded(used), len(bytes.Trim(rest, "\x00")) > 0:
		return nil, ErrDamaged
	case elsewhere:
		return nil, ErrElsewhere
	}
	return text, nil
}
