package compare_test

import (
	"fmt"
	"slices"
	"strings"
	"testing/fstest"

	"pgregory.net/rapid"
)

// A clause of a generated standard, in one version. key is the same in all.
type clause struct {
	key                string
	id, label, title   string
	paras              []string
	level              string
	items              []string
	was, split, merged string
	retired            bool
	parts              []string // withheld parts, whose text stands last
	open               bool     // their text stands there without markers
}

type chapter struct {
	name, title string
	clauses     []*clause
}

type entry struct {
	clause *clause
	harm   string
}

type version struct {
	chapters []*chapter
	register map[string]entry
}

func (v *version) clone() *version {
	out := &version{register: map[string]entry{}}
	byKey := map[string]*clause{}
	for _, ch := range v.chapters {
		c := &chapter{ch.name, ch.title, nil}
		for _, x := range ch.clauses {
			y := *x
			y.paras, y.items, y.parts = slices.Clone(x.paras), slices.Clone(x.items), slices.Clone(x.parts)
			byKey[y.key] = &y
			c.clauses = append(c.clauses, &y)
		}
		out.chapters = append(out.chapters, c)
	}
	for id, e := range v.register {
		out.register[id] = entry{byKey[e.clause.key], e.harm}
	}
	return out
}

func (v *version) all() []*clause {
	var out []*clause
	for _, ch := range v.chapters {
		out = append(out, ch.clauses...)
	}
	return out
}

func (v *version) find(c *clause) (*chapter, int) {
	for _, ch := range v.chapters {
		if i := slices.Index(ch.clauses, c); i >= 0 {
			return ch, i
		}
	}
	panic("no such clause")
}

// write adds a version's sources to a project.
func (v *version) write(root fstest.MapFS, number string) {
	put := func(name, text string) { root["content/a/"+number+"/"+name] = &fstest.MapFile{Data: []byte(text)} }
	put("index.md", fmt.Sprintf("---\ntitle: 見本\nclass: industry\npublisher: 見本協会\nversion: %q\nstatus: published\nissued: 2026-04-01\n---\n\nまえがき。\n", number))
	for _, ch := range v.chapters {
		var meta, text strings.Builder
		for _, c := range ch.clauses {
			var m []string
			add := func(form string, a ...any) { m = append(m, fmt.Sprintf(form, a...)) }
			if c.level != "" {
				add("level: %s", c.level)
			}
			if len(c.items) > 0 {
				add("items: [%s]", strings.Join(c.items, ", "))
			}
			if c.was != "" {
				add("was: [%s]", c.was)
			}
			if c.split != "" {
				add("split-from: [%s]", c.split)
			}
			if c.merged != "" {
				add("merged-into: %s", c.merged)
			}
			if c.retired {
				add("withdrawn: true")
			}
			if len(m) > 0 {
				fmt.Fprintf(&meta, "  %s: {%s}\n", c.id, strings.Join(m, ", "))
			}
			fmt.Fprintf(&text, "## %s %s {#%s}\n\n%s\n\n", c.label, c.title, c.id, strings.Join(c.paras, "\n\n"))
			for _, p := range c.parts {
				secret := "非公開の部分は" + p[2:] + "番の値とする。"
				if c.open {
					fmt.Fprintf(&text, "%s\n\n", secret)
				} else {
					fmt.Fprintf(&text, ":::withhold %s\n%s\n:::end-withhold %s\n\n", p, secret, p)
				}
			}
		}
		clauses := ""
		if meta.Len() > 0 {
			clauses = "clauses:\n" + meta.String()
		}
		put(ch.name+".md", "---\ntitle: "+ch.title+"\n"+clauses+"---\n\n"+text.String())
	}
	register := ""
	for _, id := range slices.Sorted(func(yield func(string) bool) {
		for id := range v.register {
			if !yield(id) {
				return
			}
		}
	}) {
		e := v.register[id]
		register += fmt.Sprintf("%s:\n  items: []\n  clause: %s\n  unit: paragraph\n  title: {ja: 部分, en: Part}\n  reason: threat\n  harm: {ja: %s, en: harm}\n  audience: confidential\n"+
			"  decided: {by: {ja: 委員会, en: Committee}, on: 2026-04-01}\n  approved: {by: {ja: 理事会, en: Board}, on: 2026-04-10}\n  review-by: 2027-04-01\n", id, e.clause.id, e.harm)
	}
	if register != "" {
		put("withheld.yaml", register)
	}
}

// project is two versions, and a copy of the first between them.
func project(old, new *version) fstest.MapFS {
	root := fstest.MapFS{"kijun.yaml": {Data: []byte("title: {ja: 見本}\npublisher: 見本の団体\n")}}
	old.write(root, "1")
	old.write(root, "1.1")
	new.write(root, "2")
	return root
}

// What a script did to a clause, as far as it knows.
type fate struct {
	class                           string // "" where it can't know
	renumbered, retitled, retagged  bool
	was                             string
	withheld, disclosed, registered bool
	from, into                      string
}

// A script makes a version of another and notes what became of which clause.
type script struct {
	*rapid.T
	n        int
	old, new *version
	fates    map[string]*fate // by key
	used     map[string]bool  // clauses that something was done to
	moves    bool
	retires  bool
	titles   int // chapters retitled
	added    int
}

func (s *script) below(n int) int { return rapid.IntRange(0, n-1).Draw(s.T, "") }

var nouns = []string{"鍵", "記録", "台帳", "経路", "権限", "媒体", "端末", "契約", "手順", "訓練", "予備の電源", "時刻", "署名", "入退室", "保守", "委託先"}
var verbs = []string{"管理する", "点検する", "保存する", "限定する", "報告する", "見直す", "分離する", "暗号化する"}

// sentence is a text that no other clause has: the number sees to that.
func (s *script) sentence() string {
	s.n++
	one := func(list []string) string { return list[s.below(len(list))] }
	switch s.below(3) {
	case 0:
		return fmt.Sprintf("事業者は、%sの%sを第%d版の基準により%sとともに%sこと。", one(nouns), one(nouns), 1000+s.n, one(nouns), one(verbs))
	case 1:
		return fmt.Sprintf("The operator keeps copy %d of each of its registers, of keys and of visitors, for %d days.", 1000+s.n, 10+s.below(300))
	}
	return fmt.Sprintf("%sについては、別表%dに定める%sの責任者が毎年%s。", one(nouns), 1000+s.n, one(nouns), one(verbs))
}

func (s *script) clause() *clause {
	s.n++
	key := fmt.Sprintf("c%d", s.n)
	c := &clause{key: key, id: key, label: fmt.Sprintf("9.%d", s.n), title: fmt.Sprintf("%sの%d番", nouns[s.below(len(nouns))], s.n), level: []string{"", "must", "should"}[s.below(3)]}
	for range 1 + s.below(3) {
		c.paras = append(c.paras, s.sentence())
	}
	return c
}

func newScript(t *rapid.T) *script {
	s := &script{T: t, old: &version{register: map[string]entry{}}, fates: map[string]*fate{}, used: map[string]bool{}}
	for i := range 1 + s.below(3) {
		ch := &chapter{name: fmt.Sprintf("%02d-part", 10*(i+1)), title: fmt.Sprintf("章%d", i)}
		for range 1 + s.below(6) {
			c := s.clause()
			if s.below(4) == 2 {
				c.parts = []string{fmt.Sprintf("W-%03d", s.n)}
				c.open = s.below(2) == 1
				if !c.open {
					s.old.register[c.parts[0]] = entry{c, "害"}
				}
			}
			ch.clauses = append(ch.clauses, c)
			s.fates[c.key] = &fate{class: "unchanged"}
		}
		s.old.chapters = append(s.old.chapters, ch)
	}
	s.new = s.old.clone()
	return s
}

// fresh is a clause that nothing was done to yet, or nil.
func (s *script) fresh(keep func(*clause) bool) *clause {
	var list []*clause
	for _, c := range s.new.all() {
		if !s.used[c.key] && (keep == nil || keep(c)) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return nil
	}
	c := list[s.below(len(list))]
	s.used[c.key] = true
	return c
}

func (s *script) insert(c *clause) {
	ch := s.new.chapters[s.below(len(s.new.chapters))]
	ch.clauses = slices.Insert(ch.clauses, s.below(len(ch.clauses)+1), c)
	s.fates[c.key], s.used[c.key] = &fate{class: "added"}, true
	s.added++
}

func (s *script) take(c *clause) {
	ch, i := s.new.find(c)
	ch.clauses = slices.Delete(ch.clauses, i, i+1)
}

const steps = 19

// step does one thing to the new version.
func (s *script) step(kind int) {
	if kind == 0 {
		s.insert(s.clause())
		return
	}
	if kind == 17 {
		ch := s.new.chapters[s.below(len(s.new.chapters))]
		if !strings.HasSuffix(ch.title, "改") {
			ch.title += "改"
			s.titles++
		}
		return
	}
	if kind == 18 { // a chapter moves: chapters stand in the order of their names
		ch := s.new.chapters[s.below(len(s.new.chapters))]
		s.n++
		ch.name = fmt.Sprintf("%02d-moved%d", 10*s.below(4)+5, s.n)
		slices.SortStableFunc(s.new.chapters, func(a, b *chapter) int { return strings.Compare(a.name, b.name) })
		s.moves = true
		return
	}
	keep := func(*clause) bool { return true }
	switch kind {
	case 14:
		keep = func(c *clause) bool { return len(c.parts) > 0 && c.open }
	case 15, 16:
		keep = func(c *clause) bool { return len(c.parts) > 0 && !c.open }
	case 1, 2, 8, 13:
		keep = func(c *clause) bool { return len(c.parts) == 0 }
	}
	c := s.fresh(keep)
	if c == nil {
		return
	}
	f := s.fates[c.key]
	switch kind {
	case 1:
		s.take(c)
		f.class = "removed"
	case 2:
		s.take(c)
		ch := s.new.chapters[s.below(len(s.new.chapters))]
		ch.clauses = slices.Insert(ch.clauses, s.below(len(ch.clauses)+1), c)
		s.moves = true
	case 3:
		s.n++
		c.label, f.renumbered = fmt.Sprintf("8.%d", s.n), true
	case 4:
		c.title, f.retitled = c.title+"の定め", true
	case 5:
		k := s.below(len(c.paras))
		c.paras[k], f.class = c.paras[k]+"ただし、長の承認があるときはこの限りでない。", "modified"
	case 6:
		k := s.below(len(c.paras))
		c.paras[k], f.class = strings.Replace(strings.Replace(c.paras[k], "事業者", "**事業者**", 1), "operator keeps", "operator\nkeeps", 1), "formatting"
		if !strings.ContainsAny(c.paras[k], "*\n") {
			c.paras[k] = "_" + c.paras[k] + "_"
		}
	case 7:
		f.was, c.was = c.id, c.id+"@"+[]string{"1", "1.1"}[s.below(2)]
		s.n++
		c.id = fmt.Sprintf("r%d", s.n)
	case 8:
		c.retired, c.paras, f.class = true, []string{"この項は、廃止した。"}, "withdrawn"
		s.retires = true
	case 9: // a part of it is a clause of its own now
		n := s.clause()
		n.split = c.id + "@1"
		s.insert(n)
		s.fates[n.key].from = c.id
		c.paras, f.class = append(c.paras, "残りは、別の項に定める。"), "modified"
	case 10:
		if into := s.fresh(nil); into != nil {
			c.retired, c.merged = true, into.id
			c.paras, f.class, f.into = []string{"他の項に移した。"}, "withdrawn", into.id
			s.retires = true
		}
	case 11:
		c.items, f.retagged = append(c.items, "6.1.5(1)"), true
	case 12:
		c.level, f.retagged = "may", true
	case 13: // with its neighbour
		ch, i := s.new.find(c)
		if i+1 < len(ch.clauses) {
			ch.clauses[i], ch.clauses[i+1] = ch.clauses[i+1], ch.clauses[i]
			s.moves = true
		}
	case 14:
		c.open, f.withheld, f.class = false, true, ""
		s.new.register[c.parts[0]] = entry{c, "害"}
	case 15:
		c.open, f.disclosed, f.class = true, true, ""
		delete(s.new.register, c.parts[0])
	case 16:
		s.new.register[c.parts[0]] = entry{c, "別の害"}
		f.registered = true
	}
}
