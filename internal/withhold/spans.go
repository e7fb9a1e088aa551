package withhold

import (
	"bytes"

	"github.com/kijun-dev/kijun/internal/seal"
)

// What no line may have but in a marker.
const (
	reserved    = "{{withhold"
	reservedEnd = "{{/withhold"

	reservedSealed    = "{{sealed"
	reservedSealedEnd = "{{/sealed"
)

// spans takes the span markers of a line and returns the line with them and
// with what they withhold blanked out, and a span that does not end.
func (s *scanner) spans(start int, line []byte) ([]byte, *part) {
	found := spanMarker.FindAllSubmatchIndex(line, -1)
	if found == nil && !bytes.Contains(line, []byte("{{")) {
		return line, nil
	}
	rest := bytes.Clone(line)
	blank := func(a, b int) {
		for i := a; i < b; i++ {
			rest[i] = ' '
		}
	}
	var open *part
	inner := map[string]bool{}   // spans that begin on this line within others
	strayed := map[string]bool{} // ends without a begin
	for _, m := range found {
		word, id := string(line[m[2]:m[3]]), string(line[m[4]:m[5]])
		kind, begins := spanKinds[word]
		ends := word[0] == '/'
		a, b := start+m[0], start+m[1]
		blank(m[0], m[1])
		// a brace more, outside of what is withheld, makes another sign of it
		if !ends && m[0] > 0 && line[m[0]-1] == '{' {
			s.nearMiss(a-1, b)
			continue
		}
		if !begins && m[1] < len(line) && line[m[1]] == '}' {
			s.nearMiss(a, b)
			continue
		}
		if s.front {
			s.report(place, a, b, "a marker of withholding may not stand in front matter").
				Hint("withhold a field by an entry of withheld.yaml with `field:` and put its value into index.confidential.yaml")
			continue
		}
		if s.open != nil {
			if ends && inner[id] {
				continue
			}
			inner[id] = true
			s.nested(a, b, id)
			continue
		}
		switch {
		case ends && inner[id] && (open == nil || open.id != id):
			delete(inner, id)
		case word == "withheld" && open == nil:
			s.parts = append(s.parts, part{id: id, kind: spanMark, outerStart: a, outerEnd: b, innerStart: b, innerEnd: b})
		case begins && open == nil:
			open = &part{id: id, kind: kind, outerStart: a, innerStart: b}
		case ends && open == nil && s.spansOpen[id]:
			delete(s.spansOpen, id)
		case ends && open == nil:
			strayed[id] = true
			s.report(unopened, a, b, "%s ends here and has not begun on this line", id).
				Hint("a span begins and ends on one line")
		case ends && (open.id != id || word[1:] != opening[open.kind]):
			s.report(mismatch, a, b, "%s ends here, but the open part is %s", id, open.id).
				Hint("write `{{/%s:%s}}`, or the begin of %s before it", opening[open.kind], open.id, id)
			open = nil
		case ends:
			open.innerEnd, open.outerEnd = a, b
			s.parts = append(s.parts, *open)
			s.spanContent(*open, start, line, rest)
			blank(open.outerStart-start, b-start)
			open = nil
		default:
			inner[id] = true
			s.report(nested, a, b, "%s stands within %s", id, open.id).
				Hint("end %s before %s begins: withheld parts do not nest or overlap", open.id, id)
		}
	}
	switch {
	case open == nil:
	case len(suspects(rest[open.innerStart-start:], false)) > 0: // its end, mistyped
		blank(open.outerStart-start, open.innerStart-start)
	case inner[open.id], strayed[open.id]: // its end lacks the slash, or stands before it
		blank(open.outerStart-start, len(rest))
	default:
		s.spansOpen[open.id] = true
		s.report(unclosed, open.outerStart, open.innerStart, "%s begins here and does not end on this line", open.id).
			Hint("a span begins and ends on one line; for several lines use a region: `:::withhold %s`", open.id)
		blank(open.outerStart-start, len(rest))
	}
	for _, r := range []string{reserved, reservedEnd, "{{withheld", reservedSealed, reservedSealedEnd} {
		for from := 0; ; {
			i := bytes.Index(rest[from:], []byte(r))
			if i < 0 {
				break
			}
			at := from + i
			from = at + len(r)
			s.nearMiss(start+at, start+from)
			blank(at, from)
		}
	}
	return rest, open
}

// spanContent reports what is wrong with the inside of a span. start is where
// its line begins; rest is the line with what was read so far blanked.
func (s *scanner) spanContent(p part, start int, line, rest []byte) {
	text, raw := rest[p.innerStart-start:p.innerEnd-start], line[p.innerStart-start:p.innerEnd-start]
	if p.kind == sealedSpan { // nothing but base64, so nothing else can hide in it
		if seal.Check(seal.Span, raw) != nil {
			s.report(sealedForm, p.outerStart, p.innerStart, "what stands within %s is no age file in base64, or not the whole of one", p.id).
				Hint("take the line from a commit in which it was right; `kijun edit` changes what is sealed, an editor can't")
		}
		return
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		s.report(empty, p.innerEnd, p.outerEnd, "%s withholds nothing", p.id).
			Hint("remove both markers and the entry, or withhold something")
	}
	if from, to, found := ciphertext(raw); found && !bytes.Contains(raw, []byte(reservedSealed)) { // nested, and reported
		s.strayCiphertext(p.innerStart+from, p.innerStart+to)
	}
	if bar(raw) && bar(rest[:p.outerStart-start], line[p.outerEnd-start:]) {
		s.report(cell, p.innerEnd, p.outerEnd, "%s reaches over the border of a table cell", p.id).
			Hint("withhold each cell by a part of its own, or the whole table by a region; write a bar that is text as `\\|`")
	}
	near := suspects(text, false)
	for _, x := range near {
		s.nearMiss(p.innerStart+x.start, p.innerStart+x.end)
	}
	if near == nil && (bytes.Contains(text, []byte(reserved)) || bytes.Contains(text, []byte(reservedEnd))) {
		s.nearMiss(p.innerEnd, p.outerEnd)
	}
}

// bar reports whether there is a table bar in any of the texts.
func bar(texts ...[]byte) bool {
	for _, t := range texts {
		for i, c := range t {
			if c == '|' && (i == 0 || t[i-1] != '\\') {
				return true
			}
		}
	}
	return false
}
