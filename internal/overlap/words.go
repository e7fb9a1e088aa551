package overlap

import (
	"bytes"
	"path"
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/source"
	"golang.org/x/text/unicode/norm"
)

// A unit is what texts are compared by: a character of Japanese, which has no
// spaces between words, or a word of another script. Width, case, spaces,
// punctuation and markup make no unit and no difference.
type unit struct {
	hash       uint64
	start, end int // in the file
	class      class
}

type class uint8

const (
	latin class = iota // any script that is written in words, and digits
	han
	hiragana
	katakana
)

// weight is how much a unit says: a word about as much as two characters.
func (u unit) weight() int {
	if u.class == latin {
		return 2
	}
	return 1
}

// units are the units of one text.
type units struct {
	data []byte
	list []unit
	open bool // the last unit is a word that may go on
}

// read makes the units of a text anew.
func (u *units) read(t Text) {
	u.data, u.list = t.File.Bytes(), u.list[:0]
	ranges := t.Ranges
	if len(ranges) == 0 {
		ranges = []source.Range{{Start: 0, End: len(u.data)}}
	}
	if path.Ext(t.File.Path()) == ".svg" {
		ranges = drawn(u.data, ranges)
	}
	for _, r := range ranges {
		for at := r.Start; at < r.End; {
			end := r.End
			if i := bytes.IndexByte(u.data[at:r.End], '\n'); i >= 0 {
				end = at + i + 1
			}
			u.line(at, end)
			at = end
		}
	}
}

// drawn leaves of a drawing what can be read: coordinates are no words.
func drawn(data []byte, ranges []source.Range) (out []source.Range) {
	for _, r := range ranges {
		at := r.Start
		for _, m := range tag.FindAllIndex(data[r.Start:r.End], -1) {
			out = append(out, source.Range{Start: at, End: r.Start + m[0]})
			if l := label.FindSubmatchIndex(data[r.Start+m[0] : r.Start+m[1]]); l != nil {
				out = append(out, source.Range{Start: r.Start + m[0] + l[2], End: r.Start + m[0] + l[3]})
			}
			at = r.Start + m[1]
		}
		out = append(out, source.Range{Start: at, End: r.End})
	}
	return out
}

var (
	tag   = regexp.MustCompile(`<[^<>]*>`)
	label = regexp.MustCompile(`\saria-label="([^"]*)"`)
)

func (u *units) line(start, end int) {
	u.open = false
	line := u.data[start:end]
	if norm.NFKC.QuickSpan(line) == len(line) {
		for i := 0; i < len(line); {
			r, n := rune(line[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRune(line[i:])
			}
			u.add(r, start+i, start+i+n)
			i += n
		}
		return
	}
	var it norm.Iter
	it.Init(norm.NFKC, line)
	for !it.Done() {
		from := it.Pos()
		segment := it.Next()
		to := it.Pos()
		for len(segment) > 0 {
			r, n := utf8.DecodeRune(segment)
			u.add(r, start+from, start+to)
			segment = segment[n:]
		}
	}
}

const seed, prime = 14695981039346656037, 1099511628211

func (u *units) add(r rune, start, end int) {
	c, ok := classOf(r)
	if !ok {
		u.open = u.open && r == 0x00ad // a soft hyphen
		return
	}
	if c == latin {
		r = lower(r)
		if u.open {
			last := &u.list[len(u.list)-1]
			last.hash, last.end = (last.hash^uint64(r))*prime, end
			return
		}
	}
	u.list = append(u.list, unit{(seed ^ uint64(r)) * prime, start, end, c})
	u.open = c == latin
}

func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}

func classOf(r rune) (class, bool) {
	switch {
	case r < utf8.RuneSelf:
		return latin, 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	case 0x3041 <= r && r <= 0x3096:
		return hiragana, true
	case 0x30a1 <= r && r <= 0x30fa, r == 'ー':
		return katakana, true
	case 0x4e00 <= r && r <= 0x9fff, r == '々', r == '〆', 0x3400 <= r && r <= 0x4dbf, 0xf900 <= r && r <= 0xfaff, 0x20000 <= r && r <= 0x3ffff:
		return han, true
	case r < 0x2000 || 0xa000 <= r && r < 0xd7ff:
		return latin, unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
	}
	return 0, false
}

// text is what a unit says, folded as it is compared.
func (u *units) text(i int) string {
	return string(bytes.ToLower(norm.NFKC.Bytes(u.data[u.list[i].start:u.list[i].end])))
}

// gap is what stands between two neighbours.
func (u *units) gap(i int) string {
	from, to := u.list[i].end, u.list[i+1].start
	if from > to {
		return "" // one sign that became two
	}
	return norm.NFKC.String(string(u.data[from:to]))
}
