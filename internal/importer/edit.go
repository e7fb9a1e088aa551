package importer

import (
	"slices"
	"sort"

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
	done     map[int]bool // where rewritten link targets start
	known    map[int]bool // where the text's own links start
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
	to := newShift(ps)
	for i := range d.anchors {
		d.anchors[i].at = to.at(d.anchors[i].at)
	}
	d.known, d.done = to.all(d.known), to.all(d.done)
	for _, h := range d.headings {
		h.at = to.at(h.at)
	}
	d.file = b.File()
}

// A shift tells where bytes stand after patches.
type shift struct {
	ps    []patch
	delta []int // of all patches before each
}

func newShift(ps []patch) shift {
	s := shift{ps, make([]int, len(ps)+1)}
	for i, p := range ps {
		s.delta[i+1] = s.delta[i] + len(p.text) - (p.end - p.start)
	}
	return s
}

func (s shift) at(off int) int {
	i := sort.Search(len(s.ps), func(i int) bool { return s.ps[i].start >= off })
	if i > 0 && s.ps[i-1].end > off { // it is gone: the place of what stands for it
		p := s.ps[i-1]
		return p.start + s.delta[i-1] + min(off-p.start, len(p.text))
	}
	return off + s.delta[i]
}

func (s shift) all(offs map[int]bool) map[int]bool {
	out := make(map[int]bool, len(offs))
	for off := range offs {
		out[s.at(off)] = true
	}
	return out
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
