package search

// A letter is of one of three kinds. The ranges are written out: categories of
// Unicode differ from version to version, and so between us and a browser.
type kind int

const (
	gap    kind = iota // punctuation, spaces: in no key
	narrow             // of an alphabet, or a numeral: three letters a key
	wide               // all others: two letters a key
)

func kindOf(r rune) kind {
	switch {
	case '0' <= r && r <= '9', 'a' <= r && r <= 'z':
		return narrow
	case r < 0xC0, r == 0xD7, r == 0xF7, 0x2000 <= r && r <= 0x206F, 0x2E00 <= r && r <= 0x2E7F,
		0x3000 <= r && r <= 0x3004, 0x3008 <= r && r <= 0x3020, r == 0x3030, r == 0x303D, r == 0x30FB:
		return gap
	case r < 0x250, 0x370 <= r && r <= 0x52F, 0x1E00 <= r && r <= 0x1FFF:
		return narrow
	case r == '〇', r == '一', r == '二', r == '三', r == '四', r == '五', r == '六', r == '七', r == '八', r == '九', r == '十', r == '百', r == '千':
		return narrow // pairs of them stand in half the clauses of a statute
	}
	return wide
}

// keyAt is the key that begins at a letter of a normalised text: how many
// letters it has, 0 at a gap.
func keyAt(text []rune, at int) int {
	first := kindOf(text[at])
	if first == gap {
		return 0
	}
	if at+1 == len(text) {
		return 1
	}
	second := kindOf(text[at+1])
	switch {
	case second == gap:
		return 1
	case first == narrow && second == narrow && at+2 < len(text) && kindOf(text[at+2]) == narrow:
		return 3
	}
	return 2
}

// eachKey calls visit with every key of a normalised text, as often as it stands
// there.
func eachKey(text string, visit func(key string)) {
	runes := []rune(text)
	ends := make([]int, 0, len(runes)+1) // of letters, in bytes
	for i := range text {
		ends = append(ends, i)
	}
	ends = append(ends, len(text))
	for i := range runes {
		if n := keyAt(runes, i); n > 0 {
			visit(text[ends[i]:ends[i+n]])
		}
	}
}
