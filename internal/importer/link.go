package importer

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// A name is something that a link within the text may point to.
type name struct {
	target string // what the link becomes
	title  string // of the clause, for hints
}

// names collects the anchors of the text: its own, GitHub's and pandoc's. Where
// they differ the text's own win, then GitHub's.
func (d *doc) names() map[string]name {
	src := d.file.Bytes()
	all := map[string]name{}
	put := func(key string, h *heading) {
		if _, ok := all[key]; ok || key == "" {
			return
		}
		switch {
		case h == nil || h == d.titleH:
			all[key] = name{"index.md", "the preface"}
		default:
			all[key] = name{"#" + h.id, h.title}
		}
	}
	for _, a := range d.anchors {
		put(a.name, d.clauseAt(src, a.at))
	}
	for _, slug := range []func(string) string{githubSlug, pandocSlug} {
		c := counter{}
		for _, h := range d.headings {
			put(c.next(slug(h.title)), h)
		}
	}
	return all
}

// relink rewrites links until all of them hold: undoing one may make a link of
// what stands around it.
func (d *doc) relink() {
	l := &linker{d: d, names: d.names()}
	for round := range 100 {
		l.tree = parse(d.file.Bytes())
		l.patches, l.finished = nil, nil
		l.later = round > 0
		if !l.later {
			d.known, d.done = map[int]bool{}, map[int]bool{}
			for _, b := range l.tree.links {
				d.known[b.open] = true
			}
		}
		l.round()
		if len(l.patches) == 0 {
			return
		}
		for _, at := range l.finished {
			d.done[at] = true
		}
		d.apply(l.patches)
	}
}

// A linker is one round over the links of the text.
type linker struct {
	d        *doc
	names    map[string]name
	tree     *tree
	patches  []patch
	finished []int
	later    bool           // not the first round: new links are none of the text's
	defs     map[string]int // where the target of a definition starts, by label
}

func (l *linker) round() {
	l.defs = map[string]int{}
	l.tree.walk(func(n ast.Node) bool {
		if n, ok := n.(*ast.LinkReferenceDefinition); ok {
			l.definition(n)
		}
		return true
	})
	l.tree.walk(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Link:
			l.link(n, n.Destination, n.Reference, false)
		case *ast.Image:
			l.link(n, n.Destination, n.Reference, true)
		case *ast.AutoLink:
			l.autolink(n)
		case *ast.CodeSpan:
			return false
		}
		if n.Type() == ast.TypeBlock && !n.IsRaw() {
			l.footnotes(n)
		}
		return true
	})
}

func (l *linker) definition(n *ast.LinkReferenceDefinition) {
	label := util.ToLinkReference(n.Label)
	_, again := l.defs[label] // only the first counts, but all may stay
	seg := n.Lines()
	start, end := seg.At(0).Start, seg.At(seg.Len()-1).Stop
	i := bytes.Index(l.tree.src[start:end], n.Label)
	at := start + max(i, 0) + len(n.Label)
	at = min(at, end)
	j := bytes.Index(l.tree.src[at:end], n.Destination)
	if j < 0 || len(n.Destination) == 0 {
		if !again {
			l.defs[label] = -1
		}
		return
	}
	at += j
	if !again {
		l.defs[label] = at
	}
	if l.d.done[at] {
		return
	}
	if to, why := l.resolve(n.Destination); why == holds && to != string(n.Destination) {
		l.patches = append(l.patches, patch{at, at + len(n.Destination), to})
		l.finished = append(l.finished, at)
	}
}

// A verdict says what a link's target is.
type verdict int

const (
	holds   verdict = iota
	nowhere         // a place of this text that is not there
	foreign         // another file, or a scheme that a source may not use
)

var scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)

func (l *linker) resolve(dest []byte) (string, verdict) {
	target := string(unescape(dest))
	if s := scheme.FindString(target); s != "" {
		switch low := strings.ToLower(s); low {
		case "https:", "http:", "mailto:", "tel:":
			if low != s {
				return low + string(dest[len(s):]), holds
			}
			return string(dest), holds
		}
		return "", foreign
	}
	file, frag, has := strings.Cut(target, "#")
	if file != "" && file != path.Base(l.d.path) && file != "./"+path.Base(l.d.path) {
		return "", foreign
	}
	if !has {
		if file != "" {
			return "index.md", holds
		}
		return "", nowhere
	}
	for _, key := range []string{frag, decoded(frag), strings.ToLower(decoded(frag))} {
		if n, ok := l.names[key]; ok {
			return n.target, holds
		}
	}
	return "", nowhere
}

func decoded(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

func (l *linker) link(n ast.Node, dest []byte, ref *ast.ReferenceLink, image bool) {
	b, ok := l.tree.links[n]
	if !ok || b.close < b.open || b.end <= b.close {
		return
	}
	src := l.tree.src
	if l.later && !l.d.known[b.open] {
		mark := b.open
		if image {
			mark++
		}
		l.patches = append(l.patches, patch{mark, mark, `\`})
		return
	}
	at := -1
	if ref != nil {
		at = l.defs[util.ToLinkReference(ref.Value)]
		if at >= 0 && l.d.done[at] && !image {
			return
		}
	} else if len(dest) > 0 {
		if i := bytes.Index(src[b.close:b.end], dest); i >= 0 {
			at = b.close + i
		}
		if at >= 0 && l.d.done[at] && !image {
			return
		}
	}
	if image {
		l.image(n, b, dest)
		return
	}
	where := l.d.at(b.open, b.end)
	to, why := l.resolve(dest)
	text := quote(l.tree.plain(n))
	switch why {
	case holds:
		if ref == nil && at >= 0 && to != string(dest) {
			l.patches = append(l.patches, patch{at, at + len(dest), to})
			l.finished = append(l.finished, at)
		}
	case nowhere:
		f := deadLink.At(where, "the link %s to %s leads nowhere in this text; its words are plain text now", text, quote(string(dest)))
		if near, ok := l.nearest(string(unescape(dest))); ok {
			f.Hint("perhaps %s was meant: write [%s](%s)", quote(near.title), l.tree.plain(n), near.target)
		}
		l.d.ds.Add(f)
		l.unlink(b, 1, "")
	case foreign:
		l.d.ds.Add(target.At(where, "the link %s leads to %s, which was not given; it is plain text now", text, quote(string(dest))).
			Hint("import that file too, or link to where it stands in public: https://…"))
		l.unlink(b, 1, shownTarget(dest, l.tree.plain(n)))
	}
}

// image takes pictures out: none was given with the text.
func (l *linker) image(n ast.Node, b brackets, dest []byte) {
	where := l.d.at(b.open, b.end)
	s := strings.ToLower(scheme.FindString(string(unescape(dest))))
	inLink := false
	for p := n.Parent(); p != nil; p = p.Parent() {
		inLink = inLink || p.Kind() == ast.KindLink
	}
	alt := l.tree.plain(n)
	if (s == "https:" || s == "http:") && !inLink && !hasLink(n) {
		l.d.ds.Add(picture.At(where, "the picture %s at %s is a link now", quote(alt), quote(string(dest))).
			Hint("put the file into figures/ and show it with ![%s](figures/…)", alt))
		l.patches = append(l.patches, patch{b.open, b.open + 1, ""})
		if alt == "" {
			l.patches = append(l.patches, patch{b.close, b.close, strings.TrimSpace(strings.Trim(shownTarget(dest, ""), " ()"))})
		}
		return
	}
	l.d.ds.Add(picture.At(where, "the picture %s from %s was not given; its words stand for it", quote(alt), quote(string(dest))).
		Hint("put the file into figures/ and show it with ![%s](figures/…)", alt))
	l.unlink(b, 2, shownTarget(dest, ""))
}

func hasLink(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindLink || c.Kind() == ast.KindAutoLink || hasLink(c) {
			return true
		}
	}
	return false
}

// unlink leaves a link's text and, where the reader needs it, its target.
func (l *linker) unlink(b brackets, mark int, suffix string) {
	l.patches = append(l.patches, guarded(l.tree.src, b.open, b.open+mark)...)
	l.patches = append(l.patches, patch{b.close, b.end, suffix})
}

// shownTarget writes a target behind the words of what was a link. One that
// can't stand in a line of code is told by the finding alone.
func shownTarget(dest []byte, text string) string {
	s := string(unescape(dest))
	if s == "" || s == text || strings.ContainsAny(s, "|`\n") {
		return ""
	}
	return " (`" + s + "`)"
}

func (l *linker) autolink(n *ast.AutoLink) {
	label := n.Label(l.tree.src)
	if n.AutoLinkType == ast.AutoLinkEmail {
		return
	}
	to, why := l.resolve(label)
	start := n.Pos()
	end := start + len(label) + 2
	if start < 0 || end > len(l.tree.src) || l.tree.src[start] != '<' {
		return
	}
	if why == holds && to != string(label) {
		l.patches = append(l.patches, patch{start + 1, end - 1, to})
		return
	}
	if why != holds {
		l.d.ds.Add(target.At(l.d.at(start, end), "%s is no address that a link may have; it is plain text now", quote(string(label))))
		mark := "`"
		if bytes.Contains(label, []byte("`")) {
			mark = ""
		}
		l.patches = append(l.patches, patch{start, start + 1, mark}, patch{end - 1, end, mark})
	}
}

var noteMark = regexp.MustCompile(`\[\^[^\[\]\s]+\]`)

// footnotes finds marks of footnotes that the text does not have: they are text
// already, but look like a slip.
func (l *linker) footnotes(n ast.Node) {
	src := l.tree.src
	var runs [][2]int
	var collect func(ast.Node)
	collect = func(n ast.Node) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				s := c.Segment
				if k := len(runs) - 1; k >= 0 && runs[k][1] == s.Start {
					runs[k][1] = s.Stop
				} else {
					runs = append(runs, [2]int{s.Start, s.Stop})
				}
			case *ast.CodeSpan, *ast.RawHTML, *ast.AutoLink, *east.FootnoteLink:
			default:
				if c.Type() == ast.TypeInline {
					collect(c)
				}
			}
		}
	}
	collect(n)
	for _, r := range runs {
		for _, m := range noteMark.FindAllIndex(src[r[0]:r[1]], -1) {
			at := r[0] + m[0]
			if escapedAt(src, at) {
				continue
			}
			l.d.ds.Add(noNote.At(l.d.at(at, r[0]+m[1]), "the footnote %s has no text; its mark is plain text now", quote(string(src[at:r[0]+m[1]]))))
			l.patches = append(l.patches, patch{at, at, `\`})
		}
	}
}

// nearest finds the anchor that a dead link most likely meant.
func (l *linker) nearest(dest string) (name, bool) {
	dest = strings.ToLower(decoded(strings.TrimPrefix(dest, "#")))
	best, found := name{}, false
	limit := max(3, len(dest)/2)
	keys := make([]string, 0, len(l.names))
	for k := range l.names {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if len(k)-len(dest) > limit || len(dest)-len(k) > limit {
			continue
		}
		if n := edits(dest, k); n < limit {
			best, found, limit = l.names[k], true, n
		}
	}
	return best, found
}

// edits is the edit distance of two anchors.
func edits(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := prev[0]
		prev[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next := min(prev[j]+1, prev[j-1]+1, diagonal+cost)
			diagonal, prev[j] = prev[j], next
		}
	}
	return prev[len(b)]
}
