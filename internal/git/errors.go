package git

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/kijun-dev/kijun/internal/diag"
)

// Hinted are errors that know a way out.
type Hinted interface {
	error
	Hint() string
}

// ErrNoGit says that there is no git on this machine, or none in PATH.
var ErrNoGit error = known{"the git command is not installed, or not in PATH", "install git (https://git-scm.com), or give a folder instead of REV:PATH"}

// ErrNotRepository says that the folder is in no git repository.
var ErrNotRepository error = known{"this is no git repository", "REV:PATH is looked up in the repository of the project; -C DIR works in another folder"}

type known struct{ message, hint string }

func (k known) Error() string { return k.message }
func (k known) Hint() string  { return k.hint }

// A RevisionError says that the repository does not have a revision.
type RevisionError struct {
	Rev       string
	Shallow   bool     // what is missing may be in the repository that this one was cloned from
	Ambiguous bool     // the beginning of several names
	Names     []string // tags and branches, newest first
}

func (e *RevisionError) Error() string {
	switch {
	case e.Rev == "":
		return "no revision is named before the colon"
	case e.Ambiguous:
		return fmt.Sprintf("%s is the beginning of more than one commit's name", shown(e.Rev))
	case e.Shallow:
		return fmt.Sprintf("this clone is shallow and does not have the revision %s", shown(e.Rev))
	}
	return fmt.Sprintf("git knows no revision %s", shown(e.Rev))
}

func (e *RevisionError) Hint() string {
	switch {
	case e.Rev == "":
		return "write REV:PATH, such as HEAD:content/water-guideline/4.1"
	case e.Ambiguous:
		return "write more of the name"
	case e.Shallow:
		what := "tag " + e.Rev
		if commitName.MatchString(e.Rev) {
			what = e.Rev
		} else if !plain(e.Rev) {
			what = "tag TAG"
		}
		return fmt.Sprintf("fetch it: `git fetch --depth=1 origin %s`, or all: `git fetch --unshallow --tags`; for a checkout step in CI, `fetch-depth: 0`", what)
	case len(e.Names) == 0:
		return "the repository has no tags or branches yet"
	}
	if near := diag.Nearest(e.Rev, e.Names); near != "" {
		return fmt.Sprintf("did you mean %s?", shown(near))
	}
	return "there are: " + some(e.Names)
}

// commitName is the full name of a commit, SHA-1 or SHA-256.
var commitName = regexp.MustCompile(`^[0-9a-f]{40}(?:[0-9a-f]{24})?$`)

// plain reports whether a word can be copied into a command line as it is.
func plain(word string) bool {
	return word != "" && word[0] != '-' && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-+") == ""
}

// A PathError says that a revision does not have a folder.
type PathError struct {
	Rev, Path string
	Why       string
	Parent    string   // where Path is a file, the folder it is in
	Beside    []string // folders of the nearest one above that is there
	Below     bool     // the path is there from the folder that git ran in
}

func (e *PathError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", shown(e.Path), e.Why, shown(e.Rev)))
}

func (e *PathError) Hint() string {
	switch {
	case e.Below:
		return fmt.Sprintf("a path is from the repository's top; did you mean %s?", shown(e.Rev+":./"+e.Path))
	case e.Parent != "" && e.Parent != ".":
		return fmt.Sprintf("name the folder of a version, such as %s", shown(e.Rev+":"+e.Parent))
	case e.Rev == "":
		return "a path is from the repository's top, or with ./ from the project's folder"
	case len(e.Beside) == 0:
		return "name the folder of a version, such as content/water-guideline/4.1"
	}
	return "there are: " + some(e.Beside)
}

// A MissingError says that an object is not on this machine: a partial clone
// leaves it to be fetched later, or the repository is damaged.
type MissingError struct{ Rev, Path, Name string }

func (e *MissingError) Error() string {
	what := "a part of " + shown(e.Rev+":"+e.Path)
	if e.Name != "" {
		what = shown(e.Rev + ":" + path.Join(e.Path, e.Name))
	}
	return what + " is not in this clone of the repository"
}

func (e *MissingError) Hint() string {
	return "a partial clone leaves files to be fetched later, and reading fetches nothing: `git fetch --refetch --no-filter` fetches all of them; if this is no partial clone, `git fsck` tells what is damaged"
}

// A LimitError says that there is more than a version of a standard has.
type LimitError struct{ Why string }

func (e *LimitError) Error() string { return e.Why }
func (e *LimitError) Hint() string {
	return "name the folder of one version, content/<standard>/<version>"
}

// A failure is what git said when it failed for no reason that is known here.
type failure struct {
	args   []string
	stderr string
}

func (f *failure) Error() string {
	line := ""
	for l := range strings.Lines(f.stderr) {
		if l = strings.TrimSpace(l); l != "" && (line == "" || strings.HasPrefix(l, "fatal: ") || strings.HasPrefix(l, "error: ")) {
			line = l
		}
	}
	if line == "" {
		line = "it does not say why"
	}
	return fmt.Sprintf("git %s failed: %s", f.args[0], printable(line))
}

// missing reports whether git failed for an object that it does not have.
func (f *failure) missing() bool {
	for _, part := range []string{"promisor remote", "lazy fetch", "' not allowed", "unable to read", "not a tree object", "missing object", "bad object"} {
		if strings.Contains(f.stderr, part) {
			return true
		}
	}
	return false
}

// explain turns failures that are known into errors with a way out.
func explain(f *failure) error {
	switch {
	case strings.Contains(f.stderr, "dubious ownership"):
		return known{"the repository belongs to someone else, and git does not read it", "if you trust it: `git config --global --add safe.directory DIR` with the repository's folder"}
	case strings.Contains(f.stderr, "not a git repository"):
		return ErrNotRepository
	}
	return f
}

// shown is a name for a message: as it is, or quoted where it has what a
// terminal would not show as it is.
func shown(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) || r == unicode.ReplacementChar }) {
		return strconv.Quote(name)
	}
	return name
}

// printable is a line of git's without what could steer a terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return '?'
	}, line)
}

// some are the first few of a list.
func some(names []string) string {
	const most = 12
	var out []string
	for _, n := range names[:min(most, len(names))] {
		out = append(out, shown(n))
	}
	if more := len(names) - most; more > 0 {
		out = append(out, fmt.Sprintf("… and %d more", more))
	}
	return strings.Join(out, ", ")
}
