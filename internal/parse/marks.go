package parse

import (
	"bytes"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// marks reports markers that the scanner saw and Markdown did not: there, no
// notice would be shown.
func (r *reader) marks(root ast.Node) {
	if !bytes.Contains(r.src, []byte("withh")) {
		return // as in most chapters: the pattern below takes a fifth of the time of parsing
	}
	found := anyMarker.FindAllSubmatchIndex(r.src, -1)
	if found == nil {
		return
	}
	shown := map[string]int{}
	var html []source.Range // has a finding of its own
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading, *ast.Image:
			// A heading's text also stands in contents and citations, an
			// image's words are an attribute: no notice can be shown there.
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			html = append(html, segments(n.Lines())...)
		case *ast.RawHTML:
			if !allowedTag.Match(n.Segments.Value(r.src)) {
				html = append(html, segments(n.Segments)...)
			}
		case *spanEdge:
			if !n.end { // crosses something, which is a finding of its own
				shown[n.id]++
			}
		}
		if id := PartID(n); id != "" {
			shown[id]++
		}
		return ast.WalkContinue, nil
	})
	for _, m := range found {
		a, b := m[2], m[3]
		if a < 0 {
			a, b = m[4], m[5]
		}
		id := string(r.src[a:b])
		if shown[id]--; shown[id] < 0 && !within(html, m[1]-1) {
			r.ds.Add(markHidden.At(r.at(marker(r.src, m)), "Markdown does not show the marker of %s here", id).
				Hint("put the whole block into the region, with its fence or its table head; a span can't stand in code, an address, a heading or an image's words"))
		}
	}
}

// marker is the range of what anyMarker matched, without what stands before it
// on its line: the same place in every edition.
func marker(src []byte, m []int) (from, to int) {
	return m[0] + bytes.IndexAny(src[m[0]:m[1]], ":{"), m[1]
}

func segments(list *text.Segments) []source.Range {
	var out []source.Range
	for i := range list.Len() {
		s := list.At(i)
		out = append(out, source.Range{Start: s.Start, End: s.Stop})
	}
	return out
}

// hideComment keeps a comment's words out of excerpts: what authors leave there
// is not meant for the readers of logs either.
func (r *reader) hideComment(lines *text.Segments) {
	for i, s := range segments(lines) {
		if i == 0 {
			open := bytes.Index(r.src[s.Start:s.End], []byte("<!--"))
			if open < 0 {
				return
			}
			s.Start += open + len("<!--")
		}
		if o := r.at(s.Start, s.End).Origin(); o.End > o.Start {
			o.File.Hide(source.Range{Start: o.Start, End: o.End})
		}
	}
}
