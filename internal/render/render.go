// Package render turns the clauses of a cut edition into HTML.
//
// In: a parsed version and what its notices tell (register, reasons, words of
// the interface). Out: HTML for a theme to style and wrap. It writes no page
// and no style, and no attribute that a strict Content-Security-Policy would
// forbid. It sees what package parse made of a cut, never a source.
package render

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/yuin/goldmark/ast"
)

// A Renderer renders the versions of one edition. It may be used from several
// goroutines at once.
type Renderer struct {
	Edition   withhold.Edition
	Library   *catalog.Library
	Index     *standard.Index
	Languages []string                     // of the interface; the first lives at the root
	Words     map[string]map[string]string // of the interface, by language
	// History follows a clause of a version through the versions of its standard,
	// as they are compared in a language of the interface. It may be nil.
	History func(v *standard.Version, ui, clause string) []compare.Stop

	mu         sync.Mutex
	glossaries map[glossaryKey]*glossary
}

// A Page says where the HTML will stand.
type Page struct {
	Version *parse.Version
	UI      string // language of the interface
	Text    string // language of the text
	Depth   int    // of the page's folder below the language's root
	Whole   bool   // the whole version on one page
}

// page is a renderer at work on one page.
type page struct {
	*Renderer
	Page
	words    map[string]string
	register map[string]*standard.Withholding
	tree     *parse.Tree
	out      bytes.Buffer
	chapter  *standard.Chapter
	pending  []string       // span notices to be explained behind the block
	free     *standard.Page // the free page that this is, or nil
	found    found
	quoted   bool // a definition is shown in another place than its own
}

func (r *Renderer) page(p Page) *page {
	reg := make(map[string]*standard.Withholding, len(p.Version.Register))
	for _, w := range p.Version.Register {
		reg[w.ID] = w
	}
	return &page{Renderer: r, Page: p, words: r.Words[p.UI], register: reg, found: found{shown: map[*defined]bool{}}}
}

// Preface renders the body of index.md.
func (r *Renderer) Preface(p Page) []byte {
	pg := r.page(p)
	pg.tree = p.Version.Prefaces[p.Text]
	if pg.tree == nil {
		return nil
	}
	pg.nodes(pg.tree.Preface)
	pg.flush()
	if pg.tree.Footnotes != nil {
		pg.footnotes()
	}
	return pg.out.Bytes()
}

// Chapter renders the clauses of a chapter.
func (r *Renderer) Chapter(p Page, ch *standard.Chapter) []byte {
	pg := r.page(p)
	pg.grow(ch)
	pg.body(ch)
	pg.glossarySection()
	return pg.out.Bytes()
}

// All renders a whole version: chapter titles at level 2, clauses below.
func (r *Renderer) All(p Page) []byte {
	pg := r.page(p)
	pg.Whole = true
	t := p.Version.Translation(p.Text)
	pg.grow(t.Chapters...)
	for _, ch := range t.Chapters {
		if ch.Withheld != nil && len(ch.Clauses) == 0 {
			id := withhold.Anchor(ch.Withheld.ID)
			pg.printf(`<section class="chapter withheld-chapter" id="chapter_%s"><h2 class="chapter-title">%s</h2>`, id, esc(ch.Title))
			pg.notice(ch.Withheld, id)
			pg.raw("</section>\n")
			continue
		}
		pg.printf(`<section class="chapter" id="chapter_%s">`, ch.Name)
		if !ownTitle(ch) {
			pg.printf(`<h2 class="chapter-title">%s</h2>`, esc(ch.Title))
		}
		pg.body(ch)
		pg.raw("</section>\n")
	}
	pg.chapter = nil
	pg.glossarySection()
	return pg.out.Bytes()
}

// grow makes room for what chapters will take, as well as it can be told: a
// buffer that grows by itself copies everything several times, which was 8 % of
// all that a build allocated.
func (p *page) grow(chapters ...*standard.Chapter) {
	n := 0
	for _, ch := range chapters {
		if t := p.Version.Trees[ch]; t != nil {
			n += 2*len(t.Source) + 900*len(t.Clauses)
		}
	}
	p.out.Grow(n)
}

// ownTitle reports whether a chapter begins with a heading of level 1, which
// then is its title.
func ownTitle(ch *standard.Chapter) bool {
	return len(ch.Clauses) > 0 && ch.Clauses[0].Depth == 1
}

func (p *page) raw(s string)                 { p.out.WriteString(s) }
func (p *page) printf(form string, a ...any) { fmt.Fprintf(&p.out, form, a...) }
func (p *page) word(key string) string       { return esc(p.words[key]) }
func (p *page) phrase(key, arg string) string {
	return esc(strings.ReplaceAll(p.words[key], "%s", arg))
}

func esc(s string) string { return html.EscapeString(s) }

// text is a text of the model, marked with its language where that is not the
// interface's.
func (p *page) text(t standard.Text) string {
	if l := t.Lang(p.UI); l != p.UI && l != "" {
		return fmt.Sprintf(`<span lang="%s">%s</span>`, l, esc(t.In(p.UI)))
	}
	return esc(t.In(p.UI))
}

func (p *page) body(ch *standard.Chapter) {
	p.chapter, p.tree = ch, p.Version.Trees[ch]
	if p.tree == nil {
		return
	}
	p.found.glossary = p.Renderer.glossary(p.Version, p.lang())
	if ch.Lang != "" {
		p.printf(`<p class="untranslated">%s</p><div lang="%s">`, p.word("untranslated"), ch.Lang)
		defer p.raw("</div>\n")
	}
	if w := ch.Withheld; w != nil {
		p.partBegin(w)
	}
	for i, c := range ch.Clauses {
		p.clause(c, p.tree.Clauses[i])
	}
	if p.tree.Footnotes != nil {
		p.footnotes()
	}
	if w := ch.Withheld; w != nil {
		p.partEnd(w)
	}
}

func (p *page) clause(c *standard.Clause, b parse.Body) {
	level := c.Depth
	if p.Whole {
		level = min(6, level+1)
	}
	if b.Heading == nil && c.Withheld != nil {
		id := withhold.Anchor(c.Withheld.ID)
		p.printf(`<section class="clause withheld-clause" aria-labelledby="%s_title">`, id)
		p.heading(c, level, id+"_title", id)
		p.notice(c.Withheld, id)
		p.history(c)
		p.raw("</section>\n")
		return
	}
	if w := p.register[b.Begin]; w != nil {
		p.partBegin(w)
	}
	meta := p.original(c)
	class := "clause"
	if meta.Retired {
		class += " retired"
	}
	p.raw(`<section class="` + class + `" id="` + c.ID + `" aria-labelledby="` + c.ID + `_h">`)
	p.heading(c, level, c.ID+"_h", c.ID)
	if plain := meta.Plain.In(p.UI); plain != "" {
		p.printf(`<p class="plain"><span class="plain-label">%s</span> %s</p>`, p.word("plain_label"), p.text(meta.Plain))
	}
	p.found.met = map[*defined]bool{}
	p.nodes(b.Nodes)
	p.found.met, p.found.about = nil, nil
	p.flush()
	for _, id := range c.Withhold {
		if w := p.register[id]; w != nil && w.Unit == standard.UnitAttachment {
			p.attachmentNotice(w)
		}
	}
	p.facts(meta)
	p.history(c)
	p.raw("</section>\n")
	if w := p.register[b.End]; w != nil {
		p.partEnd(w)
	}
}

// original is the clause that carries the metadata: a translated chapter has
// the words alone.
func (p *page) original(c *standard.Clause) *standard.Clause {
	v := p.Version.Version
	if t, ok := p.Index.Clause(v, v.Translations[0].Lang, c.ID); ok {
		return t.Clause
	}
	return c
}

func (p *page) heading(c *standard.Clause, level int, id, target string) {
	name := strings.TrimSpace(c.Label + " " + c.Title)
	tag := "h" + itoa(level)
	p.raw(`<div class="clause-head"><` + tag + ` class="clause-heading" id="` + id + `">`)
	if c.Label != "" {
		p.raw(`<span class="label">` + esc(c.Label) + `</span> `)
	}
	// The link stands behind the heading and not in it: a heading is called what it says.
	p.raw(esc(c.Title) + "</" + tag + `> <a class="permalink" href="#` + target + `" aria-label="` + p.phrase("permalink", name) + `">#</a></div>` + "\n")
}

// facts tells what a clause answers and whom it binds.
func (p *page) facts(c *standard.Clause) {
	cat := p.Library.Catalog(p.Version.Catalog)
	if cat == nil || len(c.Tags) == 0 && c.Level == "" && len(c.Roles) == 0 && !c.Beyond {
		return
	}
	p.raw(`<dl class="clause-facts">`)
	row := func(key, value string) {
		if value != "" {
			p.raw("<div><dt>" + p.word(key) + "</dt><dd>" + value + "</dd></div>")
		}
	}
	var tags []string
	for _, t := range c.Tags {
		tags = append(tags, p.itemLink(cat, t.Item, t.Part))
	}
	row("facts_items", strings.Join(tags, " "))
	if c.Beyond {
		row("facts_beyond", p.word("facts_beyond_text"))
	}
	row("facts_level", p.terms(cat.Levels, []string{c.Level}, ""))
	row("facts_roles", p.terms(cat.Roles, c.Roles, "roles/"))
	row("facts_duties", p.terms(cat.Duties, c.Duties, ""))
	row("facts_causes", p.terms(cat.Causes, c.Causes, ""))
	row("facts_measures", p.terms(cat.Measures, c.Measures, ""))
	row("facts_properties", p.terms(cat.Properties, c.Properties, ""))
	p.raw("</dl>\n")
}

func (p *page) itemLink(cat *catalog.Catalog, item string, part bool) string {
	title := ""
	if it := cat.Item(item); it != nil {
		title = ` title="` + esc(it.Heading.In(p.UI)) + `"`
	}
	mark := ""
	if part {
		mark = " " + p.word("part")
	}
	return `<a class="chip" href="` + p.root() + "items/" + cat.ID + "/" + url.PathEscape(item) + `/"` + title + ">" + esc(item) + mark + "</a>"
}

func (p *page) terms(vocabulary []catalog.Term, ids []string, folder string) string {
	var out []string
	for _, id := range ids {
		t := catalog.Lookup(vocabulary, id)
		switch {
		case t == nil:
		case folder != "":
			out = append(out, `<a class="chip" href="`+p.root()+folder+id+`/">`+p.text(t.Name)+"</a>")
		default:
			out = append(out, `<span class="chip">`+p.text(t.Name)+"</span>")
		}
	}
	return strings.Join(out, " ")
}

// root leads from the page to the top folder of the interface's language.
func (p *page) root() string { return strings.Repeat("../", p.Depth) }

// siteRoot leads to the top folder of the site.
func (p *page) siteRoot() string {
	if len(p.Languages) > 0 && p.UI != p.Languages[0] {
		return p.root() + "../"
	}
	return p.root()
}

// flush explains the spans that were withheld in the block before.
func (p *page) flush() {
	for _, id := range p.pending {
		if w := p.register[id]; w != nil {
			p.notice(w, withhold.Anchor(id)+"_n")
		}
	}
	p.pending = nil
}

// notice stands where a part was withheld. What it says comes from the register
// alone: it is the same for every text that may stand there.
func (p *page) notice(w *standard.Withholding, id string) {
	p.printf(`<aside class="notice" id="%s" role="note" aria-labelledby="%s_h">`, id, id)
	p.printf(`<p class="notice-heading" id="%s_h"><span class="notice-mark">%s</span> %s <span class="notice-id">%s</span></p>`, id, p.word("notice"), p.text(w.Title), w.ID)
	p.printf(`<p class="notice-about">%s<span class="note">%s</span></p><dl>`, p.word("notice_here_"+string(w.Unit)), p.word("notice_size"))
	row := func(key, value string) {
		if value != "" {
			p.printf(`<div><dt>%s</dt><dd>%s</dd></div>`, p.word(key), value)
		}
	}
	if r := p.Library.Reason(w.Reason); r != nil {
		reason := p.text(r.Name)
		if about := p.text(r.Text); about != "" {
			reason += `<span class="note">` + about + "</span>"
		}
		row("notice_reason", reason)
	}
	row("notice_harm", p.text(w.Harm))
	row("notice_access", cmp.Or(p.text(w.Access), p.word("notice_access_ask")))
	if cat := p.Library.Catalog(p.Version.Catalog); cat != nil {
		var items []string
		for _, it := range w.Items {
			items = append(items, p.itemLink(cat, it, false))
		}
		row("notice_items", strings.Join(items, " "))
	}
	if due := w.Due(); due != "" {
		row("notice_review", p.date(due))
	}
	if c := p.commitment(w.ID); c != "" {
		row("notice_commitment", `<code class="digest">`+esc(standard.ShortHash(c))+`</code>`)
	}
	p.printf(`</dl><p class="notice-link"><a href="%swithheld/%s/#%s-%s-%s">%s</a></p></aside>`, p.root(),
		p.Version.Standard, p.Version.Standard, p.Version.Number, withhold.Anchor(w.ID), p.word("notice_register_link"))
	p.raw("\n")
}

func (p *page) date(d standard.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return esc(string(d))
	}
	return fmt.Sprintf(`<time datetime="%s">%s</time>`, d, esc(t.Format(p.words["date_format"])))
}

// attachmentNotice stands at the clause that a withheld file belongs to; in the
// confidential edition it leads to the file.
func (p *page) attachmentNotice(w *standard.Withholding) {
	p.notice(w, withhold.Anchor(w.ID))
	if p.Edition != withhold.Confidential || len(w.Paths) == 0 {
		return
	}
	p.raw(`<ul class="attachments">`)
	for _, name := range w.Paths {
		p.printf(`<li><a href="%s">%s</a></li>`, esc(p.attachment(p.Version.Version, name)), esc(path.Base(name)))
	}
	p.raw("</ul>\n")
}

// attachment is the address of a file beside the text: it stands beside the
// version's pages in the folder of the site's first language.
func (p *page) attachment(v *standard.Version, name string) string {
	return p.siteRoot() + "standards/" + v.Standard + "/" + v.Number + "/" + (&url.URL{Path: name}).EscapedPath()
}

// partBegin and partEnd stand around what the confidential edition alone has.
func (p *page) partBegin(w *standard.Withholding) {
	id := withhold.Anchor(w.ID)
	p.printf(`<div class="withheld" id="%s" data-id="%s"><p class="withheld-mark">%s</p>`, id, w.ID, p.phrase("withheld_begin", w.ID))
	p.raw("\n")
}

func (p *page) partEnd(w *standard.Withholding) {
	p.printf(`<p class="withheld-mark">%s</p></div>`, p.phrase("withheld_end", w.ID))
	p.raw("\n")
	p.notice(w, withhold.Anchor(w.ID)+"_n")
}

// nodes renders blocks, and behind each of them the notices of its spans.
func (p *page) nodes(nodes []ast.Node) {
	for _, n := range nodes {
		p.block(n)
		p.flush()
	}
}

// link is the address of a link target written in the text; "" when it leads
// nowhere in this edition.
func (p *page) link(target string) string {
	if p.free != nil {
		return p.freeLink(target)
	}
	return p.target(p.Index.Resolve(p.Version.Version, p.Text, target), target)
}

// target is the address of what a target was resolved to.
func (p *page) target(t standard.Target, target string) string {
	switch t.Kind {
	case standard.LinkExternal:
		return target
	case standard.LinkAttachment:
		return p.attachment(t.Version, t.Path)
	case standard.LinkVersion:
		return p.versionPath(t.Version, t.Lang)
	case standard.LinkChapter:
		return p.versionPath(t.Version, t.Lang) + t.Chapter.Name + "/"
	case standard.LinkClause:
		here := p.free == nil && t.Version == p.Version.Version
		if here && (p.Whole || p.chapter != nil && t.Chapter.Name == p.chapter.Name) {
			return "#" + t.Clause.ID
		}
		return p.versionPath(t.Version, t.Lang) + t.Chapter.Name + "/#" + t.Clause.ID
	}
	return ""
}

func (p *page) versionPath(v *standard.Version, lang string) string {
	return p.siteRoot() + p.folder(v, lang) + "standards/" + v.Standard + "/" + v.Number + "/"
}

// folder is the folder of the site in which a version can be read in a
// language: that of the interface's language at hand, else the top, where the
// first language or the original stands, else the language's own.
func (p *page) folder(v *standard.Version, lang string) string {
	if len(p.Languages) == 0 {
		return ""
	}
	first := p.Languages[0]
	top := v.Translation(first)
	if top == nil {
		top = v.Translations[0]
	}
	switch {
	case lang == p.UI && lang != first:
		return lang + "/"
	case top.Lang == lang || !slices.Contains(p.Languages, lang):
		return ""
	}
	return lang + "/"
}

func itoa(n int) string { return strconv.Itoa(n) }
