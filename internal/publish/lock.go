package publish

import (
	"context"
	"errors"
	"slices"

	"github.com/kijun-dev/kijun/internal/durable"
)

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
		free, err := durable.LockWait(ctx, parent)
		switch {
		case errors.Is(err, durable.ErrLocked):
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
