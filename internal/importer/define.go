package importer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A definition is the text of a footnote, or the target of links.
type definition struct {
	note       bool
	label      string
	start, end int
	text       string // without what its lines have in common with a list or quotation
	home       *piece
	chosen     bool
	keep       bool
	patches    []patch // that remove it
	uses       []use   // within a footnote's text
}

type use struct {
	note  bool
	label string
}

// define sees that each piece has the definitions it uses, and no others.
func (d *doc) define(t *tree, pieces []*piece) {
	g := &glossary{d: d, t: t, pieces: pieces, uses: map[*piece][]use{}}
	g.collect()
	for g.revive() {
	}
	chosen := map[*piece][]*definition{}
	for _, p := range pieces {
		chosen[p] = g.needed(p)
		for _, def := range chosen[p] {
			def.chosen = true
			if def.home == p {
				def.keep = true
			}
		}
	}
	for _, p := range pieces {
		if n := lastBlock(t, p); n != nil && n.Kind() == ast.KindFencedCodeBlock {
			p.atStart = true
		}
		for _, def := range chosen[p] {
			if def.home != p {
				p.copies = append(p.copies, def.text)
			}
		}
	}
	for _, def := range g.defs {
		switch {
		case def.keep:
			continue
		case !def.chosen:
			g.drop(def)
		}
		def.home.patches = append(def.home.patches, def.patches...)
	}
}

// A glossary is all definitions of the text and who uses them.
type glossary struct {
	d      *doc
	t      *tree
	pieces []*piece
	defs   []*definition
	uses   map[*piece][]use
}

func (g *glossary) collect() {
	var all []struct {
		use
		at int
	}
	g.t.walk(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.LinkReferenceDefinition:
			g.linkDefinition(n)
		case *east.Footnote:
			g.footnote(n)
		case *ast.Link, *ast.Image:
			var ref *ast.ReferenceLink
			if l, ok := n.(*ast.Link); ok {
				ref = l.Reference
			} else {
				ref = n.(*ast.Image).Reference
			}
			if ref != nil {
				all = append(all, struct {
					use
					at int
				}{use{false, util.ToLinkReference(ref.Value)}, g.t.links[n].open})
			}
		case *east.FootnoteLink:
			at := n.Pos()
			if i := bytes.Index(g.t.src[max(at, 0):], []byte("[^")); i >= 0 && at >= 0 {
				from := at + i + 2
				//lint:ignore SA1019 a label is on one line, and goldmark finds its end like this
				if j := util.FindClosure(g.t.src[from:lineEnd(g.t.src, from)], '[', ']', false, false); j >= 0 {
					all = append(all, struct {
						use
						at int
					}{use{true, string(g.t.src[from : from+j])}, at})
				}
			}
		}
		return true
	})
	for _, u := range all {
		var in *definition
		for _, def := range g.defs {
			if def.note && def.start <= u.at && u.at < def.end {
				in = def
			}
		}
		if in != nil {
			in.uses = append(in.uses, u.use)
		} else {
			p := g.piece(u.at)
			g.uses[p] = append(g.uses[p], u.use)
		}
	}
}

func (g *glossary) piece(at int) *piece {
	p := g.pieces[0]
	for _, q := range g.pieces {
		if q.start <= at {
			p = q
		}
	}
	return p
}

func (g *glossary) linkDefinition(n *ast.LinkReferenceDefinition) {
	src := g.t.src
	def := &definition{label: util.ToLinkReference(n.Label)}
	def.start = n.Lines().At(0).Start
	var lines []string
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		stop := s.Stop
		for stop > s.Start && src[stop-1] == '\n' {
			stop--
		}
		lines = append(lines, strings.TrimSpace(string(src[s.Start:stop])))
		def.end = stop
		def.patches = append(def.patches, wholeLine(src, s.Start, stop))
	}
	def.text = strings.Join(lines, "\n")
	def.home = g.piece(def.start)
	g.defs = append(g.defs, def)
}

// wholeLine removes a range, and its line where nothing else is on it.
func wholeLine(src []byte, start, end int) patch {
	s, e := lineStart(src, start), lineEnd(src, end)
	if len(bytes.TrimSpace(src[s:start])) == 0 && len(bytes.TrimSpace(src[end:e])) == 0 {
		return patch{s, min(e+1, len(src)), ""}
	}
	return patch{start, end, ""}
}

func (g *glossary) footnote(n *east.Footnote) {
	src := g.t.src
	def := &definition{note: true, label: string(n.Ref)}
	def.start = n.Pos()
	if def.start < 0 || def.start >= len(src) || src[def.start] != '[' {
		return
	}
	begin := lineStart(src, def.start)
	prefix := string(src[begin:def.start])
	end := lineEnd(src, def.start)
	end = max(end, lastByte(src, n))
	for at := end + 1; at < len(src); {
		e := lineEnd(src, at)
		line := strings.TrimPrefix(string(src[at:e]), prefix)
		if strings.TrimSpace(line) != "" {
			if !strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "\t") {
				break
			}
			end = e
		}
		at = e + 1
	}
	def.end = min(end, len(src))
	lines := strings.Split(string(src[def.start:def.end]), "\n")
	for i := 1; i < len(lines); i++ {
		if rest, ok := strings.CutPrefix(lines[i], prefix); ok {
			lines[i] = rest
		} else if strings.TrimSpace(lines[i]) == strings.TrimSpace(prefix) {
			lines[i] = ""
		}
	}
	def.text = strings.Join(lines, "\n")
	if strings.TrimSpace(prefix) == "" {
		def.patches = []patch{{begin, min(def.end+1, len(src)), ""}}
	} else {
		def.patches = []patch{{def.start, def.end, ""}}
	}
	def.home = g.piece(def.start)
	g.defs = append(g.defs, def)
}

// lastByte is where the last line of a block's text ends.
func lastByte(src []byte, n ast.Node) int {
	end := 0
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && c.Type() == ast.TypeBlock && c.Lines() != nil && c.Lines().Len() > 0 {
			stop := c.Lines().At(c.Lines().Len() - 1).Stop
			end = max(end, lineEnd(src, max(0, stop-1)))
		}
		return ast.WalkContinue, nil
	})
	return end
}

// find is the definition that a use in a piece means: the first of the text, and
// for a footnote the piece's own before it.
func (g *glossary) find(u use, p *piece) *definition {
	var first *definition
	for _, def := range g.defs {
		if def.note != u.note || def.label != u.label {
			continue
		}
		if def.note && def.home == p {
			return def
		}
		if first == nil {
			first = def
		}
	}
	return first
}

// needed are the definitions that a piece uses, those of its footnotes too.
func (g *glossary) needed(p *piece) []*definition {
	var out []*definition
	seen := map[*definition]bool{}
	todo := append([]use(nil), g.uses[p]...)
	for i := 0; i < len(todo); i++ {
		def := g.find(todo[i], p)
		if def == nil || seen[def] {
			continue
		}
		seen[def] = true
		out = append(out, def)
		todo = append(todo, def.uses...)
	}
	return out
}

// revive makes one unused footnote a part of the text that it stands in, and
// reports whether there was one. Footnotes that only it uses are used then.
func (g *glossary) revive() bool {
	used := map[*definition]bool{}
	for _, p := range g.pieces {
		for _, def := range g.needed(p) {
			used[def] = true
		}
	}
	var dead []*definition
	for _, def := range g.defs {
		if def.note && !used[def] {
			dead = append(dead, def)
		}
	}
	if len(dead) == 0 {
		return false
	}
	pick := dead[0]
	for _, def := range dead {
		free := true
		for _, by := range dead {
			for _, u := range by.uses {
				if by != def && u.note && g.find(u, by.home) == def {
					free = false
				}
			}
		}
		if free {
			pick = def
			break
		}
	}
	rest := g.defs[:0:0]
	for _, def := range g.defs {
		if def != pick {
			rest = append(rest, def)
		}
	}
	g.defs = rest
	where := g.d.at(pick.start, lineEnd(g.t.src, pick.start))
	for _, def := range g.defs {
		if def.note && def.label == pick.label && strings.Join(strings.Fields(def.text), " ") == strings.Join(strings.Fields(pick.text), " ") {
			g.d.ds.Add(repeated.At(where, "the footnote %s stands here again with the same text; it was dropped", quote("[^"+pick.label+"]")))
			pick.home.patches = append(pick.home.patches, pick.patches...)
			return true
		}
	}
	g.d.ds.Add(unused.At(where, "nothing uses the footnote %s; it is an item of a list now", quote("[^"+pick.label+"]")))
	pick.home.patches = append(pick.home.patches, patch{pick.start, pick.start, `-   \`})
	for i := range len(pick.label) { // a label is text now
		if at := pick.start + len("[^") + i; g.t.src[at] == '<' && !escapedAt(g.t.src, at) {
			pick.home.patches = append(pick.home.patches, patch{at, at, `\`})
		}
	}
	g.uses[pick.home] = append(g.uses[pick.home], pick.uses...)
	return true
}

// drop reports a link definition that no piece uses.
func (g *glossary) drop(def *definition) {
	where := g.d.at(def.start, def.end)
	for _, other := range g.defs {
		if other != def && other.chosen && !other.note && other.label == def.label && strings.Join(strings.Fields(other.text), " ") == strings.Join(strings.Fields(def.text), " ") {
			g.d.ds.Add(repeated.At(where, "the definition %s stands here again; it was dropped", quote(def.text)))
			return
		}
	}
	g.d.ds.Add(unused.At(where, "nothing uses the definition %s; it was dropped", quote(def.text)))
}

// lastBlock is the last block that begins in a piece.
func lastBlock(t *tree, p *piece) ast.Node {
	var last ast.Node
	for n := t.root.FirstChild(); n != nil; n = n.NextSibling() {
		if at := n.Pos(); at >= p.start && at < p.end && n.Kind() != east.KindFootnoteList {
			last = n
		}
	}
	return last
}
