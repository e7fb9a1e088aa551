package build

import (
	"errors"
	"maps"
	"path"
	"slices"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// readReleases reads what was released of each version, and the log. With a key
// that can't be read nothing of it is looked at: all would seem unsigned.
func (a *Analysis) readReleases(files *project.Files) {
	busy := map[VersionName]bool{} // versions of which a release can't be spoken of
	for _, x := range a.folders {
		if v := x.source; v.Unfinished {
			busy[VersionName{v.Standard, v.Number}] = true
			a.Findings.Add(release.Unfinished(source.New(path.Join(v.Dir(), project.UnfinishedName), nil).Whole(), v.Standard+" "+v.Number))
		}
	}
	unfinished := len(busy) > 0
	if f := files.Unfinished; f != nil {
		unfinished = true
		f.HideAll(f.Path())
		a.Findings.Add(release.Unfinished(f.Whole(), "the site"))
	}
	if a.Site == nil {
		return
	}
	keys, ds := release.Keys(a.Site.Keys)
	a.Findings.Add(ds...)
	if ds.HasErrors() {
		return
	}
	var released []*release.Released
	for _, x := range a.folders {
		v := x.source
		if len(v.Release) == 0 {
			continue
		}
		in := release.Folder{Standard: v.Standard, Version: v.Number, Dir: v.Dir(), Files: v.Release}
		if x.salts != nil {
			in.Open = func([]byte) ([]byte, error) { return x.salts, nil }
		}
		if !x.kept {
			var r *release.Released
			if r, x.found = release.Read(in, keys); r != nil {
				x.setReleased(r)
			}
		}
		a.Findings.Add(x.found...)
		if x.released == nil {
			busy[VersionName{v.Standard, v.Number}] = true
			continue
		}
		released = append(released, x.released)
	}
	a.Findings.Add(saltCopies(files)...)
	l, ds := release.ReadLog(files.Log, unfinished, keys)
	a.Findings.Add(ds...)
	if l == nil {
		return
	}
	a.log = l
	a.Findings.Add(l.Check(released, func(std, number string) bool { return busy[VersionName{std, number}] })...)
}

// saltCopies reports files that hold the same as the salts of a release, where
// they would be published.
func saltCopies(files *project.Files) (ds diag.List) {
	salts := map[string]string{} // the version, by content
	for _, v := range files.Versions {
		if f := v.Release[path.Base(proof.ConfidentialFile)]; f != nil && len(f.Bytes()) > 0 {
			salts[string(f.Bytes())] = v.Standard + " " + v.Number
		}
	}
	look := func(f *source.File) {
		if of := salts[string(f.Bytes())]; of != "" {
			f.HideAll(f.Path())
			ds.Add(release.Copied(f.Whole(), of))
		}
	}
	for _, f := range slices.Concat(files.Beside, files.Pages) {
		look(f)
	}
	for _, v := range files.Versions {
		for _, name := range slices.Sorted(maps.Keys(v.Files)) {
			look(v.Files[name])
		}
	}
	return ds
}

// setReleased gives a version what was released of it, in both editions.
func (x *folder) setReleased(r *release.Released) {
	x.released = r
	if x.model != nil {
		x.model.Release = r.Model()
	}
	if x.secretModel != nil {
		x.secretModel.Release = r.Model()
	}
}

// compareReleases holds the released versions to what was signed of them.
func (a *Analysis) compareReleases() error {
	for _, x := range a.folders {
		if x.released == nil {
			continue
		}
		now, err := x.releaseState()
		if errors.Is(err, errUnclean) {
			continue // which is another finding
		} else if err != nil {
			return err
		}
		a.Findings.Add(x.released.Check(now)...)
		name := VersionName{x.source.Standard, x.source.Number}
		known := slices.ContainsFunc(a.Thawed, func(t Thawed) bool { return t.VersionName == name })
		if now.Files != nil && !known && proof.Digest(now.Files) != x.released.Record.Sources {
			a.Thawed = append(a.Thawed, Thawed{name, x.released.Record.Sources, path.Join(x.source.Dir(), proof.ReleaseFile), "released"})
		}
	}
	return nil
}

func (x *folder) releaseState() (release.State, error) {
	s := release.State{Status: standard.Draft, Places: map[string]source.Span{}}
	if x.model == nil {
		return s, nil
	}
	s.Status, s.At = x.model.Status, x.model.At["status"]
	for _, w := range x.model.Register {
		s.Places[w.ID] = w.Place
	}
	var err error
	if s.Files, err = PublicFiles(x.cut, x.model.Version); err == nil && x.secret != nil {
		s.Parts = map[string][]byte{}
		for _, p := range x.secret.Withheld() {
			if !p.Mark {
				s.Parts[p.Key] = p.Data
			}
		}
	}
	return s, err
}

// writeReleases writes what an edition's site has of releases: the sources of
// released versions and the log.
func (a *Analysis) writeReleases(e withhold.Edition, put func(string, []byte) error) error {
	for _, x := range a.folders {
		if x.released == nil || x.model == nil {
			continue
		}
		files, err := x.siteSources(e)
		if err != nil {
			return err
		}
		dir := release.SitePath(x.source.Standard, x.source.Number)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if err := put(path.Join(dir, name), files[name]); err != nil {
				return err
			}
		}
	}
	log := a.log.Files()
	for _, name := range slices.Sorted(maps.Keys(log)) {
		if err := put(path.Join(project.LogFolder, name), log[name]); err != nil {
			return err
		}
	}
	return nil
}

// siteSources are the sources of a released version as an edition's site has
// them: the public cut as it is exported, or all of them in the clear.
func (x *folder) siteSources(e withhold.Edition) (map[string][]byte, error) {
	sources := x.fullFiles
	if e == withhold.Public {
		sources = func() (map[string][]byte, error) { return PublicFiles(x.cut, x.model.Version) }
	}
	files, err := sources()
	if err != nil {
		return nil, err
	}
	maps.Copy(files, x.released.InSite())
	if e == withhold.Confidential && x.released.Confidential() != nil {
		files[proof.ConfidentialFile] = x.released.Confidential()
	}
	return files, nil
}

// fullFiles are all sources of a version: texts, the register, what is withheld
// beside the text as it is, and other files as they are published.
func (x *folder) fullFiles() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, t := range x.secret.Texts() {
		out[t.Name] = t.File.Bytes()
	}
	withheld := map[string]bool{}
	for _, at := range x.secret.Attachments() {
		if at.Withheld != "" {
			withheld[at.Name] = true
			out[at.Name] = at.File.Bytes()
		}
	}
	for _, at := range x.secretModel.Attachments {
		if !at.Used || withheld[at.Path] {
			continue
		}
		clean, why := attachment.Published(at.Path, at.File.Bytes(), at.AsIs)
		if why != nil {
			return nil, errUnclean
		}
		out[at.Path] = clean
	}
	if f := x.secret.Fields(); f != nil {
		out[withhold.ConfidentialFile] = f.Bytes()
	}
	if f := x.source.Files[withhold.RegisterFile]; f != nil {
		out[withhold.RegisterFile] = f.Bytes()
	}
	return out, nil
}
