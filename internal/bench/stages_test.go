package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// BenchmarkStages takes one generated version, twenty chapters, through each
// stage by itself.
func BenchmarkStages(b *testing.B) {
	dir := b.TempDir()
	if err := generate(dir, "", chaptersEach, "ja"); err != nil {
		b.Fatal(err)
	}
	files, _, err := project.Load(os.DirFS(dir), builtin.FS)
	if err != nil {
		b.Fatal(err)
	}
	v := files.Versions[0]
	var size int64
	for _, f := range v.Files {
		size += int64(len(f.Bytes()))
	}
	scan := func() *withhold.Sources {
		// findings hide ranges of a file, so each scan gets files of its own
		own := map[string]*source.File{}
		for name, f := range v.Files {
			own[name] = source.New(f.Path(), f.Bytes())
		}
		register, _ := parse.Register(own[withhold.RegisterFile])
		sources, ds := withhold.Scan(v.Standard, v.Number, own, register)
		if ds.HasErrors() {
			b.Fatal(ds)
		}
		return sources
	}
	b.Run("scan", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			scan()
		}
	})
	cut, _ := scan().Cut(withhold.Public)
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			parse.New().Version(cut, "ja")
		}
	})
	parsed, _ := parse.New().Version(cut, "ja")
	r := &render.Renderer{
		Edition: withhold.Public, Library: library(files), Languages: []string{"ja"}, Words: map[string]map[string]string{"ja": {}},
		Index: standard.NewIndex([]*standard.Standard{{ID: v.Standard, Versions: []*standard.Version{parsed.Version}}}),
	}
	page := render.Page{Version: parsed, UI: "ja", Text: "ja", Depth: 4}
	b.Run("render", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			for _, ch := range parsed.Translations[0].Chapters {
				r.Chapter(page, ch)
			}
			r.All(page)
		}
	})
	b.Run("export", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			export.Version(parsed.Version, r.Library.Catalog("nisc-4"), "")
		}
	})
}

func library(files *project.Files) *catalog.Library {
	c, _ := parse.Catalog(files.Catalogs["nisc-4"], "nisc-4")
	return &catalog.Library{Catalogs: []*catalog.Catalog{c}}
}

// TestGenerated: what is measured is a project without findings, the same every
// time.
func TestGenerated(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if err := generate(dir, "", 45, "ja"); err != nil {
			t.Fatal(err)
		}
	}
	names, err := filepath.Glob(filepath.Join(one, "content/*/*/*"))
	if err != nil || len(names) != 45+3*2 {
		t.Fatal(len(names), err)
	}
	for _, name := range names {
		a, _ := os.ReadFile(name)
		rel, _ := filepath.Rel(one, name)
		if b, _ := os.ReadFile(filepath.Join(two, rel)); string(a) != string(b) {
			t.Errorf("%s differs", rel)
		}
	}
	a, err := build.Analyse(os.DirFS(one), build.Options{Date: "2026-04-01"})
	if err != nil || len(a.Findings) > 0 {
		t.Error(a.Findings, err)
	}
}
