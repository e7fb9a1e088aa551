package parse

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"gopkg.in/yaml.v3"
)

// read parses a whole YAML file.
func read(f *source.File, lang string) (*document, *yaml.Node) {
	d := &document{file: f, lang: lang}
	d.ds.Add(withhold.Encoding(f)...)
	if len(d.ds) == 0 {
		d.ds.Add(withhold.Plain(f)...)
	}
	if len(d.ds) > 0 {
		return d, nil
	}
	return d, d.load(len(f.Bytes()))
}

// Site reads kijun.yaml.
func Site(f *source.File) (*standard.Site, diag.List) {
	d, root := read(f, "ja")
	if d.ds.HasErrors() {
		return nil, d.ds
	}
	o := d.object(root, "")
	o.need("title", "publisher")
	s := &standard.Site{Languages: o.strings("languages")}
	if len(s.Languages) == 0 {
		s.Languages = []string{"ja", "en"}
	}
	d.lang = s.Languages[0]
	for i, l := range s.Languages {
		if l != "ja" && l != "en" || slices.Index(s.Languages, l) != i {
			d.ds.Add(wrongValue.At(o.place("languages"), "the user interface has the languages ja and en, each once").Key("languages").Hint("write `languages: [ja, en]`, or one of them"))
		}
	}
	s.Title, s.Description, s.Publisher = o.text("title"), o.text("description"), o.text("publisher")
	s.Marking, s.Banner = o.text("marking"), o.text("banner")
	if s.Marking == nil {
		s.Marking = standard.Text{"ja": "非公開版・取扱注意", "en": "Confidential edition – handle with care"}
	}
	s.BaseURL = o.str("base-url")
	if s.BaseURL != "" && !httpURL.MatchString(s.BaseURL) {
		d.ds.Add(wrongValue.At(o.place("base-url"), "not the address of a site").Key("base-url").
			Hint("an address begins with https:// and ends with a slash"))
	}
	s.Compare = o.comparisons("compare")
	s.Recipients = o.keys("seal", "recipients")
	o.recipients(s.Recipients)
	s.Keys = o.keys("release", "keys")
	o.done()
	return s, d.ds
}

// askedForm is how kijun.yaml asks for a comparison. The first three dots part the
// versions.
var askedForm = regexp.MustCompile(`^([a-z][a-z0-9-]*)@([0-9A-Za-z][0-9A-Za-z._-]*?)\.\.\.([0-9A-Za-z][0-9A-Za-z._-]*)$`)

// comparisons reads what kijun.yaml says of comparisons.
func (o *object) comparisons(key string) (out standard.Comparisons) {
	n := o.get(key)
	if n == nil {
		return out
	}
	c := o.object(n, o.path(key))
	out.NewerRight = c.oneOf("newer", "left", "right") == "right"
	for i, n := range c.nodes("versions") {
		key := indexed("versions", i)
		if n.Kind != yaml.ScalarNode {
			c.wrong(n, key, "a single value")
			continue
		}
		m := askedForm.FindStringSubmatch(strings.TrimSpace(n.Value))
		switch {
		case m == nil:
			o.ds.Add(wrongValue.At(o.span(n), "not two versions of a standard").Key("%s", c.path(key)).
				Hint("write the standard and the two versions, such as `water-guideline@4.1...4.3`"))
		case m[2] == m[3]:
			o.ds.Add(wrongValue.At(o.span(n), "a version is not compared with itself").Key("%s", c.path(key)).
				Hint("name two versions, such as `%s@4.1...4.3`, or take the line out", m[1]))
		default:
			out.Asked = append(out.Asked, standard.Asked{Standard: m[1], Versions: [2]string{m[2], m[3]}, Place: o.span(n)})
		}
	}
	c.done()
	return out
}

// keys reads the list of public keys that stands under key in the object of a
// name. Whether a key is one is for those who use it.
func (o *object) keys(name, key string) (out []standard.PublicKey) {
	n := o.get(name)
	if n == nil {
		return nil
	}
	c := o.object(n, o.path(name))
	c.need(key)
	list := c.nodes(key)
	if n := c.get(key); len(list) == 0 && n != nil && n.Kind == yaml.SequenceNode {
		c.wrong(n, key, "a list with at least one key")
	}
	for i, n := range list {
		if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
			c.wrong(n, indexed(key, i), "a single value")
			continue
		}
		out = append(out, standard.PublicKey{Key: strings.TrimSpace(n.Value), Place: o.span(n)})
	}
	c.done()
	return out
}

// recipients reports public keys that nothing can be sealed to. A key is no
// secret, but what stands in its place may be.
func (o *object) recipients(keys []standard.PublicKey) {
	if len(keys) == 0 {
		return
	}
	list := make([]string, 0, len(keys))
	for _, k := range keys {
		list = append(list, k.Key)
	}
	_, bad := seal.ParseRecipients(list)
	for _, b := range bad {
		at := keys[b.Index].Place
		at.File.Hide(source.Range{Start: at.Start, End: at.End})
		o.ds.Add(badRecipient.At(at, "%s", b.Message).Key("seal.recipients[%d]", b.Index).Hint("%s", b.Hint))
	}
}

// Catalog reads one guideline edition. id is the name of its folder.
func Catalog(f *source.File, id string) (*catalog.Catalog, diag.List) {
	d, root := read(f, "ja")
	if d.ds.HasErrors() || root == nil {
		return nil, d.ds
	}
	o := d.object(root, "")
	o.need("id", "title", "items")
	c := &catalog.Catalog{
		ID: o.str("id"), Title: o.text("title"), Issued: o.date("issued"), Source: o.text("source"), Note: o.text("note"),
		Phases: o.terms("phases"), Viewpoints: o.terms("viewpoints"), Classes: o.terms("classes"), Causes: o.terms("causes"),
		Roles: o.terms("roles"), Duties: o.terms("duties"), Measures: o.terms("measures"), Properties: o.terms("properties"),
		States: o.terms("states"), Levels: o.terms("levels"), File: f,
	}
	if c.ID != id {
		d.ds.Add(folderMismatch.At(o.place("id"), "the catalog's id differs from the name of its folder").Key("id").Hint("rename one of the two"))
	}
	seen := map[string]bool{}
	for i, n := range o.nodes("items") {
		it := d.object(n, indexed("items", i))
		it.need("id", "heading", "phase")
		item := &catalog.Item{
			ID: it.str("id"), Heading: it.text("heading"), Phase: it.str("phase"), Viewpoint: it.str("viewpoint"),
			Section: it.str("section"), States: it.str("states"), Summary: it.text("summary"),
		}
		for j, ln := range it.nodes("links") {
			l := d.object(ln, indexed(it.path("links"), j))
			l.need("to", "kind")
			item.Links = append(item.Links, catalog.Link{To: l.str("to"), Kind: l.str("kind"), Note: l.text("note")})
			l.done()
		}
		it.done()
		if seen[item.ID] || !itemForm.MatchString(item.ID) {
			d.ds.Add(wrongID.At(it.place("id"), "the item's id stands twice or has the wrong form").Key("%s.id", it.key).Hint("give each item an id of its own, such as `6.1.5(2)`"))
			continue
		}
		seen[item.ID] = true
		c.Items = append(c.Items, item)
	}
	o.done()
	for _, it := range c.Items {
		for _, l := range it.Links {
			if !seen[l.To] {
				d.ds.Add(wrongValue.At(f.Whole(), "item %s links to %q, which the catalog does not have", it.ID, l.To).Key("items").Hint("name the id of an item"))
			}
		}
		if catalog.Lookup(c.Phases, it.Phase) == nil {
			d.ds.Add(wrongValue.At(f.Whole(), "item %s has the phase %q, which the catalog does not name", it.ID, it.Phase).Key("items").Hint("name the id of one of its `phases`"))
		}
	}
	return c, d.ds
}

func (o *object) terms(key string) []catalog.Term {
	var out []catalog.Term
	for i, n := range o.nodes(key) {
		t := o.object(n, indexed(o.path(key), i))
		t.need("id", "name")
		out = append(out, catalog.Term{ID: t.str("id"), Symbol: t.str("symbol"), Name: t.text("name"), Summary: t.text("summary")})
		t.done()
	}
	return out
}

// Reasons reads catalog/reasons.yaml.
func Reasons(f *source.File) ([]*catalog.Reason, diag.List) {
	var out []*catalog.Reason
	ds := list(f, func(o *object) {
		o.need("id", "name", "text")
		out = append(out, &catalog.Reason{ID: o.str("id"), Name: o.text("name"), Text: o.text("text"), Basis: o.text("basis")})
	})
	return out, ds
}

// Sectors reads catalog/sectors.yaml.
func Sectors(f *source.File) ([]*catalog.Sector, diag.List) {
	var out []*catalog.Sector
	ds := list(f, func(o *object) {
		o.need("id", "name")
		out = append(out, &catalog.Sector{ID: o.str("id"), Name: o.text("name"), Services: o.text("services")})
	})
	return out, ds
}

// list reads a YAML file that is a list of mappings.
func list(f *source.File, each func(*object)) diag.List {
	d, root := read(f, "ja")
	if root == nil {
		return d.ds
	}
	if root.Kind != yaml.SequenceNode {
		d.ds.Add(wrongType.At(d.span(root), "expected a list").Hint("begin each member with a line `- id: …`"))
		return d.ds
	}
	for i, n := range root.Content {
		o := d.object(n, indexed("", i))
		each(o)
		o.done()
	}
	return d.ds
}

// Register reads withheld.yaml.
func Register(f *source.File) ([]*standard.Withholding, diag.List) {
	d, root := read(f, "ja")
	if root == nil {
		// which of its lines name what is withheld is not known
		f.Hide(source.Range{Start: 0, End: len(f.Bytes())})
		return nil, d.ds
	}
	// paths and field may tell too much: no message quotes their lines
	hideUntold(d, root)
	o := d.object(root, "")
	var out []*standard.Withholding
	for _, id := range o.order {
		n := o.get(id)
		keyAt := d.span(o.pairs[id].key)
		if !withhold.IsID(id) {
			d.ds.Add(wrongID.At(keyAt, "an entry's id is W- and at least three digits").Key("%s", d.shownKey(o.pairs[id].key)).Hint("such as W-001"))
			continue
		}
		if n == nil {
			d.ds.Add(missingKey.At(keyAt, "the entry is empty").Key("%s", id).
				Hint("say under it what is withheld and why; see docs/format.md"))
			continue
		}
		out = append(out, entry(d.object(n, id), id, keyAt))
	}
	sortByID(out, func(w *standard.Withholding) string { return w.ID })
	return out, d.ds
}

func entry(e *object, id string, place source.Span) *standard.Withholding {
	w := &standard.Withholding{ID: id, Place: place, At: map[string]source.Span{}}
	e.need("unit", "title", "reason", "harm", "audience", "decided", "approved")
	w.Items = e.strings("items")
	w.Clause = e.str("clause")
	w.Unit = standard.Unit(e.oneOf("unit", unitWords()...))
	w.Title, w.Harm, w.Access = e.text("title"), e.text("harm"), e.text("access")
	w.Reason, w.Audience = e.str("reason"), e.str("audience")
	w.Decided, w.Approved = e.act("decided"), e.act("approved")
	w.ReviewBy = e.date("review-by")
	w.Paths, w.Field, w.Cut = e.strings("paths"), e.str("field"), e.boolean("cut")
	if n := e.get("heading"); n != nil {
		h := e.object(n, e.path("heading"))
		h.need("level", "title")
		w.Heading = &standard.Heading{Level: h.integer("level"), Label: h.str("label"), Title: h.text("title")}
		if w.Heading.Level < 1 || w.Heading.Level > 6 {
			e.ds.Add(wrongType.At(h.place("level"), "a heading's level is 1 to 6").Key("%s", h.path("level")).Hint("a section's is 2 or more, a chapter's 1"))
		}
		h.done()
	}
	if (w.Unit == standard.UnitSection || w.Unit == standard.UnitChapter) && w.Heading == nil {
		e.ds.Add(missingKey.At(place, "a withheld %s needs its `heading`", w.Unit).Key("%s", e.path("heading")).
			Hint("heading: {level: 2, label: \"5.3\", title: …} keeps its place in the public contents"))
	}
	if w.Clause == "" && w.Unit != standard.UnitField && w.Unit != "" {
		e.ds.Add(missingKey.At(place, "the key `clause` is missing").Key("%s", e.path("clause")).
			Hint("name the visible clause that the part stands in or under"))
	}
	if ways := []bool{len(w.Paths) > 0, w.Field != "", w.Cut}; ways[0] && ways[1] || ways[1] && ways[2] || ways[0] && ways[2] {
		e.ds.Add(wrongValue.At(place, "an entry has `paths`, `field` or `cut`, not two of them").Key("%s", id).
			Hint("make an entry of its own for each part"))
	}
	if w.Field != "" && w.Unit != standard.UnitField {
		e.ds.Add(wrongValue.At(e.place("unit"), "an entry with `field` has the unit field").Key("%s", e.path("unit")).Hint("write `unit: field`"))
	}
	for _, k := range e.order {
		w.At[k] = e.place(k)
	}
	e.done()
	return w
}

func unitWords() []string {
	out := make([]string, len(standard.Units))
	for i, u := range standard.Units {
		out[i] = string(u)
	}
	return out
}

func (o *object) act(key string) standard.Act {
	n := o.get(key)
	if n == nil {
		return standard.Act{}
	}
	a := o.object(n, o.path(key))
	a.need("by", "on")
	act := standard.Act{By: a.text("by"), On: a.date("on")}
	a.done()
	return act
}

// publicKeys are those of an entry that anyone may read.
var publicKeys = []string{"items", "clause", "unit", "heading", "title", "reason", "harm", "audience", "decided", "approved", "review-by", "access", "cut"}

// hideUntold keeps the values of `paths` and `field` out of messages, and those
// of keys that may be meant to be one of them: all from the value to the next
// key, since a value in quotes or over several lines is longer than it reads.
func hideUntold(d *document, root *yaml.Node) {
	hide := func(n *yaml.Node, end int) { d.file.Hide(source.Range{Start: d.span(n).Start, End: end}) }
	if root.Kind != yaml.MappingNode {
		hide(root, len(d.file.Bytes()))
		return
	}
	pairs := func(m *yaml.Node, end int, each func(k, v *yaml.Node, end int)) {
		for i := 0; i+1 < len(m.Content); i += 2 {
			next := end
			if i+2 < len(m.Content) {
				next = d.span(m.Content[i+2]).Start
			}
			if k := m.Content[i]; k.Kind != yaml.ScalarNode || strings.ContainsAny(k.Value, "./\\") {
				hide(k, next) // a file's name where a key should be
				continue
			}
			each(m.Content[i], m.Content[i+1], next)
		}
	}
	pairs(root, len(d.file.Bytes()), func(id, e *yaml.Node, end int) {
		if !withhold.IsID(id.Value) || e.Kind != yaml.MappingNode {
			hide(e, end)
			return
		}
		pairs(e, end, func(k, v *yaml.Node, end int) {
			if !slices.Contains(publicKeys, k.Value) {
				hide(v, end)
			}
		})
	})
}
