package withhold

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

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

const maxFindings = 1000 // of one file

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
	if from, to, found := endOfMarker(rest); found && len(s.ds) == before {
		s.nearMiss(start+from, start+to)
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
