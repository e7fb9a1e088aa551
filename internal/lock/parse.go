package lock

import (
	"bytes"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
)

var (
	versionForm  = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]*$`)
	clauseForm   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	digestForm   = regexp.MustCompile(`^` + algorithm + `[0-9a-f]{64}$`)
	conflictForm = regexp.MustCompile(`^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$`)
)

var kinds = []string{clause, confidential, file, public}

const wayBack = "take the line from a commit in which the lock was right"

// Parse reads a versions.lock. With findings, all of them errors, there is no
// lock: what it says can't be relied on. The digests of full sources, and every
// line that can't be read and so may have one, are hidden from excerpts.
func Parse(f *source.File) (*Lock, diag.List) {
	p := &parser{file: f, lock: &Lock{}, first: map[string]fact{}}
	defer func() { f.Hide(p.hide...) }()
	p.encoding()
	data := f.Bytes()
	start := 0
	if bytes.HasPrefix(data, bom) {
		start = len(bom)
	}
	for start < len(data) {
		end := bytes.IndexByte(data[start:], '\n')
		if end < 0 {
			end = len(data)
		} else {
			end += start
		}
		p.line(start, end)
		start = end + 1
	}
	p.lock.tail = p.comments
	if len(p.lock.facts) == 0 {
		p.lock.head, p.lock.tail = p.comments, nil
	}
	sortFacts(p.lock.facts)
	p.whole()
	if p.ds.HasErrors() {
		return nil, p.ds
	}
	return p.lock, nil
}

type parser struct {
	file     *source.File
	lock     *Lock
	comments []string        // since the last fact
	first    map[string]fact // by what it is about
	hide     []source.Range
	ds       diag.List
}

var bom = []byte("\xef\xbb\xbf")

// encoding reports what an editor or git has made of the bytes.
func (p *parser) encoding() {
	data := p.file.Bytes()
	if bytes.HasPrefix(data, bom) {
		p.ds.Add(form.At(p.file.At(0, len(bom)), "the file starts with a byte order mark").Hint("save it as UTF-8 without one"))
	}
	if i := bytes.IndexByte(data, '\r'); i >= 0 {
		p.ds.Add(form.At(p.file.At(i, i+1), "the file has carriage returns (line ends of another system)").
			Hint("save it with line feeds alone (LF); `%s text eol=lf` in .gitattributes makes git keep them", Name))
	}
}

// wrong reports a line that can't be read. It may be one that must not be shown,
// with a slip in it.
func (p *parser) wrong(start, end int, message string) *diag.Diagnostic {
	p.hide = append(p.hide, source.Range{Start: start, End: end})
	d := form.At(p.file.At(start, end), "%s", message)
	p.ds.Add(d)
	return d
}

func (p *parser) line(start, end int) {
	text := strings.TrimSuffix(string(p.file.Bytes()[start:end]), "\r") // reported once
	switch {
	case !utf8.ValidString(text):
		p.wrong(start, end, "the line is not UTF-8").Hint("save the file as UTF-8")
		return
	case strings.Trim(text, " ") == "":
		return
	case text[0] == '#':
		// a comment may be a line that was turned off
		p.hide = append(p.hide, source.Range{Start: start, End: end})
		p.comments = append(p.comments, text)
		return
	case conflictForm.MatchString(text):
		p.wrong(start, end, "a merge left its marks here").
			Hint("keep the lines of both sides that belong together, each once; the order does not matter, `LC_ALL=C sort` gives it")
		return
	}
	f, why, hint := read(text)
	if why != "" {
		p.wrong(start, end, why).Hint("%s", hint)
		return
	}
	f.at = p.file.At(start, start+len(strings.TrimSuffix(f.start(), " ")))
	if f.kind == confidential {
		p.hide = append(p.hide, source.Range{Start: start + len(f.start()), End: end})
	}
	if before, twice := p.first[f.start()]; twice {
		p.ds.Add(form.At(f.at, "line %d says this already", p.file.Position(before.at.Start).Line).
			Hint("keep the one of the two lines that is right; after a merge, keep the lines of one side for each version"))
		return
	}
	p.first[f.start()] = f
	f.comments, p.comments = p.comments, nil
	if len(p.lock.facts) == 0 {
		p.lock.head, f.comments = f.comments, nil
	}
	p.lock.facts = append(p.lock.facts, f)
}

// read reads a line, or says why it can't. It does not say what stands there.
func read(text string) (f fact, why, hint string) {
	const forms = "a line is `VERSION public DIGEST`, `VERSION confidential DIGEST`, `VERSION file NAME DIGEST` or `VERSION clause ID DIGEST`, with one space between"
	var rest string
	var ok, more bool
	f.version, rest, ok = strings.Cut(text, " ")
	f.kind, rest, more = strings.Cut(rest, " ")
	if !ok || !more || !versionForm.MatchString(f.version) {
		return f, "this line is no fact of a lock", forms
	}
	i := strings.LastIndexByte(rest, ' ')
	name := rest[:max(i, 0)]
	f.digest = rest[i+1:]
	switch f.kind {
	case public, confidential:
		if i >= 0 {
			return f, "this line is no fact of a lock", forms
		}
	case file:
		f.name = name
		if strings.HasPrefix(name, `"`) {
			var err error
			if f.name, err = strconv.Unquote(name); err != nil {
				return f, "the name of the file can't be read", wayBack
			}
		}
		if f.name == "" || path.Clean(f.name) != f.name || path.IsAbs(f.name) || f.name == "." || f.name == ".." || strings.HasPrefix(f.name, "../") || written(f.name) != name {
			return f, "the name of the file can't be read", "a name is relative to the version's folder, such as `01-general.md`"
		}
	case clause:
		f.name = name
		if !clauseForm.MatchString(name) {
			return f, "the id of the clause can't be read", "an id has small letters, digits and hyphens, a letter first"
		}
	default:
		hint = "one of: " + strings.Join(kinds, ", ")
		if best := diag.Nearest(f.kind, kinds); best != "" && len(f.kind) < 20 {
			hint = "did you mean `" + best + "`?"
		}
		return f, "nothing of this kind is recorded in a lock", hint
	}
	if !digestForm.MatchString(f.digest) {
		return f, "the digest is not `" + algorithm + "` and 64 small hexadecimal digits", wayBack
	}
	return f, "", ""
}

// whole looks at what the lines of a version say together.
func (p *parser) whole() {
	if p.ds.HasErrors() {
		return // what is missing may stand on a line that can't be read
	}
	for i, f := range p.lock.facts {
		if i > 0 && p.lock.facts[i-1].version == f.version {
			continue
		}
		r := p.lock.Record(f.version)
		switch {
		case r.Public == "":
			p.ds.Add(form.At(f.at, "%s has no public line", f.version).
				Hint("%s; or remove all lines of %s, and `kijun lock` adds what is published now", wayBack, f.version))
		case len(r.Files) > 0 && proof.DigestOf(r.Files) != r.Public:
			p.ds.Add(form.At(p.lock.place(f.version, public), "the public digest of %s is not the one that the digests of its files make", f.version).
				Hint("the lines of %s come from different locks, as after a merge: take all of them from one commit", f.version))
		}
	}
}
