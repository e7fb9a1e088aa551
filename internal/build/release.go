package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/publish"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/seal"
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
		r, ds := release.Read(in, keys)
		a.Findings.Add(ds...)
		if r == nil {
			busy[VersionName{v.Standard, v.Number}] = true
			continue
		}
		x.setReleased(r)
		released = append(released, r)
	}
	l, ds := release.ReadLog(files.Log, unfinished, keys)
	a.Findings.Add(ds...)
	if l == nil {
		return
	}
	a.log = l
	a.Findings.Add(l.Check(released, func(std, number string) bool { return busy[VersionName{std, number}] })...)
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
	files := map[string][]byte{}
	var err error
	if e == withhold.Public {
		files, err = PublicFiles(x.cut, x.model.Version)
	} else {
		files, err = x.fullFiles()
	}
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

// A ReleaseOrder is what is to be released, and with what.
type ReleaseOrder struct {
	VersionName               // none for the site as it is
	Date        standard.Date // of the release
	Random      io.Reader     // salts are read from it
	Signer      note.Signer
}

// Releasing are the findings that stand in the way of releasing a version, or
// the site as it is: errors, and warnings that are errors in a release.
func (a *Analysis) Releasing(n VersionName) diag.List {
	var out diag.List
	dir := path.Join("content", n.Standard, n.Number) + "/"
	for _, d := range a.Findings {
		if n.Number != "" && strings.HasPrefix(d.Path(), dir) && (check.Overdue(d) || withhold.IsBareMark(d)) {
			hard := *d
			rule := *d.Rule
			rule.Severity = diag.Error
			hard.Rule = &rule
			d = &hard
		}
		out.Add(d)
	}
	return out.Sorted()
}

// Already returns the day on which a version was released, or "".
func (a *Analysis) Already(n VersionName) string {
	for _, x := range a.folders {
		if (VersionName{x.source.Standard, x.source.Number}) == n && x.released != nil {
			return x.released.Record.Date
		}
	}
	return ""
}

// Release signs a version, or the site as it is. It makes the public site to know
// what it signs, and writes nothing.
func (a *Analysis) Release(ctx context.Context, root fs.FS, o ReleaseOrder) (*release.Staged, error) {
	if a.log == nil || a.Releasing(o.VersionName).HasErrors() {
		return nil, ErrFindings
	}
	list := release.NewListing(publish.ManifestName)
	if o.Number == "" {
		if err := a.Write(ctx, root, withhold.Public, list.Put); err != nil {
			return nil, err
		}
		return release.SignSite(string(o.Date), list, a.log, o.Signer)
	}
	x, err := a.releasable(o.VersionName)
	if err != nil {
		return nil, err
	}
	now, err := x.releaseState()
	if err != nil {
		return nil, err
	}
	if now.Parts == nil {
		return nil, fmt.Errorf("the withheld parts of %s are not at hand", o.VersionName)
	}
	d, err := release.New(o.Standard, o.Number, string(o.Date), now.Files, now.Parts, o.Random)
	if err != nil {
		return nil, err
	}
	// the site is signed as it will be built: with this release in it
	x.setReleased(&d.Released)
	if err := a.Write(ctx, root, withhold.Public, list.Put); err != nil {
		return nil, err
	}
	to, err := a.saltsFor(o.Standard)
	if err != nil {
		return nil, err
	}
	return d.Sign(list, a.log, o.Signer, to)
}

// saltsFor seals the salts of a standard's releases, in a project that is declared
// sealed. In another it is nil, and they stand in the clear.
func (a *Analysis) saltsFor(std string) (func(version string, data []byte) ([]byte, error), error) {
	if len(a.Site.Recipients) == 0 {
		return nil, nil
	}
	var keys []string
	for _, k := range a.Site.Recipients {
		keys = append(keys, k.Key)
	}
	to, bad := seal.ParseRecipients(keys)
	if len(bad) > 0 {
		return nil, errors.New("kijun.yaml names a recipient that is none")
	}
	return func(version string, data []byte) ([]byte, error) {
		return to.Seal(seal.Binding{Standard: std, ID: version, Kind: seal.Release}, data)
	}, nil
}

// releasable finds a version that may be released.
func (a *Analysis) releasable(n VersionName) (*folder, error) {
	if _, err := a.wanted([]VersionName{n}); err != nil {
		return nil, err
	}
	for _, x := range a.folders {
		if (VersionName{x.source.Standard, x.source.Number}) != n {
			continue
		}
		status := standard.Draft
		if x.model != nil {
			status = x.model.Status
		}
		if !release.Final(status) {
			return nil, &NameError{fmt.Sprintf("%s has the status %s", n, status), "what is published, superseded or withdrawn can be released"}
		}
		return x, nil
	}
	return nil, fmt.Errorf("there is no %s", n)
}
