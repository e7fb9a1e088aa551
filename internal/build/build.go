package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
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
	ed := a.Editions[e]
	if a.Findings.HasErrors() || ed == nil {
		return ErrFindings
	}
	comparisons := newComparisons(ed, a.Library, a.Site)
	r := &render.Renderer{
		Edition: e, Library: a.Library, Index: standard.NewIndex(ed.Standards),
		Languages: a.Site.Languages, Words: map[string]map[string]string{}, History: comparisons.trace,
	}
	for _, lang := range a.Site.Languages {
		words, err := site.Words(root, lang)
		if err != nil {
			return broken(root, err)
		}
		r.Words[lang] = words
	}
	var told map[string]compare.Chronicle
	if e == withhold.Public {
		told = chronicles(comparisons) // which share what its pages compare anyway
	} else {
		told = a.Chronicles()
	}
	matrices := cover.All(a.Library, ed.Standards)
	out := &output{put: put, private: e == withhold.Confidential, names: map[string]bool{}, sums: map[string][sha256.Size]byte{}}
	if err := comparisons.write(out.add); err != nil {
		return err
	}
	err := export.Each(export.Input{Site: a.Site, Library: a.Library, Standards: ed.Standards, Matrices: matrices, Compare: comparisons.of, Chronicles: told}, out.add)
	if err != nil {
		return err
	}
	if err := out.add("robots.txt", export.Robots(a.Site, string(e))); err != nil {
		return err
	}
	if err := a.writeReleases(e, out.add); err != nil {
		return err
	}
	for _, s := range ed.Standards {
		for _, v := range s.Versions {
			for _, at := range v.Attachments {
				if !at.Used {
					continue
				}
				clean, why := attachment.Published(at.Path, at.File.Bytes(), at.AsIs)
				if why != nil { // the rule unclean-attachment has reported it; never publish it as it is
					return errors.New("a file beside the text can't be cleaned")
				}
				if err := out.add(path.Join("standards", s.ID, v.Number, at.Path), clean); err != nil {
					return err
				}
			}
		}
	}
	err = site.Write(ctx, site.Input{
		Edition: string(e), Site: a.Site, Library: a.Library, Standards: ed.Standards, Coverage: matrices,
		HTML: func(v *standard.Version, ui, text string, ch *standard.Chapter) []byte {
			p := render.Page{Version: ed.parsed[v], UI: ui, Text: text, Depth: 4}
			if ch == nil {
				p.Depth = 3
				return r.Preface(p)
			}
			return r.Chapter(p, ch)
		},
		AllHTML: func(v *standard.Version, ui, text string) []byte {
			return r.All(render.Page{Version: ed.parsed[v], UI: ui, Text: text, Depth: 4})
		},
		Text: func(v *standard.Version, ch *standard.Chapter, clause int) []string {
			var lines []string
			for _, b := range ed.parsed[v].Blocks(ch, clause) {
				lines = append(lines, b.Text())
			}
			return lines
		},
		Compare: comparisons.of, Chronicles: told,
		CompareHTML: func(c *compare.Comparison, ui string, to site.Ways) []byte {
			return render.Comparison(c, render.ComparisonPage{
				Words: r.Words[ui], UI: ui, Library: a.Library, OldFirst: a.Site.Compare.NewerRight, Href: to.Clause, Item: to.Item,
			})
		},
		Overrides: root, Offline: a.Offline,
	}, out.page)
	if err != nil {
		return broken(root, err)
	}
	if m := export.Sitemap(a.Site, out.pages()); m != nil {
		return out.page("sitemap.xml", m)
	}
	return nil
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
		at = f.At(f.LineStart(te.Line), f.LineEnd(te.Line))
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

// pages are the pages that were put.
func (o *output) pages() []export.Page {
	var out []export.Page
	for _, name := range slices.Sorted(maps.Keys(o.names)) {
		if dir, ok := strings.CutSuffix(name, "index.html"); ok {
			out = append(out, export.Page{Path: dir})
		}
	}
	return out
}
