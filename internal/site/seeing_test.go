package site

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// many is a site of so many small standards in two sectors, each with so many
// withholdings in both of its versions.
func many(standards, withheld int) Input {
	in := sample(Public)
	in.Standards, in.Compare = nil, nil
	for i := range standards {
		s := &standard.Standard{ID: fmt.Sprintf("standard-%03d", i)}
		for n, status := range []standard.Status{standard.Superseded, standard.Published} {
			v := waterVersion(fmt.Sprintf("%d.0", n+1), status, standard.Date(fmt.Sprintf("202%d-04-01", n)))
			v.Standard, v.Sector, v.Class = s.ID, []string{"power", "water"}[i%2], standard.Classes[i/2%3]
			v.Adoption[0].Standard = s.ID
			for k := range withheld {
				w := withholding(fmt.Sprintf("W-%03d", k+1), standard.UnitParagraph, "remote-maintenance", nil)
				w.ReviewBy = standard.Date(fmt.Sprintf("2027-0%d-01", k%9+1))
				v.Register = append(v.Register, w)
				c := v.Translations[0].Chapters[1].Clauses[1]
				c.Notices = append(c.Notices, w.ID)
			}
			s.Versions = append(s.Versions, v)
		}
		in.Standards = append(in.Standards, s)
	}
	in.HTML = func(_ *standard.Version, _, _ string, ch *standard.Chapter) []byte {
		var b strings.Builder
		if ch != nil {
			for _, c := range ch.Clauses {
				fmt.Fprintf(&b, `<section id="%s">`, c.ID)
				for _, id := range c.Notices {
					fmt.Fprintf(&b, `<aside id="%s"></aside>`, strings.ToLower(id))
				}
				b.WriteString("</section>")
			}
		}
		return []byte(b.String())
	}
	in.AllHTML = func(v *standard.Version, ui, text string) []byte {
		var b strings.Builder
		for _, ch := range original(v).Chapters {
			b.Write(in.HTML(v, ui, text, ch))
		}
		return []byte(b.String())
	}
	in.Coverage, in.Chronicles = cover.All(in.Library, in.Standards), nil
	return in
}

// At any size each withholding has its place on "/withheld/" and is told in full
// on the page of its standard, no link is dead and no id stands twice; the pages
// that all standards share stay within what each adds to them.
func TestSplits(t *testing.T) {
	for _, tt := range []struct {
		standards, withheld int
		register, coverage  string // a class that stands on the page then
		sectors             int    // pages of the sector water
	}{
		{columnsShown, 1, "entries", "matrix-scroll", 1},
		{columnsShown + 1, 1, "entry-groups", "summed", 1},
		{2*columnsShown + 2, entriesShown / (2 * columnsShown), "entry-groups", "summed", 2},
	} {
		files := mustBuild(t, many(tt.standards, tt.withheld))
		resolves(t, files)
		register, coverage := parse(t, "register", files["withheld/index.html"]), parse(t, "coverage", files["coverage/index.html"])
		if len(register.find("", tt.register)) == 0 || len(coverage.find("", tt.coverage)) == 0 {
			t.Errorf("%+v: not in the form that is wanted", tt)
		}
		ids, twice := register.ids()
		if len(twice) > 0 {
			t.Errorf("%+v: stand twice: %v", tt, twice)
		}
		for s := range tt.standards {
			id := fmt.Sprintf("standard-%03d", s)
			own := parse(t, id, files["withheld/"+id+"/index.html"])
			full, twice := own.ids()
			if len(twice) > 0 {
				t.Errorf("%s: stand twice: %v", id, twice)
			}
			for _, number := range []string{"1.0", "2.0"} {
				for w := range tt.withheld {
					anchor := fmt.Sprintf("%s-%s-w-%03d", id, number, w+1)
					if !ids[anchor] || !full[anchor] {
						t.Fatalf("%+v: %s: listed %t, in full %t", tt, anchor, ids[anchor], full[anchor])
					}
				}
			}
		}
		pages := 0
		for name, data := range files {
			if strings.HasPrefix(name, "coverage/water/") {
				pages++
				if n := len(parse(t, name, data).find("td", "")); n > (columnsShown+20)*len(sampleCatalog().Items)*2 {
					t.Errorf("%s has %d cells", name, n)
				}
			}
		}
		if pages != tt.sectors {
			t.Errorf("%+v: %d pages of a sector", tt, pages)
		}
		item := parse(t, "item", files["items/nisc-4/6.1.5(2)/index.html"])
		if n := len(item.find("details", "answer-sector")); n != 2 {
			t.Errorf("%+v: the item has %d sectors", tt, n)
		}
		if ids, twice := item.ids(); len(twice) > 0 || !ids["standard-000"] {
			t.Errorf("%+v: the item's ids: twice %v", tt, twice)
		}
	}
}

// Beyond the limits a withholding costs "/withheld/" a link and a standard
// costs "/coverage/" nothing.
func TestSplitWeights(t *testing.T) {
	weights := func(standards, withheld int) (register, coverage int) {
		files := mustBuild(t, many(standards, withheld))
		return len(files["withheld/index.html"]), len(files["coverage/index.html"])
	}
	r1, c1 := weights(30, 2)
	r2, c2 := weights(30, 22)
	if more := (r2 - r1) / (30 * 2 * 20); more > 220 {
		t.Errorf("a withholding adds %d bytes to the register", more)
	}
	_, c3 := weights(60, 2)
	if c2 != c1 || c3-c1 > 500 {
		t.Errorf("the summary weighs %d, %d with more withheld, %d with twice the standards", c1, c2, c3)
	}
}

// A role that much is asked of has a page for each sector.
func TestRoleSectors(t *testing.T) {
	asks := func(each int) map[string][]byte { // of four standards, two in a sector
		in := many(4, 0)
		for _, s := range in.Standards {
			ch := s.Latest().Translations[0].Chapters[0]
			for i := range each - 4 { // four are there
				ch.Clauses = append(ch.Clauses, clause(fmt.Sprintf("more-%d", i), "", "ほかの条項", tagged("1")))
			}
		}
		in.Coverage = cover.All(in.Library, in.Standards)
		return mustBuild(t, in)
	}
	if files := asks(clausesShown / 4); files["roles/operator/water/index.html"] != nil {
		t.Error("a page of a sector where one page has all")
	}
	const each = clausesShown/4 + 1
	files := asks(each)
	resolves(t, files)
	all := parse(t, "role", files["roles/operator/index.html"])
	if n := len(all.find("ul", "clauses")); n != 0 || !strings.Contains(textOf(all.root), fmt.Sprintf("水道 条項%d件", 2*each)) {
		t.Errorf("%d lists of clauses on the page of all sectors: %s", n, textOf(all.root))
	}
	for _, sector := range []string{"water", "power"} {
		name := "en/roles/operator/" + sector + "/index.html"
		p := parse(t, name, files[name])
		if n := len(p.find("a", "clause-link")); n != 2*each {
			t.Errorf("%s: %d clauses", name, n)
		}
	}
}

// drawn are the words of a class in a figure.
func drawn(svg *html.Node, class string) []string {
	var out []string
	for n := range svg.Descendants() {
		if c, _ := attr(n, "class"); c == class {
			out = append(out, textOf(n))
		}
	}
	return out
}

// named is the figure whose title has an id.
func named(t *testing.T, p parsed, id string) *html.Node {
	t.Helper()
	for _, svg := range p.find("svg", "chart") {
		if by, _ := attr(svg, "aria-labelledby"); strings.HasPrefix(by, id+"-t ") {
			return svg
		}
	}
	t.Fatalf("%s: no figure %s", p.name, id)
	return nil
}

// rowsOf are the rows of a part of the table that an id labels, its numbers alone.
func rowsOf(t *testing.T, p parsed, label, part string) (heads []string, rows [][]string) {
	t.Helper()
	for _, box := range p.find("div", "table-scroll") {
		if by, _ := attr(box, "aria-labelledby"); by != label {
			continue
		}
		for n := range box.Descendants() {
			if n.Data != part {
				continue
			}
			for tr := range n.Descendants() {
				if tr.Data != "tr" {
					continue
				}
				var row []string
				for c := range tr.ChildNodes() {
					switch words := strings.Fields(textOf(c)); {
					case c.Data == "th" && part == "thead" && len(words) > 0:
						heads = append(heads, strings.Join(words, " "))
					case c.Data == "td" && part != "thead":
						row = append(row, words[len(words)-1])
					}
				}
				rows = append(rows, row)
			}
		}
	}
	if rows == nil {
		t.Fatalf("%s: no table %s", p.name, label)
	}
	return heads, rows
}

// Figures say what the tables beside them say.
func TestFiguresSayTheirTables(t *testing.T) {
	for _, lang := range []string{"", "en/"} {
		files := mustBuild(t, disclosing(Public))
		p := parse(t, lang+"coverage", files[lang+"coverage/index.html"])
		for _, kind := range []string{"measures", "causes"} {
			id := "_nisc-4-" + kind
			terms, _ := rowsOf(t, p, id, "thead")
			_, total := rowsOf(t, p, id, "tfoot")
			if got := drawn(named(t, p, id+"-f"), "chart-value"); !slices.Equal(got, total[0]) {
				t.Errorf("%s%s: drawn %v, in the table %v", lang, kind, got, total[0])
			}
			_, rows := rowsOf(t, p, id, "tbody")
			var want []string
			for _, row := range rows {
				var said []string
				for i, n := range row {
					said = append(said, terms[i]+" "+n)
				}
				want = append(want, strings.Join(said, " / "))
			}
			if got := strings.Join(drawn(named(t, p, id+"-s"), "chart-value"), " "); got != strings.Join(want, " ") {
				t.Errorf("%s%s: drawn %q, in the table %q", lang, kind, got, want)
			}
		}

		p = parse(t, lang+"items", files[lang+"items/index.html"])
		_, rows := rowsOf(t, p, "_nisc-4-cycle", "tbody")
		var want []string
		for _, row := range rows {
			want = append(want, strings.Join(row[1:4], " / "))
		}
		if got := drawn(named(t, p, "_nisc-4-cycle-f"), "chart-value"); !slices.Equal(got, want) {
			t.Errorf("%scycle: drawn %v, in the table %v", lang, got, want)
		}

		p = parse(t, lang+"withheld", files[lang+"withheld/index.html"])
		_, rows = rowsOf(t, p, "_reasons", "tbody")
		want = nil
		for _, row := range rows {
			want = append(want, row[len(row)-1])
		}
		if got := drawn(named(t, p, "_reasons-f"), "chart-value"); !slices.Equal(got, want) {
			t.Errorf("%sreasons: drawn %v, in the table %v", lang, got, want)
		}

		p = parse(t, lang+"standard", files[lang+"standards/water-guideline/index.html"])
		if got := drawn(named(t, p, "_timeline"), "chart-head"); len(got) != 2 || !strings.Contains(got[0], "4.1") || !strings.Contains(got[1], "4.2") {
			t.Errorf("%stimeline: drawn %v", lang, got)
		}
	}
}

// A figure draws the length of what it says.
func TestCountFigure(t *testing.T) {
	svg := string(countFigure("a", "t", "d", []namedCount{{"x", 0}, {"y", 50}, {"z", 100}}, fillOf))
	for _, want := range []string{
		fmt.Sprintf(`class="chart-stripe" x="%d" y="28" width="%d"`, countLeft, countWidth/2),
		fmt.Sprintf(`class="chart-dots" x="%d" y="56" width="%d"`, countLeft, countWidth),
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	if strings.Contains(svg, "chart-solid") {
		t.Error("nothing has a bar")
	}
}

func TestTicks(t *testing.T) {
	for most, want := range map[int]string{0: "0 1", 1: "0 1", 5: "0 1 2 3 4 5", 6: "0 2 4 6", 11: "0 5 10 15", 101: "0 50 100 150", 1000: "0 200 400 600 800 1000"} {
		if got := strings.Trim(fmt.Sprint(ticks(most)), "[]"); got != want {
			t.Errorf("%d: %s, not %s", most, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width int
		want  string
	}{
		{"", 100, ""},
		{"未然防止", 100, "未然防止"},
		{"拡大防止・早期復旧", 80, "拡大防止・|早期復旧"},
		{"Containment and early recovery", 130, "Containment and|early recovery"},
		{"情報セキュリティ基準", 13 * 4, "情報セキ|ュリティ|基準"},
		{"Check（確認）・Act（是正）", 130, "Check（確認）・|Act（是正）"},
	} {
		if got := strings.Join(wrap(tt.text, tt.width), "|"); got != tt.want {
			t.Errorf("%q: %q, not %q", tt.text, got, tt.want)
		}
	}
}

// In force is a version from its effective day until the next takes effect,
// and a draft or a consultation never.
func TestSpans(t *testing.T) {
	v := func(status standard.Status, issued, effective standard.Date) *standard.Version {
		return &standard.Version{Status: status, Issued: issued, Effective: effective}
	}
	s := &standard.Standard{Versions: []*standard.Version{
		v(standard.Withdrawn, "2020-01-01", ""), v(standard.Superseded, "2022-03-01", "2022-04-01"),
		v(standard.Published, "2024-03-01", "2024-04-01"), v(standard.Consultation, "2026-01-01", "2026-04-01"),
	}}
	want := []span{{"2020-01-01", "2022-04-01"}, {"2022-04-01", "2024-04-01"}, {"2024-04-01", ""}, {}}
	if got := spans(s); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for _, span := range [][2]standard.Date{{"2020-01-01", "2026-04-01"}, {"2026-01-10", "2026-12-01"}, {"1990-01-01", "2026-01-01"}, {"2026-04-01", "2026-04-02"}} {
		first, _ := dayNumber(span[0])
		last, _ := dayNumber(span[1])
		if n := len(years(first, last)); n > 7 || n == 0 && span[1] != "2026-04-02" {
			t.Errorf("%v: %d ticks", span, n)
		}
	}
}

// The filter of a page offers what the page has, and each row has a value of
// each facet.
func TestFilters(t *testing.T) {
	files, more := mustBuild(t, disclosing(Public)), mustBuild(t, many(columnsShown+1, 1))
	for _, name := range []string{"coverage/index.html", "withheld/index.html", "en/withheld/index.html", "items/nisc-4/6.1.5(2)/index.html"} {
		if strings.HasPrefix(name, "items/") {
			files = more
		}
		p := parse(t, name, files[name])
		boxes := p.find("div", "filtered")
		if len(boxes) != 1 {
			t.Fatalf("%s: %d filters", name, len(boxes))
		}
		text, _ := attr(boxes[0], "data-filter")
		if strings.Contains(text, "null") {
			t.Errorf("%s: a list is null", name)
		}
		var f filter
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatalf("%s: %v in %q", name, err, text)
		}
		at := map[string][]facet{}
		for _, x := range f.Facets {
			at[x.On] = append(at[x.On], x)
		}
		used := map[string]bool{}
		for n := range boxes[0].Descendants() {
			for on, facets := range at {
				value, ok := attr(n, "data-"+on)
				if !ok || value == "" {
					continue
				}
				parts := strings.Split(value, "|")
				if len(parts) != len(facets) {
					t.Errorf("%s: %q has not the facets of a %s", name, value, on)
					continue
				}
				for i, part := range parts {
					for _, word := range strings.Fields(part) {
						used[facets[i].Key+" "+word] = true
					}
				}
			}
		}
		for _, x := range f.Facets {
			for _, o := range x.Options {
				if !used[x.Key+" "+o[0]] {
					t.Errorf("%s: %s %s is offered and not there", name, x.Key, o[0])
				}
			}
		}
		for key, word := range f.Words {
			if word == "" {
				t.Errorf("%s: no word for %s", name, key)
			}
		}
	}
	if strings.Contains(string(more["items/index.html"]), "/filter.") {
		t.Error("a page without a filter has its script")
	}
}
