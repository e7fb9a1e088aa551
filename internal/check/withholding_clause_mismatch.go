package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var withholdingClauseMismatch = rule{
	doc: &diag.Rule{
		Code:  "withholding-clause-mismatch",
		Title: "a withholding whose notice stands in another clause than its entry says",
		Why: "The register tells the public in which clause something is kept back. When the text was moved and the entry was not, it tells them wrong, and the approval was given for another place. " +
			"The entry names the clause that the part stands in, or one above it; for a whole section, the clause before it or one above that.",
		Before: "W-001:\n  clause: build-requirements      (the part stands under remote-maintenance)\n",
		After:  "W-001:\n  clause: remote-maintenance\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, w := range v.Register {
				if !p.visible(v, w.Clause) {
					continue // another rule's finding, or a field
				}
				for _, t := range v.Translations {
					if at := misplaced(t, w); at != nil {
						p.report(inEntry(w, "clause"), "%s says that it stands in clause %q; its notice stands in clause %s (%s)", w.ID, w.Clause, name(at), where(at.Span)).
							Key("%s.clause", w.ID).
							Hint("write the clause where the part stands, and have the change approved if the part is another")
						break
					}
				}
			}
		}
	},
}

// misplaced returns the clause where an entry's notice stands, when it is
// neither the one that the entry names nor below it.
func misplaced(t *standard.Translation, w *standard.Withholding) *standard.Clause {
	var last *standard.Chapter // the last chapter before with a visible clause
	for _, ch := range t.Chapters {
		for i, c := range ch.Clauses {
			switch {
			case c.Withheld != nil && c.Withheld.ID == w.ID:
				from, at := ch, visibleBefore(ch, i)
				if at < 0 {
					if last == nil {
						return nil // nothing visible stands before it
					}
					from, at = last, visibleBefore(last, len(last.Clauses))
				}
				if !under(from, at, w.Clause) {
					return from.Clauses[at]
				}
			case slices.Contains(c.Notices, w.ID):
				if !under(ch, i, w.Clause) {
					return c
				}
			}
		}
		if visibleBefore(ch, len(ch.Clauses)) >= 0 {
			last = ch
		}
	}
	return nil
}

// visibleBefore is the index of the last clause before i that everyone sees, or
// -1.
func visibleBefore(ch *standard.Chapter, i int) int {
	for i--; i >= 0 && ch.Clauses[i].Withheld != nil; i-- {
	}
	return i
}

// under reports whether the clause at i has the id or stands below one that
// has it.
func under(ch *standard.Chapter, i int, id string) bool {
	depth := ch.Clauses[i].Depth + 1
	for ; i >= 0; i-- {
		c := ch.Clauses[i]
		if c.Depth >= depth || c.Withheld != nil {
			continue
		}
		if c.ID == id {
			return true
		}
		depth = c.Depth
	}
	return false
}
