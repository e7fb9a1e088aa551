package build

import (
	"bytes"
	"maps"
	"path"
	"slices"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A Memory reads one project again and again, as an author changes it, and does
// no work twice: a version whose folder has not changed is neither scanned, cut
// nor parsed again. An analysis is the same with a memory and without; what the
// one before learnt may be hidden in more excerpts, never in fewer.
//
// One analysis at a time may be read; those before may be in use meanwhile.
type Memory struct {
	options Options
	site    *standard.Site
	library *catalog.Library
	found   diag.List                     // in the settings and catalogs
	files   *project.Files                // as they were read last
	parsers map[VersionName]*parse.Parser // of versions of which a chapter has changed
	results map[VersionName]*result
}

// A result is what became of a version's folder.
type result struct {
	parser *parse.Parser
	parsed map[withhold.Edition]*parse.Version
	folder *folder
	ds     diag.List
}

// NewMemory returns a memory that has read nothing.
func NewMemory(o Options) *Memory { return &Memory{options: o} }

// settings reads the settings and catalogs into an analysis.
func (m *Memory) settings(a *Analysis, files *project.Files) {
	was := m.files
	if was != nil && sameFile(was.Settings, files.Settings) && sameFile(was.Reasons, files.Reasons) && sameFile(was.Sectors, files.Sectors) &&
		maps.EqualFunc(was.Catalogs, files.Catalogs, sameFile) {
		a.Site, a.Library = m.site, m.library
		a.Findings.Add(m.found...)
		return
	}
	before := len(a.Findings)
	a.settings(files)
	m.site, m.library, m.found = a.Site, a.Library, slices.Clone(a.Findings[before:])
	m.results = nil // which are measured by them
}

// recall forgets what the files of a project make untrue, and puts those that
// have not changed back: what is known of them, and what may not be told of them,
// stays with them.
func (m *Memory) recall(a *Analysis, files *project.Files) {
	was := m.files
	m.files, m.parsers = files, map[VersionName]*parse.Parser{}
	if was == nil {
		return
	}
	beside, before := slices.Concat(files.Beside, files.Pages), slices.Concat(was.Beside, was.Pages)
	if slices.ContainsFunc(before, (*source.File).Opaque) || !slices.EqualFunc(before, beside, sameFile) {
		m.results = nil // a copy of what is withheld, or its name, may have come or gone
		return
	}
	files.Beside, files.Pages = was.Beside, was.Pages
	for name := range m.results {
		if !sameFile(was.Reviews[name.Standard], files.Reviews[name.Standard]) {
			delete(m.results, name)
		}
	}
	for i, v := range files.Versions {
		name := VersionName{v.Standard, v.Number}
		r := m.results[name]
		if r == nil {
			continue
		}
		old := r.folder.source
		if v.Unfinished == old.Unfinished && maps.EqualFunc(v.Files, old.Files, sameFile) && maps.EqualFunc(v.Release, old.Release, sameFile) {
			files.Versions[i] = old
			continue
		}
		delete(m.results, name)
		if textsAlone(v, old) {
			m.parsers[name] = r.parser
			for name, f := range old.Files {
				if sameFile(f, v.Files[name]) {
					v.Files[name] = f // which the parser knows
				}
			}
		}
	}
}

// textsAlone reports whether two states of a version differ in the texts of
// chapters alone: the same files, the same register, the same front matter of the
// version.
func textsAlone(v, old *project.Version) bool {
	for name, f := range old.Files {
		now := v.Files[name]
		if now == nil || f.Opaque() || !sameFile(f, now) && (path.Ext(name) != ".md" || withhold.Stem(name) == "index") {
			return false
		}
	}
	return len(v.Files) == len(old.Files)
}

// parser is a parser for a version: one that knows the chapters of its state
// before, where they may have stayed the same.
func (m *Memory) parser(v *project.Version) *parse.Parser {
	if p := m.parsers[VersionName{v.Standard, v.Number}]; p != nil {
		return parse.After(p)
	}
	return parse.New()
}

// kept is what became of a version, where the memory has it.
func (m *Memory) kept(v *project.Version) *result {
	r := m.results[VersionName{v.Standard, v.Number}]
	if r == nil {
		return nil
	}
	r.folder.kept = true
	return r
}

// keep remembers what became of every version.
func (m *Memory) keep(results []*result) {
	m.results = map[VersionName]*result{}
	for _, r := range results {
		m.results[VersionName{r.folder.source.Standard, r.folder.source.Number}] = r
	}
}

// sameFile reports whether two files, or two that are none, say the same. One
// whose name was hidden has another since.
func sameFile(a, b *source.File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return (a.Path() == b.Path() || a.Opaque()) && bytes.Equal(a.Bytes(), b.Bytes())
}
