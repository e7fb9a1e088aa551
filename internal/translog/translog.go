// Package translog keeps the transparency log: a list of signed releases that
// only grows, as static files that anyone can check.
//
// In: the files of a log, an entry to append. Out: the files of the log after
// it, or an error that says what does not fit. The files are those of C2SP
// tlog-tiles: checkpoint, tile/<level>/<n>, tile/entries/<n>. It writes nothing
// itself, and knows nothing of what an entry says.
package translog

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/kijun-dev/kijun/internal/proof"
)

// Folder and CheckpointFile are the places of a log in a project and a site.
const (
	Folder         = "log"
	CheckpointFile = "checkpoint"
)

// MaxEntry is the longest entry, in bytes.
const MaxEntry = 1<<16 - 1

const (
	height = 8 // of tiles: 256 hashes each
	width  = 1 << height
)

// A Checkpoint is a signed statement of how long the log is and what it holds.
type Checkpoint struct {
	Origin string // name of the key that signs
	Size   int64
	Root   tlog.Hash
}

// Text is the checkpoint as it is signed.
func (c Checkpoint) Text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

func (c Checkpoint) String() string {
	if c.Size == 1 {
		return fmt.Sprintf("%s, 1 entry, root %s", c.Origin, c.Root)
	}
	return fmt.Sprintf("%s, %d entries, root %s", c.Origin, c.Size, c.Root)
}

// ParseCheckpoint reads the text of a checkpoint. Lines behind the third are
// extensions that other logs may have.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errors.New("a checkpoint has three lines: name, size, root")
	}
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || n < 0 || lines[1] != strconv.FormatInt(n, 10) {
		return Checkpoint{}, errors.New("line 2 of the checkpoint is no size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return Checkpoint{}, errors.New("line 3 of the checkpoint is no hash")
	}
	return Checkpoint{lines[0], n, tlog.Hash(root)}, nil
}

// OpenCheckpoint checks the signature of a checkpoint and reads it.
func OpenCheckpoint(data []byte, keys []note.Verifier) (Checkpoint, error) {
	text, by, err := proof.Open(data, keys)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := ParseCheckpoint(text)
	if err == nil && c.Origin != by {
		return Checkpoint{}, fmt.Errorf("the checkpoint is of %s and signed by %s", c.Origin, by)
	}
	return c, err
}

// A Log is what was read of a log: the hashes of its entries, not the entries.
type Log struct {
	Size   int64
	stored []tlog.Hash
	last   []byte // the bundle that is not full yet
}

// ReadHashes makes the log a tlog.HashReader.
func (l *Log) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at < 0 || at >= int64(len(l.stored)) {
			return nil, errors.New("the log has no such hash")
		}
		out[i] = l.stored[at]
	}
	return out, nil
}

// RootAt is the root that the log had with its first n entries.
func (l *Log) RootAt(n int64) (tlog.Hash, error) {
	if n < 0 || n > l.Size {
		return tlog.Hash{}, fmt.Errorf("the log has %d entries, not %d", l.Size, n)
	}
	return tlog.TreeHash(n, l)
}

// Root is the root over all entries.
func (l *Log) Root() tlog.Hash {
	h, err := tlog.TreeHash(l.Size, l)
	if err != nil { // every hash that it asks for is there
		panic(fmt.Sprintf("the root of a log: %v", err))
	}
	return h
}

// A ForkError says that two checkpoints can't be of one log.
type ForkError struct {
	Old, New Checkpoint
	OldRoot  tlog.Hash // what the newer log says that the older one was
}

func (e *ForkError) Error() string {
	if e.Old.Size > e.New.Size {
		return fmt.Sprintf("the log is shorter than it was: it had (%s), it has (%s)", e.Old, e.New)
	}
	return fmt.Sprintf("the log forks: it had (%s); in (%s) its first %d entries have the root %s", e.Old, e.New, e.Old.Size, e.OldRoot)
}

// Extends reports a fork: whether the log, at the checkpoint now, does not begin
// with what it was at an older one.
func (l *Log) Extends(old, now Checkpoint) error {
	if old.Size > now.Size {
		return &ForkError{Old: old, New: now}
	}
	root, err := l.RootAt(old.Size)
	if err != nil {
		return err
	}
	if root != old.Root {
		return &ForkError{old, now, root}
	}
	return nil
}

// Read reads the first size entries of a log, hands each to visit, and checks
// that every tile holds what follows from them. fsys is the log's folder. It
// keeps 64 bytes an entry.
func Read(fsys fs.FS, size int64, visit func(n int64, entry []byte) error) (*Log, error) {
	l := &Log{}
	for l.Size < size {
		w := int(min(size-l.Size, width))
		name := path(tlog.Tile{H: height, L: -1, N: l.Size / width, W: w})
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		if err := l.bundle(name, data, w, visit); err != nil {
			return nil, err
		}
	}
	for _, t := range tlog.NewTiles(height, 0, size) {
		want, err := tlog.ReadTileData(t, l)
		if err != nil {
			return nil, err
		}
		name := path(t)
		got, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		if string(got) != string(want) {
			return nil, fmt.Errorf("%s does not hold the hashes of the entries", name)
		}
	}
	return l, nil
}

// bundle takes the entries of a bundle, which must be w.
func (l *Log) bundle(name string, data []byte, w int, visit func(int64, []byte) error) error {
	all := data
	for i := range w {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return fmt.Errorf("%s ends within its entry %d", name, i+1)
		}
		n := int(binary.BigEndian.Uint16(data))
		entry := data[2 : 2+n]
		data = data[2+n:]
		if visit != nil {
			if err := visit(l.Size, entry); err != nil {
				return err
			}
		}
		l.add(entry)
	}
	if len(data) > 0 {
		return fmt.Errorf("%s has more than %d entries", name, w)
	}
	l.last = nil
	if w < width {
		l.last = all
	}
	return nil
}

func (l *Log) add(entry []byte) {
	hashes, err := tlog.StoredHashes(l.Size, entry, l)
	if err != nil { // it asks for hashes of entries before alone
		panic(fmt.Sprintf("adding to a log: %v", err))
	}
	l.stored = append(l.stored, hashes...)
	l.Size++
}

// Append makes the log one entry longer and returns the files that are new, by
// their names in the log's folder, but for the checkpoint.
func (l *Log) Append(entry []byte) (map[string][]byte, error) {
	if len(entry) == 0 || len(entry) > MaxEntry {
		return nil, fmt.Errorf("an entry has 1 to %d bytes", MaxEntry)
	}
	before := l.Size
	bundle := binary.BigEndian.AppendUint16(append([]byte(nil), l.last...), uint16(len(entry)))
	bundle = append(bundle, entry...)
	l.add(entry)
	n := before / width
	w := int(l.Size - n*width)
	out := map[string][]byte{path(tlog.Tile{H: height, L: -1, N: n, W: w}): bundle}
	if l.last = bundle; w == width {
		l.last = nil
	}
	for _, t := range tlog.NewTiles(height, before, l.Size) {
		data, err := tlog.ReadTileData(t, l)
		if err != nil {
			return nil, err
		}
		out[path(t)] = data
	}
	return out, nil
}

// Names are the files that a log of a size has, the checkpoint included. Tiles
// that were not full in a shorter log are not among them.
func Names(size int64) []string {
	out := []string{CheckpointFile}
	for _, t := range tlog.NewTiles(height, 0, size) {
		out = append(out, path(t))
	}
	for n := int64(0); n*width < size; n++ {
		out = append(out, path(tlog.Tile{H: height, L: -1, N: n, W: int(min(size-n*width, width))}))
	}
	return out
}

// path is a tile's place. C2SP leaves the height out of the paths that
// golang.org/x/mod makes, and calls the bundles entries.
func path(t tlog.Tile) string {
	p := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	if rest, ok := strings.CutPrefix(p, "data/"); ok {
		p = "entries/" + rest
	}
	return "tile/" + p
}
