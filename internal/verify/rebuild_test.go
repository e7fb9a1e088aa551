package verify_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/verify"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A leak is something that a builder may do wrong: it sees the sources and
// changes a file of the public edition.
type leak func(root fs.FS, name string, data []byte) []byte

// builds are those of the command: of the sources, and of refilled ones. leak
// spoils both.
func builds(t *testing.T, root fs.FS, seed uint64, leak leak) []verify.Build {
	t.Helper()
	of := func(name string, root fs.FS) verify.Build {
		return verify.Build{Name: name, Make: func(ctx context.Context, put func(string, []byte) error) error {
			a, err := build.Analyse(root, build.Options{Date: "2026-11-01"})
			if err != nil {
				return err
			}
			return a.Write(ctx, root, withhold.Public, func(name string, data []byte) error {
				if leak != nil {
					data = leak(root, name, data)
				}
				return put(name, data)
			})
		}}
	}
	a := must(build.Analyse(root, build.Options{Date: "2026-11-01"}))
	return []verify.Build{of("the build", root), of("the other build", must(a.Refill(root, seed)))}
}

// made is a site as the first build makes it.
func made(t *testing.T, b verify.Build) files {
	t.Helper()
	site := files{}
	names := make(chan func())
	done := make(chan bool)
	go func() {
		for f := range names {
			f()
		}
		close(done)
	}()
	err := b.Make(context.Background(), func(name string, data []byte) error {
		names <- func() { site[name] = data }
		return nil
	})
	close(names)
	<-done
	if err != nil {
		t.Fatal(err)
	}
	list(site, "public")
	return site
}

// withheldLength is how many bytes are withheld in the marked parts of a text.
func withheldLength(root fs.FS, name string) int {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		panic(err)
	}
	n := 0
	for _, m := range append(regions.FindAllSubmatch(data, -1), spans.FindAllSubmatch(data, -1)...) {
		n += len(m[2])
	}
	return n
}

// TestRebuild: the site of a sound builder passes, and leaks of every size are
// found by the file and the byte, without a word of what is withheld.
func TestRebuild(t *testing.T) {
	root := os.DirFS("../..")
	const text = "content/water-guideline/4.2/07-build.md"
	const page = "standards/water-guideline/4.2/07-build/index.html"
	at := func(name string, change func(root fs.FS, data []byte) []byte) leak {
		return func(root fs.FS, file string, data []byte) []byte {
			if file == name {
				return change(root, data)
			}
			return data
		}
	}
	cases := []struct {
		name string
		leak leak
		want string // file of the failure; "" for none
	}{
		{"nothing", nil, ""},
		{"the length of a part", at(page, func(root fs.FS, data []byte) []byte {
			return append(slices.Clone(data), fmt.Sprintf("<!-- %d -->", withheldLength(root, text))...)
		}), page},
		{"one bit", at("index.html", func(other fs.FS, data []byte) []byte {
			if withheldLength(other, text) == withheldLength(root, text) {
				return append(slices.Clone(data), ' ')
			}
			return data
		}), "index.html"},
		{"a word", at(page, func(root fs.FS, data []byte) []byte {
			source := must(fs.ReadFile(root, text))
			m := regexp.MustCompile(`\{\{withhold:W-001\}\}(.*?)\{\{`).FindSubmatch(source)
			return append(slices.Clone(data), m[1]...)
		}), page},
		{"the number of files", at("data/index.html", func(root fs.FS, data []byte) []byte {
			n := 0
			entries, _ := fs.ReadDir(root, "content/water-guideline/4.2")
			for _, e := range entries {
				n += len(e.Name())
			}
			return append(slices.Clone(data), fmt.Sprint(n)...)
		}), "data/index.html"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := builds(t, root, 7, c.leak)
			site := made(t, b[0])
			r := run(t, site, verify.Options{Rebuild: b})
			got := r.Of("rebuild")
			if c.want == "" {
				if got.Status != verify.Pass {
					dump(t, r)
					t.Error("a sound builder fails")
				}
				return
			}
			if got.Status != verify.Fail || got.Failures[0].File != c.want || !strings.Contains(got.Failures[0].Message, "the other build differs from the site at byte ") {
				t.Errorf("%+v", got)
			}
			secrets(t, r, get(t, full))
		})
	}
}

// A site that is not what the sources give is told by its first file.
func TestRebuildOfAnotherSite(t *testing.T) {
	root := os.DirFS("../cli/project")
	b := builds(t, root, 1, nil)
	site := made(t, b[0])
	for _, c := range []struct {
		change func(site files)
		want   string
	}{
		{func(site files) { site["feed.xml"] = append([]byte("x"), site["feed.xml"]...) }, "feed.xml:1: the build differs from the site at byte 0"},
		{func(site files) { site["a.txt"] = nil }, "a.txt: the site has this file, and the build has not"},
		{func(site files) { delete(site, "404.html") }, "404.html: the build has this file, and the site has not"},
	} {
		other := maps.Clone(site)
		c.change(other)
		r := run(t, other, verify.Options{Rebuild: b})
		if got := r.Of("rebuild"); got.Status != verify.Fail || got.Failures[0].String() != c.want {
			t.Errorf("%+v, %q is wanted", got, c.want)
		}
	}
}
