package build_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/namespace"
)

// A bad environment, met by the whole command. internal/publish has the same
// for the replacing alone.

// programVar hands the program to a test that runs again in name spaces of its
// own.
const programVar = "KIJUN_BUILD_TEST_PROGRAM"

// program builds kijun.
func program(t *testing.T) string {
	t.Helper()
	if p := os.Getenv(programVar); p != "" {
		return p
	}
	bin := filepath.Join(t.TempDir(), "kijun")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/kijun")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// A site is a project on disk and the program that builds it.
type site struct {
	bin, dir string
	revision int // of the sources
}

func (s *site) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.bin, append([]string{"-C", s.dir, "--date", "2026-08-01"}, args...)...)
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	return cmd
}

func (s *site) run(args ...string) (string, int) {
	cmd := s.command(args...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		return err.Error(), -1
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func newSite(t *testing.T, bin, dir string) *site {
	t.Helper()
	s := &site{bin: bin, dir: dir}
	if out, status := s.run("init"); status != 0 {
		t.Fatal(out)
	}
	s.revise(t, 1)
	s.build(t)
	return s
}

func (s *site) build(t *testing.T) {
	t.Helper()
	if out, status := s.run("build"); status != 0 {
		t.Fatalf("exit %d: %s", status, out)
	}
	if n := s.stands(t); n != [2]int{s.revision, s.revision} {
		t.Fatalf("revisions %v stand, %d was built", n, s.revision)
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, ".kijun-new-*")); len(left) > 0 {
		t.Fatalf("left over: %v", left)
	}
}

// revise changes a visible sentence, which every edition shows.
func (s *site) revise(t *testing.T, n int) {
	t.Helper()
	file := filepath.Join(s.dir, "content/sample-standard/1.0/01-general.md")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	old := fmt.Sprintf("\n改訂番号%d。\n", s.revision)
	text := strings.Replace(string(data), old, "", 1) + fmt.Sprintf("\n改訂番号%d。\n", n)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s.revision = n
}

// stands returns the revisions that the public and the confidential edition
// show, having compared each with its manifest.
func (s *site) stands(t *testing.T) (shown [2]int) {
	t.Helper()
	for i, edition := range []string{"public", "confidential"} {
		dir := filepath.Join(s.dir, edition)
		if err := complete(dir, edition); err != nil {
			t.Fatalf("%s: %v", edition, err)
		}
		page, err := os.ReadFile(filepath.Join(dir, "standards/sample-standard/1.0/01-general/index.html"))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := bytes.Cut(page, []byte("改訂番号"))
		if _, err := fmt.Sscan(strings.SplitN(string(rest), "。", 2)[0], &shown[i]); err != nil {
			t.Fatalf("%s: no revision on the page", edition)
		}
	}
	return shown
}

// complete compares a site with its manifest: all files, no others, every byte.
func complete(dir, edition string) error {
	data, err := os.ReadFile(filepath.Join(dir, "kijun-manifest.txt"))
	if err != nil {
		return err
	}
	first, rest, _ := strings.Cut(string(data), "\n")
	if first != "kijun-manifest 1 "+edition {
		return fmt.Errorf("the manifest begins with %q", first)
	}
	listed := map[string]bool{"kijun-manifest.txt": true}
	for line := range strings.Lines(rest) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if fmt.Sprintf("%x", sha256.Sum256(data)) != sum {
			return fmt.Errorf("%s is not what the manifest says", name)
		}
		listed[name] = true
	}
	if len(listed) < 10 {
		return fmt.Errorf("the manifest lists %d files", len(listed))
	}
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if rel, _ := filepath.Rel(dir, name); !listed[filepath.ToSlash(rel)] {
			return fmt.Errorf("%s is not in the manifest", rel)
		}
		return nil
	})
}

// fillDisk writes a file that leaves only so many bytes of its disk.
func fillDisk(t *testing.T, filler string, spare int) {
	t.Helper()
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	var full int64
	for chunk := bytes.Repeat([]byte("x"), 4096); ; {
		n, err := f.Write(chunk)
		full += int64(n)
		if err != nil {
			break
		}
	}
	if err := errors.Join(f.Truncate(max(0, full-int64(spare))), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestBadEnvironment runs the whole command where it can't end well.
func TestBadEnvironment(t *testing.T) {
	bin := program(t)
	t.Run("killed", func(t *testing.T) { killed(t, bin) })
	t.Run("full", func(t *testing.T) { fullDisk(t, bin) })
	t.Run("read-only", func(t *testing.T) { readOnly(t, bin) })
	t.Run("forbidden", func(t *testing.T) { forbidden(t, bin) })
}

// killed: at any moment, a build leaves each site old or new, complete, and the
// next build works, whether it is killed again or not.
func killed(t *testing.T, bin string) {
	kills := 50
	if testing.Short() {
		kills = 8
	}
	start := time.Now()
	s := newSite(t, bin, t.TempDir())
	s.revise(t, 2)
	began := time.Now()
	s.build(t)
	takes := time.Since(began)
	stood := s.stands(t)
	old, new, hidden, ended := 0, 0, 0, 0
	n := 0
	for ; n < kills || hidden == 0 && n < 4*kills; n++ {
		s.revise(t, s.revision+1)
		cmd := s.command("build")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wait := rand.N(takes * 11 / 10)
		if n%2 == 1 { // the end is where files are written and folders swapped
			wait = takes*6/10 + rand.N(takes/2)
		}
		time.Sleep(wait)
		_ = cmd.Process.Kill()
		err := cmd.Wait()
		var exit *exec.ExitError
		switch {
		case err == nil:
			ended++
		case !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL:
			t.Fatalf("kill %d: the build ended by itself: %v", n, err)
		}
		if left, _ := filepath.Glob(filepath.Join(s.dir, ".kijun-new-*")); len(left) > 0 {
			hidden++
		}
		got := s.stands(t)
		for i := range got {
			switch got[i] {
			case s.revision:
				new++
			case stood[i]:
				old++
			default:
				t.Fatalf("kill %d: revisions %v stand, want of each %v or %d", n, got, stood, s.revision)
			}
		}
		stood = got
		if n%5 == 4 { // otherwise the next one finds what is left
			s.build(t)
			stood = s.stands(t)
		}
	}
	s.build(t)
	t.Logf("%d kills in %s of a build that takes %s: %d sites were the old one, %d the new one (%d builds had ended), %d a hidden folder, which a later build took away",
		n, time.Since(start).Round(time.Second), takes.Round(time.Millisecond), old, new, ended, hidden)
	if hidden == 0 {
		t.Error("no kill came while the build was writing")
	}
	// The check itself: a site that is not complete is found out.
	page := filepath.Join(s.dir, "public/standards/sample-standard/1.0/01-general/index.html")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func() error{
		"half a file": func() error { return os.WriteFile(page, data[:len(data)/2], 0o644) },
		"no file":     func() error { return os.Remove(page) },
		"a file more": func() error {
			return errors.Join(os.WriteFile(page, data, 0o644), os.WriteFile(page+"~", nil, 0o644))
		},
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if complete(filepath.Join(s.dir, "public"), "public") == nil {
			t.Errorf("%s is not found out", name)
		}
		_ = os.Remove(page + "~")
		if err := os.WriteFile(page, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := complete(filepath.Join(s.dir, "public"), "public"); err != nil {
		t.Error(err)
	}
}

// apart is namespace.Run with the program at hand in the second run.
func apart(t *testing.T, bin string, user int) bool {
	t.Helper()
	if err := os.Chmod(filepath.Dir(bin), 0o755); err != nil && os.Getenv(programVar) == "" {
		t.Fatal(err)
	}
	return namespace.Run(t, user, programVar+"="+bin)
}

// refused runs a build that can't write, and holds that it says why, ends with
// status 2 and leaves the old site as it is.
func (s *site) refused(t *testing.T, why string, old int) {
	t.Helper()
	out, status := s.run("build")
	if status != 2 || !strings.Contains(out, why) {
		t.Errorf("exit %d: %s", status, out)
	}
	t.Logf("%s", strings.TrimSpace(out))
	if got := s.stands(t); got != [2]int{old, old} {
		t.Errorf("revisions %v stand, want %d", got, old)
	}
}

func fullDisk(t *testing.T, bin string) {
	if !apart(t, bin, 0) {
		return
	}
	s := newSite(t, bin, namespace.Disk(t, "8m"))
	s.revise(t, 2)
	for _, spare := range []int{0, 24 << 10, 48 << 10} {
		filler := filepath.Join(s.dir, ".filler")
		fillDisk(t, filler, spare)
		s.refused(t, "no space left on device", 1)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, ".kijun-new-*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	s.build(t)
}

func readOnly(t *testing.T, bin string) {
	if !apart(t, bin, 0) {
		return
	}
	dir := namespace.Disk(t, "8m")
	s := newSite(t, bin, dir)
	s.revise(t, 2)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	s.refused(t, "read-only file system", 1)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	s.build(t)
}

func forbidden(t *testing.T, bin string) {
	if !apart(t, bin, 1000) {
		return
	}
	s := newSite(t, bin, t.TempDir())
	s.revise(t, 2)
	if err := os.Chmod(s.dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(s.dir, 0o755)
	s.refused(t, "permission denied", 1)
	if err := os.Chmod(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s.build(t)
}
