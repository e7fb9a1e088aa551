package build_test

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/namespace"
)

// released is a project with a key, a first release and a version to release.
type released struct {
	site
	key, base string // base is the project as it is before each run
	before    tree
}

func newReleased(t *testing.T, bin, dir string) *released {
	t.Helper()
	r := &released{site: site{bin: bin, dir: filepath.Join(dir, "p")}, key: filepath.Join(dir, "key"), base: filepath.Join(dir, "base")}
	must := func(args ...string) string {
		t.Helper()
		out, status := r.run(args...)
		if status != 0 {
			t.Fatalf("%q: exit %d: %s", args, status, out)
		}
		return out
	}
	must("init")
	out := must("key", "release", r.key, "--name", logName)
	_, lines, _ := strings.Cut(out, "\nrelease:")
	file := filepath.Join(r.dir, "kijun.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(data, "release:"+lines...), 0o644); err != nil {
		t.Fatal(err)
	}
	must("release", "sample-standard", "1.0", "--key", r.key)
	p := readTree(t, r.dir)
	for name, data := range p {
		rest, ok := strings.CutPrefix(name, "content/sample-standard/1.0/")
		if !ok || strings.HasPrefix(rest, "release/") {
			continue
		}
		if rest == "index.md" {
			data = strings.Replace(data, "version: 1.0\n", "version: 2.0\nreplaces: 1.0\n", 1)
			data = strings.ReplaceAll(data, "2026-04-01", "2026-05-01")
		}
		write(t, filepath.Join(r.dir, "content/sample-standard/2.0", rest), data)
	}
	index := filepath.Join(r.dir, "content/sample-standard/1.0/index.md")
	write(t, index, strings.Replace(p["content/sample-standard/1.0/index.md"], "status: published", "status: superseded", 1))
	r.before = readTree(t, r.dir)
	return r
}

func write(t *testing.T, name, data string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(data), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// reset makes the project what it was before the run.
func (r *released) reset(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(r.dir); err != nil {
		t.Fatal(err)
	}
	for name, data := range r.before {
		write(t, filepath.Join(r.dir, name), data)
	}
}

const nextVersion = "content/sample-standard/2.0/"

// stands reports whether the version is released, and holds that the project is
// then all that a release makes, and else what it was.
func (r *released) stands(t *testing.T) bool {
	t.Helper()
	now := readTree(t, r.dir)
	if maps.Equal(now, r.before) {
		return false
	}
	want := slices.Collect(maps.Keys(r.before))
	want = slices.DeleteFunc(want, func(n string) bool { return strings.HasSuffix(n, ".p/1") })
	for _, name := range []string{"release.txt", "commitments.txt", "manifest.txt", "confidential.txt"} {
		want = append(want, nextVersion+"release/"+name)
	}
	want = append(want, "log/tile/0/000.p/2", "log/tile/entries/000.p/2")
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(now)); !slices.Equal(got, want) {
		t.Fatalf("neither what it was nor a release: %q", got)
	}
	if out, status := r.run("check", "--strict"); status != 0 {
		t.Fatalf("check: exit %d: %s", status, out)
	}
	return true
}

// wait waits until something has happened, but not for ever.
func (r *released) wait(most time.Duration, happened func() bool) {
	for end := time.Now().Add(most); time.Now().Before(end) && !happened(); {
	}
}

// TestReleaseKilled: at any moment, a killed release leaves the version released,
// or not, or a state that check names and from which --recover leads to one of
// the two: the first if the log has it.
func TestReleaseKilled(t *testing.T) {
	bin := program(t)
	kills := 30
	if testing.Short() {
		kills = 8
	}
	r := newReleased(t, bin, t.TempDir())
	began := time.Now()
	if out, status := r.run("release", "sample-standard", "2.0", "--key", r.key); status != 0 {
		t.Fatal(out)
	}
	takes := time.Since(began)
	if !r.stands(t) {
		t.Fatal("it was not released")
	}
	states := map[string]int{}
	for n := 0; n < kills || (states["staged"] == 0 || states["logged"] == 0) && n < 30*kills; n++ {
		r.reset(t)
		cmd := r.command("release", "sample-standard", "2.0", "--key", r.key)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		switch n % 3 {
		case 0:
			time.Sleep(rand.N(takes * 11 / 10))
		case 1: // files are being written
			r.wait(5*takes, func() bool {
				_, err := os.Lstat(filepath.Join(r.dir, nextVersion, ".release"))
				return err == nil
			})
			time.Sleep(rand.N(12 * time.Millisecond))
		case 2: // it stands in the log, and nowhere else
			r.wait(5*takes, func() bool {
				data, err := os.ReadFile(filepath.Join(r.dir, "log/checkpoint"))
				return err == nil && string(data) != r.before["log/checkpoint"]
			})
		}
		_ = cmd.Process.Kill()
		err := cmd.Wait()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("kill %d: it ended by itself: %v\n%s", n, err, out.String())
		}
		p := readTree(t, r.dir)
		logged := p["log/checkpoint"] != r.before["log/checkpoint"]
		unfinished := false
		if _, err := os.Lstat(filepath.Join(r.dir, nextVersion, ".release")); err == nil {
			unfinished = true
			if logged {
				states["logged"]++
			} else {
				states["staged"]++
			}
			said, status := r.run("check")
			if status != 1 || !strings.Contains(said, "release-unfinished") || strings.Count(said, "error[") != 1 {
				t.Fatalf("kill %d: check: exit %d: %s", n, status, said)
			}
			if said, status := r.run("build"); status != 1 || !strings.Contains(said, "nothing was written") {
				t.Fatalf("kill %d: build: exit %d: %s", n, status, said)
			}
			for range rand.N(3) { // what ends it may be killed too
				again := r.command("release", "--recover")
				if err := again.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(rand.N(20 * time.Millisecond))
				_ = again.Process.Kill()
				_ = again.Wait()
			}
			if said, status := r.run("release", "--recover"); status != 0 {
				t.Fatalf("kill %d: recover: exit %d: %s", n, status, said)
			}
		}
		if got := r.stands(t); got != logged {
			t.Fatalf("kill %d: released %v, in the log %v", n, got, logged)
		}
		if !unfinished {
			states[map[bool]string{true: "ended", false: "not begun"}[logged]]++
		}
		if n%8 == 7 && !logged {
			if said, status := r.run("release", "sample-standard", "2.0", "--key", r.key); status != 0 || !r.stands(t) {
				t.Fatalf("kill %d: the next release: exit %d: %s", n, status, said)
			}
		}
	}
	t.Logf("a release takes %s; states met: %v", takes.Round(time.Millisecond), states)
	if states["staged"] == 0 || states["logged"] == 0 {
		t.Error("no kill came while the release was being written")
	}
}

// TestReleaseFullDisk: a release that finds no space leaves the project as it was,
// or unfinished in a way that recovers.
func TestReleaseFullDisk(t *testing.T) {
	bin := program(t)
	if !apart(t, bin, 0) {
		return
	}
	disk := namespace.Disk(t, "4m")
	r := newReleased(t, bin, disk)
	refused := 0
	for _, spare := range []int{0, 4 << 10, 8 << 10, 12 << 10, 16 << 10, 20 << 10, 28 << 10, 40 << 10} {
		r.reset(t)
		filler := filepath.Join(disk, "filler")
		fillDisk(t, filler, spare)
		out, status := r.run("release", "sample-standard", "2.0", "--key", r.key)
		if status != 0 {
			refused++
			if status != 2 || !strings.Contains(out, "no space left on device") {
				t.Errorf("%d spare: exit %d: %s", spare, status, out)
			}
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		if out, status := r.run("release", "--recover"); status != 0 {
			t.Errorf("recover: exit %d: %s", status, out)
		}
		if got := r.stands(t); got != (status == 0) {
			t.Errorf("%d spare: exit %d, released %v", spare, status, got)
		}
	}
	if refused < 3 {
		t.Errorf("the disk was full %d times", refused)
	}
	r.reset(t)
	if out, status := r.run("release", "sample-standard", "2.0", "--key", r.key); status != 0 || !r.stands(t) {
		t.Errorf("exit %d: %s", status, out)
	}
}

// TestReleasesAtOnce: of runs at the same time one releases; the others wait for
// it and then find the version released, or give up.
func TestReleasesAtOnce(t *testing.T) {
	bin := program(t)
	r := newReleased(t, bin, t.TempDir())
	for range 5 {
		r.reset(t)
		var wg sync.WaitGroup
		var mu sync.Mutex
		fine := 0
		for range 4 {
			wg.Go(func() {
				out, status := r.run("release", "sample-standard", "2.0", "--key", r.key)
				mu.Lock()
				defer mu.Unlock()
				if status == 0 {
					fine++
				} else if !strings.Contains(out, "was released on") && !strings.Contains(out, "another run is writing") {
					t.Errorf("exit %d: %s", status, out)
				}
			})
		}
		wg.Wait()
		if fine != 1 || !r.stands(t) {
			t.Fatalf("%d runs have released", fine)
		}
	}
}
