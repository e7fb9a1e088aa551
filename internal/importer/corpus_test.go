package importer

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"

	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func counts(ds diag.List) map[string]int {
	m := map[string]int{}
	for _, d := range ds {
		m[d.Rule.Code]++
	}
	return m
}

var (
	headingLine = regexp.MustCompile(`^# (?s:.*)\{#([a-z][a-z0-9-]*)\}$`)
	anyHeading  = regexp.MustCompile(`(?m)^#{1,6} `)
)

// sound checks what holds for every import.
func sound(t *testing.T, res *Result) {
	t.Helper()
	ids := map[string]bool{}
	for _, c := range res.Clauses {
		if ids[c.ID] {
			t.Errorf("the id %q is given twice", c.ID)
		}
		if !usable(c.ID) {
			t.Errorf("the id %q may not be one", c.ID)
		}
		ids[c.ID] = true
		if !bytes.Contains(res.Files[c.Chapter], []byte(" {#"+c.ID+"}\n")) {
			t.Errorf("%s has no heading with the id %s", c.Chapter, c.ID)
		}
	}
	for name, b := range res.Files {
		f := source.New(name, b)
		if ds := withhold.Encoding(f); len(ds) > 0 {
			t.Errorf("%s: %s", name, ds[0].Message)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if marked([]byte(line)) || exact.MatchString(line) {
				t.Errorf("%s has what looks like a marker: %q", name, line)
			}
		}
		tr := parse(withoutFront(b))
		tr.walk(func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Link:
				if to := string(n.Destination); strings.HasPrefix(to, "#") && !ids[to[1:]] {
					t.Errorf("%s links to %s, which is nowhere", name, to)
				}
			case *ast.Image:
				t.Errorf("%s has a picture that was not given: %s", name, n.Destination)
			case *ast.RawHTML:
				if _, tag := tagOf(n.Segments.Value(tr.src)); !allowed[tag] {
					t.Errorf("%s has HTML: %s", name, n.Segments.Value(tr.src))
				}
			case *ast.Heading:
				if n.Parent().Kind() != ast.KindDocument || !headingLine.Match(append([]byte("# "), n.Lines().Value(tr.src)...)) {
					t.Errorf("%s has a heading without an id: %s", name, n.Lines().Value(tr.src))
				}
			}
			return true
		})
	}
}

func TestBaselineRequirements(t *testing.T) {
	files := corpora.Glob(t, "br/*.md")
	headings := map[string]int{"2.1.4": 409, "2.1.5": 409, "2.1.6": 410, "2.1.7": 412, "2.1.8": 412, "2.1.9": 413, "2.2.0": 413, "2.2.5": 414, "2.2.6": 414}
	for _, path := range files {
		version := strings.TrimSuffix(filepath.Base(path), ".md")
		for _, single := range []bool{false, true} {
			name := version
			if single {
				name += "-single"
			}
			t.Run(name, func(t *testing.T) {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				res, ds := Markdown(source.New(filepath.Base(path), data), Options{Standard: "br", Version: version, SingleFile: single})
				if res == nil {
					t.Fatal("nothing was imported")
				}
				sound(t, res)
				if n := headings[version]; len(res.Clauses) != n {
					t.Errorf("%d clauses, want %d", len(res.Clauses), n)
				}
				if res.Language != "en" {
					t.Errorf("language %q", res.Language)
				}
				for _, d := range ds {
					if p := d.Position(); p.Line == 0 {
						t.Errorf("%s has no place", d.Message)
					}
				}
				_, body := frontEnd(data)
				main, notes := visible(data[body:])
				gotMain, gotNotes := published(res)
				if n := bytes.Count(data, []byte("](#")); n == 0 || countInner(res) != n {
					t.Errorf("%d links within the text, want %d", countInner(res), n)
				}
				if counts(ds)["import-picture"]+counts(ds)["import-link-target"] == 0 {
					diffWords(t, "text", main, gotMain)
				}
				if len(notes) != len(gotNotes) {
					diffWords(t, "footnotes", notes, gotNotes)
				}
				if testing.Verbose() {
					t.Log(len(res.Files), "files", counts(ds))
					for _, d := range ds {
						t.Log(d.Position(), d.Rule.Code, d.Message, d.Hints)
					}
				}
			})
		}
	}
}

func TestVerificationStandard(t *testing.T) {
	for _, path := range corpora.Glob(t, "asvs/*/*.md") {
		for _, single := range []bool{false, true} {
			name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
			if single {
				name += "-single"
			}
			t.Run(name, func(t *testing.T) {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				res, ds := Markdown(source.New(filepath.Base(path), data), Options{Standard: "asvs", Version: filepath.Base(filepath.Dir(path)), SingleFile: single})
				if res == nil {
					t.Fatal("nothing was imported")
				}
				sound(t, res)
				want := len(anyHeading.FindAll(data, -1))
				if !single {
					want-- // the first became the title
				}
				if len(res.Clauses) != want {
					t.Errorf("%d clauses, want %d", len(res.Clauses), want)
				}
				main, _ := visible(data)
				got, _ := published(res)
				if !single {
					got = append(strings.Fields(res.Title), got...)
				}
				c := counts(ds)
				if c["import-picture"]+c["import-link-target"]+c["import-html"]+c["import-not-html"] == 0 {
					diffWords(t, "text", main, got)
				}
				if testing.Verbose() {
					for _, d := range ds {
						t.Log(d.Position(), d.Rule.Code, d.Message, d.Hints)
					}
				}
			})
		}
	}
}

func countInner(res *Result) int {
	n := 0
	for _, b := range res.Files {
		n += bytes.Count(b, []byte("](#"))
	}
	return n
}
