package serve

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kijun-dev/kijun/internal/project"
)

// TestTree: a tree is a file system, follows no link, and stays as it was.
func TestTree(t *testing.T) {
	dir := demo(t, "secret")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, small, "link.md")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"public/index.html": "built", "content/.git/config": "x", small + ".hidden": "h", "static/.well-known/security.txt": "s"})
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	tree, err := readTree(root.FS(), project.Tops())
	if err != nil {
		t.Fatal(err)
	}
	if info, err := fs.Lstat(tree, small+"link.md"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("a link is no link", err)
	}
	for _, name := range []string{"public", "content/.git", "../x", "nothing", small + "link.md"} {
		if _, err := fs.ReadFile(tree, name); err == nil {
			t.Errorf("%s can be read", name)
		}
	}
	if _, known := tree.entries["static/.well-known/security.txt"]; !known {
		t.Error("a hidden folder of static is left out")
	}
	if err := os.Remove(filepath.Join(dir, small, "link.md")); err != nil {
		t.Fatal(err)
	}
	names, err := tree.missed()
	if err != nil || !slices.Equal(names, []string{small + "link.md"}) {
		t.Errorf("missed: %v %v", names, err)
	}
	plain, err := tree.again(names)
	if err != nil {
		t.Fatal(err)
	}
	// ReadFile hands out what it holds, which the test of an fs.FS would change
	if err := fstest.TestFS(struct{ fs.FS }{plain}, "kijun.yaml", small+"index.md"); err != nil {
		t.Error(err)
	}

	// the old one stays as it was
	write(t, dir, map[string]string{small + "index.md": "new", "catalog/x/catalog.yaml": "a: b"})
	if err := os.RemoveAll(filepath.Join(dir, "static")); err != nil {
		t.Fatal(err)
	}
	next, err := plain.again([]string{small + "index.md", "catalog", "static", "public/index.html", "nowhere"})
	if err != nil {
		t.Fatal(err)
	}
	if old, _ := plain.ReadFile(small + "index.md"); string(old) == "new" {
		t.Error("a tree has changed")
	}
	if now, _ := next.ReadFile(small + "index.md"); string(now) != "new" {
		t.Error("the new tree has the old file")
	}
	if _, err := next.ReadFile("catalog/x/catalog.yaml"); err != nil {
		t.Error(err)
	}
	if _, err := next.Stat("static"); err == nil {
		t.Error("a folder that is gone is there")
	}
	if names, err := next.missed(); err != nil || len(names) > 0 {
		t.Errorf("missed: %v %v", names, err)
	}
	if same, err := next.again([]string{small + "index.md"}); err != nil || same != next {
		t.Error("nothing is new, and the tree is another", err)
	}
}

// news of how often a preview has read its project.
func (r *running) read() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reads
}

// settle waits until a preview has been quiet for a while.
func (r *running) settle() int {
	last, since := r.read(), time.Now()
	for time.Since(since) < time.Second {
		time.Sleep(20 * time.Millisecond)
		if n := r.read(); n != last {
			last, since = n, time.Now()
		}
	}
	return last
}

// shows waits until a page has a text, or has it no more.
func (r *running) shows(path, text string, want bool) {
	r.t.Helper()
	for range 300 {
		if _, body := get(r.t, r.public+path); strings.Contains(body, text) == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	r.t.Fatalf("%s has %q: still not %v", path, text, want)
}

// TestWaysToSave: editors write in place, by renaming, and into new folders;
// programs touch files and change nothing.
func TestWaysToSave(t *testing.T) {
	dir := demo(t, "secret")
	r := start(t, dir)
	file := filepath.Join(dir, small, "01-scope.md")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	path := "/standards/demo/1.0/01-scope/"
	r.settle()

	replace(t, dir, small+"01-scope.md", "適用する。", "適用する。一つめ。")
	r.shows(path, "一つめ。", true)

	// to a file beside it, which then takes the name
	if err := os.WriteFile(file+".tmp~", []byte(strings.Replace(string(good), "適用する。", "二つめ。", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".tmp~", file); err != nil {
		t.Fatal(err)
	}
	r.shows(path, "二つめ。", true)

	// away and back
	if err := os.Rename(file, file+".bak"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, good, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file + ".bak"); err != nil {
		t.Fatal(err)
	}
	r.shows(path, "適用する。", true)

	// the same size, at once after another change
	for i := range 5 {
		if err := os.WriteFile(file, []byte(strings.Replace(string(good), "適用する。", fmt.Sprintf("第%d回。", i), 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r.shows(path, "第4回。", true)

	// a new folder with files, and a file in a folder below it
	if err := copyAll(filepath.Join(dir, "content/demo"), filepath.Join(dir, "content/other")); err != nil {
		t.Fatal(err)
	}
	r.shows("/standards/other/1.0/01-scope/", "第4回。", true)
	replace(t, dir, "content/other/1.0/01-scope.md", "第4回。", "第5回。")
	r.shows("/standards/other/1.0/01-scope/", "第5回。", true)
	if err := os.RemoveAll(filepath.Join(dir, "content/other")); err != nil {
		t.Fatal(err)
	}
	r.shows("/standards/other/1.0/01-scope/", "第5回。", false)

	// what counts for nothing
	before := r.settle()
	write(t, dir, map[string]string{"public/index.html": "x", "notes.txt": "x", ".git/HEAD": "x"})
	if err := os.Chtimes(file, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if now := r.settle(); now != before {
		t.Errorf("the project was read %d times for nothing", now-before)
	}
}

// TestPicture: a page is shown again when a picture changes that it may show.
func TestPicture(t *testing.T) {
	dir := demo(t, "secret")
	write(t, dir, map[string]string{"static/logo.svg": "<svg/>"})
	r := start(t, dir)
	stream := listenTo(t, r.public, "/standards/demo/1.0/01-scope/")
	wait(t, stream, "a first look", checked(func(news) bool { return true }))
	write(t, dir, map[string]string{"static/logo.svg": "<svg></svg>"})
	wait(t, stream, "the picture", reload)
}

// TestBurst: what changes a thousand files at once is one change, or little more.
func TestBurst(t *testing.T) {
	dir := demo(t, "secret")
	r := start(t, dir)
	before := r.settle()
	files := map[string]string{}
	for i := range 1000 {
		files[fmt.Sprintf("static/many/%d/file-%d.txt", i%10, i)] = fmt.Sprint(i)
	}
	write(t, dir, files)
	replace(t, dir, small+"01-scope.md", "適用する。", "適用する。最後に。")
	r.shows("/standards/demo/1.0/01-scope/", "最後に。", true)
	if status, body := get(t, r.public+"/many/7/file-997.txt"); status != 200 || body != "997" {
		t.Errorf("%d %s", status, body)
	}
	if n := r.settle() - before; n > 3 {
		t.Errorf("the project was read %d times", n)
	}
}

// TestGone: a project whose folder goes away is told of, and shown again when it
// is back.
func TestGone(t *testing.T) {
	dir := demo(t, "secret")
	r := start(t, dir)
	stream := listenTo(t, r.public, "/standards/demo/1.0/01-scope/")
	wait(t, stream, "a first look", checked(func(news) bool { return true }))
	aside := t.TempDir()
	for _, name := range []string{"content", "kijun.yaml"} {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name)); err != nil {
			t.Fatal(err)
		}
	}
	e := wait(t, stream, "word of it", func(e event) bool { return newsOf(e).Failed != "" })
	if !strings.Contains(e.data, "kijun.yaml") || !strings.Contains(e.data, `"behind":true`) {
		t.Error(e.data)
	}
	if status, body := get(t, r.public+"/standards/demo/1.0/01-scope/"); status != 200 || !strings.Contains(body, "適用する。") {
		t.Errorf("the last good page is gone: %d", status)
	}
	for _, name := range []string{"content", "kijun.yaml"} {
		if err := copyAll(filepath.Join(aside, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	wait(t, stream, "the project", func(e event) bool { return e.name == "news" && newsOf(e).Failed == "" && !newsOf(e).Behind })
	replace(t, dir, small+"01-scope.md", "適用する。", "また適用する。")
	wait(t, stream, "a change in it", reload)
}

// TestPolled: a system that tells of no changes is looked at.
func TestPolled(t *testing.T) {
	dir := demo(t, "secret")
	w := &watcher{dir: dir, tops: project.Tops()}
	changed := make(chan []string)
	go w.run(t.Context(), changed)
	if names := <-changed; names != nil {
		t.Errorf("it is known what has changed: %v", names)
	}
}
