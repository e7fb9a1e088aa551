package build

import (
	"errors"
	"io/fs"
	"slices"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// A Reader reads single versions, whatever is wrong with the others of a project.
type Reader struct {
	Site     *standard.Site // nil where there is no project
	Library  *catalog.Library
	Findings diag.List // of kijun.yaml and catalog/, sorted

	Open withhold.Opener // opens what is sealed; nil opens nothing
}

// NewReader reads the settings and catalogs of a project. Where root is none, or
// nil, the built-in catalogs count.
func NewReader(root fs.FS) (*Reader, error) {
	var files *project.Files
	err := project.ErrNone
	if root != nil {
		files, err = project.Settings(root, builtin.FS)
	}
	if errors.Is(err, project.ErrNone) {
		files, err = project.Builtin(builtin.FS)
	}
	if err != nil {
		return nil, err
	}
	a := &Analysis{Library: &catalog.Library{}}
	if a.Findings = privateKeys(files); len(a.Findings) == 0 {
		a.settings(files)
	}
	return &Reader{Site: a.Site, Library: a.Library, Findings: a.Findings.Sorted()}, nil
}

// Language is the language in which a version is that says nothing else.
func (r *Reader) Language() string { return siteLanguage(r.Site) }

// Read takes a version through scan, cut and parse, for both editions as in a
// build: what is wrong in either counts. Only a sealed part stops no one but who
// wants the edition that needs its key. The version is nil where a finding is an
// error.
func (r *Reader) Read(v *project.Version, e withhold.Edition) (*Single, diag.List) {
	parsed, x, ds := version(parse.New(), v, r.Language(), nil, nil, Options{Editions: []withhold.Edition{e}, Open: r.Open})
	if ds.HasErrors() || parsed[e] == nil {
		return nil, ds.Sorted()
	}
	x.model = parsed[withhold.Public]
	return &Single{parsed[e], e, x}, ds.Sorted()
}

// Numbers lists the versions that a project has of each standard, oldest first,
// and reads none of them.
func Numbers(root fs.FS) (map[string][]string, error) {
	numbers, err := project.Numbers(root)
	for _, list := range numbers {
		slices.SortFunc(list, compareNumbers)
	}
	return numbers, err
}

// Ordered joins versions of one standard, oldest first as their numbers say.
func Ordered(id string, versions ...*standard.Version) *standard.Standard {
	s := &standard.Standard{ID: id, Versions: versions}
	sortVersions(s)
	return s
}
