package compare

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// minTelling is how many characters a text must have to be known again by itself:
// "No stipulation." stands in a document a hundred times.
const minTelling = 20

// A node is a clause of one of the versions while partners are sought.
type node struct {
	Place
	index  int // in its chapter
	at     int // in its version
	raw    []byte
	texts  Texts
	blocks []standard.Block
	read   bool
	words  string // set by text
	folds  string // set by folded
	vector vector // set by the matcher's vectors

	pair  *node
	moved bool
	// bodyIn is where an exact copy of its text stands on the other side, where
	// its own partner has another.
	bodyIn *node
	from   []*node // declared: of what it was made besides
}

func (n *node) text() []standard.Block {
	if !n.read {
		n.read = true
		n.blocks = n.texts.Blocks(n.Chapter, n.index)
		n.words = redline.Text(n.blocks)
	}
	return n.blocks
}

// place and reader are what a change keeps of a node. The node itself, with its
// words and all that it is tied to, is done with; and a comparison may be read
// from several goroutines at once, so nothing is remembered here.
func (n *node) place() *Place { p := n.Place; return &p }

func (n *node) reader() func() []standard.Block {
	texts, ch, index := n.texts, n.Chapter, n.index
	return func() []standard.Block { return texts.Blocks(ch, index) }
}

func (n *node) wording() string {
	n.text()
	return n.words
}

// folded is the words without regard to where a block ends: a paragraph that was
// split says the same. Japanese is joined without a space, as within a paragraph.
func (n *node) folded() string {
	if w := n.wording(); n.folds == "" && w != "" {
		n.folds = fold(unbroken(w))
		for _, b := range n.blocks {
			if b.Kind == standard.BlockCode { // in which white space means something
				n.folds += "\x00" + b.Text()
			}
		}
	}
	return n.folds
}

type matcher struct {
	in       Input
	old, new []*node
	oldID    map[string]*node
	newID    map[string]*node
	reused   []Candidate
	lineage  *lineage
	idf      map[uint64]float64

	oldRegister, newRegister map[string]*standard.Withholding
	heirsOf                  map[*node][]*node   // clauses made of one, in their order
	mergedOf                 map[string][]string // ids of clauses that say they were merged into one
	files                    map[string]bool     // attachments that changed
	lang                     string              // of the texts

	oldChapters, newChapters map[string]bool // by name
}

func newMatcher(in Input, old, new *standard.Translation) *matcher {
	m := &matcher{in: in, lineage: newLineage(in), lang: new.Lang}
	m.old, m.oldID = nodes(in.Old, old)
	m.new, m.newID = nodes(in.New, new)
	m.sameLanguage()
	names := func(t *standard.Translation) map[string]bool {
		out := map[string]bool{}
		for _, ch := range t.Chapters {
			out[ch.Name] = true
		}
		return out
	}
	m.oldChapters, m.newChapters = names(old), names(new)
	m.oldRegister, m.newRegister = register(in.Old.Version), register(in.New.Version)
	return m
}

// sameLanguage lets the originals stand for a clause of which one side alone has a
// translation: that a chapter was translated is no change of what it says.
func (m *matcher) sameLanguage() {
	var olds, news map[string]*node
	for _, n := range m.new {
		o := m.oldID[n.Clause.ID]
		if o == nil || m.newID[n.Clause.ID] != n || o.Lang == n.Lang {
			continue
		}
		if olds == nil {
			_, olds = nodes(m.in.Old, original(m.in.Old.Version))
			_, news = nodes(m.in.New, original(m.in.New.Version))
		}
		a, b := olds[o.Clause.ID], news[n.Clause.ID]
		if a == nil || b == nil || a.Lang != b.Lang {
			continue
		}
		for _, x := range []struct{ to, from *node }{{o, a}, {n, b}} {
			x.to.Place, x.to.index, x.to.raw = x.from.Place, x.from.index, x.from.raw
		}
	}
}

func nodes(v Version, t *standard.Translation) ([]*node, map[string]*node) {
	meta := map[string]*standard.Clause{}
	if first := original(v.Version); first != t {
		for _, ch := range first.Chapters {
			for _, c := range ch.Clauses {
				if meta[c.ID] == nil {
					meta[c.ID] = c
				}
			}
		}
	}
	var list []*node
	byID := map[string]*node{}
	for _, ch := range t.Chapters {
		for i, c := range ch.Clauses {
			n := &node{Place: Place{ch, c, c, cmp.Or(ch.Lang, t.Lang)}, index: i, at: len(list), raw: v.Texts.Raw(ch, i), texts: v.Texts}
			if original := meta[c.ID]; original != nil {
				n.Meta = original
			}
			list = append(list, n)
			if byID[c.ID] == nil { // twice is a finding elsewhere
				byID[c.ID] = n
			}
		}
	}
	return list, byID
}

// read reads the words of clauses, and of those beside them, before they are
// asked for one by one.
func read(list []*node, beside func(*node) *node) {
	inParallel(len(list), func(i int) {
		list[i].folded()
		if beside != nil {
			beside(list[i]).folded()
		}
	})
}

// match finds each clause's partner, the surest ways first.
func (m *matcher) match() {
	m.declared()
	m.sameID()
	m.heirs()
	m.sections()
	m.bodies()
}

// now is the id that an old clause has in the new version, "" where it is no more.
func (m *matcher) now(id string) string {
	if o := m.oldID[id]; o != nil && o.pair != nil {
		return o.pair.Clause.ID
	}
	return ""
}

func join(old, new *node) { old.pair, new.pair = new, old }

func separate(n *node) { n.pair.pair, n.pair = nil, nil }

// declared joins what authors say: `was`. A clause that names several took up
// all of them, and the first goes on in it; of several that name one, the first
// goes on as well.
func (m *matcher) declared() {
	for _, n := range m.new {
		id, ok := m.lineage.before(n.Clause.ID)
		if !ok {
			continue
		}
		for _, further := range m.lineage.further[n.Clause.ID] {
			if old := m.oldID[further]; old != nil {
				n.from = append(n.from, old)
			}
		}
		old := m.oldID[id]
		if old == nil || n.pair != nil || id == n.Clause.ID {
			continue
		}
		heir := m.newID[id]
		goesOn := heir != nil && heir != n
		if goesOn { // unless that clause says that it was another one itself
			was, renamed := m.lineage.before(id)
			goesOn = !renamed || was == id
		}
		if old.pair != nil || goesOn {
			n.from = append(n.from, old)
			continue
		}
		join(old, n)
	}
}

// sameID joins clauses of one id, unless their texts have nothing in common.
func (m *matcher) sameID() {
	var doubtful []*node
	for _, n := range m.new {
		old := m.oldID[n.Clause.ID]
		if old == nil || old.pair != nil || n.pair != nil || m.newID[n.Clause.ID] != n {
			continue
		}
		join(old, n)
		if !bytes.Equal(old.raw, n.raw) {
			doubtful = append(doubtful, n)
		}
	}
	read(doubtful, func(n *node) *node { return n.pair })
	for _, n := range doubtful {
		if s, reuse := m.strangers(n.pair, n); reuse {
			m.reused = append(m.reused, Candidate{n.pair.Clause.ID, n.Clause.ID, s})
			separate(n)
		}
	}
}

// heirs joins a clause that is gone with the only one that says it was split off
// from it, and notes the others.
func (m *matcher) heirs() {
	if m.in.strange() {
		return
	}
	claims := map[*node][]*node{}
	claim := func(n *node, refs []string, number string, byID map[string]*node) {
		for _, ref := range refs {
			if id, v, ok := strings.Cut(ref, "@"); ok && v == number && byID[id] != nil {
				claims[byID[id]] = append(claims[byID[id]], n)
			}
		}
	}
	for _, n := range m.new {
		claim(n, n.Meta.SplitFrom, m.in.Old.Number, m.oldID)
	}
	for _, n := range m.old { // where the older version stands on the right
		claim(n, n.Meta.SplitFrom, m.in.New.Number, m.newID)
	}
	for _, source := range slices.Concat(m.old, m.new) {
		heirs := claims[source]
		if len(heirs) == 1 && source.pair == nil && heirs[0].pair == nil {
			source.pair, heirs[0].pair = heirs[0], source
			continue
		}
		for _, h := range heirs {
			if h.pair != source && !slices.Contains(h.from, source) {
				h.from = append(h.from, source)
			}
		}
	}
}

// sections joins a section that is withheld on one side, of which only its place
// in the contents is known, with the open one of the same heading.
func (m *matcher) sections() {
	heading := func(n *node) string { return fold(n.Clause.Label) + "\x00" + fold(n.Clause.Title) }
	open := func(list []*node, withheld bool) map[string]*node {
		out := map[string]*node{}
		for _, n := range list {
			if n.pair == nil && m.placeholder(n) == withheld {
				if _, twice := out[heading(n)]; twice {
					out[heading(n)] = nil
					continue
				}
				out[heading(n)] = n
			}
		}
		return out
	}
	for _, nowWithheld := range []bool{true, false} {
		olds, news := open(m.old, !nowWithheld), open(m.new, nowWithheld)
		for _, n := range m.new {
			if n.pair == nil && news[heading(n)] == n {
				if o := olds[heading(n)]; o != nil {
					join(o, n)
				}
			}
		}
	}
}

// placeholder reports whether a clause stands for a withheld section.
func (m *matcher) placeholder(n *node) bool {
	return n.Clause.Withheld != nil && n.Clause.ID == strings.ToLower(n.Clause.Withheld.ID)
}

// bodies finds texts that stand once on either side, and under other ids. A
// clause without a partner has found it then. Where one of the two has a partner
// already, the text has left it, or come to it: it stays, and the other was moved.
func (m *matcher) bodies() {
	wanted := func(n *node) bool {
		return !m.placeholder(n) && (n.pair == nil || !bytes.Equal(n.raw, n.pair.raw))
	}
	index := func(list []*node) map[string][]*node {
		out := map[string][]*node{}
		read(slices.DeleteFunc(slices.Clone(list), func(n *node) bool { return !wanted(n) }), nil)
		for _, n := range list {
			if wanted(n) {
				if w := n.folded(); utf8.RuneCountInString(w) >= minTelling {
					out[w] = append(out[w], n)
				}
			}
		}
		return out
	}
	if !slices.ContainsFunc(m.new, func(n *node) bool { return n.pair == nil }) && !slices.ContainsFunc(m.old, func(n *node) bool { return n.pair == nil }) {
		return
	}
	olds, news := index(m.old), index(m.new)
	var kept map[string]bool // words of clauses that did not change
	for _, n := range m.new {
		if !wanted(n) {
			continue
		}
		w := n.folded()
		if len(olds[w]) != 1 || len(news[w]) != 1 {
			continue
		}
		o := olds[w][0]
		if o.pair == n || o.pair != nil && n.pair != nil {
			continue
		}
		if kept == nil {
			kept = map[string]bool{}
			for _, n := range m.new {
				if !wanted(n) && !m.placeholder(n) {
					kept[n.folded()] = true
				}
			}
		}
		switch {
		case kept[w]: // not once
		case o.pair == nil && n.pair == nil:
			join(o, n)
		default:
			o.bodyIn, n.bodyIn = n, o
		}
	}
}

func unbroken(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if b.Len() > 0 {
			last, _ := utf8.DecodeLastRuneInString(b.String())
			next, _ := utf8.DecodeRuneInString(line)
			if last < 0x3000 || next < 0x3000 {
				b.WriteByte(' ')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// fold writes a text on one line, with one space for any run of white space.
func fold(s string) string {
	space := true // before
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return strings.Join(strings.Fields(s), " ")
			}
			space = true
		case r < 0x3001 && unicode.IsSpace(r):
			return strings.Join(strings.Fields(s), " ")
		default:
			space = false
		}
	}
	return strings.TrimSuffix(s, " ")
}
