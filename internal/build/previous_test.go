package build_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
)

// TestPredecess reads one version: what is wrong with others is not in the way,
// and ids of those before it are known.
func TestReadPredecessor(t *testing.T) {
	index := func(number string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: T\nclass: industry\npublisher: P\nversion: \"" + number + "\"\nstatus: draft\n---\n")}
	}
	chapter := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: C\n---\n\n## 1 C {#" + id + "}\n\nText.\n")}
	}
	root := fstest.MapFS{
		"kijun.yaml":            {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")},
		"static/old.md":         {Data: []byte("a stray source")},
		"content/a/9/index.md":  index("9"),
		"content/a/9/01-c.md":   chapter("first"),
		"content/a/10/index.md": index("10"),
		"content/a/10/01-c.md":  chapter("second"),
		"content/a/11/index.md": {Data: []byte("broken")},
		"content/a/11/01-c.md":  chapter("third"),
	}
	p, ds, err := build.ReadPredecessor(root, "a", "10", nil)
	if err != nil || p == nil || ds.HasErrors() {
		t.Fatal(p, ds, err)
	}
	if !p.IDs["first"] || !p.IDs["second"] || p.IDs["third"] || p.Public.Translations[0].Clause("second") == nil {
		t.Errorf("ids %v", p.IDs)
	}
	p, ds, err = build.ReadPredecessor(root, "a", "11", nil)
	if err != nil || p != nil || !ds.HasErrors() || slices.ContainsFunc(ds, func(d *diag.Diagnostic) bool { return !strings.HasPrefix(d.Path(), "content/a/11/") }) {
		t.Errorf("of a broken version: %v, %v, %v", p, ds, err)
	}
	var none *build.NoVersion
	if _, _, err = build.ReadPredecessor(root, "a", "8", nil); !errors.As(err, &none) || strings.Join(none.Have, " ") != "9 10 11" {
		t.Errorf("of a version that is not there: %v", err)
	}
}
