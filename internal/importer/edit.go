package importer

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// A doc is the text on its way: each pass derives the next file from the last
// one, so that a finding of any pass points at the original.
type doc struct {
	o        Options
	path     string
	file     *source.File
	whole    source.Span // names the file
	ds       diag.List
	anchors  []anchor
	done     []int // where rewritten link targets start
	headings []*heading
	titleH   *heading // the heading that became the standard's title
}

// An anchor is a name that the text gives to a place.
type anchor struct {
	name string
	at   int
	own  bool // stands in the heading's attributes
}

// A patch replaces a range of the text.
type patch struct {
	start, end int
	text       string
}

// ordered sorts patches and drops those that overlap an earlier one: two edits
// of the same bytes can't both be right, and the next round finds what is left.
func ordered(ps []patch) []patch {
	ps = slices.Clone(ps)
	slices.SortStableFunc(ps, func(a, b patch) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	out := ps[:0]
	last := 0
	for _, p := range ps {
		if p.start < last {
			continue
		}
		out = append(out, p)
		last = p.end
	}
	return out
}

// apply makes the next file.
func (d *doc) apply(ps []patch) {
	if len(ps) == 0 {
		return
	}
	ps = ordered(ps)
	b := d.file.Derive()
	at := 0
	for _, p := range ps {
		b.Copy(at, p.start)
		if p.text != "" {
			b.Add(p.text, p.start)
		}
		at = p.end
	}
	b.Copy(at, len(d.file.Bytes()))
	for i := range d.anchors {
		d.anchors[i].at = shift(d.anchors[i].at, ps)
	}
	for i := range d.done {
		d.done[i] = shift(d.done[i], ps)
	}
	for _, h := range d.headings {
		h.at = shift(h.at, ps)
	}
	d.file = b.File()
}

// shift moves an offset to where its byte stands after the patches.
func shift(off int, ps []patch) int {
	delta := 0
	for _, p := range ps {
		if p.start >= off {
			break
		}
		if p.end > off {
			return p.start + delta + min(off-p.start, len(p.text))
		}
		delta += len(p.text) - (p.end - p.start)
	}
	return off + delta
}

// patched returns a range of data with the patches that lie in it.
func patched(data []byte, start, end int, ps []patch) []byte {
	var out []byte
	at := start
	for _, p := range ordered(ps) {
		if p.start < at || p.end > end {
			continue
		}
		out = append(out, data[at:p.start]...)
		out = append(out, p.text...)
		at = p.end
	}
	return append(out, data[at:end]...)
}

func (d *doc) at(start, end int) source.Span { return d.file.At(start, end) }

// lineStart returns where the line of an offset begins.
func lineStart(src []byte, off int) int {
	for off > 0 && src[off-1] != '\n' {
		off--
	}
	return off
}

// lineEnd returns the offset of the end-of-line mark at or behind off.
func lineEnd(src []byte, off int) int {
	for off < len(src) && src[off] != '\n' {
		off++
	}
	return off
}
