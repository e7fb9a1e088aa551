package build

import (
	"errors"
	"io/fs"
	"path"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// PublicSources makes a project of the public cuts: the sources as anyone may
// have them. Building them gives the same public edition, byte for byte.
func (a *Analysis) PublicSources(root fs.FS) (map[string][]byte, error) {
	if a.Findings.HasErrors() {
		return nil, ErrFindings
	}
	files, _, err := project.Load(root, builtin.FS)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{project.SettingsFile: files.Settings.Bytes()}
	for _, f := range files.Own {
		out[f.Path()] = f.Bytes()
	}
	for _, x := range a.folders {
		if x.model == nil {
			continue // a draft
		}
		cut, err := PublicFiles(x.cut, x.model.Version)
		if err != nil {
			return nil, err
		}
		for name, data := range cut {
			out[path.Join(x.source.Dir(), name)] = data
		}
		if x.released != nil {
			for name, data := range x.released.Public() {
				out[path.Join(x.source.Dir(), name)] = data
			}
		}
	}
	for name, data := range a.log.Files() {
		out[path.Join(project.LogFolder, name)] = data
	}
	for _, x := range a.folders {
		// they tell of what is withheld in public versions, and say so publicly
		if f := files.Reviews[x.source.Standard]; f != nil && x.model != nil {
			out[f.Path()] = f.Bytes()
		}
	}
	if err := a.publicLocks(out); err != nil {
		return nil, err
	}
	for _, p := range a.Editions[withhold.Public].Pages {
		for _, t := range p.Texts {
			out[t.Span.File.Path()] = t.Span.File.Bytes()
		}
	}
	// The project's own layouts and files are public already: the public edition
	// is made with them.
	for _, f := range files.Beside {
		out[f.Path()] = f.Bytes()
	}
	return out, nil
}

// PublicFiles are the files of one version's public cut as they are exported, by
// name relative to its folder. v is the model that was parsed from the cut.
func PublicFiles(cut *withhold.Cut, v *standard.Version) (map[string][]byte, error) {
	if cut.Edition() != withhold.Public {
		return nil, errors.New("these are not the files of a public cut")
	}
	out := map[string][]byte{}
	for _, t := range cut.Texts() {
		out[t.Name] = t.File.Bytes()
	}
	for _, at := range v.Attachments {
		if !at.Used {
			continue
		}
		// the site's copy has no metadata; these sources are as public
		clean, why := attachment.Published(at.Path, at.File.Bytes(), at.AsIs)
		if why != nil {
			return nil, errUnclean
		}
		out[at.Path] = clean
	}
	if len(cut.Register()) > 0 {
		register, err := parse.FormatRegister(cut.Register())
		if err != nil {
			return nil, err
		}
		out[withhold.RegisterFile] = register
	}
	return out, nil
}

// errUnclean says that a file can't be published. The rule unclean-attachment
// reports which.
var errUnclean = errors.New("a file beside the text can't be cleaned")
