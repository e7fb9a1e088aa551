package withhold

import (
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

func scanned(texts map[string]string, register ...*standard.Withholding) (*Sources, diag.List) {
	files := map[string]*source.File{}
	for name, text := range texts {
		files[name] = source.New("content/s/1/"+name, []byte(text))
	}
	return Scan("s", "1", files, register)
}

func codes(ds diag.List) string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Rule.Code)
	}
	return strings.Join(out, " ")
}

// Withholding the index of one language would take index.md, and with it the
// whole version, out of the public edition.
func TestIndexOfALanguageIsNotWithheld(t *testing.T) {
	_, ds := scanned(map[string]string{"index.md": "---\n---\n", "index.en.md": "---\n---\n"},
		&standard.Withholding{ID: "W-001", Unit: standard.UnitChapter, Paths: []string{"index.en.md"}})
	if got := codes(ds); got != "withheld-file-missing" {
		t.Errorf("findings %q", got)
	}
}

func TestCopyOfAWithheldFile(t *testing.T) {
	w := &standard.Withholding{ID: "W-001", Unit: standard.UnitAttachment, Paths: []string{"figures/plan.svg"}}
	s, ds := scanned(map[string]string{"index.md": "---\n---\n", "figures/plan.svg": "<svg>x</svg>", "figures/plan-2.svg": "<svg>x</svg>"}, w)
	if got := codes(ds); got != "withheld-file-copied" {
		t.Errorf("findings %q", got)
	}
	if got := codes(s.Copies([]*source.File{source.New("static/a.svg", []byte("<svg>x</svg>")), source.New("static/b.svg", []byte("<svg/>"))})); got != "withheld-file-copied" {
		t.Errorf("findings in static/ %q", got)
	}
}

// The folder that a withheld file stands in may tell as much as its name.
func TestNoFolderOfAWithheldFileIsNamed(t *testing.T) {
	f := source.New("content/s/1/secret-sites/plan.svg", []byte("<svg/>"))
	Scan("s", "1", map[string]*source.File{"secret-sites/plan.svg": f},
		[]*standard.Withholding{{ID: "W-001", Unit: standard.UnitAttachment, Paths: []string{"secret-sites/plan.svg"}}})
	if want := "content/s/1/[W-001]"; f.Path() != want {
		t.Errorf("the file is called %q, want %q", f.Path(), want)
	}
}

func TestFloodOfMarkersIsQuick(t *testing.T) {
	line := strings.Repeat("{{withhold", 6000) + "\n"
	start := time.Now()
	_, ds := scan(source.New("a.md", []byte(strings.Repeat(line, 50))), "")
	if len(ds) == 0 || time.Since(start) > 10*time.Second {
		t.Errorf("%d findings after %s", len(ds), time.Since(start))
	}
}

func TestLongLinesAndDeepQuotations(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat(">", 101) + " a\n":                             "too-long",
		strings.Repeat("> ", 101) + "a\n":                             "too-long",
		strings.Repeat("> ", 100) + "a\n":                             "",
		"a " + strings.Repeat("<ruby>漢<rt>かん</rt></ruby>", 60) + "\n": "",
		strings.Repeat("x", 64<<10+1) + "\n":                          "too-long",
	} {
		if got := codes(Encoding(source.New("a.md", []byte(text)))); got != want {
			t.Errorf("%.30q: findings %q, want %q", text, got, want)
		}
	}
}

// The value of a withheld field that was left in front matter is not shown with
// what else is wrong there.
func TestVisibleValueOfAWithheldFieldIsNotQuoted(t *testing.T) {
	for _, field := range []string{"contact: Tel: secret\n", "contact:\n  ja: secret\n  xx-yyyyy: secret\n", "contcat: secret\n", "\"contact\": |\n  secret\n", "contact: a\ncontact: secret\n"} {
		f := source.New("content/s/1/index.md", []byte("---\ntitle: t\n"+field+"status: s\n---\n"))
		Scan("s", "1", map[string]*source.File{"index.md": f}, []*standard.Withholding{{ID: "W-001", Unit: standard.UnitField, Field: "contact"}})
		for line := 1; line <= 7; line++ {
			at := f.LineStart(line)
			if e, _ := f.At(at, at+1).Excerpt(); strings.Contains(e.Text, "secret") {
				t.Errorf("%q: line %d is shown: %q", field, line, e.Text)
			}
		}
	}
}

// A file that withheld text alone names goes by another name in messages, even
// where the name of another that is visible ends like it.
func TestInnerFileIsNotNamed(t *testing.T) {
	const marked = ":::withhold W-001\n![x](figures/nes.svg) ![y](plans/a.svg)\n:::end-withhold W-001\n"
	for text, visible := range map[string]bool{
		"![z](figures/zones.svg) [b](figures/a.svg)\n" + marked:              false,
		"![z](figures/nes.svg) ![y](./plans/a.svg)\n" + marked:               true,
		marked + "![z](figures/figures/nes.svg) ![y](other-plans/a.svg)\n":   false,
		marked + "[n]: figures/nes.svg\n[m]: <plans/a.svg>\n![z](other.svg)": true,
	} {
		files := map[string]*source.File{"index.md": source.New("content/s/1/index.md", []byte("---\n---\n")), "01.md": source.New("content/s/1/01.md", []byte(text))}
		for _, name := range []string{"figures/nes.svg", "plans/a.svg"} {
			files[name] = source.New("content/s/1/"+name, []byte("<svg/>"))
		}
		if _, ds := Scan("s", "1", files, []*standard.Withholding{{ID: "W-001", Unit: standard.UnitFigure}}); ds.HasErrors() {
			t.Fatal(codes(ds))
		}
		for _, name := range []string{"figures/nes.svg", "plans/a.svg"} {
			if f := files[name]; f.Opaque() == visible {
				t.Errorf("%q: %s is called %s", text, name, f.Path())
			}
		}
	}
}
