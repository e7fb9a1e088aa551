package compare

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/redline"
)

// A Carriage asks which clauses of a text that has no ids of its own yet are
// those of an older version.
type Carriage struct {
	Old, New Version // the old one in its confidential edition
	// Public is the old version as its public edition has it. What is decided of a
	// clause, and how alike it is said to be, comes from these words. A clause that
	// it lacks is withheld: it is known again only by an id that the new text gives
	// by itself, so that neither ids nor messages tell of it.
	Public Version
	// Named are the ids of the new version that the text itself gives, as
	// anchors. Its others were made from numbers and titles.
	Named map[string]bool
}

// A Ground is what a clause was known again by.
type Ground string

const (
	ByAnchor Ground = "anchor" // the text's own id
	ByNumber Ground = "number" // the same number with the same or nearly the same text
	ByText   Ground = "text"   // the same text, which stands once on either side
	ByTitle  Ground = "title"  // the same title with the same or nearly the same text
	ByPlace  Ground = "place"  // the same words between neighbours that are the same
)

// Grounds lists them in the order of summaries.
var Grounds = []Ground{ByAnchor, ByNumber, ByText, ByTitle, ByPlace}

// A Carried is what became of the ids of a version.
type Carried struct {
	Kept   []Kept  // in the order of the new version
	Doubts []Doubt // likewise
}

// A Kept is a clause of the new version that is one of the old.
type Kept struct {
	New, Old string // ids
	Ground   Ground
}

// A Doubt is a clause of the new version that may be one of the old: somebody
// has to say. With Keeps the ids were kept, because number and title say so and
// only the text does not.
type Doubt struct {
	New, Old   string
	Similarity float64
	Keeps      bool
}

// nearlySame is the likeness from which on the texts of two clauses of one
// number or one title are taken for one that was edited.
const nearlySame = 0.6

// Carry finds the clauses of an older version in a new one. A number alone never
// tells: numbers are used again.
func Carry(in Carriage) *Carried {
	lang := ""
	if t := original(in.New.Version); t != nil {
		lang = t.Lang
	}
	input := Input{Old: in.Old, New: in.New, Lang: lang}
	oldText, newText := texts(input)
	c := &carrier{
		matcher: newMatcher(input, oldText, newText),
		in:      in,
		open:    map[string]bool{},
		ground:  map[*node]Ground{},
		doubt:   map[*node]*Doubt{},
		doubted: map[*node]bool{},
	}
	for _, ch := range original(in.Public.Version).Chapters {
		for i, clause := range ch.Clauses {
			c.open[clause.ID] = true
			if n := c.oldID[clause.ID]; n != nil {
				n.raw, n.blocks, n.read = in.Public.Texts.Raw(ch, i), in.Public.Texts.Blocks(ch, i), true
				n.words = redline.Text(n.blocks)
			}
		}
	}
	c.oldSide, c.newSide = survey(c.old), survey(c.new)
	c.run()
	out := &Carried{}
	for _, n := range c.new {
		if n.pair != nil {
			out.Kept = append(out.Kept, Kept{n.Clause.ID, n.pair.Clause.ID, c.ground[n]})
		}
		if d := c.doubt[n]; d != nil {
			out.Doubts = append(out.Doubts, *d)
		}
	}
	return out
}

// A side is what is known of the headings of one version.
type side struct {
	heads  map[*node]head
	labels map[string]int
	paths  map[string]int
	titles map[string]int
	bodies map[string]int
	kids   map[*node][]*node // by parent; nil is the version
}

type head struct {
	label, title string // folded
	path         string // the labels of all headings above, and its own
	parent       *node
}

func survey(list []*node) *side {
	s := &side{map[*node]head{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[*node][]*node{}}
	var above []*node
	labelled := map[string]*node{}
	for _, n := range list {
		if n.index == 0 {
			above = nil
		}
		for len(above) > 0 && above[len(above)-1].Clause.Depth >= n.Clause.Depth {
			above = above[:len(above)-1]
		}
		h := head{}
		h.label, h.title = bareHeading(n.Clause.Label, n.Clause.Title)
		if len(above) > 0 {
			h.parent = above[len(above)-1]
		} else if i := strings.LastIndexByte(h.label, '.'); i > 0 {
			h.parent = labelled[h.label[:i]] // it stands in a chapter of its own
		}
		if h.parent != nil {
			h.path = s.heads[h.parent].path
		}
		labelled[h.label] = n
		h.path += "/" + h.label
		above = append(above, n)
		s.heads[n] = h
		s.labels[h.label]++
		s.paths[h.path]++
		s.titles[h.title]++
		s.bodies[n.folded()]++
		s.kids[h.parent] = append(s.kids[h.parent], n)
	}
	return s
}

type carrier struct {
	*matcher
	in               Carriage
	oldSide, newSide *side
	open             map[string]bool // ids of the old version's public edition
	ground           map[*node]Ground
	doubt            map[*node]*Doubt
	doubted          map[*node]bool // old ones that a doubt names
}

func (c *carrier) run() {
	if c.identical() {
		return
	}
	c.anchors()
	c.same()
	c.titled()
	c.children()
	c.vectors()
	c.numbered()
	c.unique()
	c.children()
	c.graded()
	c.children()
	c.between()
	c.leftover()
}

// allowed reports whether an old clause may be known again in a new one: a
// withheld one only under an id that the new text gives by itself.
func (c *carrier) allowed(o, n *node) bool {
	return c.open[o.Clause.ID] || o.Clause.ID == n.Clause.ID
}

func (c *carrier) join(o, n *node, g Ground) bool {
	if o.pair != nil || n.pair != nil || c.doubt[n] != nil || c.doubted[o] || !c.allowed(o, n) {
		return false
	}
	join(o, n)
	if g == ByNumber && c.newSide.heads[n].label == "" {
		g = ByTitle
	}
	c.ground[n] = g
	return true
}

// suspect notes a doubt. The pair that it names is taken out of the search,
// unless the ids are kept.
func (c *carrier) suspect(o, n *node, similarity float64, keeps bool) {
	if !c.open[o.Clause.ID] || c.doubt[n] != nil || !keeps && (o.pair != nil || n.pair != nil || c.doubted[o]) {
		return
	}
	c.doubt[n] = &Doubt{n.Clause.ID, o.Clause.ID, similarity, keeps}
	c.doubted[o] = true
}

func (c *carrier) title(n *node) string {
	if h, ok := c.newSide.heads[n]; ok {
		return h.title
	}
	return c.oldSide.heads[n].title
}

// sameTitle wants a title: two headings of numbers alone have none in common.
func (c *carrier) sameTitle(o, n *node) bool {
	t := c.title(n)
	return t != "" && t == c.title(o)
}

// lone reports whether a title stands once on either side, so that it tells by
// itself: "General" stands in every chapter.
func (c *carrier) lone(title string) bool {
	return title != "" && c.oldSide.titles[title] == 1 && c.newSide.titles[title] == 1
}

// sameNumber reports whether two clauses have one number, and no other clause of
// their versions has it. Numbers that begin anew in each section count with
// those above.
func (c *carrier) sameNumber(o, n *node) bool {
	a, b := c.oldSide.heads[o], c.newSide.heads[n]
	switch {
	case a.label == "" || a.label != b.label:
		return false
	case c.oldSide.labels[a.label] == 1 && c.newSide.labels[a.label] == 1:
		return true
	}
	return a.path == b.path && c.oldSide.paths[a.path] == 1 && c.newSide.paths[a.path] == 1
}

// samePlace is sameNumber where there are numbers, and a title of its own where
// there are none.
func (c *carrier) samePlace(o, n *node) bool {
	if c.oldSide.heads[o].label == "" && c.newSide.heads[n].label == "" {
		return c.sameTitle(o, n) && c.lone(c.title(n))
	}
	return c.sameNumber(o, n)
}

func (c *carrier) byNumber() map[*node]*node {
	olds := map[string][]*node{}
	for _, o := range c.old {
		h := c.oldSide.heads[o]
		olds[h.label] = append(olds[h.label], o)
	}
	out := map[*node]*node{}
	for _, n := range c.new {
		for _, o := range olds[c.newSide.heads[n].label] {
			if c.samePlace(o, n) {
				out[n] = o
				break
			}
		}
	}
	return out
}

func (c *carrier) sameParent(o, n *node) bool {
	a, b := c.oldSide.heads[o].parent, c.newSide.heads[n].parent
	return a == nil && b == nil || a != nil && b != nil && a.pair == b
}

// identical joins all where both versions have the same clauses in the same
// order: then nothing is in doubt, whatever stands twice.
func (c *carrier) identical() bool {
	same := slices.EqualFunc(c.old, c.new, func(o, n *node) bool {
		a, b := c.oldSide.heads[o], c.newSide.heads[n]
		return a.path == b.path && a.title == b.title && o.folded() == n.folded() && c.allowed(o, n)
	})
	for i, n := range c.new {
		if !same {
			break
		}
		g := ByNumber
		if c.in.Named[n.Clause.ID] && n.Clause.ID == c.old[i].Clause.ID {
			g = ByAnchor
		}
		c.join(c.old[i], n, g)
	}
	return same
}
