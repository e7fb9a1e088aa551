package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Files makes all files of an edition in memory. root is the project, for its
// folders that override the theme's.
func (a *Analysis) Files(ctx context.Context, root fs.FS, e withhold.Edition) (map[string][]byte, error) {
	var mu sync.Mutex
	files := map[string][]byte{}
	err := a.Write(ctx, root, e, func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		files[name] = data
		return nil
	})
	if err != nil {
		return nil, err
	}
	return files, nil
}

// Write makes all files of an edition and hands each to put as soon as it is
// made, from several goroutines.
func (a *Analysis) Write(ctx context.Context, root fs.FS, e withhold.Edition, put func(name string, data []byte) error) error {
	if a.Findings.HasErrors() {
		return ErrFindings
	}
	m, err := a.means(root, e, nil)
	if err != nil {
		return err
	}
	out := &output{put: put, private: e == withhold.Confidential, names: map[string]bool{}, sums: map[string][sha256.Size]byte{}}
	for _, p := range m.parts() {
		if err := p.write(all, out.add); err != nil {
			return err
		}
	}
	if err := site.Write(ctx, m.site, out.page); err != nil {
		return broken(root, err)
	}
	return m.sitemaps(out.pages(), out.page)
}

// FindingsError carries findings that only the making of the site could have.
type FindingsError struct{ Findings diag.List }

func (*FindingsError) Error() string        { return ErrFindings.Error() }
func (*FindingsError) Is(target error) bool { return target == ErrFindings }

// broken turns the failure of a project's own layout into a finding.
func broken(root fs.FS, err error) error {
	var te *site.TemplateError
	if !errors.As(err, &te) {
		return err
	}
	data, _ := fs.ReadFile(root, te.File) // without it the finding has no excerpt
	f := source.New(te.File, data)
	at := f.Whole()
	if te.Line > 0 {
		start, end := f.LineStart(te.Line), f.LineEnd(te.Line)
		if te.Column > 0 {
			start = min(start+te.Column-1, end)
		}
		at = f.At(start, end)
	}
	d := site.BrokenOverride.At(at, "%s", te.Message).
		Hint("mend it, or take the file away: the theme's own is used then")
	return &FindingsError{diag.List{d}}
}

// An output is an edition on its way out.
type output struct {
	put     func(name string, data []byte) error
	private bool

	mu    sync.Mutex
	names map[string]bool              // of the files that were put
	sums  map[string][sha256.Size]byte // of those that stand before the pages
}

// add puts a file that a page, or a static file, may want the name of.
func (o *output) add(name string, data []byte) error {
	o.mu.Lock()
	if !o.names[name] {
		o.sums[name] = sha256.Sum256(data)
	}
	o.mu.Unlock()
	return o.page(name, data)
}

// page puts a page. Two files that want the same name are an error, unless they
// are equal.
func (o *output) page(name string, data []byte) error {
	o.mu.Lock()
	taken := o.names[name]
	o.names[name] = true
	sum, known := o.sums[name]
	o.mu.Unlock()
	switch {
	case !taken:
		return o.put(name, data)
	case !known || sum != sha256.Sum256(data):
		if o.private {
			name = "the same file" // names of a confidential edition may tell too much
		}
		return fmt.Errorf("two things want to be %s in the site; rename the one in static/, or the other", name)
	}
	return nil
}

// pages are the paths of the pages that were put.
func (o *output) pages() []string { return pagesOf(slices.Sorted(maps.Keys(o.names))) }

// pagesOf are the paths of the pages among files, in their order.
func pagesOf(names []string) []string {
	var out []string
	for _, name := range names {
		if dir, ok := strings.CutSuffix(name, "index.html"); ok {
			out = append(out, dir)
		}
	}
	return out
}
