package build

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// An overlaid file system is another one with one of its folders replaced.
type overlaid struct {
	fs.FS
	top   string
	files map[string][]byte
	dirs  map[string][]fs.DirEntry // by name, their entries sorted
}

func newOverlaid(under fs.FS, top string, files map[string][]byte) *overlaid {
	o := &overlaid{under, top, files, map[string][]fs.DirEntry{top: nil}}
	for name, data := range files {
		e := memoryInfo{path.Base(name), int64(len(data)), 0o644}
		for dir := path.Dir(name); ; dir = path.Dir(dir) {
			_, known := o.dirs[dir]
			o.dirs[dir] = append(o.dirs[dir], fs.FileInfoToDirEntry(e))
			if known || dir == "." {
				break
			}
			e = memoryInfo{path.Base(dir), 0, fs.ModeDir | 0o755}
		}
	}
	for _, entries := range o.dirs {
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return o
}

func (o *overlaid) Open(name string) (fs.File, error) {
	if name != o.top && !strings.HasPrefix(name, o.top+"/") {
		return o.FS.Open(name)
	}
	if data, ok := o.files[name]; ok {
		return &memoryFile{memoryInfo{path.Base(name), int64(len(data)), 0o644}, bytes.NewReader(data), nil}, nil
	}
	if entries, ok := o.dirs[name]; ok {
		return &memoryFile{memoryInfo{path.Base(name), 0, fs.ModeDir | 0o755}, bytes.NewReader(nil), entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// memoryInfo says of a file in memory what there is to say.
type memoryInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) Mode() fs.FileMode  { return i.mode }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return i.mode.IsDir() }
func (i memoryInfo) Sys() any           { return nil }

type memoryFile struct {
	info memoryInfo
	*bytes.Reader
	entries []fs.DirEntry
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

func (f *memoryFile) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		all := f.entries
		f.entries = nil
		return all, nil
	}
	if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	part := f.entries[:n]
	f.entries = f.entries[n:]
	return part, nil
}
