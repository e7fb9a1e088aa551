package build

import (
	"bytes"
	"context"
	"io/fs"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/withhold"
	"golang.org/x/net/html"
)

// sample is the project in the repository itself.
var sample = os.DirFS("../..")

var today = Options{Date: "2026-11-01"}

// built analyses a project and makes the files of its editions; findings of
// severity error end the test.
func built(t testing.TB, root fs.FS) map[withhold.Edition]map[string][]byte {
	t.Helper()
	a, err := Analyse(root, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Findings {
		if a.Findings.HasErrors() {
			p := d.Position()
			t.Errorf("%s:%d:%d: %s: %s", d.Path(), p.Line, p.Column, d.Rule.Code, d.Message)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	out := map[withhold.Edition]map[string][]byte{}
	for _, e := range withhold.Editions {
		out[e], err = a.Files(context.Background(), root, e)
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// A page is what the tests look at in an HTML file.
type page struct {
	ids    map[string]bool
	links  []string
	faults []string
}

func look(data []byte) page {
	p := page{ids: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			inline := !slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool {
				return a.Key == "src" && strings.HasSuffix(a.Val, ".js") || a.Key == "type" && a.Val == "application/ld+json"
			})
			if tok.Data == "style" || tok.Data == "script" && inline {
				p.faults = append(p.faults, "has <"+tok.Data+">")
			}
			for _, a := range tok.Attr {
				switch {
				case a.Key == "id":
					if p.ids[a.Val] {
						p.faults = append(p.faults, "has the id "+a.Val+" twice")
					}
					p.ids[a.Val] = true
				case a.Key == "style", strings.HasPrefix(a.Key, "on"):
					p.faults = append(p.faults, "has the attribute "+a.Key)
				case (a.Key == "href" || a.Key == "src") && !(tok.Data == "link" && slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "rel" && (a.Val == "canonical" || a.Val == "alternate") })):
					p.links = append(p.links, a.Val)
				}
			}
		}
	}
}

// checkSite follows every link of a site, in memory, and looks for what a strict
// policy or a reader could not bear.
func checkSite(t *testing.T, files map[string][]byte) {
	t.Helper()
	pages := map[string]page{}
	for name, data := range files {
		if strings.HasSuffix(name, ".html") {
			pages[name] = look(data)
		}
	}
	if len(pages) == 0 {
		t.Fatal("the site has no pages")
	}
	for name, p := range pages {
		for _, f := range p.faults {
			t.Errorf("%s %s", name, f)
		}
		for _, l := range p.links {
			u, err := url.Parse(l)
			if err != nil {
				t.Errorf("%s links to %q: %v", name, l, err)
				continue
			}
			if u.Scheme != "" || u.Host != "" {
				continue
			}
			to := name
			if u.Path != "" {
				to = path.Join(path.Dir(name), u.Path)
				if strings.HasPrefix(u.Path, "/") {
					to = strings.TrimPrefix(u.Path, "/")
				}
				if strings.HasSuffix(u.Path, "/") || to == "" || to == "." {
					to = path.Join(to, "index.html")
				}
			}
			if _, ok := files[to]; !ok {
				t.Errorf("%s links to %s, which is not there", name, l)
			} else if u.Fragment != "" && strings.HasSuffix(to, ".html") && !pages[to].ids[u.Fragment] {
				t.Errorf("%s links to %s: no such anchor", name, l)
			}
		}
	}
}

func TestSampleSite(t *testing.T) {
	for e, files := range built(t, sample) {
		t.Run(string(e), func(t *testing.T) {
			checkSite(t, files)
			for _, name := range []string{
				"index.html", "404.html", "feed.xml", "robots.txt", "en/index.html",
				"standards/water-guideline/index.html", "standards/water-guideline/4.2/index.html",
				"standards/water-guideline/4.2/07-build/index.html", "standards/water-guideline/4.2/all/index.html",
				"items/nisc-4/6.1.2(2)/index.html", "coverage/index.html", "withheld/index.html",
				"sectors/water/index.html", "operators/mihon-water/index.html", "roles/operator/index.html",
				"data/index.html", "data/catalog/nisc-4.json", "data/standards/water-guideline/4.2.json",
				"data/withheld.json", "data/withheld.csv", "data/disclosure.json", "data/disclosure.csv", "verify/index.html", "en/verify/index.html", "data/coverage.json", "data/coverage.csv",
				"en/standards/power-standard/1.3/03-dispatch/index.html",
			} {
				if _, ok := files[name]; !ok {
					t.Errorf("there is no %s", name)
				}
			}
			if _, ok := files["sitemap.xml"]; ok != (e == withhold.Public) {
				t.Errorf("there is a sitemap: %v", ok) // nobody is to find the confidential edition by one
			}
		})
	}
}

// TestMarking: every page of the confidential edition says that it is one, and
// none of the public edition does.
func TestMarking(t *testing.T) {
	editions := built(t, sample)
	for e, files := range editions {
		for name, data := range files {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			marked := bytes.Contains(data, []byte("関係者限り")) || bytes.Contains(data, []byte("authorised readers only"))
			if marked != (e == withhold.Confidential) {
				t.Errorf("%s: %s: marked is %v", e, name, marked)
			}
		}
	}
}

// TestNotices: each entry of a register has a notice in the text that leads to
// the register, and the register leads back.
func TestNotices(t *testing.T) {
	a, err := Analyse(sample, today)
	if err != nil {
		t.Fatal(err)
	}
	files, err := a.Files(context.Background(), sample, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	index := look(files["withheld/index.html"])
	seen := 0
	for _, s := range a.Editions[withhold.Public].Standards {
		register := look(files["withheld/"+s.ID+"/index.html"])
		for _, v := range s.Versions {
			dir := path.Join("standards", s.ID, v.Number)
			for _, w := range v.Register {
				seen++
				anchor := s.ID + "-" + v.Number + "-" + withhold.Anchor(w.ID)
				if !register.ids[anchor] || !index.ids[anchor] {
					t.Errorf("the register has no %s", anchor)
				}
				to := false
				for name, data := range files {
					if strings.HasPrefix(name, dir+"/") && bytes.Contains(data, []byte("withheld/"+s.ID+"/#"+anchor)) {
						to = true
					}
				}
				if !to {
					t.Errorf("nothing of %s leads to %s", dir, anchor)
				}
				from := false
				for _, l := range register.links {
					if strings.Contains(l, "/"+s.ID+"/"+v.Number+"/") && (strings.HasSuffix(l, "#"+withhold.Anchor(w.ID)) || w.Unit == "field" || w.Clause != "" && strings.HasSuffix(l, "#"+w.Clause)) {
						from = true
					}
				}
				if !from {
					t.Errorf("the register's %s leads nowhere", anchor)
				}
			}
		}
	}
	if seen < 12 {
		t.Errorf("only %d withholdings in the samples", seen)
	}
}

// overlay is a file system with files put over another's; an empty file is
// taken away.
type overlay struct {
	fs.FS
	files map[string]string
}

func (o overlay) Open(name string) (fs.File, error) {
	if s, ok := o.files[name]; ok {
		if s == "" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return fstest.MapFS{name: {Data: []byte(s)}}.Open(name)
	}
	return o.FS.Open(name)
}

// TestSmallest: a project with nothing but settings is a site, with and without
// an address.
func TestSmallest(t *testing.T) {
	for _, settings := range []string{
		"title: 見本\npublisher: 見本の団体\n",
		"title: 見本\npublisher: 見本の団体\nlanguages: [en]\nbase-url: https://standards.example.org/\n",
	} {
		for _, files := range built(t, fstest.MapFS{"kijun.yaml": {Data: []byte(settings)}}) {
			checkSite(t, files)
		}
	}
}

// TestWithoutAddress: the samples without a base-url, which the sitemap needs.
func TestWithoutAddress(t *testing.T) {
	root := overlay{sample, map[string]string{"kijun.yaml": "title: {ja: 見本}\npublisher: 見本の団体\n"}}
	for _, files := range built(t, root) {
		checkSite(t, files)
	}
}

// TestPartialTranslation: a chapter that is not translated stands in the
// translation as the original, and says so; no link leads nowhere.
func TestPartialTranslation(t *testing.T) {
	root := overlay{os.DirFS("../cli/project"), nil}
	files := fstest.MapFS{}
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var data []byte
			data, err = fs.ReadFile(root, name)
			files[name] = &fstest.MapFile{Data: data}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const dir = "content/sample-standard/1.0/"
	files[dir+"index.en.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Security standard\n---\n")}
	files[dir+"02-build.en.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Chapter 2 Building\n---\n\n## 2.1 Remote maintenance {#remote-maintenance}\n\nRoutes are fixed.\n\n:::withhold W-001\nOnly 192.0.2.0/24.\n:::end-withhold W-001\n")}
	for _, site := range built(t, files) {
		checkSite(t, site)
		const page = "en/standards/sample-standard/1.0/01-general/index.html"
		if !bytes.Contains(site[page], []byte("This chapter is not translated.")) || !bytes.Contains(site[page], []byte(`<div lang="ja">`)) {
			t.Errorf("%s does not say that it is the original", page)
		}
		if !bytes.Contains(site["en/standards/sample-standard/1.0/all/index.html"], []byte(`id="purpose"`)) {
			t.Error("the whole text in English lacks the chapter")
		}
	}
}
