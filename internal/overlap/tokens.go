package overlap

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A token is a word that tells something by itself.
type token struct {
	key    string
	hashes []uint64 // of its units
	hard   bool     // an address or number: no turn of phrase
	ranged bool     // the begin of addresses: the number behind it is part of each
	proper bool     // a name in letters: where it stands without a capital, it is a word
	whole  class    // of what may not stand right beside it; latin for none

	parts  []int
	uses   count
	common bool
	found  []hit
}

// most is in how many public places a token may stand and still be told.
func (t *token) most() int {
	if t.hard {
		return 12
	}
	return 2
}

// stands reports whether the token stands at a unit of a text, and its last
// unit.
func (t *token) stands(u *units, at int) (last int, ok bool) {
	n := len(t.hashes)
	if at+n > len(u.list) {
		return 0, false
	}
	for i, h := range t.hashes {
		if u.list[at+i].hash != h {
			return 0, false
		}
		if i > 0 && u.list[at+i].start-u.list[at+i-1].end > 3 {
			return 0, false // a word between, or the next line's
		}
	}
	last = at + n - 1
	if t.ranged && last+1 < len(u.list) && u.list[last+1].start == u.list[last].end+1 {
		last++
	}
	if t.whole != latin {
		beside := func(i, j int) bool {
			return i >= 0 && j < len(u.list) && u.list[i].class == t.whole && u.list[j].class == t.whole && u.list[i].end == u.list[j].start
		}
		if beside(at-1, at) || beside(last, last+1) {
			return 0, false
		}
	}
	return last, true
}

// longest is of how many units a token is made at most.
const longest = 64

// telling lists the tokens of a withheld part.
func telling(u *units) (out []*token) {
	texts := make([]string, len(u.list))
	for i, x := range u.list {
		if x.class == latin {
			texts[i] = u.text(i)
		}
	}
	add := func(from, to int, t token) {
		if to-from >= longest {
			return // no address or name
		}
		if t.key == "" {
			for i := from; i <= to; i++ {
				t.hashes = append(t.hashes, u.list[i].hash)
				t.key += u.text(i) + " "
			}
		}
		out = append(out, &t)
	}
	for i := 0; i < len(u.list); {
		switch u.list[i].class {
		case latin:
			to := i // a chain of words that only signs join
			for to+1 < len(u.list) && u.list[to+1].class == latin && joins(u.gap(to)) {
				to++
			}
			chain(u, texts, i, to, add)
			i = to + 1
		case katakana:
			to := end(u, i)
			if word := string(runes(u, i, to)); to-i >= 3 && !ordinary(word) {
				add(i, to, token{whole: katakana})
			}
			i = to + 1
		case han:
			to := end(u, i)
			names(u, i, to, add)
			i = to + 1
		default:
			i++
		}
	}
	return out
}

func joins(gap string) bool {
	switch gap {
	case ".", ":", "-", "@", "_", "/", "::", "(", ")", ") ", " (":
		return true
	}
	return false
}

// end is the last unit of the class that units from i on have without a gap.
func end(u *units, i int) int {
	to := i
	for to+1 < len(u.list) && u.list[to+1].class == u.list[i].class && u.list[to+1].start == u.list[to].end {
		to++
	}
	return to
}

func runes(u *units, from, to int) (out []rune) {
	for i := from; i <= to; i++ {
		out = append(out, []rune(u.text(i))...)
	}
	return out
}

var (
	domain  = regexp.MustCompile(`^[a-z]{2,8}$`)
	ending  = regexp.MustCompile(`^(?:md|html?|svg|png|jpe?g|gif|webp|csv|txt|pdf|ya?ml|json|css|js|go|docx|xlsx|pptx|od[tsp])$`)
	digits  = regexp.MustCompile(`^[0-9]+$`)
	sixteen = regexp.MustCompile(`^[0-9a-f]{1,4}$`)
	model   = regexp.MustCompile(`^[a-z]{1,6}-?[0-9]{2,}[a-z0-9]*$|^[0-9]{2,}[a-z]{1,4}-?[0-9]+[a-z0-9]*$`)
	public  = regexp.MustCompile(`^(?:iso|iec|jis|rfc|sha|aes|rsa|des|tls|ssl|ip|http|fips|sp|nist|utf|w|x|md|ecdsa|p|nisc|crl|vpn|usb|rev|ver|v|fig|no|item|section|cve|cwe|h|s)-?[0-9]`)
)

// chain looks at words that signs alone join: addresses, numbers, models.
func chain(u *units, texts []string, from, to int, add func(from, to int, t token)) {
	gaps := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		gaps = append(gaps, u.gap(i))
	}
	same := func(i, j int, gap string) bool {
		for k := i; k < j; k++ {
			if gaps[k-from] != gap {
				return false
			}
		}
		return true
	}
	hard := token{hard: true}
	// Up to where what was looked at from one word need not be looked at from the
	// next: a chain can be as long as a file, and took the square of its length.
	decimal, dotted := from, from
	for i := from; i <= to; {
		last := i
		switch {
		case i+3 <= to && same(i, i+3, ".") && address(texts[i:i+4], i+4 <= to && gaps[i+3-from] == "/"):
			last = i + 3
			add(i, last, hard)
			if texts[last] == "0" || i+4 <= to && gaps[i+3-from] == "/" {
				add(i, i+2, token{hard: true, ranged: true})
			}
		case i+5 <= to && (same(i, i+5, ":") || same(i, i+5, "-")) && all(sixteen, texts[i:i+6]) && len(texts[i]) == 2:
			last = i + 5
			add(i, last, hard)
		case i+2 <= to && sixteen.MatchString(texts[i]) && strings.Contains(gaps[i-from], ":"):
			j := i
			if i < decimal {
				break // in numbers that are no address
			}
			for j+1 <= to && sixteen.MatchString(texts[j+1]) && (gaps[j-from] == ":" || gaps[j-from] == "::") {
				j++
			}
			if j-i >= 2 && strings.ContainsAny(strings.Join(texts[i:j+1], ""), "abcdef") {
				last = j
				add(i, last, hard)
			} else {
				decimal = j
			}
		case i < to && gaps[i-from] == "@", i+2 <= to && gaps[i+1-from] == "@" && same(i, i+1, "."):
			for last < to && (gaps[last-from] == "@" || gaps[last-from] == "." || gaps[last-from] == "-") {
				last++
			}
			add(i, last, hard)
		case digits.MatchString(texts[i]):
			for n := len(texts[i]); last < to && (last == i || n <= 15) && digits.MatchString(texts[last+1]) && strings.Trim(gaps[last-from], " ()-") == ""; {
				last++
				n += len(texts[last])
			}
			whole := strings.Join(texts[i:last+1], "")
			switch {
			case last > i && len(whole) >= 9 && len(whole) <= 15:
				add(i, last, hard)
				add(i, i, token{hard: true}.as(whole))
			case last == i && len(whole) >= 5 && strings.Trim(whole, "0") != "" && !strings.HasSuffix(whole, "000"):
				add(i, i, hard)
			default:
				last = i
			}
			if last == i && i < to && gaps[i-from] == "-" && model.MatchString(texts[i]+"-"+texts[i+1]) {
				last = i + 1
				add(i, last, token{})
			}
		default:
			last = max(last, dotted)
			for last < to && strings.Contains(".-_", gaps[last-from]) {
				last++
			}
			dotted = last
			switch joined := strings.Join(texts[i:min(i+2, to+1)], "-"); {
			case last > i && gaps[last-1-from] == "." && domain.MatchString(texts[last]) && !ending.MatchString(texts[last]): // a host
				add(i, last, token{})
			case i < to && (gaps[i-from] == "-" || gaps[i-from] == "_") && model.MatchString(joined):
				last = i + 1
				if !public.MatchString(joined) {
					add(i, last, token{})
				}
			case model.MatchString(texts[i]) && !public.MatchString(texts[i]) && len(texts[i]) >= 4:
				last = i
				add(i, i, token{})
			default:
				last = i
				proper(u, texts, i, add)
			}
		}
		i = last + 1
	}
}

// as makes a token of one word that is not written so in the part: a number
// without its hyphens.
func (t token) as(word string) token {
	h := uint64(seed)
	for _, r := range word {
		h = (h ^ uint64(r)) * prime
	}
	t.key, t.hashes = word, []uint64{h}
	return t
}

func all(form *regexp.Regexp, words []string) bool {
	for _, w := range words {
		if !form.MatchString(w) {
			return false
		}
	}
	return true
}

// address reports whether four numbers are an address of the internet. Numbers
// of clauses have the same form, so small ones are none unless a range is named.
func address(n []string, ranged bool) bool {
	most := 0
	for _, s := range n {
		if !digits.MatchString(s) || len(s) > 3 {
			return false
		}
		v := 0
		for _, c := range s {
			v = 10*v + int(c-'0')
		}
		if v > 255 {
			return false
		}
		most = max(most, v)
	}
	if n[0] == "255" || n[0] == "0" || n[0] == "127" {
		return false
	}
	return ranged || most >= 32 || n[0] == "10"
}

// proper takes a word with a capital for a name, where no sentence begins.
func proper(u *units, texts []string, i int, add func(from, to int, t token)) {
	if !name(u, texts, i) {
		return
	}
	if i == 0 {
		return
	}
	if u.list[i-1].class == latin && (u.gap(i-1) != " " || capital(u.data[u.list[i-1].start:]) || digits.MatchString(texts[i-1])) {
		return // begins a sentence or a heading, or goes on with a title
	}
	t := token{proper: true}
	if i+1 < len(u.list) && u.list[i+1].class == latin && u.gap(i) == " " && name(u, texts, i+1) {
		add(i, i+1, t)
		return
	}
	if len(texts[i]) >= 4 && !ordinaryLatin[texts[i]] {
		add(i, i, t)
	}
}

func name(u *units, texts []string, i int) bool {
	written := norm.NFKC.Bytes(u.data[u.list[i].start:u.list[i].end])
	if !capital(written) || len(written) < 3 {
		return false
	}
	for _, r := range string(written[1:]) {
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			return false // an abbreviation
		}
	}
	return true
}

func capital(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	if r >= 0xff00 {
		r, _ = utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
	}
	return unicode.IsUpper(r)
}

// names looks for persons in a run of Chinese characters: a known surname with
// what follows it, or what stands before a title.
func names(u *units, from, to int, add func(from, to int, t token)) {
	word := runes(u, from, to)
	n := len(word)
	if n != to-from+1 {
		return
	}
	for _, title := range titles {
		if k := n - utf8.RuneCountInString(title); k >= 2 && k <= 5 && strings.HasSuffix(string(word), title) && surname(word[:k]) > 0 {
			add(from, from+k-1, token{})
			return
		}
	}
	if k := surname(word); k > 0 && n > k && n <= k+3 {
		add(from, to, token{})
	} else if k == n && n >= 2 && from > 0 && to+1 < len(u.list) && honorific(u, to) {
		add(from, to, token{whole: han})
	}
}

// honorific reports whether さん or 様 stands behind a unit.
func honorific(u *units, i int) bool {
	return i+2 < len(u.list) && u.list[i+1].start == u.list[i].end && u.text(i+1)+u.text(i+2) == "さん"
}

// surname is how long the surname is that a word begins with.
func surname(word []rune) int {
	for k := min(3, len(word)); k >= 2; k-- {
		if surnames[string(word[:k])] {
			return k
		}
	}
	return 0
}
