package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/git"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// maxThawed is how many changed versions check shows in full.
const maxThawed = 3

// thawed shows what changed in versions since they were locked or released, as far
// as git still has what was: locks and releases are digests alone. Where it can't,
// the findings have said what differs, and this adds nothing.
func (a *app) thawed(ctx context.Context, w io.Writer, list []build.Thawed) {
	if len(list) == 0 {
		return
	}
	root, err := a.project()
	if err != nil {
		return
	}
	r, err := build.NewReader(root)
	if err != nil {
		return
	}
	for _, t := range list[:min(len(list), maxThawed)] {
		old, commit := a.locked(ctx, r, t)
		new := a.current(root, r, t)
		if old == nil || new == nil {
			continue
		}
		if len(new.Register) > 0 {
			// What was open when it was locked may be withheld now, as a whole or where
			// a part has grown: a check must not print it.
			dir := path.Join("content", t.Standard, t.Number)
			fmt.Fprintf(w, "\n%s has withheld parts, so what changed is shown when asked for: `kijun compare %.12s:./%s %[3]s`\n", t.VersionName, commit, dir)
			continue
		}
		c := r.Compare(old, new, []*standard.Version{old.Version.Version, new.Version.Version}, "")
		// the status may change; a lock does not count it
		c.Front = slices.DeleteFunc(c.Front, func(f compare.Field) bool { return f.Key == "status" })
		if c.Empty() {
			fmt.Fprintf(w, "\nNo words of %s have changed since it was %s (commit %.12s), but the bytes of its files have.\n", t.VersionName, t.Was, commit)
			continue
		}
		fmt.Fprintf(w, "\nWhat changed in %s since it was %s (commit %.12s):\n\n", t.VersionName, t.Was, commit)
		printComparison(w, c, a.style(w))
	}
}

// locked is the public edition of a version as it was frozen, and the commit that
// has it.
func (a *app) locked(ctx context.Context, r *build.Reader, t build.Thawed) (*build.Single, string) {
	repo := git.Repo{Dir: a.dir, Environ: os.Environ()}
	commit, err := repo.Introduced(ctx, t.Digest, t.File)
	if err != nil || commit == "" {
		return nil, ""
	}
	dir := path.Join("content", t.Standard, t.Number)
	tree, err := repo.Tree(ctx, commit, "./"+dir)
	if err != nil || !slices.Contains(tree.Names, "index.md") {
		return nil, ""
	}
	files, err := tree.Files(ctx, project.Kept)
	if err != nil {
		return nil, ""
	}
	v, ds := project.Stored(files, tree.Odd, commit+":"+dir, t.Standard, t.Number)
	single, _ := r.Read(v, withhold.Public)
	if ds.HasErrors() || single == nil || single.Digest() != t.Digest {
		return nil, "" // what was committed is not what was frozen
	}
	return single, commit
}

// current is the public edition of a version as it is.
func (a *app) current(root fs.FS, r *build.Reader, t build.Thawed) *build.Single {
	dir := path.Join("content", t.Standard, t.Number)
	v, ds, err := project.Folder(root, dir, dir, t.Standard, t.Number)
	if err != nil || ds.HasErrors() {
		return nil
	}
	single, _ := r.Read(v, withhold.Public)
	return single
}
