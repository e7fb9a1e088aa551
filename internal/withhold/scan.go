package withhold

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
)

// A text is a scanned Markdown file.
type text struct {
	file  *source.File
	lang  string // "" for the original language
	parts []part
}

const (
	maxFindings = 1000     // of one file
	maxQuotes   = 100      // one in the other
	maxLine     = 64 << 10 // bytes; parsers of Markdown and YAML take time by the square of a line
	maxFile     = 32 << 20 // bytes
)

// Encoding reports what makes a file unfit to be read at all: bytes that
// editors, parsers and people could read in different ways.
func Encoding(f *source.File) diag.List {
	var ds diag.List
	data := f.Bytes()
	report := func(r *diag.Rule, at, n int, message, hint string) {
		f.Hide(source.Range{Start: 0, End: len(data)})
		ds.Add(r.At(f.At(at, at+n), "%s", message).Hint("%s", hint))
	}
	if len(data) > maxFile {
		report(tooLong, 0, 0, "the file is larger than 32 MiB", "split it, or put what is no text into files beside it")
		return ds
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		report(encoding, 0, 3, "the file starts with a byte order mark", "save it as UTF-8 without one")
	}
	if i := bytes.IndexByte(data, '\r'); i >= 0 {
		report(encoding, i, 1, "the file has carriage returns (line ends of another system)", "save it with line feeds alone (LF)")
	}
	if !utf8.Valid(data) {
		i := 0
		for i < len(data) {
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		report(encoding, i, 1, "the file is not UTF-8", "save it as UTF-8")
		return ds
	}
	lineStart, quotes := 0, 0 // quotes: signs `>` before the line's text, -1 in it
	roomy := -1               // where a line starts that is long for its sealed spans alone
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == '\n':
			lineStart, quotes = i+1, 0
		case r < 0x20 && r != '\t' && r != '\r', 0x7f <= r && r < 0xa0:
			report(encoding, i, n, "the file has a control character", "take it out; some editors show it as a sign of its own")
			return ds
		case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff && i > 0, 0xe0000 <= r && r <= 0xe007f:
			report(invisible, i, n, "a character changes the direction of the text or can't be seen", "take it out, or write the line anew")
			return ds
		}
		i += n
		switch {
		case quotes < 0 || r == ' ' || r == '\n':
		case r != '>':
			quotes = -1 // the line's text has begun
		case quotes == maxQuotes:
			report(tooLong, lineStart, 0, "quotations within quotations, more than 100 deep", "take out the `>` that are too many")
			return ds
		default:
			quotes++
		}
		if i-lineStart > maxLine && roomy < lineStart {
			roomy = lineStart
			if length(data[lineStart:]) <= maxLine {
				continue
			}
			report(tooLong, lineStart, 0, "a line is longer than 64 KiB", "break the line; a picture belongs into a file beside the text")
			return ds
		}
	}
	return ds
}

var wholeSealedSpan = regexp.MustCompile(`\{\{sealed:W-[0-9]{3,}\}\}[A-Za-z0-9+/=]*\{\{/sealed:W-[0-9]{3,}\}\}`)

// length is the length of the first line of a text without its sealed spans: no
// parser of Markdown gets to see these.
func length(text []byte) int {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	n := len(line)
	for _, m := range wholeSealedSpan.FindAllIndex(line, -1) {
		n -= m[1] - m[0]
	}
	return n
}

// ciphertext returns where something in a line stands that is encrypted.
func ciphertext(line []byte) (start, end int, found bool) {
	for _, sign := range []string{seal.Begin, seal.BeginInline} {
		if i := bytes.Index(line, []byte(sign)); i >= 0 {
			return i, i + len(sign), true
		}
	}
	return 0, 0, false
}

// Plain reports markers in a file that may have none: settings, registers,
// templates. In bytes that are not UTF-8 only an exact one is found, in UTF-16
// too: a text in another encoding has it in ASCII, and a picture by no accident.
func Plain(f *source.File) diag.List {
	var ds diag.List
	if !utf8.Valid(f.Bytes()) {
		if exactMarker.Match(bytes.ReplaceAll(f.Bytes(), []byte{0}, nil)) {
			f.Hide(source.Range{Start: 0, End: len(f.Bytes())})
			ds.Add(place.At(f.Whole(), "a marker of withholding may not stand here, and the file is not UTF-8").
				Hint("take the file out, or save it as UTF-8 without the marked part"))
		}
		return ds
	}
	words := []string{"{{withh", "{{/withh", reservedSealed, reservedSealedEnd, seal.Begin, seal.BeginInline}
	eachLine(f.Bytes(), func(start, end int) {
		line := f.Bytes()[start:end]
		has := func(word string) bool { return bytes.Contains(line, []byte(word)) }
		if slices.ContainsFunc(words, has) || blockMarker.Match(line) || len(suspects(line, false)) > 0 {
			ds.Add(place.At(f.At(start, end), "a marker of withholding may not stand here").
				Hint("markers belong into the text of chapters; the register holds what the public may know"))
			f.Hide(source.Range{Start: start, End: end})
		}
	})
	return ds
}

var exactMarker = regexp.MustCompile(`:::(?:end-)?with(?:hold|held) W-|\{\{/?(?:with(?:hold|held)|sealed):W-|:::(?:end-)?sealed W-`)

func eachLine(data []byte, do func(start, end int)) {
	for start := 0; start < len(data); {
		end := bytes.IndexByte(data[start:], '\n')
		if end < 0 {
			do(start, len(data))
			return
		}
		do(start, start+end)
		start += end + 1
	}
}

// scanner walks over the lines of one text.
type scanner struct {
	file  *source.File
	ds    diag.List
	first *diag.Diagnostic // of all that was found
	parts []part
	quote []source.Range // what findings may quote: markers alone

	open     *part // the region that has begun
	openLine int   // where its marker starts
	front    bool  // within front matter

	// One slip of the pen is one finding. What follows below says what a slip
	// explains, so that nobody is sent to look at the wrong line as well. The
	// file has a finding by then, so nothing is let through.
	lost      bool               // a marker before here was not understood
	doubtful  bool               // so was one within the open region
	shifted   bool               // a line of the open region was reported for its prefix
	inner     map[string]int     // parts within others, whose ends are still to come
	spansOpen map[string]bool    // spans that did not end on their line
	within    []*diag.Diagnostic // parts that begin within the open region
}

// scan finds the parts of a text. With findings, nothing of the file but its
// markers may be quoted: which parts are withheld is not known then.
func scan(f *source.File, lang string) (*text, diag.List) {
	s := &scanner{file: f, inner: map[string]int{}, spansOpen: map[string]bool{}}
	data := f.Bytes()
	first := true
	// front matter that does not end is none, as for the parser
	ends := bytes.Contains(data, []byte("\n---\n")) || bytes.HasSuffix(data, []byte("\n---"))
	eachLine(data, func(start, end int) {
		line := data[start:end]
		switch {
		case first && string(line) == "---" && ends:
			s.front = true
		case s.front && string(line) == "---":
			s.front = false
		default:
			s.line(start, line)
		}
		first = false
	})
	if s.open != nil && !s.doubtful {
		// that it does not end explains why others begin in it
		s.ds = slices.DeleteFunc(s.ds, func(d *diag.Diagnostic) bool { return slices.Contains(s.within, d) })
		s.report(unclosed, s.openLine, s.open.innerStart-1, "%s begins here and does not end", s.open.id).
			Hint("write the line `%s:::end-%s %s` behind the withheld part", s.open.prefix, opening[s.open.kind], s.open.id)
	}
	// A finding is left out where another explains it. Whatever that comes to, a
	// file in which anything was found, or a part is open, is not cut.
	if len(s.ds) == 0 && s.first != nil {
		s.ds.Add(s.first)
	} else if len(s.ds) == 0 && s.open != nil {
		s.report(unclosed, s.openLine, s.open.innerStart-1, "%s begins here and does not end", s.open.id)
	}
	if len(s.ds) > 0 {
		hideAllBut(f, s.quote)
		return nil, s.ds
	}
	for _, p := range s.parts {
		if p.innerEnd > p.innerStart {
			f.Hide(source.Range{Start: p.innerStart, End: p.innerEnd})
		}
	}
	return &text{file: f, lang: lang, parts: s.parts}, nil
}

func hideAllBut(f *source.File, show []source.Range) {
	at := 0
	var hide []source.Range
	// in the order of the text: findings are not made in it
	slices.SortFunc(show, func(a, b source.Range) int { return cmp.Compare(a.Start, b.Start) })
	for _, r := range show {
		if r.Start > at {
			hide = append(hide, source.Range{Start: at, End: r.Start})
		}
		at = max(at, r.End)
	}
	if n := len(f.Bytes()); at < n {
		hide = append(hide, source.Range{Start: at, End: n})
	}
	f.Hide(hide...)
}

func (s *scanner) report(r *diag.Rule, start, end int, format string, args ...any) *diag.Diagnostic {
	s.quote = append(s.quote, source.Range{Start: start, End: end})
	d := r.At(s.file.At(start, end), format, args...)
	if s.first == nil {
		s.first = d
	}
	s.ds.Add(d)
	return d
}

func (s *scanner) line(start int, line []byte) {
	if len(s.ds) > maxFindings {
		return // nothing of the file is let through, and no one reads more
	}
	end := start + len(line)
	if m := blockMarker.FindSubmatch(line); m != nil {
		s.block(start, end, string(m[1]), string(m[2]), string(m[3]))
		return
	}
	trimmed := bytes.TrimLeft(line, " >")
	escaped := bytes.HasPrefix(trimmed, []byte(`\:::`))
	if s.open != nil {
		if !bytes.HasPrefix(line, []byte(s.open.prefix)) && len(bytes.TrimRight(line, " ")) > 0 && string(bytes.TrimRight(line, " ")) != strings.TrimRight(s.open.prefix, " ") && !s.shifted {
			s.shifted = true
			s.report(prefix, start, start, "a line within %s does not start as its marker does", s.open.id).
				Hint("every line of the part starts with %q, as the line of its marker", s.open.prefix)
		}
	}
	if s.open != nil && s.open.kind == sealed {
		// An armored file, which is looked at when it ends: its lines are not text.
		// They have no colon and no brace, as every marker has.
		if bytes.ContainsAny(line, ":{") {
			for _, x := range suspects(line, escaped) {
				s.nearMiss(start+x.start, start+x.end)
			}
		}
		return
	}
	before := len(s.ds)
	rest, open := s.spans(start, line)
	for _, x := range suspects(rest, escaped) {
		s.nearMiss(start+x.start, start+x.end)
	}
	if from, to, found := ciphertext(rest); found && len(s.ds) == before && !s.lost && !s.doubtful && len(s.within) == 0 {
		s.strayCiphertext(start+from, start+to)
		s.lost, s.doubtful = s.open == nil, s.open != nil
	}
	if open != nil && len(s.ds) == before {
		s.report(unclosed, open.outerStart, open.innerStart, "%s begins here and does not end on this line", open.id).
			Hint("a span begins and ends on one line")
	}
	if found := s.ds[before:]; slices.ContainsFunc(found, isMarker) {
		// a begin or an end on the same line is missing because it is mistyped
		s.ds = append(s.ds[:before:before], slices.DeleteFunc(slices.Clone(found), func(d *diag.Diagnostic) bool {
			return d.Rule == unopened || d.Rule == unclosed
		})...)
	}
}

func (s *scanner) strayCiphertext(start, end int) {
	s.report(sealedForm, start, end, "something encrypted stands here, and no marker of a sealed part around it").
		Hint("`:::sealed W-001` before and `:::end-sealed W-001` behind an armored file; within a line `{{sealed:W-001}}…{{/sealed:W-001}}`; `kijun seal` writes them")
}

func isMarker(d *diag.Diagnostic) bool { return d.Rule == marker }

func (s *scanner) nearMiss(start, end int) {
	s.lost, s.doubtful = s.open == nil, s.open != nil
	s.report(marker, start, end, "this looks like a marker of withholding and is not exactly one").
		Hint("a region: `:::withhold W-001` and `:::end-withhold W-001` on lines of their own; within a line: `{{withhold:W-001}}…{{/withhold:W-001}}`").
		Hint("to write three colons as text, write `\\:::`")
}

func (s *scanner) block(start, end int, pre, word, id string) {
	from := start + len(pre)
	if s.front {
		s.report(place, from, end, "a marker of withholding may not stand in front matter").
			Hint("withhold a field by an entry of withheld.yaml with `field:` and put its value into index.confidential.yaml")
		return
	}
	switch word {
	case "withheld":
		if s.open != nil {
			s.nested(from, end, id)
			return
		}
		s.parts = append(s.parts, part{id: id, kind: blockMark, prefix: pre, outerStart: start, outerEnd: end, innerStart: end, innerEnd: end})
	case "withhold", "sealed":
		if s.open != nil && !s.doubtful {
			s.inner[id]++
			s.within = append(s.within, s.nested(from, end, id))
			return
		}
		kind := region
		if word == "sealed" {
			kind = sealed
		}
		s.open = &part{id: id, kind: kind, prefix: pre, outerStart: start, innerStart: min(end+1, len(s.file.Bytes()))}
		s.openLine = from
		s.lost, s.doubtful, s.shifted, s.within = false, false, false, nil
	case "end-withhold", "end-sealed":
		p := s.open
		switch {
		case s.inner[id] > 0 && (p == nil || p.id != id):
			s.inner[id]--
			return
		case p == nil && s.lost:
			s.lost = false
			return
		case p == nil:
			s.report(unopened, from, end, "%s ends here and has not begun", id).
				Hint("write the line `%s:::%s %s` before the withheld part", pre, strings.TrimPrefix(word, "end-"), id)
			return
		case p.id != id || (p.kind == sealed) != (word == "end-sealed"):
			s.report(mismatch, from, end, "%s ends here, but the open part is %s", id, p.id).
				Hint("write `:::end-%s %s`, or the begin of %s before it", opening[p.kind], p.id, id)
		case p.prefix != pre:
			if s.shifted {
				break // reported at its first line
			}
			s.report(prefix, start, end, "the end of %s does not start as its begin does", id).
				Hint("write the same spaces and `>` before both markers")
		default:
			p.innerEnd, p.outerEnd = start, end
			s.parts = append(s.parts, *p)
			if p.kind == sealed && !s.shifted && seal.Check(seal.Region, p.armor(s.file.Bytes())) != nil {
				s.report(sealedForm, s.openLine, p.innerStart-1, "what stands within %s is no armored age file, or not the whole of one", id).
					Hint("take the lines from a commit in which they were right; `kijun edit` changes what is sealed, an editor can't")
			}
			if p.kind == region && len(bytes.TrimSpace(s.file.Bytes()[p.innerStart:p.innerEnd])) == 0 {
				s.report(empty, from, end, "%s withholds nothing", id).Hint("remove both markers and the entry, or withhold something")
			}
		}
		s.open = nil
	}
}

var (
	opening   = map[partKind]string{region: "withhold", span: "withhold", sealed: "sealed", sealedSpan: "sealed"}
	spanKinds = map[string]partKind{"withhold": span, "sealed": sealedSpan}
)

func (s *scanner) nested(start, end int, id string) *diag.Diagnostic {
	return s.report(nested, start, end, "%s stands within %s", id, s.open.id).
		Hint("end %s before %s begins: withheld parts do not nest or overlap", s.open.id, id)
}

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
