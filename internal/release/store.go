package release

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

// A release is written in this order, each step on the disk before the next:
//
//  1. the version's folder .release, the salts first: nothing else has them
//  2. the tiles that the log gets, under names that are new
//  3. the checkpoint, in one step. From here on the version is released
//  4. tiles that were not full are taken away, .release becomes release
//
// A run that was stopped is finished, or taken back, by Recover. All of it wants
// the lock of the project.

// stageName is hidden, so that no run takes it for part of a version.
const stageName = "." + proof.Folder

// place is where a release of a version is staged; one of the site is a file in
// the log's folder.
func place(dir, standard, version string) string {
	if version == "" {
		return filepath.Join(dir, translog.Folder, stageName)
	}
	return filepath.Join(dir, "content", standard, version, stageName)
}

// Write writes a release into the project at dir. After an error nothing is
// released, or ErrLate says that it is and is not finished.
func (s *Staged) Write(dir string) error {
	log := filepath.Join(dir, translog.Folder)
	stage := place(dir, s.Standard, s.Version)
	if _, err := os.Lstat(stage); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is in the way of a release", stage)
	}
	if err := s.stage(log, stage); err != nil {
		return errors.Join(err, discard(log, stage, nil))
	}
	tiles, err := s.grow(log)
	if err != nil {
		return errors.Join(err, discard(log, stage, tiles))
	}
	if err := durable.Write(filepath.Join(log, translog.CheckpointFile), s.checkpoint, 0o644); err != nil {
		// whether the new one stands is for Recover to find out
		if now, readErr := os.ReadFile(filepath.Join(log, translog.CheckpointFile)); readErr == nil && string(now) == string(s.checkpoint) {
			return &LateError{err}
		}
		return errors.Join(err, discard(log, stage, tiles))
	}
	if err := finish(log, stage, s.Checkpoint.Size); err != nil {
		return &LateError{err}
	}
	return nil
}

// A LateError says that a release stands in the log, but could not be finished.
type LateError struct{ Err error }

func (e *LateError) Error() string {
	return fmt.Sprintf("it is released and stands in the log, but could not be finished: %v", e.Err)
}
func (e *LateError) Unwrap() error { return e.Err }

func (s *Staged) stage(log, stage string) error {
	if s.Version == "" {
		if err := os.MkdirAll(log, 0o777); err != nil {
			return err
		}
		return durable.Create(stage, s.note, 0o644)
	}
	if err := os.Mkdir(stage, 0o777); err != nil {
		return err
	}
	for _, f := range s.files {
		mode := fs.FileMode(0o644)
		if f.secret {
			mode = 0o600
		}
		if err := durable.Create(filepath.Join(stage, f.name), f.data, mode); err != nil {
			return err
		}
	}
	return durable.Sync(filepath.Dir(stage))
}

// grow writes the tiles, the bundle of entries first: by it Recover knows whose
// tiles they are. It returns the names of those that it wrote.
func (s *Staged) grow(log string) (tiles []string, err error) {
	folders := map[string]bool{}
	for _, name := range tileOrder(slices.Collect(maps.Keys(s.tiles))) {
		to := filepath.Join(log, filepath.FromSlash(name))
		if _, err := os.Lstat(to); err == nil {
			return tiles, fmt.Errorf("%s is there already", to)
		}
		tiles = append(tiles, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return tiles, err
		}
		if err := durable.Write(to, s.tiles[name], 0o644); err != nil {
			return tiles, err
		}
		for d := filepath.Dir(to); len(d) >= len(log); d = filepath.Dir(d) {
			folders[d] = true
		}
	}
	folders[filepath.Dir(log)] = true
	for _, d := range slices.Sorted(maps.Keys(folders)) {
		if err := durable.Sync(d); err != nil {
			return tiles, err
		}
	}
	return tiles, nil
}

func tileOrder(names []string) []string {
	slices.SortFunc(names, func(a, b string) int {
		if x, y := isBundle(a), isBundle(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return names
}

func isBundle(name string) bool { return strings.HasPrefix(name, "tile/entries/") }

// finish ends a release that stands in the log.
func finish(log, stage string, size int64) error {
	old := gone(translog.Names(size-1), translog.Names(size))
	if err := remove(log, old); err != nil {
		return err
	}
	info, err := os.Lstat(stage)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		if err := os.Remove(stage); err != nil {
			return err
		}
		return durable.Sync(filepath.Dir(stage))
	}
	if err := os.Rename(stage, filepath.Join(filepath.Dir(stage), proof.Folder)); err != nil {
		return err
	}
	return durable.Sync(filepath.Dir(stage))
}

// discard takes back a release that does not stand in the log.
func discard(log, stage string, tiles []string) error {
	// the bundle last, by which it is known whose they are
	order := tileOrder(slices.Clone(tiles))
	slices.Reverse(order)
	if err := remove(log, order); err != nil {
		return err
	}
	if err := os.RemoveAll(stage); err != nil {
		return err
	}
	return durable.Sync(filepath.Dir(stage))
}

// remove takes files of the log away, what killed runs have left beside them, and
// folders that are empty then.
func remove(log string, names []string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(log, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	var folders []string
	err := filepath.WalkDir(log, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			folders = append(folders, name)
		case durable.IsLeftover(e.Name()):
			return os.Remove(name)
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, d := range slices.Backward(folders) {
		_ = os.Remove(d) // one that has files stays
	}
	return err
}

// gone are the names of the first list that are not in the second.
func gone(was, now []string) []string {
	return slices.DeleteFunc(slices.Clone(was), func(n string) bool { return slices.Contains(now, n) })
}
