// Package project knows where a project's files stand.
//
// In: a file system. Out: the files of each version, the locks, the catalogs
// and the settings, as bytes, and findings about files that stand where none belong. It
// reads no content: what a file says is for others.
package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/translog"
)

// SettingsFile makes a folder a project.
const SettingsFile = "kijun.yaml"

// LockFile stands in a standard's folder, beside its versions. It is part of none
// of them.
const LockFile = lock.Name

// ReviewsFile holds the reviews of what a standard withholds. It is part of no
// version: a version is frozen, and what it withholds is asked again.
const ReviewsFile = "reviews.yaml"

// FeedName is the name of a standard's feed, which stands in the site where its
// versions do: no version can have it.
const FeedName = "feed.xml"

// Folders of what was released, and the name of what a run is about to put into
// either: hidden, so that no run takes it for part of them.
const (
	ReleaseFolder  = proof.Folder
	LogFolder      = translog.Folder
	UnfinishedName = "." + ReleaseFolder
)

// Tops are the files and folders of a project's own folder that count. Nothing
// else in it is read.
func Tops() []string {
	return slices.Concat([]string{SettingsFile, "catalog", "content", standard.PagesFolder, LogFolder}, besideFolders)
}

// ErrNone says that a folder is no project.
var ErrNone = errors.New("there is no " + SettingsFile + " here")

// Files are the files of a project.
type Files struct {
	Settings *source.File
	Catalogs map[string]*source.File // catalog.yaml by the catalog's id
	Reasons  *source.File
	Sectors  *source.File
	Versions []*Version              // by standard and folder name
	Locks    map[string]*source.File // versions.lock by standard
	Reviews  map[string]*source.File // reviews.yaml by standard
	Own      []*source.File          // of the files above but content, those of the project itself
	Log      map[string]*source.File // the transparency log, by name relative to its folder
	Beside   []*source.File          // what stands before the theme's: layouts, assets, i18n, static
	Pages    []*source.File          // free pages of the site, by name

	Unfinished *source.File // what a run that was to release the site has left in the log's folder
}

// A Version is the folder of one version of one standard.
type Version struct {
	Standard, Number string
	Files            map[string]*source.File // by name relative to the folder
	Release          map[string]*source.File // those of its release, which are no sources, by name relative to release/
	Unfinished       bool                    // a run that was to release it has not ended
	at               string                  // how messages name a folder that is read for itself
}

// Dir is the version's folder in the project, or how messages name it elsewhere.
func (v *Version) Dir() string {
	return cmp.Or(v.at, path.Join("content", v.Standard, v.Number))
}

func newVersion(standard, number, at string) *Version {
	return &Version{Standard: standard, Number: number, Files: map[string]*source.File{}, Release: map[string]*source.File{}, at: at}
}

// add takes a file of the folder. Those of a release are no sources: no cut is
// made of them, no digest counts them, and none of them is an attachment.
func (v *Version) add(name string, f *source.File) {
	if rest, ok := strings.CutPrefix(name, ReleaseFolder+"/"); ok {
		v.Release[rest] = f
		return
	}
	v.Files[name] = f
}

// Rules are the findings of this package.
func Rules() []*diag.Rule { return []*diag.Rule{stray, link, badName, inStatic, unknownWords} }

var (
	stray = &diag.Rule{
		Code:   "stray-file",
		Title:  "a file in content/ that belongs to no version, or one in pages/ that is no page",
		Why:    "Every text of a standard stands in the folder of a version, content/<standard>/<version>/, and pages/ holds pages alone. A file beside them would be silently left out, or is a leftover that nobody meant to keep.",
		Before: "content/water-guideline/01-scope.md\n",
		After:  "content/water-guideline/4.2/01-scope.md\n",
	}
	link = &diag.Rule{
		Code:   "symbolic-link",
		Title:  "a symbolic link among the sources or overrides",
		Why:    "A link can lead out of the project, to a file that nobody reviewed for publication.",
		Before: "content/water-guideline/4.2/figures/plan.svg -> /home/someone/plan.svg\n",
		After:  "a copy of the file, once it has been reviewed\n",
	}
	inStatic = &diag.Rule{
		Code:   "source-in-static",
		Title:  "a source, or a leftover of one, in static/",
		Why:    "What stands in static/ is copied into every edition as it is: nothing is cut out of it. A chapter, a register or a backup of either would publish what is withheld.",
		Before: "static/02-build.md.orig\n",
		After:  "content/water-guideline/4.2/02-build.md\n",
	}
	unknownWords = &diag.Rule{
		Code:   "unknown-language",
		Title:  "a file in i18n/ that is for no language of the interface",
		Why:    "The words of the interface are in Japanese and English. A file of another name would be left out in silence, and the words in it would never show.",
		Before: "i18n/jp.yaml\n",
		After:  "i18n/ja.yaml\n",
	}
	badName = &diag.Rule{
		Code:   "folder-name",
		Title:  "a standard or version whose folder name can't be an address",
		Why:    "Folder names become addresses that last: small letters, digits and hyphens for a standard; letters, digits, dots and hyphens for a version.",
		Before: "content/Water Guideline/第4版/\n",
		After:  "content/water-guideline/4.0/\n",
	}
)

var (
	// StandardName and VersionName are the forms of folder names.
	StandardName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	VersionName  = regexp.MustCompile(`^[0-9A-Za-z](?:\.?[0-9A-Za-z_-])*$`) // 1...2 is an address of two
)

// Load reads a project. What it lacks of catalog/ is taken from builtin. The
// error is the system's.
func Load(root, builtin fs.FS) (*Files, diag.List, error) {
	var ds diag.List
	p, err := Settings(root, builtin)
	if err != nil {
		return nil, nil, err
	}
	found, err := p.content(root)
	ds.Add(found...)
	if err != nil {
		return p, ds, err
	}
	found, err = p.beside(root)
	ds.Add(found...)
	if err != nil {
		return p, ds, err
	}
	found, err = p.pages(root)
	ds.Add(found...)
	if err != nil {
		return p, ds, err
	}
	found, err = p.log(root)
	ds.Add(found...)
	return p, ds, err
}

// Settings reads of a project what is the same for all its standards: the
// settings and the catalogs.
func Settings(root, builtin fs.FS) (*Files, error) {
	data, err := fs.ReadFile(root, SettingsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	} else if err != nil {
		return nil, err
	}
	p, err := Builtin(builtin)
	if err != nil {
		return nil, err
	}
	p.Settings = source.New(SettingsFile, data)
	if own, err := fs.Sub(root, "catalog"); err == nil {
		if err := p.catalogs(own, ""); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Builtin is what there is without a project: the catalogs.
func Builtin(builtin fs.FS) (*Files, error) {
	p := &Files{Catalogs: map[string]*source.File{}, Locks: map[string]*source.File{}, Reviews: map[string]*source.File{}}
	return p, p.catalogs(builtin, "(built in) ")
}

func (p *Files) catalogs(fsys fs.FS, mark string) error {
	read := func(name string) (*source.File, error) {
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		f := source.New(mark+path.Join("catalog", name), data)
		if mark == "" && err == nil {
			p.Own = append(p.Own, f)
		}
		return f, err
	}
	set := func(to **source.File, name string) error {
		f, err := read(name)
		if f != nil {
			*to = f
		}
		return err
	}
	if err := errors.Join(set(&p.Reasons, "reasons.yaml"), set(&p.Sectors, "sectors.yaml")); err != nil {
		return err
	}
	entries, err := fs.ReadDir(fsys, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || hidden(e.Name()) || e.Name() == "mappings" {
			continue
		}
		f, err := read(path.Join(e.Name(), "catalog.yaml"))
		if err != nil {
			return err
		}
		if f != nil {
			p.Catalogs[e.Name()] = f
		}
	}
	return nil
}

// hidden tells the names that editors and systems leave behind.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

func (p *Files) content(root fs.FS) (ds diag.List, err error) {
	versions := map[string]*Version{}
	err = fs.WalkDir(root, "content", func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == "content" && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case name != "content" && hidden(e.Name()):
			dir, last := path.Split(name)
			if v := versions[strings.TrimSuffix(strings.TrimPrefix(dir, "content/"), "/")]; v != nil && last == UnfinishedName {
				v.Unfinished = true
			}
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		parts := strings.SplitN(name, "/", 4)
		at := func() source.Span { return source.New(name, nil).Whole() }
		switch {
		case e.Type()&fs.ModeSymlink != 0:
			ds.Add(link.At(at(), "symbolic links are not followed").Hint("put the file itself here"))
			return nil
		case e.IsDir():
			if len(parts) == 2 && !StandardName.MatchString(parts[1]) || len(parts) == 3 && (!VersionName.MatchString(parts[2]) || slices.Contains([]string{LockFile, ReviewsFile, FeedName}, parts[2])) {
				ds.Add(badName.At(at(), "the folder's name can't be part of an address").
					Hint("a standard: small letters, digits, hyphens; a version: letters, digits, dots, hyphens"))
				return fs.SkipDir
			}
			if len(parts) == 3 {
				versions[parts[1]+"/"+parts[2]] = newVersion(parts[1], parts[2], "")
			}
			return nil
		case !e.Type().IsRegular():
			ds.Add(link.At(at(), "this is no ordinary file"))
			return nil
		case len(parts) == 3 && parts[2] == LockFile:
			data, err := fs.ReadFile(root, name)
			if err == nil {
				p.Locks[parts[1]] = source.New(name, data)
			}
			return err
		case len(parts) == 3 && parts[2] == ReviewsFile:
			data, err := fs.ReadFile(root, name)
			if err == nil {
				p.Reviews[parts[1]] = source.New(name, data)
			}
			return err
		case len(parts) < 4:
			ds.Add(stray.At(at(), "this file belongs to no version").Hint("texts stand in content/<standard>/<version>/"))
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		versions[parts[1]+"/"+parts[2]].add(parts[3], source.New(name, data))
		return nil
	})
	if err != nil {
		return ds, fmt.Errorf("reading the sources: %w", err)
	}
	for _, v := range versions {
		if len(v.Files) == 0 && len(v.Release) == 0 {
			continue // an empty folder: git does not know of it either
		}
		p.Versions = append(p.Versions, v)
	}
	slices.SortFunc(p.Versions, func(a, b *Version) int {
		if c := strings.Compare(a.Standard, b.Standard); c != 0 {
			return c
		}
		return strings.Compare(a.Number, b.Number)
	})
	return ds, nil
}
