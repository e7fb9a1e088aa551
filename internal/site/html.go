package site

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// HTML is a piece of a page, escaped: a layout writes it with safeHTML. Texts,
// dates and links are made here, and so are lists of clauses: they run to
// thousands, and a layout would take most of a build for them.
type HTML string

// A fragment is HTML too large to travel through Hugo: its token does, and the
// finished page gets it. The two characters of a token are of no script, and
// escape takes them out of every text.
const (
	tokenOpen  = "\ue000"
	tokenClose = "\ue001"
)

var escaper = strings.NewReplacer(`&`, "&amp;", `<`, "&lt;", `>`, "&gt;", `"`, "&#34;", `'`, "&#39;", tokenOpen, "", tokenClose, "")

func escape(s string) string { return escaper.Replace(s) }

func (b *batch) fragment(h []byte) HTML {
	if len(h) == 0 {
		return ""
	}
	return b.late(func() []byte { return h })
}

// late is a fragment that is made when its page is finished.
func (b *batch) late(make func() []byte) HTML {
	b.fragments = append(b.fragments, make)
	return HTML(tokenOpen + strconv.Itoa(len(b.fragments)-1) + tokenClose)
}

// lang is the attribute of words in another language than the page's.
func langAttr(lang string) string {
	if lang == "" {
		return ""
	}
	return ` lang="` + escape(lang) + `"`
}

// text is a text in the language of the interface, or marked as being in
// another.
func (u *ui) text(t standard.Text) HTML {
	s := t.In(u.lang)
	return words(s, u.other(t.Lang(u.lang)))
}

func words(s, lang string) HTML {
	if lang == "" || s == "" {
		return HTML(escape(s))
	}
	return HTML("<span" + langAttr(lang) + ">" + escape(s) + "</span>")
}

// or is the first that is not empty.
func or(h HTML, other string) HTML {
	if h != "" {
		return h
	}
	return HTML(escape(other))
}

// other is a language where it differs from the page's.
func (u *ui) other(lang string) string {
	if lang == u.lang {
		return ""
	}
	return lang
}

func (l Link) html() HTML {
	return HTML(`<a href="` + escape(l.Href) + `"` + langAttr(l.Lang) + `>` + escape(l.Text) + `</a>`)
}

func (u *ui) date(d standard.Date) HTML {
	if d == "" {
		return ""
	}
	return HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, escape(string(d)), escape(u.day(d))))
}

func (u *ui) mark() string {
	return `<span class="notice-mark">` + escape(u.words["notice"]) + `</span>`
}

// classHTML is a class as its symbol and name.
func (u *ui) class(v *standard.Version) HTML {
	t := u.lookup(v, classesOf, string(v.Class))
	symbol := ""
	if t.Symbol != "" {
		symbol = `<span class="class-symbol">` + escape(t.Symbol) + `</span>`
	}
	return HTML(`<span class="class">` + symbol + string(t.Name) + `</span>`)
}

// A clauseRef is a clause as lists name it.
type clauseRef struct {
	href, label, title, lang string
	withheld                 bool
}

// write appends the link to a clause.
func (r clauseRef) write(b *strings.Builder, u *ui) {
	b.WriteString(`<a class="clause-link" href="`)
	b.WriteString(escape(r.href))
	b.WriteByte('"')
	if r.lang != "" {
		b.WriteString(langAttr(r.lang) + ` hreflang="` + escape(r.lang) + `"`)
	}
	b.WriteByte('>')
	if r.label != "" {
		b.WriteString(`<span class="label">` + escape(r.label) + `</span> `)
	}
	b.WriteString(escape(r.title))
	b.WriteString("</a>")
	if r.withheld {
		b.WriteString(" " + u.mark())
	}
}

// clauseItem is a clause in a list: with its level, its plain words and what
// its tag says of an item. described asks for level and plain words.
func (h here) clauseItem(b *strings.Builder, v *standard.Version, ch *standard.Chapter, c *standard.Clause, tag *standard.Tag, described bool) {
	b.WriteString("<li>")
	h.clause(v, ch, c).write(b, h.ui)
	if tag != nil && tag.Part {
		b.WriteString(` <span class="tag">` + escape(h.words["part"]) + `</span>`)
	}
	if described {
		if c.Level != "" {
			t := h.lookup(v, levelsOf, c.Level)
			b.WriteString(` <span class="level level-` + escape(t.ID) + `">` + string(t.Name) + `</span>`)
		}
		if plain := h.text(c.Plain); plain != "" {
			b.WriteString(`<p class="plain">` + string(plain) + `</p>`)
		}
		if tag != nil {
			if note := h.text(tag.Note); note != "" {
				b.WriteString(`<p class="note">` + string(note) + `</p>`)
			}
		}
	}
	b.WriteString("</li>\n")
}

// clauseList is the clauses of a chapter with their places on the page.
func (u *ui) clauseList(b *strings.Builder, ch *standard.Chapter, page string) {
	for _, c := range ch.Clauses {
		fmt.Fprintf(b, `<li class="depth-%d">`, c.Depth)
		clauseRef{page + "#" + anchor(c), c.Label, c.Title, "", c.Withheld != nil}.write(b, u)
		b.WriteString("</li>\n")
	}
}

// contents are the chapters of a translation with their clauses and the places
// of what is withheld. On a page that has the whole text, page is empty.
func (h here) contents(v *standard.Version, t *standard.Translation, folder string, whole bool) HTML {
	var b strings.Builder
	lang := h.other(t.Lang)
	b.WriteString(`<ol class="contents"` + langAttr(lang) + ">\n")
	for _, ch := range t.Chapters {
		href := h.toLang(folder, chapterPath(v, ch))
		switch {
		case absent(ch):
			href = "#" + strings.ToLower(ch.Withheld.ID)
		case whole && len(ch.Clauses) > 0:
			href = "#" + anchor(ch.Clauses[0])
		}
		b.WriteString("<li")
		if ch.Lang != "" { // not translated: the original stands in
			b.WriteString(langAttr(h.other(ch.Lang)))
		}
		b.WriteString(`><a class="contents-chapter" href="` + escape(href) + `">` + escape(chapterTitle(ch, t.Lang)) + `</a>`)
		if ch.Withheld != nil {
			b.WriteString(" " + h.mark())
		}
		if len(ch.Clauses) > 0 && !whole {
			b.WriteString("\n<ul>")
			h.clauseList(&b, ch, href)
			b.WriteString("</ul>")
		}
		b.WriteString("</li>\n")
	}
	b.WriteString("</ol>")
	return h.fragment([]byte(b.String()))
}

// item is a link to an item; without a catalog, or for an item that it does not
// have, to all items.
func (h here) item(catID, id string) Link {
	cat := h.Library.Catalog(catID)
	if cat == nil || cat.Item(id) == nil {
		return Link{Href: h.to("items/"), Text: id}
	}
	return Link{Href: h.to(itemPath(cat, id)), Text: id}
}

// chips are links to items.
func (h here) chips(v *standard.Version, ids []string) HTML {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(' ')
		}
		l := h.item(v.Catalog, id)
		b.WriteString(`<a class="chip" href="` + escape(l.Href) + `">` + escape(id) + `</a>`)
	}
	return HTML(b.String())
}

// itemLink is a link to an item by number and heading.
func (h here) itemLink(cat *catalog.Catalog, it *catalog.Item) HTML {
	return HTML(`<a class="row-title" href="` + escape(h.to(itemPath(cat, it.ID))) + `"><span class="item-id">` + escape(it.ID) + `</span> ` + string(h.text(it.Heading)) + `</a>`)
}

// unescape is a text again, for a title that a layout escapes.
func (h HTML) plain() string {
	s := string(h)
	if i := strings.IndexByte(s, '>'); strings.HasPrefix(s, "<span") && i > 0 {
		s = strings.TrimSuffix(s[i+1:], "</span>")
	}
	return html.UnescapeString(s)
}
