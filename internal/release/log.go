package release

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/translog"
)

// A Log is the transparency log of a project.
type Log struct {
	Checkpoint translog.Checkpoint
	Entries    []Entry
	log        *translog.Log
	files      map[string]*source.File
}

// An Entry is a record of the log as it was signed.
type Entry struct {
	Note   []byte
	Record *proof.Record
}

// Files are the files of the log, by name relative to its folder.
func (l *Log) Files() map[string][]byte {
	out := map[string][]byte{}
	if l == nil || l.Checkpoint.Size == 0 {
		return out
	}
	for _, name := range translog.Names(l.Checkpoint.Size) {
		out[name] = l.files[name].Bytes()
	}
	return out
}

// sourceFS makes files what translog reads from.
type sourceFS map[string]*source.File

func (s sourceFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

func (s sourceFS) ReadFile(name string) ([]byte, error) {
	if f := s[name]; f != nil {
		return f.Bytes(), nil
	}
	return nil, fs.ErrNotExist
}

// ReadLog reads the log. Without files it is an empty one; with an error among
// the findings it is nil. Where a release is unfinished, its files may be there.
func ReadLog(files map[string]*source.File, unfinished bool, keys []note.Verifier) (*Log, diag.List) {
	l := &Log{log: &translog.Log{}, files: files}
	if len(files) == 0 {
		return l, nil
	}
	f := files[translog.CheckpointFile]
	if f == nil {
		if unfinished {
			return l, nil // of the first release
		}
		return nil, diag.List{logForm.At(source.New(path.Join(translog.Folder, translog.CheckpointFile), nil).Whole(), "the log has no checkpoint").
			Hint("put it back from the history of the project or the published site; if nothing was released, keep other files out of %s/", translog.Folder)}
	}
	back := "put log/ back as it was published: the site has a copy, and so has the history of the project"
	c, err := translog.OpenCheckpoint(f.Bytes(), keys)
	if err != nil {
		return nil, diag.List{logForm.At(f.Whole(), "the checkpoint is not one of this project: %v", err).
			Hint("%s", back).Hint("keys that have signed stay in `release: {keys: […]}` of kijun.yaml")}
	}
	l.Checkpoint = c
	var ds diag.List
	known := map[string]bool{}
	for _, name := range translog.Names(c.Size) {
		known[name] = true
	}
	if unfinished {
		for _, name := range inTransit(c.Size) {
			known[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if known[name] || unfinished && durable.IsLeftover(path.Base(name)) {
			continue
		}
		x := files[name]
		x.HideAll(x.Path())
		ds.Add(logForm.At(x.Whole(), "no file of this name belongs to a log of %d entries", c.Size).
			Hint("take it out; if it is of a longer log, put back that log's checkpoint"))
	}
	at := f.Whole()
	l.log, err = translog.Read(sourceFS(files), c.Size, func(n int64, data []byte) error {
		r, err := proof.OpenRecord(data, keys)
		if err != nil {
			return fmt.Errorf("entry %d is no signed release: %w", n, err)
		}
		l.Entries = append(l.Entries, Entry{bytes.Clone(data), r})
		return nil
	})
	if err != nil {
		ds.Add(logForm.At(at, "the files are not those of the checkpoint (%s): %v", c, err).Hint("%s", back))
		return nil, ds
	}
	if root := l.log.Root(); root != c.Root {
		ds.Add(logFork.At(at, "the checkpoint says %s, and the entries have the root %s", c, root).Hint("%s", back))
	}
	if ds.HasErrors() {
		return nil, ds
	}
	return l, ds
}

// inTransit are the files that a log of a size may have beside its own while it
// grows: those that the next entry brings, those that the last one replaced.
func inTransit(size int64) []string {
	out := translog.Names(size + 1)
	if size > 0 {
		out = append(out, translog.Names(size-1)...)
	}
	return out
}

// Check holds the released versions and the log to each other. unfinished are
// versions whose release was interrupted.
func (l *Log) Check(released []*Released, unfinished func(standard, version string) bool) (ds diag.List) {
	type name struct{ standard, version string }
	logged := map[name]int{}
	at := source.New(path.Join(translog.Folder, translog.CheckpointFile), nil).Whole()
	if f := l.files[translog.CheckpointFile]; f != nil {
		at = f.Whole()
	}
	day := ""
	for n, e := range l.Entries {
		if e.Record.Date < day {
			ds.Add(logFork.At(at, "entry %d of the log is of %s, and one before it of %s (%s)", n, e.Record.Date, day, l.Checkpoint).
				Hint("put back the log that was published; one whose dates go back passes no check, and a new one needs a new key"))
		}
		day = max(day, e.Record.Date)
		if e.Record.Kind != proof.Release {
			continue
		}
		x := name{e.Record.Standard, e.Record.Version}
		if first, twice := logged[x]; twice {
			ds.Add(logFork.At(at, "%s %s was released twice: entries %d and %d (%s)", x.standard, x.version, first, n, l.Checkpoint).
				Hint("a version is released once; this log can't be published as a proof of it, and a new one needs a new key"))
			continue
		}
		logged[x] = n
	}
	here := map[name]bool{}
	for _, r := range released {
		x := name{r.Standard, r.Version}
		here[x] = true
		f := r.files[releaseName]
		n, ok := logged[x]
		switch {
		case !ok:
			ds.Add(logFork.At(f.Whole(), "the log has no release of %s %s (%s)", r.Standard, r.Version, l.describe()).
				Hint("put back the log that has it, or take the folder %s away and release the version again", r.dir))
		case !bytes.Equal(l.Entries[n].Note, r.Note()):
			ds.Add(logFork.At(f.Whole(), "entry %d of the log is another release of %s %s: its root is %s, here it is %s", n, r.Standard, r.Version, l.Entries[n].Record.Root, r.Record.Root).
				Hint("put back the folder %s as it was when the log got the entry", r.dir))
		}
	}
	for n, e := range l.Entries {
		x := name{e.Record.Standard, e.Record.Version}
		if e.Record.Kind != proof.Release || here[x] || logged[x] != n || unfinished(x.standard, x.version) {
			continue
		}
		ds.Add(logFork.At(at, "%s %s was released on %s (entry %d of the log), and its folder release/ is not here", x.standard, x.version, e.Record.Date, n).
			Hint("put back content/%s/%s/ with its folder release/; a version that no longer holds is withdrawn, not removed", x.standard, x.version))
	}
	return ds
}

// newest is the latest day of an entry.
func (l *Log) newest() (day string) {
	for _, e := range l.Entries {
		day = max(day, e.Record.Date)
	}
	return day
}

func (l *Log) describe() string {
	if l.Checkpoint.Size == 0 {
		return "it is empty"
	}
	return l.Checkpoint.String()
}

// Unfinished is the finding of an interrupted release. f is what it left.
func Unfinished(at source.Span, what string) *diag.Diagnostic {
	return unfinished.At(at, "the release of %s was interrupted", what).
		Hint("`kijun release --recover` finishes it, if it is in the log, or takes it back")
}
