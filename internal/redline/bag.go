package redline

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Bag is the words of a text without their order: sorted hashes. Words of
// Latin letters and digits count as such, other scripts by pairs of characters,
// which needs no dictionary.
type Bag []uint64

// The seed differs from run to run; what is derived from a bag, how many words
// two have in common, does not.
var seed = maphash.MakeSeed()

// BagOf makes the bag of a text.
func BagOf(text string) Bag {
	b := make(Bag, 0, len(text)/3) // about right for Japanese, too much for Latin letters
	Terms(text, func(term string) { b = append(b, maphash.String(seed, term)) })
	slices.Sort(b)
	return b
}

// Terms calls add for each word of a text, in small letters.
func Terms(text string, add func(term string)) {
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		kind := scriptOf(r)
		if kind == space || kind == other {
			text = text[n:]
			continue
		}
		start := 0
		last := 0 // of the character before
		for n < len(text) {
			next, size := utf8.DecodeRuneInString(text[n:])
			if k := scriptOf(next); k != kind && !unicode.IsMark(next) {
				break
			}
			if kind != latin {
				add(text[last : n+size])
				last = n
			}
			n += size
		}
		switch {
		case kind == latin:
			add(strings.ToLower(text[start:n]))
		case last == 0:
			add(text[:n])
		}
		text = text[n:]
	}
}

// Dice is how much two bags have in common, from 0 to 1.
func Dice(a, b Bag) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			common++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}
