package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/namespace"
)

const helperVar = "KIJUN_PUBLISH_HELPER" // how a helper replaces

func TestMain(m *testing.M) {
	if how := os.Getenv(helperVar); how != "" {
		first, _ := strconv.Atoi(os.Args[2])
		replaceForever(how, os.Args[1], first)
	}
	os.Exit(m.Run())
}

// replaceForever replaces 300 files a version, until it is killed, and says
// when each is done.
func replaceForever(how, root string, version int) {
	for ; ; version++ {
		a, b := public(root, pages(300, version)), confidential(root, pages(300, version))
		var err error
		switch how {
		case "exchange":
			_, err = Replace(context.Background(), root, a, b)
		case "rename":
			_, err = without.replace(context.Background(), root, []Output{a, b})
		case "in place": // the fault that the test must find
			for name, data := range a.Files {
				if err = os.WriteFile(filepath.Join(a.Dir, name), data, 0o644); err != nil {
					break
				}
			}
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(version)
	}
}

func TestModesWhateverTheUmask(t *testing.T) {
	for _, umask := range []int{0o000, 0o022, 0o077, 0o777} {
		t.Run(fmt.Sprintf("%03o", umask), func(t *testing.T) {
			root := project(t)
			// Files inherit this from the folder around them.
			if err := os.Chmod(root, 0o755|fs.ModeSetgid); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(root, "confidential/.gitignore"), "*\n")
			var inside []string // what others could see while we write
			sys := system{exchange: exchange, link: func(a, b string) error {
				wrap, _, _ := strings.Cut(b, "/site/")
				for name, mode := range modes(t, wrap) {
					// Folders are made before files and have their modes by now.
					if strings.Contains(wrap, "-confidential-") && mode.Perm()&0o077 != 0 || name == "." && mode.Perm() != 0o700 {
						inside = append(inside, fmt.Sprint(name, " ", mode))
					}
				}
				return os.Link(a, b)
			}}
			defer syscall.Umask(syscall.Umask(umask))
			for version := range 2 {
				if _, err := sys.replace(t.Context(), root, []Output{public(root, pages(30, version)), confidential(root, pages(30, version))}); err != nil {
					t.Fatal(err)
				}
				for dir, want := range map[string][2]fs.FileMode{"public": {0o755, 0o644}, "confidential": {0o700, 0o600}} {
					for name, mode := range modes(t, filepath.Join(root, dir)) {
						if mode != want[0]|fs.ModeDir && mode != want[1] {
							t.Errorf("version %d: %s/%s: %v", version, dir, name, mode)
						}
					}
				}
			}
			if len(inside) > 0 {
				t.Errorf("others could look in: %v", inside)
			}
		})
	}
}

func modes(t *testing.T, dir string) map[string]fs.FileMode {
	t.Helper()
	seen := map[string]fs.FileMode{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			rel, _ := filepath.Rel(dir, name)
			seen[rel] = info.Mode()
		}
		return nil // other goroutines are at work
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	return seen
}

// A run that is killed leaves the old output or the new one, and the next run
// works and clears up. The third case shows that the test would see it if not.
func TestKilled(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 10
	}
	for _, how := range []string{"exchange", "rename", "in place"} {
		t.Run(how, func(t *testing.T) {
			root := project(t)
			replace(t, root, public(root, pages(300, 0)), confidential(root, pages(300, 0)))
			stands := map[string]int{} // version by edition
			broken, hidden, restored := 0, 0, 0
			out := []Output{public(root, nil), confidential(root, nil)}
			for kill := range kills {
				first := max(stands["public"], stands["confidential"]) + 1
				done := killed(t, how, root, first)
				if how == "in place" {
					if _, err := whole(filepath.Join(root, "public"), "public"); err != nil {
						if broken++; broken == 3 {
							break
						}
					}
					continue
				}
				hidden += len(leftovers(t, root))
				if how == "rename" { // one output may be set aside
					for _, o := range out {
						if _, err := os.Lstat(o.Dir); err != nil {
							restored++
						}
					}
					if err := Check(t.Context(), root, out...); err != nil {
						t.Fatalf("kill %d: %v", kill, err)
					}
				}
				for _, o := range out {
					old, new := stands[o.Edition], first
					if done > 0 {
						old, new = done, done+1
					}
					index, err := whole(o.Dir, o.Edition)
					got, _ := strconv.Atoi(strings.TrimPrefix(index, "version "))
					if err != nil || got != old && got != new {
						t.Fatalf("kill %d: %s is %q, %v, want version %d or %d", kill, o.Edition, index, err, old, new)
					}
					stands[o.Edition] = got
				}
				if kill%2 == 0 { // otherwise the next helper finds the leftovers
					replace(t, root, public(root, pages(300, first)), confidential(root, pages(300, first)))
					holds(t, root, "content", "static", "public", "confidential")
					stands["public"], stands["confidential"] = first, first
				}
			}
			t.Logf("%d kills: %d hidden folders left, %d outputs put back, %d broken", kills, hidden, restored, broken)
			if how == "in place" {
				if broken == 0 {
					t.Error("writing in place was not found out")
				}
				return
			}
			if hidden == 0 {
				t.Error("no kill came while a run was writing")
			}
			replace(t, root, public(root, pages(300, 0)), confidential(root, pages(300, 0)))
			holds(t, root, "content", "static", "public", "confidential")
		})
	}
}

// killed starts a helper, kills it at a random moment and returns the last
// version that it said was done, or 0.
func killed(t *testing.T, how, root string, version int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], root, strconv.Itoa(version))
	cmd.Env = append(os.Environ(), helperVar+"="+how)
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20*time.Millisecond + rand.N(100*time.Millisecond))
	cmd.Process.Kill()
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the helper ended by itself: %v\n%s", err, out.String())
	}
	lines := strings.Fields(out.String())
	if len(lines) == 0 {
		return 0
	}
	last, err := strconv.Atoi(lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func leftovers(t *testing.T, root string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, ".kijun-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, wrap := range found {
		for name, mode := range modes(t, wrap) {
			if name == "." && mode.Perm() != 0o700 || strings.Contains(wrap, "-confidential-") && mode.Perm()&0o077 != 0 {
				t.Errorf("%s/%s: %v", wrap, name, mode)
			}
		}
	}
	return found
}

func TestFullDisk(t *testing.T) {
	if !namespace.Run(t, 0) {
		return
	}
	root := namespace.Disk(t, "4m")
	big := func(n, version int) map[string][]byte {
		files := pages(n, version)
		for i := range n {
			files[fmt.Sprintf("big%d", i)] = []byte(strings.Repeat(fmt.Sprint(version), 100_000))
		}
		return files
	}
	replace(t, root, public(root, big(8, 1)), confidential(root, big(8, 1)))
	before := tree(t, root)
	_, err := Replace(t.Context(), root, public(root, big(9, 2)), confidential(root, big(30, 2)))
	// Both are written at once, so either may be the first to fail.
	open, secret := strings.Contains(fmt.Sprint(err), "public: not replaced: can't write "), strings.Contains(fmt.Sprint(err), "confidential: not replaced: can't write a file of it")
	if !errors.Is(err, syscall.ENOSPC) || open == secret || secret && strings.Contains(err.Error(), "big") || !strings.HasSuffix(err.Error(), "no space left on device") {
		t.Error(err)
	}
	t.Log(err)
	sameTree(t, root, before)

	// What a killed run left must not stand in the next one's way.
	put(t, filepath.Join(root, hiddenA+markOf(t, public(root, nil))+random, "site/x"), strings.Repeat("x", 2_000_000))
	replace(t, root, public(root, big(8, 3)))
	holds(t, root, "public", "confidential")
	if index, err := whole(filepath.Join(root, "public"), "public"); err != nil || index != "version 3" {
		t.Error(index, err)
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	if !namespace.Run(t, 0) {
		return
	}
	root := namespace.Disk(t, "4m")
	replace(t, root, public(root, pages(20, 1)))
	if err := syscall.Mount("", root, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("needs to mount a tmpfs again as read-only: %v", err)
	}
	before := tree(t, root)
	for _, err := range []error{
		Check(t.Context(), root, public(root, nil)),
		second(Replace(t.Context(), root, public(root, pages(20, 2)))),
	} {
		if !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), root) || !strings.HasSuffix(err.Error(), "read-only file system") {
			t.Error(err)
		}
		t.Log(err)
	}
	sameTree(t, root, before)
}

func TestMountPoint(t *testing.T) {
	if !namespace.Run(t, 0) {
		return
	}
	root := t.TempDir()
	out := public(root, pages(3, 1))
	if err := os.Mkdir(out.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", out.Dir, "tmpfs", 0, ""); err != nil {
		t.Skipf("needs to mount a tmpfs in a user name space (unshare -Urm), which this system refuses: %v", err)
	}
	var refused *Refused
	if err := Check(t.Context(), root, out); !errors.As(err, &refused) || !strings.Contains(err.Error(), "is a mount point") {
		t.Error(err)
	}
	if err := syscall.Unmount(out.Dir, 0); err != nil {
		t.Fatal(err)
	}
	// Mounted from the same file system, it shows only when they change places.
	replace(t, root, out)
	if err := syscall.Mount(out.Dir, out.Dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { syscall.Unmount(out.Dir, syscall.MNT_DETACH) })
	before := tree(t, root)
	_, err := Replace(t.Context(), root, public(root, pages(3, 2)))
	if err == nil || !strings.Contains(err.Error(), "is it a mount point?") {
		t.Error(err)
	}
	t.Log(err)
	sameTree(t, root, before)
}

func TestPermissionDenied(t *testing.T) {
	if !namespace.Run(t, 1000) {
		return
	}
	if os.Geteuid() == 0 {
		t.Fatal("permissions don't bind root")
	}
	tests := []struct {
		name       string
		dir        string
		mode       fs.FileMode
		atCheck    bool
		want       string
		leftBehind bool
	}{
		{"folder around it can't be written", ".", 0o555, true, "can't make a new folder in", false},
		{"folder around it can't be read", ".", 0o333, true, "can't lock the folder", false},
		{"output can't be read", "public", 0o300, true, "can't look into", false},
		{"folder in it can't be read", "public/standards", 0o300, true, "can't look into", false},
		{"manifest can't be read", "public/kijun-manifest.txt", 0o000, true, "can't read kijun-manifest.txt", false},
		{"output can't be moved", "public", 0o555, false, "can't put a new folder at", false},
		{"file in it can't be read", "public/index.html", 0o000, false, "", false},
		{"folder in it can't be emptied", "public/standards/s0", 0o555, false, "", true},
	}
	for _, test := range tests {
		root := project(t)
		replace(t, root, public(root, pages(20, 1)))
		before := tree(t, root)
		dir := filepath.Join(root, test.dir)
		was, _ := os.Lstat(dir)
		if err := os.Chmod(dir, test.mode); err != nil {
			t.Fatal(err)
		}
		check := Check(t.Context(), root, public(root, nil))
		rep, err := Replace(t.Context(), root, public(root, pages(20, 2)))
		os.Chmod(dir, was.Mode())
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			} else if (len(rep.Leftover) > 0) != test.leftBehind {
				t.Errorf("%s: left behind %q", test.name, rep.Leftover)
			}
			if index, err := whole(filepath.Join(root, "public"), "public"); err != nil || index != "version 2" {
				t.Errorf("%s: %q, %v", test.name, index, err)
			}
			for _, wrap := range rep.Leftover {
				filepath.WalkDir(wrap, func(name string, d fs.DirEntry, err error) error { return os.Chmod(name, 0o700) })
			}
			continue
		}
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", test.name, err)
		}
		if (check != nil) != test.atCheck {
			t.Errorf("%s: Check says %v", test.name, check)
		}
		t.Log(err)
		sameTree(t, root, before)
	}
}
