package check

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/kijun-dev/kijun/internal/diag"
)

var translationHeadingDiffers = rule{
	doc: &diag.Rule{
		Code:     "translation-heading-differs",
		Severity: diag.Warning,
		Title:    "a translated heading with another number or level than the original",
		Why:      "Readers of both texts cite a clause by its number. Another number or level in the translation means that one of the two was renumbered without the other. Numbers are compared, not the words around them: 第五条 and Article 5 agree.",
		Before:   "05-build.md:     ## 5.2 遠隔保守 {#remote-maintenance}\n05-build.en.md:  ### 5.3 Remote maintenance {#remote-maintenance}\n",
		After:    "05-build.en.md:  ## 5.2 Remote maintenance {#remote-maintenance}\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, t := range translations(v) {
				for _, ch := range t.Chapters {
					for _, c := range ch.Clauses {
						o := p.clause(v, c.ID)
						if o == nil || c.Withheld != nil {
							continue
						}
						if o.Depth != c.Depth {
							p.report(c.Span, "the heading of clause %s has level %d in the translation (%s) and %d in the original", name(c), c.Depth, t.Lang, o.Depth).
								Hint("use %d number signs", o.Depth)
						}
						x, y := figures(o.Label), figures(c.Label)
						if len(x) > 0 && len(y) > 0 && !slices.Equal(x, y) {
							p.report(c.Span, "clause %s has the number %s in the translation (%s) and %s in the original", name(c), quote(c.Span, c.Label), t.Lang, quote(o.Span, o.Label)).
								Hint("give both the same number")
						}
					}
				}
			}
		}
	},
}

// figures lists the numbers of a label: "第5条の2", "第五条の二" and "Article 5-2"
// have 5 and 2.
func figures(label string) []string {
	var out []string
	var arabic strings.Builder
	total, digit, kanji := 0, 0, false
	flush := func() {
		if arabic.Len() > 0 {
			out = append(out, arabic.String())
			arabic.Reset()
		}
		if kanji {
			out = append(out, strconv.Itoa(total+digit))
			total, digit, kanji = 0, 0, false
		}
	}
	for _, r := range norm.NFKC.String(label) {
		switch i := slices.Index(kanjiDigits, r); {
		case r >= '0' && r <= '9':
			arabic.WriteRune(r)
			continue
		case i >= 0:
			digit, kanji = i, true
			continue
		case r == '十':
			total, digit, kanji = total+10*max(digit, 1), 0, true
			continue
		case r == '百':
			total, digit, kanji = total+100*max(digit, 1), 0, true
			continue
		}
		flush()
	}
	flush()
	return out
}

var kanjiDigits = []rune("〇一二三四五六七八九")
