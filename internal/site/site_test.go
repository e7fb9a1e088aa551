package site

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var keep = flag.String("keep", "", "write the built samples into this folder, to look at them")

func mustBuild(t *testing.T, in Input) map[string][]byte {
	t.Helper()
	files, err := Build(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("no folder given")
	}
	for _, edition := range []string{Public, Confidential} {
		files := mustBuild(t, sample(edition))
		for _, name := range sorted(files) {
			p := filepath.Join(*keep, edition, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
