package build

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/withhold"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// A Predecessor is a version that an import goes on from.
type Predecessor struct {
	Public, Confidential *parse.Version
	// IDs are those that this version and those before it have, in whatever
	// edition: an id that once meant another clause must not be given again.
	IDs map[string]bool
}

// A NoVersion says that a standard has no version of a number, and which it has.
type NoVersion struct {
	Standard, Number string
	Have             []string // as people count
}

func (e *NoVersion) Error() string {
	return fmt.Sprintf("%s has no version %s", e.Standard, e.Number)
}

// ReadPredecessor reads one version of a project, in both editions, and nothing of the
// others but their ids: what is wrong elsewhere does not stand in the way. It is
// nil where the version's own findings do.
func ReadPredecessor(root fs.FS, standard, number string, open withhold.Opener) (*Predecessor, diag.List, error) {
	files, all, err := project.Load(root, builtin.FS)
	if err != nil {
		return nil, nil, err
	}
	var v *project.Version
	var have []string
	p := &Predecessor{IDs: map[string]bool{}}
	for _, x := range files.Versions {
		if x.Standard != standard {
			continue
		}
		have = append(have, x.Number)
		if x.Number == number {
			v = x
		}
		if compareNumbers(x.Number, number) <= 0 {
			p.ids(x)
		}
	}
	if v == nil {
		slices.SortFunc(have, compareNumbers)
		return nil, nil, &NoVersion{standard, number, have}
	}
	var ds diag.List
	for _, d := range all {
		if strings.HasPrefix(d.Path(), v.Dir()+"/") {
			ds.Add(d)
		}
	}
	site, _ := parse.Site(files.Settings)
	parsed, _, found := version(parse.New(), v, siteLanguage(site), nil, nil, Options{Open: open})
	ds.Add(found...)
	ds = ds.Sorted()
	p.Public, p.Confidential = parsed[withhold.Public], parsed[withhold.Confidential]
	if ds.HasErrors() || p.Public == nil || p.Confidential == nil {
		return nil, ds, nil
	}
	return p, ds, nil
}

var anyID = regexp.MustCompile(`\{#([a-z][a-z0-9-]*)`)

// ids notes whatever may be an id in a version's texts. One too many does no
// harm, and a text that can't be parsed has ids too.
func (p *Predecessor) ids(v *project.Version) {
	for name, f := range v.Files {
		if path.Ext(name) == ".md" {
			for _, m := range anyID.FindAllSubmatch(f.Bytes(), -1) {
				p.IDs[string(m[1])] = true
			}
		}
	}
}
