package lock

import (
	"bytes"
	"regexp"

	"github.com/kijun-dev/kijun/internal/source"
)

// An oracle is a line with the digest of full sources, or a comment that may be
// one: whoever guesses at a withheld word can try the guess on it.
var oracle = regexp.MustCompile(`(?m)^[ \t]*(?:[^\s#]\S*[ \t]+confidential[ \t].*|#.*` + algorithm + `[0-9a-fA-F]{32,}.*)$`)

// Oracles are the places of such lines, whatever else is wrong with the file.
// Nothing of them may be quoted.
func Oracles(f *source.File) []source.Span {
	var out []source.Span
	for _, m := range oracle.FindAllIndex(f.Bytes(), -1) {
		f.Hide(source.Range{Start: m[0], End: m[1]})
		out = append(out, f.At(m[0], m[1]))
	}
	return out
}

// WithoutOracles are the bytes of a lock without such lines.
func WithoutOracles(data []byte) []byte {
	var out []byte
	for line := range bytes.Lines(data) {
		if !oracle.Match(bytes.TrimSuffix(line, []byte("\n"))) {
			out = append(out, line...)
		}
	}
	return out
}
