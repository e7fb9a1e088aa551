package withhold

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Files with a meaning of their own in a version's folder.
const (
	RegisterFile     = "withheld.yaml"
	ConfidentialFile = "index.confidential.yaml"
	SaltsFile        = "release/confidential.txt" // of a release; as secret as what it is made for
)

// Sources are the scanned sources of one version. Its fields are out of reach:
// the only way on is Cut.
type Sources struct {
	standard, number string
	texts            []*text
	attachments      []*source.File
	names            map[*source.File]string // relative to the version's folder
	confidential     *source.File
	salts            *source.File
	register         []*standard.Withholding
	withheld         map[string]string     // name of a wholly withheld file -> entry
	sealed           map[*source.File]bool // those that are encrypted as a whole
}

func newSources(std, number string, register []*standard.Withholding, withheld map[string]string) *Sources {
	return &Sources{standard: std, number: number, register: register, names: map[*source.File]string{}, withheld: withheld, sealed: map[*source.File]bool{}}
}

// Scan finds the withheld parts of a version. files are all files of its folder
// by name relative to it, but for the register, whose entries are given.
// Without findings of severity error the sources can be cut.
func Scan(std, number string, files map[string]*source.File, register []*standard.Withholding) (*Sources, diag.List) {
	s := newSources(std, number, register, map[string]string{})
	var ds diag.List
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	ds.Add(s.claimPaths(names, files)...)
	for _, name := range names {
		f := files[name]
		s.names[f] = name
		switch {
		case name == RegisterFile:
		case name == ConfidentialFile:
			s.confidential = f
			f.HideAll(f.Path())
			if ds.Add(s.sealedFile(f, seal.Fields)...); s.sealed[f] {
				continue
			}
			ds.Add(Encoding(f)...)
			ds.Add(Plain(f)...)
		case name == SaltsFile:
			s.salts = f
			f.HideAll(f.Path())
			ds.Add(s.sealedFile(f, seal.Release)...)
		case s.withheld[name] != "" && seal.Looks(f.Bytes()):
			ds.Add(s.sealedFile(f, seal.File)...)
			if path.Ext(name) == ".md" && !strings.Contains(name, "/") {
				s.texts = append(s.texts, &text{file: f, lang: Language(name)})
			} else {
				s.attachments = append(s.attachments, f)
			}
		case path.Ext(name) == ".md" && !strings.Contains(name, "/"):
			if bad := Encoding(f); len(bad) > 0 {
				ds.Add(bad...)
				continue
			}
			if Stem(name) == "index" {
				hideFields(f, register)
			}
			t, bad := scan(f, Language(name))
			ds.Add(bad...)
			if t == nil {
				continue
			}
			if id := s.withheld[name]; id != "" && len(t.parts) > 0 {
				p := t.parts[0]
				ds.Add(nested.At(f.At(p.outerStart, p.innerStart), "%s stands within %s, which withholds the whole file", p.id, id).
					Hint("remove the markers: all of the file is withheld"))
			}
			s.texts = append(s.texts, t)
		case seal.Looks(f.Bytes()):
			ds.Add(sealedForm.At(f.Whole(), "this file is encrypted, and no entry of %s withholds it", RegisterFile).
				Hint("name it in the `paths` of its entry, or take it out"))
			s.attachments = append(s.attachments, f)
		default:
			ds.Add(Plain(f)...)
			s.attachments = append(s.attachments, f)
		}
	}
	if !ds.HasErrors() {
		ds.Add(s.match()...)
		ds.Add(s.Copies(s.attachments)...)
	}
	if !s.Sealed() || ds.HasErrors() { // else Open does, and knows more
		s.hideInner()
	}
	return s, ds
}

// sealedFile notes that a file is encrypted as a whole, where it looks so.
func (s *Sources) sealedFile(f *source.File, k seal.Kind) diag.List {
	if !seal.Looks(f.Bytes()) {
		return nil
	}
	s.sealed[f] = true
	if seal.Check(k, f.Bytes()) == nil {
		return nil
	}
	return diag.List{sealedForm.At(f.Whole(), "this file is no armored age file, or not the whole of one").
		Hint("take it from a commit in which it was right; `kijun edit` changes what is sealed, an editor can't")}
}

// hideInner hides files that withheld parts alone name: their names stand
// between markers, and what they show is of the same kind. Where a part is
// sealed, it may be the one that names a file that no visible text does.
func (s *Sources) hideInner() {
	closed := s.Sealed()
	for _, f := range s.attachments {
		if s.withheld[s.names[f]] != "" {
			continue
		}
		visible, id, _ := s.namedBy(f)
		if id == "" && closed {
			id = "sealed"
		}
		if !visible && id != "" {
			f.HideAll(path.Join(path.Dir(f.Path()), "["+id+"]"))
		}
	}
}

// namedBy reports whether visible text has the name of a file beside the texts,
// and the first entry whose withheld text has it, with its place.
func (s *Sources) namedBy(f *source.File) (visible bool, id string, at source.Span) {
	name := []byte(path.Base(s.names[f]))
	for _, t := range s.texts {
		data := t.file.Bytes()
		if whole := s.withheld[s.names[t.file]]; whole != "" {
			if id == "" && bytes.Contains(data, name) {
				id, at = whole, s.entryOf(whole)
			}
			continue
		}
		from := 0
		for _, p := range t.parts {
			if id == "" && bytes.Contains(data[p.innerStart:p.innerEnd], name) {
				id, at = p.id, t.at(p)
			}
			visible = visible || refers(data[from:p.outerStart], s.names[f])
			from = p.outerEnd
		}
		visible = visible || refers(data[from:], s.names[f])
	}
	return visible, id, at
}

func (s *Sources) entryOf(id string) source.Span {
	for _, w := range s.register {
		if w.ID == id {
			return w.Place
		}
	}
	return source.Span{}
}

// unregistered reports files that withheld text alone refers to and that no entry
// withholds. They are as withheld as the text, and no mark or entry stands for
// them: nothing would seal them, and no release commit to them.
func (s *Sources) unregistered() (ds diag.List) {
	for _, f := range s.attachments {
		if s.withheld[s.names[f]] != "" {
			continue
		}
		if visible, id, at := s.namedBy(f); !visible && id != "" {
			ds.Add(noPaths.At(at, "what %s withholds refers to a file that no visible text does, and no entry withholds the file", id).
				Hint("add an entry with an id of its own, `unit: attachment` and the file in `paths`"))
		}
	}
	return ds
}

// refers reports whether a text has the whole name of a file: zones.svg is none
// of nes.svg, and figures/a.svg none of plans/a.svg.
func refers(text []byte, name string) bool {
	for {
		i := bytes.Index(text, []byte(name))
		if i < 0 {
			return false
		}
		before := bytes.TrimSuffix(text[:i], []byte("./"))
		r, _ := utf8.DecodeLastRune(before)
		if len(before) == 0 || r != '/' && r != '.' && r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return true
		}
		text = text[i+len(name):]
	}
}

// hideFields keeps out of messages what stands in front matter under the key of
// a withheld field, or under a slip of it: the value belongs elsewhere, and
// whatever is wrong with it must not be shown with it.
func hideFields(f *source.File, register []*standard.Withholding) {
	var hide []source.Range
	front, inside := false, false
	eachLine(f.Bytes(), func(start, end int) {
		line := string(f.Bytes()[start:end])
		switch {
		case line == "---":
			front, inside = start == 0, false
			return
		case !front:
			return
		case line != "" && strings.IndexByte(" \t-#", line[0]) < 0:
			key, _, _ := strings.Cut(line, ":")
			key = strings.ToLower(strings.Trim(key, " \"'?"))
			inside = slices.ContainsFunc(register, func(w *standard.Withholding) bool {
				return w.Field != "" && len(key) < 100 && diag.Distance(key, w.Field) <= 2
			})
		}
		if inside {
			hide = append(hide, source.Range{Start: start, End: end})
		}
	})
	f.Hide(hide...)
}

// Language is the language suffix of a file name: "en" of "01-scope.en.md".
func Language(name string) string {
	_, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), ".")
	if !ok {
		return ""
	}
	return lang
}

// Stem is the name of a chapter without language and ending.
func Stem(name string) string {
	stem, _, _ := strings.Cut(path.Base(name), ".")
	return stem
}

// claimPaths notes which files entries withhold as a whole. It runs before
// anything is read, so that no later finding can quote such a file or name it.
func (s *Sources) claimPaths(names []string, files map[string]*source.File) diag.List {
	var ds diag.List
	claim := func(name string, w *standard.Withholding) {
		if other := s.withheld[name]; other != "" && other != w.ID {
			ds.Add(duplicate.At(w.Place, "%s and %s withhold the same file", other, w.ID).Key("%s.paths", w.ID))
		}
		s.withheld[name] = w.ID
		f := files[name]
		// the name of a folder within the version's may tell as much as the file's
		f.HideAll(path.Join(strings.TrimSuffix(f.Path(), name), "["+w.ID+"]"))
	}
	for _, w := range s.register {
		for i, p := range w.Paths {
			key := fmt.Sprintf("%s.paths[%d]", w.ID, i)
			// An index in any language: what is withheld in one is withheld in all,
			// so index.en.md would take index.md and with it the whole version out
			// of the public edition.
			if files[p] == nil || path.Ext(p) == ".md" && Stem(p) == "index" || p == RegisterFile || p == ConfidentialFile || path.Clean(p) != p {
				ds.Add(noFile.At(at(w, "paths"), "%s names a file that can't be withheld or is not there", w.ID).Key("%s", key).
					Hint("a path is relative to the version's folder, such as `annex-b.md` or `figures/plan.svg`"))
				continue
			}
			isText := path.Ext(p) == ".md"
			if isText != (w.Unit == standard.UnitChapter) || !isText != (w.Unit == standard.UnitAttachment) {
				ds.Add(unit.At(at(w, "unit"), "%s has the unit %s, which does not fit its path", w.ID, w.Unit).Key("%s.unit", w.ID).
					Hint("a Markdown file is a `chapter`, every other file an `attachment`"))
			}
			claim(p, w)
			if isText {
				// what is withheld in one language is withheld in all
				for _, n := range names {
					if n != p && path.Ext(n) == ".md" && path.Dir(n) == path.Dir(p) && Stem(n) == Stem(p) {
						claim(n, w)
					}
				}
			}
		}
	}
	return ds
}

func at(w *standard.Withholding, key string) source.Span {
	if s, ok := w.At[key]; ok {
		return s
	}
	return w.Place
}

// match compares the register with the marked parts: one to one, in each
// language.
func (s *Sources) match() diag.List {
	var ds diag.List
	entries := map[string]*standard.Withholding{}
	for _, w := range s.register {
		entries[w.ID] = w
	}
	langs := []string{}
	marked := map[string]map[string]bool{}
	for _, t := range s.texts {
		if s.withheld[s.names[t.file]] != "" {
			continue
		}
		if marked[t.lang] == nil {
			marked[t.lang] = map[string]bool{}
			langs = append(langs, t.lang)
		}
		for _, p := range t.parts {
			where := t.file.At(p.outerStart+len(p.prefix), max(p.innerStart, p.outerStart+len(p.prefix)))
			w := entries[p.id]
			switch {
			case w == nil:
				ds.Add(noEntry.At(where, "%s is not in the register", p.id).
					Hint("add an entry %s to %s with items, clause, unit, title, reason, harm, audience, decided and approved", p.id, RegisterFile))
			case outside(w):
				ds.Add(duplicate.At(where, "%s marks a part here, but its entry withholds something outside the text", p.id).
					Hint("an entry stands for one part: a marked one, or `paths`, or `field`"))
			case marked[t.lang][p.id]:
				ds.Add(duplicate.At(where, "%s marks a second part in the same language", p.id).
					Hint("give each withheld part an id and an entry of its own"))
			default:
				if p.kind.inLine() != (w.Unit == standard.UnitSpan || w.Unit == standard.UnitCell) {
					ds.Add(unit.At(where, "%s has the unit %s in the register, which does not fit how it is marked", p.id, w.Unit).
						Hint("`{{withhold:…}}` marks a `span` or a `cell`; `:::withhold` marks a `paragraph`, `list-item`, `table`, `figure` or `section`"))
				}
				ds.Add(t.mark(p, w, where)...)
			}
			marked[t.lang][p.id] = true
		}
	}
	slices.Sort(langs)
	for _, w := range s.register {
		if outside(w) {
			continue
		}
		if w.Unit == standard.UnitChapter || w.Unit == standard.UnitAttachment || w.Unit == standard.UnitField {
			ds.Add(noPart.At(w.Place, "%s withholds a %s and does not say which", w.ID, w.Unit).Key("%s", w.ID).
				Hint("add `paths: […]` or `field: …`; in sources that were cut, `cut: true`"))
			continue
		}
		for _, lang := range langs {
			if !marked[lang][w.ID] {
				in := "the text"
				if lang != "" {
					in = "the language " + lang
				}
				ds.Add(noPart.At(w.Place, "%s has no marked part in %s", w.ID, in).Key("%s", w.ID).
					Hint("mark the part with `:::withhold %s` or `{{withhold:%s}}`, or remove the entry", w.ID, w.ID))
			}
		}
	}
	return ds
}

// Copies reports files that hold the same as a withheld one: the original was
// withheld, and a copy under another name would be published.
func (s *Sources) Copies(files []*source.File) diag.List {
	entries := map[string]string{} // by content
	for _, f := range s.attachments {
		if id := s.withheld[s.names[f]]; id != "" && len(f.Bytes()) > 0 {
			entries[string(f.Bytes())] = id
		}
	}
	for _, t := range s.texts {
		if id := s.withheld[s.names[t.file]]; id != "" {
			entries[string(t.file.Bytes())] = id
		}
	}
	var ds diag.List
	for _, f := range files {
		if id := entries[string(f.Bytes())]; id != "" && s.withheld[s.names[f]] == "" {
			name := f.Path()
			for original, by := range s.withheld {
				if by == id && path.Base(original) == path.Base(name) { // its name tells too much as well
					top, _, _ := strings.Cut(name, "/")
					name = path.Join(top, "["+id+"]")
				}
			}
			f.HideAll(name)
			ds.Add(copied.At(f.Whole(), "this file is a copy of one that %s withholds", id).
				Hint("take it out, or name it in the `paths` of %s", id))
		}
	}
	return ds
}

// Named reports files beside the versions that name a withheld one by its path in
// the project, as a link of a page would.
func (s *Sources) Named(files []*source.File) (ds diag.List) {
	for name, id := range s.withheld {
		full := []byte(path.Join(s.standard, s.number, name))
		for _, f := range files {
			if i := bytes.Index(f.Bytes(), full); i >= 0 {
				where := f.At(i, i+len(full))
				f.Hide(source.Range{Start: where.Start, End: where.End})
				ds.Add(named.At(where, "a visible text names the file that %s withholds", id).
					Hint("leave the reference out: the notice of %s is shown at its clause", id))
			}
		}
	}
	return ds.Sorted()
}

// outside reports whether an entry withholds something that is not marked in
// the text.
func outside(w *standard.Withholding) bool {
	beside := w.Unit == standard.UnitChapter || w.Unit == standard.UnitAttachment || w.Unit == standard.UnitField
	return len(w.Paths) > 0 || w.Field != "" || w.Cut && beside
}

// mark looks at a part that is a mark already. `withheld` for `withhold`, with
// the end lost as well, would be a valid mark with the part behind it in the
// open. So a mark wants an entry that says it was cut, as a cut's own register
// does; without it a mark is noted, and one with text at its heels is refused.
func (t *text) mark(p part, w *standard.Withholding, where source.Span) (ds diag.List) {
	switch {
	case w.Cut && !p.kind.isMark():
		ds.Add(unit.At(where, "the entry of %s says that it was cut, and the part stands here", p.id).
			Hint("take `cut: true` out of the entry"))
	case w.Cut || !p.kind.isMark():
	case p.kind == blockMark && t.textBehind(p, w.Unit == standard.UnitSection):
		ds.Add(markText.At(where, "%s is a mark, which withholds nothing, and text follows it", p.id).
			Hint("if this text is to be withheld, write `:::withhold %s` here and `:::end-withhold %s` behind it", p.id, p.id).
			Hint("if the part was cut elsewhere, add `cut: true` to its entry"))
	default:
		ds.Add(markAlone.At(where, "%s is a mark: nothing is withheld at this place", p.id).
			Hint("if the part was cut elsewhere, add `cut: true` to its entry; else mark the part with its begin and end"))
	}
	return ds
}

// textBehind reports whether the line behind a block mark has text. A heading is
// the next clause's, but it may be the mark's own where that stands for a section.
func (t *text) textBehind(p part, section bool) bool {
	data := t.file.Bytes()
	if p.outerEnd >= len(data) {
		return false
	}
	line, _, _ := bytes.Cut(data[p.outerEnd+1:], []byte("\n"))
	return len(bytes.Trim(line, " >")) > 0 && !blockMarker.Match(line) && (section || !bytes.HasPrefix(line, []byte("#")))
}
