// Package lock freezes versions: it records digests of what was published, and
// says what differs from the record later.
//
// In: the bytes of a versions.lock, the files of a version's public cut and of
// its folder, and its public model. Out: records, the bytes of a versions.lock,
// and findings.
//
// The digest of the full sources is secret: whoever guesses at a withheld word
// could try the guess on it. It must not stand in a message, an excerpt or a
// public output, and only Lock.Bytes writes it. A finding names clauses and
// files of the public cut alone. The package reads and writes no files.
package lock

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/source"
)

// Name is the name of the file, in the folder of its standard.
const Name = "versions.lock"

// Kinds of facts.
const (
	public       = "public"       // the digest of the public cut
	confidential = "confidential" // the digest of the full sources
	file         = "file"         // the digest of a file of the public cut
	clause       = "clause"       // the digest of a visible clause
)

// A Record is what is known of one version: digests, each "sha256:" and 64
// hexadecimal digits.
type Record struct {
	Version      string
	Public       string
	Confidential string            // "" in sources that were cut
	Files        map[string]string // of the public cut, by name
	Clauses      map[string]string // of the public text in its original language, by id
}

// A Lock is the content of a versions.lock.
type Lock struct {
	head  []string // comments before the first fact
	facts []fact   // sorted
	tail  []string // comments behind the last fact
}

// A fact is one line.
type fact struct {
	version, kind, name, digest string

	at       source.Span // the line without its digest
	comments []string    // on the lines before it
}

// header begins a new lock.
var header = []string{
	"# What was published does not change silently: digests of the frozen versions.",
	"# `kijun lock` writes these lines, sorted. They are no secret but for those of the kind confidential.",
}

// New returns a lock without a record.
func New() *Lock { return &Lock{head: header} }

// line is a fact as it is written, without an end of line.
func (f fact) line() string { return f.start() + f.digest }

func (f fact) start() string {
	s := f.version + " " + f.kind + " "
	if f.name != "" {
		s += written(f.name) + " "
	}
	return s
}

// written is a name as it stands in a line: as it is, or quoted where it has
// what can't be seen.
func written(name string) string {
	if name == "" || !utf8.ValidString(name) || strings.Trim(name, " ") != name || name[0] == '"' ||
		strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// Versions are the numbers of the versions that have a record, sorted as text.
func (l *Lock) Versions() []string {
	var out []string
	for _, f := range l.facts {
		if f.kind == public {
			out = append(out, f.version)
		}
	}
	slices.Sort(out)
	return out
}

// of are the facts of a version. They stand together, as they are sorted.
func (l *Lock) of(version string) []fact {
	at, _ := slices.BinarySearchFunc(l.facts, version+" ", func(f fact, s string) int { return strings.Compare(f.version+" ", s) })
	n := at
	for n < len(l.facts) && l.facts[n].version == version {
		n++
	}
	return l.facts[at:n]
}

// Record returns what is recorded of a version, or nil.
func (l *Lock) Record(version string) *Record {
	facts := l.of(version)
	if len(facts) == 0 {
		return nil
	}
	r := &Record{Version: version, Files: map[string]string{}, Clauses: map[string]string{}}
	for _, f := range facts {
		switch f.kind {
		case public:
			r.Public = f.digest
		case confidential:
			r.Confidential = f.digest
		case file:
			r.Files[f.name] = f.digest
		case clause:
			r.Clauses[f.name] = f.digest
		}
	}
	return r
}

// place is where the fact of a kind stands, or where the version's public line
// does.
func (l *Lock) place(version, kind string) source.Span {
	var at source.Span
	for _, f := range l.of(version) {
		switch f.kind {
		case kind:
			return f.at
		case public:
			at = f.at
		}
	}
	return at
}

// facts are a record's lines, in no particular order.
func (r *Record) facts() []fact {
	out := []fact{{version: r.Version, kind: public, digest: r.Public}}
	if r.Confidential != "" {
		out = append(out, fact{version: r.Version, kind: confidential, digest: r.Confidential})
	}
	for name, digest := range r.Files {
		out = append(out, fact{version: r.Version, kind: file, name: name, digest: digest})
	}
	for id, digest := range r.Clauses {
		out = append(out, fact{version: r.Version, kind: clause, name: id, digest: digest})
	}
	return out
}

// With returns the lock with a record in the place of the one of the same
// version. A comment stays before its line; where that line is gone, it goes
// before the version's public line.
func (l *Lock) With(r *Record) *Lock {
	out := &Lock{head: l.head, tail: l.tail}
	kept := map[string][]string{}
	var lost []string
	facts := r.facts()
	starts := map[string]bool{}
	for _, f := range facts {
		starts[f.start()] = true
	}
	for _, f := range l.facts {
		switch {
		case f.version != r.Version:
			out.facts = append(out.facts, f)
		case starts[f.start()]:
			kept[f.start()] = f.comments
		default:
			lost = append(lost, f.comments...)
		}
	}
	for _, f := range facts {
		f.comments = kept[f.start()]
		if f.kind == public {
			f.comments = slices.Concat(lost, f.comments)
		}
		out.facts = append(out.facts, f)
	}
	sortFacts(out.facts)
	return out
}

// sortFacts sorts by the bytes of the lines, as `LC_ALL=C sort` does, so that a
// merge can be mended by hand.
func sortFacts(facts []fact) {
	slices.SortStableFunc(facts, func(a, b fact) int { return strings.Compare(a.line(), b.line()) })
}

// Bytes are the lock as a file. They have the digests of the full sources.
func (l *Lock) Bytes() []byte {
	var lines []string
	lines = append(lines, l.head...)
	for _, f := range l.facts {
		lines = append(append(lines, f.comments...), f.line())
	}
	lines = append(lines, l.tail...)
	return joined(lines)
}

// PublicBytes are records as the lock of the public sources: without the digests
// of the full sources, and without comments, which may hold anything.
func PublicBytes(records []*Record) []byte {
	l := &Lock{head: header[:1]}
	for _, r := range records {
		open := *r
		open.Confidential = ""
		l.facts = append(l.facts, open.facts()...)
	}
	sortFacts(l.facts)
	return l.Bytes()
}

func joined(lines []string) []byte {
	if len(lines) == 0 {
		return nil
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// Same reports whether a record agrees with a version as it is. The parts of the
// public cut need not be looked at: its digest is made from theirs.
func (r *Record) Same(now *Record) bool {
	return r.Public == now.Public && (r.Confidential == "" || now.Confidential == "" || r.Confidential == now.Confidential)
}

// sorted are the keys of digests in order.
func sorted(digests map[string]string) []string { return slices.Sorted(maps.Keys(digests)) }
