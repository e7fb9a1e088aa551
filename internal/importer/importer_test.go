package importer

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

var update = flag.Bool("update", false, "write what the importer makes into testdata")

type testOptions struct {
	Standard, Version, Language, Class, Sector, Publisher, Status, Issued, Title, Catalog string
	Single                                                                                bool
}

func (o testOptions) options() Options {
	return Options{Standard: o.Standard, Version: o.Version, Language: o.Language, SingleFile: o.Single, Class: o.Class, Sector: o.Sector,
		Publisher: o.Publisher, Status: o.Status, Issued: o.Issued, Title: o.Title, Catalog: o.Catalog}
}

// findings are written one a line, as a printer would.
func findings(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds {
		p := d.Position()
		fmt.Fprintf(&b, "%d:%d %s %s: %s\n", p.Line, p.Column, d.Rule.Severity, d.Rule.Code, d.Message)
		for _, h := range d.Hints {
			fmt.Fprintf(&b, "    %s\n", h)
		}
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var o testOptions
			if err := yaml.Unmarshal(ar.Files[0].Data, &o); err != nil {
				t.Fatal(err)
			}
			res, ds := Markdown(source.New("in.md", ar.Files[1].Data), o.options())
			if res == nil {
				t.Fatal("nothing was imported")
			}
			sound(t, res)
			again, _ := Markdown(source.New("in.md", ar.Files[1].Data), o.options())
			out := &txtar.Archive{Comment: ar.Comment, Files: ar.Files[:2:2]}
			names := make([]string, 0, len(res.Files))
			for name := range res.Files {
				names = append(names, name)
			}
			sort.Strings(names)
			for _, name := range names {
				if string(again.Files[name]) != string(res.Files[name]) {
					t.Errorf("%s differs from run to run", name)
				}
				out.Files = append(out.Files, txtar.File{Name: "out/" + name, Data: res.Files[name]})
			}
			out.Files = append(out.Files, txtar.File{Name: "findings", Data: []byte(findings(ds))})
			got := txtar.Format(out)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := txtar.Format(ar); string(want) != string(got) {
				t.Errorf("the import differs from %s (run with -update to accept it):\n%s", path, got)
			}
			nothingLost(t, ar.Files[1].Data, o.options(), res, ds)
		})
	}
}

// nothingLost checks that every visible letter and digit of a source stands in
// the result or in a finding, as often as in the source. Whole words are compared
// where the source is a sane one; here broken HTML may have stood within them.
func nothingLost(t *testing.T, data []byte, o Options, res *Result, ds diag.List) {
	t.Helper()
	var raw, fronts, messages strings.Builder
	names := make([]string, 0, len(res.Files))
	for n := range res.Files {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, name := range names {
		b := res.Files[name]
		raw.Write(b)
		raw.WriteByte('\n')
		var front yaml.Node
		head, _, _ := strings.Cut(strings.TrimPrefix(string(b), "---\n"), "\n---\n")
		if err := yaml.Unmarshal([]byte(head), &front); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		values(&fronts, &front)
	}
	for _, d := range ds {
		messages.WriteString(d.Message + "\n")
		if i := strings.Index(d.Message, "\""); i >= 0 { // what is quoted, as it was
			if q, err := strconv.QuotedPrefix(d.Message[i:]); err == nil {
				u, _ := strconv.Unquote(q)
				messages.WriteString(u + "\n")
			}
		}
	}
	main, notes := published(res)
	inBytes := count(raw.String() + fronts.String() + messages.String())
	onPage := count(strings.Join(append(main, notes...), " ") + fronts.String() + messages.String())
	// HTML goes first, and what is left is compared as a page shows it: before,
	// a page would not show what stands in unknown tags.
	src := &doc{o: o}
	src.clean(source.New("in.md", data))
	src.takeFront()
	letters := count(quietTag.ReplaceAllString(string(src.file.Bytes()), ""))
	src.reduceHTML()
	left := count(string(src.file.Bytes()) + messages.String())
	for r, n := range letters {
		if left[r] < n {
			t.Errorf("the letter %q stands %d times in the source, and %d times without its HTML and in the findings", r, n, left[r])
		}
	}
	main, notes = visible(src.file.Bytes())
	letters = count(strings.Join(append(main, notes...), " "))
	for r, n := range letters {
		if have := max(inBytes[r], onPage[r]); have < n {
			t.Errorf("the letter %q stands %d times in the source, and %d times in the result and its findings", r, n, have)
		}
	}
}

func values(b *strings.Builder, n *yaml.Node) {
	b.WriteString(n.Value + "\n")
	for _, c := range n.Content {
		values(b, c)
	}
}

// quietTag are tags that go without a word: their loss changes nothing.
var quietTag = regexp.MustCompile(`(?is)</?[a-z][a-z0-9-]*\s*/?>|<a\s[^>]*>|<abbr\s[^>]*>`)

func count(s string) map[rune]int {
	m := map[rune]int{}
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			m[unicode.ToLower(r)]++
		}
	}
	return m
}

func TestBytes(t *testing.T) {
	src := "\ufeff# 1 A\u202e\r\n\r\nx\x00y\u200f z\tz\r\n\r\n# 2 B\rb"
	res, ds := Markdown(source.New("in.md", []byte(src)), Options{Standard: "s", Version: "1", Title: "T", Publisher: "P", Issued: "2026-04-01"})
	if got, want := string(res.Files["01-a.md"]), "---\ntitle: 1 A\n---\n\n# 1 A {#s1}\n\nx y z\tz\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := string(res.Files["02-b.md"]), "---\ntitle: 2 B\n---\n\n# 2 B {#s2}\nb\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want := "1:7 warning import-control: the character U+202E was removed\n3:2 warning import-control: the character U+0000 was removed\n3:4 warning import-control: the character U+200F was removed\n"
	if got := findings(ds); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	res, ds = Markdown(source.New("in.md", []byte("# \x8e\x91")), Options{Standard: "s", Version: "1"})
	if res != nil || !ds.HasErrors() || findings(ds) != "1:3 error import-not-utf8: the file is not UTF-8 text; nothing was imported\n    convert it first, e.g. `iconv -f CP932 -t UTF-8`\n" {
		t.Errorf("a file that is not UTF-8 gave %v, %s", res, findings(ds))
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[string]string{
		"31-March-2026": "2026-03-31", "2026-03-31": "2026-03-31", "2026年3月31日": "2026-03-31", "２０２６年３月３１日": "2026-03-31", "令和8年3月31日": "2026-03-31",
		"令和元年5月1日": "2019-05-01", "March 31, 2026": "2026-03-31", "31st March 2026": "2026-03-31", "2026/3/31": "2026-03-31", "3/4/2026": "", "spring": "", "2026-02-30": "",
	} {
		if got := Date(in); got != want {
			t.Errorf("Date(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFromNumber(t *testing.T) {
	for in, want := range map[string]string{
		"3.2.2.4.4 Email": "s3-2-2-4-4", "APPENDIX A – Tags": "appendix-a", "Annex B": "annex-b", "Chapter 3. X": "chapter-3", "Article 5": "art-5",
		"第5条（目的）": "art-5", "第五条": "art-5", "第百二十三条の二の三": "art-123-2-3", "第２章　体制": "chapter-2", "別表第一": "table-1", "別紙2 様式": "annex-2", "附則": "supplementary",
		"１．総則": "s1", "V2.1 X": "v2-1", "A.1. X": "a-1", "§ 4.2 X": "s4-2", "3D printing": "", "Terms": "", "2.1.総則": "s2-1", "(2) 範囲": "art-1-2", "⑴ 範囲": "art-1-1", "② 範囲": "art-1-2",
	} {
		if got := fromNumber(in, "art-1"); got != want {
			t.Errorf("fromNumber(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if r.Title == "" || r.Why == "" || r.Before == "" || r.After == "" || !strings.HasPrefix(r.Code, "import-") || seen[r.Code] {
			t.Errorf("the rule %q is not told in full, or twice", r.Code)
		}
		seen[r.Code] = true
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	all := "import-control import-not-utf8 "
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all += string(b)
	}
	for code := range seen {
		if !strings.Contains(all, code) {
			t.Errorf("no test has the finding %s", code)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range files {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(ar.Files[1].Data, false)
		f.Add(ar.Files[1].Data, true)
	}
	f.Fuzz(func(t *testing.T, data []byte, single bool) {
		o := Options{Standard: "s", Version: "1", SingleFile: single}
		res, ds := Markdown(source.New("in.md", data), o)
		again, ds2 := Markdown(source.New("in.md", data), o)
		if (res == nil) != ds.HasErrors() {
			t.Fatal("a result with errors, or none without")
		}
		if res == nil {
			return
		}
		if findings(ds) != findings(ds2) || len(res.Files) != len(again.Files) {
			t.Fatal("two runs differ")
		}
		for n, b := range res.Files {
			if string(b) != string(again.Files[n]) {
				t.Fatalf("%s differs from run to run", n)
			}
		}
		nothingLost(t, data, o, res, ds)
	})
}
