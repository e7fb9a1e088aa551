package cover

import (
	"fmt"
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
	"pgregory.net/rapid"
)

func TestDisclosure(t *testing.T) {
	entry := func(unit standard.Unit, clause string) *standard.Withholding {
		return &standard.Withholding{ID: "W-001", Unit: unit, Clause: clause}
	}
	for _, tt := range []struct {
		name        string
		register    []*standard.Withholding
		open, total int
	}{
		{"nothing withheld", nil, 2, 2},
		{"a paragraph", []*standard.Withholding{entry(standard.UnitParagraph, "a")}, 1, 2},
		{"an attachment", []*standard.Withholding{entry(standard.UnitAttachment, "a")}, 1, 2},
		{"two in one clause", []*standard.Withholding{entry(standard.UnitSpan, "a"), entry(standard.UnitCell, "a")}, 1, 2},
		{"a field", []*standard.Withholding{entry(standard.UnitField, "a")}, 2, 2},
		{"a section", []*standard.Withholding{entry(standard.UnitSection, "a")}, 2, 3},
		{"a chapter", []*standard.Withholding{entry(standard.UnitChapter, "b")}, 2, 3},
	} {
		v := version("s", "1", clause("a"), clause("b"))
		v.Register = tt.register
		if d := DisclosureOf(v); d.Open != tt.open || d.Total != tt.total {
			t.Errorf("%s: %d of %d, want %d of %d", tt.name, d.Open, d.Total, tt.open, tt.total)
		}
	}
}

func TestDisclosurePercent(t *testing.T) {
	for _, tt := range []struct {
		d       Disclosure
		percent int
	}{
		{Disclosure{0, 0}, 100},
		{Disclosure{0, 4}, 0},
		{Disclosure{3, 4}, 75},
		{Disclosure{999, 1000}, 99},
		{Disclosure{4, 4}, 100},
	} {
		if got := tt.d.Percent(); got != tt.percent {
			t.Errorf("%+v: %d%%, want %d%%", tt.d, got, tt.percent)
		}
	}
}

func TestItemDisclosure(t *testing.T) {
	entry := func(unit standard.Unit, items ...string) *standard.Withholding {
		return &standard.Withholding{ID: "W-001", Unit: unit, Clause: "a", Items: items}
	}
	hidden := clause("w-001", "6.1.2(1)")
	hidden.Withheld = entry(standard.UnitSection, "6.1.5(2)")
	retired := clause("old", "6.1.2(1)")
	retired.Retired = true
	for _, tt := range []struct {
		name        string
		clauses     []*standard.Clause
		register    []*standard.Withholding
		adoption    []standard.Adoption
		open, total int
	}{
		{"nothing withheld", nil, nil, nil, 2, 2},
		{"an item of two", nil, []*standard.Withholding{entry(standard.UnitSpan, "1")}, nil, 1, 2},
		{"two entries on one item", nil, []*standard.Withholding{entry(standard.UnitSpan, "1"), entry(standard.UnitField, "1")}, nil, 1, 2},
		{"an item that a withheld part alone answers", nil, []*standard.Withholding{entry(standard.UnitSection, "6.1.5(2)")}, nil, 2, 3},
		{"the tags of what is withheld tell nothing", []*standard.Clause{hidden}, []*standard.Withholding{hidden.Withheld}, nil, 2, 3},
		{"a retired clause answers nothing", []*standard.Clause{retired}, nil, nil, 2, 2},
		{"an item of another catalog", nil, []*standard.Withholding{entry(standard.UnitSpan, "9.9")}, nil, 2, 2},
		{"adapted in writing", nil, nil, []standard.Adoption{{Item: "6.1.1(1)", Decision: standard.Adapted}}, 3, 3},
		{"decided away", nil, nil, []standard.Adoption{{Item: "6.1.1(1)", Decision: standard.NotAdopted}, {Item: "6.1.2(1)", Decision: standard.StatedElsewhere}}, 2, 2},
	} {
		v := version("s", "1", append([]*standard.Clause{clause("a", "1"), clause("b", "2")}, tt.clauses...)...)
		v.Register, v.Adoption = tt.register, tt.adoption
		if d := ItemDisclosureOf(sampleCatalog(), v); d.Open != tt.open || d.Total != tt.total {
			t.Errorf("%s: %d of %d, want %d of %d", tt.name, d.Open, d.Total, tt.open, tt.total)
		}
	}
	v := version("s", "1", clause("a", "1"))
	v.Catalog = "nisc-5"
	if d := ItemDisclosureOf(sampleCatalog(), v); d != (Disclosure{}) || ItemDisclosureOf(nil, v) != (Disclosure{}) {
		t.Errorf("items of another catalog were counted: %+v", d)
	}
}

// The two editions of a drawn source disclose the same.
func TestDisclosureIsTheSameInBothEditions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		public, confidential := editions(t)
		p, c := DisclosureOf(public), DisclosureOf(confidential)
		if p != c {
			t.Fatalf("public %+v, confidential %+v", p, c)
		}
		if p.Open > p.Total {
			t.Fatalf("%+v", p)
		}
		p, c = ItemDisclosureOf(sampleCatalog(), public), ItemDisclosureOf(sampleCatalog(), confidential)
		if p != c {
			t.Fatalf("items: public %+v, confidential %+v", p, c)
		}
		if p.Open > p.Total {
			t.Fatalf("items: %+v", p)
		}
	})
}

// editions draws a source and makes what the two cuts of it parse to.
func editions(t *rapid.T) (public, confidential *standard.Version) {
	public, confidential = version("s", "1"), version("s", "1")
	public.Translations[0].Chapters, confidential.Translations[0].Chapters = nil, nil
	n, id := 0, 0
	items := func() []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"1", "2", "6.1.1(1)", "6.1.2(1)", "6.1.5(2)", "9.9"}), 0, 2, rapid.ID[string]).Draw(t, "items")
	}
	enter := func(w standard.Withholding) (pub, conf *standard.Withholding) {
		n++
		w.Items = items()
		w.ID = fmt.Sprintf("W-%03d", n)
		open := w
		open.Paths, open.Field, open.Cut = nil, "", w.Paths != nil || w.Field != ""
		pub, conf = &open, &w
		public.Register = append(public.Register, pub)
		confidential.Register = append(confidential.Register, conf)
		return pub, conf
	}
	next := func(depth int) *standard.Clause {
		id++
		c := clause(fmt.Sprintf("c%d", id), items()...)
		c.Depth, c.Label = depth, fmt.Sprint(id)
		return c
	}
	for ch := range rapid.IntRange(1, 4).Draw(t, "chapters") {
		name := fmt.Sprintf("%02d-x", ch)
		pub, conf := &standard.Chapter{Name: name}, &standard.Chapter{Name: name}
		public.Translations[0].Chapters = append(public.Translations[0].Chapters, pub)
		confidential.Translations[0].Chapters = append(confidential.Translations[0].Chapters, conf)
		whole := rapid.IntRange(0, 3).Draw(t, "withhold chapter") == 0
		if whole {
			pub.Withheld, conf.Withheld = enter(standard.Withholding{Unit: standard.UnitChapter, Clause: "c1", Paths: []string{name + ".md", name + ".en.md"}, Heading: &standard.Heading{Level: 1}})
		}
		for range rapid.IntRange(1, 5).Draw(t, "clauses") {
			c := next(2)
			conf.Clauses = append(conf.Clauses, c)
			if whole {
				continue
			}
			pub.Clauses = append(pub.Clauses, c)
			for _, u := range rapid.SliceOfN(rapid.SampledFrom(standard.Units), 0, 3).Draw(t, "units") {
				switch u {
				case standard.UnitSection, standard.UnitChapter:
				case standard.UnitField:
					enter(standard.Withholding{Unit: u, Field: "contact"})
				default:
					enter(standard.Withholding{Unit: u, Clause: c.ID})
				}
			}
			if rapid.IntRange(0, 2).Draw(t, "withhold section") == 0 {
				depth := rapid.IntRange(2, 3).Draw(t, "depth")
				head := next(depth)
				p, w := enter(standard.Withholding{Unit: standard.UnitSection, Clause: c.ID, Heading: &standard.Heading{Level: depth, Label: head.Label}})
				pub.Clauses = append(pub.Clauses, &standard.Clause{ID: "w", Depth: depth, Label: head.Label, Withheld: p})
				below := []*standard.Clause{head}
				for range rapid.IntRange(0, 3).Draw(t, "below") {
					below = append(below, next(depth+1))
				}
				for _, b := range below {
					b.Withheld = w
				}
				conf.Clauses = append(conf.Clauses, below...)
			}
		}
	}
	return public, confidential
}
