package render

import (
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
	return nil
}
