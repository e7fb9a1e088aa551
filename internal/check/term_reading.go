package check

import (
	"strings"
	"unicode"

	"github.com/kijun-dev/kijun/internal/diag"
)

var termReading = rule{
	doc: &diag.Rule{
		Code:  "term-reading",
		Title: "a term without a reading, or with one that is not in kana",
		Why: "The list of terms is in the order of the 五十音, and a reader who meets a term for the first time wants to know how it is said. " +
			"A reading is in hiragana or katakana. A term without kanji needs none: it is read as it is written.",
		Before: "terms: {保守用回線: {en: maintenance line}}\n",
		After:  "terms: {保守用回線: {reading: ほしゅようかいせん, en: maintenance line}}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, c := range clauses(v) {
				for _, term := range c.Terms {
					word := term.Name[original(v).Lang]
					switch {
					case term.Reading == "" && strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
						clauseKey(p.report(term.Place, "the term %s has no reading", quote(term.Place, word)), c, "terms").
							Hint("write it in kana behind the term: `{reading: …}`")
					case strings.ContainsFunc(term.Reading, func(r rune) bool { return !kana(r) }):
						clauseKey(p.report(term.Place, "the reading of the term %s is not in kana", quote(term.Place, word)), c, "terms").
							Hint("write hiragana or katakana, and a middle dot or a space between words")
					}
				}
			}
		}
	},
}

// kana: what a reading may have. Half-width forms are left out: they sort apart.
func kana(r rune) bool {
	return r >= 'ぁ' && r <= 'ゖ' || r >= 'ァ' && r <= 'ヺ' || r == 'ー' || r == '・' || r == ' ' || r == '\u3000'
}
