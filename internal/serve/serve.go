// Package serve shows a project in a browser while its author writes it.
//
// In: a project's folder. Out: both editions on the loopback interface, each at an
// origin of its own, and findings. It writes nothing to disk. A page is made by
// package build when it is asked for, as a build would make it; what this package
// adds is the bar at its foot. It holds no rules, and reads no clock.
//
// The public origin gets nothing but the public edition's files and the findings,
// which never quote what is withheld.
package serve

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Options are what a preview is made of.
type Options struct {
	Root    fs.FS  // the project, from which no link leads out
	Dir     string // the same folder on disk, to be watched
	Port    int    // of the public edition; the confidential one has the next. 0 takes free ones
	Build   build.Options
	Told    func(Told)  // gets every state that was checked; may be nil
	Refresh func()      // is called when the pages of a new state can be asked for; may be nil
	Slow    func(error) // is called where the system tells of no changes, with the reason; may be nil
}

// Told is what there is to say of a state of the project.
type Told struct {
	Findings diag.List
	Waiting  bool  // the rules did not run: what was found stands in their way
	Err      error // the system's: the project could not be read
	Sealed   bool  // the confidential edition is not shown: something is sealed, and no key was named
}

// A Server shows one project.
type Server struct {
	options Options
	public  site
	secret  site

	memory *build.Memory // of the one goroutine that reads
	tree   *tree         // likewise
	shelf  shelf
	making singleflight.Group

	mu     sync.Mutex
	now    *state
	views  map[*view]bool
	latest map[withhold.Edition]*build.Maker // those planned last, for what they remember
}

// New takes the ports and reads the project for the first time. Its errors are
// *PortError and the system's; build.ErrNoProject where there is no project. What
// is wrong in the project is no error: the pages say it.
func New(o Options) (*Server, error) {
	s := &Server{options: o, memory: build.NewMemory(o.Build), views: map[*view]bool{}, latest: map[withhold.Edition]*build.Maker{}, now: &state{}}
	var err error
	if s.tree, err = readTree(o.Root, project.Tops()); err != nil {
		return nil, err
	}
	if _, err := s.tree.Stat(project.SettingsFile); err != nil {
		return nil, build.ErrNoProject
	}
	public, secret, err := listen(o.Port)
	if err != nil {
		return nil, err
	}
	s.public = site{s, withhold.Public, public, secret.port}
	s.secret = site{s, withhold.Confidential, secret, public.port}
	s.read()
	return s, nil
}

// Addresses are those of the public and of the confidential edition.
func (s *Server) Addresses() (public, confidential string) {
	return s.public.at.address(), s.secret.at.address()
}

// Sealed reports whether the confidential edition is not shown, because something
// is sealed and no key was named.
func (s *Server) Sealed() bool { return s.state().told.Sealed }

// Run serves until the context ends.
func (s *Server) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, x := range []*site{&s.public, &s.secret} {
		for _, l := range x.at.listeners {
			h := &http.Server{Handler: x, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: quietLog, BaseContext: baseContext(ctx)}
			g.Go(func() error {
				if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
					return err
				}
				return nil
			})
			g.Go(func() error {
				<-ctx.Done() // which has ended the event streams too
				late, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
				defer cancel()
				if h.Shutdown(late) != nil {
					return h.Close()
				}
				return nil
			})
		}
	}
	w := newWatcher(s.options.Dir, project.Tops())
	if w.why != nil && s.options.Slow != nil {
		s.options.Slow(w.why)
	}
	changed := make(chan []string)
	check := make(chan *state, 1)
	g.Go(func() error {
		w.run(ctx, changed)
		return nil
	})
	g.Go(func() error {
		check <- s.state()
		look := time.NewTicker(lookAnyway)
		defer look.Stop()
		var names []string // of the first round: nobody watched before
		for {
			if st := s.change(names); st != nil {
				select { // the newest alone is worth checking
				case <-check:
				default:
				}
				check <- st
			}
			select {
			case <-ctx.Done():
				return nil
			case names = <-changed:
			case <-look.C:
				names = nil
			}
		}
	})
	g.Go(func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case st := <-check:
				for pause := true; pause; {
					select {
					case <-ctx.Done():
						return nil
					case st = <-check:
					case <-time.After(pageFirst):
						pause = false
					}
				}
				s.check(st)
			}
		}
	})
	return g.Wait()
}

// pageFirst is how long the rules wait, so that the browser has the processor to
// itself while it shows what was saved.
const pageFirst = 150 * time.Millisecond

// lookAnyway is how often the folder is compared with what was read, whatever the
// system tells: folders that others share over a network change in silence.
const lookAnyway = 5 * time.Second

// state is the newest one.
func (s *Server) state() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// change reads the project again where it may have changed: at names, or wherever
// it has where nobody knows. It returns the new state, or nil where nothing is
// new.
func (s *Server) change(names []string) *state {
	if names == nil {
		var err error
		if names, err = s.tree.missed(); err != nil {
			return s.fail(err)
		}
	}
	next, err := s.tree.again(names)
	if err != nil {
		return s.fail(err)
	}
	if next == s.tree {
		return nil
	}
	s.tree = next
	return s.read()
}

// read makes a state of the tree, and shows it.
func (s *Server) read() *state {
	a, err := s.memory.Read(s.tree)
	if err == nil && len(s.options.Build.Editions) == 0 && s.options.Build.Open == nil && slices.ContainsFunc(a.Findings, withhold.NeedsKey) {
		// from now on: what is sealed stays so
		s.options.Build.Editions = []withhold.Edition{withhold.Public}
		s.memory = build.NewMemory(s.options.Build)
		a, err = s.memory.Read(s.tree)
	}
	if err != nil {
		return s.fail(err)
	}
	st := &state{analysis: a, tree: s.tree, told: Told{Findings: a.Findings, Waiting: a.Waiting, Sealed: s.sealed()}, made: map[withhold.Edition]func() (*build.Maker, error){}}
	if !a.Findings.HasErrors() {
		for e, ed := range a.Editions {
			if ed != nil && !(st.told.Sealed && e == withhold.Confidential) {
				st.made[e] = sync.OnceValues(func() (*build.Maker, error) { return s.plan(st, e) })
			}
		}
	}
	return s.show(st)
}

// sealed reports whether the confidential edition can't be shown.
func (s *Server) sealed() bool {
	return len(s.options.Build.Editions) > 0
}

// fail shows that the project could not be read.
func (s *Server) fail(err error) *state {
	return s.show(&state{told: Told{Err: err, Sealed: s.sealed()}, checked: true})
}

// plan plans the pages of an edition.
func (s *Server) plan(st *state, e withhold.Edition) (*build.Maker, error) {
	s.mu.Lock()
	before := s.latest[e]
	s.mu.Unlock()
	p, err := st.analysis.Maker(st.tree, e, before)
	if err == nil {
		s.mu.Lock()
		s.latest[e] = p
		s.mu.Unlock()
	}
	return p, err
}

// show makes a state the newest. Where no page can be made of it, those of the
// state before stay.
func (s *Server) show(st *state) *state {
	s.mu.Lock()
	st.number = s.now.number + 1
	st.good = st
	if len(st.made) == 0 {
		st.good = s.now.good
	}
	s.now = st
	s.mu.Unlock()
	s.wake()
	if s.options.Refresh != nil {
		s.options.Refresh()
	}
	return st
}

// check has the rules look at a state, and tells what they found.
func (s *Server) check(st *state) {
	if st.analysis != nil {
		a := *st.analysis // pages are made of the other
		if err := a.Check(); err != nil {
			if s.state() != st {
				return // a newer one has come, which is not to be hidden by what befell this one
			}
			st = s.show(&state{told: Told{Err: err, Sealed: st.told.Sealed}, checked: true})
		} else {
			s.mu.Lock()
			st.told.Findings, st.told.Waiting, st.checked = a.Findings, a.Waiting, true
			s.mu.Unlock()
		}
	}
	if s.state() == st {
		s.wake()
	}
	if s.options.Told != nil {
		s.mu.Lock()
		told := st.told
		told.Findings = s.findings(st) // a page may have been made, and failed, in the meantime
		s.mu.Unlock()
		s.options.Told(told)
	}
}

// wake has every view look whether it shows what it should.
func (s *Server) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.views {
		select {
		case v.woken <- struct{}{}:
		default:
		}
	}
}
