package browser

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A page is what is known of a built page before any browser sees it.
type page struct {
	name     string // its path in the site
	kind     string // its layout
	lang     string
	features []string // what of markup it has: elements, classes, roles
	data     []byte
}

func read(files map[string][]byte) ([]*page, error) {
	var pages []*page
	for name, data := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		tree, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		p := &page{name: name, data: data}
		seen := map[string]bool{}
		for n := range tree.Descendants() {
			if n.Type == html.ElementNode {
				p.element(n, seen)
			}
		}
		for f := range seen {
			p.features = append(p.features, f)
		}
		pages = append(pages, p)
	}
	slices.SortFunc(pages, func(a, b *page) int { return strings.Compare(a.name, b.name) })
	return pages, nil
}

func (p *page) element(n *html.Node, seen map[string]bool) {
	seen[n.Data] = true
	for _, a := range n.Attr {
		switch {
		case n.Data == "html" && a.Key == "lang":
			p.lang = a.Val
		case a.Key == "class":
			for class := range strings.FieldsSeq(a.Val) {
				if kind, ok := strings.CutPrefix(class, "kind-"); ok && n.Data == "body" {
					p.kind = kind
				}
				seen[n.Data+"."+class] = true
			}
		case a.Key == "role", a.Key == "tabindex", a.Key == "type":
			seen[n.Data+"["+a.Key+"="+a.Val+"]"] = true
		case strings.HasPrefix(a.Key, "aria-"), strings.HasPrefix(a.Key, "data-"):
			seen[n.Data+"["+a.Key+"]"] = true
		}
	}
}

// cover picks few pages of a language that have, together, every feature which
// any of its pages has and known has not: what the theme learns to show is
// looked at without being listed here. Each kind of page is a feature. Small
// pages are preferred, and known is added to.
func cover(pages []*page, lang string, known map[string]bool) []*page {
	var picked []*page
	for {
		var best *page
		most := 0.0
		for _, p := range pages {
			if p.lang != lang {
				continue
			}
			fresh := 0
			for _, f := range p.features {
				if !known[f] {
					fresh++
				}
			}
			// what a page costs is about 20 kB of its own
			if worth := float64(fresh) / float64(20_000+len(p.data)); worth > most {
				best, most = p, worth
			}
		}
		if best == nil {
			return picked
		}
		picked = append(picked, best)
		for _, f := range best.features {
			known[f] = true
		}
	}
}

// kinds are the pages of a language that show each kind of page once.
func kinds(pages []*page, lang string) []*page {
	known := map[string]bool{}
	for _, p := range pages {
		for _, f := range p.features {
			if !strings.HasPrefix(f, "body.kind-") {
				known[f] = true
			}
		}
	}
	return cover(pages, lang, known)
}

// languages of the sample, the first first.
var languages = []string{"ja", "en"}

// representatives are the pages of an edition that the slow tests look at: all
// features in the first language, all kinds in the others. Of the confidential
// edition, what the public one has not, and all kinds.
func representatives(all []*site, s *site) []*page {
	known := map[string]bool{}
	if s != all[0] {
		for _, p := range all[0].pages {
			for _, f := range p.features {
				if !strings.HasPrefix(f, "body.kind-") {
					known[f] = true
				}
			}
		}
	}
	pages := cover(s.pages, languages[0], known)
	for _, lang := range languages[1:] {
		pages = append(pages, kinds(s.pages, lang)...)
	}
	return pages
}

// TestKinds holds that the samples have a page of each layout in the theme: the
// other tests look at what the samples have.
func TestKinds(t *testing.T) {
	layouts, err := os.ReadDir("../../themes/kijun/layouts")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sites(t) {
		for _, lang := range languages {
			have := map[string]bool{}
			for _, p := range s.pages {
				if p.lang == lang {
					have[p.kind] = true
				}
			}
			for _, l := range layouts {
				kind := strings.TrimSuffix(l.Name(), ".html")
				if !l.IsDir() && kind != "baseof" && !have[kind] {
					t.Errorf("the %s edition has no page of the kind %s in the language %s", s.name, kind, lang)
				}
			}
			delete(have, "")
			t.Logf("%s, %s: %d kinds", s.name, lang, len(have))
		}
	}
	for _, s := range sites(t) {
		for _, p := range s.pages {
			if p.kind == "" || p.lang == "" {
				t.Errorf("%s: %s has the kind %q and the language %q", s.name, p.name, p.kind, p.lang)
			}
		}
		r := representatives(sites(t), s)
		for _, p := range r {
			t.Log(s.name, p.lang, p.kind, p.name, len(p.data))
		}
		t.Logf("%s: %d of %d pages stand for all", s.name, len(r), len(s.pages))
	}
}
