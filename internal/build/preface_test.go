package build_test

import (
	"bytes"
	"context"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A preface may have footnotes, and its page shows them.
func TestPrefaceFootnotes(t *testing.T) {
	root := fstest.MapFS{}
	for name, text := range map[string]string{
		"kijun.yaml":            "title: 見本\npublisher: 見本の団体\n",
		"content/a/1/index.md":  "---\ntitle: 見本\nclass: industry\npublisher: 見本の団体\nversion: \"1\"\nstatus: published\nissued: 2026-01-01\n---\n\nまえがき[^n]。\n\n[^n]: 三十日以内に行う。\n",
		"content/a/1/01-one.md": "---\ntitle: 章\n---\n\n## 1 条 {#a}\n\n本文。\n",
	} {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	a, err := build.Analyse(root, build.Options{Date: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	files, err := a.Files(context.Background(), root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	page := files["standards/a/1/index.html"]
	for _, want := range []string{"三十日以内に行う。", `id="fn_preface_1"`, `href="#fn_preface_1"`} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page of the version has no %s", want)
		}
	}
}
