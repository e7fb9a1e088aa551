package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// besideFolders are the project's own folders that stand before the theme's.
var besideFolders = []string{"layouts", "assets", "i18n", "static"}

// beside reads what goes into every edition as it is. No marker counts there and
// no cut is made, so a text that came there by a link or as a copy would be
// published whole.
func (p *Files) beside(root fs.FS) (ds diag.List, err error) {
	for _, dir := range besideFolders {
		found, err := folder(root, dir, func(f *source.File) {
			if name := f.Path(); strings.HasPrefix(name, "static/") && leftover.MatchString(path.Base(name)) {
				ds.Add(inStatic.At(source.New(name, nil).Whole(), "this looks like a source or a leftover of an editor, and static/ is published as it is").
					Hint("take the file out; texts stand in content/<standard>/<version>/"))
			}
			if name := f.Path(); strings.HasPrefix(name, "i18n/") && !wordsFile.MatchString(name) {
				ds.Add(unknownWords.At(source.New(name, nil).Whole(), "the interface has no language of this name").
					Hint("name it i18n/ja.yaml or i18n/en.yaml, or take it out"))
			}
			p.Beside = append(p.Beside, f)
		})
		ds.Add(found...)
		if err != nil {
			return ds, err
		}
	}
	return ds, nil
}

// pageFile is the form of a page's name. What stands between the first dot and
// .md is its language.
var pageFile = regexp.MustCompile(`^[a-z][a-z0-9-]*(?:\.[a-z]{2})?\.md$`)

// pages reads the free pages. A copy or a leftover that is left out silently
// would be no harm; one that is taken for a page would be published.
func (p *Files) pages(root fs.FS) (ds diag.List, err error) {
	found, err := folder(root, standard.PagesFolder, func(f *source.File) {
		name := strings.TrimPrefix(f.Path(), standard.PagesFolder+"/")
		switch {
		case slices.ContainsFunc(strings.Split(name, "/"), hidden):
		case !pageFile.MatchString(name):
			ds.Add(stray.At(source.New(f.Path(), nil).Whole(), "this file is no page").
				Hint("a page is `pages/about.md`, in another language `pages/about.en.md`: small letters, digits and hyphens, no folders; other files stand in static/"))
		default:
			p.Pages = append(p.Pages, f)
		}
	})
	ds.Add(found...)
	return ds, err
}

// log reads the transparency log. What does not belong to it is for those to say
// who know how long it is.
func (p *Files) log(root fs.FS) (diag.List, error) {
	p.Log = map[string]*source.File{}
	return folder(root, LogFolder, func(f *source.File) {
		name := strings.TrimPrefix(f.Path(), LogFolder+"/")
		if name == UnfinishedName {
			p.Unfinished = f
			return
		}
		p.Log[name] = f
	})
}

// folder reads every file of a folder of the project, if it is there.
func folder(root fs.FS, dir string, take func(*source.File)) (ds diag.List, err error) {
	visit := func(name string, e fs.DirEntry, err error) error {
		at := func() source.Span { return source.New(name, nil).Whole() }
		switch {
		case err != nil:
			return err
		case e.Type()&fs.ModeSymlink != 0:
			ds.Add(link.At(at(), "symbolic links are not followed").Hint("put the file itself here"))
			return nil
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			ds.Add(link.At(at(), "this is no ordinary file").Hint("take it out of the folder"))
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err == nil {
			take(source.New(name, data))
		}
		return err
	}
	info, err := fs.Lstat(root, dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", dir, err)
	case !info.IsDir():
		ds.Add(link.At(source.New(dir, nil).Whole(), "this is no folder").Hint("put the folder itself here"))
		return ds, nil
	}
	// not from a link, which a walk would follow
	if err := fs.WalkDir(root, dir, visit); err != nil {
		return ds, fmt.Errorf("reading %s: %w", dir, err)
	}
	return ds, nil
}

// wordsFile tells the files that the words of the interface are read from.
var wordsFile = regexp.MustCompile(`^i18n/(?:ja|en)\.(?:ya?ml|toml|json)$`)

// leftover tells the names of sources and of what editors and merges leave
// beside them.
var leftover = regexp.MustCompile(`(?i)(?:^#.*|~|\.(?:md|markdown|orig|rej|bak|old|tmp|sw[a-z])|^withheld\.ya?ml|\.confidential\.ya?ml)$`)
