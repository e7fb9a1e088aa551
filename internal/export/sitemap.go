package export

import (
	"encoding/xml"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A Page is a page of the site, as its map lists it.
type Page struct {
	Path     string        // without a slash at its start; "" is the home page
	Modified standard.Date // the issue of what it shows; "" where that says nothing
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// Sitemap writes sitemap.xml with the pages by path, each once. A sitemap needs
// absolute addresses: without a base-url there is none, and nil is returned.
// The protocol allows 50,000 pages a file; what is beyond is left out, from the
// end of the list.
func Sitemap(site *standard.Site, pages []Page) []byte {
	if site.BaseURL == "" {
		return nil
	}
	const most = 50_000
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b Page) int { return strings.Compare(a.Path, b.Path) })
	pages = slices.CompactFunc(pages, func(a, b Page) bool { return a.Path == b.Path })
	var out sitemap
	for _, p := range pages[:min(len(pages), most)] {
		out.URLs = append(out.URLs, sitemapURL{address(site.BaseURL, p.Path), string(p.Modified)})
	}
	return marshal(out)
}

// Robots writes robots.txt for an edition, "public" or "confidential". All but
// the public one is closed: a confidential edition must not stand where a robot
// comes by, and if it does, it says so.
func Robots(site *standard.Site, edition string) []byte {
	if edition != "public" {
		return []byte("User-agent: *\nDisallow: /\n")
	}
	out := "User-agent: *\nAllow: /\n"
	if site.BaseURL != "" {
		out += "Sitemap: " + address(site.BaseURL, "sitemap.xml") + "\n"
	}
	return []byte(out)
}
