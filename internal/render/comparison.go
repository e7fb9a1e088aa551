package render

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A ComparisonPage is where a comparison is shown, and how.
type ComparisonPage struct {
	Words   map[string]string // of the interface
	UI      string            // its language
	Library *catalog.Library
	// OldFirst puts the older version into the left column.
	OldFirst bool
	// Href leads to a clause on its chapter's page, and Item to a guideline's
	// item; a page of its own has neither.
	Href func(v *standard.Version, p *compare.Place) string
	Item func(v *standard.Version, item string) string
}

// A comparison is a renderer at work on one.
type comparison struct {
	*compare.Comparison
	ComparisonPage
	out   bytes.Buffer
	newID map[string]bool // ids of the new version
}

// Comparison renders a comparison: what changed beside the text, then the text
// in two views, 新旧対照表 and unified, of which a style sheet shows one. Without
// a style sheet both can be read.
func Comparison(c *compare.Comparison, p ComparisonPage) []byte {
	r := &comparison{Comparison: c, ComparisonPage: p, newID: map[string]bool{}}
	for i := range c.Clauses {
		if n := c.Clauses[i].New; n != nil {
			r.newID[n.Clause.ID] = true
		}
	}
	r.counts()
	if c.Empty() {
		r.printf(`<p class="compare-same">%s</p>`, r.word("compare_same"))
		return r.out.Bytes()
	}
	r.raw(`<div class="compare">` + "\n")
	r.controls()
	r.table()
	r.unified()
	r.raw("</div>\n")
	r.beside()
	return r.out.Bytes()
}

func (r *comparison) raw(s string)                 { r.out.WriteString(s) }
func (r *comparison) printf(form string, a ...any) { fmt.Fprintf(&r.out, form, a...) }
func (r *comparison) word(key string) string       { return esc(r.Words[key]) }

func (r *comparison) phrase(key string, args ...string) string {
	s := r.Words[key]
	for _, a := range args {
		s = strings.Replace(s, "%s", a, 1)
	}
	return esc(s)
}

// text is a text of the model in the language of the interface.
func (r *comparison) text(t standard.Text) string {
	if l := t.Lang(r.UI); l != r.UI && l != "" {
		return `<span lang="` + esc(l) + `">` + esc(t.In(r.UI)) + `</span>`
	}
	return esc(t.In(r.UI))
}

// lang is the attribute of a side's words where they are in another language
// than the interface.
func (r *comparison) lang(lang string) string {
	if lang == "" || lang == r.UI {
		return ""
	}
	return ` lang="` + esc(lang) + `"`
}

// Kinds of changes, as they are counted and filtered by.
var kinds = []string{
	"added", "removed", "withdrawn", "modified", "formatting",
	"moved", "renumbered", "retitled", "retagged", "withheld", "disclosed", "register", "renamed", "joined", "relinked", "placed", "attached",
}

// anchor is where a change stands on the page.
func (r *comparison) anchor(c *compare.Change) string {
	return c.Anchor(func(id string) bool { return r.newID[id] })
}

func (r *comparison) kindCounts() map[string]int {
	n := map[string]int{}
	for i := range r.Clauses {
		for _, k := range r.Clauses[i].Kinds() {
			n[k]++
		}
	}
	return n
}

// counts says in words how much changed.
func (r *comparison) counts() {
	n := r.kindCounts()
	r.raw(`<ul class="compare-counts">`)
	for _, k := range kinds {
		if n[k] > 0 {
			r.printf(`<li class="kind-%s"><span class="count-name">%s</span> <span class="count">%d</span></li>`, k, r.word("change_"+k), n[k])
		}
	}
	r.printf(`<li class="kind-unchanged"><span class="count-name">%s</span> <span class="count">%d</span></li></ul>`, r.word("change_unchanged"), r.Summary.Unchanged)
	r.raw("\n")
}

// controls choose the view and the kind of change that is shown. They are plain
// radio buttons that the style sheet looks at: no script is needed.
func (r *comparison) controls() {
	r.raw(`<div class="compare-controls"><fieldset class="compare-views"><legend>` + r.word("compare_view") + `</legend>`)
	for i, v := range []string{"table", "unified"} {
		checked := ""
		if i == 0 {
			checked = " checked"
		}
		r.printf(`<label><input type="radio" name="_view" id="_view-%s"%s> %s</label>`, v, checked, r.word("compare_"+v))
	}
	r.raw("</fieldset>")
	n := r.kindCounts()
	r.printf(`<fieldset class="compare-kinds"><legend>%s</legend><label><input type="radio" name="_kind" id="_kind-all" checked> %s</label>`, r.word("compare_kind"), r.word("compare_all"))
	for _, k := range kinds {
		if n[k] > 0 {
			r.printf(`<label><input type="radio" name="_kind" id="_kind-%s"> %s <span class="count">%d</span></label>`, k, r.word("change_"+k), n[k])
		}
	}
	r.printf(`<span class="compare-rest">%s <span class="count">%d</span></span></fieldset></div>`, r.word("change_unchanged"), r.Summary.Unchanged)
	r.raw("\n")
}

// title is a version in the head of a column.
func (r *comparison) title(v compare.Version, key string) string {
	s := r.word(key) + ` <span class="compare-version">` + r.phrase("version_number", v.Number)
	day := v.Effective
	word := "effective"
	if day == "" {
		day, word = v.Issued, "issued"
	}
	if day != "" {
		s += `<span class="compare-date">` + r.word(word) + ` ` + date(string(day), r.Words["date_format"]) + `</span>`
	}
	return s + "</span>"
}

// runs calls change for each clause that changed and fold for each run of those
// between that did not.
func (r *comparison) runs(change func(*compare.Change), fold func([]compare.Change)) {
	for i := 0; i < len(r.Clauses); {
		j := i
		for j < len(r.Clauses) && !r.Clauses[j].Changed() {
			j++
		}
		if j > i {
			fold(r.Clauses[i:j])
			i = j
			continue
		}
		change(&r.Clauses[i])
		i++
	}
}

// folded tells which clauses were left out.
func (r *comparison) folded(run []compare.Change) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<details class="compare-fold"><summary>%s <span class="compare-fold-count">%s</span></summary><ul%s>`,
		r.word("compare_omitted"), r.phrase("compare_unchanged_run", strconv.Itoa(len(run))), r.lang(r.NewLang))
	for i := range run {
		b.WriteString("<li>" + r.link(r.New.Version, run[i].New) + "</li>")
	}
	b.WriteString("</ul></details>")
	return b.String()
}

// link names a clause and leads to it.
func (r *comparison) link(v *standard.Version, p *compare.Place) string {
	s := esc(p.Clause.Title)
	if p.Clause.Label != "" {
		s = strings.TrimSpace(`<span class="label">` + esc(p.Clause.Label) + `</span> ` + s)
	}
	if r.Href == nil {
		return s
	}
	return `<a href="` + esc(r.Href(v, p)) + `">` + s + `</a>`
}

// remarks is what stands beside a change: its kind, and what changed that is no
// text.
func (r *comparison) remarks(c *compare.Change) string {
	var b strings.Builder
	b.WriteString(`<ul class="compare-remarks">`)
	for _, k := range c.Kinds() {
		fmt.Fprintf(&b, `<li class="kind kind-%s">%s</li>`, k, r.word("change_"+k))
	}
	note := func(key string, what ...string) {
		if len(what) > 0 {
			fmt.Fprintf(&b, `<li>%s: %s</li>`, r.word(key), strings.Join(what, r.word("compare_comma")))
		}
	}
	code := func(list []string) []string {
		var out []string
		for _, s := range list {
			out = append(out, "<code>"+esc(s)+"</code>")
		}
		return out
	}
	switch {
	case c.Was != "" && c.Class == compare.Added:
		note("compare_text_of", r.either(c.Was))
	case c.Was != "":
		note("compare_was", "<code>"+esc(c.Was)+"</code>")
	}
	note("compare_from", r.clauses(c.From)...)
	note("compare_into", r.clauses(c.Into)...)
	if len(c.LinksGone)+len(c.LinksCome) > 0 {
		note("compare_links", r.changed(strings.Join(code(c.LinksGone), " "), strings.Join(code(c.LinksCome), " ")))
	}
	note("compare_files", code(c.Files)...)
	for _, f := range c.Metadata {
		fmt.Fprintf(&b, `<li>%s</li>`, r.field(f))
	}
	for _, d := range r.decisions(c) {
		fmt.Fprintf(&b, `<li>%s</li>`, r.decision(d))
	}
	for _, w := range r.entries(c) {
		fmt.Fprintf(&b, `<li>%s</li>`, r.entry(w))
	}
	if c.Redline().Coarse {
		b.WriteString("<li>" + r.word("compare_coarse") + "</li>")
	}
	b.WriteString("</ul>")
	return b.String()
}

// decisions are the changed decisions on the items that a clause answers.
func (r *comparison) decisions(c *compare.Change) []compare.Decision {
	var out []compare.Decision
	for _, d := range r.Adoption {
		for _, p := range []*compare.Place{c.Old, c.New} {
			if p != nil && slices.ContainsFunc(p.Meta.Tags, func(t standard.Tag) bool { return t.Item == d.Item }) {
				out = append(out, d)
				break
			}
		}
	}
	return out
}

// entries are the changed entries of the register that a clause has a notice of.
func (r *comparison) entries(c *compare.Change) []compare.Withholding {
	var out []compare.Withholding
	for _, w := range r.Withholdings {
		for _, p := range []*compare.Place{c.Old, c.New} {
			if p != nil && (slices.Contains(p.Clause.Notices, w.ID) || slices.Contains(p.Clause.Withhold, w.ID) || p.Clause.Withheld != nil && p.Clause.Withheld.ID == w.ID) {
				out = append(out, w)
				break
			}
		}
	}
	return out
}

// changed is what a value was and what it is.
func (r *comparison) changed(old, new string) string {
	side := func(tag, s string) string {
		if s == "" {
			return `<span class="compare-none">` + r.word("compare_nothing") + `</span>`
		}
		return "<" + tag + ">" + s + "</" + tag + ">"
	}
	return side("del", old) + ` <span aria-hidden="true">→</span><span class="visually-hidden">` + r.word("compare_becomes") + `</span> ` + side("ins", new)
}

func (r *comparison) field(f compare.Field) string {
	return r.fieldName(f.Key) + r.word("colon") + r.changed(r.value(f.Key, f.Old), r.value(f.Key, f.New))
}

// value is a value of the front matter as people call it.
func (r *comparison) value(key, value string) string {
	term := func(of func(*catalog.Catalog) []catalog.Term) string {
		var out []string
		for _, id := range strings.Split(value, ", ") {
			name := esc(id)
			for _, cat := range r.Library.Catalogs {
				if t := catalog.Lookup(of(cat), id); t != nil {
					name = r.text(t.Name)
					break
				}
			}
			out = append(out, name)
		}
		return strings.Join(out, r.word("compare_comma"))
	}
	switch {
	case value == "":
		return ""
	case key == "items":
		return esc(strings.ReplaceAll(value, " (part)", " ["+r.Words["part"]+"]"))
	case key == "status":
		return r.word("status_" + value)
	case key == "issued" || key == "effective" || key == "review-by":
		return date(value, r.Words["date_format"])
	case key == "class":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Classes })
	case key == "level":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Levels })
	case key == "roles":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Roles })
	case key == "duties":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Duties })
	case key == "causes":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Causes })
	case key == "measures":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Measures })
	case key == "properties":
		return term(func(c *catalog.Catalog) []catalog.Term { return c.Properties })
	case key == "sector":
		if s := r.Library.Sector(value); s != nil {
			return r.text(s.Name)
		}
	case value == "true":
		return r.word("compare_yes")
	}
	return esc(value)
}

func (r *comparison) item(v *standard.Version, id string) string {
	if r.Item == nil {
		return `<span class="chip">` + esc(id) + `</span>`
	}
	return `<a class="chip" href="` + esc(r.Item(v, id)) + `">` + esc(id) + `</a>`
}

func (r *comparison) decision(d compare.Decision) string {
	name := func(word, where string) string {
		if word == "undecided" {
			word = "gap"
		}
		s := r.word("decision_" + word)
		if where != "" {
			s += " <code>" + esc(where) + "</code>"
		}
		return s
	}
	s := r.item(r.New.Version, d.Item) + " "
	if d.Old != d.New || d.OldWhere != d.NewWhere {
		s += r.changed(name(d.Old, d.OldWhere), name(d.New, d.NewWhere))
	} else {
		s += name(d.New, d.NewWhere)
	}
	if reason := r.text(d.NewReason); reason != "" {
		s += ` <span class="compare-reason">` + r.word("item_reason") + r.word("colon") + reason + `</span>`
	} else if reason := r.text(d.OldReason); reason != "" {
		s += ` <span class="compare-reason">` + r.word("compare_old_reason") + r.word("colon") + reason + `</span>`
	}
	return s
}

// entry is a change of the register.
func (r *comparison) entry(w compare.Withholding) string {
	s := `<span class="notice-id">` + esc(w.ID) + `</span> `
	switch w.Change {
	case "added", "removed":
		return s + r.word("withholding_"+w.Change)
	}
	return s + r.phrase("withholding_changed", r.Words["withholding_"+w.Change])
}
