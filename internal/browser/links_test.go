package browser

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestLinks follows, over HTTP, every address that a page, the feed or the
// sitemap of either edition has: links, styles, scripts, pictures, forms, and
// what a page says about itself to machines. Each is there, with its anchor.
func TestLinks(t *testing.T) {
	for _, s := range sites(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, fault := range followLinks(t, s.Server, s.files) {
				t.Error(fault)
			}
		})
	}
}

var inXML = regexp.MustCompile(`(?:href="|<loc>|<id>)(https?://[^"<]+)`)

func followLinks(t *testing.T, server *Server, files map[string][]byte) (faults []string) {
	t.Helper()
	top, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	f := follower{ids: map[string]map[string]bool{}}
	total := 0
	for name, data := range files {
		var refs []string
		switch {
		case strings.HasSuffix(name, ".html"):
			refs = references(data)
		case strings.HasSuffix(name, ".xml"):
			for _, m := range inXML.FindAllSubmatch(data, -1) {
				refs = append(refs, html.UnescapeString(string(m[1])))
			}
		}
		page, err := top.Parse(strings.TrimSuffix((&url.URL{Path: name}).EscapedPath(), "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range refs {
			u, err := page.Parse(ref)
			switch {
			case err != nil:
				faults = append(faults, name+" has "+ref+": "+err.Error())
			case u.Host == top.Host:
				total++
				if why := f.follow(t, u); why != "" {
					faults = append(faults, name+" has "+ref+": "+why)
				}
			}
		}
	}
	if total < len(files) {
		t.Errorf("only %d links were followed", total)
	}
	return faults
}

// references are what a page points to.
func references(data []byte) (refs []string) {
	z := html.NewTokenizer(bytes.NewReader(data))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		for _, a := range tok.Attr {
			switch a.Key {
			case "href", "src", "action", "data", "poster", "cite":
				refs = append(refs, a.Val)
			case "content":
				if strings.HasPrefix(a.Val, "http") {
					refs = append(refs, a.Val) // what search engines and messengers are told
				}
			}
		}
	}
	return refs
}

// A follower knows the anchors of what it has fetched; nil where nothing is.
type follower struct{ ids map[string]map[string]bool }

func (f *follower) follow(t *testing.T, u *url.URL) string {
	t.Helper()
	at := *u
	at.Fragment, at.RawQuery = "", ""
	ids, known := f.ids[at.String()]
	if !known {
		ids = fetch(t, at.String())
		f.ids[at.String()] = ids
	}
	switch {
	case ids == nil:
		return "nothing is there"
	case u.Fragment != "" && !strings.HasPrefix(u.Fragment, ":~:") && !ids[u.Fragment]:
		return "there is no such anchor"
	}
	return ""
}

func fetch(t *testing.T, address string) map[string]bool {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil
	}
	ids := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(data))
	for z.Next() != html.ErrorToken {
		for _, a := range z.Token().Attr {
			if a.Key == "id" {
				ids[a.Val] = true
			}
		}
	}
	return ids
}

func TestLinksFind(t *testing.T) {
	s := sites(t)[0]
	server := Listen(t)
	server.Show(s.files)
	planted := strings.Replace(string(s.files["index.html"]), "</main>", `<a href="nowhere/">x</a><a href="#nowhere">y</a></main>`, 1)
	said := strings.Join(followLinks(t, server, map[string][]byte{"index.html": []byte(planted)}), "\n")
	if !strings.Contains(said, "nowhere/: nothing is there") || !strings.Contains(said, "#nowhere: there is no such anchor") {
		t.Errorf("dead links are not found: %s", said)
	}
}
