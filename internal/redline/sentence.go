package redline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/standard"
	"znkr.io/diff"
)

// text compares two texts sentence by sentence, and what changed of them word by
// word.
func (c *comparer) text(old, new standard.Words) []Piece {
	if old.Text == new.Text {
		return piece(Equal, new.Text)
	}
	var b builder
	around(sentences(old), sentences(new), func(w standard.Words) string { return w.Text },
		func(old, new []standard.Words) { c.sentenceGap(&b, old, new) },
		func(old, _ standard.Words) { b.add(Equal, old.Text) })
	return b.pieces()
}

func (c *comparer) sentenceGap(b *builder, old, new []standard.Words) {
	if len(old) == 0 || len(new) == 0 {
		b.replace(old, new)
		return
	}
	bags := func(s []standard.Words) []Bag {
		out := make([]Bag, len(s))
		for i := range s {
			out[i] = BagOf(s[i].Text)
		}
		return out
	}
	x, y := bags(old), bags(new)
	if !c.affordable(x, y) {
		c.coarse = true
		b.replace(old, new)
		return
	}
	pairs := align(len(old), len(new), func(i, j int) float64 {
		if s := Dice(x[i], y[j]); s >= alikeSentences || len(old) == 1 && len(new) == 1 && len(x[i])+len(y[j]) <= 12 {
			return s + 0.001 // a short one may have lost all its words, and still be the same cell
		}
		return 0
	})
	i, j := 0, 0
	gone, come := 0, 0
	leave := func(old, new []standard.Words) {
		b.replace(old, new)
		for _, w := range old {
			gone += len(w.Text)
		}
		for _, w := range new {
			come += len(w.Text)
		}
	}
	for _, p := range pairs {
		leave(old[i:p[0]], new[j:p[1]])
		c.tokens(b, old[p[0]], new[p[1]])
		i, j = p[0]+1, p[1]+1
	}
	leave(old[i:], new[j:])
	c.coarse = c.coarse || min(gone, come) > large
}

// sentences cuts a text behind full stops and line breaks. Space behind a
// sentence belongs to it.
func sentences(w standard.Words) []standard.Words {
	var out []standard.Words
	start, atom := 0, 0
	cut := func(end int) {
		s := standard.Words{Text: w.Text[start:end]}
		for atom < len(w.Atoms) && w.Atoms[atom].End <= end {
			s.Atoms = append(s.Atoms, standard.Atom{Start: w.Atoms[atom].Start - start, End: w.Atoms[atom].End - start})
			atom++
		}
		out = append(out, s)
		start = end
	}
	inAtom := func(at int) bool {
		return atom < len(w.Atoms) && w.Atoms[atom].Start < at && at < w.Atoms[atom].End
	}
	for i := 0; i < len(w.Text); {
		r, n := utf8.DecodeRuneInString(w.Text[i:])
		i += n
		for atom < len(w.Atoms) && w.Atoms[atom].End <= start {
			atom++
		}
		if next, _ := utf8.DecodeRuneInString(w.Text[i:]); i < len(w.Text) && next >= 0x300 && r != '\n' && joining(next) {
			continue // it may be one with the full stop
		}
		switch {
		case inAtom(i):
		case r == '\n':
			cut(i)
		case r == '。' || r == '！' || r == '？':
			for strings.HasPrefix(w.Text[i:], "」") || strings.HasPrefix(w.Text[i:], "』") || strings.HasPrefix(w.Text[i:], "）") {
				i += len("」")
			}
			cut(i)
		case (r == '.' || r == '!' || r == '?') && ends(w.Text, i):
			cut(i + 1)
			i = start
		}
	}
	if start < len(w.Text) {
		cut(len(w.Text))
	}
	return out
}

// ends reports whether a sentence ends before an offset, where a space and a
// capital follow. "e.g. Foo" is cut too: a cut too many costs nothing but a
// coarser alignment.
func ends(s string, at int) bool {
	if at+1 >= len(s) || s[at] != ' ' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[at+1:])
	return unicode.IsUpper(r)
}

// tokens compares two sentences word by word.
func (c *comparer) tokens(b *builder, old, new standard.Words) {
	x, y := tokenise(old), tokenise(new)
	if len(x)+len(y) > maxTokens {
		c.coarse = true
		b.replace([]standard.Words{old}, []standard.Words{new})
		return
	}
	c.work += len(x) + len(y)
	var o []diff.Option
	if len(x)+len(y) <= maxExact {
		o = append(o, diff.Minimal())
	}
	edits := diff.Edits(x, y, o...)
	runs := group(edits)
	runs = drop(runs)
	kept, total, changes := 0, 0, 0
	for _, r := range runs {
		if len(r.gone)+len(r.come) > 0 {
			changes++
		}
		kept += 2 * size(r.equal)
		total += 2*size(r.equal) + size(r.gone) + size(r.come)
	}
	if total > 40 && kept*10 < total*4 && changes > 2 && old.Text != "" && new.Text != "" {
		// most of it changed: shreds of the old sentence among the new one
		// would be read by nobody
		b.replace([]standard.Words{old}, []standard.Words{new})
		return
	}
	for _, r := range runs {
		b.add(Equal, str(r.equal))
		refine(b, r.gone, r.come)
	}
}

// A run is equal tokens, then what was replaced by what.
type run struct{ equal, gone, come []token }

func group(edits []diff.Edit[token]) []run {
	runs := []run{{}}
	for _, e := range edits {
		r := &runs[len(runs)-1]
		switch e.Op {
		case diff.Match:
			if len(r.gone)+len(r.come) > 0 {
				runs = append(runs, run{})
				r = &runs[len(runs)-1]
			}
			r.equal = append(r.equal, e.X)
		case diff.Delete:
			r.gone = append(r.gone, e.X)
		case diff.Insert:
			r.come = append(r.come, e.Y)
		}
	}
	return runs
}

// drop takes equal runs for changed that are but a word or a comma between two
// changes: matched by chance, they tear a phrase to pieces.
func drop(runs []run) []run {
	out := runs[:1]
	for _, r := range runs[1:] {
		last := &out[len(out)-1]
		edited := len(last.gone) > 0 && len(r.gone) > 0 || len(last.come) > 0 && len(r.come) > 0
		if edited && len(r.gone)+len(r.come) > 0 && slight(r.equal) {
			last.gone = append(append(last.gone, r.equal...), r.gone...)
			last.come = append(append(last.come, r.equal...), r.come...)
			continue
		}
		out = append(out, r)
	}
	return out
}

func slight(equal []token) bool {
	words, chars := 0, 0
	for _, t := range equal {
		r, _ := utf8.DecodeRuneInString(t.text)
		if k := scriptOf(r); k != space && k != other {
			words++
			chars += utf8.RuneCountInString(t.text)
			if k != latin {
				chars += utf8.RuneCountInString(t.text) // a character of kanji or kana says more than a letter
			}
			if t.atom {
				return false // a number that stayed is worth knowing
			}
		}
	}
	return words == 0 || words == 1 && chars <= 4
}

// refine shows what two words of one Japanese script have in common at their
// ends: 情報資[産→源]. Numbers, obligations and words of letters stay whole.
func refine(b *builder, gone, come []token) {
	if len(gone) == 1 && len(come) == 1 && !gone[0].atom && !come[0].atom {
		x, y := gone[0].text, come[0].text
		r, _ := utf8.DecodeRuneInString(x)
		s, _ := utf8.DecodeRuneInString(y)
		if k := scriptOf(r); k == scriptOf(s) && (k == han || k == hiragana || k == katakana) {
			p, q := graphemes(x), graphemes(y)
			from := 0
			for from < len(p) && from < len(q) && p[from] == q[from] {
				from++
			}
			to := 0
			for to < len(p)-from && to < len(q)-from && p[len(p)-1-to] == q[len(q)-1-to] {
				to++
			}
			// a number of kanji is no less a number: [三十→四十]日
			if beginsNumeral(p[from:]) || beginsNumeral(q[from:]) {
				for endsNumeral(p[:from]) {
					from--
				}
			}
			if endsNumeral(p[from:len(p)-to]) || endsNumeral(q[from:len(q)-to]) {
				for to > 0 && beginsNumeral(p[len(p)-to:]) {
					to--
				}
			}
			// 以上, 以下, 以内 say the opposite of each other by their second half
			if from > 0 && p[from-1] == "以" {
				from--
			}
			b.add(Equal, strings.Join(p[:from], ""))
			b.add(Delete, strings.Join(p[from:len(p)-to], ""))
			b.add(Insert, strings.Join(q[from:len(q)-to], ""))
			b.add(Equal, strings.Join(p[len(p)-to:], ""))
			return
		}
	}
	x, y := str(gone), str(come)
	if !japanese(gone) || !japanese(come) || !grown(b, graphemes(x), graphemes(y)) {
		b.add(Delete, x)
		b.add(Insert, y)
	}
}

// japanese reports whether tokens are few words of kanji and kana, none of which
// is an atom or holds a number.
func japanese(ts []token) bool {
	if len(ts) == 0 || len(ts) > 6 {
		return false
	}
	for _, t := range ts {
		r, _ := utf8.DecodeRuneInString(t.text)
		if k := scriptOf(r); t.atom || k != han && k != hiragana && k != katakana || strings.ContainsFunc(t.text, numeral) {
			return false
		}
	}
	return true
}

// grown shows characters that came into a phrase or went out of it, where that
// is all: 申込{+み+}を受{+け+}付ける.
func grown(b *builder, x, y []string) bool {
	op, long, short := Insert, y, x
	if len(x) > len(y) {
		op, long, short = Delete, x, y
	}
	if len(short)*2 < len(long) {
		return false
	}
	at := 0
	for _, g := range long {
		if at < len(short) && short[at] == g {
			at++
		}
	}
	if at < len(short) {
		return false
	}
	at = 0
	for _, g := range long {
		if at < len(short) && short[at] == g {
			b.add(Equal, g)
			at++
		} else {
			b.add(op, g)
		}
	}
	return true
}

func beginsNumeral(gs []string) bool { return len(gs) > 0 && isNumeral(gs[0]) }
func endsNumeral(gs []string) bool   { return len(gs) > 0 && isNumeral(gs[len(gs)-1]) }

func isNumeral(g string) bool {
	r, _ := utf8.DecodeRuneInString(g)
	return numeral(r)
}

func size(ts []token) int {
	n := 0
	for _, t := range ts {
		n += utf8.RuneCountInString(t.text)
	}
	return n
}

func str(ts []token) string {
	if len(ts) == 1 {
		return ts[0].text
	}
	var b strings.Builder
	for _, t := range ts {
		b.WriteString(t.text)
	}
	return b.String()
}
