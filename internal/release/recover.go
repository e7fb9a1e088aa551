package release

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kijun-dev/kijun/internal/translog"
)

// A Recovery says what became of a release that was interrupted.
type Recovery struct {
	Standard, Version string // "" for a release of the site as it is
	Released          bool   // else it was taken back: nothing of it was in the log
}

// Recover ends what interrupted runs have begun in the project at dir: what is in
// the log is finished, what is not is taken back. It looks at no signature: what
// it keeps was put there by who signed, and checks come after it.
func Recover(dir string) ([]Recovery, error) {
	stages, err := staged(dir)
	if err != nil || len(stages) == 0 {
		return nil, err
	}
	log := filepath.Join(dir, translog.Folder)
	size, entries, err := current(log)
	if err != nil {
		return nil, err
	}
	var out []Recovery
	for _, r := range stages {
		stage := place(dir, r.Standard, r.Version)
		from := stage
		if r.Version != "" {
			from = filepath.Join(stage, releaseName)
		}
		note, err := os.ReadFile(from)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, err
		}
		for n, e := range entries {
			// a record of the site may stand there more than once
			r.Released = r.Released || bytes.Equal(e, note) && (r.Version != "" || n == len(entries)-1)
		}
		if r.Released {
			err = finish(log, stage, size)
		} else {
			err = takeBack(log, stage, size, note)
		}
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

// takeBack discards a release with the tiles that it has written. Of tiles that
// are of another entry it takes none: a log that others have may be longer than
// its checkpoint says here.
func takeBack(log, stage string, size int64, note []byte) error {
	var tiles []string
	for _, name := range gone(translog.Names(size+1), translog.Names(size)) {
		data, err := os.ReadFile(filepath.Join(log, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case isBundle(name) && (len(note) == 0 || !bytes.HasSuffix(data, note)):
			return fmt.Errorf("%s has an entry that is neither in the checkpoint nor of the interrupted release; put log/ back as it was published", name)
		default:
			tiles = append(tiles, name)
		}
	}
	return discard(log, stage, tiles)
}

// staged are the releases that have begun and not ended.
func staged(dir string) (out []Recovery, err error) {
	names, err := filepath.Glob(filepath.Join(globbed(dir), "content", "*", "*", stageName))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		version := filepath.Dir(name)
		out = append(out, Recovery{Standard: filepath.Base(filepath.Dir(version)), Version: filepath.Base(version)})
	}
	switch _, err := os.Lstat(place(dir, "", "")); {
	case err == nil:
		out = append(out, Recovery{})
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	return out, nil
}

// globbed is a path with its own signs of a pattern made harmless.
func globbed(dir string) string {
	if os.PathSeparator == '\\' {
		return dir
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// current reads the log as far as its checkpoint goes.
func current(log string) (size int64, entries [][]byte, err error) {
	data, err := os.ReadFile(filepath.Join(log, translog.CheckpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil, nil
	} else if err != nil {
		return 0, nil, err
	}
	text, _, _ := strings.Cut(string(data), "\n\n")
	c, err := translog.ParseCheckpoint(text + "\n")
	if err != nil {
		return 0, nil, fmt.Errorf("the log can't be read: %w", err)
	}
	l, err := translog.Read(os.DirFS(log), c.Size, func(_ int64, e []byte) error {
		entries = append(entries, bytes.Clone(e))
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("the log can't be read: %w", err)
	}
	if l.Root() != c.Root {
		return 0, nil, fmt.Errorf("the log can't be read: the checkpoint says %s, and the entries have the root %s", c, l.Root())
	}
	return c.Size, entries, nil
}
