package lock

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A State is a version as it is now.
type State struct {
	Number string
	Status standard.Status
	At     source.Span // of the status
	Record *Record     // nil where it can't be made; another finding says why
	// Full are the files of the folder as they are. They are asked whether what
	// is gone from the public cut is withheld now, and so must not be named.
	Full map[string][]byte
}

// Frozen reports whether a version of a status has been published, so that it
// may be locked.
func Frozen(s standard.Status) bool {
	return s == standard.Published || s == standard.Superseded || s == standard.Withdrawn
}

// Check compares a lock with the versions of its standard as they are.
func (l *Lock) Check(std string, now []State) diag.List {
	ds := l.Missing(std, now)
	for _, s := range now {
		if d := l.Compare(std, s); d != nil {
			ds.Add(d)
		} else if Frozen(s.Status) && l.Record(s.Number) == nil {
			ds.Add(unlocked.At(s.At, "%s %s is %s and not locked", std, s.Number, s.Status).
				Hint("`kijun lock %s@%s` locks it", std, s.Number))
		}
	}
	return ds
}

// Missing reports locked versions that are gone, or no longer published.
func (l *Lock) Missing(std string, now []State) diag.List {
	var ds diag.List
	for _, number := range l.Versions() {
		at := l.place(number, public)
		i := slices.IndexFunc(now, func(s State) bool { return s.Number == number })
		switch {
		case i < 0:
			ds.Add(missing.At(at, "%s %s is locked, and its folder is gone", std, number).
				Hint("put content/%s/%s back; a version that no longer holds has the status superseded or withdrawn", std, number).
				Hint("if it has to go, take its lines out of the lock"))
		case !Frozen(now[i].Status):
			ds.Add(missing.At(at, "%s %s is locked, and its status is %s", std, number, now[i].Status).
				Hint("a version that no longer holds has the status superseded or withdrawn; what is to be discussed anew is a new version"))
		}
	}
	return ds
}

// Compare reports a version that is not what was locked. It returns nil for one
// that is, or is not locked, or no longer published.
func (l *Lock) Compare(std string, s State) *diag.Diagnostic {
	was := l.Record(s.Number)
	if was == nil || s.Record == nil || !Frozen(s.Status) || was.Same(s.Record) {
		return nil
	}
	kind, what := public, was.differences(s)
	if was.Public == s.Record.Public {
		kind, what = confidential, "the full sources differ from the lock, and the public cut does not"
	}
	dir, edition := fmt.Sprintf("content/%s/%s", std, s.Number), ""
	if kind == confidential { // the public editions are the same
		edition = "--edition confidential "
	}
	return changed.At(l.place(s.Number, kind), "%s %s is not what was locked: %s", std, s.Number, what).
		Hint("`kijun compare %sREV:%s %s` shows the words, REV being a commit from before the change", edition, dir, dir).
		Hint("put it back as it was; a correction is a new version").
		Hint("if the change is meant: `kijun lock --renew %s@%s`", std, s.Number)
}

// differences tells how the public cut of a version differs from the record.
func (r *Record) differences(s State) string {
	now := s.Record
	gone := func(digests, now map[string]string, withheld func(string) bool) (out []string, hidden bool) {
		for _, name := range sorted(digests) {
			if _, ok := now[name]; ok {
				continue
			}
			if withheld(name) {
				hidden = true
				continue
			}
			out = append(out, name)
		}
		return out, hidden
	}
	other := func(digests, now map[string]string) (out []string) {
		for _, name := range sorted(digests) {
			if digest, ok := now[name]; ok && digest != digests[name] {
				out = append(out, name)
			}
		}
		return out
	}
	open := func(string) bool { return false }
	var parts []string
	say := func(what string, list []string) {
		if len(list) > 0 {
			parts = append(parts, what+" "+some(list))
		}
	}
	say("changed clauses:", other(r.Clauses, now.Clauses))
	added, _ := gone(now.Clauses, r.Clauses, open)
	say("new clauses:", added)
	removed, hidden := gone(r.Clauses, now.Clauses, s.holdsClause)
	say("missing clauses:", removed)
	if hidden {
		parts = append(parts, "clauses that are withheld now")
	}
	if len(r.Files) > 0 { // else the lock does not say
		say("changed files:", other(r.Files, now.Files))
		added, _ = gone(now.Files, r.Files, open)
		say("new files:", added)
		removed, hidden = gone(r.Files, now.Files, s.holdsFile)
		say("missing files:", removed)
		if hidden {
			parts = append(parts, "files that are in the folder and no longer in the public cut")
		}
	}
	if len(parts) == 0 {
		return "the public cut differs"
	}
	return strings.Join(parts, "; ")
}

// holdsFile reports whether the folder has a file of a name.
func (s State) holdsFile(name string) bool { _, ok := s.Full[name]; return ok }

// holdsClause reports whether a heading of the folder has an id, or may have it:
// what is sealed can't be asked.
func (s State) holdsClause(id string) bool {
	for _, name := range names(s.Full) {
		if data := s.Full[name]; bytes.Contains(data, []byte("{#"+id+"}")) || bytes.Contains(data, []byte(seal.Begin)) || bytes.Contains(data, []byte(seal.BeginInline)) {
			return true
		}
	}
	return false
}

// some lists the first ten of a list and counts the rest.
func some(list []string) string {
	const most = 10
	quoted := make([]string, 0, most)
	for _, name := range list[:min(len(list), most)] {
		quoted = append(quoted, written(name))
	}
	out := strings.Join(quoted, ", ")
	if n := len(list) - most; n > 0 {
		out += fmt.Sprintf(" and %d more", n)
	}
	return out
}
