package verify

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A notice is a withheld part as a page shows it.
type notice struct {
	file   string
	line   int
	id     string // "w-001"
	link   string // fragment of its link to the register
	text   string
	linked bool
}

// A registerEntry is an entry of a page of the register: in full, or one that
// leads to where it is.
type registerEntry struct {
	file   string
	line   int
	anchor string // "water-guideline-4.2-w-001"
	full   bool
}

var (
	noticeID  = regexp.MustCompile(`^w-[0-9]{3,}$`)
	explainID = regexp.MustCompile(`^(w-[0-9]{3,})_n$`)
	listedID  = regexp.MustCompile(`^[a-z].*-w-[0-9]{3,}$`)
	toEntry   = regexp.MustCompile(`(?:^|/)withheld/(?:[^/#]+/)?(?:index\.html)?#(.+)$`) // a site for a disk names the file
)

// page reads a page, tag by tag, and keeps no tree of it.
func (p *pages) page(data []byte) {
	z := html.NewTokenizer(bytes.NewReader(data))
	line := 1
	var open *notice // whose text is being read
	var text strings.Builder
	done := func() {
		open.text = text.String()
		text.Reset()
		p.notices = append(p.notices, *open)
		open = nil
	}
	depth := 0 // of asides or divs within it
	openTag := ""
	for {
		kind := z.Next()
		at := line
		line += bytes.Count(z.Raw(), []byte("\n"))
		switch kind {
		case html.ErrorToken:
			if open != nil {
				done()
			}
			return
		case html.TextToken:
			if open != nil && text.Len() < 1<<16 {
				text.Write(z.Text())
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if open != nil && string(name) == openTag {
				if depth--; depth == 0 {
					done()
				}
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			p.tag(tok, at)
			if open != nil && kind == html.StartTagToken && tok.Data == openTag {
				depth++
			}
			id, class, href := attr(tok, "id"), strings.Fields(attr(tok, "class")), attr(tok, "href")
			if open != nil && tok.Data == "a" {
				if m := toEntry.FindStringSubmatch(href); m != nil {
					open.link = m[1]
				}
			}
			switch {
			case noticeID.MatchString(id) && tok.Data == "a":
				// a word of a line; what it stands for is explained behind the block
				p.notices = append(p.notices, notice{file: p.name, line: at, id: id, link: href, linked: true})
			case noticeID.MatchString(id) || explainID.MatchString(id) && slices.Contains(class, "notice"):
				if open == nil && kind == html.StartTagToken {
					open, openTag, depth = &notice{file: p.name, line: at, id: id}, tok.Data, 1
				}
			case listedID.MatchString(id) && (slices.Contains(class, "entry") || slices.Contains(class, "entry-row")):
				p.entries = append(p.entries, registerEntry{p.name, at, id, slices.Contains(class, "entry")})
			}
			if tok.Data == "html" && strings.HasSuffix(p.name, "index.html") {
				if dir, ok := treeOf(p.name); ok {
					p.names[dir] = attr(tok, "lang")
				}
			}
		}
	}
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var homePage = regexp.MustCompile(`^(?:([a-z]{2})/)?index\.html$`)

// treeOf is the folder of a language that a home page is of: "" for the first.
func treeOf(name string) (string, bool) {
	m := homePage.FindStringSubmatch(name)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// tag takes the anchors and links of a tag.
func (p *pages) tag(t html.Token, line int) {
	for _, a := range t.Attr {
		switch a.Key {
		case "id":
			if p.ids[a.Val] {
				p.fault(line, "the anchor #"+shorten(a.Val)+" stands twice")
			}
			p.ids[a.Val] = true
		case "name":
			if t.Data == "a" && a.Val != attr(t, "id") {
				p.ids[a.Val] = true
			}
		case "href":
			if t.Data == "base" {
				p.fault(line, "the tag base changes where all links lead")
				continue
			}
			p.link(a.Val, line)
			if t.Data == "link" && (attr(t, "rel") == "canonical" || attr(t, "rel") == "alternate" && attr(t, "hreflang") != "") {
				p.within(a.Val, !strings.HasPrefix(a.Val, ".") && !strings.HasPrefix(a.Val, "/"), line)
			}
		case "src", "poster", "action", "formaction", "cite", "longdesc", "background", "manifest", "usemap", "xlink:href", "data-src", "data-href", "data-url":
			p.link(a.Val, line)
		case "data":
			if t.Data == "object" {
				p.link(a.Val, line)
			}
		case "srcset", "imagesrcset":
			for _, candidate := range strings.Split(a.Val, ",") {
				if f := strings.Fields(candidate); len(f) > 0 {
					p.link(f[0], line)
				}
			}
		case "content":
			if t.Data == "meta" {
				p.meta(t, a.Val, line)
			}
		case "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "for", "headers", "list":
			for _, id := range strings.Fields(a.Val) {
				if _, ok := p.local[id]; !ok {
					p.local[id] = line
				}
			}
		}
	}
}

var refreshTo = regexp.MustCompile(`(?i)url\s*=\s*["']?([^"']*)`)

// meta follows the addresses that a page tells machines.
func (p *pages) meta(t html.Token, content string, line int) {
	if strings.EqualFold(attr(t, "http-equiv"), "refresh") {
		if m := refreshTo.FindStringSubmatch(content); m != nil {
			p.link(m[1], line)
		}
	} else if p.base != "" && strings.HasPrefix(content, p.base) {
		p.link(content, line)
	}
}

// nameDead reports the dead links of a page, now that it is at hand again. Those
// that stand in no attribute of their own are told without a line.
func (p *pages) nameDead(name string, data []byte, hashes map[uint64]bool) {
	p.name = name
	defer func() {
		for range hashes {
			p.fault(0, "a link leads to an anchor that is not there")
		}
	}()
	z := html.NewTokenizer(bytes.NewReader(data))
	line := 1
	for {
		kind := z.Next()
		at := line
		line += bytes.Count(z.Raw(), []byte("\n"))
		if kind == html.ErrorToken {
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		for _, a := range z.Token().Attr {
			t := resolve(p.base, name, a.Val)
			if t.fragment == "" || !hashes[p.hash(t.file, t.fragment)] {
				continue
			}
			p.fault(at, "the link "+shorten(a.Val)+": there is no such anchor in "+t.file)
			delete(hashes, p.hash(t.file, t.fragment))
		}
	}
}
