package importer

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

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
		if taken[id] != nil || d.o.taken[id] && b != FromBefore && b != FromAnchor {
			return false
		}
		h.id, h.basis = id, b
		taken[id] = h
		return true
	}
	clause := 0
	for i, h := range d.headings {
		if h != d.titleH && clause < len(d.o.carried) {
			give(i, d.o.carried[clause], FromBefore)
			clause++
		}
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
			give(i, d.fresh(id), FromNumber)
		}
	}
	for i, h := range d.headings {
		if want[i] == "" && h != d.titleH && !give(i, d.fresh(fromTitle(h.title)), FromTitle) && want[i] == "" {
			give(i, d.fresh("clause-"+strconv.Itoa(i+1)), FromCount)
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

// fresh is an id that no clause of another meaning had before. The version tells
// the two apart, and keeps the next one from giving the same id again.
func (d *doc) fresh(id string) string {
	if id == "" || !d.o.taken[id] {
		return id
	}
	return id + "-v" + strings.Trim(nonID.ReplaceAllString(strings.ToLower(d.o.Version), "-"), "-")
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
