package importer

import (
	"math/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/kijun-dev/kijun/internal/source"
)

// TestBrokenTexts imports the sample texts with pieces put in, taken out and
// repeated: each import ends, in time, and loses nothing.
func TestBrokenTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	var seeds [][]byte
	for _, path := range files {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, ar.Files[1].Data)
	}
	pieces := []string{"<", "</", "-->", "<!--", "[", "](", "](#x)", "\n", "\n\n", "# ", "> ", "- ", "`", "```\n", "<br>", "<sup>", "</sup>", "<b>", "</div>",
		"<div>", "[^a]", "[^a]: ", "{#x}", "===\n", "---\n", "\\", "  ", "\t", ":::", "{{withhold", "1. ", "![", "|"}
	r := rand.New(rand.NewSource(1))
	for range 1500 {
		data := append([]byte(nil), seeds[r.Intn(len(seeds))]...)
		for range 1 + r.Intn(8) {
			i := r.Intn(len(data) + 1)
			switch r.Intn(3) {
			case 0:
				data = append(data[:i:i], append([]byte(pieces[r.Intn(len(pieces))]), data[i:]...)...)
			case 1:
				data = append(data[:i:i], data[i+r.Intn(min(12, len(data)-i)+1):]...)
			case 2:
				again := append([]byte(nil), data[i:i+r.Intn(min(60, len(data)-i)+1)]...)
				k := r.Intn(len(data) + 1)
				data = append(data[:k:k], append(again, data[k:]...)...)
			}
		}
		ended := time.AfterFunc(20*time.Second, func() { panic("an import does not end: " + quote(string(data))) })
		o := Options{Standard: "s", Version: "1", SingleFile: r.Intn(2) == 0}
		res, ds := Markdown(source.New("in.md", data), o)
		ended.Stop()
		if res != nil {
			nothingLost(t, data, o, res, ds)
		}
		if t.Failed() {
			t.Fatalf("the text was %q", data)
		}
	}
}
