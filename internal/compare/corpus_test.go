package compare_test

import (
	"path"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// imported compares two texts as a user would: both are imported as versions of
// one standard.
func imported(t *testing.T, old, new []byte) *compare.Comparison {
	t.Helper()
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	for number, text := range map[string][]byte{"1": old, "2": new} {
		res, ds := importer.Markdown(source.New(number+".md", text), importer.Options{Standard: "a", Version: number, Title: "T", Publisher: "P", Issued: "2026-01-0" + number})
		if res == nil || ds.HasErrors() {
			t.Fatalf("import: %v", ds)
		}
		for name, data := range res.Files {
			root[path.Join("content/a", number, name)] = &fstest.MapFile{Data: data}
		}
	}
	return versions(t, root, withhold.Public, "1", "2")
}

// versions compares two versions of a project's only standard.
func versions(t *testing.T, root fstest.MapFS, e withhold.Edition, old, new string) *compare.Comparison {
	t.Helper()
	a, err := build.Analyse(root, build.Options{Date: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	ed := a.Editions[e]
	if ed == nil {
		for _, d := range a.Findings {
			t.Log(d.Rule.Code, d.Path(), d.Position(), d.Message)
		}
		t.Fatal("the sources could not be read")
	}
	find := func(number string) *standard.Version {
		for _, v := range ed.Standards[0].Versions {
			if v.Number == number {
				return v
			}
		}
		t.Fatal("no version ", number)
		return nil
	}
	return ed.Compare(a.Library, find(old), find(new), "")
}
