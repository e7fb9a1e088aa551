package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/publish"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

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
	for _, x := range a.folders {
		if (VersionName{x.source.Standard, x.source.Number}) == n && x.secret != nil {
			out.Add(x.secret.Unregistered()...) // the release could not commit to them
		}
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
	s, err := d.Sign(list, a.log, o.Signer, to)
	if err != nil {
		return nil, err
	}
	for _, p := range x.secret.Withheld() {
		if p.Mark {
			s.Marks++
		}
	}
	return s, nil
}

// Signed lists what is put of the public site, and then tells whether it is the
// one that was released last. Where nothing was released, every site is.
func (a *Analysis) Signed(put func(string, []byte) error) (func(string, []byte) error, func() bool) {
	list := release.NewListing(publish.ManifestName)
	both := func(name string, data []byte) error {
		if err := list.Put(name, data); err != nil {
			return err
		}
		return put(name, data)
	}
	return both, func() bool { return a.log == nil || a.log.Signs(list) }
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
