package export

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A parsedMap is a sitemap, or an index of some, as a robot reads it.
type parsedMap struct {
	XMLName xml.Name
	URLs    []parsedURL `xml:"url"`
	Maps    []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

type parsedURL struct {
	Loc     string  `xml:"loc"`
	LastMod *string `xml:"lastmod"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	} `xml:"http://www.w3.org/1999/xhtml link"`
}

func sitemaps(t *testing.T, site *standard.Site, pages []Page) map[string]parsedMap {
	t.Helper()
	out := map[string]parsedMap{}
	err := Sitemap(site, pages, func(name string, data []byte) error {
		var m parsedMap
		if err := xml.Unmarshal(data, &m); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if len(data) > 50<<20 {
			t.Errorf("%s has %d bytes", name, len(data))
		}
		out[name] = m
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSitemap(t *testing.T) {
	site := sampleSite()
	pages := []Page{{Path: "withheld/"}, {Path: "", Modified: "2026-04-01"}, {Path: "items/nisc-4/6.1.5(2)/"}, {Path: "withheld/"}, {Path: "a b/"}}
	got := sitemaps(t, site, pages)["sitemap.xml"]
	if got.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" || got.XMLName.Local != "urlset" {
		t.Errorf("root %v", got.XMLName)
	}
	var locs []string
	for _, u := range got.URLs {
		locs = append(locs, strings.TrimPrefix(u.Loc, site.BaseURL))
	}
	if s := strings.Join(locs, "|"); s != "|a%20b/|items/nisc-4/6.1.5(2)/|withheld/" {
		t.Errorf("locations %s", s)
	}
	if m := got.URLs[0].LastMod; m == nil || *m != "2026-04-01" {
		t.Errorf("lastmod of the home page %v", m)
	}
	if got.URLs[1].LastMod != nil {
		t.Error("an empty lastmod is not valid")
	}
	if pages[0].Path != "withheld/" {
		t.Error("the caller's list was sorted")
	}
	site.BaseURL = ""
	if len(sitemaps(t, site, pages)) > 0 {
		t.Error("a sitemap without an address")
	}
}

// A page that is there in both languages names both and itself, and each names
// the same; one that is there in one names none.
func TestSitemapPages(t *testing.T) {
	site, standards := sampleSite(), sampleStandards()
	standards[0].Versions[1].Register[0].Reviewed = []standard.Review{{Act: standard.Act{On: "2027-03-20"}}}
	free := []*standard.Page{{Name: "about", Updated: "2026-05-01", Texts: []*standard.PageText{{Lang: "ja"}}}}
	paths := []string{
		"", "en/", "standards/water-guideline/", "standards/water-guideline/4.10/", "en/standards/water-guideline/4.10/", "standards/water-guideline/4.10/05-build/",
		"standards/water-guideline/compare/4.1...4.10/", "standards/water-guideline/4.1/all/", "pages/about/", "search/", "en/search/", "withheld/", "items/",
	}
	pages := Pages(site, standards, free, paths)
	want := map[string]string{
		"": "2026-04-01 ja: en:en/ x-default:", "en/": "2026-04-01 ja: en:en/ x-default:",
		"standards/water-guideline/":                    "2026-04-01",
		"standards/water-guideline/4.10/":               "2026-04-01 ja:standards/water-guideline/4.10/ en:en/standards/water-guideline/4.10/ x-default:standards/water-guideline/4.10/",
		"en/standards/water-guideline/4.10/":            "2026-04-01 ja:standards/water-guideline/4.10/ en:en/standards/water-guideline/4.10/ x-default:standards/water-guideline/4.10/",
		"standards/water-guideline/4.10/05-build/":      "2026-04-01",
		"standards/water-guideline/compare/4.1...4.10/": "2026-04-01",
		"standards/water-guideline/4.1/all/":            "2024-04-01",
		"pages/about/":                                  "2026-05-01",
		"withheld/":                                     "2027-03-20",
		"items/":                                        "",
	}
	if len(pages) != len(want) {
		t.Errorf("%d pages, not %d: a search is not for finding", len(pages), len(want))
	}
	for _, p := range pages {
		got := string(p.Modified)
		for _, l := range p.Languages {
			got += " " + l.Lang + ":" + l.Path
		}
		if got != want[p.Path] {
			t.Errorf("%q: %q, not %q", p.Path, got, want[p.Path])
		}
	}
	m := sitemaps(t, site, pages)["sitemap.xml"]
	i := slices.IndexFunc(m.URLs, func(u parsedURL) bool { return u.Loc == "https://standards.example.org/en/" })
	if i < 0 || len(m.URLs[i].Links) != 3 || m.URLs[i].Links[1].Href != "https://standards.example.org/en/" || m.URLs[i].Links[0].Rel != "alternate" {
		t.Errorf("links of the English home page: %+v", m.URLs)
	}
}

// Of a site with more pages than a file may have, the map is an index; no page is
// left out and none stands in two files.
func TestSitemapIndex(t *testing.T) {
	var pages []Page
	for i := range 100_010 {
		pages = append(pages, Page{Path: fmt.Sprint(i)})
	}
	got := sitemaps(t, sampleSite(), pages)
	index := got["sitemap.xml"]
	if index.XMLName.Local != "sitemapindex" || len(index.Maps) != 3 || len(got) != 4 {
		t.Fatalf("%v with %d maps, %d files", index.XMLName, len(index.Maps), len(got))
	}
	seen := map[string]bool{}
	for _, m := range index.Maps {
		name := strings.TrimPrefix(m.Loc, sampleSite().BaseURL)
		if n := len(got[name].URLs); n == 0 || n > 50_000 {
			t.Errorf("%s has %d pages", name, n)
		}
		for _, u := range got[name].URLs {
			seen[u.Loc] = true
		}
	}
	if len(seen) != len(pages) {
		t.Errorf("%d pages of %d", len(seen), len(pages))
	}
	if got := sitemaps(t, sampleSite(), pages[:50_000]); len(got) != 1 || len(got["sitemap.xml"].URLs) != 50_000 {
		t.Errorf("%d files for 50,000 pages", len(got))
	}
}

func TestRobots(t *testing.T) {
	site := sampleSite()
	for _, tt := range []struct{ edition, base, want string }{
		{"public", "https://x.example/", "User-agent: *\nAllow: /\nSitemap: https://x.example/sitemap.xml\n"},
		{"public", "", "User-agent: *\nAllow: /\n"},
		{"confidential", "https://x.example/", "User-agent: *\nDisallow: /\n"},
		{"Public", "", "User-agent: *\nDisallow: /\n"}, // not known: closed
	} {
		site.BaseURL = tt.base
		if got := string(Robots(site, tt.edition)); got != tt.want {
			t.Errorf("%s: %q", tt.edition, got)
		}
	}
}
