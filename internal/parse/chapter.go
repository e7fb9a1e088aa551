package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

var (
	httpURL    = regexp.MustCompile(`^https?://[^\s<>"]+/$`)
	itemForm   = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.()_-]*$`)
	nameForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	clauseForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	noticeForm = regexp.MustCompile(`^w-[0-9]{3,}$`)
)

func indexed(key string, i int) string { return fmt.Sprintf("%s[%d]", key, i) }

// split separates front matter from the body. start and end bound the YAML,
// body is where the Markdown begins.
func split(f *source.File) (start, end, body int, ok bool) {
	data := f.Bytes()
	if !bytes.HasPrefix(data, []byte("---\n")) {
		return 0, 0, 0, false
	}
	const fence = "\n---\n"
	if bytes.HasPrefix(data[4:], []byte("---\n")) {
		return 4, 4, 8, true
	}
	i := bytes.Index(data[3:], []byte(fence))
	if i < 0 {
		if rest, found := bytes.CutSuffix(data, []byte("\n---")); found {
			return 4, len(rest) + 1, len(data), true
		}
		return 0, 0, 0, false
	}
	return 4, 3 + i + 1, 3 + i + len(fence), true
}

// frontMatter reads the front matter of a Markdown file.
func frontMatter(f *source.File, lang string) (*document, *object, int) {
	start, end, body, ok := split(f)
	d := &document{file: f, start: start, lang: lang, secret: f.Opaque()}
	if !ok {
		message := "the file does not begin with front matter"
		if bytes.HasPrefix(f.Bytes(), []byte("---\n")) {
			message = "the front matter does not end"
		}
		d.ds.Add(noFrontMatter.At(f.At(0, 1), "%s", message).
			Hint("begin with a line `---`, then `title: …`, then a line `---`"))
		return d, nil, 0
	}
	root := d.load(end)
	if root == nil && d.ds.HasErrors() {
		return d, nil, 0
	}
	return d, d.object(root, ""), body
}

// chapterFile is one parsed chapter. It is the same in each edition when
// nothing was cut out of the file.
type chapterFile struct {
	title   string
	clauses []*standard.Clause
	prose   standard.Prose
	tree    *Tree
	span    source.Span
	unread  bool // its front matter can't be read
	ds      diag.List
}

// chapter parses one chapter. original tells that it is not a translation.
func chapter(f *source.File, lang string, original bool, register map[string]*standard.Withholding) *chapterFile {
	d, o, bodyStart := frontMatter(f, lang)
	c := &chapterFile{span: f.At(0, 3).Origin()}
	if o == nil {
		c.unread, c.ds = true, d.findings()
		return c
	}
	o.need("title")
	c.title = o.str("title")
	meta := map[string]*object{}
	var order []string
	if original {
		m := d.object(o.get("clauses"), "clauses")
		for _, id := range m.order {
			order = append(order, id)
			meta[id] = d.object(m.get(id), join("clauses", id))
		}
		for _, id := range order {
			if !clauseForm.MatchString(id) {
				d.ds.Add(wrongID.At(m.span(m.pairs[id].key), "a clause's id has small letters, digits and hyphens").Key("%s", join("clauses", id)).
					Hint("give the heading and its metadata another id"))
			}
		}
	} else if n := o.get("clauses"); n != nil {
		d.ds.Add(wrongType.At(o.place("clauses"), "the metadata of clauses stands in the chapter of the original language").Key("clauses").
			Hint("take it out here: a translation has a title and its text"))
	}
	o.done()

	b := &bodyReader{
		reader:   reader{file: f, base: bodyStart, src: f.Bytes()[bodyStart:], ds: &d.ds},
		register: register, lang: lang, meta: meta, used: map[string]bool{}, ids: map[string]bool{},
	}
	b.read()
	for _, id := range order {
		if !b.used[id] {
			where := d.file.At(0, 3)
			if at := meta[id]; at.node != nil {
				where = d.span(at.node)
			}
			x := unknownClause.At(where, "no heading of this chapter has the id %s", d.quote(id)).Key("%s", join("clauses", id))
			if best := diag.Nearest(id, keys(b.ids)); best != "" && !d.secret {
				x.Hint("did you mean `%s`?", best)
			}
			d.ds.Add(x.Hint("a heading carries its id behind its text: `## 5.2 … {#%s}`", d.shown(id)))
		}
	}
	c.clauses, c.prose, c.tree, c.ds = b.clauses, b.rest, b.tree, d.findings()
	return c
}

func keys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// bodyReader walks over the top of a chapter's tree and makes clauses of it.
type bodyReader struct {
	reader
	register map[string]*standard.Withholding
	lang     string
	meta     map[string]*object
	used     map[string]bool
	ids      map[string]bool
	page     bool // a free page: it may begin with text, and has a title of its own

	clauses []*standard.Clause
	tree    *Tree
	rest    standard.Prose
	depth   int  // of the heading before
	after   bool // behind a withheld section, no heading yet
}

func (b *bodyReader) read() {
	root := b.parse()
	b.tree = &Tree{Source: b.src}
	b.structure(root)
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		b.top(n, nil)
	}
	var rest []ast.Node // what stands in no clause's text
	for i, c := range b.clauses {
		b.finish(c, &b.tree.Clauses[i])
		if h := b.tree.Clauses[i].Heading; h != nil {
			rest = append(rest, h)
		}
	}
	if b.tree.Footnotes != nil {
		rest = append(rest, b.tree.Footnotes)
	}
	b.rest, _ = b.prose(rest)
}

// structure checks what stands below the top: headings that begin no clause,
// and parts that are not what their unit says.
func (b *bodyReader) structure(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		w := b.register[PartID(n)]
		top := n.Parent() == root
		switch n := n.(type) {
		case *ast.Heading:
			if _, inPart := n.Parent().(*Part); !top && !inPart {
				at := hashes(b.src, max(place(n), 0))
				b.ds.Add(nestedHeading.At(b.at(at, at+1), "a heading stands within a list, a quotation or a footnote").
					Hint("put it at the top of the text, or write it as bold text"))
			}
		case *Part:
			if w != nil && w.Unit != standard.UnitSection {
				b.content(n, w)
			} else if w != nil && !top {
				b.unit(n.ID, w, "a section stands at the top of the text, not within a list or a quotation")
			}
		case *Notice:
			if w != nil && w.Unit == standard.UnitSection && !top {
				b.unit(n.ID, w, "a section stands at the top of the text, not within a list or a quotation")
			}
		case *NoticeSpan, *PartSpan:
			switch {
			case w == nil:
			case w.Unit == standard.UnitCell && !fillsCell(n):
				b.unit(w.ID, w, "it does not fill a table cell")
			case w.Unit == standard.UnitSpan && fillsCell(n):
				b.unit(w.ID, w, "it fills a table cell")
			}
		}
		return ast.WalkContinue, nil
	})
}

// fillsCell reports whether a node is all there is in its table cell.
func fillsCell(n ast.Node) bool {
	cell := n.Parent()
	return cell != nil && cell.Kind() == extast.KindTableCell && cell.ChildCount() == 1
}

func (b *bodyReader) top(n ast.Node, inside *standard.Withholding) {
	switch n := n.(type) {
	case *extast.FootnoteList:
		b.tree.Footnotes = n
		return
	case *ast.LinkReferenceDefinition:
		return
	case *ast.Heading:
		b.heading(n, inside)
		return
	case *Notice:
		if w := b.register[n.ID]; w != nil && w.Unit == standard.UnitSection && w.Heading != nil {
			where := w.Place
			if at, ok := w.At["heading"]; ok {
				where = at
			}
			b.level(w.Heading.Level, where, false)
			b.add(&standard.Clause{
				ID: withhold.Anchor(n.ID), Depth: w.Heading.Level, Label: w.Heading.Label, Title: w.Heading.Title.In(b.lang),
				Withheld: w, Span: w.Place, At: map[string]source.Span{},
			}, Body{Nodes: []ast.Node{n}})
			b.after = true
			return
		}
	case *Part:
		w := b.register[n.ID]
		if w != nil && w.Unit == standard.UnitSection {
			b.section(n, w)
			return
		}
	}
	if len(b.clauses) == 0 && b.page {
		b.tree.Preface = append(b.tree.Preface, n)
		return
	}
	if len(b.clauses) == 0 || b.after {
		rule, message := textOutside, "text before the first heading belongs to no clause"
		if b.after {
			rule, message = textAfterSection, "visible text stands behind a withheld section and before the next heading"
		}
		at := max(place(n), 0)
		b.ds.Add(rule.At(b.at(at, at+1), "%s", message).Hint("put a heading with an id above it"))
		return
	}
	last := &b.tree.Clauses[len(b.tree.Clauses)-1]
	last.Nodes = append(last.Nodes, n)
}

// place is where a node begins, as well as it can be told.
func place(n ast.Node) int {
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	if p := n.Pos(); p >= 0 {
		return p
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if p := place(c); p >= 0 {
			return p
		}
	}
	return -1
}

// hashes is where the signs of a heading begin whose text is at an offset.
func hashes(src []byte, at int) int {
	if i := len(bytes.TrimRight(src[:at], " ")); i > 0 && src[i-1] == '#' {
		return len(bytes.TrimRight(src[:i], "#"))
	}
	return at
}

// section takes the headings of a withheld section out of their container, so
// that they are clauses of the confidential edition.
func (b *bodyReader) section(p *Part, w *standard.Withholding) {
	first := p.FirstChild()
	if _, ok := first.(*ast.Heading); !ok {
		b.unit(p.ID, w, "a section begins with its heading")
		return
	}
	from := len(b.clauses)
	b.after = false
	for n := first; n != nil; n = n.NextSibling() {
		b.top(n, w)
	}
	if from < len(b.clauses) {
		b.tree.Clauses[from].Begin = p.ID
		b.tree.Clauses[len(b.clauses)-1].End = p.ID
	}
	b.after = true
}

func (b *bodyReader) unit(id string, w *standard.Withholding, message string) {
	b.ds.Add(unitContent.At(b.markerOf(id), "%s has the unit %s: %s", id, w.Unit, message).
		Hint("change the unit in the register, or where the part begins and ends"))
}

// markerOf is the place of a part's first marker.
func (b *bodyReader) markerOf(id string) source.Span {
	for _, m := range anyMarker.FindAllSubmatchIndex(b.src, -1) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		if string(b.src[from:to]) == id {
			return b.at(marker(b.src, m))
		}
	}
	return b.at(0, 0)
}

// content checks that a region at the top holds what its unit says. The text of
// the message tells the kind of block alone.
func (b *bodyReader) content(p *Part, w *standard.Withholding) {
	if w == nil {
		return
	}
	kinds := map[ast.NodeKind]int{}
	images := 0
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		kinds[n.Kind()]++
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if n.Kind() == ast.KindImage && entering {
				images++
			}
			return ast.WalkContinue, nil
		})
	}
	switch {
	case kinds[ast.KindHeading] > 0:
		b.unit(p.ID, w, "it may not hold a heading")
	case w.Unit == standard.UnitTable && kinds[extast.KindTable] == 0:
		b.unit(p.ID, w, "it holds no table")
	case w.Unit == standard.UnitListItem && kinds[ast.KindList] == 0:
		b.unit(p.ID, w, "it holds no list item")
	case w.Unit == standard.UnitFigure && images == 0 && kinds[ast.KindFencedCodeBlock] == 0:
		b.unit(p.ID, w, "it holds no figure")
	case w.Unit == standard.UnitParagraph && kinds[extast.KindTable]+kinds[ast.KindList] > 0 && kinds[ast.KindParagraph] == 0:
		b.unit(p.ID, w, "it holds no paragraph")
	case kinds[ast.KindParagraph] > 0 && b.rows(p):
		b.unit(p.ID, w, "it holds rows of a table without the table's head")
	}
	b.fences(p, w)
}

// rows reports whether a paragraph of a part is made of what were rows of a
// table, had its head not been left outside.
func (b *bodyReader) rows(p *Part) bool {
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindParagraph && n.Lines().Len() > 0 {
			s := n.Lines().At(0)
			if line := bytes.TrimSpace(s.Value(b.src)); len(line) > 1 && line[0] == '|' && line[len(line)-1] == '|' {
				return true
			}
		}
	}
	return false
}

// fences reports a code block that begins in a part and does not end there: its
// end would begin another one in the visible text behind.
func (b *bodyReader) fences(p *Part, w *standard.Withholding) {
	_ = ast.Walk(p, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		code, ok := n.(*ast.FencedCodeBlock)
		if !entering || !ok {
			return ast.WalkContinue, nil
		}
		at := max(code.Pos(), 0)
		if l := code.Lines(); l.Len() > 0 {
			at = l.At(l.Len() - 1).Stop
		} else if i := bytes.IndexByte(b.src[at:], '\n'); i >= 0 {
			at += i + 1
		}
		end := bytes.IndexByte(b.src[at:], '\n')
		if end < 0 {
			end = len(b.src) - at
		}
		if next := bytes.TrimLeft(b.src[at:at+end], " >"); bytes.HasPrefix(next, []byte(":::end-withhold "+p.ID)) {
			b.unit(p.ID, w, "a code block begins in it and does not end in it")
		}
		return ast.WalkContinue, nil
	})
}

func (b *bodyReader) level(depth int, where source.Span, first bool) {
	if b.depth == 0 && depth > 2 || b.depth > 0 && depth > b.depth+1 {
		b.ds.Add(skippedLevel.At(where, "a heading of level %d follows one of level %d", depth, max(b.depth, 1)).
			Hint("use level %d", max(b.depth, 1)+1))
	}
	if depth == 1 && !first {
		message := "a chapter has at most one heading of level 1, at its start"
		if b.page {
			message = "a page has no heading of level 1"
		}
		b.ds.Add(skippedLevel.At(where, "%s", message).
			Hint("headings begin at level 2 (`##`); the title stands in the front matter"))
	}
	b.depth = depth
}

func (b *bodyReader) heading(h *ast.Heading, inside *standard.Withholding) {
	b.after = false
	at := max(place(h), 0)
	lineStart := bytes.LastIndexByte(b.src[:at], '\n') + 1
	end := len(b.src)
	if i := bytes.IndexByte(b.src[at:], '\n'); i >= 0 {
		end = at + i
	}
	where := b.at(lineStart, end)
	b.level(h.Level, where, len(b.clauses) == 0 && !b.page)
	c := &standard.Clause{Depth: h.Level, Withheld: inside, Span: where.Origin(), At: map[string]source.Span{}}
	for _, a := range h.Attributes() {
		if string(a.Name) != "id" {
			b.ds.Add(headingAttribute.At(where, "a heading has no attribute but its id").Hint("write `{#the-id}` and nothing else between the braces"))
			continue
		}
		id, ok := a.Value.([]byte)
		if !ok {
			continue
		}
		c.ID = string(id)
	}
	c.Label, c.Title = Label(plainText(b.src, h))
	switch {
	case c.ID == "":
		b.ds.Add(headingWithoutID.At(where, "the heading has no id").
			Hint("write an id behind the text: `%s … {#an-id}`; small letters, digits, hyphens", strings.Repeat("#", h.Level)))
		c.ID = fmt.Sprintf("unnamed-%d", len(b.clauses)+1)
	case !clauseForm.MatchString(c.ID) || noticeForm.MatchString(c.ID) || c.ID == "all":
		b.ds.Add(wrongID.At(where, "the heading's id has a form that is not allowed").
			Hint("small letters, digits and hyphens, a letter first; not `all`, not like `w-001`"))
	case b.ids[c.ID]:
		b.ds.Add(duplicateHeading.At(where, "the id %s stands twice in this chapter", quote(where, c.ID)).Hint("give this clause an id of its own"))
	}
	if c.Title == "" && c.Label == "" {
		b.ds.Add(emptyTitle.At(where, "the heading has no text").Hint("write the clause's title"))
	}
	if inside == nil {
		b.ids[c.ID] = true
		if m := b.meta[c.ID]; m != nil && !b.used[c.ID] {
			b.used[c.ID] = true
			clauseMeta(c, m)
		}
	}
	b.add(c, Body{Heading: h})
}

func (b *bodyReader) add(c *standard.Clause, body Body) {
	b.clauses = append(b.clauses, c)
	b.tree.Clauses = append(b.tree.Clauses, body)
}

func (b *bodyReader) finish(c *standard.Clause, body *Body) {
	c.Prose, c.Notices = b.prose(body.Nodes)
	for _, d := range Definitions(body.Nodes, b.src) {
		means, _ := b.prose(d.Means)
		c.Definitions = append(c.Definitions, standard.Definition{Term: d.Term, Means: means.Plain})
	}
	if body.Heading == nil {
		c.Prose.Plain, c.Notices = "", nil
	}
}
