package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// project returns an empty project's folder.
func project(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"content", "static"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func public(root string, files map[string][]byte) Output {
	return Output{Dir: filepath.Join(root, "public"), Edition: "public", Files: files}
}

func confidential(root string, files map[string][]byte) Output {
	return Output{Dir: filepath.Join(root, "confidential"), Edition: "confidential", Private: true, Files: files}
}

// pages makes a site; a third of its files is the same in every version.
func pages(n, version int) map[string][]byte {
	files := map[string][]byte{"index.html": fmt.Appendf(nil, "version %d", version)}
	for i := range n - 1 {
		text := fmt.Sprintf("%d\n%s", i, strings.Repeat("基準", 50+i%200))
		if i%3 > 0 {
			text += fmt.Sprint(version)
		}
		files[fmt.Sprintf("standards/s%d/第%d条/index.html", i%7, i)] = []byte(text)
	}
	return files
}

func replace(t testing.TB, root string, outputs ...Output) Report {
	t.Helper()
	rep, err := Replace(context.Background(), root, outputs...)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// put writes a file as somebody else would.
func put(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree is all that can be seen of a folder from outside.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	seen := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		text := fmt.Sprint(info.Mode())
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			text += fmt.Sprintf(" %x %v", sha256.Sum256(data), info.ModTime())
		}
		seen[filepath.ToSlash(rel)] = text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func sameTree(t *testing.T, dir string, before map[string]string) {
	t.Helper()
	after := tree(t, dir)
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if after[name] != before[name] {
			t.Errorf("%s: %s has changed: %q, was %q", dir, name, after[name], before[name])
		}
		delete(after, name)
	}
	for name := range after {
		t.Errorf("%s: %s is new", dir, name)
	}
}

// whole checks an output against its manifest, without any of our code, and
// returns its first file.
func whole(dir, edition string) (index string, err error) {
	data, err := os.ReadFile(filepath.Join(dir, "kijun-manifest.txt"))
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if lines[0] != "kijun-manifest 1 "+edition {
		return "", fmt.Errorf("manifest starts with %q", lines[0])
	}
	want := map[string]bool{"kijun-manifest.txt": true}
	for _, line := range lines[1:] {
		sum, name, _ := strings.Cut(line, "  ")
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != sum {
			return "", fmt.Errorf("%s is %s, not %s", name, got, sum)
		}
		want[name] = true
	}
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if rel, _ := filepath.Rel(dir, file); !want[filepath.ToSlash(rel)] {
				err = fmt.Errorf("%s is not in the manifest", rel)
			}
		}
		return err
	})
	if err != nil {
		return "", err
	}
	first, err := os.ReadFile(filepath.Join(dir, "index.html"))
	return string(first), err
}

// holds checks that a folder around outputs has these entries and no others,
// hidden ones included.
func holds(t testing.TB, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

func TestReplace(t *testing.T) {
	root := project(t)
	for version := range 3 {
		rep := replace(t, root, public(root, pages(60, version)), confidential(root, pages(70, version)))
		for i, edition := range []string{"public", "confidential"} {
			index, err := whole(filepath.Join(root, edition), edition)
			if err != nil || index != fmt.Sprint("version ", version) {
				t.Errorf("%s: %q, %v", edition, index, err)
			}
			if got := rep.Outputs[i]; got.Files != 60+10*i || got.Unchanged || (got.Linked > 0) != (version > 0) {
				t.Errorf("%s, version %d: report %+v", edition, version, got)
			}
		}
		holds(t, root, "content", "static", "public", "confidential")
	}
	if _, err := os.Stat(filepath.Join(root, "public/standards/s0/第7条")); err != nil {
		t.Error(err)
	}
	replace(t, root, public(root, pages(3, 3)))
	if _, err := os.Stat(filepath.Join(root, "public/standards/s5")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a folder of the old output is still there:", err)
	}
}

func TestManifestIsReadBySha256sum(t *testing.T) {
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("needs sha256sum in PATH")
	}
	root := project(t)
	files := pages(40, 1)
	files["a  b/ c"] = []byte("x")
	files["-dash"] = nil
	files["*star"] = []byte("y")
	replace(t, root, public(root, files))
	check := func() error {
		cmd := exec.Command("sh", "-c", "tail -n +2 kijun-manifest.txt | sha256sum --check --quiet --strict")
		cmd.Dir = filepath.Join(root, "public")
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	}
	if err := check(); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(root, "public/-dash"), "changed")
	if err := check(); err == nil || !strings.Contains(err.Error(), "-dash: FAILED") {
		t.Error("a changed file was not found:", err)
	}
}

func TestEqualFilesAreLinked(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, map[string][]byte{"index.html": []byte("1"), "same": []byte("s"), "d/same": nil, "size": []byte("abc"), "mode": []byte("m"), "gone": nil}))
	at := func(name string) string { return filepath.Join(root, "public", name) }
	if err := os.Chmod(at("mode"), 0o664); err != nil {
		t.Fatal(err)
	}
	before := map[string]fs.FileInfo{}
	for _, name := range []string{"index.html", "same", "d/same", "size", "mode"} {
		before[name], _ = os.Lstat(at(name))
	}
	old, err := os.Open(at("mode"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()

	rep := replace(t, root, public(root, map[string][]byte{"index.html": []byte("2"), "same": []byte("s"), "d/same": nil, "size": []byte("abd"), "mode": []byte("m")}))
	if rep.Outputs[0].Linked != 2 {
		t.Errorf("linked %d files, want 2", rep.Outputs[0].Linked)
	}
	for name, info := range before {
		now, err := os.Lstat(at(name))
		if err != nil {
			t.Fatal(err)
		}
		if linked := os.SameFile(info, now); linked != strings.HasSuffix(name, "same") {
			t.Errorf("%s: linked %v", name, linked)
		}
		if now.Mode() != 0o644 {
			t.Errorf("%s: mode %v", name, now.Mode())
		}
	}
	// The old file keeps its mode: somebody may be reading the old output still.
	if info, _ := old.Stat(); info.Mode() != 0o664 {
		t.Errorf("the mode of the old file was changed to %v", info.Mode())
	}
}

func TestAFileChangedAfterComparisonIsNotTaken(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, map[string][]byte{"index.html": []byte("1"), "a": []byte("good")}))
	sys := system{exchange: exchange, link: func(old, new string) error {
		if filepath.Base(old) == "a" {
			put(t, old, "evil")
		}
		return os.Link(old, new)
	}}
	if _, err := sys.replace(t.Context(), root, []Output{public(root, map[string][]byte{"index.html": []byte("2"), "a": []byte("good")})}); err != nil {
		t.Fatal(err)
	}
	if _, err := whole(filepath.Join(root, "public"), "public"); err != nil {
		t.Error(err)
	}
}

func TestWithoutLinks(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, pages(30, 1)))
	sys := system{exchange: exchange, link: func(string, string) error { return errors.ErrUnsupported }}
	rep, err := sys.replace(t.Context(), root, []Output{public(root, pages(30, 2))})
	if err != nil || rep.Outputs[0].Linked != 0 {
		t.Fatal(rep, err)
	}
	if index, err := whole(filepath.Join(root, "public"), "public"); err != nil || index != "version 2" {
		t.Error(index, err)
	}
}

func TestUnchanged(t *testing.T) {
	root := project(t)
	dir := filepath.Join(root, "public")
	put(t, filepath.Join(dir, ".gitignore"), "*\n")
	out := public(root, pages(20, 1))
	replace(t, root, out)
	before := tree(t, root)
	was, _ := os.Lstat(dir)
	rep := replace(t, root, out)
	if now, _ := os.Lstat(dir); !rep.Outputs[0].Unchanged || !os.SameFile(was, now) {
		t.Errorf("an equal output was replaced: %+v", rep)
	}
	sameTree(t, root, before)

	// Each of these is mended by the next run.
	for name, spoil := range map[string]func() error{
		"changed file":    func() error { return os.WriteFile(filepath.Join(dir, "index.html"), []byte("versiom 1"), 0o644) },
		"missing file":    func() error { return os.Remove(filepath.Join(dir, "index.html")) },
		"mode of a file":  func() error { return os.Chmod(filepath.Join(dir, "index.html"), 0o600) },
		"mode of folder":  func() error { return os.Chmod(filepath.Join(dir, "standards"), 0o700) },
		"mode of output":  func() error { return os.Chmod(dir, 0o700) },
		"set-user-id":     func() error { return os.Chmod(filepath.Join(dir, "index.html"), 0o644|fs.ModeSetuid) },
		"empty folder":    func() error { return os.Mkdir(filepath.Join(dir, "empty"), 0o755) },
		"mode of ignore":  func() error { return os.Chmod(filepath.Join(dir, ".gitignore"), 0o600) },
		"folder's icons":  func() error { return os.WriteFile(filepath.Join(dir, "standards/.DS_Store"), nil, 0o644) },
		"manifest's sums": func() error { return swapBytes(filepath.Join(dir, "kijun-manifest.txt")) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(name, err)
		}
		if rep := replace(t, root, out); rep.Outputs[0].Unchanged {
			t.Errorf("%s: taken for unchanged", name)
		}
		after := tree(t, root)
		for file, was := range before {
			if strings.Fields(after[file])[0] != strings.Fields(was)[0] {
				t.Errorf("%s: %s is %s, want %s", name, file, after[file], was)
			}
		}
		if len(after) != len(before) {
			t.Errorf("%s: %d things, want %d", name, len(after), len(before))
		}
		os.Remove(filepath.Join(dir, ".gitignore"))
		put(t, filepath.Join(dir, ".gitignore"), "*\n")
		if _, err := whole(filepath.Join(dir), "public"); err == nil || !strings.Contains(err.Error(), ".gitignore is not in the manifest") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// swapBytes exchanges the first two digits of a manifest's first sum.
func swapBytes(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	line := strings.IndexByte(string(data), '\n') + 1
	i := line
	for data[i] == data[i+1] {
		i++
	}
	data[i], data[i+1] = data[i+1], data[i]
	return os.WriteFile(name, data, 0o644)
}

func TestKeptFilesAreCarriedOver(t *testing.T) {
	root := project(t)
	dir := filepath.Join(root, "public")
	put(t, filepath.Join(dir, ".gitignore"), "*\n!.gitignore\n")
	put(t, filepath.Join(dir, ".gitkeep"), "")
	for version := range 3 {
		files := pages(5, version)
		files["sub/.gitignore"] = []byte("the site's own")
		replace(t, root, public(root, files))
		if data, err := os.ReadFile(filepath.Join(dir, ".gitignore")); err != nil || string(data) != "*\n!.gitignore\n" {
			t.Errorf("version %d: %q, %v", version, data, err)
		}
		if _, err := os.Lstat(filepath.Join(dir, ".gitkeep")); err != nil {
			t.Error(err)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(dir, ManifestName)); strings.Contains(string(data), "  .git") {
		t.Error("kept files are listed in the manifest")
	}

	// One that the site has too is the site's, and goes with it.
	files := pages(5, 9)
	files[".gitkeep"] = nil
	replace(t, root, public(root, files))
	replace(t, root, public(root, pages(5, 10)))
	if _, err := os.Lstat(filepath.Join(dir, ".gitkeep")); err == nil {
		t.Error("the site's .gitkeep was taken for the folder's own")
	}
	files[".gitignore"] = []byte("other")
	before := tree(t, root)
	_, err := Replace(t.Context(), root, public(root, files))
	if want := "holds a .gitignore of its own, and so does the site"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	sameTree(t, root, before)
}

func TestParentsAreMade(t *testing.T) {
	root := project(t)
	out := Output{Dir: filepath.Join(root, "a/b/public"), Edition: "public", Files: pages(3, 1)}
	if err := Check(t.Context(), root, out); err != nil {
		t.Fatal(err)
	}
	holds(t, root, "content", "static")
	sys := system{link: os.Link, exchange: exchange}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sys.replace(ctx, root, []Output{out}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	holds(t, root, "content", "static")
	replace(t, root, out)
	if _, err := whole(out.Dir, "public"); err != nil {
		t.Error(err)
	}
	holds(t, filepath.Dir(out.Dir), "public")
}
