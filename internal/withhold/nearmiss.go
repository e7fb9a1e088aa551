package withhold

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"golang.org/x/text/unicode/norm"
)

// A folded line is a line as a careless eye reads it: compatibility forms and
// case folded, marks and invisible characters gone, colon-like characters made
// colons. from[i] is the byte of the raw line that folded byte i came from.
type folded struct {
	text string
	from []int
	end  int
}

func fold(line []byte) folded {
	var b strings.Builder
	b.Grow(len(line))
	f := folded{from: make([]int, 0, len(line)), end: len(line)}
	put := func(s string, at int) {
		for range len(s) {
			f.from = append(f.from, at)
		}
		b.WriteString(s)
	}
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRune(line[i:])
		if r < utf8.RuneSelf {
			b.WriteByte(byte(foldASCII(r)))
			f.from = append(f.from, i)
		} else if unfolded(r) {
			put(string(line[i:i+n]), i)
		} else if !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Mn, r) {
			for _, c := range norm.NFKC.String(string(r)) {
				switch {
				case colonLike(c):
					put(":", i)
				case unicode.IsSpace(c):
					put(" ", i)
				case !unicode.Is(unicode.Mn, c):
					put(string(unicode.ToLower(c)), i)
				}
			}
			if r == '∷' {
				put(":", i)
			}
		}
		i += n
	}
	f.text = b.String()
	return f
}

// unfolded reports characters that fold leaves as they are, without looking
// into the tables of Unicode: those that Japanese text is made of. Compatibility
// forms, marks and letters of other alphabets are not among them.
func unfolded(r rune) bool {
	switch {
	case 'ぁ' <= r && r <= 'ゖ', 'ァ' <= r && r <= 'ヾ', '一' <= r && r <= '鿿':
		return true
	}
	return r == '、' || r == '。' || r == '「' || r == '」'
}

// harmless reports whether a line surely has nothing that lookTwice could find.
// A suspicion needs two colons or two equal brackets in a row, a bracket and a
// slash, or something like an id behind a keyword: a w, and behind it, hyphens
// and spaces aside, a digit. Only lines of ASCII and of characters that fold
// leaves alone are judged; all others, few in Japanese text, are folded and
// looked at. To fold every line would take 8 % of a whole build and 13 % of what
// it allocates, instead of less than 1 %.
func harmless(line []byte) bool {
	var before rune // the folded character before
	w := false      // a w, and since then nothing but hyphens and spaces
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRune(line[i:])
		switch {
		case r < utf8.RuneSelf:
			r = foldASCII(r)
		case r == '非' || !unfolded(r):
			return false
		}
		switch r {
		case ':', '{', '(', '[', '<':
			if before == r {
				return false
			}
		case '/':
			if before == '{' || before == '[' || before == '<' {
				return false
			}
		}
		switch {
		case r == 'w':
			w = true
		case w && '0' <= r && r <= '9':
			return false
		case r != '-' && r != '_' && r != ' ' && r != 'ー':
			w = false
		}
		before = r
		i += n
	}
	return true
}

func foldASCII(r rune) rune {
	switch {
	case r == ';':
		return ':'
	case r == '\t' || r == '\v' || r == '\f' || r == '\r' || r == 0:
		return ' '
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	}
	return r
}

func colonLike(r rune) bool {
	switch r {
	case ':', ';', '∷', 'ː', '˸', '׃', '፡', '᠄', '⁚', '꞉', '܃', '܄', '։', '∶', '⁝', '⁞', '︙', 'ः', 'ઃ', '：', '᠃', '᛬':
		return true
	}
	return false
}

// raw returns the range of the raw line that a range of folded bytes covers.
func (f folded) raw(start, end int) (int, int) {
	at := func(i int) int {
		if i >= len(f.from) {
			return f.end
		}
		return f.from[i]
	}
	return at(start), at(end)
}

// A suspicion is something in a line that looks like a marker and is none.
type suspicion struct {
	start, end int // in the raw line; safe to quote
}

// keywords without their hyphens: a forgotten or doubled hyphen is no reason
// to take a marker for text.
var keywords = []string{"withhold", "endwithhold", "withheld", "sealed", "endsealed", "非公開"}

// near reports whether a folded word is a keyword or a slip of one: at most two
// letters inserted, removed or replaced.
func near(word string) bool {
	word = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '‐' || r == '–' || r == '—' || r == 'ー' {
			return -1
		}
		return r
	}, word)
	n := utf8.RuneCountInString(word)
	for _, k := range keywords {
		// a distance is never less than the difference in length
		if k == word || k != "非公開" && max(n-len(k), len(k)-n) <= 2 && diag.Distance(word, k) <= 2 {
			return true
		}
	}
	return false
}

// lead is what may stand before a block marker that is not where the grammar
// wants it: list markers, table bars, quotes, heading marks, code marks.
const lead = " >-*+#|.()[]~`_\"'!0123456789&=\\/、・「『（"

// suspects returns what looks like a marker in a line whose exact markers have
// been blanked out. escaped tells that the line starts with `\:::`.
func suspects(line []byte, escaped bool) []suspicion {
	if harmless(line) {
		return nil
	}
	return lookTwice(line, escaped)
}

func lookTwice(line []byte, escaped bool) []suspicion {
	f := fold(line)
	s := f.text
	var out []suspicion
	add := func(start, end int) {
		a, b := f.raw(start, end)
		out = append(out, suspicion{a, b})
	}
	lineStart := len(s) - len(strings.TrimLeft(s, lead))
	if !escaped && strings.HasPrefix(s[lineStart:], ":::") {
		_, end := wordAfter(s, lineStart+3)
		add(lineStart, end)
		return out
	}
	// Two braces and an id are a marker's, whatever word stands between them.
	for _, m := range braced.FindAllStringIndex(s, -1) {
		if !near(word(s[m[0]+2:])) {
			add(m[0], m[0]+2)
		}
	}
	for i := 0; i < len(s); {
		w, end := wordAt(s, i)
		if w == "" {
			_, n := utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		if near(w) {
			if start, bad := opensMarker(s, i, end, lineStart, escaped); bad {
				add(start, idEnd(s, end))
			}
		}
		i = end
	}
	return out
}

// endOfMarker returns an id with two braces behind it. It is a marker's, whatever
// has become of the rest: a brace may have got into the word.
func endOfMarker(line []byte) (start, end int, found bool) {
	if harmless(line) {
		return 0, 0, false
	}
	f := fold(line)
	m := idBraces.FindStringIndex(f.text)
	if m == nil {
		return 0, 0, false
	}
	start, end = f.raw(m[0], m[1])
	return start, end, true
}

var idBraces = regexp.MustCompile(`(?:^|[^a-z0-9])w[-_‐–—ー ]?[0-9]{2,} ?\} ?\}`)

var braced = regexp.MustCompile(`\{ ?\{[^{}]*w[-_‐–—ー ]?[0-9]{2,}`)

// word is the first word of a folded text.
func word(s string) string {
	w, _ := wordAt(s, len(s)-len(strings.TrimLeft(s, lead+"{:%<")))
	return w
}

// opensMarker looks at what stands around a keyword-like word: enough of a
// marker's signs to think that one was meant?
func opensMarker(s string, start, end, lineStart int, escaped bool) (int, bool) {
	before := strings.TrimRight(s[:start], " /\\")
	colons := trailing(before, ':')
	from, same := openers(before)
	hasID := idEnd(s, end) > end
	last, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case colons >= 3 && escaped && strings.TrimLeft(s[:len(before)-colons], lead) == "":
		return 0, false
	case hasID && !escaped && start > lineStart && strings.HasPrefix(s[lineStart:], "::"): // one of three colons is another sign
		return lineStart, true
	case colons >= 2, colons == 1 && hasID:
		return len(before) - colons, true
	case same >= 2, same == 1 && hasID,
		same == 1 && s[start-1] == '/' && before[from] != '(': // [/withhold]; (/withheld/) is a link
		return from, true
	case hasID && (start <= lineStart || before == "" || unicode.IsPunct(last) || unicode.IsSymbol(last)):
		return start, true
	case hasID && strings.HasPrefix(s[idEnd(s, end):], "}"):
		return start, true
	}
	return 0, false
}

// openers counts the same sign at the end of s that opens something in one
// language or another; from is where all signs of that sort begin.
func openers(s string) (from, same int) {
	from = len(s)
	last, counting := rune(0), true
	for from > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:from])
		if !unicode.In(r, unicode.Ps, unicode.Pi) && !strings.ContainsRune("<%@!", r) {
			break
		}
		if last == 0 {
			last = r
		}
		if counting = counting && r == last; counting {
			same++
		}
		from -= size
	}
	return from, same
}

func trailing(s string, c byte) int {
	n := 0
	for n < len(s) && s[len(s)-1-n] == c {
		n++
	}
	return n
}

// wordAt returns the run of letters and hyphens at i: ASCII, or 非公開.
func wordAt(s string, i int) (string, int) {
	if strings.HasPrefix(s[i:], "非公開") {
		return "非公開", i + len("非公開")
	}
	j := i
	for j < len(s) {
		r, n := utf8.DecodeRuneInString(s[j:])
		ascii := 'a' <= r && r <= 'z' || j > i && (r == '-' || r == '_' || '0' <= r && r <= '9')
		// letters of other alphabets count as letters: a look-alike must not end
		// the word early
		other := r >= utf8.RuneSelf && unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		hyphen := j > i && (r == '‐' || r == '–' || r == '—')
		if !ascii && !other && !hyphen {
			break
		}
		j += n
	}
	// an id glued to the keyword is not part of the word
	if at := gluedID.FindStringIndex(s[i:j]); at != nil && at[0] >= 5 {
		j = i + at[0]
	}
	return s[i:j], j
}

var gluedID = regexp.MustCompile(`[-_]?w[-_]?[0-9]{2,}`)

func wordAfter(s string, i int) (string, int) {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	w, end := wordAt(s, i)
	if !near(w) {
		return "", i
	}
	return w, idEnd(s, end)
}

// idEnd returns where an id, or what looks like one, ends that follows a word;
// or i when there is none.
func idEnd(s string, i int) int {
	j := i
	for j < len(s) && strings.IndexByte(" :=.,_-{}()[]#", s[j]) >= 0 {
		j++
	}
	if j == len(s) || s[j] != 'w' {
		return i
	}
	j++
	for j < len(s) && (s[j] == '-' || s[j] == ' ' || s[j] == '_') {
		j++
	}
	if strings.HasPrefix(s[j:], "ー") {
		j += len("ー")
	}
	k := j
	for k < len(s) && '0' <= s[k] && s[k] <= '9' {
		k++
	}
	if k == j {
		return i
	}
	return k
}
