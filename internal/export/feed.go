package export

import (
	"cmp"
	"crypto/sha1"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published"`
	Author     *atomPerson    `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
	Content    *atomText      `xml:"content"`
}

// An atomText says its language where it is not the feed's: a version without a
// translation is announced in its own words.
type atomText struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Text string `xml:",chardata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// Feed writes an Atom feed (RFC 4287) of the versions that were issued, newest
// first, in a language of the site. It stands at feed.xml for the site's
// default language and at <language>/feed.xml for another; without a base-url
// its links are relative to itself. An entry tells what changed since the version
// before, and leads there; changes may be nil.
func Feed(site *standard.Site, standards []*standard.Standard, lang string, changes func(old, new *standard.Version, lang string) *compare.Comparison) []byte {
	f := newFeed(site, lang, "")
	title := cmp.Or(site.Title.In(lang), site.Publisher.In(lang), "kijun")
	// The address is no part of an id: a site that moves, or learns its
	// address, keeps its ids, and readers see nothing twice.
	f.begin(urn("feed", site.Publisher.In("ja"), site.Title.In("ja"), lang), title, cmp.Or(site.Publisher.In(lang), title), "")
	f.Subtitle = site.Description.In(lang)
	for _, v := range issuedVersions(standards) {
		f.version(v, before(standards, v), changes)
	}
	return marshal(f.atomFeed)
}

// A feed is one on its way.
type feed struct {
	atomFeed
	site   *standard.Site
	folder string // where it stands, from the language's top: "standards/x/"
}

func newFeed(site *standard.Site, lang, folder string) *feed {
	return &feed{atomFeed: atomFeed{Lang: lang, Updated: instant("")}, site: site, folder: folder}
}

// to is the address of a page of the feed's language.
func (f *feed) to(path string) string {
	if f.site.BaseURL == "" {
		return home(strings.Repeat("../", strings.Count(f.folder, "/")) + escape(path))
	}
	prefix := ""
	if f.Lang != language(f.site) {
		prefix = f.Lang + "/"
	}
	return address(f.site.BaseURL, prefix+path)
}

// begin says what the feed is; page is what it accompanies.
func (f *feed) begin(id, title, publisher, page string) {
	self := "feed.xml"
	if f.site.BaseURL != "" {
		self = f.to(f.folder + self)
	}
	f.ID, f.Title, f.Author = id, title, atomPerson{publisher}
	f.Links = []atomLink{{"self", "application/atom+xml", self}, {"alternate", "text/html", f.to(page)}}
}

// add appends an entry; a feed is as new as its newest.
func (f *feed) add(e atomEntry) {
	f.Updated = max(f.Updated, e.Updated)
	f.Entries = append(f.Entries, e)
}

// version adds the issue of a version. old is the version before it, or nil.
func (f *feed) version(v, old *standard.Version, changes func(old, new *standard.Version, lang string) *compare.Comparison) {
	at, lang := instant(v.Issued), f.Lang
	entry := atomEntry{
		ID:    urn("version", v.Standard, v.Number, string(v.Issued), lang),
		Title: announced(issue(v, v.Title.Lang(lang)), v.Title.Lang(lang), lang), Updated: at, Published: at,
		Links: []atomLink{{"alternate", "text/html", f.to(versionPage(v))}},
	}
	for _, text := range []standard.Text{v.Summary, v.Note} { // the note says what is new: it wins
		if words := text.In(lang); words != "" {
			summary := announced(words, text.Lang(lang), lang)
			entry.Summary = &summary
		}
	}
	if old != nil && changes != nil {
		entry.Content = content(changedClauses(changes(old, v, lang), lang), entry.Summary)
		entry.Links = append(entry.Links, atomLink{"related", "text/html", f.to(compare.Pair{Old: old, New: v}.Path())})
	}
	if name := v.Publisher.In(lang); name != "" && name != f.Author.Name {
		entry.Author = &atomPerson{name}
	}
	for _, term := range []string{v.Sector, string(v.Class)} {
		if term != "" {
			entry.Categories = append(entry.Categories, atomCategory{term})
		}
	}
	f.add(entry)
}

func announced(text, lang, feed string) atomText {
	if lang == feed {
		lang = ""
	}
	return atomText{lang, text}
}

// home is the address of a folder's page; the folder a file stands in is "./".
func home(folder string) string { return cmp.Or(folder, "./") }

// issuedVersions lists all versions but drafts, the newest first.
func issuedVersions(standards []*standard.Standard) []*standard.Version {
	var out []*standard.Version
	for _, s := range byID(standards) {
		for i := len(s.Versions) - 1; i >= 0; i-- {
			if s.Versions[i].Status != standard.Draft {
				out = append(out, s.Versions[i])
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *standard.Version) int { return cmp.Compare(b.Issued, a.Issued) })
	return out
}

// issue is the title of a version's entry, in a language its title has. It tells a status only where it
// changes what the issue is: superseded is what becomes of every version.
func issue(v *standard.Version, lang string) string {
	status := ""
	switch v.Status {
	case standard.Consultation:
		status = bilingual{"（意見募集）", " (for comment)"}.in(lang)
	case standard.Withdrawn:
		status = bilingual{"（廃止）", " (withdrawn)"}.in(lang)
	}
	title := cmp.Or(v.Title[lang], v.Standard)
	if lang == "ja" {
		return title + " 第" + v.Number + "版" + status
	}
	return title + ", version " + v.Number + status
}

// instant turns a day into a moment: its midnight UTC, which is the same day in
// Japan. A version without a date, which a check reports, is as old as can be.
func instant(d standard.Date) string {
	return cmp.Or(string(d), "1970-01-01") + "T00:00:00Z"
}

// namespace makes kijun's UUIDs its own. It is the UUID of version 5 of the
// name "kijun" in the namespace of URLs, and must never change.
var namespace = [16]byte{0xf3, 0xdd, 0x9c, 0xe7, 0x09, 0x79, 0x5e, 0xbc, 0x9d, 0x4a, 0xaf, 0xac, 0x70, 0x47, 0x12, 0x34}

// urn is the UUID of version 5 (RFC 9562) of a name of several parts.
func urn(parts ...string) string {
	h := sha1.New()
	h.Write(namespace[:])
	h.Write([]byte(strings.Join(parts, "\x00")))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// marshal writes an XML file. The types it gets are all text.
func marshal(v any) []byte {
	b, err := xml.MarshalIndent(v, "", "  ")
	if err != nil {
		panic("export: a type that XML can't hold: " + err.Error())
	}
	return append(append([]byte(xml.Header), b...), '\n')
}
