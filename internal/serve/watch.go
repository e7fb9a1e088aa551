package serve

import (
	"context"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How long it must be quiet before changes are taken for a whole. An editor that
// saves does several things within a few milliseconds; a checkout does thousands,
// with pauses, and is to be one change.
const (
	quiet      = 15 * time.Millisecond
	quietAfter = 120 * time.Millisecond // of many changes
	many       = 20
	longest    = 3 * time.Second // however restless it is
	patience   = 700 * time.Millisecond
)

// A watcher tells which names of a project may have changed.
type watcher struct {
	dir    string // on disk
	tops   []string
	notify *fsnotify.Watcher // nil where the system tells nothing
	why    error             // why it does not
}

// newWatcher watches the tops of a project's folder, and all folders below them.
func newWatcher(dir string, tops []string) *watcher {
	w := &watcher{dir: dir, tops: tops}
	if w.notify, w.why = fsnotify.NewWatcher(); w.why != nil {
		return w
	}
	w.why = w.notify.Add(dir)
	for _, top := range tops {
		if w.why == nil {
			w.why = w.add(top)
		}
	}
	if w.why != nil {
		_ = w.notify.Close() // it has watched nothing that would be lost
		w.notify = nil
	}
	return w
}

// add watches a folder and those below it, where it is one.
func (w *watcher) add(name string) error {
	return filepath.WalkDir(filepath.Join(w.dir, filepath.FromSlash(name)), func(p string, d fs.DirEntry, err error) error {
		switch {
		case gone(err):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case d.Name() == ".git":
			return fs.SkipDir
		}
		if err := w.notify.Add(p); !gone(err) {
			return err
		}
		return nil
	})
}

// run hands on the names of what may have changed, many at once. Nil means that
// it is not known what: whoever gets it has to look.
func (w *watcher) run(ctx context.Context, changed chan<- []string) {
	if w.notify == nil {
		w.poll(ctx, changed)
		return
	}
	defer w.notify.Close()
	names, lost := map[string]bool{}, false
	still := time.NewTimer(time.Hour)
	still.Stop()
	var end <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case ev, ok := <-w.notify.Events:
			if !ok {
				return
			}
			name, ours := w.name(ev)
			if !ours {
				continue
			}
			if ev.Has(fsnotify.Create) && w.add(name) != nil {
				lost = true // more folders than the system lets us watch
			}
			names[name] = true
		case <-w.notify.Errors: // too many events at once, above all
			lost = true
		case <-still.C:
			var list []string
			if !lost {
				list = slices.Sorted(maps.Keys(names))
			}
			select {
			case changed <- list:
			case <-ctx.Done():
				return
			}
			names, lost, end = map[string]bool{}, false, nil
			continue
		case <-end:
			end = nil
			still.Reset(0)
			continue
		}
		if end == nil {
			end = time.After(longest)
		}
		if len(names) > many || lost {
			still.Reset(quietAfter)
		} else {
			still.Reset(quiet)
		}
	}
}

// name is what an event is about, where it is the project's.
func (w *watcher) name(ev fsnotify.Event) (string, bool) {
	rel, err := filepath.Rel(w.dir, ev.Name)
	if err != nil || ev.Op == fsnotify.Chmod {
		return "", false
	}
	name := filepath.ToSlash(rel)
	top, _, _ := strings.Cut(name, "/")
	return path.Clean(name), slices.Contains(w.tops, top)
}

// poll looks again and again, on systems that tell nothing.
func (w *watcher) poll(ctx context.Context, changed chan<- []string) {
	tick := time.NewTicker(patience)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		select {
		case changed <- nil:
		case <-ctx.Done():
			return
		}
	}
}
