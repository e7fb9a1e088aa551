package export

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A Page is a page of the site, as its map lists it.
type Page struct {
	Path      string        // without a slash at its start; "" is the home page
	Modified  standard.Date // the issue of what it shows; "" where that says nothing
	Languages []Language    // the same page in each language, itself included; none without another
}

// Language is a page in a language.
type Language struct {
	Lang string // or "x-default"
	Path string
}

type sitemap struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string       `xml:"xmlns:xhtml,attr,omitempty"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string        `xml:"loc"`
	LastMod string        `xml:"lastmod,omitempty"`
	Links   []sitemapLink `xml:"xhtml:link"`
}

type sitemapLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapURL `xml:"sitemap"`
}

// mapped is how many pages the protocol allows a file.
const mapped = 50_000

// Sitemap writes sitemap.xml with the pages by path, each once; of more than
// 50,000 it is an index of sitemap-1.xml, sitemap-2.xml and so on. The files go to
// put by name. A sitemap needs absolute addresses: without a base-url there is none.
func Sitemap(site *standard.Site, pages []Page, put func(name string, data []byte) error) error {
	if site.BaseURL == "" {
		return nil
	}
	pages = slices.Clone(pages)
	slices.SortStableFunc(pages, func(a, b Page) int { return strings.Compare(a.Path, b.Path) })
	pages = slices.CompactFunc(pages, func(a, b Page) bool { return a.Path == b.Path })
	if len(pages) <= mapped {
		return put("sitemap.xml", marshal(mapOf(site, pages)))
	}
	var index sitemapIndex
	for some := range slices.Chunk(pages, mapped) {
		name := fmt.Sprintf("sitemap-%d.xml", len(index.Maps)+1)
		if err := put(name, marshal(mapOf(site, some))); err != nil {
			return err
		}
		index.Maps = append(index.Maps, sitemapURL{Loc: address(site.BaseURL, name)})
	}
	return put("sitemap.xml", marshal(index))
}

func mapOf(site *standard.Site, pages []Page) sitemap {
	var out sitemap
	for _, p := range pages {
		u := sitemapURL{Loc: address(site.BaseURL, p.Path), LastMod: string(p.Modified)}
		for _, l := range p.Languages {
			out.XHTML = "http://www.w3.org/1999/xhtml"
			u.Links = append(u.Links, sitemapLink{"alternate", l.Lang, address(site.BaseURL, l.Path)})
		}
		out.URLs = append(out.URLs, u)
	}
	return out
}

// Pages says of the pages at these paths what the map tells of them. A path that
// two languages have is the same page in both: where a page is not there in a
// language, nothing stands at its path. Pages that are not for finding are left
// out: a search's.
func Pages(site *standard.Site, standards []*standard.Standard, free []*standard.Page, paths []string) []Page {
	known := map[string]bool{}
	for _, p := range paths {
		known[p] = true
	}
	day := days(standards, free)
	var out []Page
	for _, p := range paths {
		lang, rel := inLanguage(site, p)
		if rel == "search/" {
			continue
		}
		page := Page{Path: p, Modified: day(rel)}
		for i, l := range site.Languages {
			same := l + "/" + rel
			if i == 0 {
				same = rel
			}
			if l == lang || known[same] {
				page.Languages = append(page.Languages, Language{l, same})
			}
		}
		switch {
		case len(page.Languages) < 2:
			page.Languages = nil
		case page.Languages[0].Lang == site.Languages[0]:
			page.Languages = append(page.Languages, Language{"x-default", page.Languages[0].Path})
		}
		out = append(out, page)
	}
	return out
}

// inLanguage parts a path into its language and the path from that language's top.
func inLanguage(site *standard.Site, path string) (lang, rel string) {
	for _, l := range site.Languages[min(1, len(site.Languages)):] {
		if rest, ok := strings.CutPrefix(path, l+"/"); ok {
			return l, rest
		}
	}
	return language(site), path
}

// days tells since when a page is as it is, as well as the standards' own dates
// can: the newest issue of what it shows. Whatever else it depends on, such as the
// program, has no date.
func days(standards []*standard.Standard, free []*standard.Page) func(rel string) standard.Date {
	issued := map[string]standard.Date{}
	raise := func(path string, d standard.Date) { issued[path] = max(issued[path], d) }
	for _, s := range standards {
		for _, v := range s.Versions {
			raise(versionPage(v), v.Issued)
			raise("standards/"+s.ID+"/", v.Issued)
			for _, w := range v.Register {
				for _, r := range w.Reviewed {
					raise("withheld/", r.On)
				}
			}
			for _, list := range []string{"", "standards/", "data/", "withheld/", "coverage/"} {
				raise(list, v.Issued)
			}
		}
	}
	for _, p := range free {
		raise(standard.PagesFolder+"/"+p.Name+"/", p.Updated)
	}
	return func(rel string) standard.Date {
		if d, ok := issued[rel]; ok {
			return d
		}
		parts := strings.Split(rel, "/")
		if len(parts) < 4 || parts[0] != "standards" {
			return ""
		}
		number := parts[2]
		if number == "compare" {
			_, number, _ = strings.Cut(parts[3], "...")
		}
		return issued["standards/"+parts[1]+"/"+number+"/"]
	}
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
