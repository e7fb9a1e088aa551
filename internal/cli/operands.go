package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/git"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// An operand is one side of a comparison: a version that was read for itself.
type operand struct {
	name     string // as it was written, with slashes
	standard string // its id; "" where it is not known
	sure     bool   // the id is one: the folder stands in a project's content/
	number   string
	commit   string // of REV:PATH, the commit's full name

	// version is the wanted edition of it, nil where findings stand in its way.
	version *build.Single

	form form
	tree *git.Tree // of REV:PATH
	ds   diag.List
}

// operands are both sides, and what they are measured by: the project's settings
// and catalogs where there is a project, else the built-in ones.
type operands struct {
	*build.Reader
	old, new *operand
	// findings of the project's settings, of both versions and of what they say
	// of each other, sorted. With an error there is nothing to compare.
	findings diag.List
}

// operands finds and reads the two versions of a comparison, and nothing else of
// the project. Of versions of two standards it asks first whether that is meant,
// unless force says so.
func (a *app) operands(ctx context.Context, old, new string, e withhold.Edition, force bool) (*operands, error) {
	root, err := a.project()
	if err != nil {
		return nil, err
	}
	numbers, err := build.Numbers(root)
	if err != nil {
		return nil, err
	}
	o := &operands{}
	for _, side := range []struct {
		given string
		to    **operand
	}{{old, &o.old}, {new, &o.new}} {
		if *side.to, err = a.locate(ctx, root, numbers, side.given); err != nil {
			return nil, err
		}
	}
	if !force && o.old.sure && o.new.sure && o.old.standard != o.new.standard {
		if err := a.allTheSame(ctx, o.old, o.new, terminal(a.in)); err != nil {
			return nil, err
		}
	}
	if o.Reader, err = build.NewReader(root); err != nil {
		return nil, err
	}
	if o.Reader.Open, err = a.opener(); err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, x := range []*operand{o.old, o.new} {
		g.Go(func() error { return x.read(ctx, root, o.Reader, e) })
	}
	err = g.Wait()
	if err := errors.Join(a.keys.err, err); err != nil {
		return nil, wayOut(err)
	}
	for _, x := range []*operand{o.old, o.new} {
		if x.version != nil && x.version.Status == standard.Draft && e == withhold.Public {
			return nil, hinted{fmt.Errorf("%s is a draft, and a draft is in the confidential edition alone", x.name), "`--edition confidential` compares it"}
		}
	}
	o.findings = slices.Concat(o.Reader.Findings, o.old.ds, o.new.ds, o.history(numbers)).Sorted()
	return o, nil
}

// locate finds out what an operand is and that it is there.
func (a *app) locate(ctx context.Context, root fs.FS, numbers map[string][]string, given string) (*operand, error) {
	f, err := a.form(given)
	if err != nil {
		return nil, err
	}
	o := &operand{name: given, standard: f.standard, number: f.number, sure: f.sure, form: f}
	switch {
	case f.folder != "":
		o.name = path.Clean(filepath.ToSlash(given))
	case f.number != "":
		if err := f.ofProject(root, numbers); err != nil {
			return nil, err
		}
	default:
		repo := git.Repo{Dir: a.dir, Environ: os.Environ()}
		if o.tree, err = repo.Tree(ctx, f.rev, f.path); err != nil {
			return nil, wayOut(err)
		}
		o.commit = o.tree.Commit
		o.standard, o.sure = standardOf(o.tree.Path)
	}
	return o, nil
}

// wayOut gives an error of git its hint.
func wayOut(err error) error {
	var h git.Hinted
	if errors.As(err, &h) {
		return hinted{err, h.Hint()}
	}
	return err
}

// read takes an operand's files up to parse.
func (o *operand) read(ctx context.Context, root fs.FS, r *build.Reader, e withhold.Edition) error {
	v, ds, err := o.source(ctx, root)
	if err != nil {
		return err
	}
	version, found := r.Read(v, e)
	o.ds = append(ds, found...)
	if version != nil && !ds.HasErrors() {
		o.version, o.number = version, version.Number
	}
	return nil
}

func (o *operand) source(ctx context.Context, root fs.FS) (*project.Version, diag.List, error) {
	switch {
	case o.form.folder != "":
		// a root, not just a folder, as for a project
		folder, err := os.OpenRoot(o.form.folder)
		if err != nil {
			return nil, nil, err
		}
		defer folder.Close()
		return project.Folder(folder.FS(), ".", o.name, o.standard, "")
	case o.tree == nil:
		dir := path.Join("content", o.standard, o.number)
		return project.Folder(root, dir, dir, o.standard, o.number)
	}
	files := map[string][]byte{}
	// without index.md this is no version, and may be a whole repository
	if slices.Contains(o.tree.Names, "index.md") {
		var err error
		if files, err = o.tree.Files(ctx, project.Kept); err != nil {
			return nil, nil, err
		}
	}
	v, ds := project.Stored(files, o.tree.Odd, o.tree.Rev+":"+o.tree.Path, o.standard, "")
	return v, ds, nil
}

// history checks what the two versions say of each other's clauses.
func (o *operands) history(numbers map[string][]string) diag.List {
	if o.old.version == nil || o.new.version == nil {
		return nil
	}
	known := map[*standard.Version][]string{}
	for _, x := range []*operand{o.old, o.new} {
		if x.form.number != "" {
			known[x.version.Version.Version] = numbers[x.standard]
		}
	}
	old, new := o.old.version.Version.Version, o.new.version.Version.Version
	same := o.old.standard == "" || o.new.standard == "" || o.old.standard == o.new.standard
	if same && old.Number != new.Number {
		id := o.old.standard
		if id == "" {
			id = o.new.standard
		}
		return check.History([]*standard.Standard{build.Ordered(id, old, new)}, known)
	}
	// Of two standards, or the same version at two times: neither speaks of the
	// other.
	return check.History([]*standard.Standard{build.Ordered(o.old.standard, old), build.Ordered(o.new.standard, new)}, known)
}

// allTheSame asks whether versions of two standards are to be compared.
func (a *app) allTheSame(ctx context.Context, old, new *operand, interactive bool) error {
	if !interactive {
		return hinted{fmt.Errorf("%s and %s are versions of two standards, %s and %s", old.name, new.name, old.standard, new.standard),
			"--force compares them all the same"}
	}
	fmt.Fprintf(a.err, "%s and %s are versions of two standards, %s and %s.\ncompare them all the same? [y/N] ", old.name, new.name, old.standard, new.standard)
	answer := make(chan string, 1)
	go func() { // a read can't be cancelled, and an interrupt must end the command
		line, _ := bufio.NewReader(a.in).ReadString('\n')
		answer <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.err)
		return context.Cause(ctx)
	case line := <-answer:
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return nil
		}
		return errors.New("nothing was compared")
	}
}
