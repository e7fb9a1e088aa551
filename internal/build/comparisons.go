package build

import (
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/standard"
)

// comparisons are those of one edition. Each is made once, when it is first
// asked for: pages, data, feed and the clauses' histories share it.
type comparisons struct {
	edition   *Edition
	library   *catalog.Library
	site      *standard.Site
	mu        sync.Mutex
	made      map[compared]func() *compare.Comparison
	histories map[told]func() *compare.History
}

type compared struct {
	compare.Pair
	lang string // "" is the original's
}

type told struct{ standard, lang string }

func newComparisons(e *Edition, lib *catalog.Library, site *standard.Site) *comparisons {
	return &comparisons{edition: e, library: lib, site: site, made: map[compared]func() *compare.Comparison{}, histories: map[told]func() *compare.History{}}
}

// keep takes over what was made of the standards that have not changed since: the
// same versions, measured by the same catalogs. Histories are left behind: they
// would hold on to the whole state before.
func (c *comparisons) keep(before *comparisons) {
	if c.library != before.library || c.site != before.site {
		return
	}
	same := map[string]bool{}
	for _, s := range c.edition.Standards {
		was := before.edition.standard(s.ID)
		same[s.ID] = was != nil && slices.Equal(s.Versions, was.Versions)
	}
	before.mu.Lock()
	defer before.mu.Unlock()
	for key, made := range before.made {
		if same[key.New.Standard] {
			c.made[key] = made
		}
	}
}

// of returns what changed between two versions, in a language where both have
// it.
func (c *comparisons) of(old, new *standard.Version, lang string) *compare.Comparison {
	key := compared{compare.Pair{Old: old, New: new}, textLanguage(old, new, lang)}
	return once(c, c.made, key, func() *compare.Comparison { return c.edition.Compare(c.library, old, new, key.lang) })
}

// textLanguage is the language that two versions are compared in: "" where that
// is the one they were written in, so that nothing is compared twice.
func textLanguage(old, new *standard.Version, lang string) string {
	if old.Translation(lang) == nil || new.Translation(lang) == nil ||
		old.Translations[0].Lang == lang && new.Translations[0].Lang == lang {
		return ""
	}
	return lang
}

// trace follows a clause of a version through the versions of its standard.
func (c *comparisons) trace(v *standard.Version, lang, clause string) []compare.Stop {
	s := c.edition.standard(v.Standard)
	if s == nil || len(s.Versions) < 2 {
		return nil
	}
	h := once(c, c.histories, told{s.ID, lang}, func() *compare.History {
		return compare.NewHistory(s, func(old, new *standard.Version) *compare.Comparison { return c.of(old, new, lang) })
	})
	return h.Trace(v, clause)
}

// once returns what make makes, made once for a key.
func once[K comparable, V any](c *comparisons, made map[K]func() V, key K, make func() V) V {
	c.mu.Lock()
	f := made[key]
	if f == nil {
		f = sync.OnceValue(make)
		made[key] = f
	}
	c.mu.Unlock()
	return f()
}

// changesFile is the data of a comparison, beside its page.
const changesFile = "changes.json"

// write makes the comparisons that are wanted, several at a time, and hands on
// their data: one file beside the page in each language of the interface.
func (c *comparisons) write(want func(name string) bool, put func(name string, data []byte) error) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range c.edition.Standards {
		for _, p := range compare.Pairs(s, c.site.Compare.Asked) {
			folders := map[string][]string{} // by the language of the texts
			for i, lang := range c.site.Languages {
				folder := lang + "/"
				if i == 0 {
					folder = ""
				}
				if want(folder + p.Path() + changesFile) {
					l := textLanguage(p.Old, p.New, lang)
					folders[l] = append(folders[l], folder)
				}
			}
			for lang, list := range folders {
				g.Go(func() error {
					data := export.Comparison(c.of(p.Old, p.New, lang))
					for _, folder := range list {
						if err := put(folder+p.Path()+changesFile, data); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
	}
	return g.Wait()
}
