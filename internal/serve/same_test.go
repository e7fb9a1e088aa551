package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// An author changes a project at random.
type author struct {
	t    *testing.T
	dir  string
	dice *rand.Rand
	n    int
}

func (a *author) files(pattern ...string) (out []string) {
	for _, p := range pattern {
		found, err := filepath.Glob(filepath.Join(a.dir, filepath.FromSlash(p)))
		if err != nil {
			a.t.Fatal(err)
		}
		out = append(out, found...)
	}
	slices.Sort(out)
	return out
}

// edit changes a file that was picked at random, and returns its name, or "".
func (a *author) edit(files []string, change func(text string) string) string {
	if len(files) == 0 {
		return ""
	}
	name := files[a.dice.IntN(len(files))]
	data, err := os.ReadFile(name)
	if err != nil {
		a.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(change(string(data))), 0o644); err != nil {
		a.t.Fatal(err)
	}
	return a.name(name)
}

func (a *author) name(file string) string {
	rel, err := filepath.Rel(a.dir, file)
	if err != nil {
		a.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// line replaces the first line that begins with a prefix.
func line(prefix, with string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		done := false
		for l := range strings.Lines(text) {
			if !done && strings.HasPrefix(l, prefix) {
				l, done = with+"\n", true
			}
			b.WriteString(l)
		}
		return b.String()
	}
}

// step makes one change at random and returns what it touched.
func (a *author) step() []string { return a.change(a.dice.IntN(kinds)) }

// kinds are the kinds of changes. Most keep the project free of errors.
const kinds = 15

// change makes a change of a kind.
func (a *author) change(kind int) []string {
	a.n++
	mark := fmt.Sprintf("第%d回の加筆", a.n)
	chapters := a.files("content/*/*/[0-9]*.md")
	switch kind {
	case 0, 1, 2: // a sentence at the end
		return []string{a.edit(chapters, func(s string) string { return s + "\n" + mark + "である。\n" })}
	case 3: // the title of a chapter, which others show
		return []string{a.edit(chapters, line("title:", "title: "+mark))}
	case 4: // a clause that no item knows
		return []string{a.edit(a.files("content/water-*/*/[0-9]*.md"), func(s string) string { return s + fmt.Sprintf("\n## %s {#added-%d}\n\n本文。\n", mark, a.n) })}
	case 5: // what a version says of itself
		return []string{a.edit(a.files("content/*/*/index.md"), func(s string) string { return s + "\n" + mark + "の前文。\n" })}
	case 6: // what the register tells
		return []string{a.edit(a.files("content/*/*/withheld.yaml"), func(s string) string {
			return strings.Replace(s, "harm:", "harm: # "+mark+"\n   ", 1)
		}), a.edit(a.files("content/*/*/withheld.yaml"), func(s string) string {
			return strings.Replace(s, "知られると", mark+"が知られると", 1)
		})}
	case 7: // what is withheld
		return []string{a.edit(chapters, func(s string) string {
			return strings.Replace(s, "\n:::end-withhold", "\n"+mark+"の秘密。\n:::end-withhold", 1)
		})}
	case 8: // the site
		return []string{a.edit(a.files("kijun.yaml"), line("title:", "title: {ja: 見本"+mark+", en: Sample}"))}
	case 9: // a word of the interface comes, changes or goes
		file := filepath.Join(a.dir, "i18n/ja.yaml")
		if a.dice.IntN(3) == 0 {
			if err := os.RemoveAll(filepath.Dir(file)); err != nil {
				a.t.Fatal(err)
			}
		} else {
			write(a.t, a.dir, map[string]string{"i18n/ja.yaml": "home: " + mark + "\n"})
		}
		return []string{"i18n"}
	case 10: // a static file and a style
		write(a.t, a.dir, map[string]string{"static/note.txt": mark, "assets/css/90-own.css": "/* */ .n" + fmt.Sprint(a.n) + " { color: red }\n"})
		return []string{"static/note.txt", "assets/css/90-own.css"}
	case 11: // a free page
		return []string{a.edit(a.files("pages/*.md"), func(s string) string { return s + "\n" + mark + "。\n" })}
	case 12: // a version of its own, still a draft
		to := filepath.Join(a.dir, "content/power-standard/2.0")
		if _, err := os.Stat(to); err == nil {
			if err := os.RemoveAll(to); err != nil {
				a.t.Fatal(err)
			}
		} else {
			if err := copyAll(filepath.Join(a.dir, "content/power-standard/1.3"), to); err != nil {
				a.t.Fatal(err)
			}
			for _, old := range []string{"version:", "status:"} {
				with := map[string]string{"version:": `version: "2.0"`, "status:": "status: draft"}[old]
				a.edit([]string{filepath.Join(to, "index.md")}, line(old, with))
			}
		}
		return []string{"content/power-standard/2.0"}
	case 13: // a layout of the project's own
		write(a.t, a.dir, map[string]string{"layouts/_partials/footer.html": "<p>" + mark + "</p>\n"})
		return []string{"layouts/_partials/footer.html"}
	default: // an error, mended at once or a step later
		return []string{a.edit(chapters, func(s string) string {
			if rest, ok := strings.CutSuffix(s, "\n:::end-withhold W-999\n"); ok {
				return rest
			}
			return s + "\n:::end-withhold W-999\n"
		})}
	}
}

// mend takes out the errors that steps have put in.
func (a *author) mend() (names []string) {
	for _, file := range a.files("content/*/*/[0-9]*.md") {
		data, err := os.ReadFile(file)
		if err != nil {
			a.t.Fatal(err)
		}
		if rest, ok := bytes.CutSuffix(data, []byte("\n:::end-withhold W-999\n")); ok {
			if err := os.WriteFile(file, rest, 0o644); err != nil {
				a.t.Fatal(err)
			}
			names = append(names, a.name(file))
		}
	}
	return names
}

// TestSameAsBuilt: after any changes, each file that is shown is that of a build of
// the project as it is then, byte for byte but for the bar, and so are the findings.
func TestSameAsBuilt(t *testing.T) {
	steps := 9
	if testing.Short() {
		steps = 2
	}
	dir := samples(t)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s, err := New(Options{Root: root.FS(), Dir: dir, Build: build.Options{Date: "2026-04-01"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.public.at.close()
	defer s.secret.at.close()
	seed := uint64(20261127)
	a := &author{t: t, dir: dir, dice: rand.New(rand.NewPCG(seed, 1))}
	compared := 0
	for _, kind := range []int{0, 6} { // alone: a change behind them may hide that they were missed
		s.change(a.change(kind))
		compared += compareWithBuild(t, s, a, true)
	}
	for step := range steps {
		for range 1 + a.dice.IntN(4) {
			names := a.step()
			if a.dice.IntN(4) == 0 {
				names = nil // nobody has said what has changed
			}
			s.change(names)
			// pages are asked for in between, of whatever state there is
			_, _ = s.page(withhold.Public, "standards/water-guideline/4.2/07-build/index.html")
			_, _ = s.page(withhold.Confidential, "withheld/index.html")
		}
		s.change(a.mend())
		compared += compareWithBuild(t, s, a, step == steps-1)
	}
	if compared < 50*steps {
		t.Errorf("only %d files were compared", compared)
	}
}

// compareWithBuild compares files of both editions, all of them or some, with
// those of a build from nothing.
func compareWithBuild(t *testing.T, s *Server, a *author, everything bool) (compared int) {
	t.Helper()
	root := os.DirFS(a.dir)
	fresh, err := build.Analyse(root, build.Options{Date: "2026-04-01"})
	if err != nil {
		t.Fatal(err)
	}
	st := s.state()
	s.check(st)
	if got, want := told(st.told.Findings), told(fresh.Findings); got != want {
		t.Errorf("the findings are\n%s\nand not\n%s", got, want)
	}
	if fresh.Findings.HasErrors() {
		t.Fatalf("the author has left errors:\n%s", told(fresh.Findings))
	}
	for _, e := range withhold.Editions {
		if !everything && a.dice.IntN(2) == 0 {
			continue
		}
		files, err := fresh.Files(context.Background(), root, e)
		if err != nil {
			t.Fatal(err)
		}
		site := &s.public
		if e == withhold.Confidential {
			site = &s.secret
		}
		for name, want := range files {
			chapter := strings.HasPrefix(name, "standards/") && strings.Count(name, "/") == 4
			if !chapter && a.dice.IntN(12) > 0 && !(everything && strings.HasSuffix(name, ".html")) {
				continue
			}
			compared++
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, "http://localhost/"+strings.TrimSuffix(name, "index.html"), nil)
			r.Host = strings.TrimSuffix(strings.TrimPrefix(site.at.address(), "http://"), "/")
			site.ServeHTTP(w, r)
			got := w.Body.Bytes()
			if strings.HasSuffix(name, ".html") {
				page, err := s.page(e, name)
				if err != nil {
					t.Errorf("%s: %s: %v", e, name, err)
					continue
				}
				got = bytes.Replace(got, site.head(page), nil, 1)
			}
			if w.Code != http.StatusOK || !bytes.Equal(got, want) {
				t.Errorf("%s: %s (%d) differs from the build's %s", e, name, w.Code, apart(got, want))
			}
		}
		// and nothing is shown that a build has not
		for _, name := range []string{"standards/power-standard/2.0/index.html", "static/note.txt", "note.txt", "content/index.md"} {
			_, err := s.page(e, name)
			if _, built := files[name]; built != (err == nil) || !built && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s: in a build %v, shown: %v", e, name, built, err)
			}
		}
	}
	return compared
}

// told is what findings say, without what they quote.
func told(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%s: %s[%s] %s\n", position(d), d.Rule.Severity, d.Rule.Code, d.Message)
	}
	return b.String()
}

func apart(a, b []byte) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s []byte) string { return string(s[min(len(s), max(0, i-80)):min(len(s), i+80)]) }
	return fmt.Sprintf("at %d:\n%s\nand not\n%s", i, cut(a), cut(b))
}
