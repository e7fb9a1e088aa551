package build

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"

	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A Maker makes the files of an edition one at a time, each when it is asked for,
// with what Write makes all of them: the bytes are the same. Several may be asked
// for at once.
type Maker struct {
	means *means
	site  *site.Maker
	root  fs.FS
	memo  *site.Memo
}

// Maker plans the files of an edition and makes none. Before are those of the
// state before, or nil: what has not changed since is not worked out again.
//
// An edition has pages as soon as it could be cut and parsed without an error.
// What the rules find can stand in the way of a build and not of a look.
func (a *Analysis) Maker(root fs.FS, e withhold.Edition, before *Maker) (*Maker, error) {
	m := &Maker{root: root, memo: site.NewMemo()}
	var known *means
	if before != nil {
		m.memo, known = before.memo, before.means
	}
	var err error
	if m.means, err = a.means(root, e, known); err != nil {
		return nil, err
	}
	if m.site, err = site.NewMaker(m.means.site, m.memo); err != nil {
		return nil, broken(root, err)
	}
	return m, nil
}

// File makes a file. The error is fs.ErrNotExist for one that the edition does not
// have, and a *FindingsError where a layout of the project's fails.
func (m *Maker) File(ctx context.Context, name string) ([]byte, error) {
	data, err := m.site.File(ctx, name)
	if !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			err = broken(m.root, err)
		}
		return data, err
	}
	if sitemap.MatchString(name) {
		return m.sitemap(name)
	}
	var mu sync.Mutex
	var found []byte
	for _, part := range m.means.parts() {
		if !part.has(name) {
			continue
		}
		err := part.write(func(n string) bool { return n == name }, func(n string, data []byte) error {
			if n == name {
				mu.Lock()
				defer mu.Unlock()
				found = data
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if found != nil {
			return found, nil
		}
	}
	return nil, fs.ErrNotExist
}

// sitemap is made of the names of all pages.
func (m *Maker) sitemap(name string) (found []byte, err error) {
	names, err := m.site.Names()
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	err = m.means.sitemaps(pagesOf(names), func(n string, data []byte) error {
		if n == name {
			found = data
		}
		return nil
	})
	if err == nil && found == nil {
		err = fs.ErrNotExist
	}
	return found, err
}
