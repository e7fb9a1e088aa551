package build_test

import (
	"bytes"
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

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/namespace"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Sealing writes over the only copy of a text, so a bad environment is met here
// by the whole command too.

// A store is a project on disk with much to seal, and its key.
type store struct {
	*site
	key  string
	open withhold.Opener
	was  map[string]string // its sources in the clear, by name in the project
}

func newStore(t *testing.T, bin, dir string, chapters int) *store {
	t.Helper()
	key := newSealingKey(t)
	s := &store{&site{bin: bin, dir: dir}, filepath.Join(t.TempDir(), "key"), key.open, map[string]string{}}
	if err := os.WriteFile(s.key, key.file, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, status := s.run("init"); status != 0 {
		t.Fatal(out)
	}
	var register strings.Builder
	put := func(name, text string) {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range chapters {
		id := 100 + 2*i
		put(fmt.Sprintf("content/sample-standard/1.0/%02d-more.md", i+10),
			fmt.Sprintf("---\ntitle: 章\n---\n\n## 題 {#more-%d}\n\n:::withhold W-%d\n%s:::end-withhold W-%[2]d\n\n文{{withhold:W-%[4]d}}秘密の語{{/withhold:W-%[4]d}}文\n", i, id, strings.Repeat(fmt.Sprintf("秘密の%d番\n", i), 900), id+1))
		for k, unit := range []string{"paragraph", "span"} {
			fmt.Fprintf(&register, "W-%d:\n  items: [6.1.5(2)]\n  clause: more-%d\n  unit: %s\n  title: {ja: 題, en: T}\n  reason: threat\n  harm: {ja: 害, en: h}\n  audience: confidential\n  decided: {by: 会, on: 2026-03-01}\n  approved: {by: 会, on: 2026-03-20}\n", id+k, i, unit)
		}
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	put("content/sample-standard/1.0/withheld.yaml", read("content/sample-standard/1.0/withheld.yaml")+register.String())
	put("kijun.yaml", read("kijun.yaml")+"\nseal: {recipients: ["+key.recipient+"]}\n")
	s.was = s.files(t)
	return s
}

// files are the sources, and nothing that a run has left among them.
func (s *store) files(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(filepath.Join(s.dir, "content"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(s.dir, name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sound holds that every file is the old one or a sealed one that opens to it.
// It returns how many are sealed.
func (s *store) sound(t *testing.T) int {
	t.Helper()
	shut, err := s.state(t)
	if err != nil {
		t.Fatal(err)
	}
	return shut
}

func (s *store) state(t *testing.T) (shut int, err error) {
	v, err := build.OpenVault(os.DirFS(s.dir))
	if err != nil {
		return 0, err
	}
	now := s.files(t)
	if len(now) != len(s.was) {
		return 0, fmt.Errorf("there are %d files, not %d", len(now), len(s.was))
	}
	for name, want := range s.was {
		if now[name] == want {
			continue
		}
		d, ds, err := v.Draft(name, s.open)
		if err != nil || len(ds) > 0 || string(d.Clear) != want {
			return 0, fmt.Errorf("%s is neither the old file nor a sealed one: %v, %d findings", name, err, len(ds))
		}
		shut++
	}
	return shut, nil
}

func (s *store) must(t *testing.T, args ...string) {
	t.Helper()
	if out, status := s.run(args...); status != 0 {
		t.Fatalf("%v ends with %d: %s", args, status, out)
	}
}

func (s *store) leftovers() []string {
	left, _ := filepath.Glob(filepath.Join(s.dir, "content/*/*/.kijun-write-*"))
	return left
}

func TestSealingBadEnvironment(t *testing.T) {
	bin := program(t)
	t.Run("killed", func(t *testing.T) { killedSealing(t, bin) })
	t.Run("full", func(t *testing.T) { fullSealing(t, bin) })
	t.Run("together", func(t *testing.T) { sealingTogether(t, bin) })
}

// killedSealing: at any moment, each file is as it was or sealed, and nothing is
// lost.
func killedSealing(t *testing.T, bin string) {
	kills := 60
	if testing.Short() {
		kills = 10
	}
	s := newStore(t, bin, t.TempDir(), 40)
	began := time.Now()
	s.must(t, "seal")
	takes := time.Since(began)
	if n := s.sound(t); n != 41 {
		t.Fatalf("%d files were sealed", n)
	}
	between, hidden := 0, 0
	n := 0
	for ; n < kills || between == 0 && n < 5*kills; n++ {
		args := []string{"unseal", "--identity", s.key}
		if n%2 == 1 {
			args = []string{"seal"}
		}
		cmd := s.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(takes * 11 / 10))
		_ = cmd.Process.Kill()
		err := cmd.Wait()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("kill %d: it ended by itself: %v", n, err)
		}
		if shut := s.sound(t); shut > 0 && shut < 41 {
			between++
		}
		hidden += len(s.leftovers())
	}
	if hidden == 0 { // seldom met: the time in which one is there is short
		if err := os.WriteFile(filepath.Join(s.dir, "content/sample-standard/1.0/.kijun-write-1"), []byte("秘密"), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, status := s.run("check", "--sealed"); status != 1 || !strings.Contains(out, ".kijun-write-1") {
			t.Errorf("a leftover is not told: %s", out)
		}
	}
	s.must(t, "seal")
	if n := s.sound(t); n != 41 {
		t.Errorf("%d files are sealed at the end", n)
	}
	if left := s.leftovers(); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	s.must(t, "unseal", "--identity", s.key)
	if n := s.sound(t); n != 0 {
		t.Errorf("%d files are sealed at the end", n)
	}
	t.Logf("%d kills of a run that takes %s, %d between two files, %d files left over and removed", n, takes.Round(time.Millisecond), between, hidden)
	if between == 0 {
		t.Error("no kill came while files were written")
	}
	// The check itself: half a file is found out, in the clear and sealed, and so is
	// a file that is gone.
	name := filepath.Join(s.dir, "content/sample-standard/1.0/10-more.md")
	for _, args := range [][]string{{"unseal", "--identity", s.key}, {"seal"}} {
		s.must(t, args...)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, spoil := range []func() error{
			func() error { return os.WriteFile(name, data[:len(data)/2], 0o644) },
			func() error { return os.WriteFile(name, append(bytes.Clone(data), '\n'), 0o644) },
			func() error { return os.Remove(name) },
		} {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			if _, err := s.state(t); err == nil {
				t.Error("a spoilt file is not found out")
			}
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// fullSealing: a full disk stops it with a reason and no name, and loses nothing.
func fullSealing(t *testing.T, bin string) {
	if !apart(t, bin, 0) {
		return
	}
	s := newStore(t, bin, namespace.Disk(t, "8m"), 40)
	for _, spare := range []int{0, 12 << 10, 64 << 10} {
		filler := filepath.Join(s.dir, ".filler")
		fillDisk(t, filler, spare)
		out, status := s.run("seal")
		if status != 2 || !strings.Contains(out, "no space left on device") || strings.Contains(out, "-more") {
			t.Errorf("exit %d: %s", status, out)
		}
		t.Logf("%d bytes to spare, %d files sealed: %s", spare, s.sound(t), strings.TrimSpace(out))
		if left := s.leftovers(); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
	s.must(t, "seal")
	s.must(t, "unseal", "--identity", s.key)
	if n := s.sound(t); n != 0 {
		t.Errorf("%d files are another", n)
	}
}

// sealingTogether: of runs at once, each has the project for itself.
func sealingTogether(t *testing.T, bin string) {
	s := newStore(t, bin, t.TempDir(), 10)
	for range 5 {
		var all []*exec.Cmd
		var outs []*bytes.Buffer
		for i := range 4 {
			args := []string{"seal"}
			if i%2 == 1 {
				args = []string{"unseal", "--identity", s.key}
			}
			cmd, out := s.command(args...), &bytes.Buffer{}
			cmd.Stdout, cmd.Stderr = out, out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			all, outs = append(all, cmd), append(outs, out)
		}
		for i, cmd := range all {
			if err := cmd.Wait(); err != nil && !strings.Contains(outs[i].String(), "another kijun is writing here") {
				t.Errorf("%v: %s", err, outs[i])
			}
		}
		if n := s.sound(t); n != 0 && n != 11 {
			t.Errorf("%d of 11 files are sealed: two runs were at work", n)
		}
	}
}
