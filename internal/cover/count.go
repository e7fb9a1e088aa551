package cover

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A Count says how many things carry a term of a vocabulary.
type Count struct {
	Term catalog.Term
	N    int
}

// A Summary counts the decisions of one column.
type Summary struct {
	Items     int
	Decided   map[standard.Decision]int // by decision; range over standard.Decisions to print it
	Part      int                       // of the adopted ones, those adopted in part
	Undecided int
	Withheld  int // items that a withholding concerns
}

// Summarize counts the cells of a column.
func Summarize(cells []Cell) Summary {
	s := Summary{Items: len(cells), Decided: map[standard.Decision]int{}}
	for _, c := range cells {
		if c.Decision == Undecided {
			s.Undecided++
		} else {
			s.Decided[c.Decision]++
		}
		if c.Part {
			s.Part++
		}
		if len(c.Withheld) > 0 {
			s.Withheld++
		}
	}
	return s
}

// Summaries counts each column.
func (m *Matrix) Summaries() []Summary {
	out := make([]Summary, len(m.Columns))
	for i := range m.Columns {
		out[i] = Summarize(m.Column(i))
	}
	return out
}

// A Profile counts the clauses of one version by what they say of themselves.
// Every term of the catalog's vocabularies is listed, those that no clause
// carries with 0: what is missing is what a reader looks for. A clause that
// carries two terms counts for both.
type Profile struct {
	Clauses    int // all that state something: not the retired, nor what stands for a withheld section
	Causes     []Count
	Roles      []Count
	Duties     []Count
	Levels     []Count
	Measures   []Count
	Properties []Count
}

// ProfileOf counts the clauses of a version. The catalog gives the vocabularies
// and their order; without one (nil) the terms found are listed by id.
func ProfileOf(c *catalog.Catalog, v *standard.Version) Profile {
	if c == nil {
		c = &catalog.Catalog{}
	}
	cs := stating(v)
	return Profile{
		Clauses:    len(cs),
		Causes:     tally(c.Causes, cs, func(c *standard.Clause) []string { return c.Causes }),
		Roles:      tally(c.Roles, cs, func(c *standard.Clause) []string { return c.Roles }),
		Duties:     tally(c.Duties, cs, func(c *standard.Clause) []string { return c.Duties }),
		Levels:     tally(c.Levels, cs, func(c *standard.Clause) []string { return []string{c.Level} }),
		Measures:   tally(c.Measures, cs, measures),
		Properties: tally(c.Properties, cs, func(c *standard.Clause) []string { return c.Properties }),
	}
}

// A Balance says how a version's clauses are spread over the measures that the
// guideline wants in balance: prevention, containment, recurrence prevention.
type Balance struct {
	Version  *standard.Version
	Clauses  int // clauses that name a measure; one that names two counts once here
	Measures []Count
	Missing  []catalog.Term // measures that no clause names
}

// BalanceOf returns the balance of one version.
func BalanceOf(c *catalog.Catalog, v *standard.Version) Balance {
	if c == nil {
		c = &catalog.Catalog{}
	}
	cs := stating(v)
	b := Balance{Version: v, Measures: tally(c.Measures, cs, measures)}
	for _, cl := range cs {
		if len(cl.Measures) > 0 {
			b.Clauses++
		}
	}
	for _, n := range b.Measures {
		if n.N == 0 {
			b.Missing = append(b.Missing, n.Term)
		}
	}
	return b
}

// Balance returns the balance of each column.
func (m *Matrix) Balance() []Balance {
	out := make([]Balance, len(m.Columns))
	for i, v := range m.Columns {
		out[i] = BalanceOf(m.Catalog, v)
	}
	return out
}

func measures(c *standard.Clause) []string { return c.Measures }

// stating lists the clauses that state something.
func stating(v *standard.Version) []*standard.Clause {
	var out []*standard.Clause
	for _, p := range clauses(v) {
		if p.Clause.Retired || placeholder(p.Clause) {
			continue
		}
		out = append(out, p.Clause)
	}
	return out
}

// placeholder reports whether a clause only stands for a withheld section: it
// has the withholding's id then, "w-005", which no author may give. In a
// confidential edition the clauses of the section are there themselves.
func placeholder(c *standard.Clause) bool {
	return c.Withheld != nil && strings.EqualFold(c.ID, c.Withheld.ID)
}

// tally counts clauses by term, in the vocabulary's order. Words outside the
// vocabulary are findings elsewhere and not counted, unless there is no
// vocabulary at all.
func tally(terms []catalog.Term, cs []*standard.Clause, of func(*standard.Clause) []string) []Count {
	n := map[string]int{}
	for _, c := range cs {
		words := slices.Clone(of(c))
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			if w != "" {
				n[w]++
			}
		}
	}
	if len(terms) == 0 {
		for w := range n {
			terms = append(terms, catalog.Term{ID: w})
		}
		slices.SortFunc(terms, func(a, b catalog.Term) int { return strings.Compare(a.ID, b.ID) })
	}
	out := make([]Count, len(terms))
	for i, t := range terms {
		out[i] = Count{t, n[t.ID]}
	}
	return out
}
