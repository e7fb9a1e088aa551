package build

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A folder is a version's sources and what was made of them.
type folder struct {
	source *project.Version
	cut    *withhold.Cut     // public
	secret *withhold.Cut     // confidential; nil where something is sealed and was not opened
	opened map[string][]byte // files of which something was sealed, in the clear
	sealed bool              // the project is declared sealed
	model  *parse.Version    // in the public edition; nil for a draft

	secretModel *parse.Version    // in the confidential edition
	salts       []byte            // of its release, where they were sealed and have been opened
	released    *release.Released // nil where it was not
	found       diag.List         // in what was released
	kept        bool              // of an analysis before: others may be reading it
}

// full are the files of the folder as they are.
func (x *folder) full() map[string][]byte {
	out := map[string][]byte{}
	for name, f := range x.source.Files {
		out[name] = f.Bytes()
	}
	return out
}

// digest is the digest of the edition's sources: of the public cut as an export
// has it, or of the full sources, which is as secret as they are.
func (x *folder) digest(e withhold.Edition) (string, error) {
	if e == withhold.Confidential {
		full := x.full() // in the clear: what is sealed anew has not changed
		maps.Copy(full, x.opened)
		return lock.Digest(full), nil
	}
	if x.model == nil {
		return "", errors.New("a draft has no public sources")
	}
	cut, err := PublicFiles(x.cut, x.model.Version)
	if err != nil {
		return "", err
	}
	return lock.Digest(cut), nil
}

// record makes what a lock says of the version. It is nil where a file can't be
// published, which is another finding.
func (x *folder) record() (*lock.Record, error) {
	cut, err := PublicFiles(x.cut, x.model.Version)
	if errors.Is(err, errUnclean) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	full := x.full()
	if x.sealed { // a digest of the text would be something to try guesses on
		full = nil
	}
	return lock.Of(cut, full, x.model.Version), nil
}

// state is the version as a lock is compared with it.
func (x *folder) state() (lock.State, error) {
	s := lock.State{Number: x.source.Number, Status: standard.Draft}
	if x.model == nil {
		return s, nil
	}
	s.Status, s.At, s.Full = x.model.Status, x.model.At["status"], x.full()
	var err error
	if lock.Frozen(s.Status) {
		s.Record, err = x.record()
	}
	return s, err
}

// states are the versions of a standard, oldest first.
func (a *Analysis) states(std string) ([]lock.State, error) {
	var out []lock.State
	for _, x := range a.folders {
		if x.source.Standard != std {
			continue
		}
		s, err := x.state()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b lock.State) int { return compareNumbers(a.Number, b.Number) })
	return out, nil
}

// readLocks reads every versions.lock.
func (a *Analysis) readLocks(files *project.Files) {
	a.locks = map[string]*lock.Lock{}
	for _, std := range slices.Sorted(maps.Keys(files.Locks)) {
		l, ds := lock.Parse(files.Locks[std])
		a.Findings.Add(ds...)
		if l != nil {
			a.locks[std] = l
		}
	}
}

// compareLocks holds the versions to their locks. What is frozen is the public
// cut and the sources, so it is done once, and no edition counts.
func (a *Analysis) compareLocks() error {
	for _, std := range slices.Sorted(maps.Keys(a.locks)) {
		now, err := a.states(std)
		if err != nil {
			return err
		}
		a.Findings.Add(a.locks[std].Check(std, now)...)
		for _, s := range now {
			if was := a.locks[std].Record(s.Number); was != nil && s.Record != nil && lock.Frozen(s.Status) && was.Public != s.Record.Public {
				a.Thawed = append(a.Thawed, Thawed{VersionName{std, s.Number}, was.Public, path.Join("content", std, project.LockFile), "locked"})
			}
		}
	}
	return nil
}

// A Thawed version is one whose public cut is not what was locked or released.
type Thawed struct {
	VersionName
	Digest string // of the public cut as it was
	File   string // that has the digest since then
	Was    string // what was done with it: "locked", "released"
}

// publicLocks adds the locks of the public sources. Their lines are made anew
// from the public cuts: what stands in a line of a lock may be anything.
func (a *Analysis) publicLocks(out map[string][]byte) error {
	for _, std := range slices.Sorted(maps.Keys(a.locks)) {
		var records []*lock.Record
		for _, x := range a.folders {
			if x.source.Standard != std || x.model == nil || a.locks[std].Record(x.source.Number) == nil {
				continue
			}
			cut, err := PublicFiles(x.cut, x.model.Version)
			if err != nil {
				return err
			}
			records = append(records, lock.Of(cut, nil, x.model.Version))
		}
		out[path.Join("content", std, project.LockFile)] = lock.PublicBytes(records)
	}
	return nil
}

// Digest is the digest of one version as a lock records it: of its public cut,
// or for the confidential edition of its full sources, which is as secret as
// they are.
func (a *Analysis) Digest(e withhold.Edition, std, number string) (string, error) {
	for _, x := range a.folders {
		if x.source.Standard != std || x.source.Number != number {
			continue
		}
		if e == withhold.Public && x.model == nil {
			break
		}
		return x.digest(e)
	}
	return "", fmt.Errorf("there is no version %s of %s in the %s edition", number, std, e)
}

// A VersionName names a version, or all of a standard's where Number is "".
type VersionName struct{ Standard, Number string }

func (n VersionName) String() string {
	if n.Number == "" {
		return n.Standard
	}
	return n.Standard + "@" + n.Number
}

// ParseVersionName reads STANDARD or STANDARD@VERSION.
func ParseVersionName(s string) (n VersionName, ok bool) {
	std, number, numbered := strings.Cut(s, "@")
	return VersionName{std, number}, std != "" && (number != "" || !numbered)
}

// An Outcome is what becomes of a version in its lock.
type Outcome string

const (
	Locked    Outcome = "locked"
	Renewed   Outcome = "renewed"
	Unchanged Outcome = "unchanged"
)

// A Locking is what a lock gets.
type Locking struct {
	Versions []LockedVersion   // by standard, oldest first
	Files    map[string][]byte // the locks to write; of those that stay as they are, none
	Findings diag.List         // what is in the way; then there is nothing to write
}

// A LockedVersion is a version and what becomes of it.
type LockedVersion struct {
	VersionName
	Outcome Outcome
}

// Lock locks the versions named, or all that were published. What is locked and
// differs is refused, unless it is to be renewed and is named with its number.
func (a *Analysis) Lock(names []VersionName, renew bool) (*Locking, error) {
	out := &Locking{Files: map[string][]byte{}}
	for _, d := range a.Findings {
		if !lock.IsComparison(d) {
			out.Findings.Add(d)
		}
	}
	if out.Findings.HasErrors() {
		return out, nil
	}
	out.Findings = nil
	wanted, err := a.wanted(names)
	if err != nil {
		return nil, err
	}
	for _, std := range slices.Sorted(maps.Keys(wanted)) {
		if err := a.lockStandard(out, std, wanted[std], renew); err != nil {
			return nil, err
		}
	}
	if out.Findings = out.Findings.Sorted(); len(out.Findings) > 0 {
		out.Versions, out.Files = nil, nil
	}
	return out, nil
}

// lockStandard locks versions of one standard: those of the numbers, or all that
// were published.
func (a *Analysis) lockStandard(out *Locking, std string, numbers []string, renew bool) error {
	was := a.locks[std]
	if was == nil {
		was = lock.New()
	}
	now, err := a.states(std)
	if err != nil {
		return err
	}
	if len(numbers) == 0 {
		out.Findings.Add(was.Missing(std, now)...)
	}
	l := was
	for _, s := range now {
		named := slices.Contains(numbers, s.Number)
		if !lock.Frozen(s.Status) && named {
			return &NameError{fmt.Sprintf("%s@%s has the status %s", std, s.Number, s.Status), "what is published, superseded or withdrawn can be locked"}
		}
		if !lock.Frozen(s.Status) || len(numbers) > 0 && !named {
			continue
		}
		if s.Record == nil {
			return errUnclean
		}
		x := LockedVersion{VersionName{std, s.Number}, Unchanged}
		d := was.Compare(std, s)
		switch {
		case was.Record(s.Number) == nil:
			x.Outcome = Locked
		case d != nil && !(renew && named):
			out.Findings.Add(d)
			continue
		case renew && named:
			// also where the lock lacks the digest of the full sources
			if slices.Equal(l.With(s.Record).Bytes(), l.Bytes()) {
				break
			}
			x.Outcome = Renewed
		}
		if x.Outcome != Unchanged {
			l = l.With(s.Record)
		}
		out.Versions = append(out.Versions, x)
	}
	if l != was {
		out.Files[path.Join("content", std, project.LockFile)] = l.Bytes()
	}
	return nil
}

// wanted are the numbers asked for, by standard; none means all.
func (a *Analysis) wanted(names []VersionName) (map[string][]string, error) {
	all := map[string][]string{}
	for _, x := range a.folders {
		all[x.source.Standard] = append(all[x.source.Standard], x.source.Number)
	}
	out := map[string][]string{}
	if len(names) == 0 {
		for std := range all {
			out[std] = nil
		}
		for std := range a.locks { // all versions may be gone
			out[std] = nil
		}
		return out, nil
	}
	whole := map[string]bool{}
	for _, n := range names {
		numbers, ok := all[n.Standard]
		switch {
		case !ok:
			return nil, &NameError{fmt.Sprintf("there is no standard %q", n.Standard), "there are: " + strings.Join(slices.Sorted(maps.Keys(all)), ", ")}
		case n.Number == "":
			whole[n.Standard] = true
		case !slices.Contains(numbers, n.Number):
			slices.SortFunc(numbers, compareNumbers)
			return nil, &NameError{fmt.Sprintf("%s has no version %q", n.Standard, n.Number), "it has: " + strings.Join(numbers, ", ")}
		}
		list := out[n.Standard]
		if n.Number != "" {
			list = append(list, n.Number)
		}
		out[n.Standard] = list
	}
	for std := range whole {
		if len(out[std]) > 0 {
			return nil, &NameError{fmt.Sprintf("%s is named with and without a version", std), "name the standard, or its versions"}
		}
	}
	return out, nil
}

// A NameError says that a name on the command line means nothing here.
type NameError struct{ Message, Hint string }

func (e *NameError) Error() string { return e.Message }
