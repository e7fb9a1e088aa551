package withhold

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
)

// An Opener opens what is sealed, as seal.Identities do.
type Opener func(b seal.Binding, data []byte) ([]byte, error)

// Sealed reports whether anything is sealed, so that a key is needed for what
// is withheld.
func (s *Sources) Sealed() bool {
	return len(s.sealed) > 0 || slices.ContainsFunc(s.texts, (*text).hasSealed)
}

func (t *text) hasSealed() bool {
	return slices.ContainsFunc(t.parts, func(p part) bool { return p.kind.isSealed() })
}

// binding is what a part of a text is sealed as.
func (s *Sources) binding(t *text, p part) seal.Binding {
	kind := seal.Region
	if p.kind.inLine() {
		kind = seal.Span
	}
	return seal.Binding{Standard: s.standard, ID: p.id, Lang: t.lang, Kind: kind}
}

// bindingOf is what a file is sealed as, as a whole.
func (s *Sources) bindingOf(f *source.File) seal.Binding {
	b := seal.Binding{Standard: s.standard, Kind: seal.File, ID: s.withheld[s.names[f]]}
	switch f {
	case s.confidential:
		b.Kind, b.ID = seal.Fields, ConfidentialFile
	case s.salts:
		b.Kind, b.ID = seal.Release, s.number
	}
	return b
}

// Open returns the sources with every sealed part in the clear, or a finding for
// each that does not open; no sources then. A nil opener opens nothing. What was
// opened is scanned as if its author had written it there, so what is sealed can
// do no more than what is not.
func (s *Sources) Open(open Opener) (*Sources, diag.List) {
	if !s.Sealed() {
		return s, nil
	}
	o := &unsealing{from: s, to: newSources(s.standard, s.number, s.register, s.withheld), open: open}
	for _, t := range s.texts {
		o.text(t)
	}
	for _, f := range s.attachments {
		if f := o.file(f); f != nil {
			o.to.attachments = append(o.to.attachments, f)
		}
	}
	o.to.confidential = o.file(s.confidential)
	if f := o.to.confidential; f != nil && f != s.confidential && (len(Encoding(f)) > 0 || len(Plain(f)) > 0) {
		o.content(s.confidential.Whole(), ConfidentialFile)
	}
	o.to.salts = o.file(s.salts)
	if len(o.ds) > 0 {
		s.hideInner()
		return nil, o.ds
	}
	for _, d := range slices.Concat(o.to.match(), o.to.Copies(o.to.attachments)) {
		if d.Rule.Severity == diag.Error {
			o.ds.Add(d)
		}
	}
	if len(o.ds) > 0 {
		o.to.hideInner()
		return nil, o.ds
	}
	o.to.hideInner()
	return o.to, nil
}

// An unsealing is the work of Open.
type unsealing struct {
	from, to *Sources
	open     Opener
	ds       diag.List
}

// unsealed opens one part, or reports why it can't be.
func (o *unsealing) unsealed(b seal.Binding, data []byte, at source.Span) ([]byte, bool) {
	what, hint := "is sealed, and no key is given", "give the file of your key with --identity, or by the environment variable KIJUN_IDENTITY; `--edition public` needs none"
	if o.open != nil {
		plain, err := o.open(b, data)
		switch err {
		case nil:
			return plain, true
		case seal.ErrNoKey:
			what, hint = "is sealed, and none of the keys given opens it", "give the file of a key whose public half was among the recipients in kijun.yaml when it was sealed"
		case seal.ErrElsewhere:
			what, hint = "was sealed as another part, or for another standard or language", "put the part back where it was, or take this one from a commit in which it was right"
		default:
			what, hint = "is sealed, and damaged: it does not open", "take it from a commit in which it was right"
		}
	}
	o.ds.Add(sealedPart.At(at, "%s %s", b.ID, what).Hint("%s", hint))
	return nil, false
}

// content reports that what was sealed can't stand where it does.
func (o *unsealing) content(at source.Span, id string) {
	o.ds.Add(sealedContent.At(at, "what is sealed as %s can't stand here: it has markers, lines or signs that no part of its form may have", id).
		Hint("`kijun edit` shows it to those who have a key; or take the part from a commit in which it was right"))
}

// file opens a file that is sealed as a whole; any other is itself.
func (o *unsealing) file(f *source.File) *source.File {
	if f == nil || !o.from.sealed[f] {
		o.keep(f, f)
		return f
	}
	plain, ok := o.unsealed(o.from.bindingOf(f), f.Bytes(), f.Whole())
	if !ok {
		return nil
	}
	b := f.Derive()
	b.Add(string(plain), 0)
	opened := b.File()
	opened.HideAll(f.Path())
	o.keep(f, opened)
	if seal.Looks(plain) {
		o.content(f.Whole(), o.from.bindingOf(f).ID) // sealed twice
	}
	return opened
}

func (o *unsealing) keep(was, is *source.File) {
	if is != nil {
		o.to.names[is] = o.from.names[was]
	}
}

// text opens a text: all of it, or its parts.
func (o *unsealing) text(t *text) {
	name := o.from.names[t.file]
	switch {
	case o.from.sealed[t.file]:
		f := o.file(t.file)
		if f == nil {
			return
		}
		var opened *text
		var ds diag.List
		if len(Encoding(f)) == 0 {
			opened, ds = scan(f, t.lang)
		}
		if opened == nil || len(ds) > 0 || len(opened.parts) > 0 {
			o.content(t.file.Whole(), o.from.withheld[name])
			return
		}
		o.to.texts = append(o.to.texts, opened)
	case !t.hasSealed():
		o.keep(t.file, t.file)
		o.to.texts = append(o.to.texts, t)
	default:
		if opened := o.parts(t); opened != nil {
			o.keep(t.file, opened.file)
			o.to.texts = append(o.to.texts, opened)
		}
	}
}

// at is where findings about a part point to: its first marker.
func (t *text) at(p part) source.Span {
	from := p.outerStart + len(p.prefix)
	return t.file.At(from, max(from, min(p.innerStart, t.file.LineEnd(t.file.Position(from).Line))))
}

// parts opens the sealed parts of a text and scans what comes out. There must be
// the same parts, each with just what was sealed in it.
func (o *unsealing) parts(t *text) *text {
	b := t.file.Derive()
	at, size := 0, 0 // copied so far, of the old text and of the new one
	want := make([]part, 0, len(t.parts))
	ok := true
	add := func(s string, from int) { b.Add(s, from); size += len(s) }
	for _, p := range t.parts {
		b.Copy(at, p.outerStart)
		size += p.outerStart - at
		at = p.outerEnd
		q := part{id: p.id, kind: p.kind, prefix: p.prefix, outerStart: size}
		if !p.kind.isSealed() {
			b.Copy(p.outerStart, p.outerEnd)
			q.innerStart, q.innerEnd = size+p.innerStart-p.outerStart, size+p.innerEnd-p.outerStart
			size += p.outerEnd - p.outerStart
			q.outerEnd = size
			want = append(want, q)
			continue
		}
		data := t.file.Bytes()[p.innerStart:p.innerEnd]
		begin, end := "{{withhold:"+p.id+"}}", "{{/withhold:"+p.id+"}}"
		q.kind = span
		if p.kind == sealed {
			data = p.armor(t.file.Bytes())
			begin, end = p.prefix+":::withhold "+p.id+"\n", p.prefix+":::end-withhold "+p.id
			q.kind = region
		}
		plain, opened := o.unsealed(o.from.binding(t, p), data, t.at(p))
		ok = ok && opened
		from := p.outerStart + len(p.prefix)
		add(begin, from)
		q.innerStart = size
		add(string(plain), from)
		q.innerEnd = size
		add(end, from)
		q.outerEnd = size
		want = append(want, q)
	}
	b.Copy(at, len(t.file.Bytes()))
	if !ok {
		return nil
	}
	f := b.File()
	ds := Encoding(f)
	opened, found := scan(f, t.lang)
	ds.Add(found...)
	if len(ds) == 0 && slices.Equal(opened.parts, want) {
		return opened
	}
	// Whose fault it is: the parts in or behind whose place something was found,
	// or that came out otherwise.
	blamed := false
	for i, p := range t.parts {
		if !p.kind.isSealed() {
			continue
		}
		bad := len(ds) == 0 && (i >= len(opened.parts) || opened.parts[i] != want[i])
		for _, d := range ds {
			bad = bad || p.outerStart <= d.Span.Start && d.Span.Start <= p.outerEnd
		}
		if bad {
			o.content(t.at(p), p.id)
			blamed = true
		}
	}
	if !blamed {
		for _, p := range t.parts {
			if p.kind.isSealed() {
				o.content(t.at(p), p.id)
			}
		}
	}
	return nil
}
