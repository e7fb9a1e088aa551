package publish

import (
	"context"
	"errors"
	"slices"
	"time"
)

// How long a run waits for another: long enough for one that is writing a
// small site, short enough for a person to see that something is the matter.
const (
	lockTries = 20
	lockPause = 100 * time.Millisecond
)

var errLocked = errors.New("locked by another run")

// lockAll locks the folders around the targets, in one order for every run. The
// system frees a lock when its process ends, however it ends.
func lockAll(ctx context.Context, targets []target) (unlock func(), err error) {
	byParent := map[string]target{}
	var parents []string
	for _, t := range targets {
		if _, ok := byParent[t.parent]; !ok {
			byParent[t.parent] = t
			parents = append(parents, t.parent)
		}
	}
	slices.Sort(parents)
	var held []func()
	unlock = func() {
		for _, free := range held {
			free()
		}
	}
	for _, parent := range parents {
		free, err := lockWait(ctx, parent)
		switch {
		case errors.Is(err, errLocked):
			err = &Busy{parent}
		case err != nil && ctx.Err() == nil:
			err = byParent[parent].failed("lock the folder", parent, err)
		}
		if err != nil {
			unlock()
			return nil, err
		}
		held = append(held, free)
	}
	return unlock, nil
}

func lockWait(ctx context.Context, dir string) (free func(), err error) {
	for range lockTries {
		if free, err = lock(dir); !errors.Is(err, errLocked) {
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
