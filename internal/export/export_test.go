package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// confidential is the sample as a confidential edition has it: what is withheld
// is there, and the register says where.
func confidential() Input {
	in := sampleInput()
	for _, s := range in.Standards {
		for _, v := range s.Versions {
			for _, w := range v.Register {
				w.Cut = false
				switch w.Unit {
				case standard.UnitChapter:
					w.Paths = []string{"09-canary.md", "09-canary.en.md", "figures/canary.svg"}
				case standard.UnitField:
					w.Field = "canary"
				}
			}
			if v.Standard != "water-guideline" {
				continue
			}
			chs, section, chapter := v.Translations[0].Chapters, v.Register[1], v.Register[2]
			chs[1].Clauses = append(chs[1].Clauses[:1],
				&standard.Clause{ID: "records", Depth: 3, Label: "5.2.1", Title: "記録", Withheld: section, Prose: standard.Prose{Plain: "秘"}},
				&standard.Clause{ID: "below", Depth: 4, Withheld: section, Prose: standard.Prose{Plain: "秘"}})
			chs[2] = &standard.Chapter{Name: "09-canary", Withheld: chapter, Clauses: []*standard.Clause{{ID: "response", Depth: 2}, {ID: "calls", Depth: 2}}}
		}
	}
	in.Matrices = cover.All(in.Library, in.Standards)
	return in
}

// The register of a confidential edition tells no more than the public one.
func TestRegisterTellsNoPathsAndFields(t *testing.T) {
	public, conf := sampleInput(), confidential()
	for _, lang := range []string{"ja", "en"} {
		for name, pair := range map[string][2][]byte{
			"withheld.csv":   {RegisterCSV(public.Standards, public.Library, "", lang, public.Chronicles), RegisterCSV(conf.Standards, conf.Library, "", lang, public.Chronicles)},
			"withheld.json":  {Register(public.Standards, public.Library, "", public.Chronicles), Register(conf.Standards, conf.Library, "", public.Chronicles)},
			"disclosure.csv": {DisclosureCSV(public.Standards, public.Library, "", lang), DisclosureCSV(conf.Standards, conf.Library, "", lang)},
			"disclosure":     {Disclosure(public.Standards, public.Library, ""), Disclosure(conf.Standards, conf.Library, "")},
			"register table": {[]byte(RegisterTable(public.Standards, public.Library, lang)), []byte(RegisterTable(conf.Standards, conf.Library, lang))},
		} {
			if !bytes.Equal(pair[0], pair[1]) {
				t.Errorf("%s: the editions differ: %s", name, firstDifference(string(pair[1]), string(pair[0])))
			}
			if bytes.Contains(pair[1], []byte("canary")) {
				t.Errorf("%s tells a path or a field", name)
			}
		}
	}
	// A version's file holds the chapter's name as a place in the text, so the
	// register is looked at alone.
	var v struct {
		Withheld   []map[string]any
		Disclosure map[string]int
	}
	if err := json.Unmarshal(Version(conf.Standards[0].Versions[1], conf.Library.Catalogs[0], ""), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Withheld) != 4 || v.Disclosure["open"] != 2 || v.Disclosure["total"] != 5 {
		t.Errorf("%d withholdings, disclosure %v", len(v.Withheld), v.Disclosure)
	}
	for _, w := range v.Withheld {
		for _, key := range []string{"paths", "field", "cut"} {
			if _, ok := w[key]; ok {
				t.Errorf("%v: %s is not public", w["id"], key)
			}
		}
	}
}

func TestEntries(t *testing.T) {
	var got []string
	for _, e := range Entries(sampleStandards()) {
		text := handle(e.Version) + " " + e.Withholding.ID
		if e.Current {
			text += " current"
		}
		got = append(got, text)
	}
	want := []string{
		"water-guideline@4.10 W-001 current", "water-guideline@4.10 W-002 current", "water-guideline@4.10 W-003 current",
		"water-guideline@4.10 W-004 current", "water-guideline@4.1 W-1000",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	// What only a draft withholds is shown from the draft, and isn't current; W-999
	// comes before W-1000.
	s := sampleStandards()
	draft := s[0].Versions[2]
	draft.Register = append(draft.Register, &standard.Withholding{ID: "W-999"})
	e := Entries(s)[4]
	if e.Withholding.ID != "W-999" || e.Current || e.Version != draft {
		t.Errorf("%s of %s, current %v", e.Withholding.ID, handle(e.Version), e.Current)
	}
}

func TestJSONIsWellFormed(t *testing.T) {
	for name, data := range Files(sampleInput()) {
		if !strings.HasSuffix(name, ".json") {
			continue
		}
		if !json.Valid(data) || !utf8.Valid(data) || !bytes.HasSuffix(data, []byte("}\n")) {
			t.Errorf("%s: not valid, or no line break at its end", name)
		}
		if bytes.Contains(data, []byte(`\u003c`)) || bytes.Contains(data, []byte(`\u0026`)) || bytes.Contains(data, []byte("null")) {
			t.Errorf("%s: signs of HTML are escaped, or a list is null", name)
		}
	}
}

func TestVersionWithoutItsCatalog(t *testing.T) {
	data := string(Version(sampleStandards()[1].Versions[0], nil, ""))
	if strings.Count(data, `"decision"`) != 3 || strings.Contains(data, "undecided") {
		t.Errorf("the three written decisions are wanted:\n%s", data)
	}
}

func TestTablesFit(t *testing.T) {
	in := sampleInput()
	long := strings.Repeat("長い題の安全基準等", 20)
	for _, s := range in.Standards {
		for _, v := range s.Versions {
			v.Title = both(long, strings.Repeat("long title ", 20))
			for _, w := range v.Register {
				w.Title, w.Items = v.Title, []string{"6.1.1(1)", "6.1.1(2)", "6.1.2(1)", "6.1.2(2)"}
			}
		}
	}
	in.Library.Reasons[0].Name = both(long, long)
	in.Library.Catalogs[0].Title = both(long, long)
	for _, lang := range []string{"ja", "en"} {
		for _, table := range []string{CoverageTable(in.Matrices[0], lang), RegisterTable(in.Standards, in.Library, lang)} {
			for line := range strings.Lines(table) {
				line = strings.TrimSuffix(line, "\n")
				if w := uniseg.StringWidth(line); w > tableWidth {
					t.Errorf("%d cells: %s", w, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Errorf("blanks at the end of %q", line)
				}
			}
		}
	}
}

// The cells of a column start at one place, whatever stands before them.
func TestTableAligns(t *testing.T) {
	table := CoverageTable(sampleInput().Matrices[0], "ja")
	start := -1
	for line := range strings.Lines(table) {
		before, _, ok := strings.Cut(line, "  ○ 採用")
		if !ok || strings.HasPrefix(line, "○") {
			before, _, ok = strings.Cut(line, "  ？ 未記載 ■")
		}
		if !ok {
			continue
		}
		if w := uniseg.StringWidth(before); start >= 0 && w != start {
			t.Errorf("%d cells, above %d: %s", w, start, line)
		} else {
			start = w
		}
	}
	if start < 0 {
		t.Error("no line was looked at")
	}
}

func TestTablesCannotSteerATerminal(t *testing.T) {
	in := sampleInput()
	v := in.Standards[0].Versions[1]
	v.Title = both("題\x1b[31m\u202e\n次\u009b", "")
	v.Register[0].Title = v.Title
	in.Library.Catalogs[0].Items[0].Heading = v.Title
	table := CoverageTable(in.Matrices[0], "ja") + RegisterTable(in.Standards, in.Library, "ja")
	if strings.ContainsAny(table, "\x1b\u202e\u009b") {
		t.Errorf("%q", table)
	}
	if !strings.Contains(table, "題 [31m 次") {
		t.Errorf("the words are gone:\n%s", table)
	}
}

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		text  string
		cells int
		want  string
	}{
		{"短い", 4, "短い"},
		{"長い題", 5, "長い…"},
		{"長い題", 4, "長…"},
		{"ab cd", 4, "ab…"},
	} {
		if got := clip(tt.text, tt.cells); got != tt.want {
			t.Errorf("%q in %d: %q", tt.text, tt.cells, got)
		}
	}
	if got := clipMiddle("guideline-with-a-long-name@4.10", 16); got != "guideli…ame@4.10" {
		t.Errorf("%q", got)
	}
}
