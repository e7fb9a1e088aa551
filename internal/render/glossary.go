package render

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A glossary is the terms that a version defines in a language, ready to be
// found in its text.
type glossary struct {
	first [256]*branch // by the terms' first byte
	terms []*defined
	nodes map[*extast.DefinitionTerm]*defined
}

// A defined is a term with the place of its definition.
type defined struct {
	standard.Defined
	tree  *parse.Tree
	means []ast.Node
}

// A branch is a node of a tree of the terms' bytes. A text is looked through
// once, from each of its characters as far as the tree goes: no further than the
// longest term, which package parse bounds.
type branch struct {
	next map[byte]*branch
	term *defined
}

func newGlossary(v *parse.Version, lang string) *glossary {
	g := &glossary{nodes: map[*extast.DefinitionTerm]*defined{}}
	for _, t := range v.Terms(lang) {
		tree := v.Trees[t.Chapter]
		i := slices.Index(t.Chapter.Clauses, t.Clause)
		if tree == nil || i < 0 {
			continue
		}
		for _, d := range parse.Definitions(tree.Clauses[i].Nodes, tree.Source) {
			if d.Term == t.Name {
				at := &defined{t, tree, d.Means}
				g.terms = append(g.terms, at)
				g.nodes[d.Node] = at
				g.add(t.Name, at)
				break
			}
		}
	}
	if len(g.terms) == 0 {
		return nil
	}
	return g
}

func (g *glossary) add(name string, t *defined) {
	at := &g.first[lower(name[0])]
	if *at == nil {
		*at = &branch{}
	}
	b := *at
	for _, c := range []byte(name[1:]) {
		c = lower(c)
		if b.next == nil {
			b.next = map[byte]*branch{}
		}
		if b.next[c] == nil {
			b.next[c] = &branch{}
		}
		b = b.next[c]
	}
	if b.term == nil { // of two, which is a finding, the first counts
		b.term = t
	}
}

// lower: an English term may begin a sentence.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// at finds the longest term that begins at an offset of a text and is a word
// there, not a piece of one: ポンプ is a word of ポンプ場 and a piece of ヒートポンプ. Words of
// kanji have no ends that could be told, so that a term of one kanji stands alone
// and longer ones may stand anywhere.
func (g *glossary) at(text []byte, i int) (found *defined, end int) {
	b := g.first[lower(text[i])]
	if b == nil {
		return nil, 0
	}
	first, n := utf8.DecodeRune(text[i:])
	before, _ := utf8.DecodeLastRune(text[:i])
	if joined(before, first, false) {
		return nil, 0
	}
	for j := i + 1; b != nil; j++ {
		if b.term != nil {
			last, _ := utf8.DecodeLastRune(text[:j])
			after, _ := utf8.DecodeRune(text[j:])
			short := j == i+n
			if !joined(last, after, short) && !(short && joined(before, first, true)) {
				found, end = b.term, j
			}
		}
		if j == len(text) {
			break
		}
		b = b.next[lower(text[j])]
	}
	return found, end
}

// joined reports whether two characters are of one word; short tells that one of
// them is all of a term.
func joined(a, b rune, short bool) bool {
	k := scriptOf(a)
	return k != 0 && k == scriptOf(b) && (k != 'h' || short)
}

// scriptOf tells scripts apart whose runs are words: Latin, katakana, Han.
func scriptOf(r rune) rune {
	switch {
	case 'ぁ' <= r && r <= 'ゖ', '　' <= r && r <= '〄': // most of what stands beside a word
		return 0
	case '一' <= r && r <= '鿿':
		return 'h'
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return 'k'
	case unicode.Is(unicode.Han, r):
		return 'h'
	case unicode.Is(unicode.Latin, r) || '0' <= r && r <= '9':
		return 'l'
	}
	return 0
}

type glossaryKey struct {
	version *standard.Version
	lang    string
}

// glossary returns the terms of a version in a language, made once.
func (r *Renderer) glossary(v *parse.Version, lang string) *glossary {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := glossaryKey{v.Version, lang}
	g, made := r.glossaries[key]
	if !made {
		g = newGlossary(v, lang)
		if r.glossaries == nil {
			r.glossaries = map[glossaryKey]*glossary{}
		}
		r.glossaries[key] = g
	}
	return g
}

// A reader of a clause is shown a term where it stands first. met are those that
// the clause has had; used are those of the page, in order; shown those that are
// defined on it.
type found struct {
	*glossary
	met   map[*defined]bool
	used  []*defined
	shown map[*defined]bool
	about []*defined // whose definition is being written: it does not lead to itself
	off   int        // within links and terms, where nothing may lead elsewhere
}

// prose writes a text, with the ways to the definitions of its terms.
func (p *page) prose(text []byte) {
	from := 0
	if p.found.met != nil && p.found.glossary != nil && p.found.off == 0 {
		for i := 0; i < len(text); {
			t, end := p.found.at(text, i)
			if t == nil {
				i++
				continue
			}
			if !p.found.met[t] && !slices.Contains(p.found.about, t) {
				p.found.met[t] = true
				if !slices.Contains(p.found.used, t) {
					p.found.used = append(p.found.used, t)
				}
				p.raw(esc(string(text[from:i])))
				p.raw(`<a class="term" href="#` + t.anchor() + `">` + esc(string(text[i:end])) + "</a>")
				from = end
			}
			i = end
		}
	}
	if rest := text[from:]; bytes.ContainsAny(rest, "&<>\"'") {
		p.raw(esc(string(rest)))
	} else {
		p.out.Write(rest)
	}
}

func (t *defined) anchor() string { return "_term-" + itoa(t.Number) }

// definitionTerm writes the term of a definition list. Where the front matter
// declares it, its uses lead here.
func (p *page) definitionTerm(n *extast.DefinitionTerm) {
	var t *defined
	if p.found.glossary != nil {
		t = p.found.nodes[n]
	}
	if _, more := n.PreviousSibling().(*extast.DefinitionTerm); !more {
		p.found.about = nil
	}
	if t != nil && !p.quoted {
		p.found.about = append(p.found.about, t)
		p.found.shown[t] = true
		p.raw(`<dt id="` + t.anchor() + `">`)
	} else {
		p.raw("<dt>")
	}
	p.found.off++
	p.inlines(n)
	p.found.off--
	p.raw("</dt>\n")
}

// glossarySection explains the terms that the page uses and does not define. It
// is no longer than what the page uses, however large the glossary is.
func (p *page) glossarySection() {
	used := slices.DeleteFunc(slices.Clone(p.found.used), func(t *defined) bool { return p.found.shown[t] })
	if len(used) == 0 {
		return
	}
	slices.SortStableFunc(used, func(a, b *defined) int { return a.Order(&b.Defined) })
	lang := ""
	if p.lang() != p.UI {
		lang = ` lang="` + p.UI + `"`
	}
	p.raw(`<section class="glossary" aria-labelledby="_terms"><h2 id="_terms"` + lang + ">" + p.word("glossary") + "</h2>\n<dl>\n")
	for _, t := range used {
		p.raw(`<div id="` + t.anchor() + `"><dt>` + esc(t.Name))
		if t.Reading != "" {
			p.raw(` <span class="term-reading">（` + esc(t.Reading) + "）</span>")
		}
		p.raw("</dt>\n<dd>")
		p.quote(t)
		name := t.Clause.Label + " " + t.Clause.Title
		p.raw(`<p class="term-source"><span` + lang + ">" + p.word("glossary_source") + `</span> <a href="` + p.link("#"+t.Clause.ID) + `">` + esc(name) + "</a></p></dd></div>\n")
	}
	p.raw("</dl></section>\n")
}

// quote writes a definition in another place than its own: without the anchors
// that stand there, and without a way to the notices below it. What is withheld
// stays marked.
func (p *page) quote(t *defined) {
	tree, met := p.tree, p.found.met
	p.tree, p.found.met, p.quoted = t.tree, nil, true
	if w := t.Chapter.Withheld; w != nil {
		p.raw(`<div class="withheld"><p class="withheld-mark">` + p.phrase("withheld_begin", w.ID) + "</p>")
		defer p.raw(`<p class="withheld-mark">` + p.phrase("withheld_end", w.ID) + "</p></div>")
	}
	for _, n := range t.means {
		p.children(n)
	}
	p.tree, p.found.met, p.quoted = tree, met, false
}

// quotedNotice stands for what is withheld within a definition that is quoted.
func (p *page) quotedNotice() {
	p.raw(`<span class="notice-inline">【` + p.word("notice") + "】</span>")
}

// lang is the language of the text at hand.
func (p *page) lang() string {
	if p.chapter != nil && p.chapter.Lang != "" {
		return p.chapter.Lang
	}
	return p.Text
}
