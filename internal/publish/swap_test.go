package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/durable"
)

// without is a system that can't let folders change places in one step.
var without = system{link: os.Link, exchange: func(string, string) error { return errors.ErrUnsupported }}

func TestSwapInTwoSteps(t *testing.T) {
	root := project(t)
	for version := range 3 {
		if _, err := without.replace(t.Context(), root, []Output{public(root, pages(30, version)), confidential(root, pages(30, version))}); err != nil {
			t.Fatal(err)
		}
		for _, edition := range []string{"public", "confidential"} {
			if index, err := whole(filepath.Join(root, edition), edition); err != nil || index != fmt.Sprint("version ", version) {
				t.Error(edition, index, err)
			}
		}
		holds(t, root, "content", "static", "public", "confidential")
	}
}

// A fault in the second swap takes back the first.
func TestFailedSwapIsUndone(t *testing.T) {
	fault := errors.New("planted fault")
	second := func(place string) bool { return filepath.Base(place) == "confidential" }
	for name, exchange := range map[string]func(a, b string) error{
		"exchange": func(a, b string) error {
			if second(b) {
				return fault
			}
			return exchange(a, b)
		},
		"first of two renames": func(a, b string) error {
			if second(b) { // the old one's way aside is blocked
				put(t, filepath.Join(filepath.Dir(a), "old/x"), "")
			}
			return errors.ErrUnsupported
		},
		"second of two renames": func(a, b string) error {
			if second(b) { // nothing is left to be put in place
				os.Rename(a, a+"x")
			}
			return errors.ErrUnsupported
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := project(t)
			replace(t, root, public(root, pages(30, 1)), confidential(root, pages(30, 1)))
			before := tree(t, root)
			_, err := system{os.Link, exchange}.replace(t.Context(), root, []Output{public(root, pages(30, 2)), confidential(root, pages(30, 2))})
			var failed *Failed
			if !errors.As(err, &failed) || filepath.Base(failed.Dir) != "confidential" {
				t.Error(err)
			}
			sameTree(t, root, before)
		})
	}
}

func TestFreePlaceIsFreedAgain(t *testing.T) {
	root := project(t)
	replace(t, root, confidential(root, pages(3, 1)))
	before := tree(t, root)
	sys := system{link: os.Link, exchange: func(a, b string) error { return errors.New("planted fault") }}
	if _, err := sys.replace(t.Context(), root, []Output{public(root, pages(3, 2)), confidential(root, pages(3, 2))}); err == nil {
		t.Fatal("no error")
	}
	sameTree(t, root, before)
}

// What somebody puts into the target while we write is not lost.
func TestFileAddedMeanwhile(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, pages(30, 1)))
	mine := filepath.Join(root, "public/mine.txt")
	sys := system{exchange: exchange, link: func(a, b string) error {
		if _, err := os.Lstat(mine); err != nil {
			put(t, mine, "precious")
		}
		return os.Link(a, b)
	}}
	_, err := sys.replace(t.Context(), root, []Output{public(root, pages(30, 2))})
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(mine); string(data) != "precious" {
		t.Error(err)
	}
	holds(t, root, "content", "static", "public")
}

func TestCancelled(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, pages(60, 1)), confidential(root, pages(60, 1)))
	before := tree(t, root)
	for _, after := range []int{0, 1, 7, 30} {
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan struct{}, 1000)
		sys := system{exchange: exchange, link: func(a, b string) error {
			left <- struct{}{}
			if len(left) > after {
				cancel()
			}
			return os.Link(a, b)
		}}
		if _, err := sys.replace(ctx, root, []Output{public(root, pages(60, 2)), confidential(root, pages(60, 2))}); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d links: %v", after, err)
		}
		sameTree(t, root, before)
		cancel()
	}
}

const (
	hiddenA = ".kijun-new-public-" // + mark + random
	random  = "-0123456789ab"
)

func markOf(t testing.TB, o Output) string {
	t.Helper()
	target, err := newTarget(o)
	if err != nil {
		t.Fatal(err)
	}
	return target.mark
}

// The states that a killed run can leave, made by hand.
func TestLeftovers(t *testing.T) {
	type state struct{ site, old, trash bool }
	tests := []struct {
		name     string
		place    bool // the target exists
		state    state
		restored bool
	}{
		{"killed while writing", true, state{site: true}, false},
		{"killed before writing", true, state{}, false},
		{"killed between the two renames", false, state{site: true, old: true}, true},
		{"killed after the two renames", true, state{old: true}, false},
		{"killed while deleting", true, state{trash: true}, false},
		{"killed while deleting, then the output deleted by hand", false, state{trash: true}, false},
		{"killed while deleting what was there twice", true, state{site: true, old: true, trash: true}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := project(t)
			out := public(root, pages(20, 1))
			wrap := filepath.Join(root, hiddenA+markOf(t, out)+random)
			replace(t, root, out)
			put(t, filepath.Join(wrap, ".gitignore"), "*\n")
			old := tree(t, out.Dir)
			if test.state.old && !test.place {
				if err := os.Rename(out.Dir, filepath.Join(wrap, "old")); err != nil {
					t.Fatal(err)
				}
			}
			for name, there := range map[string]bool{"site": test.state.site, "old": test.state.old && test.place, "trash": test.state.trash} {
				if there {
					put(t, filepath.Join(wrap, name, "d/half"), "x")
				}
			}
			if !test.place {
				os.RemoveAll(out.Dir)
			}
			if err := Check(t.Context(), root, out); err != nil {
				t.Fatal(err)
			}
			if test.place || test.restored {
				holds(t, root, "content", "static", "public")
				sameTree(t, out.Dir, old)
			} else {
				holds(t, root, "content", "static")
			}
			replace(t, root, public(root, pages(20, 2)))
			if index, err := whole(out.Dir, "public"); err != nil || index != "version 2" {
				t.Error(index, err)
			}
		})
	}
}

func TestReplaceSaysWhatItRestored(t *testing.T) {
	root := project(t)
	out := public(root, pages(20, 1))
	replace(t, root, out)
	wrap := filepath.Join(root, hiddenA+markOf(t, out)+random)
	os.Mkdir(wrap, 0o700)
	if err := os.Rename(out.Dir, filepath.Join(wrap, "old")); err != nil {
		t.Fatal(err)
	}
	other := confidential(root, pages(3, 1))
	if rep := replace(t, root, other); len(rep.Restored) != 0 {
		t.Error("another output's old folder was touched:", rep)
	}
	if _, err := os.Lstat(filepath.Join(wrap, "old/index.html")); err != nil {
		t.Fatal("another output's only copy is gone:", err)
	}
	rep := replace(t, root, out)
	if !slices.Equal(rep.Restored, []string{out.Dir}) || !rep.Outputs[0].Unchanged {
		t.Errorf("%+v", rep)
	}
}

func TestOnlyOurLeftoversAreDeleted(t *testing.T) {
	root := project(t)
	out := public(root, pages(3, 1))
	mark := markOf(t, out)
	keep := []string{
		".kijun-new-public",
		".kijun-new-public-" + mark,
		".kijun-new-public-" + mark + "-0123456789aG",
		".kijun-new-public-" + mark + "-0123456789abc",
		".kijun-new-Public-" + mark + random,
		"x.kijun-new-public-" + mark + random,
		".kijun-new-public-" + mark + "-aaaaaaaaaaaa", // holds something else
	}
	for _, name := range keep {
		put(t, filepath.Join(root, name, "site/x"), "")
	}
	put(t, filepath.Join(root, keep[len(keep)-1], "notes.txt"), "")
	file := ".kijun-new-public-" + mark + "-bbbbbbbbbbbb"
	put(t, filepath.Join(root, file), "")
	put(t, filepath.Join(root, ".kijun-new-draft-0123456789ab"+random, "site/x"), "") // another edition's
	replace(t, root, out)
	holds(t, root, append(keep, file, "content", "static", "public")...)
}

func TestHiddenFolderIsKnownAgain(t *testing.T) {
	root := project(t)
	target, err := newTarget(confidential(root, nil))
	if err != nil {
		t.Fatal(err)
	}
	s, err := newStage(without, target)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.open(); err != nil {
		t.Fatal(err)
	}
	match := hiddenName.FindStringSubmatch(filepath.Base(s.wrap))
	if match == nil || match[1] != target.mark || !abandoned(s.wrap) {
		t.Errorf("%s is not recognised", s.wrap)
	}
	info, _ := os.Lstat(s.wrap)
	if !hasMode(info, 0o700) {
		t.Errorf("mode %v", info.Mode())
	}
	if data, err := os.ReadFile(filepath.Join(s.wrap, ".gitignore")); string(data) != "*\n" {
		t.Errorf("git would add it: %q, %v", data, err)
	}
	if err := discard(s.wrap); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(s.wrap); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestBusy(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, pages(3, 1)))
	free, err := durable.Lock(root)
	if err != nil {
		t.Fatal(err)
	}
	before := tree(t, root)
	for _, err := range []error{
		Check(t.Context(), root, public(root, nil)),
		second(Replace(t.Context(), root, public(root, pages(3, 2)))),
	} {
		var busy *Busy
		if !errors.As(err, &busy) || !strings.Contains(err.Error(), "another kijun is writing here") {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Check(ctx, root, public(root, nil)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	sameTree(t, root, before)
	free()
	replace(t, root, public(root, pages(3, 2)))
	replace(t, root, public(root, pages(3, 3))) // a run frees its lock
}

// Two runs at once: each waits for the other, and each output is one's whole.
func TestTwoAtOnce(t *testing.T) {
	root := project(t)
	errs := make(chan error)
	for version := range 4 {
		go func() {
			_, err := Replace(t.Context(), root, public(root, pages(100, version)), confidential(root, pages(100, version)))
			// on a slow disk one may give up waiting: it did nothing, and comes back
			for busy := new(*Busy); errors.As(err, busy); {
				_, err = Replace(t.Context(), root, public(root, pages(100, version)), confidential(root, pages(100, version)))
			}
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	a, err1 := whole(filepath.Join(root, "public"), "public")
	b, err2 := whole(filepath.Join(root, "confidential"), "confidential")
	if err1 != nil || err2 != nil || a != b {
		t.Error(a, err1, b, err2)
	}
	holds(t, root, "content", "static", "public", "confidential")
}

func TestNothingIsOverwritten(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	put(t, name, "old")
	if err := write(name, []byte("new"), 0o644); !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	if data, _ := os.ReadFile(name); string(data) != "old" {
		t.Errorf("%q", data)
	}
}
