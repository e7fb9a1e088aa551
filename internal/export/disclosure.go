package export

import (
	"strconv"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A disclosed version is how much one version discloses.
type disclosedVersion struct {
	*standard.Version
	current        bool // it is the standard's latest
	clauses, items cover.Disclosure
}

func disclosures(standards []*standard.Standard, lib *catalog.Library) []disclosedVersion {
	var out []disclosedVersion
	for _, s := range byID(standards) {
		for _, v := range s.Versions {
			out = append(out, disclosedVersion{v, v == s.Latest(), cover.DisclosureOf(v), cover.ItemDisclosureOf(lib.Catalog(v.Catalog), v)})
		}
	}
	return out
}

type jsonDisclosed struct {
	Standard string          `json:"standard"`
	Version  string          `json:"version"`
	Title    standard.Text   `json:"title,omitempty"`
	Status   standard.Status `json:"status"`
	Issued   standard.Date   `json:"issued,omitempty"`
	Current  bool            `json:"current"`
	Catalog  string          `json:"catalog,omitempty"`
	Clauses  jsonDisclosure  `json:"clauses"`
	Items    jsonDisclosure  `json:"items"`
	Withheld int             `json:"withheld"`
	URL      string          `json:"url"`
}

// Disclosure writes how much of each version anyone may read, by clause and by
// item, versions oldest first:
//
//	{"disclosure": [{"standard": "water-guideline", "version": "4.2", "status": "published", "issued": "2026-04-01",
//	   "current": true, "catalog": "nisc-4", "clauses": {"open": 44, "total": 48}, "items": {"open": 9, "total": 20},
//	   "withheld": 18, "url": "…"}]}
//
// "withheld" counts the entries of the register.
func Disclosure(standards []*standard.Standard, lib *catalog.Library, base string) []byte {
	rows := []jsonDisclosed{}
	for _, d := range disclosures(standards, lib) {
		rows = append(rows, jsonDisclosed{
			d.Standard, d.Number, texts(d.Title), d.Status, d.Issued, d.current, d.Catalog,
			jsonDisclosure{d.clauses.Open, d.clauses.Total}, jsonDisclosure{d.items.Open, d.items.Total},
			len(d.Register), address(base, versionPage(d.Version)),
		})
	}
	return encode(map[string]any{"disclosure": rows})
}

// DisclosureCSV writes the same as a table.
func DisclosureCSV(standards []*standard.Standard, lib *catalog.Library, base, lang string) []byte {
	n := func(of func(disclosedVersion) int) func(disclosedVersion) string {
		return func(d disclosedVersion) string { return strconv.Itoa(of(d)) }
	}
	return writeCSV([]field[disclosedVersion]{
		{bilingual{"安全基準等", "standard title"}, func(d disclosedVersion) string { return d.Title.In(lang) }},
		{bilingual{"安全基準等コード", "standard"}, func(d disclosedVersion) string { return d.Standard }},
		{bilingual{"版コード", "version"}, func(d disclosedVersion) string { return handle(d.Version) }},
		{bilingual{"状態コード", "status"}, func(d disclosedVersion) string { return string(d.Status) }},
		{bilingual{"発行日", "issued"}, func(d disclosedVersion) string { return string(d.Issued) }},
		{bilingual{"最新の版", "current"}, func(d disclosedVersion) string { return yes(d.current, lang) }},
		{bilingual{"全文を公開している条項", "clauses open"}, n(func(d disclosedVersion) int { return d.clauses.Open })},
		{bilingual{"すべての条項", "clauses"}, n(func(d disclosedVersion) int { return d.clauses.Total })},
		{bilingual{"指針コード", "catalog"}, func(d disclosedVersion) string { return d.Catalog }},
		{bilingual{"全文を公開している項目", "items open"}, n(func(d disclosedVersion) int { return d.items.Open })},
		{bilingual{"対応する項目", "items"}, n(func(d disclosedVersion) int { return d.items.Total })},
		{bilingual{"非公開とした部分", "withheld"}, n(func(d disclosedVersion) int { return len(d.Register) })},
		{bilingual{"URL", "url"}, func(d disclosedVersion) string { return address(base, versionPage(d.Version)) }},
	}, disclosures(standards, lib), lang)
}
