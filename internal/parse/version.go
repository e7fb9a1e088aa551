package parse

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"gopkg.in/yaml.v3"
)

// A Version is one version of one edition: the model, and the trees that the
// renderer needs.
type Version struct {
	*standard.Version
	Trees    map[*standard.Chapter]*Tree
	Prefaces map[string]*Tree // by language
	unread   bool             // the front matter of a file can't be read
}

// A Parser remembers chapters, so that the second edition does not parse what
// both have in common.
type Parser struct {
	mu       sync.Mutex
	chapters map[*source.File]*chapterFile
	before   map[*source.File]*chapterFile // of the parser that this one comes after
}

// New returns a parser for one build.
func New() *Parser { return &Parser{chapters: map[*source.File]*chapterFile{}} }

// After returns a parser that knows the chapters of another, which has ended: of
// the same versions, in the same languages. What it does not need it forgets.
func After(p *Parser) *Parser {
	return &Parser{chapters: map[*source.File]*chapterFile{}, before: p.chapters}
}

var withholdable = []string{"contact", "summary", "note", "source"}

// Version parses a cut. The version is nil when the front matter of a file can't
// be read. The number of a cut without one is what index.md says: the folder may
// have any name then.
func (p *Parser) Version(cut *withhold.Cut, lang string) (*Version, diag.List) {
	v := &Version{
		Version:  &standard.Version{Standard: cut.Standard(), Register: cut.Register(), At: map[string]source.Span{}},
		Trees:    map[*standard.Chapter]*Tree{},
		Prefaces: map[string]*Tree{},
	}
	var ds diag.List
	texts := map[string][]withhold.Text{}
	var index *source.File
	for _, t := range cut.Texts() {
		if t.Name == "index.md" {
			index = t.File
			lang = original(t.File, lang)
		}
	}
	if index == nil {
		// A version that is left out without a finding would take the checks of
		// all others with it.
		ds.Add(NoIndex.At(source.New(path.Join("content", cut.Standard(), cut.Number()), nil).Whole(), "the %s edition of the version has no index.md", cut.Edition()))
		return nil, ds
	}
	langs := []string{lang}
	for _, t := range cut.Texts() {
		l := t.Lang
		if l == "" {
			l = lang
		}
		if !slices.Contains(langs, l) {
			langs = append(langs, l)
		}
		texts[l] = append(texts[l], t)
	}
	slices.Sort(langs[1:])
	ds.Add(translated(texts, langs[1:])...)
	fields := map[string]source.Span{}
	for _, l := range langs {
		tr := &standard.Translation{Lang: l}
		v.Translations = append(v.Translations, tr)
		for _, t := range texts[l] {
			if withhold.Stem(t.Name) == "index" {
				ds.Add(v.index(t.File, tr, l == lang, fields)...)
			}
		}
	}
	ds.Add(v.fields(cut, fields)...)
	if cut.Number() == "" && v.Number != "" && !project.VersionName.MatchString(v.Number) {
		ds.Add(wrongValue.At(v.At["version"], "not the number of a version").Key("version").Hint("letters, digits, dots and hyphens, such as 4.2"))
	}
	if cut.Number() != "" && v.Number != "" && v.Number != cut.Number() {
		ds.Add(folderMismatch.At(v.At["version"], "the version is %q, its folder %q", v.Number, cut.Number()).Key("version").
			Hint("rename the folder, or write the version as the folder has it"))
	}
	v.Number = cmp.Or(cut.Number(), v.Number)

	register := map[string]*standard.Withholding{}
	for _, w := range cut.Register() {
		register[w.ID] = w
	}
	for _, tr := range v.Translations {
		for _, t := range texts[tr.Lang] {
			if withhold.Stem(t.Name) != "index" {
				ds.Add(p.chapter(v, tr, t, tr.Lang == lang, register)...)
			}
		}
		v.untranslated(tr)
		v.placeholders(tr)
		v.noticesOf(tr)
	}
	v.attachments(cut)
	if v.unread {
		return nil, ds // what could be said of the rest would follow from it
	}
	return v, ds
}

// translated reports languages that no index.md is in. What looks like a
// language in a file's name may be the mark of a copy, as in 01-scope.old.md, and
// a leftover must not be published as a translation.
func translated(texts map[string][]withhold.Text, langs []string) (ds diag.List) {
	for _, l := range langs {
		hasIndex := slices.ContainsFunc(texts[l], func(t withhold.Text) bool { return withhold.Stem(t.Name) == "index" })
		for _, t := range texts[l] {
			switch {
			case !languageForm.MatchString(l):
				ds.Add(wrongID.At(t.File.Whole(), "what stands between the first dot and .md is not a language").
					Hint("a translation has two letters there, as 01-scope.en.md; take copies and leftovers out of the folder"))
			case !hasIndex && t.Withheld == "":
				ds.Add(NoIndex.At(t.File.Whole(), "the version has no index.md in the language of this file").
					Hint("write index.%s.md with at least the title, or take the file out of the folder if it is a leftover", l))
			}
		}
	}
	return ds
}

var languageLine = regexp.MustCompile(`(?m)^language: *"?([a-z]{2})"? *$`)

// original is the language that a version is written in: what its index.md
// says, or the project's.
func original(index *source.File, lang string) string {
	if start, end, _, ok := split(index); ok {
		if m := languageLine.FindSubmatch(index.Bytes()[start:end]); m != nil {
			return string(m[1])
		}
	}
	return lang
}

func (p *Parser) chapter(v *Version, tr *standard.Translation, t withhold.Text, original bool, register map[string]*standard.Withholding) diag.List {
	name := withhold.Stem(t.Name)
	p.mu.Lock()
	c := p.chapters[t.File]
	if c == nil && t.Shared {
		if c = p.before[t.File]; c != nil {
			p.chapters[t.File] = c
		}
	}
	p.mu.Unlock()
	if c == nil {
		c = chapter(t.File, tr.Lang, original, register)
		if !nameForm.MatchString(name) || name == "all" || name == "compare" {
			c.ds.Add(wrongID.At(t.File.Whole(), "a chapter's file name has small letters, digits and hyphens, and is not `all` or `compare`").
				Hint("rename the file, such as `05-build.md`"))
		}
		if t.Shared {
			p.mu.Lock()
			p.chapters[t.File] = c
			p.mu.Unlock()
		}
	}
	ch := &standard.Chapter{Name: name, Title: c.title, Prose: c.prose, Span: c.span, Withheld: register[t.Withheld]}
	for _, cl := range c.clauses {
		own := *cl
		ch.Clauses = append(ch.Clauses, &own)
	}
	tr.Chapters = append(tr.Chapters, ch)
	if c.tree != nil {
		v.Trees[ch] = c.tree
	}
	v.unread = v.unread || c.unread
	return c.ds
}

// untranslated puts the original's chapter where a translation has none: its
// readers must not take a part of the text for the whole.
func (v *Version) untranslated(tr *standard.Translation) {
	original := v.Translations[0]
	if tr == original {
		return
	}
	for _, ch := range original.Chapters {
		if slices.ContainsFunc(tr.Chapters, func(c *standard.Chapter) bool { return c.Name == ch.Name }) || len(ch.Clauses) == 0 {
			continue
		}
		own := *ch
		own.Lang = original.Lang
		own.Clauses = nil
		for _, c := range ch.Clauses {
			clause := *c
			own.Clauses = append(own.Clauses, &clause)
		}
		tr.Chapters = append(tr.Chapters, &own)
		v.Trees[&own] = v.Trees[ch]
	}
	slices.SortStableFunc(tr.Chapters, func(a, b *standard.Chapter) int { return strings.Compare(a.Name, b.Name) })
}

// placeholders puts a chapter into the contents for each withheld one, behind
// the chapter of the clause that its entry names.
func (v *Version) placeholders(tr *standard.Translation) {
	for _, w := range v.Register {
		if w.Unit != standard.UnitChapter || !w.Cut {
			continue
		}
		title := ""
		if w.Heading != nil {
			title = strings.TrimSpace(w.Heading.Label + " " + w.Heading.Title.In(tr.Lang))
		}
		ch := &standard.Chapter{Name: withhold.Anchor(w.ID), Title: title, Withheld: w, Span: w.Place}
		at := len(tr.Chapters)
		for i, c := range tr.Chapters {
			if slices.ContainsFunc(c.Clauses, func(c *standard.Clause) bool { return c.ID == w.Clause }) {
				at = i + 1
				for at < len(tr.Chapters) && tr.Chapters[at].Withheld != nil {
					at++
				}
				break
			}
		}
		tr.Chapters = slices.Insert(tr.Chapters, at, ch)
	}
}

// noticesOf gives clauses the notices of what is withheld beside the text.
func (v *Version) noticesOf(tr *standard.Translation) {
	for _, w := range v.Register {
		if w.Unit != standard.UnitAttachment && w.Unit != standard.UnitChapter {
			continue
		}
		if c := tr.Clause(w.Clause); c != nil {
			c.Withhold = append(c.Withhold, w.ID)
		}
	}
}

func (v *Version) attachments(cut *withhold.Cut) {
	used := map[string]bool{}
	for _, tr := range v.Translations {
		proses := []standard.Prose{tr.Preface}
		for _, ch := range tr.Chapters {
			proses = append(proses, ch.Prose)
			for _, c := range ch.Clauses {
				proses = append(proses, c.Prose)
			}
		}
		for _, p := range proses {
			for _, l := range slices.Concat(p.Links, p.Images) {
				used[path.Clean(l.Target)] = true
			}
		}
	}
	for _, a := range cut.Attachments() {
		at := &standard.Attachment{Path: a.Name, File: a.File, Used: used[a.Name] || a.Withheld != ""}
		at.AsIs = slices.ContainsFunc(v.Documents, func(d standard.Document) bool { return d.Path == a.Name }) ||
			cut.Edition() == withhold.Confidential && (a.Withheld != "" || a.File.Opaque())
		v.Attachments = append(v.Attachments, at)
	}
}

// index reads index.md, or its translation, into the version.
func (v *Version) index(f *source.File, tr *standard.Translation, original bool, fields map[string]source.Span) diag.List {
	d, o, bodyStart := frontMatter(f, tr.Lang)
	if o == nil {
		v.unread = true
		return d.ds
	}
	for _, k := range withholdable {
		if _, ok := o.pairs[k]; ok {
			fields[k] = o.place(k).Origin()
		}
	}
	merge := func(t *standard.Text, key string) {
		for l, s := range o.text(key) {
			if *t == nil {
				*t = standard.Text{}
			}
			(*t)[l] = s
		}
	}
	merge(&v.Title, "title")
	merge(&v.Summary, "summary")
	merge(&v.Publisher, "publisher")
	merge(&v.Note, "note")
	merge(&v.Contact, "contact")
	merge(&v.Source, "source")
	if original {
		v.facts(o)
		for _, k := range o.order {
			v.At[k] = o.place(k).Origin()
		}
	} else {
		o.need("title")
	}
	o.done()
	r := &reader{file: f, base: bodyStart, src: f.Bytes()[bodyStart:], ds: &d.ds}
	root := r.parse()
	t := &Tree{Source: r.src}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			at := hashes(r.src, max(place(h), 0))
			d.ds.Add(textOutside.At(r.at(at, at+1), "a preface has no headings").Hint("clauses stand in chapters: move the text into a file such as 01-general.md"))
		}
		if notes, ok := n.(*extast.FootnoteList); ok {
			t.Footnotes = notes
			continue
		}
		t.Preface = append(t.Preface, n)
	}
	all := t.Preface
	if t.Footnotes != nil {
		all = append(slices.Clone(all), t.Footnotes)
	}
	tr.Preface, _ = r.prose(all)
	v.Prefaces[tr.Lang] = t
	return d.ds
}

// facts reads what is the same in every language.
func (v *Version) facts(o *object) {
	o.need("title", "class", "publisher", "version", "status")
	classes := make([]string, len(standard.Classes))
	for i, c := range standard.Classes {
		classes[i] = string(c)
	}
	statuses := make([]string, len(standard.Statuses))
	for i, s := range standard.Statuses {
		statuses[i] = string(s)
	}
	v.Class = standard.Class(o.oneOf("class", classes...))
	v.Status = standard.Status(o.oneOf("status", statuses...))
	if l := o.str("language"); l != "" && !languageLine.MatchString("language: "+l) {
		o.ds.Add(wrongValue.At(o.place("language"), "not a language").Key("language").Hint("two letters: ja, en"))
	}
	v.Sector, v.Number, v.Catalog = o.str("sector"), o.str("version"), o.str("catalog")
	v.Issued, v.Effective, v.ReviewBy = o.date("issued"), o.date("effective"), o.date("review-by")
	v.Replaces = o.str("replaces")
	if v.Status != "" && v.Status != standard.Draft {
		o.need("issued")
	}
	if n := o.get("operator"); n != nil {
		op := o.object(n, "operator")
		op.need("id", "name")
		v.Operator = &standard.Operator{ID: op.str("id"), Name: op.text("name")}
		if v.Operator.ID != "" && !nameForm.MatchString(v.Operator.ID) {
			o.ds.Add(wrongID.At(op.place("id"), "an operator's id has small letters, digits and hyphens").Key("operator.id").Hint("such as `mihon-water`"))
		}
		op.done()
	}
	if v.Class == standard.Internal {
		o.need("operator")
	}
	v.documents(o)
	a := o.object(o.get("adoption"), "adoption")
	for _, item := range a.order {
		n := a.get(item)
		place := o.span(a.pairs[item].key).Origin()
		e := o.object(n, join("adoption", item))
		e.need("decision")
		v.Adoption = append(v.Adoption, standard.Adoption{
			Item: item, Decision: standard.Decision(e.oneOf("decision", decisionWords()...)),
			Standard: e.str("standard"), Reason: e.text("reason"), Place: place,
		})
		for _, k := range e.order {
			v.At[e.path(k)] = e.place(k).Origin()
		}
		v.At[e.key] = place
		e.done()
	}
}

// documents reads the list of files that may be published as they are.
func (v *Version) documents(o *object) {
	list := o.object(o.get("attachments"), "attachments")
	for _, name := range list.order {
		e := o.object(list.get(name), join("attachments", name))
		e.need("reason")
		v.Documents = append(v.Documents, standard.Document{Path: name, Reason: e.text("reason"), Place: o.span(list.pairs[name].key).Origin()})
		e.done()
	}
	slices.SortFunc(v.Documents, func(a, b standard.Document) int { return strings.Compare(a.Path, b.Path) })
}

func decisionWords() []string {
	out := make([]string, len(standard.Decisions))
	for i, d := range standard.Decisions {
		out[i] = string(d)
	}
	return out
}

// fields matches withheld front-matter fields with their values.
func (v *Version) fields(cut *withhold.Cut, visible map[string]source.Span) diag.List {
	var ds diag.List
	want := map[string]*standard.Withholding{}
	for _, w := range cut.Claims() {
		at := w.At["field"]
		switch {
		case !slices.Contains(withholdable, w.Field):
			ds.Add(fieldMissing.At(at, "%s withholds a field that can't be withheld", w.ID).Key("%s.field", w.ID).
				Hint("one of: %s", strings.Join(withholdable, ", ")))
		case want[w.Field] != nil:
			ds.Add(fieldMissing.At(at, "%s and %s withhold the same field", want[w.Field].ID, w.ID).Key("%s.field", w.ID).
				Hint("keep one of the two entries"))
		default:
			want[w.Field] = w
		}
		if where, ok := visible[w.Field]; ok && where.File != nil {
			where.File.Hide(lineOf(where))
			ds.Add(fieldVisible.At(where, "%s withholds this field, and its value stands here", w.ID).
				Hint("move the value to %s", withhold.ConfidentialFile))
		}
	}
	f := cut.Fields()
	if f == nil {
		for _, k := range withholdable {
			if w := want[k]; w != nil && cut.Edition() == withhold.Confidential {
				ds.Add(fieldMissing.At(w.At["field"], "the value of the field that %s withholds is missing", w.ID).Key("%s.field", w.ID).
					Hint("write it into %s", withhold.ConfidentialFile))
			}
		}
		return ds
	}
	d := &document{file: f, secret: true, lang: "ja"}
	root := d.load(len(f.Bytes()))
	if d.ds.HasErrors() {
		ds.Add(d.findings()...)
		return ds
	}
	o := d.object(root, "")
	values := map[string]*standard.Text{"contact": &v.Contact, "summary": &v.Summary, "note": &v.Note, "source": &v.Source}
	for _, k := range withholdable {
		w := want[k]
		p, given := o.pairs[k]
		given = given && !isNull(p.value) && (p.value.Kind != yaml.ScalarNode || strings.TrimSpace(p.value.Value) != "")
		switch {
		case w != nil && !given:
			ds.Add(fieldMissing.At(w.At["field"], "the value of the field that %s withholds is missing", w.ID).Key("%s.field", w.ID).
				Hint("write it into %s", withhold.ConfidentialFile))
		case w == nil && given:
			ds.Add(fieldMissing.At(o.place(k), "a value that no entry withholds").Hint("add an entry with `field:` to %s, or move the value to index.md", withhold.RegisterFile))
			o.get(k)
		case w != nil:
			*values[k] = o.text(k)
		}
	}
	for _, k := range o.order {
		if !slices.Contains(withholdable, k) {
			d.ds.Add(fieldMissing.At(o.span(o.pairs[k].key), "a field that can't be withheld").Hint("one of: %s", strings.Join(withholdable, ", ")))
		}
	}
	ds.Add(d.findings()...)
	return ds
}

func lineOf(s source.Span) source.Range {
	line := s.File.Position(s.Start).Line
	return source.Range{Start: s.File.LineStart(line), End: s.File.LineEnd(line)}
}
