package importer

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A heading is one of the text's own headings: not one in a list or quotation.
type heading struct {
	at    int // its first byte
	depth int // as written
	level int // in its chapter
	title string
	id    string
	basis Basis
	top   bool // begins a chapter
	gap   bool // the text before it has lost a level
}

var (
	attributes = regexp.MustCompile(`[ \t]*\{:?[ \t]*((?:[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+))(?:[ \t]+(?:[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+)))*)[ \t]*\}$`)
	attribute  = regexp.MustCompile(`[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+)`)
)

// plainHeadings writes every heading as `# text` and nothing else on the line,
// and takes headings out of lists and quotations. It goes on until nothing is
// left to do; every round makes a heading plain for good.
func (d *doc) plainHeadings() {
	for range 1000 {
		t := parse(d.file.Bytes())
		var ps []patch
		t.walk(func(n ast.Node) bool {
			if h, ok := n.(*ast.Heading); ok {
				ps = append(ps, d.plainHeading(t, h)...)
				return false
			}
			return true
		})
		if len(ps) == 0 {
			return
		}
		d.apply(ps)
	}
}

func (d *doc) plainHeading(t *tree, n *ast.Heading) []patch {
	src := t.src
	own := n.Parent().Kind() == ast.KindDocument
	if n.Lines().Len() == 0 {
		start := lineStart(src, n.Pos())
		end := lineEnd(src, n.Pos())
		d.ds.Add(empty.At(d.at(n.Pos(), end), "a heading without text was dropped"))
		return []patch{{n.Pos(), max(end, start), ""}}
	}
	lines := n.Lines()
	first, last := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	begin := lineStart(src, first)
	before := bytes.TrimRight(src[begin:first], " \t")
	atx := lines.Len() == 1 && bytes.HasSuffix(before, []byte("#"))
	end := lineEnd(src, max(first, last-1))
	var ps []patch
	mark := begin + len(before)
	if atx {
		for mark > begin && src[mark-1] == '#' {
			mark--
		}
	} else {
		mark = first
		for mark > begin && (src[mark-1] == ' ' || src[mark-1] == '\t') && len(before) == 0 {
			mark--
		}
	}
	// the line ends where the text ends: attributes and closing signs go
	stop := last
	for stop > first && (src[stop-1] == ' ' || src[stop-1] == '\t' || src[stop-1] == '\n') {
		stop--
	}
	full := end
	if atx {
		full = len(bytes.TrimRight(src[:end], " \t"))
	} else {
		full = stop
	}
	if loc := attributes.FindSubmatchIndex(src[lineStart(src, full):full]); loc != nil {
		base := lineStart(src, full)
		if base+loc[0] >= first {
			stop = min(stop, base+loc[0])
			for stop > first && (src[stop-1] == '#' && atx && hasClosing(src[first:stop])) {
				stop = first + len(bytes.TrimRight(bytes.TrimRight(src[first:stop], "#"), " \t"))
			}
			d.headingAttributes(string(src[base+loc[2]:base+loc[3]]), base+loc[2], first)
		}
	}
	if !own {
		d.ds.Add(nested.At(d.at(first, stop), "the heading %s stands in a list or quotation; it is a paragraph in bold now", quote(string(src[first:stop]))))
		return append(ps, d.boldHeading(t, n, atx, mark, first, stop, end)...)
	}
	if atx {
		want := strings.Repeat("#", n.Level) + " "
		if string(src[begin:first]) != want {
			ps = append(ps, patch{begin, first, want})
		}
		ps = append(ps, endOfHeading(src, first, stop, end)...)
		return ps
	}
	ps = append(ps, patch{begin, first, strings.Repeat("#", n.Level) + " "})
	ps = append(ps, joinLines(src, n, stop)...)
	under := min(len(src), lineEnd(src, min(len(src), end+1)))
	ps = append(ps, endOfHeading(src, first, stop, end)...)
	return append(ps, patch{end, under, ""})
}

// endOfHeading removes what follows the text on its line, and keeps a `#` that
// belongs to the text from being taken for a closing sign.
func endOfHeading(src []byte, first, stop, end int) []patch {
	var ps []patch
	text := src[first:stop]
	if n := len(text) - len(bytes.TrimRight(text, `\`)); n%2 == 1 {
		text = text[:len(text)-1] // a hard break at the end of a line that ends anyway
		stop--
	}
	if body := bytes.TrimRight(text, "#"); len(body) < len(text) && (len(body) == 0 || body[len(body)-1] == ' ' || body[len(body)-1] == '\t') {
		ps = append(ps, patch{first + len(body), first + len(body), `\`})
	}
	if stop < end {
		ps = append(ps, patch{stop, end, ""})
	}
	return ps
}

func hasClosing(text []byte) bool {
	body := bytes.TrimRight(text, "#")
	return len(body) > 0 && (body[len(body)-1] == ' ' || body[len(body)-1] == '\t')
}

// joinLines makes one line of a heading that was underlined.
func joinLines(src []byte, n *ast.Heading, stop int) []patch {
	var ps []patch
	for i := 1; i < n.Lines().Len(); i++ {
		from, to := n.Lines().At(i-1).Stop, n.Lines().At(i).Start
		for from > 0 && (src[from-1] == '\n' || src[from-1] == ' ') {
			from--
		}
		if from > 0 && src[from-1] == '\\' {
			from--
		}
		if to <= stop && from < to {
			ps = append(ps, patch{from, to, " "})
		}
	}
	return ps
}

func (d *doc) boldHeading(t *tree, n *ast.Heading, atx bool, mark, first, stop, end int) []patch {
	src := t.src
	open, shut := "**", "**"
	if bytes.ContainsAny(src[first:stop], "*_`[<\\") || src[first] == ' ' {
		open, shut = "", ""
	}
	var ps []patch
	if open == "" {
		ps = guarded(src, mark, first)
		if !atx {
			ps = nil
		}
	} else {
		ps = []patch{{mark, first, open}}
		if !atx {
			ps = []patch{{first, first, open}}
		}
	}
	if !atx {
		ps = append(ps, joinLines(src, n, stop)...)
		// the underline
		next := min(len(src), end+1)
		line := src[next:lineEnd(src, next)]
		if i := bytes.LastIndexAny(line, "=-"); i >= 0 {
			j := i
			for j > 0 && line[j-1] == line[i] {
				j--
			}
			ps = append(ps, patch{next + j, next + i + 1, ""})
		}
	}
	return append(ps, patch{stop, end, shut})
}

// headingAttributes keeps the id of `{#id .class}` and reports the rest.
func (d *doc) headingAttributes(s string, at, first int) {
	var rest []string
	for _, a := range attribute.FindAllString(s, -1) {
		if a[0] == '#' {
			d.anchors = append(d.anchors, anchor{name: a[1:], at: first, own: true})
		} else {
			rest = append(rest, a)
		}
	}
	if len(rest) > 0 {
		d.ds.Add(attr.At(d.at(at, at+len(s)), "%s was removed from the heading", quote(strings.Join(rest, " "))))
	}
}

// nameHeadings decides which headings begin chapters, gives each an id and a
// level, and writes both into the text.
func (d *doc) nameHeadings(front *front) {
	t := parse(d.file.Bytes())
	nodes := map[*heading]*ast.Heading{}
	count := map[int]int{}
	for n := t.root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Lines().Len() > 0 {
			x := &heading{at: lineStart(t.src, h.Lines().At(0).Start), depth: h.Level, title: t.plain(h)}
			d.headings = append(d.headings, x)
			nodes[x] = h
			count[x.depth]++
		}
	}
	if len(d.headings) == 0 {
		d.ds.Add(noHeading.At(d.whole, "the text has no heading, so all of it is the preface").
			Hint("give its parts headings: a clause is a heading with its text"))
		return
	}
	d.chooseTop(count, front)
	d.chooseLevels()
	d.chooseIDs()
	d.reportAnchors()
	var ps []patch
	for _, h := range d.headings {
		n := nodes[h]
		seg := n.Lines().At(0)
		if h == d.titleH {
			ps = append(ps, patch{h.at, lineEnd(t.src, seg.Stop), ""})
			continue
		}
		if h.level != h.depth {
			ps = append(ps, patch{h.at, h.at + h.depth, strings.Repeat("#", h.level)})
		}
		ps = append(ps, patch{seg.Stop, seg.Stop, " {#" + h.id + "}"})
	}
	for i, h := range d.headings {
		if h.gap {
			d.ds.Add(level.At(d.at(h.at, lineEnd(t.src, h.at)), "the heading %s skips a level; it is one below %s now", quote(h.title), d.above(i)))
		}
	}
	d.apply(ps)
}

func (d *doc) above(i int) string {
	for j := i - 1; j >= 0; j-- {
		if d.headings[j].level < d.headings[i].level && d.headings[j] != d.titleH {
			return quote(d.headings[j].title)
		}
	}
	return "the chapter"
}

// chooseTop finds the headings that begin chapters: those of the shallowest
// level that occurs more than once, and any above. A single `# ` heading before
// all others is the standard's title.
func (d *doc) chooseTop(count map[int]int, front *front) {
	first := d.headings[0]
	lone := first.depth == 1 && count[1] == 1
	if d.o.SingleFile {
		first.top = true
		return
	}
	split := first.depth
	for l := 6; l >= 1; l-- {
		if count[l] > 1 {
			split = l
		}
	}
	if count[1] > 0 && len(d.headings) == 1 {
		split = 1
	}
	if lone && split > 1 && (d.title(front) == "" || d.title(front) == first.title) {
		d.titleH = first
	}
	for _, h := range d.headings {
		h.top = h.depth <= split && h != d.titleH
	}
	for _, h := range d.headings { // what follows the title begins a chapter in any case
		if h != d.titleH {
			h.top = true
			break
		}
	}
}

func (d *doc) title(f *front) string {
	if d.o.Title != "" {
		return d.o.Title
	}
	return f.title
}

// chooseLevels numbers levels from each chapter's heading on, without gaps.
func (d *doc) chooseLevels() {
	type step struct{ depth, level int }
	var stack []step
	base := 0
	if d.o.SingleFile {
		for _, h := range d.headings[1:] {
			if h.depth <= d.headings[0].depth {
				base = 1 // only the first may be the chapter's own heading
			}
		}
	}
	for _, h := range d.headings {
		if h == d.titleH {
			continue
		}
		if h.top {
			stack = []step{{h.depth, 1}}
			h.level = 1
			if base == 1 {
				stack = []step{{0, 1}, {h.depth, 2}}
				h.level = 2
			}
			continue
		}
		for len(stack) > 1 && stack[len(stack)-1].depth >= h.depth {
			stack = stack[:len(stack)-1]
		}
		top := stack[len(stack)-1]
		h.level = top.level + 1
		h.gap = h.depth > top.depth+1 && !(base == 1 && len(stack) == 1)
		if h.level > 6 {
			h.level = 6
			d.ds.Add(level.At(d.at(h.at, h.at+h.depth), "the heading %s would be at level 7; it is at level 6 now", quote(h.title)))
		}
		stack = append(stack, step{h.depth, h.level})
	}
}

// chooseIDs gives ids in two rounds, so that a heading keeps the id that is its
// own even where an earlier one had to take a substitute.
func (d *doc) chooseIDs() {
	src := d.file.Bytes()
	own := make([]string, len(d.headings))
	for _, a := range d.anchors {
		if i := d.headingOf(src, a.at); i >= 0 && (own[i] == "" || a.own) && usable(a.name) {
			own[i] = a.name
		}
	}
	taken := map[string]*heading{}
	want := make([]string, len(d.headings))
	give := func(i int, id string, b Basis) bool {
		h := d.headings[i]
		if h.id != "" || !usable(id) {
			return false
		}
		if want[i] == "" {
			want[i], h.basis = id, b
		}
		if taken[id] != nil {
			return false
		}
		h.id, h.basis = id, b
		taken[id] = h
		return true
	}
	for i := range d.headings {
		if d.headings[i] != d.titleH {
			give(i, own[i], FromAnchor)
		}
	}
	var parents []int
	for i, h := range d.headings {
		for len(parents) > 0 && d.headings[parents[len(parents)-1]].depth >= h.depth {
			parents = parents[:len(parents)-1]
		}
		parent := ""
		if len(parents) > 0 {
			parent = d.headings[parents[len(parents)-1]].id
		}
		parents = append(parents, i)
		if h.id != "" || want[i] != "" || h == d.titleH {
			continue
		}
		if id := fromNumber(h.title, parent); id != "" {
			give(i, id, FromNumber)
		}
	}
	for i, h := range d.headings {
		if want[i] == "" && h != d.titleH && !give(i, fromTitle(h.title), FromTitle) && want[i] == "" {
			give(i, "clause-"+strconv.Itoa(i+1), FromCount)
		}
	}
	for i, h := range d.headings {
		if h.id != "" || h == d.titleH {
			continue
		}
		id := want[i]
		if id == "w" {
			id = "clause-w" // w-2 would be a notice's
		}
		for n := 2; h.id == ""; n++ {
			give(i, fmt.Sprintf("%s-%d", id, n), h.basis)
		}
		d.ds.Add(collision.At(d.at(h.at, lineEnd(src, h.at)), "the id %q is another heading's already; %s has the id %q", id, quote(h.title), h.id).
			Hint("write an id of its own for it: ids last, and numbers added to them mean nothing"))
	}
}

// reportAnchors tells of names that did not become ids: links from elsewhere
// that use them will not find their place.
func (d *doc) reportAnchors() {
	src := d.file.Bytes()
	for _, a := range d.anchors {
		in := d.clauseAt(src, a.at)
		switch {
		case in == nil:
			d.ds.Add(lostAnchor.At(d.at(a.at, a.at), "the anchor %s is gone; links of this text to it lead to the preface", quote(a.name)))
		case in.id != a.name:
			d.ds.Add(lostAnchor.At(d.at(a.at, a.at), "the anchor %s is gone; links of this text to it lead to %q", quote(a.name), in.id))
		}
	}
}

// clauseAt is the clause that an anchor names or stands in; nil for the preface.
func (d *doc) clauseAt(src []byte, at int) *heading {
	var in *heading
	if i := d.headingOf(src, at); i >= 0 {
		in = d.headings[i]
	} else {
		for _, h := range d.headings {
			if h.at <= at {
				in = h
			}
		}
	}
	if in == d.titleH {
		return nil
	}
	return in
}

// headingOf returns the heading that an anchor names: one on its line, or one
// before which it stands alone; -1 where it stands in a text.
func (d *doc) headingOf(src []byte, at int) int {
	for i, h := range d.headings {
		if at >= h.at && at <= lineEnd(src, h.at) {
			return i
		}
		if at < h.at {
			if len(bytes.TrimSpace(src[at:h.at])) == 0 && len(bytes.TrimSpace(src[lineStart(src, at):at])) == 0 {
				return i
			}
			return -1
		}
	}
	return -1
}
