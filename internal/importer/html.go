package importer

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// What a construct of HTML looks like. The alternatives are tried in order.
var (
	construct = regexp.MustCompile(`(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![A-Za-z][^>]*>|` +
		`</?[A-Za-z][A-Za-z0-9-]*(?:\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^"'=<>` + "`" + `\x00-\x20]+|'[^']*'|"[^"]*"))?)*\s*/?>`)
	hidden    = regexp.MustCompile(`(?is)^<(script|style)\b[^>]*>`)
	tagName   = regexp.MustCompile(`^<(/?)([A-Za-z][A-Za-z0-9-]*)`)
	nameAttr  = regexp.MustCompile(`(?is)\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)
	titleAttr = regexp.MustCompile(`(?is)^<abbr\s+title\s*=\s*"[^"<>]*"\s*>$`)
	allowed   = words("br sup sub ruby rt rp kbd abbr")

	// tags within a line: where they are removed, the words beside them stay one
	inline = words("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u var wbr")
	other  = words("address area article aside audio base blockquote body button canvas caption center col colgroup datalist dd details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input legend li link main map menu meta meter nav noframes noscript object ol optgroup option output p param picture pre progress script search section select slot source style summary svg table tbody td template textarea tfoot th thead title tr track ul video")
)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// reduceHTML removes HTML that a source may not have, and keeps its text. It
// goes on until nothing is found: what stood within HTML is Markdown afterwards.
// Every round removes or escapes at least one `<`, so it ends.
func (d *doc) reduceHTML() {
	for {
		t := parse(d.file.Bytes())
		var ps []patch
		open := map[ast.Node][]*ast.RawHTML{} // allowed tags not yet closed, by block
		var blocks []ast.Node
		t.walk(func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.HTMLBlock:
				ps = append(ps, d.htmlBlock(t, n)...)
			case *ast.RawHTML:
				start, end := n.Segments.At(0).Start, n.Segments.At(n.Segments.Len()-1).Stop
				fix, changed := d.element(t.src, start, end, true)
				if changed {
					ps = append(ps, fix...)
				}
				b := block(n)
				if _, ok := open[b]; !ok {
					blocks = append(blocks, b)
				}
				ps = append(ps, d.balance(t.src, open, b, n, changed)...)
			}
			return true
		})
		for _, b := range blocks {
			for _, n := range open[b] {
				seg := n.Segments.At(0)
				end := n.Segments.At(n.Segments.Len() - 1).Stop
				d.ds.Add(tag.At(d.at(seg.Start, end), "%s is never closed; the tag was removed", quote(string(t.src[seg.Start:end]))))
				ps = append(ps, guarded(t.src, seg.Start, end)...)
			}
		}
		if len(ps) == 0 {
			return
		}
		d.apply(ps)
	}
}

// balance matches the allowed tags of a block: a tag without its other half
// would run on over the page.
func (d *doc) balance(src []byte, open map[ast.Node][]*ast.RawHTML, b ast.Node, n *ast.RawHTML, changed bool) []patch {
	start, end := n.Segments.At(0).Start, n.Segments.At(n.Segments.Len()-1).Stop
	closing, name := tagOf(src[start:end])
	if !allowed[name] || name == "br" {
		if _, ok := open[b]; !ok {
			open[b] = nil
		}
		return nil
	}
	if !closing {
		open[b] = append(open[b], n)
		return nil
	}
	stack := open[b]
	i := len(stack) - 1
	for ; i >= 0; i-- {
		s := stack[i].Segments.At(0)
		if _, o := tagOf(src[s.Start:]); o == name {
			break
		} else if o != "rt" && o != "rp" {
			i = -1
			break
		}
	}
	if i >= 0 {
		open[b] = stack[:i]
		return nil
	}
	if _, ok := open[b]; !ok {
		open[b] = nil
	}
	if changed {
		return nil
	}
	d.ds.Add(tag.At(d.at(start, end), "%s closes nothing; the tag was removed", quote(string(src[start:end]))))
	return guarded(src, start, end)
}

func tagOf(b []byte) (closing bool, name string) {
	m := tagName.FindSubmatch(b)
	if m == nil {
		return false, ""
	}
	return len(m[1]) > 0, strings.ToLower(string(m[2]))
}

// htmlBlock reduces the constructs of a block of HTML. Lines lose their
// indentation: it meant nothing there, and would make code of them.
func (d *doc) htmlBlock(t *tree, n *ast.HTMLBlock) []patch {
	var lines [][2]int
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		lines = append(lines, [2]int{s.Start, s.Stop})
	}
	if n.HasClosure() {
		lines = append(lines, [2]int{n.ClosureLine.Start, n.ClosureLine.Stop})
	}
	start, end := lines[0][0], lines[len(lines)-1][1]
	first := start + max(0, bytes.IndexByte(t.src[start:lines[0][1]], '<'))
	loc := construct.FindIndex(t.src[first:end])
	if loc == nil || loc[0] != 0 {
		// it is not whole, and would hide the text behind it
		line := d.at(first, lineEnd(t.src, first))
		d.ds.Add(notHTML.At(line, "%s begins HTML that does not end; it is text now", quote(string(t.src[line.Start:line.End]))))
		return []patch{{first, first, `\`}}
	}
	if _, name := tagOf(t.src[first:]); allowed[name] {
		return d.allowedBlock(t.src, lines, first, first+loc[1], name)
	}
	var ps []patch
	for at := first; at < end; {
		loc := construct.FindIndex(t.src[at:end])
		if loc == nil {
			break
		}
		next := at + loc[1]
		if !escapedAt(t.src, at+loc[0]) {
			fix, changed := d.element(t.src, at+loc[0], at+loc[1], false)
			if changed {
				ps = append(ps, fix...)
				for _, p := range fix {
					next = max(next, p.end)
				}
			}
		}
		at = next
	}
	pre := false
	for _, l := range lines {
		line := t.src[l[0]:l[1]]
		if !pre {
			if w := len(line) - len(bytes.TrimLeft(line, " \t")); w > 0 {
				ps = append(ps, patch{l[0], l[0] + w, ""})
			}
		}
		low := bytes.ToLower(line)
		if bytes.Contains(low, []byte("<pre")) {
			pre = true
		}
		if bytes.Contains(low, []byte("</pre")) {
			pre = false
		}
	}
	return ps
}

// allowedBlock deals with an allowed tag alone on a line. The lines after it are
// taken for HTML too, so it joins the next one; a tag without a text goes.
func (d *doc) allowedBlock(src []byte, lines [][2]int, start, end int, name string) []patch {
	if fix, changed := d.element(src, start, end, true); changed {
		return fix
	}
	if len(lines) > 1 {
		return []patch{{end, lines[1][0], ""}}
	}
	d.ds.Add(tag.At(d.at(start, end), "%s stands alone; the tag was removed", quote(string(src[start:end]))))
	return []patch{{start, end, ""}}
}

// escapedAt reports whether a byte has a backslash before it that counts.
func escapedAt(src []byte, at int) bool {
	n := 0
	for n < at && src[at-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// element says what becomes of one construct, with a finding for a loss.
func (d *doc) element(src []byte, start, end int, inLine bool) ([]patch, bool) {
	raw := src[start:end]
	where := d.at(start, end)
	switch {
	case bytes.HasPrefix(raw, []byte("<!--")):
		d.ds.Add(comment.At(where, "the comment %s was dropped", quote(string(raw))))
		return guarded(src, start, end), true
	case raw[1] == '!' || raw[1] == '?':
		d.ds.Add(tag.At(where, "%s was dropped", quote(string(raw))))
		return guarded(src, start, end), true
	}
	closing, name := tagOf(raw)
	switch {
	case allowed[name]:
		want := "<" + name + ">"
		if closing && name != "br" {
			want = "</" + name + ">"
		}
		if string(raw) == want || titleAttr.Match(raw) {
			return nil, false
		}
		if nameAttr.Match(raw) {
			d.anchor(raw, start)
		}
		if bytes.ContainsAny(bytes.TrimRight(raw[len(name)+1:], "/>"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") && !strings.EqualFold(string(raw), want) && !closing {
			d.ds.Add(tag.At(where, "%s lost its attributes", quote(string(raw))))
		}
		return []patch{{start, end, want}}, true
	case !inline[name] && !other[name]:
		d.ds.Add(notHTML.At(where, "%s is no HTML; it is text now", quote(string(raw))))
		return []patch{{start, start, `\`}}, true
	}
	if m := hidden.FindSubmatch(raw); m != nil && !inLine {
		// its text is no text of the standard
		stop := regexp.MustCompile(`(?is)</` + string(m[1]) + `\s*>`).FindIndex(src[end:])
		if stop != nil {
			d.ds.Add(tag.At(where, "%s was dropped", quote(string(src[start:end+stop[1]]))))
			return []patch{{start, end + stop[1], ""}}, true
		}
	}
	d.anchor(raw, start)
	if name != "a" || !closing && !bytes.Equal(nameAttr.ReplaceAll(raw, nil), []byte("<a>")) {
		if !(closing && inline[name]) {
			d.ds.Add(tag.At(where, "the tag %s was removed, its text kept", quote(string(raw))))
		}
	}
	ps := guarded(src, start, end)
	if !inline[name] && start > 0 && end < len(src) && solid(src[start-1]) && solid(src[end]) {
		ps[0].text = " " + ps[0].text // two cells, two words
	}
	return ps, true
}

func solid(c byte) bool { return c > ' ' }

// anchor keeps the name that a tag gives to its place.
func (d *doc) anchor(raw []byte, at int) {
	if m := nameAttr.FindSubmatch(raw); m != nil {
		d.anchors = append(d.anchors, anchor{name: string(m[1]) + string(m[2]) + string(m[3]), at: at})
	}
}

var (
	lead      = regexp.MustCompile(`^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*$`)
	blockSign = regexp.MustCompile("^(?:#{1,6}(?:\\s|$)|[-+*](?:\\s|$)|>|:|=+\\s*$|-+\\s*$|_{3}|[-*_](?:\\s*[-*_]){2}|```|~~~|\\|)")
	listSign  = regexp.MustCompile(`^\d{1,9}[.)](?:\s|$)`)
)

// guarded removes a range. Where that puts other text at the start of a line,
// the text is kept from becoming a heading, a list or the like.
func guarded(src []byte, start, end int) []patch {
	if !lead.Match(src[lineStart(src, start):start]) {
		return []patch{{start, end, ""}}
	}
	stop := end
	for stop < len(src) && (src[stop] == ' ' || src[stop] == '\t') {
		stop++
	}
	rest := src[stop:lineEnd(src, stop)]
	switch {
	case blockSign.Match(rest):
		return []patch{{start, stop, `\`}}
	case listSign.Match(rest):
		i := stop + bytes.IndexAny(rest, ".)")
		return []patch{{start, stop, ""}, {i, i, `\`}}
	}
	return []patch{{start, stop, ""}}
}
