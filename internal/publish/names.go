package publish

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

var editionName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,40}$`)

// kept are the files at the root of an output that belong to its owner: they
// keep a folder in the tree, and what we put there out of it.
func kept(name string) bool { return name == ".gitignore" || name == ".gitkeep" }

// dropping reports names that desktops scatter over every folder they show.
func dropping(name string) bool { return name == ".DS_Store" || name == "Thumbs.db" }

// fold gives names that some file system takes for the same the same key:
// macOS and Windows ignore case, macOS ignores how an accent is encoded.
func fold(name string) string {
	ascii := true
	for i := 0; i < len(name); i++ {
		ascii = ascii && name[i] < 0x80
	}
	if ascii {
		return strings.ToLower(name)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

// arrange checks the names of the files and returns them sorted, and the
// folders they need: first those at the root, then those in them, and so on.
func arrange(all []string) (names []string, levels [][]string, err error) {
	const most = 20
	names = slices.Sorted(slices.Values(all))

	var errs []error
	bad := func(name, message string) {
		if len(errs) < most {
			errs = append(errs, &BadName{name, message})
		}
	}
	type entry struct {
		name string
		dir  bool
	}
	seen := map[string]entry{fold(ManifestName): {ManifestName, false}}
	for _, name := range names {
		if message := faulty(name); message != "" {
			bad(name, message)
			continue
		}
		if e, ok := seen[fold(name)]; ok {
			bad(name, clash(e.name))
			continue
		}
		seen[fold(name)] = entry{name, false}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			e, ok := seen[fold(dir)]
			if ok && e != (entry{dir, true}) {
				bad(name, clash(e.name))
			}
			if ok {
				break
			}
			seen[fold(dir)] = entry{dir, true}
			depth := strings.Count(dir, "/")
			for len(levels) <= depth {
				levels = append(levels, nil)
			}
			levels[depth] = append(levels[depth], dir)
		}
	}
	return names, levels, errors.Join(errs...)
}

// names are those of an output that is being made.
type names struct {
	all  []string
	seen map[string]bool // by what some systems take for the same, folders too
}

// add takes a name and reports whether its file can be written: arrange has
// something to say against it otherwise.
func (n *names) add(name string) bool {
	n.all = append(n.all, name)
	if faulty(name) != "" {
		return false
	}
	if n.seen == nil {
		n.seen = map[string]bool{fold(ManifestName): true}
	}
	key := fold(name)
	if n.seen[key] {
		return false
	}
	n.seen[key] = true
	return true
}

func clash(other string) string {
	return "can't stand beside " + other + ", which some systems take for the same name"
}

// faulty says what is wrong with a name, or nothing.
func faulty(name string) string {
	switch {
	case strings.ContainsFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return "has a control character in its name"
	case strings.Contains(name, `\`):
		return `has a backslash in its name, which some systems take for a slash`
	case !fs.ValidPath(name) || name == ".":
		return "is not a clean relative path"
	case !filepath.IsLocal(filepath.FromSlash(name)):
		return "is a name that this system reserves"
	}
	return ""
}
