//go:build unix

package publish

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

func hasMode(info fs.FileInfo, mode fs.FileMode) bool {
	return info.Mode()&^fs.ModeDir == mode
}

// owned reports whether the user who runs us owns the file. As anybody else's
// it could still be changed, or read, by them.
func owned(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}

func sameDevice(a, b fs.FileInfo) bool {
	x, ok1 := a.Sys().(*syscall.Stat_t)
	y, ok2 := b.Sys().(*syscall.Stat_t)
	return !ok1 || !ok2 || x.Dev == y.Dev
}

// writable says early what making a folder in dir would say after the build.
func writable(dir string) error { return unix.Access(dir, unix.W_OK|unix.X_OK) }

func isBusy(err error) bool { return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) }
