package release

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/translog"
)

// A bench is a project with a log of some entries and one version to release.
type bench struct {
	signer   note.Signer
	verifier note.Verifier
	files    map[string]string // of the project before the release
}

func newBench(t *testing.T, entries int) *bench {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{files: map[string]string{"content/water/4.2/index.md": "---\nstatus: published\n---\n"}}
	if b.signer, err = note.NewSigner(private); err != nil {
		t.Fatal(err)
	}
	if b.verifier, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	l := &Log{log: &translog.Log{}}
	tiles := map[string]string{}
	for n := range entries {
		list := NewListing("m")
		_ = list.Put("index.html", []byte(fmt.Sprint(n)))
		s, err := SignSite("2026-01-01", list, l, b.signer)
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range s.tiles {
			tiles[name] = string(data)
		}
		b.files["log/checkpoint"] = string(s.checkpoint)
	}
	if entries > 0 {
		for _, name := range translog.Names(int64(entries)) {
			if name != translog.CheckpointFile {
				b.files["log/"+name] = tiles[name]
			}
		}
	}
	return b
}

func (b *bench) put(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o777), os.WriteFile(to, []byte(data), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// log reads the log of the project in dir.
func (b *bench) log(t *testing.T, dir string) *Log {
	t.Helper()
	files := map[string]*source.File{}
	for name, data := range b.read(t, dir) {
		if rest, ok := strings.CutPrefix(name, "log/"); ok {
			files[rest] = source.New(name, []byte(data))
		}
	}
	l, ds := ReadLog(files, false, []note.Verifier{b.verifier})
	if ds.HasErrors() {
		t.Fatal(ds[0].Message)
	}
	return l
}

func (b *bench) read(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sign makes the release of the version, or of the site.
func (b *bench) sign(t *testing.T, dir string, site bool) *Staged {
	t.Helper()
	list := NewListing("m")
	_ = list.Put("index.html", []byte("the site"))
	l := b.log(t, dir)
	if site {
		s, err := SignSite("2026-08-01", list, l, b.signer)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	d, err := New("water", "4.2", "2026-08-01", map[string][]byte{"index.md": []byte("x\n")}, map[string][]byte{"W-001": []byte("part")}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Sign(list, l, b.signer, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A step is one change of the disk that Write makes; a crash may come before any.
type step func(files map[string]string)

// steps are those of Write, as its documentation says.
func (b *bench) steps(s *Staged) []step {
	var out []step
	put := func(name, data string) {
		out = append(out, func(f map[string]string) { f[name] = data[:len(data)/2] }) // half of it
		out = append(out, func(f map[string]string) { f[name] = data })
	}
	atomic := func(name, data string) {
		hidden := filepath.ToSlash(filepath.Join(filepath.Dir(name), ".kijun-write-1"))
		out = append(out, func(f map[string]string) { f[hidden] = data[:len(data)/2] })
		out = append(out, func(f map[string]string) { f[hidden] = data })
		out = append(out, func(f map[string]string) { delete(f, hidden); f[name] = data })
	}
	stage := "content/water/4.2/.release/"
	if s.Version == "" {
		put("log/.release", string(s.note))
	}
	for _, f := range s.files {
		put(stage+f.name, string(f.data))
	}
	for _, name := range tileOrder(slices.Collect(maps.Keys(s.tiles))) {
		atomic("log/"+name, string(s.tiles[name]))
	}
	atomic("log/checkpoint", string(s.checkpoint))
	for _, name := range gone(translog.Names(s.Checkpoint.Size-1), translog.Names(s.Checkpoint.Size)) {
		out = append(out, func(f map[string]string) { delete(f, "log/"+name) })
	}
	return append(out, func(f map[string]string) {
		delete(f, "log/.release")
		for _, x := range s.files {
			delete(f, stage+x.name)
			f["content/water/4.2/release/"+x.name] = string(x.data)
		}
	})
}

// TestRecoverEverywhere: wherever a release is stopped, Recover makes the project
// what it was before, or what it is after a release that was not stopped; and the
// second exactly if the checkpoint is the new one.
func TestRecoverEverywhere(t *testing.T) {
	for _, entries := range []int{0, 1, 2, 255, 256, 257} {
		for _, site := range []bool{false, true} {
			b := newBench(t, entries)
			dir := b.put(t, b.files)
			s := b.sign(t, dir, site)
			if err := s.Write(dir); err != nil {
				t.Fatal(err)
			}
			after := b.read(t, dir)
			if l := b.log(t, dir); l.Checkpoint.Size != int64(entries)+1 {
				t.Fatalf("the log has %d entries", l.Checkpoint.Size)
			}
			steps := b.steps(s)
			now := maps.Clone(b.files)
			finished, back := 0, 0
			for n := range len(steps) + 1 {
				dir := b.put(t, now)
				want := b.files
				if now["log/checkpoint"] == after["log/checkpoint"] {
					want = after
					finished++
				} else {
					back++
				}
				list, err := Recover(dir)
				if err != nil {
					t.Fatalf("%d entries, stopped before step %d: %v", entries, n, err)
				}
				if got := b.read(t, dir); !maps.Equal(got, want) {
					t.Fatalf("%d entries, stopped before step %d: %q, want %q", entries, n, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
				}
				if began := n > 0 && n < len(steps); began != (len(list) == 1) || began && list[0].Released != (now["log/checkpoint"] == after["log/checkpoint"]) {
					t.Errorf("%d entries, stopped before step %d: %v", entries, n, list)
				}
				if list, err := Recover(dir); err != nil || len(list) > 0 {
					t.Errorf("again: %v, %v", list, err)
				}
				if n < len(steps) {
					steps[n](now)
				}
			}
			if !maps.Equal(now, after) {
				t.Error("the steps are not those of Write")
			}
			if finished < 2 || back < 5 {
				t.Errorf("%d finished, %d taken back", finished, back)
			}
		}
	}
}

// TestRecoverTakesNothingElse: a log that is longer than its checkpoint says, by
// an entry that is not the interrupted one's, is left alone.
func TestRecoverTakesNothingElse(t *testing.T) {
	b := newBench(t, 3)
	dir := b.put(t, b.files)
	s := b.sign(t, dir, false)
	files := maps.Clone(b.files)
	for name, data := range s.tiles {
		files["log/"+name] = string(data)
	}
	files["content/water/4.2/.release/release.txt"] = "another"
	dir = b.put(t, files)
	if _, err := Recover(dir); err == nil || !strings.Contains(err.Error(), "neither in the checkpoint") {
		t.Errorf("%v", err)
	}
	if got := b.read(t, dir); !maps.Equal(got, files) {
		t.Error("something was taken")
	}
	// nor is a log touched that can't be read
	files["log/tile/entries/000.p/3"] += "x"
	dir = b.put(t, files)
	if _, err := Recover(dir); err == nil || !strings.Contains(err.Error(), "can't be read") {
		t.Errorf("%v", err)
	}
	if got := b.read(t, dir); !maps.Equal(got, files) {
		t.Error("something was taken")
	}
}

// TestWriteFails: a release that can't be written leaves nothing.
func TestWriteFails(t *testing.T) {
	for name, obstacle := range map[string]string{"a tile": "log/tile/entries/000.p/3", "the stage": "content/water/4.2/.release/x", "a folder": "log/tile/0/000.p/3/x"} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 2)
			dir := b.put(t, b.files)
			s := b.sign(t, dir, false)
			files := maps.Clone(b.files)
			files[obstacle] = "in the way"
			dir = b.put(t, files)
			if err := s.Write(dir); err == nil {
				t.Fatal("it was written")
			}
			if got := b.read(t, dir); !maps.Equal(got, files) {
				t.Errorf("left: %q", slices.Sorted(maps.Keys(got)))
			}
		})
	}
}

// TestModes: the salts are for their owner alone, whatever the mask.
func TestModes(t *testing.T) {
	if os.PathSeparator != '/' {
		t.Skip("modes are those of unix")
	}
	b := newBench(t, 0)
	dir := b.put(t, b.files)
	if err := b.sign(t, dir, false).Write(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"confidential.txt": 0o600, "release.txt": 0o644, "commitments.txt": 0o644} {
		info, err := os.Stat(filepath.Join(dir, "content/water/4.2/release", name))
		if err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// TestSealedSalts: in a sealed project what is written of the salts is what the
// seal makes of them, and the commitments are the same as without.
func TestSealedSalts(t *testing.T) {
	b := newBench(t, 0)
	dir := b.put(t, b.files)
	list := NewListing("m")
	_ = list.Put("index.html", nil)
	d, err := New("water", "4.2", "2026-08-01", map[string][]byte{"index.md": []byte("x\n")}, map[string][]byte{"W-001": []byte("part")}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Sign(list, b.log(t, dir), b.signer, func(version string, data []byte) ([]byte, error) {
		return []byte(sealedHead + "\n" + version + fmt.Sprint(len(data)) + "\n"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(dir); err != nil {
		t.Fatal(err)
	}
	files := map[string]*source.File{}
	for _, f := range s.files {
		files[f.name] = source.New(f.name, f.data)
	}
	folder := Folder{Standard: "water", Version: "4.2", Files: files}
	r, ds := Read(folder, []note.Verifier{b.verifier})
	if ds.HasErrors() || r.Salts != nil || r.Confidential() != nil {
		t.Errorf("closed salts were read: %v", ds)
	}
	folder.Open = func([]byte) ([]byte, error) { return d.salts, nil }
	if r, ds = Read(folder, []note.Verifier{b.verifier}); ds.HasErrors() || !proof.Opens(r.Commitments["W-001"], "water", "4.2", "W-001", r.Salts["W-001"], []byte("part")) {
		t.Errorf("opened salts were not: %v", ds)
	}
	folder.Open = func([]byte) ([]byte, error) { return nil, errors.New("no key") }
	if _, ds = Read(folder, []note.Verifier{b.verifier}); !ds.HasErrors() {
		t.Error("what does not open is taken for salts")
	}
}

// TestSaltsAreFresh: two releases of the same have nothing in common but what is
// public, and without enough random bytes there is none.
func TestSaltsAreFresh(t *testing.T) {
	files := map[string][]byte{"index.md": []byte("x\n"), "a.md": []byte(":::withheld W-001\n")}
	parts := map[string][]byte{"W-001": []byte("part"), "W-002": []byte("part"), "W-002.en": []byte("part")}
	salts, commitments := map[proof.Salt]bool{}, map[string]bool{}
	for range 20 {
		d, err := New("water", "4.2", "2026-08-01", files, parts, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for part := range parts {
			salts[d.Salts[part]], commitments[d.Commitments[part]] = true, true
		}
	}
	if len(salts) != 60 || len(commitments) != 60 {
		t.Errorf("%d salts and %d commitments of 60", len(salts), len(commitments))
	}
	if _, err := New("water", "4.2", "2026-08-01", files, parts, strings.NewReader(strings.Repeat("x", 95))); err == nil {
		t.Error("a salt of 31 bytes is taken")
	}
}
