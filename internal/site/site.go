// Package site turns an edition into the files of a website, with Hugo used as
// a library.
//
// In: the model of one edition, the HTML of its clauses, and the project's
// folders that override the theme's. Out: files by path. Everything
// it sees belongs to the edition already, so it decides nothing about what may
// be shown. It reads no clock, no environment and no disk, and it is the one
// package that imports Hugo: view.go says what a layout gets, the rest makes it.
package site

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/themes"
)

// Editions.
const (
	Public       = "public"
	Confidential = "confidential"
)

// Input is what a site is made of.
type Input struct {
	Edition   string
	Site      *standard.Site
	Library   *catalog.Library
	Standards []*standard.Standard
	Coverage  []*cover.Matrix // one a catalog

	// HTML returns the clauses of a chapter as the theme expects them; a nil
	// chapter is the version's preface. ui is the language of the interface,
	// text that of the translation.
	HTML func(v *standard.Version, ui, text string, ch *standard.Chapter) []byte
	// AllHTML returns a whole version.
	AllHTML func(v *standard.Version, ui, text string) []byte

	// Pages are the free pages, in the order in which readers are shown them.
	// PageHTML returns the text of one.
	Pages    []*standard.Page
	PageHTML func(p *standard.Page, ui string, t *standard.PageText) []byte
	// Text returns the words of a chapter's clause, a line for each paragraph,
	// row or list item, for the search. Without it clauses are found by their
	// headings.
	Text func(v *standard.Version, ch *standard.Chapter, clause int) []string

	// Compare returns what changed between two versions, in a language where both
	// have it; without it there are no comparisons. CompareHTML returns it as the
	// theme expects.
	Compare     func(old, new *standard.Version, lang string) *compare.Comparison
	CompareHTML func(c *compare.Comparison, ui string, to Ways) []byte

	// Chronicles are what happened to the withholdings of a standard, by its id.
	Chronicles map[string]compare.Chronicle

	// Offline makes a site that can be opened from a disk: links lead to files,
	// and the index of the search is scripts.
	Offline bool

	// Overrides is the project: its folders layouts, assets, i18n and static
	// stand before the theme's. It may be nil, and the folders may be absent.
	Overrides fs.FS
}

// Ways lead from a comparison to what it tells of.
type Ways struct {
	Clause func(v *standard.Version, at *compare.Place) string
	Item   func(v *standard.Version, item string) string
}

// Build makes the pages of an edition, with their styles and static files, in
// memory. Data files, feeds and attachments are made elsewhere.
func Build(ctx context.Context, in Input) (map[string][]byte, error) {
	var mu sync.Mutex
	files := map[string][]byte{}
	err := Write(ctx, in, func(name string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		files[name] = data
		return nil
	})
	return files, err
}

// Write is Build, but hands each file to put as soon as it is made, from several
// goroutines. A site is many times larger than what it is made from, so holding
// none of it takes a third off the memory of a build.
func Write(ctx context.Context, in Input, put func(name string, data []byte) error) error {
	e, err := newEdition(in)
	if err != nil {
		return err
	}
	static := map[string][]byte{}
	if err := addStatic(static, in.Overrides); err != nil {
		return err
	}
	made, err := e.make(e.plans...)
	if err != nil {
		return err
	}
	pages, err := e.run(ctx, e.settings(), made.contents)
	if err != nil {
		return err
	}
	made.contents = nil
	out := func(name string, data []byte) error {
		if _, own := static[name]; own {
			return nil // a static file stands before a page
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.Offline && strings.HasSuffix(name, ".html") {
			data = diskLinks(data)
		}
		return put(name, data)
	}
	if err := made.finish(pages, out); err != nil {
		return err
	}
	if err := e.searchFiles(out); err != nil {
		return err
	}
	for _, name := range sorted(static) {
		if err := put(name, static[name]); err != nil {
			return err
		}
	}
	return nil
}

// addStatic copies static files: Hugo's library leaves that to its command.
func addStatic(files map[string][]byte, overrides fs.FS) error {
	add := func(rel string, data []byte) error {
		files[rel] = data
		return nil
	}
	if err := walk(themes.FS, "kijun/static", add); err != nil {
		return err
	}
	if overrides == nil {
		return nil
	}
	return walk(overrides, "static", add)
}

// An edition is the work of one build.
type edition struct {
	Input
	languages []string                     // of the user interface; the first lives at /
	words     map[string]map[string]string // by language
	index     *index
	pairs     map[string][]compare.Pair // to compare, by standard
	until     standard.Date             // the day on which the newest version was issued
	plans     []plan                    // of all pages, as they follow each other
	batch                               // what was made of them
}

func newEdition(in Input) (*edition, error) {
	e := &edition{Input: in, languages: in.Site.Languages, words: map[string]map[string]string{}}
	if len(e.languages) == 0 {
		e.languages = []string{"ja"}
	}
	if in.Edition == Public {
		// A draft belongs to the confidential edition alone. The cut has
		// dropped it; this is the second lock on the same door.
		e.Standards = withoutDrafts(in.Standards)
	}
	for _, lang := range e.languages {
		words, err := Words(in.Overrides, lang)
		if err != nil {
			return nil, err
		}
		e.words[lang] = words
	}
	e.index = newIndex(e)
	e.pairs = map[string][]compare.Pair{}
	for _, s := range e.Standards {
		for _, v := range s.Versions {
			e.until = max(e.until, v.Issued)
		}
		if in.Compare != nil {
			e.pairs[s.ID] = compare.Pairs(s, in.Site.Compare.Asked)
		}
	}
	e.planPages()
	return e, nil
}

func withoutDrafts(standards []*standard.Standard) []*standard.Standard {
	var out []*standard.Standard
	for _, s := range standards {
		kept := slices.DeleteFunc(slices.Clone(s.Versions), func(v *standard.Version) bool { return v.Status == standard.Draft })
		if len(kept) > 0 {
			out = append(out, &standard.Standard{ID: s.ID, Versions: kept})
		}
	}
	return out
}

// settings is Hugo's configuration: everything that a site of ours does not
// use is off, and nothing may reach out of the process.
func (e *edition) settings() map[string]any {
	languages := map[string]any{}
	for i, lang := range e.languages {
		ui := e.in(lang)
		languages[lang] = map[string]any{
			"label":      ui.words["language_name"],
			"locale":     lang,
			"weight":     i + 1,
			"contentDir": "content/" + lang,
			"title":      e.Site.Title.In(lang),
			"params": map[string]any{
				"lang":        lang,
				"edition":     e.Edition,
				"offline":     e.Offline,
				"title":       ui.text(e.Site.Title),
				"description": ui.text(e.Site.Description),
				"publisher":   ui.text(e.Site.Publisher),
				"marking":     ui.marking(),
				"banner":      ui.text(e.Site.Banner),
				"pages":       ui.pageLinks(),
			},
		}
	}
	return map[string]any{
		"baseURL":                        "/",
		"theme":                          "kijun",
		"defaultContentLanguage":         e.languages[0],
		"defaultContentLanguageInSubdir": false,
		"languages":                      languages,
		"disableKinds":                   []string{"taxonomy", "term", "rss", "sitemap", "robotstxt", "section", "404"},
		"disableHugoGeneratorInject":     true,
		"disablePathToLower":             true,
		"disableDefaultLanguageRedirect": true,
		"disableAliases":                 true,
		"enableGitInfo":                  false,
		"enableEmoji":                    false,
		"timeZone":                       "UTC",
		"timeout":                        "300s",
		"outputs":                        map[string]any{"home": []string{"html"}, "page": []string{"html"}},
		"security": map[string]any{
			"enableInlineShortcodes": false,
			"allowContent":           []string{".*"},
			"exec":                   map[string]any{"allow": []string{"none"}, "osEnv": []string{"none"}},
			"funcs":                  map[string]any{"getenv": []string{"none"}},
			"http":                   map[string]any{"urls": []string{"none"}, "methods": []string{"none"}},
		},
		"caches": map[string]any{
			"images": map[string]any{"maxAge": 0}, "assets": map[string]any{"maxAge": 0},
			"getresource": map[string]any{"maxAge": 0}, "misc": map[string]any{"maxAge": 0}, "modules": map[string]any{"maxAge": 0},
		},
	}
}

// planPages plans every page in every language of the interface.
func (e *edition) planPages() {
	for _, lang := range e.languages {
		ui := e.in(lang)
		ui.plan(ui.homePage, "")
		ui.standardPages()
		ui.itemPages()
		ui.coveragePages()
		ui.registerPages()
		ui.plan(ui.verifyPage, "verify/")
		ui.sectorPages()
		ui.operatorPages()
		ui.rolePages()
		ui.plan(ui.dataPage, "data/")
		ui.freePages()
		ui.plan(ui.searchPage, "search/")
		ui.plan(ui.notFoundPage, "404.html")
	}
}

// finish puts into the pages what did not travel through Hugo, and hands them
// on. The pages are left empty.
func (b *batch) finish(pages map[string][]byte, put func(name string, data []byte) error) error {
	sheets := map[string]sheet{}
	for _, s := range b.sheets {
		sheets[s.path] = s
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range sorted(pages) {
		page := pages[name]
		delete(pages, name)
		g.Go(func() error {
			if strings.HasSuffix(name, ".html") {
				page = b.fill(page)
			}
			if s, ok := sheets[name]; ok {
				return s.write(page, put)
			}
			return put(name, page)
		})
	}
	return g.Wait()
}

// fill puts the fragments into a page. They are made here, each for its page:
// the text of whole versions would otherwise be in memory all at once.
func (b *batch) fill(page []byte) []byte {
	var made [][]byte
	more := 0
	replaceTokens(page, 0, func(token string) []byte {
		h := []byte(tokenOpen + token + tokenClose) // of a sheet
		if n, err := strconv.Atoi(token); err == nil && n >= 0 && n < len(b.fragments) {
			h = b.fragments[n]()
		}
		more += len(h)
		made = append(made, h)
		return nil
	})
	return replaceTokens(page, more, func(string) []byte {
		h := made[0]
		made = made[1:]
		return h
	})
}

// add hands a page to Hugo. Its file name tells nothing: the address is the
// page's own, and a name of ours can't mean anything to Hugo.
func (b *batch) add(lang string, f frame, body HTML) {
	header, err := encode(f)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("site: page %s: %w", f.URL, err)
	}
	name := "_index.html"
	if f.Layout != "home" {
		name = fmt.Sprintf("p%06d.html", len(b.contents)+1)
	}
	b.contents = append(b.contents, content{lang: lang, layout: f.Layout, name: name, header: header, body: []byte(body)})
}

// in returns the edition as seen in a language of the interface.
func (e *edition) in(lang string) *ui {
	return &ui{edition: e, lang: lang, words: e.words[lang]}
}

// prefix is the folder of a language: the first has none.
func (e *edition) prefix(lang string) string {
	if lang == e.languages[0] {
		return ""
	}
	return lang + "/"
}

// Paths of a standard's pages, from the language's top folder.
func standardPath(id string) string                   { return "standards/" + id + "/" }
func versionPath(v *standard.Version) string          { return standardPath(v.Standard) + v.Number + "/" }
func wholePath(v *standard.Version) string            { return versionPath(v) + "all/" }
func itemPath(cat *catalog.Catalog, id string) string { return path.Join("items", cat.ID, id) + "/" }
func chapterPath(v *standard.Version, ch *standard.Chapter) string {
	return versionPath(v) + ch.Name + "/"
}

// sorted returns a map's keys in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// basePath is the path of the site's address: "/", or "/kijun/".
func basePath(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Path == "" {
		return "/"
	}
	return strings.TrimSuffix(u.EscapedPath(), "/") + "/"
}
