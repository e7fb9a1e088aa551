package site

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A filter is what the script "filter" makes its controls of. It stands on the
// page as JSON, in an attribute: every word of it is one that the page's reader
// sees, there or in the controls, and without the script all is shown.
//
// What can be filtered carries its values in an attribute too: data-group around
// rows, data-row on a row, data-column on the head of a column and data-cell on
// a cell, the values of the facets at that place in the filter's order with bars
// between them. A value may be several words.
type filter struct {
	Facets []facet           `json:"facets"`
	Words  map[string]string `json:"words"`
}

type facet struct {
	Key     string      `json:"key"` // in the address
	On      string      `json:"on"`  // group, row, column or cell
	Label   string      `json:"label"`
	Options [][2]string `json:"options"` // value, words
}

// standardsInFilter is how many standards a reader can find in a list of
// choices; with more, the sector leads there sooner.
const standardsInFilter = 100

// group is an attribute's value: the values of its facets in their order.
func group(values ...string) string { return strings.Join(values, "|") }

// noSector is where standards without a sector stand.
const noSector = "no-sector"

func sectorKey(id string) string {
	if id == "" {
		return noSector
	}
	return id
}

// filter is the filter of facets that have something to choose between, as
// JSON; "" where none has. shown is the word that counts what is left.
func (h here) filter(shown string, facets ...facet) string {
	f := filter{Words: map[string]string{
		"legend": h.words["filter"], "all": h.words["filter_all"], "reset": h.words["filter_reset"], "none": h.words["filter_none"], "shown": h.words[shown],
	}}
	some := false
	for _, x := range facets {
		some = some || len(x.Options) > 1
		if x.Options == nil {
			x.Options = [][2]string{} // not null
		}
		f.Facets = append(f.Facets, x)
	}
	if !some {
		return ""
	}
	data, err := encode(f)
	if err != nil {
		return "" // it is made of texts: it can be written
	}
	return string(data)
}

// options are the choices among ids that occur, in the order in which known has
// them.
func options[T any](known []T, occurs map[string]bool, of func(T) (id, name string)) [][2]string {
	var out [][2]string
	for _, k := range known {
		if id, name := of(k); occurs[id] {
			out = append(out, [2]string{id, name})
		}
	}
	return out
}

// versionFacets are the sectors and classes of versions.
func (h here) versionFacets(versions []*standard.Version, sectorOn, classOn string) []facet {
	sectors, classes := map[string]bool{}, map[string]bool{}
	for _, v := range versions {
		sectors[sectorKey(v.Sector)] = true
		classes[string(v.Class)] = true
	}
	of := options(h.Library.Sectors, sectors, func(s *catalog.Sector) (string, string) { return s.ID, h.named("", s.Name, s.ID).Text })
	if sectors[noSector] {
		of = append(of, [2]string{noSector, h.words["sector_none"]})
	}
	return []facet{
		{"sector", sectorOn, h.words["sector"], of},
		{"class", classOn, h.words["class"], options(standard.Classes, classes, func(c standard.Class) (string, string) {
			t := h.lookup(nil, classesOf, string(c))
			return t.ID, strings.TrimSpace(t.Symbol + " " + t.Name.plain())
		})},
	}
}

// registerFilter is the filter of the register, of what the latest versions
// withhold.
func (h here) registerFilter(versions []*standard.Version) string {
	var of []*standard.Version
	reasons, units, items, catalogs := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, v := range versions {
		if len(v.Register) > 0 {
			of = append(of, v)
		}
		for _, w := range v.Register {
			reasons[w.Reason], units[string(w.Unit)] = true, true
			for _, it := range w.Items {
				items[it], catalogs[v.Catalog] = true, true
			}
		}
	}
	facets := h.versionFacets(of, "group", "group")
	byStandard := facet{"standard", "group", h.words["standards"], nil}
	if len(of) <= standardsInFilter {
		for _, v := range of {
			byStandard.Options = append(byStandard.Options, [2]string{v.Standard, h.titleOf(v)})
		}
	}
	byItem := facet{"item", "row", h.words["item"], nil}
	for _, cat := range h.Library.Catalogs {
		if len(catalogs) == 1 && catalogs[cat.ID] { // two catalogs may have the same number
			byItem.Options = options(cat.Items, items, func(it *catalog.Item) (string, string) {
				return it.ID, strings.TrimSpace(it.ID + " " + it.Heading.In(h.lang))
			})
		}
	}
	facets = append(facets, byStandard,
		facet{"reason", "row", h.words["notice_reason"], options(h.Library.Reasons, reasons, func(r *catalog.Reason) (string, string) { return r.ID, h.named("", r.Name, r.ID).Text })},
		facet{"unit", "row", h.words["notice_unit"], options(standard.Units, units, func(u standard.Unit) (string, string) { return string(u), h.words["unit_"+string(u)] })},
		byItem)
	return h.filter("filter_entries", facets...)
}
