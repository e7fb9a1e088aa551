package build

import (
	"bufio"
	"io/fs"
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// strayedKeys reports private keys that stand in the project's folder: a commit
// of one gives away all that is sealed, or the publisher's signature. Outputs and
// what git and editors keep for themselves are left aside; so are large files,
// which no key is.
func strayedKeys(root fs.FS) (ds diag.List) {
	const most = 64 << 10
	_ = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // what can't be read is not committed either
		case e.IsDir() && (name == "public" || name == "confidential" || name == ".git"):
			return fs.SkipDir
		case !e.Type().IsRegular():
			return nil
		}
		if info, err := e.Info(); err != nil || info.Size() > most {
			return nil
		}
		what := keyIn(root, name)
		if what == "" {
			return nil
		}
		// the file has no text here: none of it may get into an excerpt
		ds.Add(withhold.NotSealed.At(source.New(path.Clean(name), nil).Whole(), "a private key stands in the project, %s", what).
			Hint("move it out of the project; if it was ever committed, make a new one"))
		return nil
	})
	return ds
}

// keyIn says what a file has the private key of.
func keyIn(root fs.FS, name string) string {
	f, err := root.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		switch line := strings.TrimSpace(lines.Text()); {
		case strings.HasPrefix(line, "AGE-SECRET-KEY-"):
			return "which opens what is sealed"
		case strings.HasPrefix(line, "PRIVATE+KEY+"):
			return "which signs releases"
		}
	}
	return "" // a line too long is no key
}
