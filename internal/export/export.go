// Package export turns the model into data that other programs read, and into
// tables for a terminal: JSON, CSV, an Atom feed, a sitemap.
//
// In: the standards of one edition, the library, the coverage. Out: bytes. The
// functions are pure: the same values give the same bytes; dates come from the
// standards, never from a clock. What a public edition may not see is not in
// its model, and of the register only what is public is written: the paths and
// field names behind a withholding have no place in any file made here, not
// even in those of a confidential edition, which get copied around.
//
// # Shapes
//
// Keys are the words of the project's own files (review-by, stated-elsewhere).
// A key whose value is empty is left out, lists that say "none" are not. A text
// is an object by language. A url is absolute when the site's base-url is known
// and else relative to the site's root; it names the page in the site's default
// language. A date is "2026-04-01".
package export

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Input is one edition, as far as its data files need it.
type Input struct {
	Site      *standard.Site
	Library   *catalog.Library
	Standards []*standard.Standard
	Matrices  []*cover.Matrix // from cover.All
	// Compare returns what changed between two versions, in a language where both
	// have it. Without it, the feed does not tell.
	Compare func(old, new *standard.Version, lang string) *compare.Comparison
	// Chronicles are what happened to the withholdings of a standard, by its id.
	Chronicles map[string]compare.Chronicle
}

// Files returns the data files of an edition by their path in the site:
//
//	data/catalog/<id>.json
//	data/standards/<id>/<version>.json
//	data/withheld.json  data/withheld.csv
//	data/disclosure.json  data/disclosure.csv
//	data/coverage.json  data/coverage.csv
//	feed.xml            and <language>/feed.xml for each further language
//	standards/<id>/feed.xml  and the same in <language>/
//
// The CSV files have headers in the site's default language and codes beside
// the words, so that one file serves every reader. Sitemap and Robots stand
// apart: they need the pages.
func Files(in Input) map[string][]byte {
	files := map[string][]byte{}
	_ = Each(in, func(name string, data []byte) error { // which never fails
		files[name] = data
		return nil
	})
	return files
}

// Each is Files, one at a time: the data of all versions together is as large
// as their sources, and nobody needs it all at once. It ends with the first
// error of put.
func Each(in Input, put func(name string, data []byte) error) error {
	base := in.Site.BaseURL
	lang := language(in.Site)
	var err error
	file := func(name string, data func() []byte) {
		if err == nil {
			err = put(name, data())
		}
	}
	file("data/withheld.json", func() []byte { return Register(in.Standards, in.Library, base, in.Chronicles) })
	file("data/withheld.csv", func() []byte { return RegisterCSV(in.Standards, in.Library, base, lang, in.Chronicles) })
	file("data/disclosure.json", func() []byte { return Disclosure(in.Standards, in.Library, base) })
	file("data/disclosure.csv", func() []byte { return DisclosureCSV(in.Standards, in.Library, base, lang) })
	file("data/coverage.json", func() []byte { return Coverage(in.Matrices, base) })
	file("data/coverage.csv", func() []byte { return CoverageCSV(in.Matrices, in.Library, base, lang) })
	file("feed.xml", func() []byte { return Feed(in.Site, in.Standards, lang, in.Compare) })
	for _, c := range in.Library.Catalogs {
		file("data/catalog/"+c.ID+".json", func() []byte { return Catalog(c) })
	}
	for _, s := range in.Standards {
		for _, v := range s.Versions {
			file(VersionPath(v), func() []byte { return Version(v, in.Library.Catalog(v.Catalog), base) })
		}
	}
	for _, l := range in.Site.Languages {
		prefix := ""
		if l != lang {
			prefix = l + "/"
			file(prefix+"feed.xml", func() []byte { return Feed(in.Site, in.Standards, l, in.Compare) })
		}
		for _, s := range in.Standards {
			file(prefix+FeedPath(s), func() []byte { return StandardFeed(in.Site, s, l, in.Compare, in.Chronicles[s.ID]) })
		}
	}
	return err
}

// FeedPath is the path of a standard's feed, from a language's top folder.
func FeedPath(s *standard.Standard) string { return "standards/" + s.ID + "/" + project.FeedName }

// VersionPath is the path of a version's data file.
func VersionPath(v *standard.Version) string {
	return "data/standards/" + v.Standard + "/" + v.Number + ".json"
}

// language is the site's default language.
func language(site *standard.Site) string {
	if len(site.Languages) == 0 {
		return "ja"
	}
	return site.Languages[0]
}
