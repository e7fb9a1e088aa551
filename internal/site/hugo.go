package site

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bep/logg"
	"github.com/gohugoio/hugo/common/herrors"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"

	"github.com/kijun-dev/kijun/themes"
)

// Folders of the virtual project that Hugo sees. Nothing of it is on disk.
const (
	workDir    = "/project"
	themeDir   = workDir + "/themes/kijun"
	publishDir = "/published"
)

// overridable are the project's folders that stand before the theme's.
var overridable = []string{"layouts", "assets", "i18n", "static"}

// TemplateError is a mistake in a project's own layout, asset or words.
type TemplateError struct {
	File    string // relative to the project: "layouts/chapter.html"
	Line    int    // from 1; 0 where it is not known
	Message string
}

func (e *TemplateError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
}

// loading serialises what Hugo keeps in package variables while it reads a
// configuration; the builds themselves share nothing.
var loading sync.Mutex

// A content is one page as Hugo reads it.
type content struct {
	lang   string
	name   string // file name in the language's content folder
	header []byte // JSON
	body   []byte // HTML
}

// run lets Hugo build the contents and returns what it published.
func run(ctx context.Context, cfg map[string]any, overrides fs.FS, contents []content) (map[string][]byte, error) {
	source := afero.NewMemMapFs()
	if err := copyTree(source, themeDir, themes.FS, "kijun"); err != nil {
		return nil, err
	}
	if overrides != nil {
		for _, dir := range overridable[:3] {
			if err := copyTree(source, path.Join(workDir, dir), overrides, dir); err != nil {
				return nil, err
			}
		}
	}
	settings, err := json.Marshal(cfg)
	if err != nil {
		return nil, err
	}
	if err := afero.WriteFile(source, workDir+"/hugo.json", settings, 0o644); err != nil {
		return nil, err
	}
	for _, c := range contents {
		file := append(append(c.header, '\n'), c.body...)
		if err := afero.WriteFile(source, path.Join(workDir, "content", c.lang, c.name), file, 0o644); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target := afero.NewMemMapFs()
	if err := build(source, target); err != nil {
		return nil, templateError(err, overrides)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return collect(target)
}

func build(source, target afero.Fs) error {
	log := &messages{}
	logger := loggers.New(loggers.Options{StdOut: io.Discard, StdErr: io.Discard, Level: logg.LevelWarn, HandlerPost: log.add})

	flags := config.New()
	flags.Set("workingDir", workDir)
	flags.Set("publishDir", publishDir)
	loading.Lock()
	configs, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Fs:           source,
		Flags:        flags,
		Filename:     "hugo.json",
		Environment:  "production",
		Environ:      []string{"KIJUN=1"}, // an empty list would mean the process's
		Logger:       logger,
		SkipNpmCheck: true,
	})
	if err != nil {
		loading.Unlock()
		return err
	}
	sites, err := hugolib.NewHugoSites(deps.DepsCfg{
		Configs:    configs,
		Fs:         hugofs.NewFromSourceAndDestination(source, target, configs.LoadingInfo.Cfg),
		TestLogger: logger,
	})
	loading.Unlock()
	if err != nil {
		return err
	}
	defer sites.Close()
	if err := sites.Build(hugolib.BuildCfg{NoBuildLock: true}); err != nil {
		if text := log.errors(); text != "" && len(herrors.UnwrapFileErrors(err)) == 0 {
			return fmt.Errorf("%w: %s", err, text)
		}
		return err
	}
	if text := log.errors(); text != "" {
		return errors.New(text)
	}
	return nil
}

// messages keeps what Hugo logs as an error: a layout's errorf, for one.
type messages struct {
	mu   sync.Mutex
	text []string
}

func (m *messages) add(e *logg.Entry) error {
	if e.Level < logg.LevelError {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.text = append(m.text, strings.TrimSpace(e.Message))
	return nil
}

func (m *messages) errors() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.text, "; ")
}

// inMessage finds the place that a template engine writes into a message: the
// only one where a layout can't be parsed.
var inMessage = regexp.MustCompile(`template: ([^\s:"]+):(\d+)(?::\d+)?: `)

// templateError finds the place in the project's own files that a build failed
// at. A failure that has none is not the project's.
func templateError(err error, overrides fs.FS) error {
	found := herrors.UnwrapFileErrors(err)
	for _, fe := range slices.Backward(found) { // the innermost first: the partial, not the page that calls it
		if file, own := inProject(fe.Position().Filename); own {
			return &TemplateError{File: file, Line: fe.Position().LineNumber, Message: message(fe)}
		}
	}
	if overrides == nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, m := range inMessage.FindAllStringSubmatch(err.Error(), -1) {
		file := path.Join("layouts", m[1])
		if _, missing := fs.Stat(overrides, file); missing == nil {
			line, _ := strconv.Atoi(m[2])
			return &TemplateError{File: file, Line: line, Message: message(err)}
		}
	}
	return fmt.Errorf("site: %w", err)
}

// inProject turns a file name of the virtual project into the project's own.
func inProject(name string) (string, bool) {
	if strings.HasPrefix(name, themeDir+"/") {
		return "", false
	}
	rel, ok := strings.CutPrefix(name, workDir+"/")
	return rel, ok && !strings.HasPrefix(rel, "content/")
}

func message(err error) string {
	if cause := herrors.Cause(err); cause != nil {
		err = cause
	}
	return err.Error()
}

// copyTree copies a folder; one that is not there is no fault.
func copyTree(to afero.Fs, dir string, from fs.FS, root string) error {
	return walk(from, root, func(rel string, data []byte) error {
		return afero.WriteFile(to, path.Join(dir, rel), data, 0o644)
	})
}

func walk(from fs.FS, root string, visit func(rel string, data []byte) error) error {
	if _, err := fs.Stat(from, root); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fs.WalkDir(from, root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, p)
		if err != nil {
			return err
		}
		return visit(strings.TrimPrefix(p, root+"/"), data)
	})
}

// collect reads everything below the publish folder.
func collect(target afero.Fs) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := afero.Walk(target, publishDir, func(p string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := afero.ReadFile(target, p)
		out[strings.TrimPrefix(p, publishDir+"/")] = bytes.Clone(data)
		return err
	})
	return out, err
}
