package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise writes a text in the one form in which texts and queries are
// compared. The package documentation has the rules.
func Normalise(s string) string {
	s = norm.NFKC.String(strings.Map(visible, s))
	s = strings.Map(lower, s)
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s) // of a few letters the small form is put together differently
	}
	var b strings.Builder
	b.Grow(len(s))
	last, space := rune(-1), false
	for _, r := range s {
		r = plainDash(r)
		if (r == '-' || r == '~') && isKatakana(last) && !space {
			r = 'ー'
		}
		if isSpace(r) {
			space = true
			continue
		}
		if space && last >= 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// visible drops what has no shape.
func visible(r rune) rune {
	switch {
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0xFEFF,
		0x180B <= r && r <= 0x180F, 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F,
		0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF:
		return -1
	}
	return r
}

func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	if r < 0x80 || 0x3000 <= r && r < 0xA000 {
		return r
	}
	return unicode.ToLower(r)
}

func plainDash(r rune) rune {
	switch {
	case 0x2010 <= r && r <= 0x2015, r == 0x2043, r == 0x2212, r == 0x2500:
		return '-'
	case r == 0x301C, r == 0x3030, r == 0x223C:
		return '~'
	}
	return r
}

func isKatakana(r rune) bool {
	return 0x30A1 <= r && r <= 0x30FA || r == 'ー' || 0x31F0 <= r && r <= 0x31FF
}

func isSpace(r rune) bool {
	return r <= 0x20 || 0x7F <= r && r <= 0xA0 || r == 0x1680 || 0x2000 <= r && r <= 0x200A || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000
}
