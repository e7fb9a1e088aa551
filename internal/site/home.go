package site

import (
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/standard"
)

// newest is how many versions the home page names; all are one click away.
const newest = 8

func (u *ui) homePage() {
	h := u.at("")
	view := HomeView{Sectors: h.sectorRefs(), Standards: len(u.Standards)}
	var latest []*standard.Version
	for _, s := range u.Standards {
		latest = append(latest, s.Latest())
	}
	view.Disclosure = u.disclosure(latest...)
	slices.SortStableFunc(latest, func(a, b *standard.Version) int { return cmp.Compare(b.Issued, a.Issued) })
	for _, v := range latest[:min(newest, len(latest))] {
		l := LatestVersion{VersionRef: h.brief(v)}
		for _, c := range h.comparisons(h.index.standards[v.Standard], v) {
			if c.Kind == "before" {
				l.Before = &c
			}
		}
		view.Latest = append(view.Latest, l)
	}
	h.page("home", "", u.Site.Title.In(u.lang), nil, view, nil, nil)
}

func (h here) sectorRefs() []SectorRef {
	count, operators := map[string]int{}, map[string]map[string]bool{}
	for _, s := range h.Standards {
		v := s.Latest()
		count[v.Sector]++
		if v.Operator != nil {
			if operators[v.Sector] == nil {
				operators[v.Sector] = map[string]bool{}
			}
			operators[v.Sector][v.Operator.ID] = true
		}
	}
	var out []SectorRef
	for _, s := range h.Library.Sectors {
		out = append(out, SectorRef{Link: h.sector(s.ID).html(), Services: h.text(s.Services), Count: count[s.ID], Operators: len(operators[s.ID])})
	}
	// What can be read comes first.
	slices.SortStableFunc(out, func(a, b SectorRef) int { return cmp.Compare(min(b.Count, 1), min(a.Count, 1)) })
	return out
}

func (u *ui) dataPage() {
	h := u.at("data/")
	base := h.up + "data/"
	view := DataView{Sitemap: u.Site.BaseURL != "" && u.Edition == Public}
	for _, c := range u.Library.Catalogs {
		view.Catalogs = append(view.Catalogs, DataFile{Href: base + "catalog/" + c.ID + ".json", Path: "catalog/" + c.ID + ".json", Title: u.text(c.Title)})
	}
	for _, s := range u.Standards {
		for _, v := range slices.Backward(s.Versions) {
			file := "standards/" + v.Standard + "/" + v.Number + ".json"
			view.Versions = append(view.Versions, DataFile{Href: base + file, Path: file, Title: or(u.text(v.Title), v.Standard), Number: v.Number})
			if v.Release != nil {
				dir := "sources/" + v.Standard + "/" + v.Number + "/"
				for _, file := range []string{"index.md", "release/commitments.txt"} {
					view.Sources = append(view.Sources, DataFile{Href: base + dir + file, Path: dir + file, Title: or(u.text(v.Title), v.Standard), Number: v.Number})
				}
			}
		}
	}
	h.page("data", "data", u.words["data"], nil, view, nil, nil)
}

// notFoundPage is shown at any address, so that its links start at the top of
// the server and not at the page.
func (u *ui) notFoundPage() {
	h := u.at("404.html")
	h.up = basePath(u.Site.BaseURL)
	h.page("notfound", "", u.words["notfound"], nil, map[string]any{}, nil, nil)
}
