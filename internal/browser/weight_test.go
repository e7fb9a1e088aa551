package browser

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// What a page may weigh beside its own text, compressed, in bytes.
const (
	frameAndStyle = 20_000
	scripts       = 10_000
)

// TestWeight weighs every chapter of the public samples as a browser fetches it.
func TestWeight(t *testing.T) {
	s := sites(t)[0]
	heaviest, most, script := "", 0, 0
	for _, p := range s.pages {
		if p.kind != "chapter" {
			continue
		}
		w := weigh(t, s.files, p.name)
		if w.frame+w.styles > frameAndStyle {
			t.Errorf("%s weighs %d bytes without its text, and its styles %d", p.name, w.frame, w.styles)
		}
		if w.scripts > scripts {
			t.Errorf("%s has %d bytes of scripts", p.name, w.scripts)
		}
		if w.frame+w.styles > most {
			heaviest, most = p.name, w.frame+w.styles
		}
		script = max(script, w.scripts)
	}
	t.Logf("the heaviest chapter without its text, with styles: %d bytes (%s); scripts: %d", most, heaviest, script)
}

// A weight is in bytes, compressed.
type weight struct{ frame, styles, scripts int }

func weigh(t *testing.T, files map[string][]byte, name string) weight {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(files[name]))
	if err != nil {
		t.Fatal(err)
	}
	var w weight
	var text *html.Node
	for n := range tree.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "article":
			text = n
		case n.Data == "link" && attribute(n, "rel") == "stylesheet":
			w.styles += len(compress(files[path.Join(path.Dir(name), attribute(n, "href"))]))
		case n.Data == "script" && attribute(n, "src") != "":
			w.scripts += len(compress(files[path.Join(path.Dir(name), attribute(n, "src"))]))
		}
	}
	if text == nil || w.styles == 0 || w.scripts == 0 {
		t.Fatalf("%s has no article, no style or no script", name)
	}
	for text.FirstChild != nil {
		text.RemoveChild(text.FirstChild)
	}
	var b bytes.Buffer
	if err := html.Render(&b, tree); err != nil {
		t.Fatal(err)
	}
	w.frame = len(compress(b.Bytes()))
	return w
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestWeightOfALargeSite builds the samples again beside many more standards. The
// pages of chapters stay as they were, to the byte: no page carries the site.
func TestWeightOfALargeSite(t *testing.T) {
	few := sites(t)[0]
	root, err := crowded(os.DirFS("../.."), 40)
	if err != nil {
		t.Fatal(err)
	}
	many, err := serve(root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	if len(many.pages) < 2*len(few.pages) {
		t.Fatalf("the large site has %d pages, the small one %d", len(many.pages), len(few.pages))
	}
	compared := 0
	for _, p := range few.pages {
		if p.kind != "chapter" && p.kind != "whole" && p.kind != "compare" {
			continue
		}
		compared++
		there := bytes.ReplaceAll(many.files[p.name], []byte(many.URL), []byte(few.URL))
		if !bytes.Equal(there, p.data) {
			t.Errorf("%s is another page in a large site: %d bytes, %d in a small one", p.name, len(there), len(p.data))
		}
	}
	t.Logf("%d pages compared, on sites of %d and %d pages", compared, len(few.pages), len(many.pages))
}

// crowded is a project with copies of one of its standards.
func crowded(root fs.FS, copies int) (fs.FS, error) {
	all := fstest.MapFS{}
	for _, top := range []string{"kijun.yaml", "content", "catalog", "pages", "static", "log"} {
		err := fs.WalkDir(root, top, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			all[name] = &fstest.MapFile{Data: data, Mode: 0o644}
			if rest, ok := strings.CutPrefix(name, "content/water-internal/"); ok {
				for i := range copies {
					all[fmt.Sprintf("content/water-internal-%d/%s", i, rest)] = all[name]
				}
			}
			return nil
		})
		if err != nil && top == "kijun.yaml" {
			return nil, err
		}
	}
	return all, nil
}
