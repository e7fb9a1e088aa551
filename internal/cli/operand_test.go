package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/withhold"
)

const settings = "title: {ja: 見本}\npublisher: {ja: 見本}\n"

// index is the least that a version has; more is more front matter.
func index(number, more string) string {
	return "---\ntitle: {ja: 見本}\nclass: industry\npublisher: {ja: 見本}\nversion: " + number + "\nstatus: published\nissued: 2026-01-01\n" + more + "---\n\nまえがき。\n"
}

// chapter has a clause of an id, with a line of front matter for it.
func chapter(id, meta string) string {
	return "---\ntitle: 章\nclauses:\n  " + id + ": {" + meta + "}\n---\n\n## 1 条 {#" + id + "}\n\n本文。\n"
}

func sample() map[string]string {
	return map[string]string{
		"kijun.yaml":                         settings,
		"content/water/4.1/index.md":         index("4.1", ""),
		"content/water/4.1/01-a.md":          chapter("entry", "level: must"),
		"content/water/4.2/index.md":         index("4.2", ""),
		"content/water/4.2/01-a.md":          chapter("access", "was: [entry@4.1]"),
		"content/water/4.10/index.md":        index("4.10", ""),
		"content/water/4.10/01-a.md":         chapter("access", "was: [other@4.2]"),
		"content/power/1.0/index.md":         index("1.0", ""),
		"content/power/1.0/01-a.md":          chapter("entry", "level: must"),
		"content/power/broken/index.md":      "no front matter",
		"content/power/broken/withheld.yaml": "]",
		"content/stray.md":                   "stray",
	}
}

func write(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	for name, text := range files {
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(name)), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// commit makes what stands in a folder a commit with a tag.
func commit(t *testing.T, dir, tag string) {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", tag}, {"tag", tag}} {
		c := exec.Command("git", args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

func resolve(dir, old, new string, e withhold.Edition, force bool) (*operands, error) {
	a := &app{in: strings.NewReader(""), err: &bytes.Buffer{}, out: &bytes.Buffer{}, dir: dir}
	return a.operands(context.Background(), old, new, e, force)
}

// fine wants two versions without an error among their findings.
func fine(t *testing.T, dir, old, new string) *operands {
	t.Helper()
	o, err := resolve(dir, old, new, withhold.Public, false)
	if err != nil {
		t.Fatalf("%s %s: %v", old, new, err)
	}
	if o.findings.HasErrors() || o.old.version == nil || o.new.version == nil {
		t.Fatalf("%s %s: %s", old, new, told(o))
	}
	return o
}

func told(o *operands) string {
	var w strings.Builder
	printText(&w, o.findings, style{}, true)
	return w.String()
}

// found wants one finding of a code whose path is given.
func found(t *testing.T, dir, old, new, code, where string, e withhold.Edition) {
	t.Helper()
	o, err := resolve(dir, old, new, e, false)
	if err != nil {
		t.Fatalf("%s %s: %v", old, new, err)
	}
	if len(o.findings) != 1 || o.findings[0].Rule.Code != code || o.findings[0].Path() != where {
		t.Errorf("%s %s: want %s in %s, found:\n%s", old, new, code, where, told(o))
	}
}

func refused(t *testing.T, dir, old, new, message, hint string) {
	t.Helper()
	_, err := resolve(dir, old, new, withhold.Public, false)
	var h hinted
	switch {
	case err == nil:
		t.Errorf("%s %s: no error", old, new)
	case !strings.Contains(err.Error(), message):
		t.Errorf("%s %s: %q does not say %q", old, new, err, message)
	case hint != "" && (!errors.As(err, &h) || !strings.Contains(h.hint, hint)):
		t.Errorf("%s %s: the hint of %q is %q, without %q", old, new, err, h.hint, hint)
	}
}

func TestOperandForms(t *testing.T) {
	dir := write(t, t.TempDir(), sample())
	commit(t, dir, "v1.0")
	t.Chdir(t.TempDir()) // the project is found by -C alone
	for _, old := range []string{"water@4.1", "content/water/4.1", filepath.Join(dir, "content/water/4.1"), "content/water/4.1/", "v1.0:content/water/4.1", "v1.0:./content/water/4.1", "HEAD@{2100-01-01 10:30}:content/water/4.1"} {
		o := fine(t, dir, old, "water@4.2")
		if o.old.standard != "water" || o.old.number != "4.1" || o.old.version.Translations[0].Clause("entry") == nil {
			t.Errorf("%s is %+v", old, o.old)
		}
		if isGit := strings.Contains(old, ":c") || strings.Contains(old, ":."); isGit != (o.old.commit != "") {
			t.Errorf("%s has the commit %q", old, o.old.commit)
		}
	}
	// the current folder goes before the project's, a folder before the other forms
	for _, name := range []string{"content/water/4.1", "water@4.1", "v1.0:content/water/4.1"} {
		write(t, ".", map[string]string{name + "/index.md": index("9", "")})
		if o := fine(t, dir, name, "water@4.2"); o.old.number != "9" {
			t.Errorf("%s is %+v", name, o.old)
		}
	}
	refused(t, dir, "v1.1:content/water/4.1", "water@4.2", "git knows no revision v1.1", "did you mean v1.0?")
	refused(t, dir, "v1.0:content/water/4.3", "water@4.2", "is not in v1.0", "content/water/4.1, content/water/4.10, content/water/4.2")
	refused(t, dir, "content/water/4.3", "water@4.2", "no folder", "content/water/4.1")
	refused(t, dir, ":content/water/4.1", "water@4.2", "no revision is named", "REV:PATH")
	refused(t, t.TempDir(), "v1.0:content/water/4.1", "v1.0:content/water/4.2", "no git repository", "-C DIR")
}

func TestOperandProject(t *testing.T) {
	dir := write(t, t.TempDir(), sample())
	o := fine(t, dir, "water@4.1", "water@4.2")
	if o.old.standard != "water" || o.old.number != "4.1" || o.old.name != "water@4.1" || o.Language() != "ja" || len(o.Library.Catalogs) == 0 {
		t.Errorf("the old operand is %+v", o.old)
	}
	fine(t, dir, "water@4.2", "water@4.2")
	refused(t, dir, "water@4.9", "water@4.2", `standard water has no version "4.9"`, "it has: 4.1, 4.2, 4.10")
	refused(t, dir, "watre@4.1", "water@4.2", `no standard "watre"`, "did you mean water@4.1?")
	refused(t, dir, "something-else@4.1", "water@4.2", `no standard "something-else"`, "there are: power, water")
	refused(t, dir, "water", "water@4.2", `"water" is a standard`, "water@4.1, water@4.2, water@4.10")
	refused(t, dir, "water@../power/1.0", "water@4.2", "has no version", "it has")
	refused(t, t.TempDir(), "water@4.1", "water@4.2", project.ErrNone.Error(), "")
	refused(t, write(t, t.TempDir(), map[string]string{"kijun.yaml": settings}), "water@4.1", "water@4.2", "no standards yet", "content/")
	refused(t, filepath.Join(dir, "nowhere"), "water@4.1", "water@4.2", "nowhere", "")

	// what belongs to all of the project counts, the versions beside do not
	write(t, dir, map[string]string{"catalog/reasons.yaml": "]"})
	found(t, dir, "water@4.1", "water@4.2", "yaml", "catalog/reasons.yaml", withhold.Public)
}

func TestOperandFolder(t *testing.T) {
	dir := write(t, t.TempDir(), map[string]string{
		"old/index.md": index("4.1", ""), "old/01-a.md": chapter("entry", "level: must"), "old/.hidden/x.md": "]", "old/~$x": "",
		"v1:new/index.md": index("'4.2' # the next", ""), "v1:new/01-a.md": chapter("access", "was: [entry@4.1, entry@3.0]"), "file": "",
		"empty/x": "", "odd/index.md": index(`"4\e[31m"`, ""), "none/index.md": strings.Replace(index("x", ""), "version: x\n", "", 1),
	})
	t.Chdir(dir)
	o := fine(t, ".", "old", "v1:new")
	if o.old.number != "4.1" || o.new.number != "4.2" || o.old.version.Number != "4.1" || o.new.name != "v1:new" || o.Site != nil {
		t.Errorf("the operands are %+v and %+v", o.old, o.new)
	}
	t.Chdir("old")
	if o := fine(t, ".", ".", "../v1:new"); o.old.number != "4.1" || o.old.name != "." {
		t.Errorf("the old operand is %+v", o.old)
	}
	fine(t, "..", "old", "v1:new")
	t.Chdir(dir)
	found(t, ".", "old", "empty", "index-missing", "empty", withhold.Public)
	found(t, ".", "old", "odd", "wrong-value", "odd/index.md", withhold.Public)
	found(t, ".", "old", "none", "missing-key", "none/index.md", withhold.Public)
	refused(t, ".", "old", "file", `"file" is a file`, "name the folder")
	refused(t, ".", "old", "old/index.md", "is a file", "old")
	refused(t, ".", "old", "nothing", "no folder here", "REV:PATH")
	refused(t, ".", "old", "", "no folder here", "REV:PATH")
	refused(t, ".", "old", "old/../nothing/4.1", "no folder here", "standard@version")
	refused(t, ".", "old", "./nothing", "no folder here", "standard@version")

	if err := os.Symlink(filepath.Join(dir, "file"), filepath.Join(dir, "old", "02-b.md")); err != nil {
		t.Fatal(err)
	}
	found(t, ".", "old", "v1:new", "symbolic-link", "old/02-b.md", withhold.Public)
	if err := os.Symlink("..", filepath.Join(dir, "old", "figures")); err != nil {
		t.Fatal(err)
	}
	if o, err := resolve(".", "old", "v1:new", withhold.Public, false); err != nil || len(o.findings) != 2 {
		t.Errorf("%v", err)
	}
}

func TestOperandGit(t *testing.T) {
	top := write(t, t.TempDir(), map[string]string{})
	dir := write(t, filepath.Join(top, "project"), sample())
	if err := os.Symlink("01-a.md", filepath.Join(dir, "content/power/1.0/02-b.md")); err != nil {
		t.Fatal(err)
	}
	commit(t, top, "v1.0")
	o := fine(t, dir, "v1.0:project/content/water/4.1", "v1.0:./content/water/4.2")
	if o.old.standard != "water" || o.old.number != "4.1" || len(o.old.commit) < 40 || o.old.name != "v1.0:project/content/water/4.1" {
		t.Errorf("the old operand is %+v", o.old)
	}
	if err := os.WriteFile(filepath.Join(dir, "content/water/4.1/01-a.md"), []byte(chapter("access", "was: [entry@4.1]")), 0o666); err != nil {
		t.Fatal(err)
	}
	// one version at two times; its own mistake is its own
	found(t, dir, "v1.0:./content/water/4.1", "water@4.1", "unknown-predecessor", "content/water/4.1/01-a.md", withhold.Public)
	found(t, dir, "v1.0:./content/power/1.0", "v1.0:./content/power/1.0", "symbolic-link", "v1.0:project/content/power/1.0/02-b.md", withhold.Public)
	found(t, dir, "v1.0:./content/water", "v1.0:./content/water/4.1", "index-missing", "v1.0:project/content/water", withhold.Public)
	refused(t, dir, "v1.0:content/water/4.1", "water@4.2", "is not in v1.0", "did you mean v1.0:./content/water/4.1?")
}

func TestOperandHistory(t *testing.T) {
	dir := write(t, t.TempDir(), sample())
	at := "content/water/4.10/01-a.md"
	found(t, dir, "water@4.2", "water@4.10", "unknown-predecessor", at, withhold.Public) // 4.2 has no such clause
	fine(t, dir, "water@4.1", "water@4.10")                                              // 4.2 is in the project, and not looked at
	copied := write(t, t.TempDir(), map[string]string{
		"new/index.md": index("4.10", ""), "new/01-a.md": chapter("access", "was: [entry@3.0]"),
		"water/4.10/index.md": index("4.10", ""), "water/4.10/01-a.md": chapter("access", "was: [entry@3.0]"),
	})
	fine(t, dir, "water@4.1", filepath.Join(copied, "water/4.10")) // 3.0 may have been elsewhere
	if err := os.WriteFile(filepath.Join(dir, at), []byte(chapter("access", "was: [entry@3.0]")), 0o666); err != nil {
		t.Fatal(err)
	}
	found(t, dir, "water@4.1", "water@4.10", "unknown-predecessor", at, withhold.Public)
	if o, err := resolve(dir, "water@4.1", "water@4.10", withhold.Public, false); err != nil || !strings.Contains(told(o), "its versions: 4.1, 4.2, 4.10") {
		t.Errorf("%v %s", err, told(o))
	}
	if err := os.WriteFile(filepath.Join(dir, at), []byte(chapter("access", "merged-into: nowhere")), 0o666); err != nil {
		t.Fatal(err)
	}
	found(t, dir, "water@4.10", "water@4.10", "unknown-successor", at, withhold.Public)
	circle := write(t, t.TempDir(), map[string]string{
		"water/1/index.md": index("1", ""), "water/1/01-a.md": chapter("a", "was: [b@2]"),
		"water/2/index.md": index("2", ""), "water/2/01-a.md": chapter("b", "was: [a@1]"),
	})
	found(t, dir, filepath.Join(circle, "water/1"), filepath.Join(circle, "water/2"), "predecessor-circle", filepath.ToSlash(filepath.Join(circle, "water/1/01-a.md")), withhold.Public)
}

func TestOperandTwoStandards(t *testing.T) {
	dir := write(t, t.TempDir(), sample())
	refused(t, dir, "water@4.1", "power@1.0", "two standards, water and power", "--force")
	if o, err := resolve(dir, "water@4.1", "power@1.0", withhold.Public, true); err != nil || o.findings.HasErrors() {
		t.Errorf("with --force: %v", err)
	}
	for _, x := range []struct {
		answer string
		yes    bool
	}{{"y\n", true}, {"Yes\n", true}, {"n\n", false}, {"\n", false}, {"", false}, {"yikes\n", false}} {
		var asked bytes.Buffer
		a := &app{in: strings.NewReader(x.answer), err: &asked}
		err := a.allTheSame(context.Background(), &operand{name: "water@4.1", standard: "water"}, &operand{name: "power@1.0", standard: "power"}, true)
		if (err == nil) != x.yes || !strings.Contains(asked.String(), "compare them all the same? [y/N] ") {
			t.Errorf("to %q: %v, asked %q", x.answer, err, asked.String())
		}
	}
	// an interrupt ends a question that nobody answers
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	a := &app{in: r, err: &bytes.Buffer{}}
	if err := a.allTheSame(ctx, &operand{}, &operand{}, true); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestOperandEdition(t *testing.T) {
	files := sample()
	files["content/water/4.2/index.md"] = strings.Replace(index("4.2", ""), "published", "draft", 1)
	entry := "W-001:\n  items: [1]\n  clause: entry\n  unit: paragraph\n  title: {ja: 題}\n  reason: threat\n  harm: {ja: 害}\n  audience: confidential\n  decided: {by: 会, on: 2026-01-01}\n  approved: {by: 会, on: 2026-01-02}\n"
	files["content/water/4.1/withheld.yaml"] = entry
	files["content/water/4.1/01-a.md"] += "\n:::withhold W-001\n秘密。\n:::end-withhold W-001\n"
	files["content/water/4.10/withheld.yaml"] = strings.Replace(entry, "entry", "access", 1)
	key, err := seal.Generate(true, "")
	if err != nil {
		t.Fatal(err)
	}
	to, _ := seal.ParseRecipients([]string{key.Recipient})
	part, err := to.Seal(seal.Binding{Standard: "water", ID: "W-001", Kind: seal.Region}, []byte("秘密。\n"))
	if err != nil {
		t.Fatal(err)
	}
	files["content/water/4.10/01-a.md"] = chapter("access", "level: must") + "\n:::sealed W-001\n" + string(part) + ":::end-sealed W-001\n"
	dir := write(t, t.TempDir(), files)
	refused(t, dir, "water@4.1", "water@4.2", "water@4.2 is a draft", "--edition confidential")
	o, err := resolve(dir, "water@4.1", "water@4.2", withhold.Confidential, false)
	if err != nil || o.findings.HasErrors() {
		t.Fatalf("a draft in the confidential edition: %v", err)
	}
	text := func(o *operand) string { return o.version.Translations[0].Chapters[0].Clauses[0].Prose.Plain }
	if !strings.Contains(text(o.old), "秘密") {
		t.Errorf("the confidential edition has %q", text(o.old))
	}
	if o := fine(t, dir, "water@4.1", "water@4.10"); strings.Contains(text(o.old), "秘密") {
		t.Errorf("the public edition has %q", text(o.old))
	}
	o, err = resolve(dir, "water@4.1", "water@4.10", withhold.Confidential, false)
	if err != nil || !o.findings.HasErrors() || o.new.version != nil {
		t.Errorf("a sealed part in the confidential edition: %v", err)
	}
	name := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(name, key.File, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KIJUN_IDENTITY", name)
	if o, err = resolve(dir, "water@4.1", "water@4.10", withhold.Confidential, false); err != nil || o.findings.HasErrors() || !strings.Contains(text(o.new), "秘密") {
		t.Errorf("with a key: %v", err)
	}
}

// TestOperandsLarge: two versions of 10,000 clauses are read in little time.
func TestOperandsLarge(t *testing.T) {
	files := map[string]string{}
	for _, v := range []string{"1.0", "2.0"} {
		files["big/"+v+"/index.md"] = index(v, "")
		for c := range 100 {
			var text strings.Builder
			text.WriteString("---\ntitle: 章\n---\n")
			for i := range 100 {
				fmt.Fprintf(&text, "\n## %d.%d 条 {#c-%d-%d}\n\n事業者は、保守の経路を限定しなければならない。%s\n", c, i, c, i, v)
			}
			files[fmt.Sprintf("big/%s/%03d.md", v, c)] = text.String()
		}
	}
	dir := write(t, t.TempDir(), files)
	start := time.Now()
	o := fine(t, ".", filepath.Join(dir, "big/1.0"), filepath.Join(dir, "big/2.0"))
	if n := len(slices.Collect(func(yield func(int) bool) {
		for _, ch := range o.new.version.Translations[0].Chapters {
			for range ch.Clauses {
				if !yield(0) {
					return
				}
			}
		}
	})); n != 10_000 {
		t.Errorf("%d clauses", n)
	}
	t.Logf("two versions of 10,000 clauses in %v", time.Since(start))
}
