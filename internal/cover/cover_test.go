package cover

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

func term(ids ...string) (out []catalog.Term) {
	for _, id := range ids {
		out = append(out, catalog.Term{ID: id})
	}
	return out
}

func sampleCatalog() *catalog.Catalog {
	c := &catalog.Catalog{
		ID:         "nisc-4",
		Causes:     term("intentional", "accidental", "environmental"),
		Roles:      term("ministry", "sector", "operator", "management"),
		Duties:     term("d1", "d2"),
		Measures:   term("prevention", "containment", "recurrence"),
		Properties: term("confidentiality", "integrity", "availability"),
		Levels:     term("must", "should", "may"),
	}
	for _, id := range []string{"1", "2", "6.1.1(1)", "6.1.2(1)", "6.1.5(2)"} {
		c.Items = append(c.Items, &catalog.Item{ID: id})
	}
	return c
}

// version makes a published version answering nisc-4 of one chapter.
func version(id, number string, clauses ...*standard.Clause) *standard.Version {
	return &standard.Version{
		Standard: id, Number: number, Catalog: "nisc-4", Status: standard.Published, Class: standard.Industry,
		Translations: []*standard.Translation{{Lang: "ja", Chapters: []*standard.Chapter{{Name: "01", Clauses: clauses}}}},
	}
}

// clause makes a clause; a tag ending in "/" covers only a part of its item.
func clause(id string, tags ...string) *standard.Clause {
	c := &standard.Clause{ID: id, Depth: 2, Prose: standard.Prose{Plain: id}}
	for _, t := range tags {
		item, part := strings.CutSuffix(t, "/")
		c.Tags = append(c.Tags, standard.Tag{Item: item, Part: part})
	}
	return c
}

func ids(refs []Reference) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.Chapter.Name+"#"+r.Clause.ID)
	}
	return strings.Join(out, " ")
}

func TestColumn(t *testing.T) {
	retired := clause("old", "1")
	retired.Retired = true
	adapted := standard.Adoption{Item: "1", Decision: standard.Adapted, Reason: standard.Text{"ja": "わけ"}}
	elsewhere := standard.Adoption{Item: "1", Decision: standard.StatedElsewhere, Standard: "other"}
	for _, tt := range []struct {
		name      string
		clauses   []*standard.Clause
		adoption  []standard.Adoption
		decision  standard.Decision
		part      bool
		refs      string
		elsewhere string
	}{
		{name: "a gap", clauses: []*standard.Clause{clause("a", "2")}},
		{name: "a tag adopts", clauses: []*standard.Clause{clause("a", "2"), clause("b", "1")}, decision: "adopted", refs: "01#b"},
		{name: "all in part", clauses: []*standard.Clause{clause("a", "1/"), clause("b", "1/")}, decision: "adopted", part: true, refs: "01#a 01#b"},
		{name: "one in full", clauses: []*standard.Clause{clause("a", "1/"), clause("b", "1")}, decision: "adopted", refs: "01#a 01#b"},
		{name: "a retired clause states nothing", clauses: []*standard.Clause{retired}},
		{name: "a written decision wins", clauses: []*standard.Clause{clause("a", "1/")}, adoption: []standard.Adoption{adapted}, decision: "adapted", refs: "01#a"},
		{name: "elsewhere", adoption: []standard.Adoption{elsewhere}, decision: "stated-elsewhere", elsewhere: "other"},
		{name: "adopted in writing, without a clause", adoption: []standard.Adoption{{Item: "1", Decision: standard.Adopted}}, decision: "adopted"},
		{name: "the first of two decisions", adoption: []standard.Adoption{adapted, elsewhere}, decision: "adapted"},
		{name: "a decision on an unknown item", adoption: []standard.Adoption{{Item: "9", Decision: standard.NotAdopted}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := version("s", "1", tt.clauses...)
			v.Adoption = tt.adoption
			got := Column(sampleCatalog(), v)[0]
			if got.Decision != tt.decision || got.Part != tt.part || ids(got.Clauses) != tt.refs || got.Elsewhere != tt.elsewhere {
				t.Errorf("got %q part=%v refs=%q elsewhere=%q", got.Decision, got.Part, ids(got.Clauses), got.Elsewhere)
			}
			if tt.decision == standard.Adapted && got.Reason["ja"] != "わけ" {
				t.Errorf("reason %v", got.Reason)
			}
		})
	}
}

func TestColumnReadsTheOriginal(t *testing.T) {
	v := version("s", "1", clause("a", "1"))
	v.Translations = append(v.Translations, &standard.Translation{Lang: "en", Chapters: []*standard.Chapter{{Clauses: []*standard.Clause{clause("a", "2")}}}})
	got := Column(sampleCatalog(), v)
	if got[0].Decision != standard.Adopted || got[1].Decision != Undecided {
		t.Errorf("item 1 %q, item 2 %q: a translation was read", got[0].Decision, got[1].Decision)
	}
	v.Translations = nil
	for _, c := range Column(sampleCatalog(), v) {
		if c.Decision != Undecided {
			t.Errorf("a version without text decides %q", c.Decision)
		}
	}
}

func TestColumnOfAnotherCatalog(t *testing.T) {
	v := version("s", "1", clause("a", "1"))
	v.Catalog = "nisc-5"
	v.Adoption = []standard.Adoption{{Item: "2", Decision: standard.NotAdopted}}
	for i, c := range Column(sampleCatalog(), v) {
		if c.Decision != Undecided || len(c.Clauses) > 0 {
			t.Errorf("cell %d: %+v: its items are another catalog's", i, c)
		}
	}
}

func TestColumnWithheld(t *testing.T) {
	v := version("s", "1", clause("a", "6.1.5(2)"))
	v.Register = []*standard.Withholding{
		{ID: "W-001", Items: []string{"6.1.5(2)", "1"}},
		{ID: "W-002", Items: []string{"6.1.5(2)", "6.1.5(2)"}},
	}
	got := Column(sampleCatalog(), v)
	if len(got[0].Withheld) != 1 || len(got[1].Withheld) != 0 || len(got[4].Withheld) != 2 {
		t.Fatalf("withheld: %d, %d, %d", len(got[0].Withheld), len(got[1].Withheld), len(got[4].Withheld))
	}
	if got[4].Withheld[0].ID != "W-001" || got[4].Withheld[1].ID != "W-002" {
		t.Errorf("not in the register's order")
	}
	if got[0].Decision != Undecided {
		t.Errorf("a withholding alone decided %q", got[0].Decision)
	}
}

func TestOf(t *testing.T) {
	one := func(id, sector string, class standard.Class) *standard.Standard {
		v := version(id, "1", clause("a", "1"))
		v.Sector, v.Class = sector, class
		return &standard.Standard{ID: id, Versions: []*standard.Version{v}}
	}
	stranger := one("stranger", "water", standard.Industry)
	stranger.Versions[0].Catalog = ""
	twice := one("b-water", "water", standard.Industry)
	draft := version("b-water", "2")
	draft.Status = standard.Draft
	twice.Versions = append(twice.Versions, draft)

	m := Of(sampleCatalog(), []*standard.Standard{
		one("nobody", "", standard.Mandatory),
		one("water-in", "water", standard.Internal),
		stranger,
		{ID: "empty"},
		one("odd", "water", "odd"),
		twice,
		one("a-water", "water", standard.Industry),
		one("water-law", "water", standard.Mandatory),
		one("power", "power", standard.Internal),
	})
	var got []string
	for _, v := range m.Columns {
		got = append(got, v.Standard+"@"+v.Number)
	}
	want := "power@1 water-law@1 a-water@1 b-water@1 water-in@1 odd@1 nobody@1"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("columns\n got %s\nwant %s", s, want)
	}
	if len(m.Rows) != 5 || len(m.Rows[4].Cells) != 7 || m.Rows[2].Item.ID != "6.1.1(1)" {
		t.Errorf("%d rows of %d cells", len(m.Rows), len(m.Rows[4].Cells))
	}
	if c := m.Rows[0].Cells[0]; m.Rows[0].Item.ID != "1" || c.Decision != standard.Adopted {
		t.Errorf("power, item 1: %q", c.Decision)
	}
}

func TestGapsAndAll(t *testing.T) {
	a, b := version("a", "1", clause("x", "1", "2", "6.1.1(1)", "6.1.2(1)")), version("b", "1", clause("x", "1", "6.1.5(2)", "2"))
	standards := []*standard.Standard{{ID: "a", Versions: []*standard.Version{a}}, {ID: "b", Versions: []*standard.Version{b}}}
	lib := &catalog.Library{Catalogs: []*catalog.Catalog{{ID: "unused"}, sampleCatalog()}}
	ms := All(lib, standards)
	if len(ms) != 1 || ms[0].Catalog.ID != "nisc-4" {
		t.Fatalf("%d matrices", len(ms))
	}
	var got []string
	for _, g := range ms[0].Gaps() {
		got = append(got, g.Item.ID+"@"+g.Version.Standard)
	}
	if s := strings.Join(got, " "); s != "6.1.1(1)@b 6.1.2(1)@b 6.1.5(2)@a" {
		t.Errorf("gaps %s", s)
	}
}
