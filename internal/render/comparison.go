package render

import (
	"bytes"
	"fmt"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A ComparisonPage is where a comparison is shown, and how.
type ComparisonPage struct {
	Words   map[string]string // of the interface
	UI      string            // its language
	Library *catalog.Library
	// OldFirst puts the older version into the left column.
	OldFirst bool
	// Href leads to a clause on its chapter's page, and Item to a guideline's
	// item; a page of its own has neither.
	Href func(v *standard.Version, p *compare.Place) string
	Item func(v *standard.Version, item string) string
}

// Comparison renders a comparison: what changed beside the text, then the text
// in two views, 新旧対照表 and unified, of which a style sheet shows one.
func Comparison(c *compare.Comparison, p ComparisonPage) []byte {
	var b bytes.Buffer
	seen := map[string]bool{}
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		if !ch.Changed() || seen[ch.ID] {
			continue
		}
		seen[ch.ID] = true
		at, v, lang := ch.New, c.New.Version, c.NewLang
		if at == nil {
			at, v, lang = ch.Old, c.Old.Version, c.OldLang
		}
		fmt.Fprintf(&b, `<section id="%s" lang="%s"><h2><a href="%s">%s</a></h2></section>`+"\n", ch.ID, lang, esc(p.Href(v, at)), esc(at.Clause.Label+" "+at.Clause.Title))
	}
	return b.Bytes()
}
