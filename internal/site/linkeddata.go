package site

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// What search engines and other programs are told of a page, as JSON-LD in the
// words of schema.org. It holds what the page shows and nothing else. Addresses
// are absolute, so what needs one is left out where the site's is not known.
//
// A standard is a Legislation ("a legal document such as an act, decree, bill,
// etc. (enforceable or not) or a component of a legal act"), and so are its
// versions and chapters: ELI, from which schema.org has these terms, calls the
// first a resource and the others expressions. There is no legislationDate, the
// day of adoption: sources give the day of issue.

// node is an object of JSON-LD. encoding/json sorts its keys.
type node map[string]any

// set adds a property that has a value.
func (n node) set(key string, value any) node {
	switch v := value.(type) {
	case string:
		if v == "" {
			return n
		}
	case node:
		if v == nil {
			return n
		}
	case []node:
		if len(v) == 0 {
			return n
		}
	}
	n[key] = value
	return n
}

func thing(kind string) node { return node{"@type": kind} }

// address is where a page of the language stands, or "".
func (h here) address(path string) string {
	if h.Site.BaseURL == "" {
		return ""
	}
	return h.Site.BaseURL + h.prefix(h.lang) + path
}

// file is where a file of the site stands, or "".
func (h here) file(path string) string {
	if h.Site.BaseURL == "" {
		return ""
	}
	return h.Site.BaseURL + path
}

// graph is the JSON-LD of a page. It is safe within a script element: Go's
// encoding writes < > & as escapes.
func (h here) graph(layout, title string, p params, view any) []byte {
	main := h.subjectNode(layout, title, view)
	return h.linked(main, title, p.Trail)
}

// linked is a thing, and the way to the page that shows it.
func (h here) linked(main node, title string, trail []Link) []byte {
	nodes := []node{main}
	if crumbs := h.breadcrumbs(title, trail); crumbs != nil {
		nodes = append(nodes, crumbs)
	}
	out, err := json.Marshal(node{"@context": "https://schema.org", "@graph": nodes})
	if err != nil {
		panic("site: a type that JSON can't hold: " + err.Error())
	}
	return out
}

func (h here) subjectNode(layout, title string, view any) node {
	s, v := h.subject()
	switch layout {
	case "home":
		return h.siteNode()
	case "standard":
		n := h.standardNode(s)
		var versions []node
		for _, v := range slices.Backward(s.Versions) {
			versions = append(versions, h.versionRef(v))
		}
		return n.set("workExample", versions)
	case "version":
		return h.versionNode(v)
	case "compare":
		old := s.Version(strings.Split(strings.Split(h.path, "/")[3], "...")[0])
		return h.webPage(title).set("about", []node{h.versionRef(v), h.versionRef(old)})
	case "whole":
		return h.webPage(title).set("mainEntity", h.versionRef(v))
	case "withheld":
		return h.dataset(title, h.words["register_about"], "withheld/", "data/withheld")
	case "coverage":
		return h.dataset(title, h.words["coverage_about"], "coverage/", "data/coverage")
	case "data":
		return h.webPage(title).set("mainEntity", thing("DataCatalog").set("name", title).set("url", h.address(h.path)).
			set("description", h.words["data_about"]).set("publisher", h.organization(h.Site.Publisher)).set("dataset", []node{
			h.dataset(h.words["register"], h.words["register_about"], "withheld/", "data/withheld"),
			h.dataset(h.words["rates"], h.words["rates_about"], "withheld/", "data/disclosure"),
			h.dataset(h.words["coverage"], h.words["coverage_about"], "coverage/", "data/coverage"),
		}))
	case "items":
		var sets []node
		for _, c := range h.Library.Catalogs {
			sets = append(sets, h.termSet(c))
		}
		return h.webPage(title).set("mainEntity", sets)
	case "item":
		return h.itemNode(title)
	case "operator":
		return h.webPage(title).set("about", thing("Organization").set("name", title))
	case "free":
		return h.webPage(title).set("description", view.(FreeView).summary).set("dateModified", view.(FreeView).updated)
	}
	return h.webPage(title)
}

func (h here) webPage(title string) node {
	return thing("WebPage").set("name", title).set("url", h.address(h.path)).set("inLanguage", h.lang)
}

func (h here) organization(name standard.Text) node {
	words := name.In(h.lang)
	if words == "" {
		return nil
	}
	return thing("Organization").set("name", words)
}

func (h here) siteNode() node {
	n := thing("WebSite").set("name", h.Site.Title.In(h.lang)).set("url", h.address("")).set("inLanguage", h.lang).
		set("description", h.Site.Description[h.lang]).set("publisher", h.organization(h.Site.Publisher))
	if search := h.address("search/"); search != "" {
		n.set("potentialAction", thing("SearchAction").
			set("target", thing("EntryPoint").set("urlTemplate", search+"?q={search_term_string}")).
			set("query-input", "required name=search_term_string"))
	}
	return n
}

func (h here) standardNode(s *standard.Standard) node {
	v := s.Latest()
	n := thing("Legislation").set("name", h.titleOf(v)).set("legislationIdentifier", s.ID).
		set("legislationType", h.lookup(v, classesOf, string(v.Class)).Name.plain()).
		set("publisher", h.organization(v.Publisher)).set("isAccessibleForFree", true).set("description", v.Summary[h.lang])
	return h.located(n, standardPath(s.ID))
}

// located says where a thing can be read. Its name is its address in the site's
// first language, whatever page speaks of it: every standard, version and chapter
// can be read there.
func (h here) located(n node, path string) node {
	return n.set("@id", h.file(path)).set("url", h.address(path))
}

// force is whether a version holds, as its status says; a version that is
// published holds from its day on.
func force(v *standard.Version) string {
	if v.Status == standard.Published {
		return "https://schema.org/InForce"
	}
	return "https://schema.org/NotInForce"
}

// versionRef is a version as other things name it.
func (h here) versionRef(v *standard.Version) node {
	n := thing("Legislation").set("name", h.versionTitle(v)).set("version", v.Number).
		set("datePublished", string(v.Issued)).set("legislationLegalForce", force(v))
	return h.located(n, versionPath(v))
}

func (h here) versionTitle(v *standard.Version) string {
	return strings.NewReplacer("%title", h.titleOf(v), "%s", v.Number).Replace(h.words["version_title"])
}

func (h here) versionNode(v *standard.Version) node {
	s := h.index.standards[v.Standard]
	n := h.versionRef(v).set("legislationIdentifier", v.Standard+" "+v.Number).
		set("legislationType", h.lookup(v, classesOf, string(v.Class)).Name.plain()).
		set("legislationDateOfApplicability", string(v.Effective)).
		set("publisher", h.organization(v.Publisher)).set("isAccessibleForFree", true).set("description", v.Summary[h.lang]).
		set("exampleOfWork", h.located(thing("Legislation").set("name", h.titleOf(v)).set("legislationIdentifier", v.Standard), standardPath(v.Standard)))
	if old := s.Version(v.Replaces); old != nil {
		n.set("legislationChanges", h.versionRef(old))
	}
	if data := h.file("data/standards/" + v.Standard + "/" + v.Number + ".json"); data != "" {
		n.set("encoding", thing("LegislationObject").set("encodingFormat", "application/json").set("contentUrl", data))
	}
	t, folder := h.readable(v, h.lang)
	if t == nil {
		return n
	}
	n.set("inLanguage", t.Lang)
	var parts []node
	for _, ch := range readableChapters(t) {
		part := thing("Legislation").set("name", ch.Title)
		if h.Site.BaseURL != "" {
			part.set("url", h.Site.BaseURL+h.prefix(folder)+chapterPath(v, ch))
		}
		parts = append(parts, part)
	}
	return n.set("hasPart", parts)
}

// chapterGraph is the JSON-LD of a chapter. h is its page.
func (h here) chapterGraph(v *standard.Version, t *standard.Translation, ch *standard.Chapter, trail []Link) []byte {
	n := thing("Legislation").set("name", ch.Title).set("inLanguage", t.Lang).set("isPartOf", h.versionRef(v)).
		set("publisher", h.organization(v.Publisher)).set("legislationLegalForce", force(v)).set("isAccessibleForFree", true)
	return h.linked(h.located(n, h.path), ch.Title, trail)
}

// dataset is a page's data with its files.
func (h here) dataset(name, about, page, files string) node {
	n := thing("Dataset").set("name", name+" – "+h.Site.Title.In(h.lang)).set("description", about).set("url", h.address(page)).
		set("inLanguage", h.lang).set("creator", h.organization(h.Site.Publisher)).set("isAccessibleForFree", true)
	if h.Site.BaseURL == "" {
		return n
	}
	return n.set("distribution", []node{
		thing("DataDownload").set("encodingFormat", "application/json").set("contentUrl", h.file(files+".json")),
		thing("DataDownload").set("encodingFormat", "text/csv").set("contentUrl", h.file(files+".csv")),
	})
}

func (h here) termSet(c *catalog.Catalog) node {
	n := thing("DefinedTermSet").set("name", c.Title.In(h.lang)).set("url", h.address("items/"))
	var terms []node
	for _, it := range c.Items {
		terms = append(terms, h.definedTerm(c, it))
	}
	return n.set("hasDefinedTerm", terms)
}

func (h here) definedTerm(c *catalog.Catalog, it *catalog.Item) node {
	return thing("DefinedTerm").set("termCode", it.ID).set("name", it.Heading.In(h.lang)).set("url", h.address(itemPath(c, it.ID)))
}

// itemAt is the item of an item's page.
func (h here) itemAt() *catalog.Item {
	parts := strings.Split(h.path, "/")
	if len(parts) < 3 {
		return nil
	}
	if c := h.Library.Catalog(parts[1]); c != nil {
		return c.Item(parts[2])
	}
	return nil
}

func (h here) itemNode(title string) node {
	it := h.itemAt()
	if it == nil {
		return h.webPage(title)
	}
	c := h.Library.Catalog(strings.Split(h.path, "/")[1])
	return h.definedTerm(c, it).set("description", it.Summary[h.lang]).
		set("inDefinedTermSet", thing("DefinedTermSet").set("name", c.Title.In(h.lang)).set("url", h.address("items/")))
}

// breadcrumbs are the way to a page from the home page; nil where there is none
// or addresses are not known.
func (h here) breadcrumbs(title string, trail []Link) node {
	here, err := url.Parse(h.address(h.path))
	if err != nil || here.Host == "" || len(trail) == 0 {
		return nil
	}
	var list []node
	add := func(name, address string) {
		list = append(list, node{"@type": "ListItem", "position": len(list) + 1, "name": name, "item": address})
	}
	for _, l := range trail {
		if to, err := here.Parse(l.Href); err == nil {
			add(l.Text, to.String())
		}
	}
	add(title, here.String())
	return thing("BreadcrumbList").set("itemListElement", list)
}
