package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// Numbers lists the versions that a project has of each standard. It reads none
// of them, so that one of them can be read while others are in disorder.
func Numbers(root fs.FS) (map[string][]string, error) {
	out := map[string][]string{}
	standards, err := fs.ReadDir(root, "content")
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	} else if err != nil {
		return nil, fmt.Errorf("reading the sources: %w", err)
	}
	for _, s := range standards {
		if !s.IsDir() || !StandardName.MatchString(s.Name()) {
			continue
		}
		versions, err := fs.ReadDir(root, path.Join("content", s.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the sources: %w", err)
		}
		for _, v := range versions {
			if !v.IsDir() || !VersionName.MatchString(v.Name()) {
				continue
			}
			if files, err := fs.ReadDir(root, path.Join("content", s.Name(), v.Name())); err == nil && len(files) == 0 {
				continue // an empty folder: git does not know of it either
			}
			out[s.Name()] = append(out[s.Name()], v.Name())
		}
	}
	return out, nil
}

// Folder reads the folder dir of root as a version, wherever it stands. at is how
// messages name it; number is "" where index.md says it. A folder without
// index.md, which may be anything, is not read.
func Folder(root fs.FS, dir, at, standard, number string) (*Version, diag.List, error) {
	v := newVersion(standard, number, at)
	if _, err := fs.Lstat(root, path.Join(dir, "index.md")); errors.Is(err, fs.ErrNotExist) {
		return v, nil, nil
	} else if err != nil {
		return nil, nil, err
	}
	var ds diag.List
	err := fs.WalkDir(root, dir, func(name string, e fs.DirEntry, err error) error {
		rel := name
		if dir != "." {
			rel = strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		}
		place := func() source.Span { return source.New(path.Join(at, rel), nil).Whole() }
		switch {
		case err != nil:
			return err
		case name == dir:
			return nil
		case hidden(e.Name()):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.Type()&fs.ModeSymlink != 0:
			ds.Add(link.At(place(), "symbolic links are not followed").Hint("put the file itself here"))
			return nil
		case e.IsDir():
			return nil
		case !e.Type().IsRegular():
			ds.Add(link.At(place(), "this is no ordinary file"))
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err == nil {
			v.add(rel, source.New(path.Join(at, rel), data))
		}
		return err
	})
	if err != nil {
		return nil, ds, fmt.Errorf("reading %s: %w", at, err)
	}
	return v, ds, nil
}

// Kept reports whether a file in a version's folder counts: hidden ones are left
// behind by editors and systems.
func Kept(name string) bool {
	return !slices.ContainsFunc(strings.Split(name, "/"), hidden)
}

// Stored makes a version of files that come from elsewhere than a folder, such as
// a commit. odd are those that are no ordinary files, and what they are.
func Stored(files map[string][]byte, odd map[string]string, at, standard, number string) (*Version, diag.List) {
	v := newVersion(standard, number, at)
	for name, data := range files {
		if Kept(name) {
			v.add(name, source.New(path.Join(at, name), data))
		}
	}
	var ds diag.List
	for name, what := range odd {
		if Kept(name) {
			ds.Add(link.At(source.New(path.Join(at, name), nil).Whole(), "this is %s, and not followed", what).Hint("put the file itself here"))
		}
	}
	return v, ds.Sorted()
}
