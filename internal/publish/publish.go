// Package publish puts finished editions in the place of the old ones.
//
// In: for each edition a folder, and its files or what makes them. Out: those
// folders, each holding exactly these files and a manifest, and a report. It must not
// know what a site is, must not write a byte into a folder that somebody reads,
// and must not delete a file that it did not write.
//
// # How
//
// An edition is written to a hidden folder beside its target:
//
//	.kijun-new-<edition>-<target>-<random>/   mode 0700
//	    .gitignore                            "*": what a killed run leaves is never committed
//	    site/                                 the new output
//	    old/                                  the old one, between the two renames of the fallback
//	    trash/                                what is being deleted
//
// <target> is a hash of the target's name. When every edition is written, each
// site/ changes places with its target in one step (renameat2 RENAME_EXCHANGE
// on Linux, renamex_np RENAME_SWAP on macOS); where the system can't, the
// target is renamed to old/ and site/ to the target, and a run that was killed
// between the two is undone by the next Check or Replace. Then the old ones go.
//
// A run holds a lock on the folder around its targets for as long as its hidden
// folder exists, so who holds the lock knows that any hidden folder found there
// was left by a run that has ended.
//
// Files that are equal in the old output are hard-linked, not written: creating
// thousands of files costs more than comparing them. Nothing is ever changed in
// place, since that would change both.
//
// # Manifest
//
// kijun-manifest.txt at the root of an output makes the folder recognisable as
// ours and lists what we wrote, sorted by path:
//
//	kijun-manifest 1 public
//	<SHA-256 in hex>  404.html
//	…
//
// It lists every file but itself and a .gitignore or .gitkeep that the folder's
// owner put there. From the second line on it is what sha256sum reads:
//
//	tail -n +2 kijun-manifest.txt | sha256sum --check --quiet
//
// # Limits
//
// There is no fsync, deliberately: a process that is killed loses nothing that
// the kernel holds, and an output can be built again from its sources. After a
// power cut, check the manifest; the next run compares bytes, not times, so it
// mends what is broken.
//
// Two editions are two swaps. One that fails undoes the other, but a run killed
// between them leaves one new and one old output, both complete.
//
// On Windows modes say nothing; a folder has the rights of the one around it.
package publish

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
)

// An Output is one edition and where it goes.
type Output struct {
	Dir     string            // the folder to replace
	Edition string            // [a-z][a-z0-9-]*; Dir may be replaced by the same edition only
	Private bool              // folders 0700 and files 0600 instead of 0755 and 0644
	Files   map[string][]byte // by clean, relative, slash-separated path

	// Make makes the files instead of Files, and hands each to put, which may be
	// called from several goroutines and keeps nothing of the data. The files go
	// into a hidden folder; an error of Make discards it.
	Make func(ctx context.Context, put func(name string, data []byte) error) error
}

// A Report says what Replace did.
type Report struct {
	Outputs  []Replaced // in the order of the outputs given
	Restored []string   // outputs that an interrupted run had set aside and that were put back first
	Leftover []string   // hidden folders that the system didn't let us delete
}

// Replaced is what became of one output.
type Replaced struct {
	Dir       string
	Files     int   // listed in the manifest
	Bytes     int64 // of these files
	Linked    int   // taken from the old output
	Unchanged bool  // the old output was equal to the last bit and was left alone
}

// Check reports whether the outputs may be replaced, whatever their files. It
// is for the time before the costly build. It clears up after interrupted runs
// too, so that a site one of them had set aside is there again even if this
// build then fails; otherwise it writes nothing.
//
// root is the project's folder, which no output may take the place of.
func Check(ctx context.Context, root string, outputs ...Output) error {
	targets, err := aim(root, outputs)
	if err != nil {
		return err
	}
	present := targets[:0:0]
	for _, t := range targets {
		switch _, err := os.Lstat(t.parent); {
		case errors.Is(err, os.ErrNotExist):
			continue // Replace makes it
		case err != nil:
			return t.failed("look at the folder around it", t.parent, err)
		}
		if err := writable(t.parent); err != nil {
			return t.failed("write to", t.parent, err)
		}
		present = append(present, t)
	}
	unlock, err := lockAll(ctx, present)
	if err != nil {
		return err
	}
	defer unlock()
	if err := tidy(present, &Report{}); err != nil {
		return err
	}
	for _, t := range present {
		if _, err := t.inspect(); err != nil {
			return err
		}
	}
	return nil
}

// Replace writes the outputs and puts them in place, all or none. On any error
// the old outputs are as they were.
//
// ctx may end it until everything is written; then it is too late, and the rest
// takes moments.
func Replace(ctx context.Context, root string, outputs ...Output) (Report, error) {
	return system{link: os.Link, exchange: exchange}.replace(ctx, root, outputs)
}

// system is what differs between file systems, so that a test can be one that
// lacks it.
type system struct {
	link     func(old, new string) error
	exchange func(a, b string) error
}

func (sys system) replace(ctx context.Context, root string, outputs []Output) (rep Report, err error) {
	targets, err := aim(root, outputs)
	if err != nil {
		return rep, err
	}
	stages := make([]*stage, len(targets))
	for i, t := range targets {
		if stages[i], err = newStage(sys, t); err != nil {
			return rep, err
		}
	}
	if err := ctx.Err(); err != nil {
		return rep, err
	}
	made, err := makeParents(targets)
	defer func() {
		if err != nil {
			for i := len(made) - 1; i >= 0; i-- {
				os.Remove(made[i]) // fails when another has put something there
			}
		}
	}()
	if err != nil {
		return rep, err
	}
	unlock, err := lockAll(ctx, targets)
	if err != nil {
		return rep, err
	}
	defer unlock()
	if err := tidy(targets, &rep); err != nil {
		return rep, err
	}
	defer func() {
		for _, s := range stages {
			if s.wrap != "" && (s.stuck || discard(s.wrap) != nil) {
				rep.Leftover = append(rep.Leftover, s.wrap)
			}
		}
	}()
	if err := writeAll(ctx, stages); err != nil {
		return rep, err
	}
	// What somebody put into a target meanwhile would go with the old output.
	for _, s := range stages {
		if _, err := s.inspect(); err != nil {
			return rep, err
		}
	}
	if err := ctx.Err(); err != nil {
		return rep, err
	}
	for i, s := range stages {
		if err := s.swap(); err != nil {
			for ; i >= 0; i-- {
				err = errors.Join(err, stages[i].undo())
			}
			return rep, err
		}
	}
	for _, s := range stages {
		rep.Outputs = append(rep.Outputs, s.done)
	}
	return rep, nil
}

// writeAll writes the outputs at once: while the system is busy with one, or its
// maker has work for one processor only, the other goes on. They share nothing.
func writeAll(ctx context.Context, stages []*stage) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	for _, s := range stages {
		group.Go(func() {
			if err := s.write(ctx); err != nil {
				stop(err) // the first reason counts; the others only follow from it
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// makeParents makes the folders around the targets and returns those it made,
// outermost first.
func makeParents(targets []target) (made []string, err error) {
	for _, t := range targets {
		var missing []string
		for dir := t.parent; ; dir = filepath.Dir(dir) {
			if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
				break
			}
			missing = append(missing, dir)
		}
		for i := len(missing) - 1; i >= 0; i-- {
			if err := os.Mkdir(missing[i], 0o755); err != nil && !errors.Is(err, os.ErrExist) {
				return made, t.failed("make", missing[i], err)
			}
			made = append(made, missing[i])
		}
	}
	return made, nil
}
