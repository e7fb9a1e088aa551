// Package redline shows how one text became another.
//
// In: two texts as blocks of words. Out: aligned rows with pieces that are
// equal, deleted or inserted: equal and deleted ones together are the old text,
// equal and inserted ones the new. It knows nothing of clauses and versions,
// reads no source and decides nothing about what may be shown.
package redline

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/rivo/uniseg"
)

// A token is what a redline shows as changed or not, never a part of it. Words
// of one script are a token, because Japanese puts no spaces between words and
// a dictionary would cost more than it tells (a redline is read, not parsed).
type token struct {
	text string
	atom bool // may not be refined: a number, an address, code, an obligation
}

// wholes are what no redline may split, in the order in which they are tried:
// half a number, a date, an id, an address or an obligation says something else
// than the whole, and a reader of a norm acts on it.
var wholes = regexp.MustCompile(`^(?:` + strings.Join([]string{
	// addresses; a full stop or bracket at the end belongs to the sentence
	`(?:https?|ftp|mailto|tel|urn):[^\s<>"「」『』（）、。！？]*[^\s<>"「」『』（）、。！？.,;:!?)\]]`,
	`[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+`, // bounded: each word looks for the sign
	// dates and times
	`[0-9０-９]{1,4}年(?:[0-9０-９]{1,2}月(?:[0-9０-９]{1,2}日)?)?`,
	`(?:令和|平成|昭和)(?:元|[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})年(?:[0-9０-９一二三四五六七八九十]{1,3}月(?:[0-9０-９一二三四五六七八九十]{1,3}日)?)?`,
	`[0-9]{1,4}[-/][0-9A-Za-z]{1,9}[-/][0-9]{1,4}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?`,
	`[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?`,
	`(?:[0-9]{1,2}(?:st|nd|rd|th)? )?(?:` + strings.Join(months, "|") + `) (?:[0-9]{1,2}(?:st|nd|rd|th)?,? )?[0-9]{4}\b`,
	// numbers of clauses
	`第[0-9０-９一二三四五六七八九十百千]+(?:編|部|章|節|款|目|条|項|号|版)?(?:の[0-9０-９一二三四五六七八九十百千]+)*`,
	// obligations
	`(?:MUST|SHALL|SHOULD|MAY)(?: NOT)?\b`,
	`(?:し|れ|せ|え|け|げ|て|ね|べ|め|ら|り|き|み|び|い)?(?:なければならない|なければなりません|てはならない|てはなりません|ないこととする)`,
	`(?:する)?ことが(?:できる|できない|できます|できません|望ましい)`, `(?:する)?ものとする`, `よう(?:に)?努め(?:る|なければならない)`,
	`べきで(?:ある|はない)`, `(?:ではならない|ねばならない)`,
	// ids, numbers, units: what hangs together with points, hyphens, slashes
	`[0-9０-９]+(?:[.,:/_‐-][0-9A-Za-z０-９]+)+(?:\([0-9a-z]+\))*`,
	`[0-9０-９]+(?:[.,．，][0-9０-９]+)*(?:%|％|\s?(?:bits?|bytes?|days?|hours?|months?|years?|minutes?|seconds?)\b)?`,
	`[A-Za-z]+[-_.:/]?[0-9]+(?:[-_.:/][0-9A-Za-z]+)*(?:\([0-9a-z]+\))*`,
	`[A-Za-zÀ-ɏ][\wÀ-ɏ]*(?:[-_.’'][\wÀ-ɏ]+)+`,
}, "|") + `)`)

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// script tells which characters run together.
type script int

const (
	other script = iota
	space
	han
	hiragana
	katakana
	latin
)

func scriptOf(r rune) script {
	switch { // most characters by their place, which is quicker than by their tables
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9':
			return latin
		case r == ' ' || r == '\n' || r == '\t':
			return space
		}
		return other
	case 0x4e00 <= r && r <= 0x9fff:
		return han
	case 0x3041 <= r && r <= 0x3096:
		return hiragana
	case 0x30a1 <= r && r <= 0x30fa:
		return katakana
	case r == '、' || r == '。' || r == '（' || r == '）' || r == '「' || r == '」':
		return other
	case r == 'ー' || r == 'ｰ' || unicode.Is(unicode.Katakana, r):
		return katakana
	case r == '々' || r == '〆' || unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return latin
	}
	return other
}

// tokenise cuts a text into tokens; together they are the text.
func tokenise(w standard.Words) []token {
	out := make([]token, 0, len(w.Text)/4+1)
	at := 0
	for _, a := range w.Atoms {
		out = words(out, w.Text[at:a.Start])
		out = append(out, token{w.Text[a.Start:a.End], true})
		at = a.End
	}
	return mend(words(out, w.Text[at:]), w.Text)
}

// mend joins tokens that a reader sees as one character: half a flag, a letter
// without its accent, an emoji without its colour.
func mend(tokens []token, text string) []token {
	if !strings.ContainsFunc(text, joining) {
		return tokens
	}
	ends := clusters(text)
	out := tokens[:0]
	at := 0
	for _, t := range tokens {
		if at > 0 && !ends[at] {
			last := &out[len(out)-1]
			last.text, last.atom = text[at-len(last.text):at+len(t.text)], last.atom || t.atom
		} else {
			out = append(out, t)
		}
		at += len(t.text)
	}
	return out
}

// clusters are the offsets behind each character as a reader sees it.
func clusters(text string) map[int]bool {
	ends := map[int]bool{}
	at := 0
	for _, g := range graphemes(text) {
		at += len(g)
		ends[at] = true
	}
	return ends
}

// joining reports whether a character might be one with its neighbours. Letters
// of Latin, kana and kanji, and their punctuation, never are.
func joining(r rune) bool {
	switch {
	case r < 0x300, 0x2010 <= r && r < 0x2060, 0x2100 <= r && r < 0x2c00,
		0x3000 <= r && r < 0x302a, 0x3030 <= r && r < 0x3099, 0x309b <= r && r < 0xa000,
		0xf900 <= r && r < 0xfb00, 0xff00 <= r && r < 0xff9e:
		return false
	}
	return true
}

func graphemes(s string) []string {
	var out []string
	for state := -1; s != ""; {
		var g string
		g, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		out = append(out, g)
	}
	return out
}

func words(out []token, s string) []token {
	for s != "" {
		if n := plainWord(s); n > 0 {
			out = append(out, token{text: s[:n]})
			s = s[n:]
			continue
		}
		if n := whole(s); n > 0 {
			out = append(out, token{s[:n], true})
			s = s[n:]
			continue
		}
		if n := negative(out, s); n > 0 {
			out = append(out, token{s[:n], true})
			s = s[n:]
			continue
		}
		if n := conjunction(s); n > 0 {
			out = append(out, token{text: s[:n]})
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		kind := scriptOf(r)
		for n < len(s) && kind != other && kind != space {
			next, size := utf8.DecodeRuneInString(s[n:])
			if unicode.IsMark(next) { // a mark belongs to what it stands on
				n += size
				continue
			}
			if scriptOf(next) != kind || kind == hiragana && startsWhole(s[n:]) || kind == han && (numbered(s[n:]) || conjunction(s[n:]) > 0) {
				break
			}
			n += size
		}
		if kind == other {
			for n < len(s) {
				next, size := utf8.DecodeRuneInString(s[n:])
				if !unicode.IsMark(next) && next != 0x200d && next != 0xfe0f {
					break
				}
				n += size
			}
		}
		out = append(out, token{text: s[:n]})
		s = s[n:]
	}
	return out
}

// negative is the length of the negative number that a text begins with, or 0. A
// hyphen behind a word is none.
func negative(before []token, s string) int {
	for _, sign := range []string{"-", "−", "－"} {
		rest, ok := strings.CutPrefix(s, sign)
		if !ok || rest == "" {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(rest); !('0' <= r && r <= '9' || '０' <= r && r <= '９') {
			return 0
		}
		if n := len(before); n > 0 {
			if r, _ := utf8.DecodeLastRuneInString(before[n-1].text); scriptOf(r) != space && scriptOf(r) != hiragana && r != '(' && r != '（' && r != '、' {
				return 0
			}
		}
		return len(sign) + whole(rest)
	}
	return 0
}

// plainWord is the length of the word of ASCII letters that a text begins with
// where no pattern need be asked: most of an English text is such words.
func plainWord(s string) int {
	n := 0
	for n < len(s) && ('a' <= s[n]|0x20 && s[n]|0x20 <= 'z') {
		n++
	}
	switch {
	case n == 0:
		return 0
	case n < len(s) && !strings.ContainsRune(" ,;!?()\"\n\t", rune(s[n])) && (s[n] != '.' || n+1 < len(s) && s[n+1] != ' '):
		return 0
	case s[0] <= 'Z' && (n <= len("SHOULD") || slices.Contains(months, s[:n])): // may be an obligation or a date
		return 0
	}
	return n
}

// whole is the length of the atom that a text begins with, or 0. The pattern is
// asked only where one of its branches could begin.
func whole(s string) int {
	switch c := s[0]; {
	case c == ' ' || c == '\n' || c == '\t':
		return 0
	case c < utf8.RuneSelf && !('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'):
		return 0
	case c >= utf8.RuneSelf && !startsWhole(s):
		r, _ := utf8.DecodeRuneInString(s)
		if !('０' <= r && r <= '９' || r == '第' || r == '令' || r == '平' || r == '昭' || 'À' <= r && r <= 'ɏ') {
			return 0
		}
	}
	return len(wholes.FindString(s))
}

// obligations in Japanese begin within a run of hiragana: 限定|しなければならない.
var (
	obligations = []string{"なければならない", "なければなりません", "てはならない", "てはなりません", "ないこととする"}
	phrases     = []string{"することが", "ことができ", "ことが望ましい", "するものとする", "ものとする", "よう努め", "ように努め", "べきで", "ではならない", "ねばならない"}
)

// begins reports whether one of these begins with a character.
func begins(r rune) bool {
	switch r {
	case 'な', 'て', 'す', 'こ', 'も', 'よ', 'べ', 'で', 'ね':
		return true
	}
	return false
}

func startsWhole(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if scriptOf(r) != hiragana {
		return false
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); !begins(r) && !begins(next) {
		return false
	}
	for _, o := range obligations {
		if strings.HasPrefix(s, o) || strings.HasPrefix(s[n:], o) {
			return true
		}
	}
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.HasPrefix(s, p) })
}

// conjunctions are words of kanji and hiragana that norms are built with. They
// stand alone: 機器|及び|媒体.
var conjunctions = []string{"及び", "又は", "並びに", "若しくは"}

func conjunction(s string) int {
	for _, c := range conjunctions {
		if strings.HasPrefix(s, c) {
			return len(c)
		}
	}
	return 0
}

// numbered reports whether a text begins with the number of a clause or a date
// of an era: these stand in a run of kanji too: 本規程|第五条.
func numbered(s string) bool {
	rest, ok := strings.CutPrefix(s, "第")
	if !ok {
		for _, era := range []string{"令和", "平成", "昭和"} {
			if rest, ok = strings.CutPrefix(s, era); ok {
				break
			}
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return ok && (numeral(r) || r == '元')
}

// numeral reports whether a character is a digit, or a kanji that is one.
func numeral(r rune) bool {
	return '0' <= r && r <= '9' || '０' <= r && r <= '９' || strings.ContainsRune("〇一二三四五六七八九十百千万億兆", r)
}
