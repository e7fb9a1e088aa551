package cover

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

func show(cs []Count) string {
	var out []string
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%s %d", c.Term.ID, c.N))
	}
	return strings.Join(out, ", ")
}

func profiled() *standard.Version {
	a, b, c, d := clause("a", "1"), clause("b"), clause("c"), clause("d")
	a.Measures, a.Causes, a.Level = []string{"prevention", "prevention"}, []string{"intentional"}, "must"
	b.Measures, b.Roles, b.Duties, b.Level = []string{"prevention", "containment"}, []string{"operator", "management"}, []string{"d2"}, "must"
	c.Retired, c.Measures, c.Level = true, []string{"recurrence"}, "may"
	d.Properties, d.Causes = []string{"integrity"}, []string{"unheard-of"}
	gone := &standard.Clause{ID: "w-005", Withheld: &standard.Withholding{ID: "W-005"}, Level: "may"}
	return version("s", "1", a, b, c, d, gone)
}

func TestProfile(t *testing.T) {
	p := ProfileOf(sampleCatalog(), profiled())
	got := fmt.Sprintf("%d\n%s\n%s\n%s\n%s\n%s\n%s", p.Clauses, show(p.Causes), show(p.Roles), show(p.Duties), show(p.Levels), show(p.Measures), show(p.Properties))
	want := `3
intentional 1, accidental 0, environmental 0
ministry 0, sector 0, operator 1, management 1
d1 0, d2 1
must 2, should 0, may 0
prevention 2, containment 1, recurrence 0
confidentiality 0, integrity 1, availability 0`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if s := show(ProfileOf(nil, profiled()).Causes); s != "intentional 1, unheard-of 1" {
		t.Errorf("without a catalog: %s", s)
	}
}

// In a confidential edition the clauses of a withheld section are there.
func TestProfileCountsWithheldTextThatIsThere(t *testing.T) {
	v := profiled()
	gone := v.Translations[0].Chapters[0].Clauses[4]
	gone.ID = "records"
	p := ProfileOf(sampleCatalog(), v)
	if p.Clauses != 4 || show(p.Levels) != "must 2, should 0, may 1" {
		t.Errorf("%d clauses, %s", p.Clauses, show(p.Levels))
	}
}

func TestBalance(t *testing.T) {
	m := Of(sampleCatalog(), []*standard.Standard{{ID: "s", Versions: []*standard.Version{profiled()}}})
	b := m.Balance()[0]
	if b.Clauses != 2 || show(b.Measures) != "prevention 2, containment 1, recurrence 0" {
		t.Errorf("%d clauses: %s", b.Clauses, show(b.Measures))
	}
	if len(b.Missing) != 1 || b.Missing[0].ID != "recurrence" {
		t.Errorf("missing %v", b.Missing)
	}
	if b.Version.Standard != "s" {
		t.Error("whose balance is it?")
	}
}

func TestSummaries(t *testing.T) {
	v := version("s", "1", clause("a", "1/", "2"))
	v.Adoption = []standard.Adoption{{Item: "6.1.1(1)", Decision: standard.NotApplicable}}
	v.Register = []*standard.Withholding{{ID: "W-001", Items: []string{"2", "6.1.5(2)"}}, {ID: "W-002", Items: []string{"2"}}}
	m := Of(&catalog.Catalog{ID: "nisc-4", Items: sampleCatalog().Items}, []*standard.Standard{{ID: "s", Versions: []*standard.Version{v}}})
	s := m.Summaries()[0]
	if s.Items != 5 || s.Decided[standard.Adopted] != 2 || s.Part != 1 || s.Decided[standard.NotApplicable] != 1 || s.Undecided != 2 || s.Withheld != 2 {
		t.Errorf("%+v", s)
	}
	if n, ok := s.Decided[Undecided]; ok {
		t.Errorf("%d gaps among the decisions", n)
	}
}
