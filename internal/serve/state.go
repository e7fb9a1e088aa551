package serve

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A state is the project as it was read at one moment.
type state struct {
	number   int
	analysis *build.Analysis
	tree     *tree
	made     map[withhold.Edition]func() (*build.Maker, error) // empty where an error stands in the way of all pages
	good     *state                                            // the newest of which pages can be made: itself, one before, or nil

	// guarded by the server:
	told    Told
	late    diag.List // found while pages were made: faults of the project's own layouts
	checked bool      // the rules have looked at it
}

// A shown page is what a browser gets.
type shown struct {
	data   []byte
	hash   string // tells whether another is the same
	absent bool   // the edition has no such page, and data is the page that says so
	behind bool   // it is of a state before: the newest one has errors
}

var (
	// errNothing says that no state of the edition could be shown yet.
	errNothing = errors.New("there is nothing to show yet")
	// errSealed says that the edition is not shown.
	errSealed = errors.New("the confidential edition is sealed, and no key was named")
)

// page makes the page at a file of an edition, or takes it from the shelf. The
// error is fs.ErrNotExist, errNothing, errSealed or that of the making.
func (s *Server) page(e withhold.Edition, name string) (shown, error) {
	now := s.state()
	from := now.good
	if now.told.Sealed && e == withhold.Confidential {
		return shown{}, errSealed
	}
	if from == nil || from.made[e] == nil {
		return shown{}, errNothing
	}
	key := shelved{e, name}
	old := s.shelf.get(key)
	if old == nil || old.state != from.number {
		made, err, _ := s.making.Do(fmt.Sprint(from.number, e, name), func() (any, error) { return s.make(from, e, name) })
		var found *build.FindingsError
		switch {
		case err == nil:
			old = &kept{from.number, made.(shown)}
			s.shelf.put(key, old)
		case errors.As(err, &found):
			s.blame(now, found.Findings)
			if old == nil {
				return shown{}, errNothing
			}
			out := old.shown
			out.behind = true
			return out, nil
		default:
			return shown{}, err
		}
	}
	out := old.shown
	out.behind = now != from
	return out, nil
}

// make makes a page.
func (s *Server) make(from *state, e withhold.Edition, name string) (page shown, err error) {
	defer func() {
		if recover() != nil { // of the rules only a build waits for; what they find wrong may be new to a page
			err = errors.New("this page can't be made of what is written; mend the findings first")
		}
	}()
	pages, err := from.made[e]()
	if err != nil {
		return page, err
	}
	// not the request's: others may be waiting for the same page
	if page.data, err = pages.File(context.Background(), name); err != nil {
		return page, err
	}
	sum := sha256.Sum256(page.data)
	page.hash = fmt.Sprintf("%x-%d", sum[:12], from.tree.pictures)
	return page, nil
}

// blame adds findings that the making of a page had.
func (s *Server) blame(st *state, found diag.List) {
	s.mu.Lock()
	known := len(st.late)
	for _, d := range found {
		if !slices.ContainsFunc(st.late, func(x *diag.Diagnostic) bool { return x.Span == d.Span && x.Message == d.Message }) {
			st.late.Add(d)
		}
	}
	fresh := len(st.late) > known
	told := st.told
	told.Findings = s.findings(st)
	s.mu.Unlock()
	if fresh {
		s.wake()
		if s.options.Told != nil {
			s.options.Told(told)
		}
	}
}

// findings are those of a state, the server's lock being held.
func (s *Server) findings(st *state) diag.List {
	return slices.Concat(st.told.Findings, st.late).Sorted()
}

// at makes what stands at an address of an edition: a page with its folder's
// slash, or any other file. redirect is where a folder's page stands when the
// slash is missing.
func (s *Server) at(e withhold.Edition, path string) (page shown, name, redirect string, err error) {
	name = strings.TrimPrefix(path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	page, err = s.page(e, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return page, name, "", err
	}
	if !strings.HasSuffix(path, "/") {
		if _, err := s.page(e, name+"/index.html"); err == nil {
			return page, name, path + "/", nil
		}
	}
	for _, file := range s.notFound(name) {
		if page, err := s.page(e, file); err == nil {
			page.absent = true
			page.hash = "absent-" + page.hash
			return page, "404.html", "", nil
		}
	}
	return page, name, "", err
}

// notFound are the pages that may tell of a missing one: of its language first.
func (s *Server) notFound(name string) []string {
	lang, _, _ := strings.Cut(name, "/")
	if !fs.ValidPath(lang) {
		return []string{"404.html"}
	}
	return []string{lang + "/404.html", "404.html"}
}
