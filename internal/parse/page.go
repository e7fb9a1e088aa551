package parse

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"github.com/yuin/goldmark/ast"

	"github.com/kijun-dev/kijun/internal/diag"
)

// A Page is a free page, with the trees that the renderer needs.
type Page struct {
	*standard.Page
	Trees map[*standard.PageText]*Tree
}

// Pages reads the free pages of a project, in the order in which readers are
// shown them. languages are those of the site; a page without a suffix is in the
// first. A page of which a text has errors is left out.
func Pages(files []*source.File, languages []string) ([]*Page, diag.List) {
	var ds diag.List
	byName := map[string]*Page{}
	for _, original := range []bool{true, false} {
		for _, f := range files {
			name, lang := withhold.Stem(f.Path()), withhold.Language(f.Path())
			if (lang == "") != original {
				continue
			}
			p := byName[name]
			switch {
			case original:
				p = &Page{&standard.Page{Name: name}, map[*standard.PageText]*Tree{}}
				byName[name] = p
				lang = languages[0]
			case p == nil:
				ds.Add(pageWithoutOriginal.At(f.Whole(), "there is no page %s.md that this could be a translation of", path.Join(standard.PagesFolder, name)).
					Hint("write it, or rename this file to %s.md if the page is in the site's first language", name))
				continue
			case !slices.Contains(languages, lang) || lang == languages[0]:
				ds.Add(wrongID.At(f.Whole(), "what stands between the first dot and .md is not another language of the site").
					Hint("pages are translated into the `languages` of kijun.yaml; take copies and leftovers out of the folder"))
				continue
			}
			found := p.text(f, lang, original)
			ds.Add(found...)
		}
	}
	var out []*Page
	for _, p := range byName {
		if len(p.Texts) > 0 && p.Texts[0].Lang == languages[0] {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *Page) int { return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Name, b.Name)) })
	return out, ds
}

// text reads one file of a page.
func (p *Page) text(f *source.File, lang string, original bool) diag.List {
	// No cut is made here, so there must be nothing to cut.
	ds := slices.Concat(withhold.Encoding(f), withhold.Plain(f))
	if len(ds) > 0 {
		return ds
	}
	d, o, bodyStart := frontMatter(f, lang)
	if o == nil {
		return d.ds
	}
	o.need("title")
	t := &standard.PageText{Lang: lang, Title: o.str("title"), Summary: o.str("summary"), Span: f.Whole()}
	if original {
		p.Updated, p.Order = o.date("updated"), o.integer("order")
		p.Status = standard.Status(cmp.Or(o.oneOf("status", string(standard.Published), string(standard.Draft)), string(standard.Published)))
	}
	o.done()
	b := &bodyReader{
		reader: reader{file: f, base: bodyStart, src: f.Bytes()[bodyStart:], ds: &d.ds},
		lang:   lang, ids: map[string]bool{}, used: map[string]bool{}, page: true,
	}
	b.read()
	all := slices.Clone(b.tree.Preface)
	for i, c := range b.clauses {
		t.Headings = append(t.Headings, standard.PageHeading{ID: c.ID, Depth: c.Depth, Title: strings.TrimSpace(c.Label + " " + c.Title)})
		all = append(all, ast.Node(b.tree.Clauses[i].Heading))
		all = append(all, b.tree.Clauses[i].Nodes...)
	}
	if b.tree.Footnotes != nil {
		all = append(all, b.tree.Footnotes)
	}
	t.Prose, _ = b.prose(all)
	p.Texts = append(p.Texts, t)
	p.Trees[t] = b.tree
	return d.ds
}
