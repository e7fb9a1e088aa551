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
	"time"

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
	Column  int    // in bytes, from 1; 0 where it is not known
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
	layout string
	name   string // file name in the language's content folder
	header []byte // JSON
	body   []byte // HTML
}

// A project is what Hugo sees beside the pages: the theme, the project's own
// folders and the configuration.
type project struct {
	settings  map[string]any
	overrides fs.FS
}

// run lets Hugo build the contents and returns what it published.
func (e *edition) run(ctx context.Context, settings map[string]any, contents []content) (map[string][]byte, error) {
	p := project{settings, e.Overrides}
	if err := p.probe(ctx, contents); err != nil {
		return nil, e.failure(err)
	}
	target, err := p.build(ctx, contents)
	if errors.Is(err, errStuck) {
		err = p.search(ctx, contents)
	}
	if err != nil {
		return nil, e.failure(err)
	}
	return collect(target)
}

// failure is what can be told of a failed build.
func (e *edition) failure(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("site: %w", err)
	}
	told := templateError(err, e.Overrides)
	if e.Edition == Public || aboutLayout(err) {
		return told
	}
	var te *TemplateError
	if errors.As(told, &te) {
		if !noSuchField.MatchString(te.Message) {
			te.Message = "it fails on a page of the confidential edition; " + notTold
		}
		return te
	}
	return errors.New("site: a page of the confidential edition can't be made; " + notTold)
}

// What the engine says of a layout that fails while a page is made may quote the
// page, and a layout's errorf says what it likes. Of a confidential page that is
// told to nobody: logs are read by others than the edition, and in a preview both
// origins show what was found. What can't be parsed has seen no page.
const notTold = "the engine's words are kept back, since they may quote the page; `kijun build --edition public` tells them where that edition fails too"

var (
	unparsed    = regexp.MustCompile(`^"[^"]*": (?:parse of|apply base) template failed: `)
	noSuchField = regexp.MustCompile(`^(?:template: [^\s"]+: )?executing "[^"]*" at <[^<>]*>: can't evaluate field \w+ in type [\w.*]+$`)
)

// aboutLayout reports whether a failure is of a layout by itself.
func aboutLayout(err error) bool { return unparsed.MatchString(err.Error()) }

// few is how many pages can fail without Hugo being stuck: its renderer
// leaves at the tenth failure while others still wait for it to take a page.
const few = 9

var errStuck = errors.New("the renderer is stuck")

// probe builds a page of each layout, few at a time, so that a layout of the
// project's that fails on every page fails here.
func (p project) probe(ctx context.Context, contents []content) error {
	if p.overrides == nil || len(contents) <= few {
		return nil
	}
	if _, err := fs.Stat(p.overrides, "layouts"); err != nil {
		return nil
	}
	var first []content
	seen := map[string]bool{}
	for _, c := range contents {
		if !seen[c.layout] {
			seen[c.layout] = true
			first = append(first, c)
		}
	}
	return p.search(ctx, first)
}

// search builds the pages few at a time and returns the first failure.
func (p project) search(ctx context.Context, contents []content) error {
	for some := range slices.Chunk(contents, few) {
		if _, err := p.build(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (p project) build(ctx context.Context, contents []content) (afero.Fs, error) {
	source, err := p.files()
	if err != nil {
		return nil, err
	}
	for _, c := range contents {
		file := append(append(slices.Clip(c.header), '\n'), c.body...)
		if err := afero.WriteFile(source, path.Join(workDir, "content", c.lang, c.name), file, 0o644); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target := afero.NewMemMapFs()
	if err := build(source, target); err != nil {
		return nil, err
	}
	return target, ctx.Err()
}

func (p project) files() (afero.Fs, error) {
	source := afero.NewMemMapFs()
	if err := copyTree(source, themeDir, themes.FS, "kijun"); err != nil {
		return nil, err
	}
	if p.overrides != nil {
		for _, dir := range overridable[:3] {
			if err := copyTree(source, path.Join(workDir, dir), p.overrides, dir); err != nil {
				return nil, err
			}
		}
	}
	settings, err := json.Marshal(p.settings)
	if err != nil {
		return nil, err
	}
	return source, afero.WriteFile(source, workDir+"/hugo.json", settings, 0o644)
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
	if err := await(sites); err != nil {
		if text := log.errors(); text != "" {
			return &logged{err, text}
		}
		return err
	}
	if text := log.errors(); text != "" {
		return errors.New(text)
	}
	return nil
}

// patience is how long a build may go on after its renderer has left. It is no
// part of any output: it passes in a failing build only.
const patience = 3 * time.Second

// await runs the build, and gives up on one that is stuck: nothing can free it.
func await(sites *hugolib.HugoSites) error {
	done := make(chan error, 1)
	go func() {
		defer sites.Close()
		done <- sites.Build(hugolib.BuildCfg{NoBuildLock: true})
	}()
	select {
	case err := <-done:
		return err
	case <-sites.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errStuck
	}
}

// A logged error is one whose words went to the log: of a layout's errorf the
// error itself only says that there was one.
type logged struct {
	error
	text string
}

func (l *logged) Unwrap() error { return l.error }
func (l *logged) Error() string { return l.error.Error() + ": " + l.text }

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
var inMessage = regexp.MustCompile(`template: ([^\s:"]+):(\d+)(?::(\d+))?: `)

// templateError finds the place in the project's own files that a build failed
// at. A failure that has none is not the project's.
func templateError(err error, overrides fs.FS) error {
	found := herrors.UnwrapFileErrors(err)
	for _, fe := range slices.Backward(found) { // the innermost first: the partial, not the page that calls it
		if file, own := inProject(fe.Position().Filename); own {
			return placed(file, fe.Position().LineNumber, message(fe, err))
		}
	}
	if overrides == nil {
		return fmt.Errorf("site: %w", err)
	}
	if strings.Contains(err.Error(), "JSBUILD: ") {
		if te := scriptError(overrides); te != nil {
			return te
		}
	}
	for _, m := range inMessage.FindAllStringSubmatch(err.Error(), -1) {
		file := path.Join("layouts", m[1])
		if _, missing := fs.Stat(overrides, file); missing == nil {
			line, _ := strconv.Atoi(m[2])
			return placed(file, line, message(err, err))
		}
	}
	return fmt.Errorf("site: %w", err)
}

// placed takes the place that a template engine writes in front of its message out
// of it, where it is the one that is known: it would be told twice, and the engine
// counts columns from 0.
func placed(file string, line int, text string) *TemplateError {
	te := &TemplateError{File: file, Line: line, Message: text}
	m := inMessage.FindStringSubmatch(text)
	if m == nil || !strings.HasPrefix(text, m[0]) || !strings.HasSuffix(file, "/"+m[1]) || m[2] != strconv.Itoa(line) {
		return te
	}
	te.Message = text[len(m[0]):]
	if column, err := strconv.Atoi(m[3]); err == nil {
		te.Column = column + 1
	}
	return te
}

// inProject turns a file name of the virtual project into the project's own.
func inProject(name string) (string, bool) {
	if strings.HasPrefix(name, themeDir+"/") {
		return "", false
	}
	rel, ok := strings.CutPrefix(name, workDir+"/")
	return rel, ok && !strings.HasPrefix(rel, "content/")
}

// message is what is wrong, on one line and without what Hugo adds of its own
// configuration. whole is the error that err is part of.
func message(err, whole error) string {
	if cause := herrors.Cause(err); cause != nil {
		err = cause
	}
	text := err.Error()
	var l *logged
	if strings.HasPrefix(text, "logged ") && errors.As(whole, &l) {
		text = l.text
	}
	text, _, _ = strings.Cut(text, "; the current security configuration is")
	return strings.Join(strings.Fields(text), " ")
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
