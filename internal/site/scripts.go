package site

import (
	"io/fs"
	"path"

	"github.com/evanw/esbuild/pkg/api"
)

// scriptError finds the piece of a script of the project's own that can't be read.
// Hugo tells of the joined script alone, whose lines are in no file. nil is
// returned where the project has no pieces.
func scriptError(overrides fs.FS) *TemplateError {
	names, err := fs.Glob(overrides, "assets/ts/*/*.ts")
	if err != nil || len(names) == 0 {
		return nil
	}
	for _, name := range names {
		data, err := fs.ReadFile(overrides, name)
		if err != nil {
			continue
		}
		read := api.Transform(string(data), api.TransformOptions{Loader: api.LoaderTS, Sourcefile: path.Base(name), LogLevel: api.LogLevelSilent})
		for _, m := range read.Errors {
			te := &TemplateError{File: name, Message: m.Text}
			if m.Location != nil {
				te.Line, te.Column = m.Location.Line, m.Location.Column+1
			}
			return te
		}
	}
	// each can be read by itself, and not with the others: a name that stands twice, for one
	return &TemplateError{File: names[0], Message: "the script can't be made of this file together with the others of its folder"}
}
