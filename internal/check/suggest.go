package check

import (
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// suggest adds the candidate that a wrong word was meant to be, as a hint, and
// as a fix when the place holds exactly the word. Candidates are public words;
// even so, what is nearest to a withheld word would tell of it.
func suggest(d *diag.Diagnostic, s source.Span, wrong string, candidates []string) bool {
	best := nearest(wrong, candidates)
	if best == "" || !shown(s, wrong) {
		return false
	}
	d.Hint("did you mean %q?", best)
	if s.File != nil && string(s.File.Bytes()[s.Start:s.End]) == wrong {
		d.Fix("write "+best, s, best)
	}
	return true
}

// nearest returns the candidate that a word was most likely meant to be, or "".
// Full-width spellings count as plain ones: ６．１．２（１） is no guess.
func nearest(word string, candidates []string) string {
	return diag.Nearest(norm.NFKC.String(word), candidates)
}

func itemIDs(c *catalog.Catalog) []string {
	ids := make([]string, len(c.Items))
	for i, it := range c.Items {
		ids[i] = it.ID
	}
	return ids
}

func termIDs(terms []catalog.Term) []string {
	ids := make([]string, len(terms))
	for i, t := range terms {
		ids[i] = t.ID
	}
	return ids
}

// suggestClause adds the clause of a version that a wrong id was meant to be,
// or another way out.
func suggestClause(d *diag.Diagnostic, s source.Span, wrong string, v *standard.Version, otherwise string) {
	if best := nearestClause(wrong, v); best == "" || !suggest(d, s, wrong, []string{best}) {
		d.Hint("%s", otherwise)
	}
}

// nearestClause returns the clause id of a version closest to a wrong one, of
// those that a message may name. Whether it may costs more than the distance,
// so it is asked of the closest alone.
func nearestClause(wrong string, v *standard.Version) string {
	var ids []string
	places := map[string]source.Span{}
	for _, c := range clauses(v) {
		ids = append(ids, c.ID)
		places[c.ID] = c.Span
	}
	for {
		best := nearest(wrong, ids)
		if best == "" || shown(places[best], best) {
			return best
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == best })
	}
}
