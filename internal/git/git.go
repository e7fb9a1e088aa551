// Package git reads folders of past commits.
//
// In: a folder in a repository, an environment, a revision and a path. Out: the
// files of a folder of that commit, as bytes, or an error that says a way out
// (Hinted).
//
// It runs the git command, which alone knows every form in which objects are
// kept. It must not change the repository, fetch from another one, ask for
// anything or run what a repository configures; no shell is involved, and what
// the caller gives is never taken for an option. It reads no environment of its
// own: the caller passes one.
package git

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// A Repo is a folder within a git repository, and the environment to run git in.
type Repo struct {
	Dir     string
	Environ []string // as os.Environ gives it; what git does not need is left out
}

// Limits. A standard's version is far from them; a path that names a whole
// repository by mistake is not.
const (
	MaxFile  = 32 << 20  // bytes of a file, as of a source
	MaxTotal = 512 << 20 // bytes of all files
	MaxFiles = 50_000
)

// A Tree is a folder of a commit.
type Tree struct {
	Rev    string // as given
	Commit string // the commit's full name
	Path   string // from the repository's top; "" is the top itself
	Names  []string
	// Odd are symbolic links and submodules, by name. They are not followed.
	Odd map[string]string

	repo    Repo
	objects map[string]string // of Names
	shallow bool
}

// Tree finds the folder that path names in a revision and lists its files. A
// path is from the repository's top, or with ./ or ../ from r.Dir.
func (r Repo) Tree(ctx context.Context, rev, name string) (*Tree, error) {
	about, err := r.about(ctx)
	if err != nil {
		return nil, err
	}
	t := &Tree{Rev: rev, Odd: map[string]string{}, repo: r, objects: map[string]string{}, shallow: about.shallow}
	if t.Path, err = full(about.prefix, name); err != nil {
		return nil, err
	}
	if t.Commit, err = r.commit(ctx, rev, about.shallow); err != nil {
		return nil, err
	}
	id, err := t.folder(ctx)
	var gone *PathError
	if errors.As(err, &gone) && about.prefix != "" && !relative(name) {
		// who stands below the top may have meant a path from there
		below, err := r.entries(ctx, t.Commit, path.Join(about.prefix, name))
		gone.Below = err == nil && len(below) == 1 && below[0].kind == "tree"
	}
	if err != nil {
		return nil, err
	}
	return t, t.list(ctx, id)
}

// about is what is to be known of a repository before anything is read.
type about struct {
	shallow bool
	prefix  string // the folder from the top, with a slash at its end
}

func (r Repo) about(ctx context.Context) (about, error) {
	out, err := r.run(ctx, "rev-parse", "--is-shallow-repository", "--show-prefix")
	if err != nil {
		return about{}, err
	}
	shallow, prefix, _ := strings.Cut(string(out), "\n")
	return about{shallow == "true", strings.TrimSuffix(prefix, "\n")}, nil
}

// Introduced finds the last commit that brought a text into a file; "" where the
// history, as far as it is here, has none. The path is relative to Dir.
func (r Repo) Introduced(ctx context.Context, text, path string) (string, error) {
	// a repository may name programs that turn files into text or look at
	// signatures; none of them is run
	out, err := r.run(ctx, "-c", "log.showSignature=false", "-c", "core.fsmonitor=false",
		"log", "-n", "1", "--no-textconv", "--no-ext-diff", "--no-show-signature", "--format=%H", "-S"+text, "--end-of-options", "HEAD", "--", path)
	commit := strings.TrimSpace(string(out))
	if err != nil || strings.Trim(commit, "0123456789abcdef") != "" {
		return "", err
	}
	return commit, nil
}

// full is a path from the repository's top.
func full(prefix, name string) (string, error) {
	clean := strings.TrimPrefix(path.Clean("/"+name), "/")
	if relative(name) {
		clean = path.Join(prefix, name)
	}
	switch {
	case strings.ContainsRune(name, 0):
		return "", &PathError{Path: name, Why: "is no path"}
	case clean == ".." || strings.HasPrefix(clean, "../"):
		return "", &PathError{Path: name, Why: "leads out of the repository"}
	case clean == ".":
		return "", nil
	}
	return clean, nil
}

func relative(name string) bool {
	return name == "." || name == ".." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../")
}

// commit resolves a revision.
func (r Repo) commit(ctx context.Context, rev string, shallow bool) (string, error) {
	if rev == "" || strings.ContainsRune(rev, 0) {
		return "", &RevisionError{Rev: rev}
	}
	out, err := r.run(ctx, "rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	if err == nil {
		return strings.TrimSpace(string(out)), nil
	}
	var failed *failure
	if !errors.As(err, &failed) || failed.missing() {
		return "", err
	}
	e := &RevisionError{Rev: rev, Shallow: shallow, Ambiguous: strings.Contains(failed.stderr, "is ambiguous")}
	// newest first: of many tags the first few are told
	if out, err := r.run(ctx, "for-each-ref", "--sort=-creatordate", "--count=1000", "--format=%(refname:short)", "refs/tags", "refs/heads"); err == nil {
		e.Names = strings.Fields(string(out))
	}
	return "", e
}

// folder finds the object of the tree's path.
func (t *Tree) folder(ctx context.Context) (string, error) {
	if t.Path == "" {
		out, err := t.repo.run(ctx, "rev-parse", "--verify", "--end-of-options", t.Commit+"^{tree}")
		return strings.TrimSpace(string(out)), t.lacks(err)
	}
	entries, err := t.repo.entries(ctx, t.Commit, t.Path)
	if err != nil {
		return "", t.lacks(err)
	}
	for _, e := range entries {
		switch {
		case e.name != t.Path:
		case e.kind == "tree":
			return e.id, nil
		default:
			return "", &PathError{Rev: t.Rev, Path: t.Path, Why: "is " + e.word() + ", not a folder, in", Parent: path.Dir(t.Path)}
		}
	}
	e := &PathError{Rev: t.Rev, Path: t.Path, Why: "is not in"}
	for dir := t.Path; dir != "."; {
		dir = path.Dir(dir)
		under := dir + "/"
		if dir == "." {
			under = ""
		}
		beside, err := t.repo.entries(ctx, t.Commit, under, "-d")
		if err != nil {
			return "", t.lacks(err)
		}
		for _, b := range beside {
			e.Beside = append(e.Beside, b.name)
		}
		if len(e.Beside) > 0 {
			break
		}
	}
	return "", e
}

// list reads the names of the files.
func (t *Tree) list(ctx context.Context, id string) error {
	entries, err := t.repo.entries(ctx, id, "", "-r")
	if err != nil {
		return t.lacks(err)
	}
	for _, e := range entries {
		if e.kind != "blob" || e.mode == modeLink {
			t.Odd[e.name] = e.word()
			continue
		}
		t.Names = append(t.Names, e.name)
		t.objects[e.name] = e.id
	}
	slices.Sort(t.Names)
	return nil
}

const modeLink = "120000"

// An entry is one line of ls-tree.
type entry struct{ mode, kind, id, name string }

func (e entry) word() string {
	switch {
	case e.mode == modeLink:
		return "a symbolic link"
	case e.kind == "commit":
		return "a submodule"
	case e.kind == "tree":
		return "a folder"
	}
	return "a file"
}

// entries runs ls-tree for a tree, or for one path in it: with a slash at its
// end, for what is in that folder. It stops where there are more than anyone
// wants.
func (r Repo) entries(ctx context.Context, tree, under string, flags ...string) ([]entry, error) {
	args := append([]string{"ls-tree", "-z", "--full-tree"}, flags...)
	if args = append(args, tree); under != "" {
		args = append(args, "--", under)
	}
	var out []entry
	err := r.stream(ctx, nil, func(stdout io.Reader) error {
		lines := bufio.NewReader(stdout)
		for {
			text, err := lines.ReadString(0)
			if err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			head, name, ok := strings.Cut(strings.TrimSuffix(text, "\x00"), "\t")
			f := strings.Fields(head)
			if !ok || len(f) != 3 {
				return fmt.Errorf("git ls-tree answers %q", head)
			}
			if len(out) == MaxFiles {
				return &LimitError{Why: fmt.Sprintf("%s has more than %d files", cmp.Or(shown(under), "the folder"), MaxFiles)}
			}
			out = append(out, entry{f[0], f[1], f[2], name})
		}
	}, args...)
	return out, err
}

// Files reads files of the tree: those that keep says, or all.
func (t *Tree) Files(ctx context.Context, keep func(name string) bool) (map[string][]byte, error) {
	byID := map[string][]string{} // one object may have several names
	var ids []string
	for _, name := range t.Names {
		if keep != nil && !keep(name) {
			continue
		}
		id := t.objects[name]
		if byID[id] == nil {
			ids = append(ids, id)
		}
		byID[id] = append(byID[id], name)
	}
	files := map[string][]byte{}
	if len(ids) == 0 {
		return files, nil
	}
	total := 0
	err := t.repo.stream(ctx, strings.NewReader(strings.Join(ids, "\n")+"\n"), func(stdout io.Reader) error {
		in := bufio.NewReaderSize(stdout, 1<<16)
		for _, id := range ids {
			names := byID[id]
			data, err := object(in, id, names[0])
			if err != nil {
				return err
			}
			if total += len(data); total > MaxTotal {
				return &LimitError{Why: fmt.Sprintf("the folder's files have more than %d MiB", MaxTotal>>20)}
			}
			for _, name := range names {
				files[name] = data
			}
		}
		return nil
	}, "cat-file", "--batch", "--buffer")
	if err != nil {
		return nil, t.lacks(err)
	}
	return files, nil
}

// object reads one answer of cat-file --batch: "<id> blob <size>", the bytes, a
// newline; or "<id> missing".
func object(in *bufio.Reader, id, name string) ([]byte, error) {
	head, err := in.ReadString('\n')
	if err == io.EOF {
		return nil, errEnded
	} else if err != nil {
		return nil, err
	}
	var got, kind string
	var size int64
	head = strings.TrimSuffix(head, "\n")
	if head == id+" missing" {
		return nil, &MissingError{Name: name}
	}
	if n, err := fmt.Sscanf(head, "%s %s %d", &got, &kind, &size); n != 3 || err != nil || got != id || kind != "blob" || size < 0 {
		return nil, fmt.Errorf("git cat-file answers %q", head)
	}
	if size > MaxFile {
		return nil, &LimitError{Why: fmt.Sprintf("%s has %d MiB; a source has at most %d", shown(name), size>>20, MaxFile>>20)}
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, errEnded
	}
	if data[size] != '\n' {
		return nil, errors.New("git cat-file answers with more than it announced")
	}
	return data[:size:size], nil
}

// lacks completes an error about an object that is not on this machine.
func (t *Tree) lacks(err error) error {
	var gone *MissingError
	var failed *failure
	switch {
	case errors.As(err, &gone):
		return &MissingError{Rev: t.Rev, Path: t.Path, Name: gone.Name}
	case errors.As(err, &failed) && failed.missing():
		return &MissingError{Rev: t.Rev, Path: t.Path}
	}
	return err
}
