// Package source holds the bytes of source files and says where in them a
// thing stands.
//
// In: bytes. Out: files, spans, positions counted as people count them, and
// excerpts that are safe to print. It knows no grammar and imports nothing of
// ours, so that every later stage can point at a place.
//
// A file may be derived from another (a cut is a file whose parts were copied
// from an original). Spans of a derived file are reported at the place in the
// original that the author can open; the package keeps the map.
package source

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A File is one source file.
type File struct {
	path string
	data []byte

	once sync.Once
	last struct { // the place counted last: findings come line by line, and lines can be long
		sync.Mutex
		line, off, column int
	}
	lines []int // offset of the first byte of each line

	// What may be shown is guarded: a file that has not changed serves several
	// analyses, and one of them may learn more of it while another prints.
	shown sync.RWMutex
	// hidden are byte ranges that no message may quote.
	hidden []Range
	// opaque files are never quoted at all.
	opaque bool

	origin *File
	copies []segment
}

// A Range is a half-open range of byte offsets.
type Range struct{ Start, End int }

type segment struct{ at, from, length int }

// New returns a file with a slash-separated path relative to the project. The
// data must not be changed afterwards.
func New(path string, data []byte) *File {
	return &File{path: path, data: data}
}

// Path is the file's path as shown to people.
func (f *File) Path() string {
	f.shown.RLock()
	defer f.shown.RUnlock()
	return f.path
}

// Bytes is the file's content. Callers must not change it.
func (f *File) Bytes() []byte { return f.data }

// Hide marks ranges that Excerpt must not show.
func (f *File) Hide(ranges ...Range) {
	f.shown.Lock()
	defer f.shown.Unlock()
	f.hidden = append(f.hidden, ranges...)
	sort.Slice(f.hidden, func(i, j int) bool { return f.hidden[i].Start < f.hidden[j].Start })
	// hiddenAt searches by the ends, so no range may reach over another
	n := 0
	for _, r := range f.hidden {
		if n > 0 && r.Start <= f.hidden[n-1].End {
			f.hidden[n-1].End = max(f.hidden[n-1].End, r.End)
			continue
		}
		f.hidden[n] = r
		n++
	}
	f.hidden = f.hidden[:n]
}

// Hidden reports whether no message may quote what stands at an offset of the
// file as its author wrote it.
func (f *File) Hidden(off int) bool {
	_, hidden := f.hiddenAt(off)
	return hidden || f.Opaque()
}

// HideAll makes Excerpt show nothing of the file, because all of it is
// withheld. Its name may tell too much as well, so messages give it another.
func (f *File) HideAll(name string) {
	f.shown.Lock()
	defer f.shown.Unlock()
	f.opaque = true
	f.path = name
}

// A Builder derives a file from an original by copying ranges of it and adding
// text of its own.
type Builder struct {
	origin *File
	buf    bytes.Buffer
	copies []segment
}

// Derive starts a file made from parts of f.
func (f *File) Derive() *Builder { return &Builder{origin: f} }

// Copy appends the original's bytes from start to end.
func (b *Builder) Copy(start, end int) {
	if start >= end {
		return
	}
	b.copies = append(b.copies, segment{b.buf.Len(), start, end - start})
	b.buf.Write(b.origin.data[start:end])
}

// Add appends text that stands for what begins at offset from of the original.
func (b *Builder) Add(text string, from int) {
	b.copies = append(b.copies, segment{b.buf.Len(), from, 0})
	b.buf.WriteString(text)
}

// File ends the derivation.
func (b *Builder) File() *File {
	return &File{path: b.origin.Path(), data: b.buf.Bytes(), origin: b.origin, copies: b.copies}
}

// A Span is a range of a file. A span with a nil File says nothing of a place.
type Span struct {
	File       *File
	Start, End int
}

// At returns the span of f from start to end, clamped to the file.
func (f *File) At(start, end int) Span {
	n := len(f.data)
	start = min(max(start, 0), n)
	end = min(max(end, start), n)
	return Span{f, start, end}
}

// Whole is the span that names the file without naming a place in it.
func (f *File) Whole() Span { return Span{f, 0, 0} }

// Origin returns the span in the file the author wrote.
func (s Span) Origin() Span {
	for s.File != nil && s.File.origin != nil {
		f := s.File
		start, ok := f.toOrigin(s.Start)
		end, _ := f.toOrigin(max(s.Start, s.End-1))
		if !ok {
			end = start
		} else if s.End > s.Start {
			end++
		}
		s = f.origin.At(start, end)
	}
	return s
}

// toOrigin maps an offset; ok is false when it lies in added text.
func (f *File) toOrigin(off int) (int, bool) {
	i := sort.Search(len(f.copies), func(i int) bool { return f.copies[i].at > off }) - 1
	if i < 0 {
		return 0, false
	}
	c := f.copies[i]
	d := off - c.at
	if d > c.length {
		d = c.length
	}
	return c.from + d, c.length > 0
}

// A Position is a place counted from 1. Column counts user-perceived
// characters, as an editor shows them: a full-width character is one.
type Position struct{ Line, Column int }

func (f *File) index() []int {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i, c := range f.data {
			if c == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// Position returns the place of a byte offset.
func (f *File) Position(off int) Position {
	lines := f.index()
	i := sort.SearchInts(lines, off+1) - 1
	f.last.Lock()
	defer f.last.Unlock()
	l := &f.last
	if l.line != i+1 || l.off > off {
		l.line, l.off, l.column = i+1, lines[i], 1
	}
	if off-l.off > 1<<10 { // up to a space, which no character reaches over
		if n := strings.LastIndexByte(string(f.data[l.off:off]), ' '); n > 0 {
			l.column += uniseg.GraphemeClusterCount(string(f.data[l.off : l.off+n]))
			l.off += n
		}
	}
	return Position{i + 1, l.column + uniseg.GraphemeClusterCount(string(f.data[l.off:off]))}
}

// Line returns the line of a byte offset, counted from 1.
func (f *File) Line(off int) int { return sort.SearchInts(f.index(), off+1) }

// LineStart returns the offset of the first byte of a line counted from 1.
func (f *File) LineStart(line int) int {
	lines := f.index()
	if line < 1 {
		return 0
	}
	if line > len(lines) {
		return len(f.data)
	}
	return lines[line-1]
}

// LineEnd returns the offset behind the last byte of a line, its end-of-line
// mark left out.
func (f *File) LineEnd(line int) int {
	end := f.LineStart(line + 1)
	if end > 0 && end <= len(f.data) && line < len(f.index()) && f.data[end-1] == '\n' {
		end--
	}
	return end
}

// An Excerpt is a line that may be printed, and the cells of a terminal that a
// span of it takes.
type Excerpt struct {
	Text        string
	Pad, Length int // in terminal cells: before the span, and of it
}

const (
	maxExcerpt = 100 // characters; longer lines are shown around the span
	mask       = "▒▒▒"
)

// Excerpt returns the first line of a span of an original file, with hidden
// parts masked at a fixed width. ok is false when nothing of it may be shown.
func (s Span) Excerpt() (e Excerpt, ok bool) {
	f := s.File
	if f == nil || f.Opaque() || s.Start == 0 && s.End == 0 && len(f.data) == 0 {
		return e, false
	}
	line := f.Position(s.Start).Line
	from, to := f.LineStart(line), f.LineEnd(line)
	if !utf8.Valid(f.data[from:to]) {
		return e, false
	}
	end := min(max(s.End, s.Start), to)
	var text strings.Builder
	var pad, length int
	emit := func(str string, at int) {
		w := uniseg.StringWidth(str)
		switch {
		case at < s.Start:
			pad += w
		case at < end:
			length += w
		}
		text.WriteString(str)
	}
	for at := from; at < to; {
		if h, hidden := f.hiddenAt(at); hidden {
			emit(mask, at)
			at = max(h.End, at+1)
			continue
		}
		cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(string(f.data[at:min(to, at+64)]), -1)
		emit(printable(cluster), at)
		at += len(cluster)
	}
	e = Excerpt{text.String(), pad, max(length, 1)}
	if strings.TrimSpace(strings.ReplaceAll(e.Text, mask, "")) == "" && e.Text != "" {
		return Excerpt{}, false
	}
	return e.shorten(), true
}

// printable makes control characters visible, so that a source can't steer the
// reader's terminal.
func printable(cluster string) string {
	r, _ := utf8.DecodeRuneInString(cluster)
	switch {
	case r == '\t':
		return "    "
	case r < 0x20 || r >= 0x7f && r < 0xa0 || isInvisible(r):
		return "·"
	}
	return cluster
}

func isInvisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x00ad, r == 0x061c:
		return true
	}
	return false
}

func (f *File) hiddenAt(off int) (Range, bool) {
	f.shown.RLock()
	defer f.shown.RUnlock()
	i := sort.Search(len(f.hidden), func(i int) bool { return f.hidden[i].End > off })
	if i < len(f.hidden) && f.hidden[i].Start <= off {
		return f.hidden[i], true
	}
	return Range{}, false
}

// shorten cuts a long line down to the part around the span.
func (e Excerpt) shorten() Excerpt {
	if uniseg.StringWidth(e.Text) <= maxExcerpt {
		return e
	}
	const before = 30
	var out strings.Builder
	skipped, width, cell := 0, 0, 0
	start := max(0, e.Pad-before)
	if start > 0 {
		out.WriteString("…")
	}
	state := -1
	rest := e.Text
	for rest != "" {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if cell < start {
			cell += w
			skipped += w
			continue
		}
		if width+w > maxExcerpt-2 {
			out.WriteString("…")
			break
		}
		out.WriteString(cluster)
		width += w
		cell += w
	}
	pad := e.Pad - skipped
	if start > 0 {
		pad++
	}
	return Excerpt{out.String(), pad, max(1, min(e.Length, maxExcerpt-pad))}
}
