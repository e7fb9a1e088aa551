package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/search"
	"github.com/kijun-dev/kijun/internal/standard"
)

// mostChapters is how many chapters the search page lists for readers without
// scripts; of a larger site it lists the standards.
const mostChapters = 400

// searchFolders hold the index of the versions in force and that of all others,
// below the search page. Most readers want the first, and never fetch the second.
const (
	searchCurrent = "index/"
	searchOlder   = "older/"
)

func (u *ui) searchPage() {
	h := u.at("search/")
	view := SearchView{Index: searchCurrent, Words: u.searchWords()}
	chapters := 0
	var latest []*standard.Version
	for _, s := range u.Standards {
		if len(s.Versions) > 1 {
			view.Older = searchOlder
		}
		latest = append(latest, s.Latest())
		if t, _ := u.readable(s.Latest(), u.lang); t != nil {
			chapters += len(t.Chapters)
		}
	}
	view.Classes = byClass(h, latest, func(v *standard.Version) (SearchStandard, bool) {
		out := SearchStandard{Version: h.brief(v)}
		if t, folder := u.readable(v, u.lang); t != nil && chapters <= mostChapters {
			for _, ch := range readableChapters(t) {
				lang := first(ch.Lang, t.Lang)
				out.Chapters = append(out.Chapters, Link{h.toLang(folder, chapterPath(v, ch)), ch.Title, h.other(lang)}.html())
			}
		}
		return out, true
	})
	view.Glossary = h.glossary(latest)
	for _, cat := range u.Library.Catalogs {
		m := u.matrix(cat)
		c := CatalogItems{ID: cat.ID, Title: u.text(cat.Title)}
		for i := range cat.Phases {
			p := PhaseItems{Phase: u.term(&cat.Phases[i])}
			for _, it := range cat.Items {
				if it.Phase == cat.Phases[i].ID {
					p.Items = append(p.Items, h.itemRef(cat, m, it))
				}
			}
			c.Phases = append(c.Phases, p)
		}
		view.Catalogs = append(view.Catalogs, c)
	}
	h.page("search", "search", u.words["search"], nil, view, nil, nil)
}

// first is the first that is not empty.
func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// glossary are the terms that standards define, under the heads of the 五十音 and
// of the alphabet.
func (h here) glossary(versions []*standard.Version) []GlossaryGroup {
	type found struct {
		standard.Defined
		version *standard.Version
		folder  string
		lang    string
	}
	var all []found
	for _, v := range versions {
		t, folder := h.readable(v, h.lang)
		if t == nil {
			continue
		}
		for _, d := range v.Terms(t.Lang) {
			all = append(all, found{d, v, folder, t.Lang})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.Order(&b.Defined) })
	var out []GlossaryGroup
	for _, d := range all {
		head := headLetter(d.Sorted())
		if n := len(out); n == 0 || out[n-1].Head != head {
			out = append(out, GlossaryGroup{Head: head})
		}
		last := &out[len(out)-1]
		link := Link{h.toLang(d.folder, chapterPath(d.version, d.Chapter)) + "#" + anchor(d.Clause), d.Name, h.other(d.lang)}
		last.Terms = append(last.Terms, GlossaryTerm{Link: link.html(), Reading: d.Reading, Standard: h.text(d.version.Title)})
	}
	return out
}

// rows are the heads of the 五十音, each with the first letter of its row.
var rows = []rune("あかさたなはまやらわ")

// headLetter is the head under which a word stands in a list: of kana the row's
// first, of other letters the letter.
func headLetter(sorted string) string {
	first := []rune(strings.ToUpper(sorted) + "#")[0]
	if first < 'ぁ' || 'ゖ' < first {
		return string(first)
	}
	head := rows[0]
	for _, r := range rows {
		if r <= first {
			head = r
		}
	}
	return string(head)
}

// searchWords are what the script says, as JSON by short names.
func (u *ui) searchWords() string {
	words := map[string]string{"notice": u.words["notice"]}
	for key, word := range u.words {
		if name, ok := strings.CutPrefix(key, "search_say_"); ok {
			words[name] = word
		}
	}
	data, err := encode(words)
	if err != nil {
		return "{}"
	}
	return string(data)
}

// searchFiles makes the indexes of every language.
func (e *edition) searchFiles(put func(name string, data []byte) error) error {
	for _, lang := range e.languages {
		u := e.in(lang)
		folder := u.prefix(lang) + "search/"
		options := search.Options{Scripts: e.Offline}
		current, older := search.NewBuilder(options), search.NewBuilder(options)
		for _, s := range u.inOrder() {
			for _, v := range slices.Backward(s.Versions) {
				to := older
				if v == s.Latest() {
					to = current
				}
				u.searchVersion(v, to.Add)
			}
		}
		for _, cat := range u.Library.Catalogs {
			for _, it := range cat.Items {
				current.Add(u.searchItem(cat, it))
			}
		}
		for dir, b := range map[string]*search.Builder{searchCurrent: current, searchOlder: older} {
			if b.Documents() == 0 && b == older {
				continue
			}
			b.Facets(u.searchFacets())
			if err := b.Write(func(name string, data []byte) error { return put(folder+dir+name, data) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// inOrder are the standards by class: what binds comes first.
func (e *edition) inOrder() []*standard.Standard {
	class := func(s *standard.Standard) int { return slices.Index(standard.Classes, s.Latest().Class) }
	return slices.SortedStableFunc(slices.Values(e.Standards), func(a, b *standard.Standard) int { return cmp.Compare(class(a), class(b)) })
}

// searchVersion hands over a version's clauses, then the entries of its register.
func (u *ui) searchVersion(v *standard.Version, add func(*search.Document)) {
	t, folder := u.readable(v, u.lang)
	if t == nil {
		return
	}
	class := u.lookup(v, classesOf, string(v.Class))
	of := search.Document{
		Standard: u.titleOf(v),
		Version:  strings.ReplaceAll(u.words["version_number"], "%s", v.Number),
		Class:    strings.TrimSpace(class.Symbol + " " + class.Name.plain()),
		Facets:   []string{"class:" + string(v.Class), "standard:" + v.Standard},
	}
	if v.Sector != "" {
		of.Sector = u.at("").sector(v.Sector).Text
		of.Facets = append(of.Facets, "sector:"+v.Sector)
	}
	for _, ch := range t.Chapters {
		for i, c := range ch.Clauses {
			add(u.searchClause(of, v, t, folder, ch, i, c))
		}
	}
	for _, w := range v.Register {
		add(u.searchEntry(of, v, t, w))
	}
}

func (u *ui) searchClause(of search.Document, v *standard.Version, t *standard.Translation, folder string, ch *standard.Chapter, i int, c *standard.Clause) *search.Document {
	d := of
	d.Kind = search.Clause
	d.Href = u.target(u.prefix(folder)+chapterPath(v, ch)) + "#" + anchor(c)
	d.Chapter = chapterTitle(ch, t.Lang)
	d.Label, d.Title = c.Label, c.Title
	d.Lang = u.other(first(ch.Lang, t.Lang))
	d.Plain = c.Plain.In(u.lang)
	if u.Text != nil {
		d.Body = u.Text(v, ch, i)
	}
	u.explain(v, c, d.Body)
	d.Withheld = c.Withheld != nil || len(c.Notices) > 0 || len(c.Withhold) > 0
	var items []string
	for _, tag := range c.Tags {
		items = append(items, tag.Item)
	}
	d.Facets = facets(of, search.Clause, v.Catalog, items, d.Withheld)
	return &d
}

// explain writes what was withheld in the place of each mark, as the register
// calls it.
func (u *ui) explain(v *standard.Version, c *standard.Clause, lines []string) {
	parts := c.Notices
	if c.Withheld != nil { // all of it: the mark is its whole text
		parts = append([]string{c.Withheld.ID}, parts...)
	}
	for _, id := range parts {
		w := entry(v, id)
		if w == nil {
			continue
		}
		for i, line := range lines {
			lines[i] = strings.ReplaceAll(line, "["+id+"]", strings.NewReplacer("%id", id, "%s", w.Title.In(u.lang)).Replace(u.words["search_notice"]))
		}
	}
}

// searchEntry is an entry of the register: what it says is public.
func (u *ui) searchEntry(of search.Document, v *standard.Version, t *standard.Translation, w *standard.Withholding) *search.Document {
	d := of
	d.Kind, d.Withheld = search.Entry, true
	d.Href = u.target(u.prefix(u.lang)+registerPath(v.Standard)) + "#" + registerAnchor(v, w)
	d.Label, d.Title = w.ID, w.Title.In(u.lang)
	d.Lang = u.other(w.Title.Lang(u.lang))
	if p, ok := u.index.withheld(t)[w.ID]; ok {
		d.Chapter = chapterTitle(p.chapter, t.Lang)
		if p.clause != nil {
			d.Chapter = strings.TrimSpace(p.clause.Label + " " + p.clause.Title)
		}
	}
	if r := u.Library.Reason(w.Reason); r != nil {
		d.Body = append(d.Body, r.Name.In(u.lang))
	}
	if harm := w.Harm.In(u.lang); harm != "" {
		d.Body = append(d.Body, harm)
	}
	d.Facets = facets(of, search.Entry, v.Catalog, w.Items, true)
	return &d
}

func (u *ui) searchItem(cat *catalog.Catalog, it *catalog.Item) *search.Document {
	d := search.Document{
		Kind: search.Item, Href: u.target(u.prefix(u.lang) + itemPath(cat, it.ID)), Standard: cat.Title.In(u.lang),
		Label: it.ID, Title: it.Heading.In(u.lang), Lang: u.other(it.Heading.Lang(u.lang)),
	}
	if s := it.Summary.In(u.lang); s != "" {
		d.Body = []string{s}
	}
	d.Facets = facets(d, search.Item, cat.ID, []string{it.ID}, false)
	return &d
}

// target is the address of a page from the site's top folder.
func (e *edition) target(path string) string {
	if e.Offline {
		return diskLink(path)
	}
	return path
}

func facets(of search.Document, kind, cat string, items []string, withheld bool) []string {
	out := append(slices.Clip(of.Facets), "kind:"+kind)
	for _, id := range items {
		out = append(out, "item:"+cat+"/"+id)
	}
	if withheld {
		out = append(out, "withheld")
	}
	return out
}

// searchFacets are the values that results can be limited to, with their names.
func (u *ui) searchFacets() map[string][]search.Value {
	out := map[string][]search.Value{}
	add := func(facet, id, name string) { out[facet] = append(out[facet], search.Value{id, name}) }
	sectors, classes := map[string]bool{}, map[standard.Class]bool{}
	for _, s := range u.inOrder() {
		v := s.Latest()
		sectors[v.Sector], classes[v.Class] = true, true
		add("standard", v.Standard, u.titleOf(v))
	}
	for _, s := range u.Library.Sectors {
		if sectors[s.ID] {
			add("sector", s.ID, u.at("").sector(s.ID).Text)
		}
	}
	for _, c := range standard.Classes {
		if classes[c] {
			t := u.lookup(nil, classesOf, string(c))
			add("class", string(c), strings.TrimSpace(t.Symbol+" "+t.Name.plain()))
		}
	}
	for _, cat := range u.Library.Catalogs {
		for _, it := range cat.Items {
			add("item", cat.ID+"/"+it.ID, it.ID+" "+it.Heading.In(u.lang))
		}
	}
	for _, kind := range []string{search.Clause, search.Item, search.Entry} {
		add("kind", kind, u.words["search_say_kind_"+kind])
	}
	return out
}
