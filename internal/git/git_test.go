package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A sandbox is a folder with repositories that knows nothing of the machine's
// configuration.
type sandbox struct {
	t   *testing.T
	env []string
}

func newSandbox(t *testing.T) *sandbox {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("these tests need git:", err)
	}
	return &sandbox{t, []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
	}}
}

func (s *sandbox) git(dir string, args ...string) string {
	s.t.Helper()
	out, err := s.try(dir, "", args...)
	if err != nil {
		s.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(out)
}

func (s *sandbox) try(dir, stdin string, args ...string) (string, error) {
	c := exec.Command("git", args...)
	c.Dir, c.Env, c.Stdin = dir, s.env, strings.NewReader(stdin)
	out, err := c.CombinedOutput()
	return string(out), err
}

// repo makes a repository with one commit of files.
func (s *sandbox) repo(files map[string]string, init ...string) string {
	s.t.Helper()
	dir := s.t.TempDir()
	s.git(dir, append([]string{"init", "-q", "-b", "main"}, init...)...)
	s.write(dir, files)
	s.git(dir, "add", "-A")
	s.git(dir, "commit", "-q", "--allow-empty", "-m", "first")
	return dir
}

func (s *sandbox) write(dir string, files map[string]string) {
	s.t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			s.t.Fatal(err)
		}
	}
}

// read is what callers do: the tree, then its files.
func (s *sandbox) read(dir, rev, path string) (map[string]string, *Tree, error) {
	t, err := Repo{dir, s.env}.Tree(context.Background(), rev, path)
	if err != nil {
		return nil, nil, err
	}
	files, err := t.Files(context.Background(), nil)
	if err != nil {
		return nil, t, err
	}
	out := map[string]string{}
	for name, data := range files {
		out[name] = string(data)
	}
	return out, t, nil
}

func (s *sandbox) want(dir, rev, path string, want map[string]string) *Tree {
	s.t.Helper()
	got, tree, err := s.read(dir, rev, path)
	if err != nil {
		s.t.Fatalf("%s:%s: %v", rev, path, err)
	}
	if !reflect.DeepEqual(got, want) {
		s.t.Fatalf("%s:%s gives %q, want %q", rev, path, got, want)
	}
	return tree
}

// fails wants an error that says something, and whose way out says something.
func (s *sandbox) fails(dir, rev, path, message, hint string) {
	s.t.Helper()
	_, _, err := s.read(dir, rev, path)
	var h Hinted
	switch {
	case err == nil:
		s.t.Fatalf("%s:%s could be read", rev, path)
	case !strings.Contains(err.Error(), message):
		s.t.Errorf("%s:%s: the error is %q, without %q", rev, path, err, message)
	case !errors.As(err, &h):
		s.t.Errorf("%s:%s: the error %q has no way out", rev, path, err)
	case !strings.Contains(h.Hint(), hint):
		s.t.Errorf("%s:%s: the hint of %q is %q, without %q", rev, path, err, h.Hint(), hint)
	}
}

var standard = map[string]string{
	"content/water/4.1/index.md":           "four one\n",
	"content/water/4.1/figures/plan 計.svg": "plan\n",
	"content/water/4.2/index.md":           "four two\n",
	"kijun.yaml":                           "",
}

func TestTree(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	want := map[string]string{"index.md": "four one\n", "figures/plan 計.svg": "plan\n"}
	s.git(dir, "tag", "-a", "v1.0", "-m", "annotated")
	s.write(dir, map[string]string{"content/water/4.1/index.md": "changed\n"})
	s.git(dir, "commit", "-qam", "second")
	for _, rev := range []string{"v1.0", "HEAD~1", "main^", "HEAD~1^{commit}", s.git(dir, "rev-parse", "HEAD~1"), s.git(dir, "rev-parse", "--short", "HEAD~1")} {
		for _, path := range []string{"content/water/4.1", "content/water/4.1/", "content//water/./4.1", "./content/water/4.1", "content/water/4.2/../4.1"} {
			tree := s.want(dir, rev, path, want)
			if tree.Commit != s.git(dir, "rev-parse", "HEAD~1") || tree.Path != "content/water/4.1" || tree.Rev != rev {
				t.Errorf("%s:%s is %+v", rev, path, tree)
			}
		}
	}
	s.want(dir, "HEAD", "content/water/4.1", map[string]string{"index.md": "changed\n", "figures/plan 計.svg": "plan\n"})
	below := filepath.Join(dir, "content", "water")
	s.want(below, "v1.0", "./4.1", want)
	s.want(below, "v1.0", "../water/4.1", want)
	s.want(below, "v1.0", "content/water/4.1", want)
	s.fails(below, "v1.0", "4.1", "4.1 is not in v1.0", "did you mean v1.0:./4.1?")
	s.fails(below, "v1.0", "../../../x", "leads out of the repository", "./")
	if all, _, err := s.read(dir, "v1.0", ""); err != nil || len(all) != 4 {
		t.Errorf("the top has %q, %v", all, err)
	}
	some, err := func() (map[string][]byte, error) {
		tree, err := Repo{dir, s.env}.Tree(context.Background(), "v1.0", "content/water/4.1")
		if err != nil {
			return nil, err
		}
		return tree.Files(context.Background(), func(name string) bool { return name == "index.md" })
	}()
	if err != nil || len(some) != 1 {
		t.Errorf("of one file wanted, %d came: %v", len(some), err)
	}
}

func TestWhereObjectsAre(t *testing.T) {
	s := newSandbox(t)
	want := map[string]string{"index.md": "four two\n"}
	dir := s.repo(standard)
	s.git(dir, "tag", "v1.0")
	s.git(dir, "gc", "-q")
	if packs, _ := filepath.Glob(filepath.Join(dir, ".git/objects/pack/*.pack")); len(packs) == 0 {
		t.Fatal("nothing was packed")
	}
	s.want(dir, "v1.0", "content/water/4.2", want)

	worktree := filepath.Join(t.TempDir(), "w")
	s.git(dir, "worktree", "add", "-q", worktree, "v1.0")
	s.want(worktree, "HEAD", "content/water/4.2", want)

	bare := filepath.Join(t.TempDir(), "bare")
	s.git(dir, "clone", "-q", "--bare", dir, bare)
	s.want(bare, "v1.0", "content/water/4.2", want)

	// as in a hook: the environment says which repository is meant
	elsewhere := *s
	elsewhere.env = append(slices.Clone(s.env), "GIT_DIR="+filepath.Join(dir, ".git"))
	elsewhere.want(t.TempDir(), "v1.0", "content/water/4.2", want)

	probe := t.TempDir()
	if out, err := s.try(probe, "", "init", "-q", "--object-format=sha256"); err != nil {
		t.Logf("this git has no sha256: %s", out)
		return
	}
	sha256 := s.repo(standard, "--object-format=sha256")
	if tree := s.want(sha256, "main", "content/water/4.2", want); len(tree.Commit) != 64 {
		t.Errorf("the commit's name is %s", tree.Commit)
	}
}

func TestOddNames(t *testing.T) {
	if runtime.GOOS == "windows" { // whose file systems refuse quotes and line ends in names
		t.Skip("such names can't be made there")
	}
	s := newSandbox(t)
	files := map[string]string{
		"v/index.md": "", "v/ two  spaces .md": "a", "v/第１章 総則.md": "b", "v/new\nline.md": "c", "v/tab\t\"quoted\".md": "d", "v/-dash.md": "e",
		"v/:(glob)*.md": "f", "v/\xff.md": "g", "v/bin": "\x00\n\r\nblob 3\n\x00",
	}
	dir := s.repo(files)
	want := map[string]string{}
	for name, text := range files {
		want[strings.TrimPrefix(name, "v/")] = text
	}
	s.want(dir, "HEAD", "v", want)
	for _, name := range []string{"a b", "基準/4.2", "-r", "*", ":(top)x", "x:y"} {
		dir := s.repo(map[string]string{name + "/index.md": "here", "xyz/index.md": "not here"})
		s.want(dir, "HEAD", name, map[string]string{"index.md": "here"})
	}
}

func TestLinksAndSubmodules(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	link := s.git(dir, "rev-parse", "HEAD:content/water/4.1/index.md")
	s.git(dir, "update-index", "--add", "--cacheinfo", "120000,"+link+",content/water/4.1/link.md",
		"--cacheinfo", "160000,"+s.git(dir, "rev-parse", "HEAD")+",content/water/4.1/sub")
	s.git(dir, "commit", "-qm", "odd")
	tree := s.want(dir, "HEAD", "content/water/4.1", map[string]string{"index.md": "four one\n", "figures/plan 計.svg": "plan\n"})
	if want := map[string]string{"link.md": "a symbolic link", "sub": "a submodule"}; !reflect.DeepEqual(tree.Odd, want) {
		t.Errorf("odd are %q", tree.Odd)
	}
	s.fails(dir, "HEAD", "content/water/4.1/link.md", "is a symbolic link, not a folder", "HEAD:content/water/4.1")
	s.fails(dir, "HEAD", "content/water/4.1/sub", "is a submodule", "HEAD:content/water/4.1")
	s.fails(dir, "HEAD", "content/water/4.1/sub/deeper", "is not in HEAD", "")
}

func TestEmpty(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(nil)
	s.want(dir, "HEAD", "", map[string]string{})
	s.fails(dir, "HEAD", "content/x/1.0", "content/x/1.0 is not in HEAD", "name the folder of a version")
	unborn := t.TempDir()
	s.git(unborn, "init", "-q", "-b", "main")
	s.fails(unborn, "HEAD", "content", "git knows no revision HEAD", "no tags or branches yet")
}

func TestErrors(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	s.git(dir, "tag", "v1.0")
	s.git(dir, "tag", "release-2026")
	s.fails(dir, "v1.1", "content/water/4.1", "git knows no revision v1.1", "did you mean v1.0?")
	s.fails(dir, "something-else", "content/water/4.1", "git knows no revision something-else", "there are: ")
	s.fails(dir, "", "content/water/4.1", "no revision is named", "REV:PATH")
	s.fails(dir, "v1.0^{tree}", "content", "git knows no revision", "")
	s.fails(dir, strings.Repeat("0", 39)+"1", "content", "git knows no revision", "")
	s.fails(dir, "v1.0", "content/water/4.3", "content/water/4.3 is not in v1.0", "content/water/4.1, content/water/4.2")
	s.fails(dir, "v1.0", "content/watre/4.1", "content/watre/4.1 is not in v1.0", "content/water")
	s.fails(dir, "v1.0", "nowhere/at/all", "is not in v1.0", "content")
	s.fails(dir, "v1.0", "content/water/4.1/index.md", "is a file, not a folder, in v1.0", "v1.0:content/water/4.1")
	s.fails(dir, "v1.0", "content/water/4.1/index.md/x", "is not in v1.0", "content/water/4.1")
	s.fails(dir, "v1.0", "a\x00b", "is no path", "")
	s.fails(dir, "a\x00b", "content", "git knows no revision", "")
	s.fails(dir, "v1\x1b[31m", "content", `"v1\x1b[31m"`, "")
	s.fails(t.TempDir(), "v1.0", "content", "no git repository", "-C DIR")
}

// TestDash gives revisions and paths that would be options.
func TestDash(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	planted := filepath.Join(dir, "planted")
	for _, rev := range []string{"-x", "--all", "--git-dir", "--output=" + planted, "--exec=touch " + planted, "--", "-", "$(touch " + planted + ")", "; touch " + planted, "--end-of-options"} {
		s.fails(dir, rev, "content", "git knows no revision", "")
		s.fails(dir, "HEAD", rev, "is not in HEAD", "")
	}
	s.git(dir, "update-ref", "refs/heads/-x", "HEAD")
	s.want(dir, "-x", "content/water/4.2", map[string]string{"index.md": "four two\n"})
	if _, err := os.Stat(planted); err == nil {
		t.Error("an argument ran a program or wrote a file")
	}
}

func TestShallow(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	s.git(dir, "tag", "v1.0")
	old := s.git(dir, "rev-parse", "HEAD")
	s.write(dir, map[string]string{"content/water/4.2/index.md": "changed\n"})
	s.git(dir, "commit", "-qam", "second")
	clone := filepath.Join(t.TempDir(), "c")
	s.git(dir, "clone", "-q", "--depth=1", "--no-tags", "file://"+filepath.ToSlash(dir), clone)
	s.want(clone, "HEAD", "content/water/4.2", map[string]string{"index.md": "changed\n"})
	s.fails(clone, "v1.0", "content/water/4.2", "shallow", "git fetch --depth=1 origin tag v1.0`")
	s.fails(clone, "v1.0", "content/water/4.2", "shallow", "fetch-depth: 0")
	s.fails(clone, "HEAD~1", "content/water/4.2", "shallow", "origin tag TAG`")
	s.fails(clone, "$(x)", "content/water/4.2", "shallow", "origin tag TAG`")
	s.fails(clone, old, "content/water/4.2", "shallow", "git fetch --depth=1 origin "+old)
	// the way out leads out
	s.git(clone, "fetch", "-q", "--depth=1", "origin", "tag", "v1.0")
	s.want(clone, "v1.0", "content/water/4.2", map[string]string{"index.md": "four two\n"})
}

// TestPartial reads from clones that leave objects to be fetched later. Nothing
// is fetched.
func TestPartial(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	s.git(dir, "config", "uploadpack.allowFilter", "true")
	s.git(dir, "config", "uploadpack.allowAnySHA1InWant", "true")
	for _, filter := range []string{"blob:none", "tree:0"} {
		clone := filepath.Join(t.TempDir(), "c")
		s.git(dir, "clone", "-q", "--no-checkout", "--filter="+filter, "file://"+filepath.ToSlash(dir), clone)
		s.fails(clone, "HEAD", "content/water/4.2", "is not in this clone", "git fetch --refetch --no-filter")
		s.fails(clone, "HEAD", "content/water/4.2", "is not in this clone", "git fetch --refetch --no-filter")
		s.git(clone, "fetch", "-q", "--refetch", "--no-filter") // the way out leads out
		s.want(clone, "HEAD", "content/water/4.2", map[string]string{"index.md": "four two\n"})
	}
	id := s.git(dir, "rev-parse", "HEAD:content/water/4.2/index.md")
	if err := os.Remove(filepath.Join(dir, ".git/objects", id[:2], id[2:])); err != nil {
		t.Fatal(err)
	}
	s.fails(dir, "HEAD", "content/water/4.2", "HEAD:content/water/4.2/index.md is not in this clone", "git fsck")
}

func TestMany(t *testing.T) {
	s := newSandbox(t)
	files := map[string]string{}
	for i := range 3000 {
		// some share an object
		files[fmt.Sprintf("v/%04d.md", i)] = strings.Repeat(fmt.Sprintln(i%2900), 300)
	}
	dir := s.repo(files)
	want := map[string]string{}
	for name, text := range files {
		want[name[2:]] = text
	}
	start := time.Now()
	s.want(dir, "HEAD", "v", want)
	t.Logf("3,000 files in %v", time.Since(start))
}

func TestLimits(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(map[string]string{"v/index.md": "", "v/big.bin": strings.Repeat("0", MaxFile+1), "w/fits.bin": strings.Repeat("0", MaxFile)})
	s.fails(dir, "HEAD", "v", "big.bin has 32 MiB; a source has at most 32", "one version")
	if files, _, err := s.read(dir, "HEAD", "w"); err != nil || len(files["fits.bin"]) != MaxFile {
		t.Errorf("a file that fits: %v", err)
	}
	blob := s.git(dir, "rev-parse", "HEAD:v/index.md")
	var lines strings.Builder
	for i := range MaxFiles + 1 {
		fmt.Fprintf(&lines, "100644 blob %s\t%06d\n", blob, i)
	}
	c := exec.Command("git", "mktree")
	c.Dir, c.Env, c.Stdin = dir, s.env, strings.NewReader(lines.String())
	tree, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	commit := s.git(dir, "commit-tree", "-m", "many", strings.TrimSpace(string(tree)))
	s.fails(dir, commit, "", "more than 50000 files", "one version")
}

func TestCancelled(t *testing.T) {
	s := newSandbox(t)
	dir := s.repo(standard)
	ctx, cancel := context.WithCancel(context.Background())
	tree, err := Repo{dir, s.env}.Tree(ctx, "HEAD", "")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := tree.Files(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("reading files: %v", err)
	}
	if _, err := (Repo{dir, s.env}).Tree(ctx, "HEAD", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("finding the tree: %v", err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	// a git that hangs
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "git"), []byte("#!/bin/sh\nexec sleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	ctx, cancel = context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := (Repo{dir, s.env}).Tree(ctx, "HEAD", ""); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 20*time.Second {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
}

func TestNoGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Repo{t.TempDir(), nil}.Tree(context.Background(), "HEAD", "")
	if !errors.Is(err, ErrNoGit) {
		t.Errorf("the error is %v", err)
	}
}

// TestEnviron: what could make git print something else, ask or run a program
// does not reach it.
func TestEnviron(t *testing.T) {
	got := Repo{Environ: []string{"PATH=/bin", "HOME=/h", "GIT_DIR=/d", "GIT_TRACE=1", "GIT_PAGER=less", "LC_ALL=ja_JP.UTF-8", "LANGUAGE=ja", "GIT_ASKPASS=/x",
		"GIT_EXTERNAL_DIFF=/x", "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*", "SECRET=1", "GIT_ALLOW_PROTOCOL=file"}}.environ()
	want := append([]string{"PATH=/bin", "HOME=/h", "GIT_DIR=/d", "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*"}, set...)
	if !slices.Equal(got, want) {
		t.Errorf("git gets %q", got)
	}
}
