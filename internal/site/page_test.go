package site

import (
	"bytes"
	"net/url"
	"path"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A parsed page of a built site.
type parsed struct {
	name string
	root *html.Node
}

func parse(t *testing.T, name string, data []byte) parsed {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return parsed{name, root}
}

// each calls visit for every element.
func (p parsed) each(visit func(*html.Node)) {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// find returns elements of a name (or any, "") whose class list holds class
// (or any, "").
func (p parsed) find(name, class string) []*html.Node {
	var out []*html.Node
	p.each(func(n *html.Node) {
		list, _ := attr(n, "class")
		if (name == "" || n.Data == name) && (class == "" || strings.Contains(" "+list+" ", " "+class+" ")) {
			out = append(out, n)
		}
	})
	return out
}

// textOf is the text of a node, its white space made plain.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// ids of a page, and which of them stand twice.
func (p parsed) ids() (ids map[string]bool, twice []string) {
	ids = map[string]bool{}
	p.each(func(n *html.Node) {
		if id, ok := attr(n, "id"); ok {
			if ids[id] {
				twice = append(twice, id)
			}
			ids[id] = true
		}
	})
	return ids, twice
}

// target turns a reference of a page into the file and the anchor it leads to;
// ok is false when it leads out of the site.
func target(page, ref string) (file, anchor string, ok bool) {
	base := &url.URL{Scheme: "https", Host: "site.invalid", Path: "/" + strings.TrimSuffix(page, "index.html")}
	u, err := base.Parse(ref)
	if err != nil || u.Host != base.Host || u.Scheme != "https" {
		return "", "", false
	}
	file = strings.TrimPrefix(u.Path, "/")
	if strings.HasSuffix(u.Path, "/") {
		file = path.Join(file, "index.html")
	}
	return file, u.Fragment, true
}

// elsewhere tells of files that another package writes.
func elsewhere(file string) bool {
	return path.Base(file) == "feed.xml" || path.Base(file) == "changes.json" || file == "sitemap.xml" || file == "log/checkpoint" || strings.HasPrefix(file, "data/") && !strings.HasSuffix(file, ".html")
}
