// Package durable writes files so that neither a crash nor a second run loses
// anything.
//
// In: a path and bytes. Out: the file, old or new and never half of either, and
// on the disk when Write returns. It looks into nothing that it writes.
package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// leftover begins the names of files that are being written. They are hidden, so
// that no run takes them for sources, and say nothing of the file they become:
// its name may be withheld.
const leftover = ".kijun-write-"

// Write puts data in the place of the file at path, in one step: whoever reads
// it meanwhile, or after a crash, has the old file or the new one. A file that
// is there keeps its mode; mode is for a new one.
func Write(path string, data []byte, mode fs.FileMode) (err error) {
	info, statErr := os.Lstat(path)
	switch {
	case statErr == nil && !info.Mode().IsRegular():
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("this is no ordinary file")}
	case statErr == nil:
		mode = info.Mode().Perm()
	case !errors.Is(statErr, fs.ErrNotExist):
		return statErr
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, leftover) // for its owner alone until it stands
	if err != nil {
		return renamed(err, path)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return renamed(err, path)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return renamed(err, path)
	}
	return syncDir(dir)
}

// Create writes a new file. One that is there stays as it is, and the error is
// fs.ErrExist.
func Create(path string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// Sweep removes what runs that were killed have left in a folder. Who sweeps
// holds the lock that the writers take.
func Sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), leftover) && e.Type().IsRegular() {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// renamed names the file that people know in an error, not the hidden one.
func renamed(err error, path string) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return fmt.Errorf("writing %s: %w", path, err)
}
