package export

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

func TestSitemap(t *testing.T) {
	site := sampleSite()
	pages := []Page{{"withheld/", ""}, {"", "2026-04-01"}, {"items/nisc-4/6.1.5(2)/", ""}, {"withheld/", ""}, {"a b/", ""}}
	var got struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string  `xml:"loc"`
			LastMod *string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(Sitemap(site, pages), &got); err != nil {
		t.Fatal(err)
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
	if Sitemap(site, pages) != nil {
		t.Error("a sitemap without an address")
	}
}

func TestSitemapHasALimit(t *testing.T) {
	var pages []Page
	for i := range 50_010 {
		pages = append(pages, Page{Path: fmt.Sprint(i)})
	}
	if n := strings.Count(string(Sitemap(sampleSite(), pages)), "<loc>"); n != 50_000 {
		t.Errorf("%d pages", n)
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
