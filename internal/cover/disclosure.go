package cover

import "github.com/kijun-dev/kijun/internal/standard"

// Disclosure says how much of a text anyone may read. It is the same for the
// public and the confidential edition of one source.
//
// What counts, in the original language:
//
//   - Total is the clauses outside withheld sections and chapters, and one for
//     each register entry of unit section or chapter. What is inside such a part
//     never counts: the public edition must not tell how much that is, and
//     could not.
//   - Open is the clauses outside that no other entry of the register names: an
//     entry of unit span, cell, paragraph, list-item, table, figure or
//     attachment makes the clause it names a clause that is not fully open. Two
//     entries naming one clause close one clause.
//   - An entry of unit section or chapter doesn't close the clause it names:
//     that clause only says where the part would stand. An entry of unit field
//     closes nothing: it is no part of a clause.
//   - Retired clauses count like others: their text can be read.
//
// The register decides what is closed, and Clause.Notices is not asked: the
// register is the same in both editions, notices are what one of them shows.
// What stands in a withheld section has Clause.Withheld set, and the chapter of
// what stands in a withheld chapter has Chapter.Withheld set, in either edition.
type Disclosure struct {
	Open, Total int
}

// Percent is Open of Total in whole percent, rounded down, so that 100 says that
// nothing is withheld. A text without clauses hides nothing: 100.
func (d Disclosure) Percent() int {
	if d.Total == 0 {
		return 100
	}
	return d.Open * 100 / d.Total
}

// DisclosureOf returns the disclosure of one version.
func DisclosureOf(v *standard.Version) Disclosure {
	closed := map[string]bool{}
	var d Disclosure
	for _, w := range v.Register {
		switch w.Unit {
		case standard.UnitSection, standard.UnitChapter:
			d.Total++
		case standard.UnitField:
		default:
			closed[w.Clause] = true
		}
	}
	for _, p := range clauses(v) {
		if inside(p) {
			continue
		}
		d.Total++
		if !closed[p.Clause.ID] {
			d.Open++
		}
	}
	return d
}

// inside reports whether a clause stands in a withheld section or chapter, or
// for a section. Both editions tell it in the same way: the public one by what
// stands for the part, the confidential one by what is in it.
func inside(p place) bool {
	return p.Clause.Withheld != nil || p.Chapter.Withheld != nil
}
