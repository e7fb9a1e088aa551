// Package build joins the stages: it loads a project, cuts and parses each
// version for each edition, has the rules look at it, and makes the sites.
//
// In: a project's file system and a date. Out: findings, or finished outputs.
// It holds no rules of its own and decides nothing about content.
package build

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"golang.org/x/sync/errgroup"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// An Edition is a project as one audience may see it.
type Edition struct {
	Name      withhold.Edition
	Standards []*standard.Standard
	Pages     []*standard.Page // free pages, in the order in which readers are shown them
	pages     map[*standard.Page]*parse.Page
	parsed    map[*standard.Version]*parse.Version
	folders   map[*standard.Version]*folder
	sides     sync.Map // *standard.Version to a func() compare.Version, see side
}

// An Analysis is what can be said of a project before anything is built.
type Analysis struct {
	Site     *standard.Site
	Library  *catalog.Library
	Editions map[withhold.Edition]*Edition // those of which every version could be read
	Findings diag.List                     // sorted
	Thawed   []Thawed                      // locked versions that were changed
	Waiting  bool                          // the rules did not run: what was found stands in their way
	Offline  bool                          // sites that are written can be opened from a disk

	folders []*folder             // every version, by standard and folder name
	locks   map[string]*lock.Lock // by standard; those that could be read
	reviews []*standard.Reviews   // by standard
	pages   []*parse.Page         // free pages, drafts too
	log     *release.Log          // nil where it could not be read
	rest    *unchecked            // what Check has to look at yet; nil after it
}

// unchecked is what the rules look at.
type unchecked struct {
	files *project.Files
	sound bool                      // the catalogs and the reviews
	whole map[withhold.Edition]bool // the editions of which every version could be read
	date  standard.Date
}

// Options are inputs of a run that are not in the project.
type Options struct {
	Date     standard.Date      // today, for what is overdue
	Editions []withhold.Edition // those wanted; none means all
	Open     withhold.Opener    // opens what is sealed; nil opens nothing
}

// wants reports whether an edition is to be made. A sealed part is in the way
// of one that is.
func (o Options) wants(e withhold.Edition) bool {
	return len(o.Editions) == 0 || slices.Contains(o.Editions, e)
}

// ErrNoProject says that the folder is no project.
var ErrNoProject = project.ErrNone

// Analyse loads and checks a project. Both editions are always looked at: the
// public one must not depend on which of them is wanted.
func Analyse(root fs.FS, o Options) (*Analysis, error) {
	a, err := NewMemory(o).Read(root)
	if err != nil {
		return nil, err
	}
	return a, a.Check()
}

// Read loads a project, cuts and parses it. What it finds stands in the way of
// everything; Check has the rules look at the rest. What has not changed since
// the memory read the project before is not read again.
func (m *Memory) Read(root fs.FS) (*Analysis, error) {
	files, ds, err := project.Load(root, builtin.FS)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Editions: map[withhold.Edition]*Edition{}, Findings: ds}
	if keys := privateKeys(files); len(keys) > 0 {
		a.Findings, a.Waiting = keys, true
		return a, nil
	}
	m.settings(a, files)
	a.readReviews(files)
	m.recall(a, files)
	for _, f := range files.Beside {
		a.Findings.Add(withhold.Plain(f)...) // no cut is made there
	}
	a.readPages(files)
	// with a catalog or reviews that have faults, rules would report what follows from them
	sound := !a.Findings.HasErrors()
	whole := m.versions(a, files)
	a.shareReviews()
	a.readLocks(files)
	a.readReleases(files)
	a.Findings = a.Findings.Sorted()
	a.rest = &unchecked{files, sound, whole, m.options.Date}
	return a, nil
}

// Check has the rules look at what was read, and adds what they find.
func (a *Analysis) Check() error {
	if a.rest == nil {
		return nil
	}
	files, sound, whole, date := a.rest.files, a.rest.sound, a.rest.whole, a.rest.date
	a.rest = nil
	if sound && whole[withhold.Public] {
		a.overlaps(files) // before the rules, since it hides words that they might quote
	}
	found := map[withhold.Edition]diag.List{}
	for _, e := range withhold.Editions {
		if ed := a.Editions[e]; ed != nil && sound && whole[e] && a.Site != nil {
			found[e] = check.Run(check.Input{Library: a.Library, Site: a.Site, Standards: ed.Standards, Pages: ed.Pages, Reviews: a.reviews, Edition: string(e), Date: date})
		}
	}
	a.Waiting = len(found) == 0
	a.Findings.Add(check.Merge(found[withhold.Public], found[withhold.Confidential])...)
	if sound && whole[withhold.Public] && a.Site != nil {
		if err := a.compareLocks(); err != nil {
			return err
		}
		if err := a.compareReleases(); err != nil {
			return err
		}
	}
	a.Findings = a.Findings.Sorted()
	return nil
}

func (a *Analysis) settings(files *project.Files) {
	a.Library = &catalog.Library{}
	var ds diag.List
	if files.Settings != nil {
		a.Site, ds = parse.Site(files.Settings)
		a.Findings.Add(ds...)
	}
	ids := make([]string, 0, len(files.Catalogs))
	for id := range files.Catalogs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		c, ds := parse.Catalog(files.Catalogs[id], id)
		a.Findings.Add(ds...)
		if c != nil {
			a.Library.Catalogs = append(a.Library.Catalogs, c)
		}
	}
	if files.Reasons != nil {
		a.Library.Reasons, ds = parse.Reasons(files.Reasons)
		a.Findings.Add(ds...)
	}
	if files.Sectors != nil {
		a.Library.Sectors, ds = parse.Sectors(files.Sectors)
		a.Findings.Add(ds...)
	}
}

// versions cuts and parses every version that the memory does not have. It
// reports for which editions all of them could be: rules that look from one to
// the other make no sense otherwise.
func (m *Memory) versions(a *Analysis, files *project.Files) map[withhold.Edition]bool {
	lang := siteLanguage(a.Site)
	results := make([]*result, len(files.Versions))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, v := range files.Versions {
		if results[i] = m.kept(v); results[i] != nil {
			continue
		}
		g.Go(func() error {
			r := &result{parser: m.parser(v)}
			r.parsed, r.folder, r.ds = version(r.parser, v, lang, files.Beside, files.Pages, m.options)
			results[i] = r
			return nil
		})
	}
	_ = g.Wait() // the stages report findings, not errors
	for _, r := range results {
		a.Findings.Add(r.ds...)
		x := r.folder
		a.folders = append(a.folders, x)
		if x.kept {
			continue // others read it
		}
		x.sealed = a.Site != nil && len(a.Site.Recipients) > 0
		if v := r.parsed[withhold.Public]; v != nil && v.Status != standard.Draft {
			x.model = v
		}
		if v := r.parsed[withhold.Confidential]; v != nil {
			x.secretModel = v
		}
	}
	m.keep(results)
	whole := map[withhold.Edition]bool{}
	for _, e := range withhold.Editions {
		whole[e] = true
		ed := &Edition{Name: e, parsed: map[*standard.Version]*parse.Version{}, folders: map[*standard.Version]*folder{}}
		byID := map[string]*standard.Standard{}
		for i, r := range results {
			v := r.parsed[e]
			if v == nil {
				whole[e] = false
				continue
			}
			if e == withhold.Public && v.Status == standard.Draft {
				continue
			}
			s := byID[v.Standard]
			if s == nil {
				s = &standard.Standard{ID: v.Standard}
				byID[v.Standard] = s
				ed.Standards = append(ed.Standards, s)
			}
			s.Versions = append(s.Versions, v.Version)
			ed.parsed[v.Version], ed.folders[v.Version] = v, a.folders[i]
		}
		for _, s := range ed.Standards {
			sortVersions(s)
		}
		a.givePages(ed)
		if whole[e] {
			a.Editions[e] = ed
		}
	}
	return whole
}

// siteLanguage is the language in which texts are that say nothing else.
func siteLanguage(s *standard.Site) string {
	if s != nil {
		return s.Languages[0]
	}
	return "ja"
}

// version takes one folder through scan, cut and parse, for both editions. It
// also returns the folder with the cuts, for what needs their files.
func version(parser *parse.Parser, v *project.Version, lang string, beside, pages []*source.File, o Options) (map[withhold.Edition]*parse.Version, *folder, diag.List) {
	x := &folder{source: v}
	sources, ds := scan(v)
	if sources == nil {
		return nil, x, ds
	}
	beside = slices.Concat(beside, pages)
	ds.Add(sources.Copies(beside)...)
	ds.Add(sources.Named(pages)...)
	if ds.HasErrors() {
		return nil, x, ds
	}
	wanted := func(found diag.List) {
		for _, d := range found {
			if o.wants(withhold.Confidential) || !withhold.NeedsKey(d) {
				ds.Add(d)
			}
		}
	}
	opened, found := sources.Open(o.Open)
	wanted(found)
	if opened != nil && opened != sources {
		x.opened = opened.Opened(sources)
		x.salts = x.opened[withhold.SaltsFile]
		delete(x.opened, withhold.SaltsFile) // which is no source
		ds.Add(opened.Copies(beside)...)
	}
	out := map[withhold.Edition]*parse.Version{}
	for _, e := range withhold.Editions {
		from, to := sources, &x.cut
		if e == withhold.Confidential {
			from, to = opened, &x.secret
		}
		if from == nil {
			continue
		}
		cut, found := from.Cut(e)
		wanted(found)
		if cut == nil {
			continue
		}
		*to = cut
		parsed, found := parser.Version(cut, lang)
		ds.Add(found...)
		if parsed != nil {
			out[e] = parsed
		}
	}
	return out, x, ds
}

// scan reads the register of a folder and finds what is withheld in it. The
// sources are nil where nothing of it can be looked at.
func scan(v *project.Version) (*withhold.Sources, diag.List) {
	var ds diag.List
	var register []*standard.Withholding
	if f := v.Files[withhold.RegisterFile]; f != nil {
		var found diag.List
		register, found = parse.Register(f)
		ds.Add(found...)
		if register == nil && found.HasErrors() {
			// not to know what is withheld is no ground to look at the rest
			return nil, ds
		}
	}
	if v.Files["index.md"] == nil {
		ds.Add(parse.NoIndex.At(source.New(v.Dir(), nil).Whole(), "the version has no index.md").
			Hint("index.md says in its front matter what the standard is; see docs/format.md"))
		return nil, ds
	}
	faults := ds.HasErrors()
	all := v.Files
	if f := v.Release[path.Base(withhold.SaltsFile)]; f != nil { // it is sealed with what is withheld
		all = maps.Clone(all)
		all[withhold.SaltsFile] = f
	}
	sources, found := withhold.Scan(v.Standard, v.Number, all, register)
	for _, d := range found {
		if !faults || !withhold.FromRegister(d) {
			ds.Add(d)
		}
	}
	return sources, ds
}

func sortVersions(s *standard.Standard) {
	slices.SortStableFunc(s.Versions, func(a, b *standard.Version) int { return compareNumbers(a.Number, b.Number) })
}

// compareNumbers orders version numbers as people count: 4.2 before 4.10.
func compareNumbers(a, b string) int {
	x, y := strings.FieldsFunc(a, separator), strings.FieldsFunc(b, separator)
	for i := range min(len(x), len(y)) {
		if c := cmp.Or(compareDigits(x[i], y[i]), strings.Compare(x[i], y[i])); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

func separator(r rune) bool { return r == '.' || r == '-' || r == '_' }

func compareDigits(a, b string) int {
	if strings.Trim(a, "0123456789") != "" || strings.Trim(b, "0123456789") != "" {
		return 0
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// ErrFindings says that there are findings of severity error; they are in the
// analysis.
var ErrFindings = errors.New("the sources have errors")
