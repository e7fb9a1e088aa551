package importer

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/source"
)

// clean makes the bytes such as a source may have them: UTF-8, LF, no byte
// order mark, no character that can't be seen. It reports false where the bytes
// are not text.
func (d *doc) clean(src *source.File) bool {
	data := src.Bytes()
	d.file = src
	if !utf8.Valid(data) {
		i := 0
		for i < len(data) {
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		d.ds.Add(notUTF8.At(src.At(i, i+1), "the file is not UTF-8 text; nothing was imported").
			Hint("convert it first, e.g. `iconv -f CP932 -t UTF-8`"))
		return false
	}
	type seen struct{ count, first, size int }
	found := map[rune]*seen{}
	var order []rune
	var ps []patch
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == 0xfeff && i == 0:
			ps = append(ps, patch{i, i + n, ""})
		case r == '\r' && i+1 < len(data) && data[i+1] == '\n':
			ps = append(ps, patch{i, i + n, ""})
		case r == '\r':
			ps = append(ps, patch{i, i + n, "\n"})
		case unwanted(r):
			text := ""
			if r < 0x20 || r == 0x85 {
				text = " " // it may have stood between two words
			}
			ps = append(ps, patch{i, i + n, text})
			if found[r] == nil {
				found[r] = &seen{first: i, size: n}
				order = append(order, r)
			}
			found[r].count++
		}
		i += n
	}
	slices.Sort(order)
	for _, r := range order {
		s := found[r]
		times := ""
		if s.count > 1 {
			times = fmt.Sprintf(", %d times", s.count)
		}
		d.ds.Add(control.At(src.At(s.first, s.first+s.size), "the character U+%04X was removed%s", r, times))
	}
	d.apply(ps)
	if b := d.file.Bytes(); len(b) > 0 && !bytes.HasSuffix(b, []byte("\n")) {
		d.apply([]patch{{len(b), len(b), "\n"}})
	}
	return true
}

// unwanted are the characters that a kijun source may not have.
func unwanted(r rune) bool {
	switch {
	case r < 0x20 && r != '\t' && r != '\n', 0x7f <= r && r < 0xa0:
		return true
	case 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff, 0xe0000 <= r && r <= 0xe007f:
		return true
	}
	return false
}
