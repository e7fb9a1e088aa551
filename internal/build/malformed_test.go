package build_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/cli"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/overlap"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// The malformed sources. Each archive of testdata/malformed but base.txtar is
// one fault in the project of base.txtar. Its comment says the fault in a
// sentence and, in lines `want: code file:line:column`, the errors to find: all
// of them, at these places, and no others. Its files change the base:
//
//	name          replaces the file, or adds it
//	name.edit     changes lines of it: `-old` lines, then `+new` ones or, for
//	              what can't be seen, `~` and a line in Go's quotes; an empty line
//	              ends a change that only takes lines away
//	name.quoted   is the Go strings of its lines, each times the number behind it
//	name.link     is a symbolic link to what its line says
//	name.remove   takes the file away
//	identity      stands elsewhere: a key that is given with --identity
const malformed = "testdata/malformed"

// secrets are in every word that the base withholds; nothing else has them.
var secrets = []string{"secret", "秘密"}

// uncovered are the error rules that no case can ask for, and why.
var uncovered = map[string]string{
	"unknown-decision":           "the parser reports the word first, as wrong-value",
	"part-not-sealed":            "`kijun check --sealed` alone reports it; see TestSealedSample and the script sealed",
	"withheld-file-unregistered": "`kijun check --sealed` and a release alone report it; see TestUnregisteredFile",
}

type fault struct {
	name  string
	wants []string
	files map[string][]byte
	links map[string]string
	key   []byte
}

func TestMalformed(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join(malformed, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	base := map[string][]byte{}
	for _, f := range parseArchive(t, filepath.Join(malformed, "base.txtar")).Files {
		base[f.Name] = f.Data
	}
	t.Run("base", func(t *testing.T) {
		f := fault{files: base}
		dir := f.write(t)
		out, _, status := run("-C", dir, "--date", "2026-06-01", "check", "--strict")
		if status != 0 {
			t.Fatalf("the base has findings:\n%s", out)
		}
	})
	var mu sync.Mutex
	asked := map[string]int{}
	cases := 0
	note := func(f *fault) {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range f.wants {
			code, _, _ := strings.Cut(w, " ")
			asked[code]++
		}
	}
	made := releaseFaults(t, base)
	t.Run("releases", func(t *testing.T) {
		for _, f := range made {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				note(f)
				f.test(t)
			})
		}
	})
	t.Run("cases", func(t *testing.T) {
		for _, file := range archives {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			if name == "base" {
				continue
			}
			cases++
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				f := readFault(t, file, base)
				note(f)
				f.test(t)
			})
		}
	})
	if cases < 150 {
		t.Errorf("there are %d cases, 150 are wanted", cases)
	}
	for _, r := range slices.Concat(project.Rules(), lock.Rules(), release.Rules(), withhold.Rules(), parse.Rules(), overlap.Rules(), check.Rules()) {
		_, excepted := uncovered[r.Code]
		switch {
		case r.Severity == diag.Error && asked[r.Code] == 0 && !excepted:
			t.Errorf("no case asks for the rule %s", r.Code)
		case asked[r.Code] > 0 && excepted:
			t.Errorf("the rule %s has a case and need not be excepted", r.Code)
		}
	}
}

// test runs the command on a fault's project and looks at all that comes out.
func (f *fault) test(t *testing.T) {
	dir := f.write(t)
	before := names(t, dir)
	var more []string
	if f.key != nil {
		name := filepath.Join(t.TempDir(), "identity")
		if err := os.WriteFile(name, f.key, 0o600); err != nil {
			t.Fatal(err)
		}
		more = []string{"--identity", name}
	}
	for _, form := range []string{"json", "sarif", "github"} {
		out, errs, status := run(append([]string{"-C", dir, "--date", "2026-06-01", "check", "--format", form}, more...)...)
		quiet(t, "check --format "+form, out, errs)
		if status != 1 || errs != "" {
			t.Errorf("check --format %s ends with %d: %s", form, status, errs)
		}
		if form == "json" {
			f.compare(t, out)
		}
	}
	out, errs, status := run(append([]string{"-C", dir, "--date", "2026-06-01", "build", "--all"}, more...)...)
	quiet(t, "build", out, errs)
	if status != 1 {
		t.Errorf("build ends with %d", status)
	}
	if after := names(t, dir); !slices.Equal(before, after) {
		t.Errorf("the folder has changed: %q", after)
	}
}

// compare holds the errors found against those wanted.
func (f *fault) compare(t *testing.T, out string) {
	t.Helper()
	var report struct {
		Findings []struct {
			Code, Severity, File, Message, Key string
			Line, Column                       int
			Hints                              []string
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	wants := slices.Clone(f.wants)
	for _, x := range report.Findings {
		if x.Severity != "error" {
			continue
		}
		got := fmt.Sprintf("%s %s:%d:%d", x.Code, x.File, x.Line, x.Column)
		i := slices.Index(wants, got)
		if i < 0 {
			t.Errorf("not wanted: %s\n\t%s %s %q", got, x.Message, x.Key, x.Hints)
			continue
		}
		wants = slices.Delete(wants, i, i+1)
		if len(x.Hints) == 0 {
			t.Errorf("no way out: %s\n\t%s", got, x.Message)
		}
	}
	for _, w := range wants {
		t.Errorf("not found: %s", w)
	}
}

// quiet looks for withheld words in what was printed.
func quiet(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		folded := strings.ToLower(text)
		if plain, err := url.PathUnescape(folded); err == nil {
			folded += plain
		}
		for _, s := range secrets {
			if i := strings.Index(folded, s); i >= 0 {
				t.Errorf("%s shows a withheld word: …%s…", what, folded[max(0, i-100):min(len(folded), i+100)])
			}
		}
	}
}

// run is one run of the command; a panic is status -1.
func run(args ...string) (out, errs string, status int) {
	var stdout, stderr bytes.Buffer
	defer func() {
		if e := recover(); e != nil {
			out, errs, status = stdout.String(), fmt.Sprintf("panic: %v", e), -1
		}
	}()
	status = cli.Main(args, strings.NewReader(""), &stdout, &stderr)
	return stdout.String(), stderr.String(), status
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		out = append(out, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (f *fault) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	place := func(name string) string {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		return full
	}
	for name, data := range f.files {
		if err := os.WriteFile(place(name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range f.links {
		if err := os.Symlink(to, place(name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func parseArchive(t *testing.T, file string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var wantLine = regexp.MustCompile(`(?m)^want: ([a-z-]+ \S.*:[0-9]+:[0-9]+)$`)

func readFault(t *testing.T, file string, base map[string][]byte) *fault {
	t.Helper()
	a := parseArchive(t, file)
	f := &fault{name: filepath.Base(file), files: maps.Clone(base), links: map[string]string{}}
	for _, m := range wantLine.FindAllSubmatch(a.Comment, -1) {
		f.wants = append(f.wants, string(m[1]))
	}
	if len(f.wants) == 0 || len(f.wants) != bytes.Count(a.Comment, []byte("want:")) || bytes.HasPrefix(a.Comment, []byte("want:")) {
		t.Fatal("the comment says the fault, then `want: code file:line:column`")
	}
	for _, x := range a.Files {
		if x.Name == "identity" {
			f.key = x.Data
			continue
		}
		ending := path.Ext(x.Name)
		name := strings.TrimSuffix(x.Name, ending)
		switch ending {
		case ".edit":
			f.files[name] = edit(t, f.files[name], string(x.Data))
		case ".quoted":
			f.files[name] = quoted(t, string(x.Data))
		case ".link":
			delete(f.files, name)
			f.links[name] = strings.TrimSpace(string(x.Data))
		case ".remove":
			if f.files[name] == nil {
				t.Fatalf("%s is not there", name)
			}
			delete(f.files, name)
		default:
			f.files[x.Name] = x.Data
		}
	}
	return f
}

// edit replaces groups of lines, each of which the file has once.
func edit(t *testing.T, data []byte, script string) []byte {
	t.Helper()
	text := "\n" + string(data)
	var old, insert strings.Builder
	change := func() {
		if old.Len() == 0 {
			t.Fatal("an edit begins with the lines to replace")
		}
		if strings.Count(text, "\n"+old.String()) != 1 {
			t.Fatalf("these lines do not stand once in the file:\n%s", old.String())
		}
		text = strings.Replace(text, "\n"+old.String(), "\n"+insert.String(), 1)
		old.Reset()
		insert.Reset()
	}
	adding := false
	for line := range strings.Lines(script) {
		if line == "\n" || line[0] == '-' && adding {
			change()
		}
		adding = line[0] == '+' || line[0] == '~'
		switch line[0] {
		case '\n':
		case '-':
			old.WriteString(line[1:])
		case '+':
			insert.WriteString(line[1:])
		case '~':
			insert.Write(quoted(t, line[1:]))
			insert.WriteByte('\n')
		default:
			t.Fatalf("an edit's line begins with -, + or ~: %q", line)
		}
	}
	if old.Len() > 0 {
		change()
	}
	return []byte(text[1:])
}

func quoted(t *testing.T, script string) []byte {
	t.Helper()
	var out []byte
	for line := range strings.Lines(script) {
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("not a Go string: %s", line)
		}
		s, _ := strconv.Unquote(q)
		times := 1
		if rest := strings.TrimSpace(line[len(q):]); rest != "" {
			if times, err = strconv.Atoi(rest); err != nil {
				t.Fatalf("how often? %s", line)
			}
		}
		out = append(out, strings.Repeat(s, times)...)
	}
	return out
}
