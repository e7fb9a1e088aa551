package verify

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"hash/maphash"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// pages is what the checks of links, notices and leaks keep of the files, which
// are looked at one by one: hashes of anchors and links, and the notices. What
// a page costs grows with its anchors, not with its text.
type pages struct {
	site *Site
	base string // address of the site's top folder, where the site says it
	seed maphash.Seed

	anchors   []uint64 // of (file, id)
	wanted    []want   // anchors of other files that links lead to
	found     []Place  // dead links, anchors that stand twice, …
	smells    []Place
	notices   []notice
	byVersion map[version][]notice // the same, see of
	entries   []registerEntry
	names     map[string]string // the language of each tree of pages, by its folder

	html, links, outside, checkedAnchors int

	// of the file at hand
	name  string
	ids   map[string]bool
	local map[string]int  // fragments of its own, with the line
	seen  map[string]bool // links that were followed already
}

// of are the notices of a version, once every page was looked at.
func (p *pages) of(v version) []notice {
	if p.byVersion == nil {
		p.byVersion = map[version][]notice{}
		for _, n := range p.notices {
			if at, ok := placeOf(n.file); ok {
				p.byVersion[at.version] = append(p.byVersion[at.version], n)
			}
		}
	}
	return p.byVersion[v]
}

type want struct {
	hash uint64
	from int32 // index of the file's name
}

func newPages(s *Site) *pages {
	return &pages{site: s, seed: maphash.MakeSeed(), ids: map[string]bool{}, local: map[string]int{}, seen: map[string]bool{}, names: map[string]string{}}
}

// address finds out where the site stands, from what it tells robots.
func (p *pages) address(s *Site) {
	data, err := s.file("robots.txt")
	if err != nil {
		return // read again later, and reported then
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "Sitemap: "); ok {
			if base, ok := strings.CutSuffix(rest, "sitemap.xml"); ok && strings.HasSuffix(base, "/") {
				p.base = base
			}
		}
	}
}

func (p *pages) hash(file, id string) uint64 {
	var h maphash.Hash
	h.SetSeed(p.seed)
	h.WriteString(file)
	h.WriteByte(0)
	h.WriteString(id)
	return h.Sum64()
}

// most bounds what is kept of each kind of fault: a spoilt site may have one at
// every link.
const most = 10_000

func (p *pages) fault(line int, message string) {
	if len(p.found) < most {
		p.found = append(p.found, Place{p.name, line, message})
	}
}

// look looks at a file. data is lent.
func (p *pages) look(name string, data []byte) {
	p.name = name
	clear(p.ids)
	clear(p.local)
	clear(p.seen)
	p.smell(name, data)
	if inner := packed(name, data); inner != nil {
		p.smell(name, inner)
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		p.html++
		p.page(data)
	case ".svg":
		p.page(data)
	case ".xml":
		p.xml(data)
	case ".json":
		p.json(data)
	case ".csv":
		p.csv(data)
	case ".css":
		line, at := 1, 0
		for _, m := range cssURL.FindAllSubmatchIndex(data, -1) {
			line += bytes.Count(data[at:m[0]], []byte("\n"))
			at = m[0]
			p.link(string(data[m[2]:m[3]]), line)
		}
	}
	for fragment, line := range p.local {
		if !p.ids[fragment] {
			p.fault(line, "there is no anchor #"+fragment+" in this page")
		}
		p.checkedAnchors++
	}
	for id := range p.ids {
		p.anchors = append(p.anchors, p.hash(name, id))
	}
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')]*)["']?\s*\)`)

func lineAt(data []byte, at int) int { return 1 + bytes.Count(data[:at], []byte("\n")) }

// link follows a link of the file at hand.
func (p *pages) link(link string, line int) {
	if p.seen[link] || link == "" && strings.HasSuffix(p.name, ".css") || strings.HasPrefix(link, "data:") && strings.HasSuffix(p.name, ".css") {
		return
	}
	p.seen[strings.Clone(link)] = true
	from := p.name
	if strings.HasSuffix(from, ".json") {
		from = "index.html" // addresses in data are those of the site, not of the file
	}
	t := resolve(p.base, from, link)
	switch {
	case t.why != "":
		p.fault(line, "the link "+shorten(link)+": "+t.why)
	case t.external:
		p.outside++
		return
	case !p.site.has(t.file):
		p.fault(line, "the link "+shorten(link)+": there is no "+t.file)
	case t.fragment != "" && t.fragment != "top" && t.file == p.name:
		if _, ok := p.local[t.fragment]; !ok {
			p.local[t.fragment] = line
		}
	case t.fragment != "" && t.fragment != "top" && anchored(t.file):
		from, _ := slices.BinarySearch(p.site.names, p.name)
		p.wanted = append(p.wanted, want{p.hash(t.file, t.fragment), int32(from)})
		p.checkedAnchors++
	}
	p.links++
}

func anchored(file string) bool {
	switch path.Ext(file) {
	case ".html", ".htm", ".svg":
		return true
	}
	return false
}

func shorten(link string) string {
	if len(link) > 200 {
		link = link[:200] + "…"
	}
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return '?'
		}
		return r
	}, link), "?")
}

// xml follows the links of a sitemap or a feed.
func (p *pages) xml(data []byte) {
	d := xml.NewDecoder(bytes.NewReader(data))
	in := ""
	for {
		line, _ := d.InputPos()
		t, err := d.Token()
		switch {
		case t == nil:
			if err != nil && d.InputOffset() < int64(len(data)) {
				p.fault(line, "it is no XML")
			}
			return
		case err != nil:
			p.fault(line, "it is no XML")
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local
			own, href := in == "link", ""
			for _, a := range t.Attr {
				switch a.Name.Local {
				case "href", "src":
					href = a.Value
				case "rel":
					own = own && (a.Value == "self" || a.Value == "alternate")
				}
			}
			if href != "" {
				p.link(href, line)
				p.within(href, own, line)
			}
		case xml.EndElement:
			in = ""
		case xml.CharData:
			if in == "loc" {
				p.link(string(t), line)
				p.within(string(t), true, line)
			}
		}
	}
}

// within reports an address of the site's own that is not one.
func (p *pages) within(link string, own bool, line int) {
	if own && p.base != "" && !strings.HasPrefix(link, p.base) {
		p.fault(line, "the address "+shorten(link)+" is not one of this site, "+p.base)
	}
}

// json follows what data files call url.
func (p *pages) json(data []byte) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var walk func(key string, depth int) error
	walk = func(key string, depth int) error {
		if depth > 1000 {
			return errors.New("too deep")
		}
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case json.Delim:
			for d.More() {
				inner := ""
				if t == '{' {
					k, err := d.Token()
					if err != nil {
						return err
					}
					inner, _ = k.(string)
				}
				if err := walk(inner, depth+1); err != nil {
					return err
				}
			}
			_, err = d.Token()
			return err
		case string:
			if key == "url" {
				p.link(t, 0)
			}
		}
		return nil
	}
	if err := walk("", 0); err != nil {
		p.fault(0, "it is no JSON")
	}
}

// csv follows the cells of a table that are addresses of this site.
func (p *pages) csv(data []byte) {
	if p.base == "" || !strings.HasPrefix(p.name, "data/") {
		return
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	for {
		row, err := r.Read()
		if err != nil {
			return
		}
		for i, cell := range row {
			if strings.HasPrefix(cell, p.base) && !strings.ContainsAny(cell, " \n") {
				line, _ := r.FieldPos(i)
				p.link(cell, line)
			}
		}
	}
}

// links joins the links with the anchors of other pages.
func (r *run) links(c *Check) error {
	p := r.pages
	slices.Sort(p.anchors)
	slices.SortFunc(p.wanted, func(a, b want) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.from, b.from)) })
	dead := map[int32]map[uint64]bool{}
	i := 0
	for _, w := range p.wanted {
		for i < len(p.anchors) && p.anchors[i] < w.hash {
			i++
		}
		if i == len(p.anchors) || p.anchors[i] != w.hash {
			if dead[w.from] == nil {
				dead[w.from] = map[uint64]bool{}
			}
			dead[w.from][w.hash] = true
		}
	}
	for _, from := range slices.Sorted(maps.Keys(dead)) {
		if len(p.found) > most {
			break
		}
		name := r.site.names[from]
		data, err := r.site.read(name, nil)
		if err != nil {
			return err
		}
		p.nameDead(name, data, dead[from])
	}
	slices.SortStableFunc(p.found, func(a, b Place) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Message, b.Message))
	})
	for _, at := range p.found {
		c.fail(at.File, at.Line, "%s", at.Message)
	}
	c.did("%s, %s within the site, %s", count(p.html, "page"), count(p.links, "link"), count(p.checkedAnchors, "anchor"))
	if p.outside > 0 {
		c.note("not followed: %s to elsewhere", count(p.outside, "link"))
	}
	if p.html == 0 {
		c.fail("", 0, "the site has no pages")
	}
	return nil
}
