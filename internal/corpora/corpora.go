// Package corpora gives tests the real documents that may stand beside a clone, in
// ../shared/corpora. They are other people's texts and so no part of the project:
// a clone alone has none, and a test that needs one ends there as skipped. It is
// imported by tests only.
package corpora

import (
	"os"
	"path/filepath"
	"testing"
)

// folder is seen from the folder of a package, in which its tests run.
const folder = "../../../shared/corpora"

// Read returns a document, named from the folder of all: "br/2.2.6.md".
func Read(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		absent(tb, name)
	} else if err != nil {
		tb.Fatal(err)
	}
	return data
}

// Glob returns the paths of the documents that a pattern names, in order; there is
// at least one.
func Glob(tb testing.TB, pattern string) []string {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
	if err != nil {
		tb.Fatal(err)
	}
	if len(paths) == 0 {
		absent(tb, pattern)
	}
	return paths
}

func absent(tb testing.TB, name string) {
	tb.Helper()
	tb.Skip("real documents are no part of the project, and beside this clone there is no ", name)
}
