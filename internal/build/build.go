package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Write makes all files of an edition and hands each to put, from several
// goroutines: who puts it on a disk waits for the system while the others go on.
func (a *Analysis) Write(ctx context.Context, root fs.FS, e withhold.Edition, put func(name string, data []byte) error) error {
	files, err := a.Files(ctx, root, e)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := files[name]
		delete(files, name) // not kept any longer than it takes to write it
		g.Go(func() error { return put(name, data) })
	}
	return g.Wait()
}

// Files makes all files of an edition in memory. root is the project, for its
// folders that override the theme's.
func (a *Analysis) Files(ctx context.Context, root fs.FS, e withhold.Edition) (map[string][]byte, error) {
	if a.Findings.HasErrors() {
		return nil, ErrFindings
	}
	ed := a.Editions[e]
	r := &render.Renderer{
		Edition: e, Library: a.Library, Index: standard.NewIndex(ed.Standards),
		Languages: a.Site.Languages, Words: map[string]map[string]string{},
	}
	for _, lang := range a.Site.Languages {
		words, err := site.Words(root, lang)
		if err != nil {
			return nil, err
		}
		r.Words[lang] = words
	}
	matrices := cover.All(a.Library, ed.Standards)
	files, err := site.Build(ctx, site.Input{
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
		Overrides: root,
	})
	if err != nil {
		return nil, err
	}
	add := func(name string, data []byte) error {
		if old, taken := files[name]; taken && !bytes.Equal(old, data) {
			return fmt.Errorf("two things want to be %s in the site; rename the one in static/ or the chapter", name)
		}
		files[name] = data
		return nil
	}
	var pages []export.Page
	for name := range files {
		if dir, ok := strings.CutSuffix(name, "index.html"); ok {
			pages = append(pages, export.Page{Path: dir})
		}
	}
	slices.SortFunc(pages, func(a, b export.Page) int { return strings.Compare(a.Path, b.Path) })
	var errs []error
	data := export.Files(export.Input{Site: a.Site, Library: a.Library, Standards: ed.Standards, Matrices: matrices})
	if m := export.Sitemap(a.Site, pages); m != nil {
		data["sitemap.xml"] = m
	}
	data["robots.txt"] = export.Robots(a.Site, string(e))
	for name, b := range data {
		errs = append(errs, add(name, b))
	}
	for _, s := range ed.Standards {
		for _, v := range s.Versions {
			for _, at := range v.Attachments {
				if !at.Used {
					continue
				}
				clean, why := attachment.Clean(at.Path, at.File.Bytes())
				if why != nil { // the rule unclean-attachment has reported it; never publish it as it is
					errs = append(errs, errors.New("a file beside the text can't be cleaned"))
					continue
				}
				errs = append(errs, add(path.Join("standards", s.ID, v.Number, at.Path), clean))
			}
		}
	}
	return files, errors.Join(errs...)
}
