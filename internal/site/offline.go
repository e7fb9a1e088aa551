package site

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// On a disk a folder is a list of files and not a page, so a site that is opened
// from there names the file of every page in its links.

// attribute is one of a tag, so that no value is taken for one.
var attribute = regexp.MustCompile(`(\s([^\s=>"']+)\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)`)

// diskLinks makes the relative links of a page lead to files.
func diskLinks(page []byte) []byte {
	out := make([]byte, 0, len(page)+len(page)/20)
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out
		}
		raw := z.Raw()
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			out = append(out, raw...)
			continue
		}
		out = append(out, attribute.ReplaceAllFunc(raw, func(attr []byte) []byte {
			m := attribute.FindSubmatch(attr)
			if name := strings.ToLower(string(m[2])); name != "href" && name != "action" {
				return attr
			}
			value := string(m[3])
			quote := ""
			if value[0] == '"' || value[0] == '\'' {
				quote, value = value[:1], value[1:len(value)-1]
			}
			return []byte(string(m[1]) + quote + diskLink(value) + quote)
		})...)
	}
}

var hasScheme = regexp.MustCompile(`^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#|\?|$)`)

// diskLink makes a relative link to a folder one to its page.
func diskLink(link string) string {
	if hasScheme.MatchString(link) {
		return link
	}
	end := len(link)
	if i := strings.IndexAny(link, "?#"); i >= 0 {
		end = i
	}
	dir := link[:end]
	if strings.HasSuffix(dir, "/") || dir == "." || dir == ".." || strings.HasSuffix(dir, "/..") {
		return strings.TrimSuffix(dir, "/") + "/index.html" + link[end:]
	}
	return link
}
