package check

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

const today = "2026-06-01"

// TestRules runs each rule on the cases of testdata/<code>.txtar. A case is the
// first folder of its files' names: one that starts with "fires" has lines that
// end with `#! part of the message`, one for each finding; one that starts with
// "silent" has none. "public" in its name makes the edition public.
func TestRules(t *testing.T) {
	for _, r := range rules {
		t.Run(r.doc.Code, func(t *testing.T) {
			archive, err := txtar.ParseFile(filepath.Join("testdata", r.doc.Code+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			cases := map[string][]txtar.File{}
			for _, f := range archive.Files {
				name, rest, _ := strings.Cut(f.Name, "/")
				cases[name] = append(cases[name], txtar.File{Name: rest, Data: f.Data})
			}
			var fires, silent int
			for _, name := range sortedKeys(cases) {
				in, wants := input(t, name, cases[name])
				switch {
				case strings.HasPrefix(name, "fires") && len(wants) > 0:
					fires++
				case strings.HasPrefix(name, "silent") && len(wants) == 0:
					silent++
				default:
					t.Errorf("case %q is neither one that fires with wants nor a silent one without", name)
				}
				var found diag.List
				for _, d := range Run(in) {
					if d.Rule == r.doc {
						found.Add(d)
					}
				}
				compare(t, name, found.Sorted(), wants)
			}
			if fires == 0 || silent == 0 {
				t.Errorf("%d cases fire and %d are silent; at least one of each is needed", fires, silent)
			}
		})
	}
}

func input(t *testing.T, name string, files []txtar.File) (Input, []want) {
	settings, files := takeSettings(files)
	var reviews []txtar.File
	files = slices.DeleteFunc(files, func(f txtar.File) bool {
		if path.Base(f.Name) == "reviews.yaml" {
			reviews = append(reviews, f)
			return true
		}
		return false
	})
	pages, files := takePages(files)
	standards, wants := build(t, files)
	in := Input{Library: library, Standards: standards, Edition: confidential, Date: today}
	for _, f := range pages {
		b := &builder{t: t}
		in.Pages = append(in.Pages, b.freePage(f))
		wants = append(wants, b.wants...)
	}
	if settings != nil {
		b := &builder{t: t}
		in.Site = b.site(*settings)
		wants = append(wants, b.wants...)
	}
	for _, f := range reviews {
		b := &builder{t: t}
		in.Reviews = append(in.Reviews, b.reviews(f, standards))
		wants = append(wants, b.wants...)
	}
	if strings.Contains(name, "public") {
		in.Edition = "public"
	}
	return in, wants
}

// takePages takes a case's free pages out of its files.
func takePages(files []txtar.File) (pages, rest []txtar.File) {
	for _, f := range files {
		if strings.HasPrefix(f.Name, "pages/") {
			pages = append(pages, f)
		} else {
			rest = append(rest, f)
		}
	}
	return pages, rest
}

// takeSettings takes a case's kijun.yaml out of its files.
func takeSettings(files []txtar.File) (*txtar.File, []txtar.File) {
	for i, f := range files {
		if f.Name == "kijun.yaml" {
			return &f, slices.Delete(slices.Clone(files), i, i+1)
		}
	}
	return nil, files
}

func compare(t *testing.T, name string, found diag.List, wants []want) {
	t.Helper()
	for _, d := range found {
		i := slices.IndexFunc(wants, func(w want) bool {
			return w.path == d.Path() && w.line == d.Position().Line && strings.Contains(d.Message, w.text)
		})
		if i < 0 {
			t.Errorf("%s: not asked for: %s", name, show(d))
			continue
		}
		wants = slices.Delete(wants, i, i+1)
		if len(d.Hints) == 0 {
			t.Errorf("%s: no way out: %s", name, show(d))
		}
		wellWritten(t, d)
	}
	for _, w := range wants {
		t.Errorf("%s: not found: %s:%d: %s", name, w.path, w.line, w.text)
	}
}

func show(d *diag.Diagnostic) string {
	p := d.Position()
	return fmt.Sprintf("%s:%d:%d: %s [%s] %s %q", d.Path(), p.Line, p.Column, d.Message, d.Rule.Code, d.KeyPath, d.Hints)
}

// wellWritten holds a finding to the form that all messages have.
func wellWritten(t *testing.T, d *diag.Diagnostic) {
	t.Helper()
	for _, text := range append([]string{d.Message}, d.Hints...) {
		if text == "" || strings.HasSuffix(text, ".") || strings.Contains(text, "\n") || strings.Contains(text, "%!") || regexp.MustCompile(`^[A-Z][a-z]`).MatchString(text) {
			t.Errorf("a message is one line, lower case, without a full stop: %q", text)
		}
	}
	for _, f := range d.Fixes {
		if f.Span.File == nil || f.Text == "" {
			t.Errorf("a fix without a place or a text: %q", f.Message)
		}
	}
}

func TestDocs(t *testing.T) {
	seen := map[string]bool{}
	code := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	for _, d := range Rules() {
		if !code.MatchString(d.Code) || seen[d.Code] {
			t.Errorf("%q is not a code of its own in lower-case words with hyphens", d.Code)
		}
		seen[d.Code] = true
		for what, text := range map[string]string{"title": d.Title, "why": d.Why, "before": d.Before, "after": d.After} {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s has no %s", d.Code, what)
			}
		}
		if strings.HasSuffix(d.Title, ".") || strings.Contains(d.Title, "\n") || regexp.MustCompile(`^[A-Z][a-z]`).MatchString(d.Title) {
			t.Errorf("%s: a title is a phrase in lower case without a full stop: %q", d.Code, d.Title)
		}
		if !strings.HasSuffix(d.Why, ".") {
			t.Errorf("%s: why is in sentences: %q", d.Code, d.Why)
		}
		if d.Before == d.After {
			t.Errorf("%s: before and after are the same", d.Code)
		}
		// One file a rule, named after what it checks.
		if _, err := os.Stat(strings.ReplaceAll(d.Code, "-", "_") + ".go"); err != nil {
			t.Errorf("%s: %v", d.Code, err)
		}
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, f := range files {
		if c := strings.TrimSuffix(filepath.Base(f), ".txtar"); !seen[c] && c != "clean" && c != "withheld" {
			t.Errorf("%s belongs to no rule", f)
		}
	}
}

// TestClean holds the rules together: a project that keeps all of them has no
// finding.
func TestClean(t *testing.T) {
	for _, edition := range []string{"public", confidential} {
		in, _ := input(t, edition, parseCase(t, "clean"))
		for _, d := range Run(in).Sorted() {
			t.Errorf("%s: %s", edition, show(d))
		}
	}
}

// TestWithheld plants a fault of every kind in withheld parts and looks for
// their words in what the rules say.
func TestWithheld(t *testing.T) {
	in, _ := input(t, confidential, parseCase(t, "withheld"))
	ds := Run(in)
	codes := map[string]bool{}
	for _, d := range ds {
		codes[d.Rule.Code] = true
		text := d.Path() + d.Message + d.KeyPath + strings.Join(d.Hints, "")
		for _, f := range d.Fixes {
			text += f.Message + f.Text
		}
		if e, ok := d.Span.Excerpt(); ok {
			text += e.Text
		}
		if strings.Contains(text, "secret") {
			t.Errorf("withheld words in a message: %s", show(d))
		}
	}
	for _, code := range []string{"changed-id", "dangerous-link", "dangling-link", "disallowed-attachment", "duplicate-clause-id", "duties-without-management", "external-image",
		"long-plain", "missing-attachment", "translation-unknown-clause", "unclean-attachment", "unknown-item", "unknown-predecessor", "unknown-successor", "unknown-term", "unsafe-svg", "withholding-clause-mismatch"} {
		if !codes[code] {
			t.Errorf("the case has no finding of %s any more", code)
		}
	}
}

func parseCase(t *testing.T, name string) []txtar.File {
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return archive.Files
}

// TestEmpty gives the rules models with next to nothing in them.
func TestEmpty(t *testing.T) {
	Run(Input{})
	standards, _ := build(t, []txtar.File{{Name: "water/1.0/index.md"}})
	standards[0].Versions[0].Translations = nil
	for _, d := range Run(Input{Standards: standards}) {
		if d.Span != (source.Span{}) {
			t.Errorf("a place from nowhere: %s", show(d))
		}
	}
}
