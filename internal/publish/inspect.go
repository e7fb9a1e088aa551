package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// existing is what stands in a target's place.
type existing struct {
	files map[string]bool        // regular files by NFC path, the manifest and kept ones included
	kept  []string               // .gitignore and .gitkeep of the folder's owner, to carry over
	dirs  map[string]fs.FileInfo // by NFC path, the output itself as "."
	extra bool                   // holds things a new output would not
}

// inspect says what stands in the target's place, nil for nothing, and refuses
// what we did not make.
func (t target) inspect() (*existing, error) {
	info, err := os.Lstat(t.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, t.failed("look at", t.Dir, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, t.refuse("is a symbolic link", "remove the link, or choose another folder")
	case !info.IsDir():
		return nil, t.refuse("is a file, not a folder", "remove it, or choose another folder")
	}
	if around, err := os.Lstat(t.parent); err == nil && !sameDevice(info, around) {
		return nil, t.refuse("is a mount point, which can't be swapped", "choose a folder inside it")
	}
	listed, err := t.listed()
	if err != nil {
		return nil, err
	}
	return t.walk(listed)
}

// listed returns the names in the manifest, or nil when there is none. They are
// in NFC, since some file systems give back names in another form than was
// written.
func (t target) listed() (map[string]bool, error) {
	file := filepath.Join(t.path, ManifestName)
	info, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, t.unreadable()
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, t.failed("read", ManifestName, err)
	}
	edition, listed, ok := readManifest(data)
	if !ok {
		return nil, t.unreadable()
	}
	if edition != t.Edition {
		return nil, t.refuse(fmt.Sprintf("holds the %s edition, not the %s one", edition, t.Edition),
			"choose another folder, or delete this one first")
	}
	names := make(map[string]bool, len(listed))
	for _, name := range listed {
		names[norm.NFC.String(name)] = true
	}
	return names, nil
}

func (t target) unreadable() error {
	return t.refuse("has a "+ManifestName+" that this version of kijun did not write",
		"choose another folder, or delete this one first")
}

// walk looks at everything in the folder. listed is nil when there was no
// manifest. Folders without files are no one's: they go.
func (t target) walk(listed map[string]bool) (*existing, error) {
	old := &existing{files: map[string]bool{}, dirs: map[string]fs.FileInfo{}}
	var foreign []string
	err := filepath.WalkDir(t.path, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return t.failed("look into", t.shown(file), err)
		}
		name := "."
		if file != t.path {
			name = norm.NFC.String(filepath.ToSlash(strings.TrimPrefix(file, t.path)[1:]))
		}
		switch {
		case d.IsDir():
			info, err := d.Info()
			if err != nil {
				return t.failed("look at", t.shown(file), err)
			}
			old.dirs[name] = info
		case !d.Type().IsRegular():
			foreign = append(foreign, name)
		case listed[name], name == ManifestName:
			old.files[name] = true
		case kept(name):
			old.files[name] = true
			old.kept = append(old.kept, name)
		case dropping(d.Name()):
			old.extra = true
		default:
			foreign = append(foreign, name)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(foreign) == 0:
		return old, nil
	case listed == nil:
		return nil, t.refuse("is not an output of kijun and holds "+number(foreign)+": "+listedNames(foreign),
			"choose another folder, or empty this one")
	}
	return nil, t.refuse("holds "+number(foreign)+" that kijun did not write: "+listedNames(foreign),
		"move them into static/, from where every build copies them, or delete them")
}

// shown is a path in the target as the caller would write it.
func (t target) shown(file string) string {
	return filepath.Join(t.Dir, strings.TrimPrefix(file, t.path))
}

func number(names []string) string {
	if len(names) == 1 {
		return "a file"
	}
	return fmt.Sprintf("%d files", len(names))
}
