package translog

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// grow appends entries one by one, as releases do, and keeps only the files that
// the last log has.
func grow(t testing.TB, n int) fstest.MapFS {
	t.Helper()
	l, files := &Log{}, fstest.MapFS{}
	for i := range n {
		out, err := l.Append(fmt.Appendf(nil, "entry %d", i))
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range out {
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	keep := map[string]bool{}
	for _, name := range Names(int64(n)) {
		keep[name] = true
		if name != CheckpointFile && files[name] == nil {
			t.Fatalf("%d entries: %s was not written", n, name)
		}
	}
	maps.DeleteFunc(files, func(name string, _ *fstest.MapFile) bool { return !keep[name] })
	return files
}

func TestGrowAndRead(t *testing.T) {
	// up to a third level of tiles
	for _, n := range []int{0, 1, 2, 255, 256, 257, 600, 65537} {
		if n > 1000 && testing.Short() {
			continue
		}
		files := grow(t, n)
		seen := 0
		l, err := Read(files, int64(n), func(i int64, entry []byte) error {
			if string(entry) != fmt.Sprintf("entry %d", i) {
				t.Errorf("entry %d is %q", i, entry)
			}
			seen++
			return nil
		})
		if err != nil || seen != n || l.Size != int64(n) {
			t.Fatalf("%d entries: read %d, %v", n, seen, err)
		}
	}
}

// The tree is the one of golang.org/x/mod, which verifies proofs of it.
func TestProofsOfOthersHold(t *testing.T) {
	l, err := Read(grow(t, 300), 300, nil)
	if err != nil {
		t.Fatal(err)
	}
	root := l.Root()
	p, err := tlog.ProveRecord(300, 17, l)
	if err != nil || tlog.CheckRecord(p, 300, root, 17, tlog.RecordHash([]byte("entry 17"))) != nil {
		t.Error("the proof of an entry does not hold", err)
	}
	old, _ := l.RootAt(256)
	tp, err := tlog.ProveTree(300, 256, l)
	if err != nil || tlog.CheckTree(tp, 300, root, 256, old) != nil {
		t.Error("the proof of an older log does not hold", err)
	}
}

// Each byte of each file of a log counts.
func TestEveryByteCounts(t *testing.T) {
	files := grow(t, 258)
	want, _ := Read(files, 258, nil)
	names := slices.Sorted(maps.Keys(files))
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "file")
		data := slices.Clone(files[name].Data)
		at := rapid.IntRange(0, len(data)-1).Draw(rt, "byte")
		data[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		spoilt := maps.Clone(files)
		spoilt[name] = &fstest.MapFile{Data: data}
		l, err := Read(spoilt, 258, nil)
		if err == nil && l.Root() == want.Root() {
			rt.Fatalf("%s: byte %d does not count", name, at)
		}
	})
}

func TestMissingFile(t *testing.T) {
	files := grow(t, 258)
	for name := range files {
		less := maps.Clone(files)
		delete(less, name)
		if _, err := Read(less, 258, nil); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestFork(t *testing.T) {
	l, _ := Read(grow(t, 20), 20, nil)
	now := Checkpoint{"example", 20, l.Root()}
	root, _ := l.RootAt(7)
	if err := l.Extends(Checkpoint{"example", 7, root}, now); err != nil {
		t.Errorf("the same log: %v", err)
	}
	other := Checkpoint{"example", 7, tlog.RecordHash([]byte("another"))}
	err := l.Extends(other, now)
	if err == nil || !strings.Contains(err.Error(), other.Root.String()) || !strings.Contains(err.Error(), now.Root.String()) {
		t.Errorf("a fork does not show both checkpoints: %v", err)
	}
	longer := Checkpoint{"example", 21, root}
	if err := l.Extends(longer, now); err == nil || !strings.Contains(err.Error(), "shorter") {
		t.Errorf("a log that lost an entry: %v", err)
	}
}

func TestParseCheckpoint(t *testing.T) {
	good := Checkpoint{"example.org/log", 3, tlog.RecordHash(nil)}
	if c, err := ParseCheckpoint(good.Text()); err != nil || c != good {
		t.Errorf("%v, %v", c, err)
	}
	for _, bad := range []string{"", "a\n3\n", "a\n03\n" + good.Root.String() + "\n", "a\n-1\n" + good.Root.String() + "\n", "a\n3\nAAAA\n", "\n3\n" + good.Root.String() + "\n", strings.TrimSuffix(good.Text(), "\n")} {
		if _, err := ParseCheckpoint(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
