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
	published := map[string]*standard.Version{}
	for _, s := range a.Editions[withhold.Public].Standards {
		for _, v := range s.Versions {
			published[s.ID+"/"+v.Number] = v
		}
	}
	out := map[string][]byte{project.SettingsFile: files.Settings.Bytes()}
	for _, f := range files.Own {
		out[f.Path()] = f.Bytes()
	}
	for _, v := range files.Versions {
		model := published[v.Standard+"/"+v.Number]
		if model == nil {
			continue // a draft
		}
		var register []*standard.Withholding
		if f := v.Files[withhold.RegisterFile]; f != nil {
			register, _ = parse.Register(f)
		}
		sources, _ := withhold.Scan(v.Standard, v.Number, v.Files, register)
		cut, _ := sources.Cut(withhold.Public)
		if cut == nil {
			return nil, errors.New("the sources changed while they were read")
		}
		for _, t := range cut.Texts() {
			out[path.Join(v.Dir(), t.Name)] = t.File.Bytes()
		}
		for _, at := range model.Attachments {
			if !at.Used {
				continue
			}
			// the site's copy has no metadata; these sources are as public
			clean, why := attachment.Clean(at.Path, at.File.Bytes())
			if why != nil {
				return nil, errors.New("a file beside the text can't be cleaned")
			}
			out[path.Join(v.Dir(), at.Path)] = clean
		}
		if len(cut.Register()) > 0 {
			if out[path.Join(v.Dir(), withhold.RegisterFile)], err = parse.FormatRegister(cut.Register()); err != nil {
				return nil, err
			}
		}
	}
	// The project's own layouts and files are public already: the public edition
	// is made with them.
	for _, f := range files.Beside {
		out[f.Path()] = f.Bytes()
	}
	return out, nil
}
