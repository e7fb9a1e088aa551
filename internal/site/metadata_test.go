package site

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/kijun-dev/kijun/internal/standard"
)

const sampleAddress = "https://standards.example.org/"

// A head is what machines read of a page.
type head struct {
	meta       map[string]string // by name or property
	canonical  string
	languages  map[string]string // addresses by hreflang
	alternates map[string]string // types by href
	graph      []map[string]any
	raw        string
}

func headOf(t *testing.T, name string, data []byte) head {
	t.Helper()
	h := head{meta: map[string]string{}, languages: map[string]string{}, alternates: map[string]string{}}
	parse(t, name, data).each(func(n *html.Node) {
		rel, _ := attr(n, "rel")
		href, _ := attr(n, "href")
		kind, _ := attr(n, "type")
		lang, hasLang := attr(n, "hreflang")
		switch {
		case n.Data == "meta":
			key, _ := attr(n, "name")
			if property, ok := attr(n, "property"); ok {
				key = property
			}
			h.meta[key], _ = attr(n, "content")
		case n.Data == "link" && rel == "canonical":
			h.canonical = href
		case n.Data == "link" && rel == "alternate" && hasLang:
			h.languages[lang] = href
		case n.Data == "link" && rel == "alternate":
			h.alternates[href] = kind
		case n.Data == "script" && kind == "application/ld+json":
			h.raw = n.FirstChild.Data
			var doc struct {
				Context string           `json:"@context"`
				Graph   []map[string]any `json:"@graph"`
			}
			if err := json.Unmarshal([]byte(h.raw), &doc); err != nil {
				t.Errorf("%s: linked data: %v", name, err)
			}
			if doc.Context != "https://schema.org" || len(doc.Graph) == 0 {
				t.Errorf("%s: linked data %.200s", name, h.raw)
			}
			h.graph = doc.Graph
		}
	})
	return h
}

func heads(t *testing.T, files map[string][]byte) map[string]head {
	t.Helper()
	out := map[string]head{}
	for _, name := range sorted(files) {
		if strings.HasSuffix(name, ".html") {
			out[name] = headOf(t, name, files[name])
		}
	}
	return out
}

// addressOf is where a file of the sample stands.
func addressOf(name string) string { return sampleAddress + strings.TrimSuffix(name, "index.html") }

// vocabulary is what our linked data uses of schema.org: types with the properties
// that its definitions (version 29) give them or what they are kinds of.
var vocabulary = map[string]string{
	"WebSite":           "name url inLanguage description publisher potentialAction",
	"WebPage":           "name url inLanguage description dateModified about mainEntity",
	"SearchAction":      "target query-input",
	"EntryPoint":        "urlTemplate",
	"Organization":      "name",
	"Legislation":       "@id name url inLanguage description version datePublished isAccessibleForFree publisher legislationIdentifier legislationType legislationLegalForce legislationDateOfApplicability legislationChanges exampleOfWork workExample hasPart isPartOf encoding",
	"LegislationObject": "encodingFormat contentUrl",
	"Dataset":           "name description url inLanguage creator isAccessibleForFree distribution",
	"DataCatalog":       "name description url publisher dataset",
	"DataDownload":      "encodingFormat contentUrl",
	"DefinedTermSet":    "name url hasDefinedTerm",
	"DefinedTerm":       "termCode name description url inDefinedTermSet",
	"BreadcrumbList":    "itemListElement",
	"ListItem":          "position name item",
}

// eachObject visits every object of linked data.
func eachObject(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			eachObject(v[key], visit)
		}
	case []any:
		for _, x := range v {
			eachObject(x, visit)
		}
	}
}

func TestDescriptions(t *testing.T) {
	seen := map[string]string{}
	for name, h := range heads(t, mustBuild(t, sample(Public))) {
		d := h.meta["description"]
		switch {
		case strings.HasSuffix(name, "404.html"):
			if d != "" || h.meta["robots"] != "noindex" || h.canonical != "" || len(h.graph) > 0 {
				t.Errorf("%s is described, or may be found", name)
			}
			continue
		case d == "" || utf8.RuneCountInString(d) > widest || strings.ContainsAny(d, "\n"+tokenOpen+tokenClose) || d != h.meta["og:description"]:
			t.Errorf("%s: description %q", name, d)
		case strings.HasPrefix(name, "en/") && hasKana(d) && !strings.Contains(name, "power-standard") && !strings.Contains(name, "mihon"):
			t.Errorf("%s: description %q", name, d)
		case seen[d] != "":
			t.Errorf("%s and %s have the description %q", name, seen[d], d)
		}
		seen[d] = name
		if h.meta["robots"] != "" {
			t.Errorf("%s: robots %q", name, h.meta["robots"])
		}
	}
	h := heads(t, mustBuild(t, sample(Public)))
	for name, want := range map[string]string{
		"standards/water-guideline/4.2/02-build/index.html":      "（第4.2版）の「2. 情報システムの構築」です。",
		"standards/water-guideline/index.html":                   "の版の一覧と、版ごとの変更です。",
		"withheld/index.html":                                    "なぜ公開しないのか",
		"pages/contact/index.html":                               "窓口は総務課です。",
		"en/items/nisc-4/6.1.5(2)/index.html":                    "How each standard answers the item “6.1.5(2) Remote maintenance”",
		"sectors/water/index.html":                               "安全な水道水の供給",
		"operators/mihon-power/index.html":                       "公開していないことと、その理由",
		"standards/water-guideline/compare/4.1...4.2/index.html": "第4.1版から第4.2版への変更",
	} {
		if d := h[name].meta["description"]; !strings.Contains(d, want) {
			t.Errorf("%s: description %q has no %q", name, d, want)
		}
	}
}

func TestClip(t *testing.T) {
	for in, want := range map[string]string{
		"短い。":   "短い。",
		"a\n b": "a b",
		strings.Repeat("あ", 60) + "。" + strings.Repeat("い", 100):   strings.Repeat("あ", 60) + "。",
		strings.Repeat("あ", 200):                                   strings.Repeat("あ", 109) + "…",
		strings.Repeat("x", 150) + ". " + strings.Repeat("y", 100): strings.Repeat("x", 150) + ".",
		"": "",
	} {
		if got := clip(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// Every page has its own address, names each language that has the same page, and
// is named by each of them.
func TestEquivalents(t *testing.T) {
	files := mustBuild(t, sample(Public))
	all := heads(t, files)
	byAddress := map[string]string{}
	for name := range all {
		byAddress[addressOf(name)] = name
	}
	pairs := 0
	for name, h := range all {
		if strings.HasSuffix(name, "404.html") {
			continue
		}
		if h.canonical != addressOf(name) || h.canonical != h.meta["og:url"] {
			t.Errorf("%s: canonical %s", name, h.canonical)
		}
		if len(h.languages) == 0 {
			if other := "en/" + name; files[other] != nil {
				t.Errorf("%s does not name %s", name, other)
			}
			continue
		}
		pairs++
		own := "ja"
		if strings.HasPrefix(name, "en/") {
			own = "en"
		}
		if h.languages[own] != h.canonical || h.languages["x-default"] != h.languages["ja"] || len(h.languages) != 3 {
			t.Errorf("%s: languages %v", name, h.languages)
		}
		for lang, address := range h.languages {
			there, ok := all[byAddress[address]]
			if !ok || !maps.Equal(there.languages, h.languages) {
				t.Errorf("%s: %s in %s does not answer", name, address, lang)
			}
		}
	}
	if pairs < 30 {
		t.Errorf("only %d pages have another language", pairs)
	}
	for name, want := range map[string]int{"standards/water-guideline/4.2/01-scope/index.html": 0, "pages/contact/index.html": 0, "pages/about/index.html": 3, "en/index.html": 3} {
		if n := len(all[name].languages); n != want {
			t.Errorf("%s names %d languages", name, n)
		}
	}
}

// Linked data is in schema.org's words, leads to pages of the site, and says of
// each kind of page what it is.
func TestLinkedData(t *testing.T) {
	files := mustBuild(t, sample(Public))
	kinds := map[string]bool{}
	for name, h := range heads(t, files) {
		if len(h.graph) == 0 {
			if !strings.HasSuffix(name, "404.html") {
				t.Errorf("%s has no linked data", name)
			}
			continue
		}
		if len(h.graph) > 1 && h.graph[1]["@type"] != "BreadcrumbList" || len(h.graph) > 2 {
			t.Errorf("%s: graph of %d", name, len(h.graph))
		}
		if crumbs := h.graph[len(h.graph)-1]; crumbs["@type"] == "BreadcrumbList" {
			list := crumbs["itemListElement"].([]any)
			last := list[len(list)-1].(map[string]any)
			if last["item"] != h.canonical || int(last["position"].(float64)) != len(list) || len(list) < 2 {
				t.Errorf("%s: the way ends at %v", name, last)
			}
		} else if name != "index.html" && name != "en/index.html" {
			t.Errorf("%s: no way to it", name)
		}
		eachObject(map[string]any{"": slicesOfAny(h.graph)}, func(o map[string]any) {
			if o[""] != nil {
				return
			}
			kind, _ := o["@type"].(string)
			kinds[kind] = true
			known, ok := vocabulary[kind]
			if !ok {
				t.Errorf("%s: type %q", name, kind)
			}
			for key, value := range o {
				if key != "@type" && !slices.Contains(strings.Fields(known), key) {
					t.Errorf("%s: %s has no property %s", name, kind, key)
				}
				if s, ok := value.(string); ok && (s == "" || strings.ContainsAny(s, tokenOpen+tokenClose)) {
					t.Errorf("%s: %s.%s is %q", name, kind, key, s)
				}
				if key == "name" && !bytes.Contains(files[name], []byte(html.EscapeString(value.(string)))) {
					t.Errorf("%s: it does not show %q", name, value)
				}
				if s, ok := value.(string); ok && strings.HasPrefix(s, "http") && !strings.HasPrefix(s, "https://schema.org/") {
					rel, own := strings.CutPrefix(s, sampleAddress)
					if rel == "" || strings.HasSuffix(rel, "/") {
						rel += "index.html"
					}
					if !own || files[rel] == nil && !elsewhere(rel) && key != "urlTemplate" {
						t.Errorf("%s: %s.%s leads to %s", name, kind, key, s)
					}
				}
			}
		})
	}
	for kind := range vocabulary {
		if !kinds[kind] {
			t.Errorf("no page has a %s", kind)
		}
	}
	all := heads(t, files)
	version := all["standards/water-guideline/4.2/index.html"].graph[0]
	for key, want := range map[string]any{
		"@type": "Legislation", "version": "4.2", "datePublished": "2026-04-01", "legislationDateOfApplicability": "2026-04-01",
		"legislationLegalForce": "https://schema.org/InForce", "inLanguage": "ja", "legislationIdentifier": "water-guideline 4.2",
		"@id": sampleAddress + "standards/water-guideline/4.2/",
	} {
		if version[key] != want {
			t.Errorf("version: %s is %v", key, version[key])
		}
	}
	if old := version["legislationChanges"].(map[string]any); old["version"] != "4.1" || old["legislationLegalForce"] != "https://schema.org/NotInForce" {
		t.Errorf("version replaces %v", old)
	}
	if n := len(version["hasPart"].([]any)); n != 3 {
		t.Errorf("version has %d parts: what is withheld as a whole is none", n)
	}
	chapter := all["standards/water-guideline/4.2/02-build/index.html"].graph[0]
	if chapter["name"] != "2. 情報システムの構築" || chapter["isPartOf"].(map[string]any)["@id"] != version["@id"] {
		t.Errorf("chapter %v", chapter)
	}
	if en := all["en/standards/water-guideline/4.2/index.html"].graph[0]; en["@id"] != version["@id"] || en["url"] == version["url"] {
		t.Error("a version is another in another language")
	}
}

func slicesOfAny(list []map[string]any) []any {
	var out []any
	for _, x := range list {
		out = append(out, x)
	}
	return out
}

// Programs that keep references find who published what, and when.
func TestCitations(t *testing.T) {
	all := heads(t, mustBuild(t, sample(Public)))
	h := all["standards/water-guideline/4.2/02-build/index.html"]
	for key, want := range map[string]string{
		"citation_title": "2. 情報システムの構築｜水道分野における情報セキュリティガイドライン（見本）（第4.2版）", "citation_publisher": "見本水道協会", "citation_author": "見本水道協会",
		"citation_publication_date": "2026/04/01", "citation_online_date": "2026/04/01", "citation_language": "ja", "citation_public_url": h.canonical,
		"DC.date": "2026-04-01", "DC.identifier": h.canonical, "DC.language": "ja", "og:type": "article", "og:locale": "ja_JP", "og:site_name": "見本 安全基準等",
	} {
		if h.meta[key] != want {
			t.Errorf("%s is %q", key, h.meta[key])
		}
	}
	for name, h := range all {
		cited := strings.Contains(name, "standards/") && strings.Count(strings.TrimPrefix(name, "en/"), "/") > 2 && !strings.Contains(name, "compare")
		if (h.meta["citation_title"] != "") != cited {
			t.Errorf("%s: cited as %q", name, h.meta["citation_title"])
		}
	}
}

// What a page shows for programs, and news of its standard, is named in its head.
func TestAlternateFiles(t *testing.T) {
	all := heads(t, mustBuild(t, sample(Public)))
	for name, wants := range map[string][]string{
		"index.html":                           {"./feed.xml"},
		"en/index.html":                        {"../en/feed.xml"},
		"standards/water-guideline/index.html": {"../../feed.xml", "../../standards/water-guideline/feed.xml", "../../data/standards/water-guideline/4.2.json"},
		"standards/water-guideline/4.1/02-build/index.html":      {"../../../../standards/water-guideline/feed.xml", "../../../../data/standards/water-guideline/4.1.json"},
		"en/standards/water-guideline/4.2/index.html":            {"../../../../en/standards/water-guideline/feed.xml", "../../../../data/standards/water-guideline/4.2.json"},
		"standards/water-guideline/compare/4.1...4.2/index.html": {"changes.json"},
		"withheld/index.html":                                    {"../data/withheld.json", "../data/withheld.csv"},
		"coverage/index.html":                                    {"../data/coverage.json", "../data/coverage.csv"},
		"items/nisc-4/6.1.5(2)/index.html":                       {"../../../data/catalog/nisc-4.json"},
	} {
		for _, want := range wants {
			if all[name].alternates[want] == "" {
				t.Errorf("%s does not name %s: %v", name, want, all[name].alternates)
			}
		}
	}
	for name, h := range all {
		for href := range h.alternates {
			if file, _, inside := target(name, href); !inside || !elsewhere(file) {
				t.Errorf("%s names %s", name, href)
			}
		}
	}
}

// A confidential edition tells machines nothing: its address is none that
// kijun.yaml has, and what previews links would copy it.
func TestConfidentialIsNotDescribed(t *testing.T) {
	for name, h := range heads(t, mustBuild(t, sample(Confidential))) {
		if h.meta["robots"] != "noindex" || h.canonical != "" || len(h.languages) > 0 || h.raw != "" {
			t.Errorf("%s: robots %q, canonical %q, languages %v, linked data %.50q", name, h.meta["robots"], h.canonical, h.languages, h.raw)
		}
		for key := range h.meta {
			if key == "description" || strings.ContainsAny(key, ":_.") {
				t.Errorf("%s: %s", name, key)
			}
		}
	}
}

// Where the site's address is not known, nothing is said that needs one.
func TestMetadataWithoutAddress(t *testing.T) {
	in := sample(Public)
	in.Site.BaseURL = ""
	for name, h := range heads(t, mustBuild(t, in)) {
		if h.canonical != "" || len(h.languages) > 0 || h.meta["og:url"] != "" || h.meta["citation_public_url"] != "" {
			t.Errorf("%s has an address", name)
		}
		for _, part := range h.graph {
			eachObject(part, func(o map[string]any) {
				for key, v := range o {
					if s, ok := v.(string); ok && (key == "@id" || key == "url" || strings.HasPrefix(s, "http") && !strings.HasPrefix(s, "https://schema.org")) {
						t.Errorf("%s: %s %q", name, key, s)
					}
				}
			})
		}
		if h.meta["description"] == "" && !strings.HasSuffix(name, "404.html") {
			t.Errorf("%s is not described", name)
		}
	}
}

// Words can't end the script that linked data stands in, nor the attribute of a
// description, and come out as they are.
func TestMetadataIsEscaped(t *testing.T) {
	const hostile = `</script><script>alert(1)</script><!-- "'&<b>` + "\u2028" + `]]>`
	in := sample(Public)
	in.Site.Title, in.Site.Description = both(hostile, hostile), both(hostile, hostile)
	for _, s := range in.Standards {
		for _, v := range s.Versions {
			v.Title, v.Summary = both(hostile, hostile), both(hostile, hostile)
			v.Publisher = standard.Text{"ja": hostile}
			for _, tr := range v.Translations {
				for _, ch := range tr.Chapters {
					ch.Title = hostile + ch.Name
				}
			}
		}
	}
	in.Pages[0].Texts[0].Title, in.Pages[0].Texts[0].Summary = hostile, hostile
	files := mustBuild(t, in)
	for name, h := range heads(t, files) {
		if strings.HasSuffix(name, "/all/index.html") {
			continue // its text is the test's own, and not escaped
		}
		for n := range parse(t, name, files[name]).root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "script" && !ownScript(n) || n.Type == html.CommentNode {
				t.Fatalf("%s: the words made %s", name, n.Data)
			}
		}
		if strings.Contains(h.raw, "<") {
			t.Errorf("%s: linked data has a sign of HTML", name)
		}
	}
	all := heads(t, files)
	if got := all["standards/water-guideline/4.2/02-build/index.html"].graph[0]["name"]; got != hostile+"02-build" {
		t.Errorf("a chapter is %q", got)
	}
	if got := all["index.html"].meta["description"]; !strings.HasPrefix(got, `</script><script>alert(1)</script><!-- "'&<b>`) {
		t.Errorf("the site is %q", got)
	}
}
