package internal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/cli"
	"github.com/kijun-dev/kijun/internal/standard"
)

// The documents are held to the program: what they name exists, what the
// program knows they name, and what they show is run.

// documents are read for all of it.
var documents = []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/format.md", "docs/architecture.md", "docs/threat-model.md", "docs/leak-channels.md"}

// TestMain lets the test binary stand in for the command, so that the tour is
// run as a reader types it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "kijun" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// kijun runs the command in this process.
func kijun(args ...string) (out string, status int) {
	var stdout, stderr bytes.Buffer
	status = cli.Main(args, strings.NewReader(""), &stdout, &stderr)
	return stdout.String() + stderr.String(), status
}

// A block is a fenced code block.
type block struct {
	info []string // language, and what we say behind it
	text string
}

var fence = regexp.MustCompile("(?ms)^```([^\n`]*)\n(.*?)^```$")

func blocks(doc string) []block {
	var out []block
	for _, m := range fence.FindAllStringSubmatch(doc, -1) {
		out = append(out, block{strings.Fields(m[1]), m[2]})
	}
	return out
}

var codeSpan = regexp.MustCompile("`[^`]+`")

// code is what a document sets as code: blocks of shell and spans of a line.
func code(doc string) []string {
	var out []string
	for _, b := range blocks(doc) {
		if len(b.info) > 0 && b.info[0] == "sh" {
			out = append(out, strings.Split(b.text, "\n")...)
		}
	}
	for _, s := range codeSpan.FindAllString(fence.ReplaceAllString(doc, ""), -1) {
		out = append(out, strings.Join(strings.Fields(strings.Trim(s, "`")), " "))
	}
	return out
}

var (
	commandLine = regexp.MustCompile(`(?:^|&& )kijun ([a-z]+)([^&|#]*)`)
	flagName    = regexp.MustCompile(`(?:^|\s)(--[a-z][a-z-]*)`)
	makeTarget  = regexp.MustCompile(`^make ([a-z-]+)`)
	testName    = regexp.MustCompile(`^(?:Test|Fuzz)[A-Z]\w*$`)
)

// TestDocumentedCommands: every command and flag that the documents name is one
// of the program's, and every command of the program is in the README or manual.
func TestDocumentedCommands(t *testing.T) {
	help := map[string]string{}
	all, _ := kijun("--help")
	flags := all
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`).FindAllStringSubmatch(all, -1) {
		if out, status := kijun(m[1], "--help"); status == 0 && m[1] != "help" {
			for _, sub := range regexp.MustCompile(`(?m)^  ([a-z-]+) +[A-Z]`).FindAllStringSubmatch(out, -1) {
				more, _ := kijun(m[1], sub[1], "--help")
				out += more
			}
			help[m[1]] = out
			flags += out
		}
	}
	if len(help) < 8 {
		t.Fatalf("only %d commands were found in the help", len(help))
	}
	has := func(help, flag string) bool {
		return regexp.MustCompile(regexp.QuoteMeta(flag) + `[\s]`).MatchString(help)
	}
	named := map[string]bool{}
	for _, name := range documents {
		for _, line := range code(document(t, name)) {
			if m := commandLine.FindStringSubmatch(line); m != nil {
				if help[m[1]] == "" {
					t.Errorf("%s: `%s`: there is no command %s", name, line, m[1])
					continue
				}
				named[m[1]] = true
				for _, f := range flagName.FindAllStringSubmatch(m[2], -1) {
					if !has(help[m[1]], f[1]) {
						t.Errorf("%s: `%s`: %s has no flag %s", name, line, m[1], f[1])
					}
				}
			} else if strings.HasPrefix(line, "--") && !has(flags, strings.Fields(line)[0]) {
				t.Errorf("%s: no command has a flag %s", name, line)
			}
		}
	}
	for c := range help {
		if !named[c] {
			t.Errorf("no document names the command %s", c)
		}
	}
}

// TestDocumentedTargets: what `make` is told to do, it can do.
func TestDocumentedTargets(t *testing.T) {
	makefile := document(t, "Makefile")
	found := 0
	for _, name := range documents {
		for _, line := range code(document(t, name)) {
			if m := makeTarget.FindStringSubmatch(line); m != nil {
				found++
				if !regexp.MustCompile(`(?m)^` + m[1] + `:`).MatchString(makefile) {
					t.Errorf("%s: the Makefile has no target %s", name, m[1])
				}
			}
		}
	}
	if found == 0 {
		t.Error("no document names a target")
	}
}

// TestDocumentedCodes: codes of rules that the documents name exist.
func TestDocumentedCodes(t *testing.T) {
	out, status := kijun("explain", "--format", "json")
	var rules []struct{ Code string }
	if err := json.Unmarshal([]byte(out), &rules); err != nil || status != 0 || len(rules) < 50 {
		t.Fatalf("kijun explain: %v, status %d, %d rules", err, status, len(rules))
	}
	known := map[string]bool{}
	for _, r := range rules {
		known[r.Code] = true
	}
	named := map[string]bool{}
	for _, name := range documents {
		doc := document(t, name)
		for _, m := range regexp.MustCompile(`(?:error|warning)\[([a-z-]+)\]|kijun explain ([a-z-]+)`).FindAllStringSubmatch(doc, -1) {
			named[m[1]+m[2]] = true
		}
		// tables whose first column is headed "code"
		for _, m := range regexp.MustCompile(`(?m)^\| code \|.*\n\|[ -|]*\n((?:\|.*\n)+)`).FindAllStringSubmatch(doc, -1) {
			for _, c := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(m[1], -1) {
				named[c[1]] = true
			}
		}
	}
	if len(named) < 10 {
		t.Errorf("only %d codes were found in the documents", len(named))
	}
	for c := range named {
		if !known[c] {
			t.Errorf("there is no rule %q", c)
		}
	}
}

// A probe is a place where a key nobody knows is put, to learn from the finding
// which keys are known there.
var probes = []struct{ key, file, from, to string }{
	{"", "kijun.yaml", "title:", "?: 1\ntitle:"},
	{"", "content/sample-standard/1.0/index.md", "class: industry", "?: 1\noperator: {id: a, name: b, ?: 1}\nclass: industry"},
	{"compare", "kijun.yaml", "title:", "compare: {?: 1}\ntitle:"},
	{"attachments", "content/sample-standard/1.0/index.md", "class: industry", "attachments: {a.pdf: {?: 1}}\nclass: industry"},
	{"adoption", "content/sample-standard/1.0/index.md", "{decision:", "{?: 1, decision:"},
	{"", "content/sample-standard/1.0/index.en.md", "", "---\ntitle: a\n?: 1\n---\n"},
	{"", "content/sample-standard/1.0/02-build.md", "clauses:", "?: 1\nclauses:"},
	{"clauses", "content/sample-standard/1.0/02-build.md", "    level: must", "    ?: 1\n    level: must"},
	{"items", "content/sample-standard/1.0/02-build.md", "{item:", "{?: 1, item:"},
	{"W-001", "content/sample-standard/1.0/withheld.yaml", "  unit: paragraph", "  ?: 1\n  unit: paragraph\n  heading: {level: 1, title: a, ?: 1}"},
	{"decided", "content/sample-standard/1.0/withheld.yaml", "decided: {", "decided: {?: 1, "},
	{"W-001", "content/sample-standard/reviews.yaml", "", "W-001: [{on: 2026-04-01, by: a, ?: 1}]\n"},
	{"", "catalog/reasons.yaml", "", "- {id: a, name: b, text: c, ?: 1}\n"},
	{"", "catalog/sectors.yaml", "", "- {id: a, name: b, ?: 1}\n"},
	{"", "catalog/g/catalog.yaml", "", "id: g\ntitle: a\nphases: [{id: p, name: b, ?: 1}]\nitems: [{id: \"1\", heading: c, phase: p, ?: 1, links: [{to: \"1\", kind: a, ?: 1}]}]\n?: 1\n"},
}

// TestDocumentedKeys: every key that may stand in a source is in the manual.
func TestDocumentedKeys(t *testing.T) {
	manual := document(t, "docs/format.md")
	const unknown = "qqqqqqqqqqqqqqqq" // near to nothing, so that the finding lists all
	keys := map[string]bool{}
	for _, p := range probes {
		dir := started(t)
		if strings.HasSuffix(p.file, ".en.md") {
			// another language wants its part marked, which is not the matter here
			for _, name := range []string{"02-build.md", "withheld.yaml"} {
				if err := os.Remove(filepath.Join(dir, "content/sample-standard/1.0", name)); err != nil {
					t.Fatal(err)
				}
			}
		}
		path := filepath.Join(dir, filepath.FromSlash(p.file))
		data, _ := os.ReadFile(path)
		to := strings.ReplaceAll(p.to, "?", unknown)
		text := to
		if p.from != "" {
			if text = strings.Replace(string(data), p.from, to, 1); text == string(data) {
				t.Fatalf("%s does not have %q", p.file, p.from)
			}
		}
		write(t, path, text)
		want, got := strings.Count(p.to, "?"), 0
		for _, f := range check(t, dir).Findings {
			for _, h := range f.Hints {
				if list, ok := strings.CutPrefix(h, "known keys: "); ok && f.Code == "unknown-key" && strings.Contains(f.Key, p.key) && f.File == p.file {
					got++
					for _, k := range strings.Split(list, ", ") {
						keys[k] = true
					}
				}
			}
		}
		if got < want {
			t.Errorf("%s: %d of %d probes were found", p.file, got, want)
		}
	}
	if len(keys) < 60 {
		t.Errorf("only %d keys were found", len(keys))
	}
	words := map[string]bool{} // set as code: `key`, or a list of keys such as `{by, on}`
	for _, c := range codeSpan.FindAllString(fence.ReplaceAllString(manual, ""), -1) {
		for _, w := range regexp.MustCompile(`[a-z]+(?:-[a-z]+)*`).FindAllString(c, -1) {
			words[w] = true
		}
	}
	for k := range keys {
		if !words[k] {
			t.Errorf("docs/format.md does not name the key %s", k)
		}
	}
}

// TestDocumentedWords: the fixed words of the model are in the manual.
func TestDocumentedWords(t *testing.T) {
	manual := document(t, "docs/format.md")
	var words []string
	for _, w := range standard.Classes {
		words = append(words, string(w))
	}
	for _, w := range standard.Statuses {
		words = append(words, string(w))
	}
	for _, w := range standard.Decisions {
		words = append(words, string(w))
	}
	for _, w := range standard.Units {
		words = append(words, string(w))
	}
	for _, w := range words {
		if !strings.Contains(manual, "`"+w+"`") {
			t.Errorf("docs/format.md does not name `%s`", w)
		}
	}
}

// TestDocumentedExamples continues the project that init makes with the
// examples of the manual, which name their file, and builds it.
func TestDocumentedExamples(t *testing.T) {
	manual := document(t, "docs/format.md")
	dir := started(t)
	examples := 0
	for _, b := range blocks(manual) {
		if len(b.info) < 2 || !strings.Contains(b.info[1], "/") {
			continue
		}
		examples++
		path := filepath.Join(dir, filepath.FromSlash(b.info[1]))
		data, _ := os.ReadFile(path)
		write(t, path, string(data)+b.text)
	}
	for _, u := range standard.Units {
		if !strings.Contains(manual, "unit: "+string(u)+"\n") && !strings.Contains(manual, "unit: "+string(u)+",") {
			t.Errorf("docs/format.md has no example of the unit %s", u)
		}
	}
	if examples < 2*len(standard.Units) {
		t.Errorf("only %d examples were found", examples)
	}
	for _, f := range check(t, dir).Findings {
		t.Errorf("%s:%d: %s: %s", f.File, f.Line, f.Code, f.Message)
	}
	if out, status := kijun("-C", dir, "build"); status != 0 {
		t.Fatalf("build: status %d\n%s", status, out)
	}
}

// TestTour runs the README's tour in a new folder: its blocks that say so, in
// their order, in one shell each.
func TestTour(t *testing.T) {
	if runtime.GOOS == "windows" { // which has no sh to run the tour's blocks in
		t.Skip("the tour is for a POSIX shell")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin, work := t.TempDir(), t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "kijun")); err != nil {
		t.Fatal(err)
	}
	where := filepath.Join(bin, "where")
	readme := document(t, "README.md")
	steps, last := 0, ""
	for _, b := range blocks(readme) {
		if len(b.info) == 1 && b.info[0] == "text" {
			// what a command printed, as the README shows it
			if b.text != last {
				t.Errorf("the README shows\n%s\nbut the command printed\n%s", b.text, last)
			}
			continue
		}
		if len(b.info) < 2 || b.info[1] != "tour" {
			continue
		}
		steps++
		want := 0
		if slices.Contains(b.info, "fails") {
			want = 1
		}
		// the next block starts where this one ended
		c := exec.Command("sh", "-e", "-c", "trap 'pwd >\"$where\"' EXIT\n"+b.text)
		c.Dir = work
		c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "where="+where, "NO_COLOR=1")
		out, _ := c.CombinedOutput()
		if c.ProcessState == nil || c.ProcessState.ExitCode() != want {
			t.Fatalf("status %v, not %d:\n%s%s", c.ProcessState, want, b.text, out)
		}
		last = string(out)
		now, err := os.ReadFile(where)
		if err != nil {
			t.Fatal(err)
		}
		work = strings.TrimSpace(string(now))
	}
	if steps < 5 {
		t.Fatalf("only %d steps were found", steps)
	}
	for _, edition := range []string{"public", "confidential"} {
		found := false
		err := filepath.WalkDir(filepath.Join(work, edition), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			found = found || bytes.Contains(data, []byte("見本社製"))
			return err
		})
		if err != nil || found != (edition == "confidential") {
			t.Errorf("the %s edition has the withheld words: %v (%v)", edition, found, err)
		}
	}
}

var mdLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestDocumentedLinks: links of the documents lead to files and headings.
func TestDocumentedLinks(t *testing.T) {
	for _, name := range documents {
		text := codeSpan.ReplaceAllString(fence.ReplaceAllString(document(t, name), ""), "")
		for _, m := range mdLink.FindAllStringSubmatch(text, -1) {
			path, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(path, ":") {
				continue
			}
			to := name
			if path != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(name), path))
			}
			if _, err := os.Stat(filepath.Join("..", to)); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			} else if anchor != "" && !slices.Contains(anchors(document(t, to)), anchor) {
				t.Errorf("%s links to %s: no such heading", name, m[1])
			}
		}
	}
}

// anchors are those that a forge gives to headings.
func anchors(doc string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(fence.ReplaceAllString(doc, ""), -1) {
		s := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		out = append(out, strings.ReplaceAll(s, " ", "-"))
	}
	return out
}

// TestDocumentedTests: the tests that the documents speak of are there, and so
// are the packages and files.
func TestDocumentedTests(t *testing.T) {
	var tests strings.Builder
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		tests.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range documents {
		for _, c := range code(document(t, name)) {
			if testName.MatchString(c) && !strings.Contains(tests.String(), "func "+c+"(") {
				t.Errorf("%s: there is no test %s", name, c)
			}
			if strings.HasPrefix(c, "internal/") && !strings.Contains(c, " ") {
				if _, err := os.Stat(filepath.Join("..", c)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

// TestDocumentedPolicy: the policy that a server should send is that of the pages,
// and forbids frames, which a page can't.
func TestDocumentedPolicy(t *testing.T) {
	layout := document(t, "themes/kijun/layouts/baseof.html")
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^>]*)">`).FindStringSubmatch(layout)
	if policy == nil {
		t.Fatal("the pages have no policy")
	}
	page := regexp.MustCompile(`{{ if .*}}kijun-search{{ else }}('none'){{ end }}`).ReplaceAllString(policy[1], "$1")
	sent := regexp.MustCompile(`Content-Security-Policy "([^"]*)"`).FindAllStringSubmatch(document(t, "docs/format.md"), -1)
	if len(sent) != 2 {
		t.Errorf("%d servers are told of a policy", len(sent))
	}
	for _, s := range sent {
		if want := page + "; frame-ancestors 'none'"; s[1] != want {
			t.Errorf("the policy is\n%s\nand not\n%s", s[1], want)
		}
	}
}

// started is a new project in a folder of the test's own.
func started(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, status := kijun("init", dir); status != 0 {
		t.Fatalf("init: status %d\n%s", status, out)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

type report struct {
	Findings []struct {
		Code, File, Key, Message string
		Line                     int
		Hints                    []string
	}
}

func check(t *testing.T, dir string) (r report) {
	t.Helper()
	out, _ := kijun("-C", dir, "--date", "2026-06-01", "check", "--format", "json")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(fmt.Errorf("kijun check: %w\n%s", err, out))
	}
	return r
}
