package build

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// means are what the files of one edition are made with: all of them by Write,
// or single ones by a Maker.
type means struct {
	*Analysis
	edition     *Edition
	comparisons *comparisons
	told        *comparisons // of the public edition, for the chronicles of either
	chronicles  map[string]compare.Chronicle
	matrices    []*cover.Matrix
	site        site.Input
}

// means prepares the making of an edition. What was compared before, where
// nothing of it has changed, is not compared again; before may be nil.
func (a *Analysis) means(root fs.FS, e withhold.Edition, before *means) (*means, error) {
	ed := a.Editions[e]
	if ed == nil {
		return nil, ErrFindings
	}
	m := &means{Analysis: a, edition: ed, comparisons: newComparisons(ed, a.Library, a.Site), matrices: cover.All(a.Library, ed.Standards)}
	m.told = m.comparisons
	if public := a.Editions[withhold.Public]; public != ed && public != nil {
		m.told = newComparisons(public, a.Library, a.Site)
	}
	if before != nil {
		m.comparisons.keep(before.comparisons)
		m.told.keep(before.told)
	}
	r := &render.Renderer{
		Edition: e, Library: a.Library, Index: standard.NewIndex(ed.Standards, ed.Pages...),
		Languages: a.Site.Languages, Words: map[string]map[string]string{}, History: m.comparisons.trace,
	}
	for _, lang := range a.Site.Languages {
		words, err := site.Words(root, lang)
		if err != nil {
			return nil, broken(root, err)
		}
		r.Words[lang] = words
	}
	if m.told.edition.Name == withhold.Public {
		m.chronicles = chronicles(m.told)
	}
	m.site = site.Input{
		Edition: string(e), Site: a.Site, Library: a.Library, Standards: ed.Standards, Coverage: m.matrices,
		HTML: func(v *standard.Version, ui, text string, ch *standard.Chapter) []byte {
			p := render.Page{Version: ed.parsed[v], UI: ui, Text: text, Depth: 4}
			if ch == nil {
				p.Depth = 3
				return r.Preface(p)
			}
			return r.Chapter(p, ch)
		},
		AllHTML: func(v *standard.Version, ui, text string) []byte {
			return r.All(render.Page{Version: ed.parsed[v], UI: ui, Text: text, Depth: 4})
		},
		Pages: ed.Pages,
		PageHTML: func(p *standard.Page, ui string, t *standard.PageText) []byte {
			return r.Free(ed.pages[p], ui, t)
		},
		Text: func(v *standard.Version, ch *standard.Chapter, clause int) []string {
			var lines []string
			for _, b := range ed.parsed[v].Blocks(ch, clause) {
				lines = append(lines, b.Text())
			}
			return lines
		},
		Compare: m.comparisons.of, Chronicles: m.chronicles,
		CompareHTML: func(c *compare.Comparison, ui string, to site.Ways) []byte {
			return render.Comparison(c, render.ComparisonPage{
				Words: r.Words[ui], UI: ui, Library: a.Library, OldFirst: a.Site.Compare.NewerRight, Href: to.Clause, Item: to.Item,
			})
		},
		Overrides: root, Offline: a.Offline,
	}
	return m, nil
}

// A part is some of the files that stand beside the pages.
type part struct {
	has   func(name string) bool // whether a file of this name may be one of them
	write func(want func(name string) bool, put func(name string, data []byte) error) error
}

// sitemap is a file of the site's map. It is made of the names of all pages, and
// so after them.
var sitemap = regexp.MustCompile(`^sitemap(?:-[0-9]+)?\.xml$`)

// sitemaps writes the map of the pages. A confidential edition has none: the
// address that is known is not its own, and nobody is to find it.
func (m *means) sitemaps(pages []string, put func(name string, data []byte) error) error {
	if m.edition.Name != withhold.Public {
		return nil
	}
	return export.Sitemap(m.Site, export.Pages(m.Site, m.edition.Standards, m.edition.Pages, pages), put)
}

func all(string) bool { return true }

// data reports whether a file may be data. To make it is a good part of a build,
// and a preview looks here for whatever it has no page for.
func data(name string) bool {
	switch path.Ext(name) {
	case ".json", ".csv", ".xml":
		return true
	}
	return false
}

// parts are the files beside the pages, in the order in which they are written. A
// part may put more than what is wanted; what is not wanted costs little to leave
// out in some, and nothing in others.
func (m *means) parts() []part {
	below := func(dir string) func(string) bool {
		return func(name string) bool { return strings.HasPrefix(name, dir) }
	}
	return []part{
		{func(name string) bool { return path.Base(name) == changesFile }, m.comparisons.write},
		{data, func(_ func(string) bool, put func(string, []byte) error) error {
			return export.Each(export.Input{Site: m.Site, Library: m.Library, Standards: m.edition.Standards, Matrices: m.matrices, Compare: m.comparisons.of, Chronicles: m.chronicles}, put)
		}},
		{func(name string) bool { return name == robots }, func(_ func(string) bool, put func(string, []byte) error) error {
			return put(robots, export.Robots(m.Site, string(m.edition.Name)))
		}},
		{all, func(_ func(string) bool, put func(string, []byte) error) error {
			return m.writeReleases(m.edition.Name, put)
		}},
		{below("standards/"), m.attachments},
	}
}

const robots = "robots.txt"

// attachments writes the files beside the texts as they are published.
func (m *means) attachments(want func(string) bool, put func(name string, data []byte) error) error {
	for _, s := range m.edition.Standards {
		for _, v := range s.Versions {
			for _, at := range v.Attachments {
				name := path.Join("standards", s.ID, v.Number, at.Path)
				if !at.Used || !want(name) {
					continue
				}
				clean, why := attachment.Published(at.Path, at.File.Bytes(), at.AsIs)
				if why != nil { // the rule unclean-attachment has reported it; never publish it as it is
					return errors.New("a file beside the text can't be cleaned")
				}
				if err := put(name, clean); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
