//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package durable

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// The file that takes the folder's place where a folder can't be locked.
func TestLockFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, ".kijun-lock")
	if err := os.WriteFile(name, nil, 0o600); err != nil { // a killed run's
		t.Fatal(err)
	}
	free, err := lockFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lockFile(name); !errors.Is(err, ErrLocked) {
		t.Error("locked twice:", err)
	}
	free()
	empty(t, dir)

	var group sync.WaitGroup
	var inside, done atomic.Int32
	for range 8 {
		group.Go(func() {
			for range 200 {
				free, err := lockFile(name)
				if errors.Is(err, ErrLocked) {
					continue
				} else if err != nil {
					t.Error(err)
					return
				}
				if inside.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				done.Add(1)
				inside.Add(-1)
				free()
			}
		})
	}
	group.Wait()
	if done.Load() == 0 {
		t.Error("nobody got the lock")
	}
	empty(t, dir)
}
