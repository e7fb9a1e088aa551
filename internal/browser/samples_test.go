package browser

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A site is one built edition, served.
type site struct {
	*Server
	name  string // of the edition
	files map[string][]byte
	pages []*page // sorted by path
}

// samples are the editions of the sample project, which is in the repository
// itself. Built once for all tests.
var samples = sync.OnceValues(func() ([]*site, error) {
	var sites []*site
	for _, e := range withhold.Editions {
		s, err := serve(os.DirFS("../.."), e)
		if err != nil {
			return nil, err
		}
		sites = append(sites, s)
	}
	return sites, nil
})

// serve builds an edition of a project for the address at which it serves it.
func serve(root fs.FS, e withhold.Edition) (*site, error) {
	server, _ := listen() // ends with the process
	root, err := at(root, server.URL)
	if err != nil {
		return nil, err
	}
	a, err := build.Analyse(root, build.Options{Date: "2026-11-01", Editions: []withhold.Edition{e}})
	if err != nil {
		return nil, err
	}
	for _, d := range a.Findings {
		if a.Findings.HasErrors() {
			return nil, fmt.Errorf("%s: %s", d.Path(), d.Message)
		}
	}
	files, err := a.Files(context.Background(), root, e)
	if err != nil {
		return nil, err
	}
	server.Show(files)
	s := &site{Server: server, name: string(e), files: files}
	s.pages, err = read(files)
	return s, err
}

// moved is a project whose settings name another address.
type moved struct {
	fs.FS
	settings fstest.MapFS
}

var baseURL = regexp.MustCompile(`(?m)^base-url:.*\n`)

func at(root fs.FS, address string) (fs.FS, error) {
	settings, err := fs.ReadFile(root, "kijun.yaml")
	if err != nil {
		return nil, err
	}
	text := baseURL.ReplaceAllString(string(settings), "") + "base-url: " + address + "\n"
	return &moved{root, fstest.MapFS{"kijun.yaml": {Data: []byte(text), Mode: 0o644}}}, nil
}

// Open implements fs.FS.
func (m *moved) Open(name string) (fs.File, error) {
	if name == "kijun.yaml" {
		return m.settings.Open(name)
	}
	return m.FS.Open(name)
}

// sites gives the sample's editions to a test in a browser.
func sites(t *testing.T) []*site {
	t.Helper()
	all, err := samples()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// find gives a page by its path; "" or a path that ends in a slash means the
// index there.
func (s *site) find(t *testing.T, path string) *page {
	t.Helper()
	name := path
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, p := range s.pages {
		if p.name == name {
			return p
		}
	}
	t.Fatalf("the %s edition has no page %s", s.name, name)
	return nil
}

// address of a page as a reader has it in the address bar.
func (s *site) address(p *page) string {
	return s.URL + strings.TrimSuffix(p.name, "index.html")
}

// open shows a page in a new tab.
func open(t *testing.T, s *site, p *page) context.Context {
	t.Helper()
	tab := newTab(t, s)
	visit(t, tab, s.address(p))
	return tab
}

func visit(t *testing.T, tab context.Context, address string) {
	t.Helper()
	if err := chromedp.Do(tab, chromedp.Navigate(address)); err != nil {
		t.Fatalf("opening %s: %v", address, err)
	}
}

// evaluate runs a script in a page and reads what it gives, a promise too.
func evaluate[T any](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v in the script %.200s", err, script)
	}
	return v
}
