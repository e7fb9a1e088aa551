package importer

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A piece is the preface or a chapter: a range of the text that becomes a file.
type piece struct {
	start, end int
	h          *heading // nil for the preface
	patches    []patch
	copies     []string // definitions from elsewhere that it uses
	atStart    bool     // copies can't stand at its end
}

// split makes the files.
func (d *doc) split(f *front) *Result {
	src := d.file.Bytes()
	res := &Result{Files: map[string][]byte{}, Language: d.o.Language}
	pieces := []*piece{{}}
	for _, h := range d.headings {
		if h == d.titleH {
			continue
		}
		last := pieces[len(pieces)-1]
		if h.top {
			last.end = h.at
			pieces = append(pieces, &piece{start: h.at, h: h})
		}
	}
	pieces[len(pieces)-1].end = len(src)
	t := parse(src)
	d.define(t, pieces)
	res.Title = d.frontTitle(f, t, pieces[0])

	width := len(fmt.Sprint(len(pieces) - 1))
	names := map[*heading]string{}
	for i, p := range pieces[1:] {
		slug := chapterSlug(p.h)
		name := fmt.Sprintf("%0*d-%s.md", max(2, width), i+1, slug)
		names[p.h] = name
		var b strings.Builder
		title := p.h.title
		if d.o.SingleFile && p.h.level > 1 {
			title = res.Title
		}
		b.WriteString("---\n")
		field(&b, "title", title)
		d.metadata(&b, p)
		b.WriteString("---\n\n")
		b.Write(body(t, p))
		res.Files[name] = []byte(b.String())
	}
	var index strings.Builder
	d.indexFront(&index, f, res.Title)
	if text := body(t, pieces[0]); len(bytes.TrimSpace(text)) > 0 {
		index.WriteByte('\n')
		index.Write(text)
	}
	res.Files["index.md"] = []byte(index.String())

	chapter := ""
	for _, h := range d.headings {
		if h == d.titleH {
			continue
		}
		if h.top {
			chapter = names[h]
		}
		res.Clauses = append(res.Clauses, Clause{ID: h.id, Basis: h.basis, Chapter: chapter, Level: h.level, Title: h.title, Span: d.at(h.at, lineEnd(src, h.at)).Origin()})
	}
	return res
}

func chapterSlug(h *heading) string {
	slug := h.title
	if m := number.FindStringIndex(strings.ToLower(slug)); m != nil {
		slug = slug[min(m[1], len(slug)):]
	}
	if s := fromTitle(slug); s != "" {
		return s
	}
	return h.id
}

// body is a piece's text with its definitions.
func body(t *tree, p *piece) []byte {
	text := patched(t.src, p.start, p.end, p.patches)
	text = bytes.TrimRight(text, "\n")
	text = trimBlankStart(text)
	if len(p.copies) > 0 {
		defs := strings.Join(p.copies, "\n\n")
		if p.atStart {
			head := 0
			if p.h != nil {
				head = lineEnd(text, 0)
			}
			text = []byte(string(text[:head]) + "\n\n" + defs + "\n\n" + string(bytes.TrimLeft(text[head:], "\n")))
			text = trimBlankStart(text)
		} else {
			text = append(text, "\n\n"+defs...)
		}
	}
	return calm(append(text, '\n'))
}

// trimBlankStart removes blank lines before the text, not its indentation.
func trimBlankStart(text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\n')
		if i < 0 || len(bytes.TrimSpace(text[:i])) > 0 {
			return text
		}
		text = text[i+1:]
	}
}

const maxTitle = 120 // characters of a first line that is taken for a title

// frontTitle finds what the standard is called.
func (d *doc) frontTitle(f *front, t *tree, preface *piece) string {
	if s := d.title(f); s != "" {
		return s
	}
	if d.titleH != nil {
		return d.titleH.title
	}
	if n := t.root.FirstChild(); n != nil && n.Kind() == ast.KindParagraph && n.Lines().Len() == 1 && n.Lines().At(0).Start < preface.end {
		if s := t.plain(n); s != "" && len([]rune(s)) <= maxTitle {
			d.ds.Add(missing.At(d.at(n.Lines().At(0).Start, n.Lines().At(0).Stop), "the text does not say what it is called; its first line, %s, is taken for the title", quote(s)).
				Hint("give the title when importing, or mend it in index.md"))
			return s
		}
	}
	for _, h := range d.headings {
		if h.depth == 1 && (h == d.headings[0]) {
			if d.o.SingleFile && h.level == 1 {
				return h.title
			}
			d.ds.Add(missing.At(d.at(h.at, lineEnd(t.src, h.at)), "the text does not say what it is called; its first heading, %s, is taken for the title", quote(h.title)).
				Hint("give the title when importing, or mend it in index.md"))
			return h.title
		}
	}
	d.ds.Add(missing.At(d.whole, "the text does not say what it is called; its id %q stands for the title", d.o.Standard).
		Hint("give the title when importing, or mend it in index.md"))
	return d.o.Standard
}

func (d *doc) indexFront(b *strings.Builder, f *front, title string) {
	or := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	publisher := or(d.o.Publisher, f.publisher)
	if publisher == "" {
		d.ds.Add(missing.At(d.whole, "the text does not say who issued it").Hint("give the publisher when importing, or write `publisher` into index.md"))
	}
	issued := f.issued
	if d.o.Issued != "" {
		if issued = Date(d.o.Issued); issued == "" {
			d.ds.Add(noDate.At(d.whole, "%s is no date", quote(d.o.Issued)).Hint("write it as 2026-04-01"))
		}
	}
	status := d.o.Status
	if issued == "" {
		if status == "" {
			status = "draft"
			d.ds.Add(noDate.At(d.whole, "the text does not say when it was issued, so the version is a draft").
				Hint("give the date when importing, or write `issued` and `status: published` into index.md"))
		} else if status != "draft" {
			d.ds.Add(noDate.At(d.whole, "the text does not say when it was issued, and its status is %s", quote(status)).
				Hint("give the date when importing, or write `issued` into index.md"))
		}
	}
	b.WriteString("---\n")
	field(b, "language", d.o.Language)
	field(b, "title", title)
	field(b, "class", or(d.o.Class, "industry"))
	field(b, "sector", d.o.Sector)
	field(b, "publisher", publisher)
	b.WriteString("version: " + version(d.o.Version) + "\n")
	field(b, "status", or(status, "published"))
	if issued != "" {
		b.WriteString("issued: " + issued + "\n")
	}
	if f.effective != "" {
		b.WriteString("effective: " + f.effective + "\n")
	}
	if d.o.replaces != "" {
		b.WriteString("replaces: " + version(d.o.replaces) + "\n")
	}
	field(b, "catalog", or(d.o.Catalog, d.o.catalog))
	field(b, "summary", f.summary)
	field(b, "contact", f.contact)
	field(b, "source", f.source)
	b.WriteString("---\n")
}

// version is written as it is; kijun reads scalars as text, and quotes keep
// other programs from making a number of it.
func version(v string) string { return fmt.Sprintf("%q", v) }
