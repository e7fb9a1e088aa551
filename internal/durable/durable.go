// Package durable writes files so that neither a crash nor a second run loses
// anything.
//
// In: a path and bytes. Out: the file, old or new and never half of either, and
// on the disk when Write returns. It looks into nothing that it writes.
package durable

import (
	"errors"
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
		return &Failed{path, errors.New("this is no ordinary file")}
	case statErr == nil:
		mode = info.Mode().Perm()
	case !errors.Is(statErr, fs.ErrNotExist):
		return failed(statErr, path)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, leftover) // for its owner alone until it stands
	if err != nil {
		return failed(err, path)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return failed(err, path)
	}
	if err = os.Rename(f.Name(), path); err != nil { // the hidden file goes away then
		return failed(err, path)
	}
	if err := syncDir(dir); err != nil {
		return failed(err, path)
	}
	return nil
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

// IsLeftover tells the name of a file that is, or was, being written.
func IsLeftover(name string) bool { return strings.HasPrefix(name, leftover) }

// Failed says that a file could not be written. What was there is as it was.
type Failed struct {
	Path string
	Err  error // the system's reason
}

func (e *Failed) Error() string { return "writing " + e.Path + ": " + e.Err.Error() }
func (e *Failed) Unwrap() error { return e.Err }

// failed names the file that people know in an error, not the hidden one.
func failed(err error, path string) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	return &Failed{path, err}
}
