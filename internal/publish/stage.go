package publish

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"
)

// A stage is an output on its way: from its names to a hidden folder that can
// change places with the target.
type stage struct {
	target
	system
	names    []string   // sorted
	levels   [][]string // the folders they need, by depth
	dirMode  fs.FileMode
	fileMode fs.FileMode

	wrap  string    // the hidden folder; "" before it is made, and where nothing changes
	old   *existing // nil when the place is free
	way   way
	stuck bool // the swap could be neither finished nor undone
	done  Replaced
}

// A piece is one file of the new output.
type piece struct {
	name  string
	data  []byte
	equal fs.FileInfo // the old output's file of this name, if it is the same
}

func newStage(sys system, t target) (*stage, error) {
	names, levels, err := arrange(t.Files)
	if err != nil {
		return nil, err
	}
	s := &stage{target: t, system: sys, names: names, levels: levels, dirMode: 0o755, fileMode: 0o644}
	if t.Private {
		s.dirMode, s.fileMode = 0o700, 0o600
	}
	return s, nil
}

// write makes the new output in a hidden folder, unless it would be the old one
// again.
func (s *stage) write(ctx context.Context) (err error) {
	if s.old, err = s.inspect(); err != nil {
		return err
	}
	pieces, err := s.plan(ctx)
	if err != nil {
		return err
	}
	s.done = Replaced{Dir: s.Dir, Files: len(s.names)}
	for _, name := range s.names {
		s.done.Bytes += int64(len(s.Files[name]))
	}
	if s.same(pieces) {
		s.done.Linked, s.done.Unchanged = len(s.names), true
		return nil
	}
	if err := s.open(); err != nil {
		return err
	}
	for _, level := range s.levels {
		err := each(ctx, len(level), func(i int) error {
			if err := s.mkdir(filepath.Join(s.site(), filepath.FromSlash(level[i])), s.dirMode); err != nil {
				return s.failed("make", level[i], err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	var linked atomic.Int64
	err = each(ctx, len(pieces), func(i int) error {
		took, err := s.place(&pieces[i])
		if took && i < len(s.names) {
			linked.Add(1)
		}
		return err
	})
	s.done.Linked = int(linked.Load())
	return err
}

// plan lists the files of the new output, those in the manifest first and in
// its order, and says which of them the old output has.
func (s *stage) plan(ctx context.Context) ([]piece, error) {
	pieces := make([]piece, len(s.names), len(s.names)+3)
	sums := make([]digest, len(s.names))
	err := each(ctx, len(s.names), func(i int) error {
		data := s.Files[s.names[i]]
		sums[i] = sha256.Sum256(data)
		pieces[i] = s.compare(s.names[i], data)
		return nil
	})
	if err != nil {
		return nil, err
	}
	pieces = append(pieces, s.compare(ManifestName, manifest(s.Edition, s.names, sums)))
	if s.old == nil {
		return pieces, nil
	}
	for _, name := range s.old.kept {
		data, err := os.ReadFile(filepath.Join(s.path, name))
		if err != nil {
			return nil, s.failed("read", name, err)
		}
		if ours, ok := s.Files[name]; ok {
			if !bytes.Equal(ours, data) {
				return nil, s.refuse("holds a "+name+" of its own, and so does the site", "remove one of the two")
			}
			continue
		}
		pieces = append(pieces, s.compare(name, data))
	}
	return pieces, nil
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// compare makes a piece and looks whether the old output's file can be it. One
// with another mode or owner can't: putting that right would change the old
// output.
func (s *stage) compare(name string, data []byte) piece {
	p := piece{name: name, data: data}
	if s.old == nil || !s.old.files[norm.NFC.String(name)] {
		return p
	}
	f, err := os.OpenFile(filepath.Join(s.path, filepath.FromSlash(name)), os.O_RDONLY|noFollow, 0)
	if err != nil {
		return p // then it is written
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() != int64(len(data)) || !hasMode(info, s.fileMode) || !owned(info) {
		return p
	}
	buf := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buf)
	for len(data) > 0 {
		n, err := io.ReadFull(f, buf[:min(len(buf), len(data))])
		if err != nil || !bytes.Equal(buf[:n], data[:n]) {
			return p
		}
		data = data[n:]
	}
	p.equal = info
	return p
}

// same reports whether the old output is what the new one would be.
func (s *stage) same(pieces []piece) bool {
	if s.old == nil || s.old.extra || len(s.old.files) != len(pieces) {
		return false
	}
	for _, p := range pieces {
		if p.equal == nil {
			return false
		}
	}
	dirs := append(slices.Concat(s.levels...), ".")
	if len(s.old.dirs) != len(dirs) {
		return false
	}
	for _, dir := range dirs {
		info, ok := s.old.dirs[norm.NFC.String(dir)]
		if !ok || !hasMode(info, s.dirMode) || !owned(info) {
			return false
		}
	}
	return true
}

// open makes the hidden folder and an empty site in it. Nobody but the owner
// can look into it, whatever the edition, and git never adds it.
func (s *stage) open() error {
	random := make([]byte, 6)
	rand.Read(random) // never fails
	wrap := filepath.Join(s.parent, hiddenStart+s.Edition+"-"+s.mark+"-"+hex.EncodeToString(random))
	if err := s.mkdir(wrap, 0o700); err != nil {
		return s.failed("make a new folder in", s.parent, err)
	}
	s.wrap = wrap
	if err := write(filepath.Join(wrap, ignoreName), []byte("*\n"), 0o600); err != nil {
		return s.failed("write to a new folder in", s.parent, err)
	}
	if err := s.mkdir(s.site(), s.dirMode); err != nil {
		return s.failed("make a new folder in", s.parent, err)
	}
	return nil
}

// mkdir makes a folder with a mode that no umask, ACL or set-group-id bit of
// the folder around it changes. It never has more than that mode.
func (s *stage) mkdir(dir string, mode fs.FileMode) error {
	if err := os.Mkdir(dir, mode); err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

// place puts a file into the new output and reports whether it is the old one.
func (s *stage) place(p *piece) (linked bool, err error) {
	to := filepath.Join(s.site(), filepath.FromSlash(p.name))
	if p.equal != nil && s.link(filepath.Join(s.path, filepath.FromSlash(p.name)), to) == nil {
		// Somebody may have changed the file since it was compared.
		if info, err := os.Lstat(to); err == nil && os.SameFile(info, p.equal) && info.Size() == p.equal.Size() &&
			info.Mode() == p.equal.Mode() && info.ModTime().Equal(p.equal.ModTime()) {
			return true, nil
		}
		if err := os.Remove(to); err != nil {
			return false, s.failed("write", p.name, err)
		}
	}
	if err := write(to, p.data, s.fileMode); err != nil {
		return false, s.failed("write", p.name, err)
	}
	return false, nil
}

// write makes a file; it never has more than the mode, and never existed.
func write(name string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if closing := f.Close(); err == nil { // where a network or a quota says no
		err = closing
	}
	return err
}

// each calls do for 0 ≤ i < n on all processors until one fails or ctx ends.
func each(ctx context.Context, n int, do func(i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := do(i); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}
