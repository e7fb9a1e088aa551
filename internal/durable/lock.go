package durable

import (
	"context"
	"errors"
	"time"
)

// How long a run waits for another: long enough for one that is writing a
// small site, short enough for a person to see that something is the matter.
const (
	lockTries = 20
	lockPause = 100 * time.Millisecond
)

// ErrLocked says that another run holds the lock.
var ErrLocked = errors.New("locked by another run")

// Lock locks a folder against other runs, or fails at once with ErrLocked. The
// system frees the lock when the process ends, however it ends.
func Lock(dir string) (free func(), err error) { return lock(dir) }

// LockWait is Lock with some patience.
func LockWait(ctx context.Context, dir string) (free func(), err error) {
	for range lockTries {
		if free, err = lock(dir); !errors.Is(err, ErrLocked) {
			return free, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lockPause):
		}
	}
	return nil, err
}
