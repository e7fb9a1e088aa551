package export

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares files with an archive of testdata.
func golden(t *testing.T, archive string, files map[string][]byte) {
	t.Helper()
	got := new(txtar.Archive)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		got.Files = append(got.Files, txtar.File{Name: name, Data: visible(files[name])})
	}
	path := "testdata/" + archive
	if *update {
		if err := os.WriteFile(path, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	for _, f := range want.Files {
		wanted[f.Name] = string(f.Data)
	}
	for _, f := range got.Files {
		w, ok := wanted[f.Name]
		delete(wanted, f.Name)
		if !ok {
			t.Errorf("%s: made, but not in %s", f.Name, path)
		} else if string(f.Data) != w {
			t.Errorf("%s differs from %s: %s", f.Name, path, firstDifference(string(f.Data), w))
		}
	}
	for name := range wanted {
		t.Errorf("%s: in %s, but not made", name, path)
	}
}

// visible shows what an editor would hide or mend.
func visible(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\ufeff"), []byte("<BOM>"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("<CRLF>\n"))
	if !bytes.HasSuffix(data, []byte("\n")) {
		data = append(data, "<no line break at the end>\n"...)
	}
	return data
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got\n" + g[i] + "\nwant\n" + w[i]
		}
	}
	return "one is longer"
}

func TestFilesGolden(t *testing.T) {
	files := Files(sampleInput())
	names := strings.Join(slices.Sorted(maps.Keys(files)), "\n") + "\n"
	// Two more versions of the same say nothing new.
	delete(files, "data/standards/water-guideline/4.1.json")
	delete(files, "data/standards/water-guideline/5.0.json")
	files["NAMES"] = []byte(names)
	golden(t, "files.txtar", files)
}

// A project with nothing in it still has files, and they say "none".
func TestFilesOfNothing(t *testing.T) {
	in := Input{Site: sampleSite(), Library: &catalog.Library{}}
	in.Site.BaseURL, in.Site.Languages = "", nil
	golden(t, "nothing.txtar", Files(in))
}

func TestFilesAreTheSameEachTime(t *testing.T) {
	first := Files(sampleInput())
	for range 20 {
		for name, data := range Files(sampleInput()) {
			if !bytes.Equal(data, first[name]) {
				t.Fatalf("%s: %s", name, firstDifference(string(data), string(first[name])))
			}
		}
	}
}

func TestTablesGolden(t *testing.T) {
	in := sampleInput()
	files := map[string][]byte{}
	for _, lang := range []string{"ja", "en"} {
		files["coverage."+lang] = []byte(CoverageTable(in.Matrices[0], lang))
		files["register."+lang] = []byte(RegisterTable(in.Standards, in.Library, lang))
	}
	for len(in.Standards) < 7 { // a second block of columns
		more := guideline("1.0", "published", "2020-01-01")
		more.Standard = "guideline-with-a-long-name-" + string(rune('a'+len(in.Standards)))
		s := *in.Standards[0]
		s.ID, s.Versions = more.Standard, s.Versions[:0:0]
		s.Versions = append(s.Versions, more)
		in.Standards = append(in.Standards, &s)
	}
	files["coverage-wide.ja"] = []byte(CoverageTable(cover.Of(in.Library.Catalogs[0], in.Standards), "ja"))
	files["register-none.en"] = []byte(RegisterTable(nil, in.Library, "en"))
	golden(t, "tables.txtar", files)
}
