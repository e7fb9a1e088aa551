package verify

import (
	"bytes"
	"regexp"
)

// A part is a marked part of a source: withheld text, or the mark that was left
// of it.
type part struct {
	id         string
	mark       bool // nothing but a mark
	sealed     bool
	from, to   int // with its markers
	inner, end int // what is withheld
	prefix     string
	line       int
}

var (
	lineMarker = regexp.MustCompile(`^([ >]*):::(withhold|end-withhold|withheld|sealed|end-sealed) (W-[0-9]{3,})$`)
	wordMarker = regexp.MustCompile(`\{\{(/?withhold|/?sealed|withheld):(W-[0-9]{3,})\}\}`)
)

// readParts reads the grammar of docs/format.md, and nothing more lenient. It
// says why it can't without a word of the text.
func readParts(data []byte) (parts []part, why string) {
	var open *part
	at, line := 0, 0
	for at < len(data) {
		line++
		end := bytes.IndexByte(data[at:], '\n')
		next := len(data)
		if end >= 0 {
			next = at + end + 1
			end += at
		} else {
			end = len(data)
		}
		text := data[at:end]
		if m := lineMarker.FindSubmatch(text); m != nil {
			prefix, word, id := string(m[1]), string(m[2]), string(m[3])
			switch {
			case word == "withheld" && open == nil:
				parts = append(parts, part{id: id, mark: true, from: at, to: end, prefix: prefix, line: line})
			case (word == "withhold" || word == "sealed") && open == nil:
				open = &part{id: id, sealed: word == "sealed", from: at, inner: next, prefix: prefix, line: line}
			case open != nil && id == open.id && prefix == open.prefix && (word == "end-withhold" && !open.sealed || word == "end-sealed" && open.sealed):
				open.end, open.to = at, end
				parts = append(parts, *open)
				open = nil
			default:
				return parts, "a marker that does not fit those before it: " + id
			}
		} else if open == nil {
			if parts, why = readSpans(parts, text, at, line); why != "" {
				return parts, why
			}
		}
		at = next
	}
	if open != nil {
		return parts, "a marker without its end: " + open.id
	}
	return parts, ""
}

// readSpans adds the parts within a line.
func readSpans(parts []part, text []byte, at, line int) ([]part, string) {
	var open *part
	for _, m := range wordMarker.FindAllSubmatchIndex(text, -1) {
		word, id := string(text[m[2]:m[3]]), string(text[m[4]:m[5]])
		switch {
		case word == "withheld" && open == nil:
			parts = append(parts, part{id: id, mark: true, from: at + m[0], to: at + m[1], line: line})
		case (word == "withhold" || word == "sealed") && open == nil:
			open = &part{id: id, sealed: word == "sealed", from: at + m[0], inner: at + m[1], line: line}
		case open != nil && id == open.id && (word == "/withhold" && !open.sealed || word == "/sealed" && open.sealed):
			open.end, open.to = at+m[0], at+m[1]
			parts = append(parts, *open)
			open = nil
		default:
			return parts, "a marker that does not fit those before it: " + id
		}
	}
	if open != nil {
		return parts, "a marker without its end: " + open.id
	}
	return parts, ""
}

// cutParts replaces each part by its mark.
func cutParts(data []byte, parts []part) []byte {
	var out []byte
	at := 0
	for _, p := range parts {
		if p.mark {
			continue
		}
		out = append(out, data[at:p.from]...)
		if data[p.from] == '{' {
			out = append(out, "{{withheld:"+p.id+"}}"...)
		} else {
			out = append(out, p.prefix+":::withheld "+p.id...)
		}
		at = p.to
	}
	return append(out, data[at:]...)
}
