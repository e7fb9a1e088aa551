package check

import (
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Shorter texts ("なし。", "前条に同じ。") are alike by chance.
const telling = 20 // characters

var changedID = rule{
	doc: &diag.Rule{
		Code:  "changed-id",
		Title: "a clause whose id changed while its text did not",
		Why: "Numbers are reused and titles change from one version to the next; the id is the only thing by which a clause is known again. " +
			"When it changes without a word, the comparison shows a clause removed and another added, permanent links break, and tags lose their history.\n\n" +
			"The rule compares with the version named by `replaces`, or else the one before, and speaks up only where the same text of 20 characters or more stands under an id that is gone there and one that is new here.",
		Before: "4.1:  ## 5.2 保守 {#maintenance}\n4.2:  ## 5.2 遠隔保守 {#remote-maintenance}   (the same text)\n",
		After:  "clauses:\n  remote-maintenance:\n    was: [maintenance@4.1]\n",
	},
	run: func(p *pass) {
		for s, v := range p.versions() {
			if old := s.Previous(v); old != nil && old != v {
				p.changedIDs(old, v)
			}
		}
	},
}

func (p *pass) changedIDs(old, v *standard.Version) {
	before, after := tellingTexts(old), tellingTexts(v)
	for _, c := range clauses(v) {
		text := strings.TrimSpace(c.Prose.Plain)
		o := before[text]
		if o == nil || after[text] != c || p.clause(old, c.ID) != nil || p.clause(v, o.ID) != nil || o.MergedInto == c.ID {
			continue
		}
		if comesFrom(c, o.ID, old.Number) || comesElsewhere(v, o.ID, old.Number) {
			continue
		}
		d := p.report(c.Span, "clause %s has the text that clause %s had in version %s, whose id is gone", name(c), name(o), old.Number)
		if shown(o.Span, o.ID) && shown(c.Span, c.ID) {
			d.Hint("keep the id %s, or write `was: [%s@%s]` in the front matter of clause %s", o.ID, o.ID, old.Number, c.ID)
		} else {
			d.Hint("keep the id, or name the old one with `was` in the clause's front matter")
		}
	}
}

// tellingTexts maps texts to the one clause that has them; texts of two clauses
// map to nil.
func tellingTexts(v *standard.Version) map[string]*standard.Clause {
	m := map[string]*standard.Clause{}
	for _, c := range clauses(v) {
		text := strings.TrimSpace(c.Prose.Plain)
		if utf8.RuneCountInString(text) < telling {
			continue
		}
		if _, twice := m[text]; twice {
			m[text] = nil
			continue
		}
		m[text] = c
	}
	return m
}

// comesFrom reports whether the clause says that it was made from an old one.
func comesFrom(c *standard.Clause, id, number string) bool {
	for _, list := range [][]string{c.Was, c.SplitFrom} {
		for _, ref := range list {
			if ref == id+"@"+number {
				return true
			}
		}
	}
	return false
}

// comesElsewhere reports whether any other clause says that it was made from
// the old one.
func comesElsewhere(v *standard.Version, id, number string) bool {
	for _, c := range clauses(v) {
		if comesFrom(c, id, number) {
			return true
		}
	}
	return false
}
