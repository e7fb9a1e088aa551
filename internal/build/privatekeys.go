package build

import (
	"cmp"
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// privateKeys reports private keys in any file of a project. Where there is one,
// nothing more may be read: a message could quote it as a text or a name. A file
// of a version goes unnamed, since which are withheld is not known yet.
func privateKeys(p *project.Files) (ds diag.List) {
	all := slices.Concat(p.Own, p.Beside, p.Pages)
	for _, m := range []map[string]*source.File{p.Locks, p.Reviews, p.Log} {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			all = append(all, m[name])
		}
	}
	for _, f := range append(all, p.Settings, p.Unfinished) {
		if f != nil {
			ds.Add(withhold.PrivateKeys(f)...)
		}
	}
	for _, v := range p.Versions {
		found := 0
		for _, files := range []map[string]*source.File{v.Files, v.Release} {
			for _, f := range files {
				found += len(withhold.PrivateKeys(f))
			}
		}
		if found > 0 {
			ds.Add(withhold.PrivateKey.At(source.New(cmp.Or(v.Dir(), "."), nil).Whole(), "a file of this version has a private key").
				Hint("a search for `SECRET-KEY` and `PRIVATE+KEY` finds it").Hint("%s", withhold.NewKeyHint))
		}
	}
	return ds.Sorted()
}
