// Package withhold is the security boundary: it finds the withheld parts of a
// version's sources, matches them with the register and cuts them out.
//
// In: raw bytes and the register's entries. Out: findings, or a Cut, the
// sources of one edition, which only this package can make. It works on lines
// of bytes and knows no Markdown, so nothing that a parser makes of a text can
// decide what is withheld. It fails closed: what looks like a marker and is not
// exactly one is an error, and with any error there is no cut.
package withhold

import (
	"bytes"
	"regexp"
	"strings"
)

// The grammar of markers. Everything is ASCII and exact:
//
//	region = prefix ":::withhold" SP id EOL … prefix ":::end-withhold" SP id EOL
//	span   = "{{withhold:" id "}}" text "{{/withhold:" id "}}"
//	mark   = prefix ":::withheld" SP id EOL | "{{withheld:" id "}}"
//	sealed = prefix ":::sealed" SP id EOL … prefix ":::end-sealed" SP id EOL
//	       | "{{sealed:" id "}}" base64 "{{/sealed:" id "}}"
//	prefix = { SP | ">" }
//	id     = "W-" 3*DIGIT
var (
	blockMarker = regexp.MustCompile(`^([ >]*):::(withhold|end-withhold|withheld|sealed|end-sealed) (W-[0-9]{3,})$`)
	spanMarker  = regexp.MustCompile(`\{\{(/?withhold|withheld|/?sealed):(W-[0-9]{3,})\}\}`)
	idForm      = regexp.MustCompile(`^W-[0-9]{3,}$`)
)

// IsID reports whether s has the form of a withholding's id.
func IsID(s string) bool { return idForm.MatchString(s) }

// Marked reports whether a text from elsewhere has markers of withholding. Taken
// for text, they would put what they withhold before everyone.
func Marked(data []byte) bool {
	found := spanMarker.Match(data)
	eachLine(data, func(start, end int) {
		found = found || blockMarker.Match(bytes.TrimRight(data[start:end], " \t\r"))
	})
	return found
}

// Anchor is the id that a notice has in a page: "w-001".
func Anchor(id string) string { return strings.ToLower(id) }

// BlockMark is the line that a cut leaves of a region, without its prefix.
func BlockMark(id string) string { return ":::withheld " + id }

// SpanMark is what a cut leaves of a span.
func SpanMark(id string) string { return "{{withheld:" + id + "}}" }

// partKind says how a part is written.
type partKind int

const (
	region partKind = iota
	span
	blockMark
	spanMark
	sealed     // a region
	sealedSpan // a span
)

// inLine reports whether a part stands within a line.
func (k partKind) inLine() bool { return k == span || k == spanMark || k == sealedSpan }

// isMark reports whether a part withholds nothing any more.
func (k partKind) isMark() bool { return k == blockMark || k == spanMark }

// isSealed reports whether a part is encrypted.
func (k partKind) isSealed() bool { return k == sealed || k == sealedSpan }

// A part is one marked part of a text. outer includes the markers, inner is
// what is withheld; both are byte ranges of the file.
type part struct {
	id                   string
	kind                 partKind
	outerStart, outerEnd int
	innerStart, innerEnd int
	prefix               string
}

// armor is what stands within a sealed region, without the prefix of its lines;
// nil where a line does not have it.
func (p part) armor(data []byte) []byte {
	var out []byte
	for line := range bytes.Lines(data[p.innerStart:p.innerEnd]) {
		rest, ok := bytes.CutPrefix(line, []byte(p.prefix))
		if !ok {
			return nil
		}
		out = append(out, rest...)
	}
	return out
}
