package serve

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// A tree is a project's files as they were at one moment. It is an fs.FS and never
// changes: pages are made of the state that was checked, whatever an editor does
// meanwhile. What a file says stays in memory anyway, so this costs little.
type tree struct {
	disk     fs.FS
	tops     []string // what of the project's folder is read: files and folders
	entries  map[string]*entry
	children map[string][]string // names in a folder, sorted
	pictures int                 // how often something has changed that pages show and do not hold, such as a picture
}

// An entry is a file or a folder. Links and what else is no ordinary file have no
// data: nothing follows them.
type entry struct {
	name string
	mode fs.FileMode
	at   time.Time // of the last change, as the system says
	size int64
	data []byte
}

// readTree reads the tops of a project.
func readTree(disk fs.FS, tops []string) (*tree, error) {
	t := &tree{disk: disk, tops: tops, entries: map[string]*entry{".": {name: ".", mode: fs.ModeDir | 0o755}}, children: map[string][]string{}}
	for _, top := range tops {
		if err := t.read(top); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// among reports whether a name is one of the tops, or below one.
func (t *tree) among(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return slices.Contains(t.tops, top)
}

// again returns the tree with what stands at some names read anew, and the tree
// itself where nothing is new.
func (t *tree) again(names []string) (*tree, error) {
	next := &tree{disk: t.disk, tops: t.tops, entries: maps.Clone(t.entries), children: maps.Clone(t.children), pictures: t.pictures}
	changed := false
	for _, name := range names {
		if !t.among(name) {
			continue
		}
		was := next.below(name)
		next.remove(name)
		if err := next.read(name); err != nil {
			return nil, err
		}
		if now := next.below(name); !same(was, now) {
			changed = true
			maps.Copy(was, now)
			if slices.ContainsFunc(slices.Collect(maps.Keys(was)), picture) {
				next.pictures++
			}
		}
	}
	if !changed {
		return t, nil
	}
	return next, nil
}

// picture reports whether a file of this name may be shown by a page whose own bytes
// stay the same when it changes.
func picture(name string) bool {
	switch path.Ext(name) {
	case "", ".md", ".yaml", ".html", ".css", ".ts", ".lock": // a folder, a source, what pages are made of
		return false
	}
	return true
}

// read reads what stands at a name, and everything below it. What is not there, or
// has gone while it was read, is left out.
func (t *tree) read(name string) error {
	info, err := fs.Lstat(t.disk, name)
	if gone(err) {
		return nil
	} else if err != nil {
		return err
	}
	e := &entry{name: path.Base(name), mode: info.Mode(), at: info.ModTime(), size: info.Size()}
	switch {
	case info.IsDir():
		if e.name == ".git" {
			return nil
		}
		t.add(name, e)
		list, err := fs.ReadDir(t.disk, name)
		if gone(err) {
			return nil
		} else if err != nil {
			return err
		}
		for _, d := range list {
			if err := t.read(path.Join(name, d.Name())); err != nil {
				return err
			}
		}
		return nil
	case info.Mode().IsRegular():
		if e.data, err = fs.ReadFile(t.disk, name); gone(err) {
			return nil
		} else if err != nil {
			return err
		}
		e.size = int64(len(e.data))
	}
	t.add(name, e)
	return nil
}

func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// add puts an entry, and the folders above it.
func (t *tree) add(name string, e *entry) {
	t.entries[name] = e
	dir := path.Dir(name)
	if i, known := slices.BinarySearch(t.children[dir], e.name); !known {
		t.children[dir] = slices.Insert(slices.Clone(t.children[dir]), i, e.name)
	}
	if t.entries[dir] == nil {
		t.add(dir, &entry{name: path.Base(dir), mode: fs.ModeDir | 0o755})
	}
}

// remove takes out a name and everything below it.
func (t *tree) remove(name string) {
	if t.entries[name] == nil {
		return
	}
	for n := range t.below(name) {
		delete(t.entries, n)
		delete(t.children, n)
	}
	dir := path.Dir(name)
	if i, known := slices.BinarySearch(t.children[dir], path.Base(name)); known {
		t.children[dir] = slices.Delete(slices.Clone(t.children[dir]), i, i+1)
	}
}

// below are the entries at a name and below it.
func (t *tree) below(name string) map[string]*entry {
	out := map[string]*entry{}
	var visit func(string)
	visit = func(name string) {
		if e := t.entries[name]; e != nil {
			out[name] = e
			for _, child := range t.children[name] {
				visit(path.Join(name, child))
			}
		}
	}
	visit(name)
	return out
}

// same reports whether two sets of entries say the same. Times say nothing of
// that.
func same(a, b map[string]*entry) bool {
	return maps.EqualFunc(a, b, func(x, y *entry) bool { return x.mode.Type() == y.mode.Type() && bytes.Equal(x.data, y.data) })
}

// missed are the names at which the disk differs from the tree by what the system
// says without reading a file: events get lost, and some systems have none.
func (t *tree) missed() ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, top := range t.tops {
		err := fs.WalkDir(t.disk, top, func(name string, d fs.DirEntry, err error) error {
			if gone(err) {
				return nil
			} else if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == ".git" {
				return fs.SkipDir
			}
			seen[name] = true
			was := t.entries[name]
			if was == nil || was.mode.Type() != d.Type() {
				out = append(out, name)
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if d.IsDir() {
				return nil
			}
			info, err := d.Info()
			if gone(err) {
				return nil
			} else if err != nil {
				return err
			}
			if !info.ModTime().Equal(was.at) || d.Type().IsRegular() && info.Size() != was.size {
				out = append(out, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for name := range t.entries {
		if name != "." && !seen[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Open, ReadFile, ReadDir, Stat, Lstat and ReadLink make a tree a file system.
func (t *tree) Open(name string) (fs.File, error) {
	e, err := t.entry("open", name)
	if err != nil {
		return nil, err
	}
	if e.mode&fs.ModeSymlink != 0 {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	f := &file{entry: e, Reader: bytes.NewReader(e.data)}
	if e.mode.IsDir() {
		f.list, err = t.ReadDir(name)
	}
	return f, err
}

// ReadFile returns the data itself. No caller in this program changes what it
// reads, and a copy of every file at every change would take most of its time.
func (t *tree) ReadFile(name string) ([]byte, error) {
	e, err := t.entry("read", name)
	if err != nil {
		return nil, err
	}
	if !e.mode.IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	return slices.Clip(e.data), nil
}

func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := t.entry("readdir", name)
	if err != nil {
		return nil, err
	}
	if !e.mode.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrInvalid}
	}
	list := make([]fs.DirEntry, 0, len(t.children[name]))
	for _, child := range t.children[name] {
		list = append(list, fs.FileInfoToDirEntry(t.entries[path.Join(name, child)]))
	}
	return list, nil
}

func (t *tree) Stat(name string) (fs.FileInfo, error)  { return t.entry("stat", name) }
func (t *tree) Lstat(name string) (fs.FileInfo, error) { return t.entry("lstat", name) }
func (t *tree) ReadLink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrPermission}
}

func (t *tree) entry(op, name string) (*entry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if e := t.entries[name]; e != nil {
		return e, nil
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

// An entry is its own fs.FileInfo.
func (e *entry) Name() string       { return e.name }
func (e *entry) Size() int64        { return e.size }
func (e *entry) Mode() fs.FileMode  { return e.mode }
func (e *entry) ModTime() time.Time { return e.at }
func (e *entry) IsDir() bool        { return e.mode.IsDir() }
func (e *entry) Sys() any           { return nil }

type file struct {
	entry *entry
	*bytes.Reader
	list []fs.DirEntry
}

func (f *file) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (f *file) Close() error               { return nil }

func (f *file) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.list)
	} else if len(f.list) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.list))
	part := f.list[:n]
	f.list = f.list[n:]
	return part, nil
}
