package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// sources are the folders of a project that an output must not touch.
var sources = []string{"content", "catalog", "layouts", "assets", "i18n", "static", ".git"}

// A target is an output and the place it goes to.
type target struct {
	Output
	path   string // absolute, links resolved but for the last element
	parent string
	mark   string // stands for the last element in the names of hidden folders
}

// aim finds the places of the outputs and refuses those that would take the
// place of sources or of each other.
func aim(root string, outputs []Output) ([]target, error) {
	if len(outputs) == 0 {
		return nil, errors.New("no output to publish")
	}
	root, err := resolve(root)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	targets := make([]target, len(outputs))
	for i, o := range outputs {
		if !editionName.MatchString(o.Edition) {
			return nil, fmt.Errorf("%s: %q is not the name of an edition", o.Dir, o.Edition)
		}
		if targets[i], err = newTarget(o); err != nil {
			return nil, err
		}
		if err := targets[i].apart(root); err != nil {
			return nil, err
		}
		if err := targets[i].unserved(); err != nil {
			return nil, err
		}
		for _, other := range targets[:i] {
			if within(targets[i].path, other.path) || within(other.path, targets[i].path) {
				return nil, targets[i].refuse("overlaps the output "+other.Dir, "give each edition a folder of its own")
			}
		}
	}
	return targets, nil
}

func newTarget(o Output) (target, error) {
	t := target{Output: o}
	if o.Dir == "" {
		return t, errors.New("an output without a folder")
	}
	abs, err := filepath.Abs(o.Dir)
	if err != nil {
		return t, t.failed("find", o.Dir, err)
	}
	if filepath.Dir(abs) == abs {
		return t, t.refuse("is the root of a file system", "choose a folder inside it")
	}
	if t.parent, err = resolve(filepath.Dir(abs)); err != nil {
		return t, t.failed("find", filepath.Dir(o.Dir), err)
	}
	base := filepath.Base(abs)
	t.path = filepath.Join(t.parent, base)
	t.mark = fmt.Sprintf("%x", sha256.Sum256([]byte(base)))[:12]
	return t, nil
}

func (t target) refuse(message, hint string) error { return &Refused{t.Dir, message, hint} }

// apart refuses a target that is the project, holds it, or touches its sources.
func (t target) apart(root string) error {
	const hint = "choose another folder, such as public/"
	if within(root, t.path) {
		return t.refuse("is the project's own folder or one above it", hint)
	}
	for _, name := range sources {
		src, err := resolve(filepath.Join(root, name))
		if err != nil {
			return t.failed("find", name, err)
		}
		if within(t.path, src) {
			return t.refuse("is or lies in the project's folder "+name+"/", hint)
		}
		if within(src, t.path) { // a linked source folder
			return t.refuse("holds the project's folder "+name+"/", hint)
		}
	}
	return nil
}

// unserved refuses a target inside a public output: a server of that folder would
// serve the confidential edition as well.
func (t target) unserved() error {
	for dir := t.parent; ; dir = filepath.Dir(dir) {
		data, err := os.ReadFile(filepath.Join(dir, ManifestName))
		if err == nil {
			if _, _, ours := readManifest(data); ours {
				return t.refuse("lies within an output of kijun, "+dir, "choose a folder that nothing is published from")
			}
		}
		if filepath.Dir(dir) == dir {
			return nil
		}
	}
}

// resolve makes a path absolute and follows the links of what exists of it.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, os.ErrNotExist) && filepath.Dir(abs) != abs {
		dir, err := resolve(filepath.Dir(abs))
		return filepath.Join(dir, filepath.Base(abs)), err
	}
	return real, err
}

// within reports whether a is b or stands in it. It ignores case everywhere:
// refusing Content/ on a system that tells it from content/ does no harm.
func within(a, b string) bool {
	a, b = fold(a), fold(b)
	return a == b || strings.HasPrefix(a, strings.TrimSuffix(b, string(filepath.Separator))+string(filepath.Separator))
}
