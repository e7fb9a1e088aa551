package compare

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/redline"
)

// The ways in which a clause is known again, the surest first. Each leaves what
// it can't tell to the next; the last ones only name what somebody has to look at.

// anchors trusts what the text calls its clauses.
func (c *carrier) anchors() {
	for _, n := range c.new {
		if o := c.oldID[n.Clause.ID]; o != nil && c.in.Named[n.Clause.ID] {
			c.join(o, n, ByAnchor)
		}
	}
}

// same joins what has the same number, title and text.
func (c *carrier) same() {
	at := c.byNumber()
	for _, n := range c.new {
		if o := at[n]; o != nil && c.title(o) == c.title(n) && o.folded() == n.folded() && (c.title(n) != "" || n.folded() != "") {
			c.join(o, n, ByNumber)
		}
	}
}

// titled joins what has the same title and text, wherever it stands: a clause
// that was renumbered. Text or title must tell by themselves.
func (c *carrier) titled() {
	type key struct{ title, body string }
	count := func(list []*node) map[key][]*node {
		out := map[key][]*node{}
		for _, n := range list {
			k := key{c.title(n), n.folded()}
			out[k] = append(out[k], n)
		}
		return out
	}
	olds, news := count(c.old), count(c.new)
	for _, n := range c.new {
		k := key{c.title(n), n.folded()}
		if k.title == "" || len(olds[k]) != 1 || len(news[k]) != 1 {
			continue
		}
		switch {
		case c.telling(n):
			c.join(olds[k][0], n, ByText)
		case c.lone(k.title):
			c.join(olds[k][0], n, ByTitle)
		}
	}
}

// minTelling reports whether a text is long enough to be known again by itself.
func (c *carrier) telling(n *node) bool { return utf8.RuneCountInString(n.folded()) >= minTelling }

// children joins what has the same title and text under the same heading, where
// no other clause there has.
func (c *carrier) children() {
	for _, n := range c.new {
		if n.pair != nil || c.title(n) == "" {
			continue
		}
		parent := c.newSide.heads[n].parent
		var above *node
		if parent != nil {
			if above = parent.pair; above == nil {
				continue
			}
		}
		like := func(x *node) bool { return c.title(x) == c.title(n) && x.folded() == n.folded() }
		var olds, news []*node
		for _, x := range c.oldSide.kids[above] {
			if x.pair == nil && like(x) {
				olds = append(olds, x)
			}
		}
		for _, x := range c.newSide.kids[parent] {
			if x.pair == nil && like(x) {
				news = append(news, x)
			}
		}
		if len(olds) == 1 && len(news) == 1 {
			c.join(olds[0], n, ByTitle)
		}
	}
}

// numbered keeps ids where number and title say so, whatever became of the text:
// who reads the two versions takes them for one clause. A text that is another
// one is told.
func (c *carrier) numbered() {
	for _, n := range c.new {
		if n.pair != nil && c.ground[n] == ByAnchor && !c.near(n.pair, n) && !c.sameTitle(n.pair, n) {
			c.suspect(n.pair, n, c.likeness(n.pair, n), true)
		}
	}
	at := c.byNumber()
	for _, n := range c.new {
		o := at[n]
		if o == nil || !c.sameTitle(o, n) {
			continue
		}
		if !c.lone(c.title(n)) && !c.sameParent(o, n) {
			continue // "General" of another chapter, as far as one can see
		}
		if c.join(o, n, ByNumber) && !c.near(o, n) {
			c.suspect(o, n, c.likeness(o, n), true)
		}
	}
}

// unique joins texts that stand once on either side.
func (c *carrier) unique() {
	olds := map[string]*node{}
	for _, o := range c.old {
		olds[o.folded()] = o
	}
	for _, n := range c.new {
		w := n.folded()
		if o := olds[w]; o != nil && c.telling(n) && c.oldSide.bodies[w] == 1 && c.newSide.bodies[w] == 1 {
			c.join(o, n, ByText)
		}
	}
}

// likeness is how alike two texts are, as candidates of a comparison are told.
func (c *carrier) likeness(o, n *node) float64 {
	if o.folded() == n.folded() && o.folded() != "" {
		return 1
	}
	return cosine(o.vector, n.vector)
}

func (c *carrier) near(o, n *node) bool {
	return o.folded() == n.folded() || c.likeness(o, n) >= nearlySame || redline.Dice(redline.BagOf(o.wording()), redline.BagOf(n.wording())) >= nearlySame
}

type graded struct {
	o, n       *node
	similarity float64
	score      float64
	ground     Ground // "" is a doubt
}

// graded goes through the pairs that are alike, the most alike first. Those of
// one title or one number are one clause that was edited; others are doubts, and
// what a doubt names is not given to a pair that is less alike.
func (c *carrier) graded() {
	free := func(list []*node) []*node {
		var out []*node
		for _, n := range list {
			if n.pair == nil && c.doubt[n] == nil && !c.doubted[n] {
				out = append(out, n)
			}
		}
		return out
	}
	olds, news := free(c.old), free(c.new)
	var all []graded
	seen := map[[2]*node]bool{}
	add := func(o, n *node, likely bool) {
		if seen[[2]*node{o, n}] || !c.allowed(o, n) {
			return
		}
		seen[[2]*node{o, n}] = true
		g := graded{o: o, n: n, similarity: c.likeness(o, n)}
		g.score = max(g.similarity, redline.Dice(redline.BagOf(o.wording()), redline.BagOf(n.wording())))
		title, number := c.sameTitle(o, n), c.sameNumber(o, n)
		kin := redline.Dice(redline.BagOf(c.title(o)), redline.BagOf(c.title(n))) >= 0.5
		told := c.telling(o) && c.telling(n)
		switch {
		case title && told && c.near(o, n):
			g.ground = ByTitle
		case number && told && c.near(o, n), number && kin && (g.similarity >= alike || o.folded() == n.folded()):
			g.ground = ByNumber
		case !told || !likely:
			return
		}
		if title {
			g.score += 0.2
		}
		if number {
			g.score += 0.15
		}
		all = append(all, g)
	}
	for _, f := range likely(olds, news) {
		add(olds[f.i], news[f.j], true)
	}
	byTitle := map[string][]*node{}
	for _, o := range olds {
		byTitle[c.title(o)] = append(byTitle[c.title(o)], o)
	}
	at := c.byNumber()
	for _, n := range news {
		if o := at[n]; o != nil && o.pair == nil {
			add(o, n, false)
		}
		if t := c.title(n); t != "" && len(byTitle[t]) <= nearest {
			for _, o := range byTitle[t] {
				add(o, n, false)
			}
		}
	}
	slices.SortFunc(all, func(a, b graded) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.o.at, b.o.at), cmp.Compare(a.n.at, b.n.at))
	})
	for _, g := range all {
		if g.ground != "" {
			c.join(g.o, g.n, g.ground)
		} else {
			c.suspect(g.o, g.n, g.similarity, false)
		}
	}
}

// between joins clauses of the same words that stand between the same neighbours,
// or have the same number and one neighbour in common: headings without a text,
// texts that stand in a document a hundred times.
func (c *carrier) between() {
	beside := func(list []*node, at int) *node {
		if at < 0 || at >= len(list) {
			return nil
		}
		return list[at]
	}
	for _, step := range []int{1, -1} {
		for k := range c.new {
			n := c.new[k]
			if step < 0 {
				n = c.new[len(c.new)-1-k]
			}
			if n.pair != nil {
				continue
			}
			for _, way := range []int{-1, 1} {
				var o *node
				if x := beside(c.new, n.at+way); x == nil {
					if way < 0 {
						o = beside(c.old, 0)
					} else {
						o = beside(c.old, len(c.old)-1)
					}
				} else if x.pair != nil {
					o = beside(c.old, x.pair.at-way)
				}
				if o == nil || o.pair != nil || c.title(o) != c.title(n) || o.folded() != n.folded() {
					continue
				}
				other, mirror := beside(c.new, n.at-way), beside(c.old, o.at-way)
				closed := other == nil && mirror == nil || other != nil && mirror != nil && other.pair == mirror
				if c.title(n) == "" && n.folded() == "" {
					closed = closed && other != nil || c.family(o, n)
				} else {
					closed = closed || c.sameNumber(o, n)
				}
				if closed {
					c.join(o, n, ByPlace)
				}
			}
		}
	}
}

// family reports whether a heading that is a mere number has a clause below it
// that was below the other before: nothing else tells what it is.
func (c *carrier) family(o, n *node) bool {
	return c.sameNumber(o, n) && slices.ContainsFunc(c.newSide.kids[n], func(k *node) bool {
		return k.pair != nil && c.oldSide.heads[k.pair].parent == o
	})
}

// leftover names pairs of one title, or of one number without anything else to
// go by, that nothing joined.
func (c *carrier) leftover() {
	at := c.byNumber()
	titles := map[string]*node{}
	for _, o := range c.old {
		titles[c.title(o)] = o
	}
	for _, n := range c.new {
		if n.pair != nil {
			continue
		}
		if o := at[n]; o != nil && (c.sameTitle(o, n) || c.title(o) == c.title(n) && o.folded() == "" && n.folded() == "") {
			c.suspect(o, n, c.likeness(o, n), false)
		}
		if o := titles[c.title(n)]; o != nil && c.lone(c.title(n)) {
			c.suspect(o, n, c.likeness(o, n), false)
		}
	}
}
