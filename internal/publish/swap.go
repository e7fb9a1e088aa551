package publish

import (
	"errors"
	"os"
	"path/filepath"
)

// A way is how far a stage and its target have changed places.
type way int

const (
	untouched way = iota
	moved         // the new one stands where nothing was
	exchanged     // in one step
	aside         // the old one is out, the new one not in
	rotated       // in two steps
)

// swap puts the new output in place; the old one is in the hidden folder then.
// After an error undo is due as well.
func (s *stage) swap() error {
	switch {
	case s.wrap == "":
		return nil
	case s.old == nil:
		if err := os.Rename(s.site(), s.path); err != nil {
			return s.failed("put a new folder at", s.Dir, err)
		}
		s.way = moved
		return nil
	}
	err := s.exchange(s.site(), s.path)
	switch {
	case err == nil:
		s.way = exchanged
		return nil
	case !errors.Is(err, errors.ErrUnsupported):
		return s.failed("put a new folder at", s.Dir, err)
	}
	if err := os.Rename(s.path, s.aside()); err != nil {
		return s.failed("rename", s.Dir, err)
	}
	s.way = aside
	if err := os.Rename(s.site(), s.path); err != nil {
		return s.failed("put a new folder at", s.Dir, err)
	}
	s.way = rotated
	return nil
}

// undo takes a swap back. Where it can't, the hidden folder stays: it may hold
// the only copy of the old output, which the next run puts back.
func (s *stage) undo() error {
	var err error
	switch s.way {
	case moved:
		err = os.Rename(s.path, s.site())
	case exchanged:
		err = s.exchange(s.site(), s.path)
	case rotated:
		if err = os.Rename(s.path, s.site()); err != nil {
			break
		}
		fallthrough
	case aside:
		err = os.Rename(s.aside(), s.path)
	}
	if err != nil {
		err = s.failed("put back", s.Dir, err)
		s.stuck = true
	}
	return err
}

func (s *stage) site() string  { return filepath.Join(s.wrap, siteName) }
func (s *stage) aside() string { return filepath.Join(s.wrap, oldName) }
