package export

import (
	"encoding/xml"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// parsed is a feed as a reader sees it.
type parsed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Links   []link `xml:"link"`
		Summary string `xml:"summary"`
		Content string `xml:"content"`
	} `xml:"entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

func parse(t *testing.T, data []byte) parsed {
	t.Helper()
	var f parsed
	if err := xml.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

var urnForm = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// What RFC 4287 requires of a feed (4.1.1) and an entry (4.1.2).
func TestFeedIsValid(t *testing.T) {
	hostile := sampleStandards()
	hostile[0].Versions[1].Title = both("<b>&\x00\"題", "")
	for _, tt := range []struct {
		name      string
		base      string
		standards []*standard.Standard
		lang      string
	}{
		{"with an address", "https://standards.example.org/", sampleStandards(), "ja"},
		{"without", "", sampleStandards(), "ja"},
		{"in English", "https://standards.example.org/", sampleStandards(), "en"},
		{"in English without", "", sampleStandards(), "en"},
		{"of nothing", "", nil, "ja"},
		{"of hostile words", "", hostile, "ja"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := sampleSite()
			site.BaseURL = tt.base
			f := parse(t, Feed(site, tt.standards, tt.lang, nil))
			valid(t, f, tt.base)
			if len(tt.standards) > 0 && len(f.Entries) != 3 {
				t.Errorf("%d entries: the three issued versions are wanted, the draft is not", len(f.Entries))
			}
			for _, s := range tt.standards {
				f := parse(t, StandardFeed(site, s, tt.lang, nil, compare.Chronicle{"W-001": {{Kind: "withheld", Version: "4.1"}, {Kind: compare.Reviewed, On: "2027-03-20"}}}))
				valid(t, f, tt.base)
				if len(f.Entries) < 3 {
					t.Errorf("%s: %d entries", s.ID, len(f.Entries))
				}
			}
		})
	}
}

// valid holds a feed to what RFC 4287 requires.
func valid(t *testing.T, f parsed, base string) {
	t.Helper()
	if f.Title == "" || f.Author == "" {
		t.Errorf("title %q, author %q", f.Title, f.Author)
	}
	seen := map[string]bool{}
	check := func(id, updated string, links []link, rels string) {
		if !urnForm.MatchString(id) || seen[id] {
			t.Errorf("id %q is no URN or not the only one", id)
		}
		seen[id] = true
		if _, err := time.Parse(time.RFC3339, updated); err != nil {
			t.Error(err)
		}
		var got []string
		for _, l := range links {
			got = append(got, l.Rel)
			if u, err := url.Parse(l.Href); err != nil || u.IsAbs() != (base != "") || l.Href == "" || strings.HasPrefix(l.Href, "/") {
				t.Errorf("link %q", l.Href)
			}
		}
		if s := strings.Join(got, " "); s != rels {
			t.Errorf("links %q, want %q", s, rels)
		}
	}
	check(f.ID, f.Updated, f.Links, "self alternate")
	for _, e := range f.Entries {
		check(e.ID, e.Updated, e.Links, "alternate")
		if e.Title == "" {
			t.Error("an entry without a title")
		}
	}
}

func TestFeedLinks(t *testing.T) {
	for _, tt := range []struct{ base, lang, self, first string }{
		{"https://x.example/a/", "ja", "https://x.example/a/feed.xml", "https://x.example/a/standards/water-guideline/4.10/"},
		{"https://x.example/a/", "en", "https://x.example/a/en/feed.xml", "https://x.example/a/en/standards/water-guideline/4.10/"},
		{"https://x.example", "ja", "https://x.example/feed.xml", "https://x.example/standards/water-guideline/4.10/"},
		{"", "ja", "feed.xml", "standards/water-guideline/4.10/"},
		{"", "en", "feed.xml", "standards/water-guideline/4.10/"}, // relative to en/feed.xml
	} {
		site := sampleSite()
		site.BaseURL = tt.base
		f := parse(t, Feed(site, sampleStandards(), tt.lang, nil))
		if f.Links[0].Href != tt.self || f.Entries[0].Links[0].Href != tt.first {
			t.Errorf("%q %s: %s, %s", tt.base, tt.lang, f.Links[0].Href, f.Entries[0].Links[0].Href)
		}
	}
}

// A site that gets an address, or changes its versions' words, keeps its ids;
// its feed is as new as its newest issue.
func TestFeedStaysItself(t *testing.T) {
	site := sampleSite()
	before := parse(t, Feed(site, sampleStandards(), "ja", nil))
	if before.Updated != "2026-04-01T00:00:00Z" || before.Entries[2].Updated != "2024-04-01T00:00:00Z" {
		t.Errorf("updated %s, the oldest entry %s", before.Updated, before.Entries[2].Updated)
	}
	site.BaseURL = ""
	moved := sampleStandards()
	moved[0].Versions[1].Title = both("別の題", "")
	after := parse(t, Feed(site, moved, "ja", nil))
	if before.ID != after.ID || before.Entries[0].ID != after.Entries[0].ID {
		t.Error("ids changed with the address or the words")
	}
	if before.ID == parse(t, Feed(site, moved, "en", nil)).ID {
		t.Error("the feeds of two languages share an id")
	}
	site.Publisher = both("別の協会", "")
	if before.ID == parse(t, Feed(site, moved, "ja", nil)).ID {
		t.Error("two publishers share a feed's id")
	}
}

func TestFeedSummary(t *testing.T) {
	standards := sampleStandards()
	v := standards[0].Versions[1]
	v.Summary = both("概要", "")
	if got := parse(t, Feed(sampleSite(), standards, "ja", nil)).Entries[0].Summary; got != "遠隔保守を見直した。" {
		t.Errorf("the note says what is new; got %q", got)
	}
	v.Note = nil
	if got := parse(t, Feed(sampleSite(), standards, "ja", nil)).Entries[0].Summary; got != "概要" {
		t.Errorf("got %q", got)
	}
}

// A standard's feed has its own versions and what happened to what it withholds,
// gathered by day, newest first.
func TestStandardFeed(t *testing.T) {
	site, s := sampleSite(), sampleStandards()[0]
	told := compare.Chronicle{
		"W-001":  {{Kind: "withheld", Version: "4.1", On: "2024-03-01"}, {Kind: compare.Reviewed, On: "2027-03-20"}, {Kind: "disclosed", Version: "4.10"}},
		"W-003":  {{Kind: "withheld", Version: "4.1", On: "2024-03-01"}, {Kind: compare.Reviewed, On: "2027-03-20"}},
		"W-1000": {{Kind: "withheld", Version: "4.1", On: "2024-03-01"}},
	}
	f := parse(t, StandardFeed(site, s, "ja", nil, told))
	if f.Updated != "2027-03-20T00:00:00Z" || f.Links[0].Href != site.BaseURL+"standards/water-guideline/feed.xml" || f.Links[1].Href != site.BaseURL+"standards/water-guideline/" {
		t.Errorf("updated %s, links %v", f.Updated, f.Links)
	}
	var got []string
	for _, e := range f.Entries {
		got = append(got, e.Updated[:10]+" "+e.Title+" "+e.Content)
	}
	want := []string{
		"2027-03-20 水道分野の情報セキュリティガイドライン：非公開の見直しを行い、引き続き非公開 W-001 遠隔保守の接続元、W-003 対応手順",
		"2026-04-01 水道分野の情報セキュリティガイドライン 第4.10版 ",
		"2026-04-01 水道分野の情報セキュリティガイドライン：公開した部分（第4.10版） W-001 遠隔保守の接続元",
		"2024-04-01 水道分野の情報セキュリティガイドライン 第4.1版 ",
		"2024-03-01 水道分野の情報セキュリティガイドライン：新たに非公開とした部分（第4.1版） W-001 遠隔保守の接続元、W-003 対応手順、W-1000 前の版だけ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("entries:\n%s", strings.Join(got, "\n"))
	}
	site.BaseURL = ""
	en := parse(t, StandardFeed(site, s, "en", nil, told))
	if en.Links[0].Href != "feed.xml" || en.Links[1].Href != "../../standards/water-guideline/" || en.Entries[0].Links[0].Href != "../../withheld/" {
		t.Errorf("links without an address: %v %v", en.Links, en.Entries[0].Links)
	}
	if en.ID == f.ID || parse(t, StandardFeed(site, s, "ja", nil, told)).ID != f.ID {
		t.Error("a feed's id is its language's, whatever the address")
	}
}
