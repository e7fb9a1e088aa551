package build

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// strayedKeys reports private keys that stand in the project's folder beside its
// sources: a commit of one gives away all that is sealed, or the publisher's
// signature. Outputs and what git keeps for itself are left aside; so are large
// files, which no key is. known are findings of keys in sources.
func strayedKeys(root fs.FS, known diag.List) (ds diag.List) {
	const most = 64 << 10
	_ = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // what can't be read is not committed either
		case e.IsDir() && (name == "public" || name == "confidential" || name == ".git"):
			return fs.SkipDir
		case !e.Type().IsRegular() || slices.ContainsFunc(known, func(d *diag.Diagnostic) bool {
			return d.Rule == withhold.PrivateKey && (name == d.Path() || strings.HasPrefix(name, d.Path()+"/"))
		}):
			return nil
		}
		if info, err := e.Info(); err != nil || info.Size() > most {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil || !withhold.HasPrivateKey(data) {
			return nil
		}
		// the file has no text here: none of it may get into an excerpt
		ds.Add(withhold.PrivateKey.At(source.New(name, nil).Whole(), "a private key stands in this file of the project's folder").
			Hint("%s", withhold.NewKeyHint))
		return nil
	})
	return ds
}
