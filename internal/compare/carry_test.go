package compare_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/source"
)

func options(number string) importer.Options {
	return importer.Options{Standard: "a", Version: number, Title: "T", Publisher: "P", Issued: "2026-01-01"}
}

func put(root fstest.MapFS, number string, res *importer.Result) {
	for name, data := range res.Files {
		root[path.Join("content/a", number, name)] = &fstest.MapFile{Data: data}
	}
}

func predecessor(t *testing.T, root fs.FS, number string) importer.Previous {
	t.Helper()
	p, ds, err := build.Predecess(root, "a", number)
	if err != nil || p == nil {
		for _, d := range ds {
			t.Log(d.Rule.Code, d.Path(), d.Position(), d.Message)
		}
		t.Fatal("the version before could not be read: ", err)
	}
	return importer.Previous{Confidential: p.Confidential, Public: p.Public, IDs: p.IDs}
}

// continued imports a text, and another as the version after it, and holds what
// must be so for any two texts.
func continued(t *testing.T, old, new string) (first, second *importer.Result, r *importer.Report) {
	t.Helper()
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	first, ds := importer.Markdown(source.New("1.md", []byte(old)), options("1"))
	if first == nil || ds.HasErrors() {
		t.Fatalf("import: %v", ds)
	}
	put(root, "1", first)
	p := predecessor(t, root, "1")
	second, r, ds = importer.Continue(source.New("2.md", []byte(new)), options("2"), p)
	if second == nil || ds.HasErrors() {
		t.Fatalf("import: %v", ds)
	}
	sound(t, first, second, r)
	again, r2, _ := importer.Continue(source.New("2.md", []byte(new)), options("2"), predecessor(t, root, "1"))
	if fmt.Sprint(second.Files) != fmt.Sprint(again.Files) || fmt.Sprint(r) != fmt.Sprint(r2) {
		t.Error("two imports differ")
	}
	// the same text as the version after itself
	put(root, "2", second)
	third, r3, _ := importer.Continue(source.New("2.md", []byte(new)), options("3"), predecessor(t, root, "2"))
	if len(r3.Carried) != len(second.Clauses) || len(r3.New)+len(r3.Confirm) > 0 {
		t.Errorf("of the same text %d of %d ids were carried, new %v, to confirm %v", len(r3.Carried), len(second.Clauses), r3.New, r3.Confirm)
	}
	for i, c := range third.Clauses {
		if second.Clauses[i].ID != c.ID {
			t.Errorf("of the same text %s became %s", second.Clauses[i].ID, c.ID)
		}
	}
	return first, second, r
}

func sound(t *testing.T, first, second *importer.Result, r *importer.Report) {
	t.Helper()
	had, has, carried := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range first.Clauses {
		had[c.ID] = true
	}
	for _, c := range second.Clauses {
		if has[c.ID] {
			t.Errorf("two clauses have the id %s", c.ID)
		}
		has[c.ID] = true
	}
	for _, c := range r.Carried {
		carried[c.ID] = true
		if !had[c.ID] || !has[c.ID] {
			t.Errorf("%s was carried from nowhere", c.ID)
		}
	}
	for _, c := range r.New {
		if had[c.ID] || !has[c.ID] {
			t.Errorf("the new id %s is an old one", c.ID)
		}
	}
	if len(r.Carried)+len(r.New) != len(second.Clauses) {
		t.Errorf("%d carried and %d new make %d clauses", len(r.Carried), len(r.New), len(second.Clauses))
	}
	for _, c := range r.Confirm {
		if !had[c.Old] || c.Kept != (c.ID == c.Old) || c.Kept != carried[c.ID] || !c.Kept && carried[c.ID] {
			t.Errorf("a doubt that makes no sense: %+v", c)
		}
	}
	for name, data := range second.Files {
		for _, part := range strings.Split(string(data), "](#")[1:] {
			id, _, _ := strings.Cut(part, ")")
			if !has[id] {
				t.Errorf("%s links to %s, which is nowhere", name, id)
			}
		}
	}
	if !strings.Contains(string(second.Files["index.md"]), "\nreplaces: \"1\"\n") {
		t.Error("index.md does not say what it replaces")
	}
}

func show(t *testing.T, r *importer.Report) {
	for _, c := range r.Carried {
		if c.Renamed() {
			t.Logf("carried %s (%s): %q is %q", c.ID, c.Ground, c.OldTitle, c.Title)
		}
	}
	for _, c := range r.New {
		t.Logf("new %s %q", c.ID, c.Title)
	}
	for _, c := range r.Confirm {
		b, _ := json.Marshal(c)
		t.Logf("confirm %s", b)
	}
}
