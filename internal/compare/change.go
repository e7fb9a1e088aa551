package compare

import (
	"bytes"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// changes says of each clause what became of it.
func (m *matcher) changes() []Change {
	isOld := make(map[*node]bool, len(m.old))
	for _, o := range m.old {
		isOld[o] = true
	}
	m.heirsOf, m.mergedOf = map[*node][]*node{}, map[string][]string{}
	m.files = map[string]bool{}
	for _, a := range attachments(m.in.Old.Files, m.in.New.Files) {
		m.files[a.Path] = a.Change == "changed"
	}
	for _, n := range m.new {
		for _, o := range n.from {
			if isOld[o] {
				m.heirsOf[o] = append(m.heirsOf[o], n)
			}
		}
	}
	for _, n := range m.new { // that say now into which clause they were merged
		if to := n.Meta.MergedInto; to != "" && (n.pair == nil || n.pair.Meta.MergedInto != to) {
			m.mergedOf[to] = append(m.mergedOf[to], n.Clause.ID)
		}
	}
	nodes := m.sequence()
	out := make([]Change, len(nodes))
	inParallel(len(nodes), func(i int) {
		switch n := nodes[i]; {
		case isOld[n]:
			out[i] = m.removed(n)
		case n.pair == nil:
			out[i] = m.added(n)
		default:
			out[i] = m.kept(n.pair, n)
		}
	})
	return out
}

// inParallel does n things, each of which touches nothing of the others.
func inParallel(n int, do func(i int)) {
	const share = 64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+share-1)/share) {
		wg.Go(func() {
			for {
				to := int(next.Add(share))
				for i := to - share; i < min(to, n); i++ {
					do(i)
				}
				if to >= n {
					return
				}
			}
		})
	}
	wg.Wait()
}

func (m *matcher) removed(o *node) Change {
	c := Change{ID: o.Clause.ID, Class: Removed, Old: o.place(), oldBlocks: o.reader()}
	c.Into, c.Moved = m.takers(o), o.bodyIn != nil
	for _, s := range o.from {
		c.From = append(c.From, s.Clause.ID)
	}
	return c
}

func (m *matcher) added(n *node) Change {
	c := Change{ID: n.Clause.ID, Class: Added, New: n.place(), newBlocks: n.reader()}
	c.From = m.sources(n)
	if n.bodyIn != nil {
		c.Moved, c.Was = true, n.bodyIn.Clause.ID
	}
	return c
}

// takers are the clauses that took up an old one's text.
func (m *matcher) takers(o *node) []string {
	var out []string
	for _, h := range m.heirsOf[o] {
		out = append(out, h.Clause.ID)
	}
	if o.bodyIn != nil && !slices.Contains(out, o.bodyIn.Clause.ID) {
		out = append(out, o.bodyIn.Clause.ID)
	}
	return out
}

// sources are the clauses that a new one was made of besides its own.
func (m *matcher) sources(n *node) []string {
	var out []string
	for _, s := range n.from {
		out = append(out, s.Clause.ID)
	}
	return append(out, m.mergedOf[n.Clause.ID]...)
}

func (m *matcher) kept(o, n *node) Change {
	c := Change{
		ID: n.Clause.ID, Old: o.place(), New: n.place(), Moved: n.moved,
		Renumbered: !strings.EqualFold(fold(o.Clause.Label), fold(n.Clause.Label)),
		Retitled:   fold(o.Clause.Title) != fold(n.Clause.Title),
		Metadata:   metadata(o.Meta, n.Meta, n.Meta.Retired && !o.Meta.Retired, m.lang),
		oldBlocks:  o.reader(), newBlocks: n.reader(),
	}
	c.Retagged = len(c.Metadata) > 0
	c.LinksGone, c.LinksCome = m.links(o, n)
	c.Files = m.filesOf(o, n)
	if o.Clause.ID != n.Clause.ID {
		c.Was = o.Clause.ID
	}
	c.From = m.sources(n)
	c.Into = m.takers(o)
	if to := n.Meta.MergedInto; to != "" && o.Meta.MergedInto != to && !slices.Contains(c.Into, to) {
		c.Into = append(c.Into, to)
	}
	sameLabel := fold(o.Clause.Label) == fold(n.Clause.Label)
	switch {
	case n.Meta.Retired && !o.Meta.Retired:
		c.Class = Withdrawn
		r := redline.Compare(o.text(), n.text())
		c.redline = &r
	case bytes.Equal(o.raw, n.raw) && (sameLabel || c.Renumbered) && !c.relinked() && (!noted(n.raw) || o.folded() == n.folded()):
		c.Class = Unchanged // a label in other letters, "APPENDIX A", is formatting
	case o.folded() == n.folded():
		c.Class = Formatting
		if o.wording() != n.wording() { // a paragraph was split
			r := redline.Compare(o.text(), n.text())
			c.redline = &r
		}
	default:
		c.Class = Modified
		r := redline.Compare(o.text(), n.text())
		c.redline = &r
	}
	// what is neither words nor metadata
	var l list
	l.add("depth", strconv.Itoa(o.Clause.Depth), strconv.Itoa(n.Clause.Depth))
	if c.Class == Formatting {
		l.add("list-numbers", numbers(o.text()), numbers(n.text()))
	}
	if len(l) > 0 && c.Class == Unchanged {
		c.Class = Formatting
	}
	if m.otherChapter(o, n) {
		l.add("chapter", o.Chapter.Title, n.Chapter.Title)
	}
	c.Metadata = append(c.Metadata, l...)
	c.Withholding, c.Opened = m.withholding(o, n, c.redline)
	return c
}

// numbers are those of the items of ordered lists.
func numbers(blocks []standard.Block) string {
	var out []string
	for _, b := range blocks {
		if n := strings.TrimRight(b.Marker, ".)"); n != "" && strings.Trim(n, "0123456789") == "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, " ")
}

// otherChapter reports whether a clause stands in another chapter, where both
// chapters are in both versions. The order may be the same: then nothing moved.
func (m *matcher) otherChapter(o, n *node) bool {
	return o.Chapter.Name != n.Chapter.Name && m.oldChapters[n.Chapter.Name] && m.newChapters[o.Chapter.Name]
}

// noted reports whether a text refers to a footnote, whose words stand elsewhere
// in its file.
func noted(raw []byte) bool { return bytes.Contains(raw, []byte("[^")) }

// links are the targets of links and pictures that one side alone has. A link to
// a clause that has another id now leads where it led.
func (m *matcher) links(o, n *node) (gone, come []string) {
	a, b := targets(o), targets(n)
	if slices.Equal(a, b) {
		return nil, nil
	}
	for i, t := range a { // what an old target is called now, in whatever file it stands
		if now := m.now(within(t)); now != "" {
			if j := slices.IndexFunc(b, func(to string) bool { return within(to) == now }); j >= 0 {
				a[i] = b[j]
			}
		}
	}
	return differ(a, b)
}

// within is the clause of the same version that a link leads to, or "".
func within(target string) string {
	file, id, ok := strings.Cut(target, "#")
	if !ok || file != "" && (strings.Contains(file, "/") || !strings.HasSuffix(file, ".md")) {
		return ""
	}
	return id
}

func targets(n *node) []string { return linked(n.Clause.Prose) }

func linked(p standard.Prose) []string {
	var out []string
	for _, l := range slices.Concat(p.Links, p.Images) {
		out = append(out, l.Target)
	}
	return out
}

// differ is what one of two lists alone has.
func differ(a, b []string) (gone, come []string) {
	count := map[string]int{}
	for _, t := range b {
		count[t]++
	}
	for _, t := range a {
		if count[t] > 0 {
			count[t]--
			continue
		}
		gone = append(gone, t)
	}
	for _, t := range b {
		if count[t] > 0 {
			count[t]--
			come = append(come, t)
		}
	}
	return gone, come
}

// filesOf are the attachments that both sides refer to and that are other files
// now.
func (m *matcher) filesOf(o, n *node) []string {
	if len(m.files) == 0 {
		return nil
	}
	var out []string
	before := targets(o)
	for _, t := range targets(n) {
		if p := path.Clean(t); m.files[p] && slices.Contains(before, t) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

var mark = regexp.MustCompile(`\[(W-[0-9]{3,})\]`)

// withholding says what became of the withheld parts of a clause. In a public
// edition it is told from the two texts: a part is disclosed where words stand
// in the place of its mark, and withheld where a mark stands in the place of
// words. A part whose mark went without a word in its place may have gone
// altogether; nobody outside can know.
func (m *matcher) withholding(o, n *node, r *redline.Redline) (what string, opened []string) {
	oldIDs, newIDs := parts(o), parts(n)
	oldReg, newReg := m.oldRegister, m.newRegister
	withheld := false
	disclose := func(id string) {
		if !slices.Contains(opened, id) {
			opened = append(opened, id)
		}
	}
	switch {
	case o.Clause.Withheld != nil && n.Clause.Withheld == nil:
		disclose(o.Clause.Withheld.ID)
	case o.Clause.Withheld == nil && n.Clause.Withheld != nil:
		withheld = true
	case m.in.Edition != "public":
		for _, id := range newIDs {
			withheld = withheld || oldReg[id] == nil
		}
		for _, id := range oldIDs {
			if newReg[id] == nil {
				disclose(id)
			}
		}
	case r != nil:
		eachChange(r.Pieces(), func(gone, come string) {
			for _, id := range marks(gone, oldIDs) {
				if newReg[id] == nil && worded(come) {
					disclose(id)
				}
			}
			for _, id := range marks(come, newIDs) {
				withheld = withheld || oldReg[id] == nil && worded(gone)
			}
		})
	}
	switch {
	case withheld:
		return Withheld, opened
	case len(opened) > 0:
		return Disclosed, opened
	}
	for _, id := range newIDs {
		if a, b := oldReg[id], newReg[id]; a != nil && b != nil && len(m.entryChanges(a, b)) > 0 {
			return Changed, nil
		}
	}
	return "", nil
}

// parts are the withheld parts that a clause has a notice of.
func parts(n *node) []string {
	out := slices.Concat(n.Clause.Notices, n.Clause.Withhold)
	if w := n.Clause.Withheld; w != nil && !slices.Contains(out, w.ID) {
		out = append(out, w.ID)
	}
	return out
}

func register(v *standard.Version) map[string]*standard.Withholding {
	out := make(map[string]*standard.Withholding, len(v.Register))
	for _, w := range v.Register {
		out[w.ID] = w
	}
	return out
}

// eachChange calls yield for each place where something was replaced.
func eachChange(pieces []redline.Piece, yield func(gone, come string)) {
	gone, come := "", ""
	for _, p := range pieces {
		switch p.Op {
		case redline.Delete:
			gone += p.Text
		case redline.Insert:
			come += p.Text
		default:
			yield(gone, come)
			gone, come = "", ""
		}
	}
	yield(gone, come)
}

// marks are the marks of withheld parts in a text.
func marks(text string, known []string) []string {
	var out []string
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		if slices.Contains(known, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// worded reports whether a text has words besides marks.
func worded(text string) bool {
	return strings.ContainsFunc(mark.ReplaceAllString(text, ""), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
