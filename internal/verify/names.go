package verify

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ManifestName is the manifest's place in a site.
const ManifestName = "kijun-manifest.txt"

// kept are the files at the root of a folder that belong to its owner.
func kept(name string) bool { return name == ".gitignore" || name == ".gitkeep" }

// faulty says what is wrong with a name, or nothing.
func faulty(name string) string {
	switch {
	case len(name) > 4096:
		return "a name is longer than 4096 bytes"
	case strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return "a name has a control character"
	case strings.Contains(name, `\`):
		return "a name has a backslash"
	case path.IsAbs(name):
		return "a name is an absolute path"
	case !fs.ValidPath(name) || name == "." || !filepath.IsLocal(filepath.FromSlash(name)):
		return "a name is not a clean path within the folder"
	}
	return ""
}

// fold gives names that some file system takes for the same the same key.
func fold(name string) string {
	for i := 0; i < len(name); i++ {
		if name[i] >= 0x80 {
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
		}
	}
	return strings.ToLower(name)
}

// A register of names finds those that can't stand beside each other.
type taken map[string]string // by what some systems take for the same: "file name" or "dir name"

// add takes the name of a file and of the folders above it, and says what is
// wrong with it, or nothing.
func (t taken) add(name string) string {
	if why := faulty(name); why != "" {
		return why
	}
	if was, ok := t[fold(name)]; ok {
		if was == "f"+name {
			return "a name stands twice"
		}
		return "two names are the same for some systems"
	}
	t[fold(name)] = "f" + name
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		was, ok := t[fold(dir)]
		switch {
		case ok && was == "d"+dir:
			return ""
		case ok && was == "f"+dir:
			return "a name is that of a file and of a folder"
		case ok:
			return "two names are the same for some systems"
		}
		t[fold(dir)] = "d" + dir
	}
	return ""
}
