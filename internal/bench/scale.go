package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// large is what -scale builds: 500 standards of one version, 10,000 chapters,
// 50,000 clauses, 5,000 withholdings.
var large = shape{chapters: 10_000, versions: 1, withheld: 10, languages: "ja,en"}

// kinds are the pages that could grow with a site, by their addresses.
var kinds = []struct {
	name string
	form *regexp.Regexp
}{
	{"home", regexp.MustCompile(`^index\.html$`)},
	{"standards", regexp.MustCompile(`^standards/index\.html$`)},
	{"coverage", regexp.MustCompile(`^coverage/index\.html$`)},
	{"coverage of a sector", regexp.MustCompile(`^coverage/.+/index\.html$`)},
	{"items", regexp.MustCompile(`^items/index\.html$`)},
	{"item", regexp.MustCompile(`^items/.+/index\.html$`)},
	{"register", regexp.MustCompile(`^withheld/index\.html$`)},
	{"register of a standard", regexp.MustCompile(`^withheld/.+/index\.html$`)},
	{"sector", regexp.MustCompile(`^sectors/.+/index\.html$`)},
	{"role", regexp.MustCompile(`^roles/.+/index\.html$`)},
	{"standard", regexp.MustCompile(`^standards/[^/]+/index\.html$`)},
	{"chapter", regexp.MustCompile(`^standards/[^/]+/[^/]+/[^/]+-chapter/index\.html$`)},
}

// scale builds a large project and weighs the public pages: of each kind the
// heaviest. With a folder, the project and its site stay there.
func (b *bench) scale(dir string) error {
	project, into := filepath.Join(dir, "project"), filepath.Join(dir, "site")
	if err := large.generate(project, ""); err != nil {
		return err
	}
	c := contestant{name: "build", program: b.kijun, args: func(into string) []string { return []string{"build", "-C", project, "--output", into} }}
	r, err := c.measure(into)
	if err != nil {
		return err
	}
	fmt.Printf("%d clauses in %d standards, %d withholdings; both editions in %.1f s, %.1f s of processors, %d MiB at most\n\n| page | count | heaviest | bytes | gzip |\n| --- | ---: | --- | ---: | ---: |\n",
		large.chapters*clausesEach, large.chapters/chaptersEach, large.chapters/chaptersEach*large.withheld, r.wall.Seconds(), r.cpu.Seconds(), r.memory>>20)
	return weigh(os.DirFS(filepath.Join(into, "public")))
}

// weigh prints the heaviest page of each kind.
func weigh(site fs.FS) error {
	type heaviest struct {
		name  string
		size  int64
		count int
	}
	found := make([]heaviest, len(kinds))
	err := fs.WalkDir(site, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Base(name) != "index.html" {
			return err
		}
		i := slices.IndexFunc(kinds, func(k struct {
			name string
			form *regexp.Regexp
		}) bool {
			return k.form.MatchString(name)
		})
		if i < 0 {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		found[i].count++
		if info.Size() > found[i].size {
			found[i].name, found[i].size = name, info.Size()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, h := range found {
		if h.count == 0 {
			continue
		}
		data, err := fs.ReadFile(site, h.name)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		fmt.Printf("| %s | %d | %s | %d | %d |\n", kinds[i].name, h.count, strings.TrimSuffix(h.name, "index.html"), h.size, packed.Len())
	}
	return nil
}

// bareLayout writes what a page can't be without.
const bareLayout = "<!doctype html>\n<html lang=\"{{ site.Params.lang }}\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>\n{{ .Content }}</body></html>\n"

// theme measures a build with the theme's layouts beside one with bare ones.
// Both projects have a layout of their own, since kijun tries those out first.
func (b *bench) theme(dir string) error {
	layouts := map[string][]string{"bare": nil, "theme": {"_partials/nobody-asks-for-it.html"}}
	entries, err := os.ReadDir("themes/kijun/layouts")
	if err != nil {
		return fmt.Errorf("listing the theme's layouts (bench runs in the module's folder): %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			layouts["bare"] = append(layouts["bare"], e.Name())
		}
	}
	var all []*contestant
	for _, name := range []string{"bare", "theme"} {
		project := filepath.Join(dir, name)
		if err := generate(project, "", b.chapters, b.languages); err != nil {
			return err
		}
		for _, layout := range layouts[name] {
			file := filepath.Join(project, "layouts", filepath.FromSlash(layout))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(file, []byte(bareLayout), 0o644); err != nil {
				return err
			}
		}
		all = append(all, &contestant{name: name + " layouts, both editions", program: b.kijun, folder: name, args: func(into string) []string {
			return []string{"build", "-C", project, "--output", into}
		}})
	}
	return b.contest(dir, all)
}
