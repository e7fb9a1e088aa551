package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// StandardFeed is a feed of one standard, at standards/<id>/feed.xml in each
// language: its versions, as in Feed, and what happened to what it withholds.
// Without a base-url its links are relative to itself.
func StandardFeed(site *standard.Site, s *standard.Standard, lang string, changes func(old, new *standard.Version, lang string) *compare.Comparison, told compare.Chronicle) []byte {
	latest := s.Latest()
	title := cmp.Or(latest.Title.In(lang), s.ID)
	page := "standards/" + s.ID + "/"
	f := newFeed(site, lang, page)
	f.begin(urn("standard feed", site.Publisher.In("ja"), site.Title.In("ja"), s.ID, lang), title,
		cmp.Or(latest.Publisher.In(lang), site.Publisher.In(lang), title), page)
	f.Subtitle = latest.Summary.In(lang)
	for _, v := range issuedVersions([]*standard.Standard{s}) {
		f.version(v, s.Previous(v), changes)
	}
	for _, e := range events(s, told) {
		f.events(s, e)
	}
	// a version stands before what it tells of what is withheld
	slices.SortStableFunc(f.Entries, func(a, b atomEntry) int { return strings.Compare(b.Updated, a.Updated) })
	return marshal(f.atomFeed)
}

// happened is the same thing on one day to some of a standard's withholdings.
type happened struct {
	kind, version string
	on            standard.Date
	ids           []string
}

// events gathers a chronicle by what happened and when: a version that withholds
// twenty parts is one piece of news.
func events(s *standard.Standard, told compare.Chronicle) []happened {
	var out []happened
	at := map[[3]string]int{}
	ids := slices.SortedFunc(maps.Keys(told), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	for _, id := range ids {
		for _, e := range told[id] {
			day := e.On
			if v := s.Version(e.Version); day == "" && v != nil {
				day = v.Issued
			}
			key := [3]string{e.Kind, e.Version, string(day)}
			i, known := at[key]
			if !known {
				i = len(out)
				at[key] = i
				out = append(out, happened{kind: e.Kind, version: e.Version, on: day})
			}
			if !slices.Contains(out[i].ids, id) {
				out[i].ids = append(out[i].ids, id)
			}
		}
	}
	return out
}

// events adds an entry for what happened to some withholdings.
func (f *feed) events(s *standard.Standard, e happened) {
	title := f.Title + bilingual{"：", ": "}.in(f.Lang) + eventWord(e.kind, f.Lang)
	if e.version != "" {
		title += fmt.Sprintf(bilingual{"（第%s版）", " (version %s)"}.in(f.Lang), e.version)
	}
	var parts []string
	for _, id := range e.ids[:min(len(e.ids), namedClauses)] {
		parts = append(parts, strings.TrimSpace(id+" "+withheldTitle(s, id, f.Lang)))
	}
	if n := len(e.ids) - len(parts); n > 0 {
		parts = append(parts, fmt.Sprintf(bilingual{"ほか%d件", "%d more"}.in(f.Lang), n))
	}
	f.add(atomEntry{
		ID:    urn("withholdings", s.ID, e.kind, e.version, string(e.on), f.Lang),
		Title: atomText{Text: title}, Updated: instant(e.on), Published: instant(e.on),
		Links:   []atomLink{{"alternate", "text/html", f.to("withheld/")}},
		Content: &atomText{Text: strings.Join(parts, bilingual{"、", "; "}.in(f.Lang))},
	})
}

// withheldTitle is what the newest version that has an entry calls it.
func withheldTitle(s *standard.Standard, id, lang string) string {
	for _, v := range slices.Backward(s.Versions) {
		for _, w := range v.Register {
			if w.ID == id && v.Status != standard.Draft {
				return w.Title.In(lang)
			}
		}
	}
	return ""
}

// eventWords are the words of the pages (event_withheld, …), as news.
var eventWords = map[string]bilingual{
	"withheld":              {"新たに非公開とした部分", "newly withheld"},
	compare.ReasonChanged:   {"非公開の理由を変更", "reason for withholding changed"},
	compare.HarmChanged:     {"公開した場合の支障の説明を変更", "account of the harm changed"},
	compare.AudienceChanged: {"閲覧できる方を変更", "who may read it changed"},
	compare.AccessChanged:   {"閲覧を求める方法を変更", "way to ask for access changed"},
	compare.ScopeChanged:    {"非公開の対象項目又は単位を変更", "items or unit of what is withheld changed"},
	compare.DecidedAgain:    {"改めて非公開とすることを決定", "decided again to be withheld"},
	compare.DayMoved:        {"非公開の見直し期限を変更", "review date changed"},
	compare.Reviewed:        {"非公開の見直しを行い、引き続き非公開", "reviewed and still withheld"},
	"disclosed":             {"公開した部分", "disclosed"},
	compare.Ended:           {"非公開項目一覧から削除", "taken off the register"},
}

func eventWord(kind, lang string) string {
	if w, ok := eventWords[kind]; ok {
		return w.in(lang)
	}
	return kind
}
