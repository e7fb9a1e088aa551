// Package internal holds no code: its test keeps the order of the packages
// below it.
package internal

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// order is policy, not a description: a package imports only what stands above
// it. Do not change this list to make a build pass; move the code.
const order = `
source
diag
seal
git
proof
translog
durable
editor
verify
standard
lock
redline
catalog
project
withhold
release
parse
overlap
attachment
check
cover
compare
export
render
search
site
publish
build
importer
serve
cli
browser
bench
namespace
corpora
`

// sole names the packages that alone may import a library, in their own code.
var sole = map[string][]string{
	"github.com/gohugoio/hugo":          {"site", "bench"},
	"github.com/yuin/goldmark/parser":   {"parse", "importer", "bench"},
	"gopkg.in/yaml.v3":                  {"parse", "importer", "verify"},
	"github.com/alecthomas/chroma":      {"render"},
	"github.com/spf13/cobra":            {"cli"},
	"golang.org/x/sys/unix":             {"publish", "durable"},
	"golang.org/x/sys/windows":          {"publish", "durable"},
	"filippo.io/age":                    {"seal"},
	"github.com/chromedp":               {"browser", "bench"},
	"os/exec":                           {"git", "editor", "bench", "namespace", "browser"}, // of these git and editor are in the program
	"os/signal":                         {"cli"},
	"github.com/fsnotify/fsnotify":      {"serve"},
	"github.com/evanw/esbuild":          {"site"},
	"github.com/kijun-dev/kijun/themes": {"site"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

const prefix = "github.com/kijun-dev/kijun/internal/"

func TestOrder(t *testing.T) {
	rank := map[string]int{}
	for i, name := range strings.Fields(order) {
		rank[name] = i + 1
	}
	checked := 0
	for _, p := range packages(t) {
		name, ok := strings.CutPrefix(p.ImportPath, prefix)
		if !ok {
			continue
		}
		if rank[name] == 0 {
			t.Errorf("package %s has no place in the order", name)
			continue
		}
		checked++
		for _, imp := range p.Imports {
			if below, ok := strings.CutPrefix(imp, prefix); ok && rank[below] >= rank[name] {
				t.Errorf("%s imports %s, which does not stand above it", name, below)
			}
			for lib, users := range sole {
				if strings.HasPrefix(imp, lib) && !contains(users, name) {
					t.Errorf("%s imports %s; only %s may", name, imp, strings.Join(users, ", "))
				}
			}
		}
	}
	if checked < len(rank)-1 {
		t.Errorf("the order names %d packages, %d are there", len(rank), checked)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// TestClock holds that nothing below the command reads the clock or the
// environment: the same inputs must give the same bytes.
func TestClock(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// namespace and browser serve tests and measurements: nothing of the program can import what stands behind cli
		if e.IsDir() && (e.Name() == "cli" || e.Name() == "bench" || e.Name() == "namespace" || e.Name() == "browser" || e.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, call := range []string{"time.Now(", "os.Getenv(", "os.Environ(", "os.Hostname(", "rand."} {
			// publish names its hidden folders at random and gives up waiting
			// for a lock after a time; neither shows in an output
			if bytes.Contains(data, []byte(call)) && !strings.HasPrefix(filepath.ToSlash(name), "publish/") {
				t.Errorf("%s calls %s", name, call)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Fatal("no files were read")
	}
}

// TestArchitectureDocument holds docs/architecture.md to the packages there are.
func TestArchitectureDocument(t *testing.T) {
	doc, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(order) {
		if !bytes.Contains(doc, []byte("`internal/"+name+"`")) {
			t.Errorf("docs/architecture.md does not name internal/%s", name)
		}
	}
}
