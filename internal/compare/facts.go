package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A list collects the values of both sides that differ.
type list []Field

func (l *list) add(key, old, new string) {
	if old != new {
		*l = append(*l, Field{key, old, new})
	}
}

// text adds texts that differ in any language: in the one of the comparison where
// that is among them, or else in all.
func (l *list) text(key string, old, new standard.Text, lang string) {
	if o, n := old[lang], new[lang]; o != n {
		l.add(key, o, n)
		return
	}
	l.add(key, words(old), words(new))
}

// words writes a text of several languages on one line, in their order.
func words(t standard.Text) string {
	if len(t) == 1 {
		for _, s := range t {
			return s
		}
	}
	var out []string
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if t[lang] != "" {
			out = append(out, t[lang])
		}
	}
	return strings.Join(out, " / ")
}

func tagWords(tags []standard.Tag) string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = t.Item
		if t.Part {
			out[i] += " (part)"
		}
		if n := words(t.Note); n != "" {
			out[i] += ": " + n
		}
	}
	return strings.Join(out, ", ")
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// metadata is what changed of a clause's front matter. What ties it to other
// clauses shows elsewhere, and so does that it was withdrawn.
func metadata(old, new *standard.Clause, withdrawn bool, lang string) []Field {
	var l list
	l.add("items", tagWords(old.Tags), tagWords(new.Tags))
	l.add("level", old.Level, new.Level)
	for _, k := range []struct {
		key      string
		old, new []string
	}{
		{"roles", old.Roles, new.Roles}, {"duties", old.Duties, new.Duties}, {"causes", old.Causes, new.Causes},
		{"measures", old.Measures, new.Measures}, {"properties", old.Properties, new.Properties},
	} {
		l.add(k.key, strings.Join(k.old, ", "), strings.Join(k.new, ", "))
	}
	l.text("plain", old.Plain, new.Plain, lang)
	l.add("beyond", yes(old.Beyond), yes(new.Beyond))
	if !withdrawn {
		l.add("withdrawn", yes(old.Retired), yes(new.Retired))
	}
	return l
}

// front is what changed of a version's front matter. Its number, what it
// replaces and the note on the revision are what makes it another version.
func front(old, new *standard.Version, lang string) []Field {
	var l list
	operator := func(v *standard.Version) string {
		if v.Operator == nil {
			return ""
		}
		return words(v.Operator.Name) + " (" + v.Operator.ID + ")"
	}
	l.text("title", old.Title, new.Title, lang)
	l.add("class", string(old.Class), string(new.Class))
	l.add("sector", old.Sector, new.Sector)
	l.text("publisher", old.Publisher, new.Publisher, lang)
	l.add("operator", operator(old), operator(new))
	l.add("status", string(old.Status), string(new.Status))
	l.add("issued", string(old.Issued), string(new.Issued))
	l.add("effective", string(old.Effective), string(new.Effective))
	l.add("review-by", string(old.ReviewBy), string(new.ReviewBy))
	l.add("catalog", old.Catalog, new.Catalog)
	l.text("summary", old.Summary, new.Summary, lang)
	l.text("contact", old.Contact, new.Contact, lang)
	l.text("source", old.Source, new.Source, lang)
	l.add("attachments", documents(old), documents(new))
	return l
}

// documents are the files that are published as they are, and why.
func documents(v *standard.Version) string {
	var out []string
	for _, d := range v.Documents {
		out = append(out, d.Path+": "+words(d.Reason))
	}
	return strings.Join(out, "; ")
}

// chapters are the titles that changed of chapters of one name. Chapters that
// came or went show in their clauses, and so does a title that is a heading.
func (m *matcher) chapters(old, new *standard.Translation) []Field {
	var l list
	heads := func(ch *standard.Chapter) bool { return len(ch.Clauses) > 0 && ch.Clauses[0].Depth == 1 }
	before := map[string]*standard.Chapter{}
	for _, ch := range old.Chapters {
		before[ch.Name] = ch
	}
	// a file of another name is known by the clauses in it
	for _, n := range m.new {
		if n.pair != nil && before[n.Chapter.Name] == nil && !m.newChapters[n.pair.Chapter.Name] {
			before[n.Chapter.Name] = n.pair.Chapter
		}
	}
	for _, ch := range new.Chapters {
		if was := before[ch.Name]; was != nil && !(heads(was) && heads(ch)) && was.Lang == ch.Lang {
			l.add(ch.Name, fold(was.Title), fold(ch.Title))
		}
	}
	return l
}

func preface(in Input, oldLang, newLang string) *redline.Redline {
	old, new := in.Old.Texts.PrefaceBlocks(oldLang), in.New.Texts.PrefaceBlocks(newLang)
	if redline.Text(old) == redline.Text(new) {
		return nil
	}
	r := redline.Compare(old, new)
	return &r
}

// adoption compares what both versions do with each item of the catalogs that
// they answer.
func adoption(lib *catalog.Library, old, new *standard.Version, now func(id string) string) (decisions []Decision, coverage []Coverage) {
	if lib == nil {
		return nil, nil
	}
	cells := func(v *standard.Version) (map[string]cover.Cell, []string) {
		cat := lib.Catalog(v.Catalog)
		if cat == nil {
			return nil, nil
		}
		out, order := map[string]cover.Cell{}, []string{}
		for i, c := range cover.Column(cat, v) {
			out[cat.Items[i].ID] = c
			order = append(order, cat.Items[i].ID)
		}
		return out, order
	}
	a, order := cells(old)
	b, more := cells(new)
	for _, id := range more {
		if _, ok := a[id]; !ok {
			order = append(order, id)
		}
	}
	for _, id := range order {
		x, y := a[id], b[id]
		d := Decision{id, decision(x.Decision), decision(y.Decision), x.Reason, y.Reason, x.Elsewhere, y.Elsewhere}
		if d.Old != d.New || d.OldWhere != d.NewWhere || words(x.Reason) != words(y.Reason) {
			decisions = append(decisions, d)
		}
		if c, changed := covered(id, x, y, now); changed {
			coverage = append(coverage, c)
		}
	}
	return decisions, coverage
}

func decision(d standard.Decision) string { return cmp.Or(string(d), "undecided") }

// covered is what an item lost or gained. now is the id that an old clause has in
// the new version, "" where it is no more.
func covered(item string, old, new cover.Cell, now func(id string) string) (Coverage, bool) {
	extent := func(c cover.Cell) (string, map[string]bool, []string) {
		whole, how, ids := map[string]bool{}, "none", []string{}
		for _, r := range c.Clauses {
			if _, known := whole[r.Clause.ID]; !known {
				ids = append(ids, r.Clause.ID)
			}
			whole[r.Clause.ID] = whole[r.Clause.ID] || !r.Tag.Part
			if how == "none" {
				how = "part"
			}
			if !r.Tag.Part {
				how = "all"
			}
		}
		return how, whole, ids
	}
	c := Coverage{Item: item}
	var a, b map[string]bool
	var oldIDs, newIDs []string
	c.Old, a, oldIDs = extent(old)
	c.New, b, newIDs = extent(new)
	for _, id := range oldIDs {
		switch all, kept := b[now(id)]; {
		case !kept:
			c.Lost = append(c.Lost, id)
		case a[id] && !all:
			c.Narrower = append(c.Narrower, now(id))
		}
	}
	had := map[string]bool{} // by today's ids: whether it covered all
	for _, id := range oldIDs {
		if to := now(id); to != "" {
			had[to] = a[id]
		}
	}
	for _, id := range newIDs {
		switch all, before := had[id]; {
		case !before:
			c.Gained = append(c.Gained, id)
		case b[id] && !all:
			c.Broader = append(c.Broader, id)
		}
	}
	return c, len(c.Lost)+len(c.Gained)+len(c.Narrower)+len(c.Broader) > 0
}

// withholdings compares the registers. Whether a withheld text changed, no
// public register tells.
func (m *matcher) withholdings() []Withholding {
	old, new := m.in.Old.Version, m.in.New.Version
	var out []Withholding
	a, b := register(old), register(new)
	ids := slices.Sorted(maps.Keys(a))
	for _, id := range slices.Sorted(maps.Keys(b)) {
		if a[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		switch {
		case a[id] == nil:
			out = append(out, Withholding{id, "added"})
		case b[id] == nil:
			out = append(out, Withholding{id, "removed"})
		default:
			for _, key := range m.entryChanges(a[id], b[id]) {
				out = append(out, Withholding{id, key})
			}
		}
	}
	return out
}

// entryChanges are the keys of a register's entry that changed, of those that
// are public. That its clause goes by another id is no change of it. Reviews hold
// for both versions.
func (m *matcher) entryChanges(a, b *standard.Withholding) []string {
	var l list
	act := func(a standard.Act) string { return words(a.By) + " " + string(a.On) }
	heading := func(w *standard.Withholding) string {
		if w.Heading == nil {
			return ""
		}
		return fmt.Sprint(w.Heading.Level, " ", w.Heading.Label, " ", words(w.Heading.Title))
	}
	l.add("reason", a.Reason, b.Reason)
	l.add("harm", words(a.Harm), words(b.Harm))
	l.add("audience", a.Audience, b.Audience)
	l.add("review", string(a.ReviewBy), string(b.ReviewBy))
	l.add("items", strings.Join(a.Items, " "), strings.Join(b.Items, " "))
	if o, n := m.oldID[a.Clause], m.newID[b.Clause]; o == nil || n == nil || o.pair != n {
		l.add("clause", a.Clause, b.Clause)
	}
	l.add("unit", string(a.Unit), string(b.Unit))
	l.add("heading", heading(a), heading(b))
	l.add("title", words(a.Title), words(b.Title))
	l.add("access", words(a.Access), words(b.Access))
	l.add("decided", act(a.Decided), act(b.Decided))
	l.add("approved", act(a.Approved), act(b.Approved))
	var out []string
	for _, f := range l {
		out = append(out, f.Key)
	}
	return out
}

func attachments(old, new map[string]string) []Attachment {
	var out []Attachment
	for _, p := range slices.Sorted(maps.Keys(old)) {
		switch digest, kept := new[p]; {
		case !kept:
			out = append(out, Attachment{p, "removed"})
		case digest != old[p]:
			out = append(out, Attachment{p, "changed"})
		}
	}
	for _, p := range slices.Sorted(maps.Keys(new)) {
		if _, had := old[p]; !had {
			out = append(out, Attachment{p, "added"})
		}
	}
	slices.SortFunc(out, func(a, b Attachment) int { return strings.Compare(a.Path, b.Path) })
	return out
}
