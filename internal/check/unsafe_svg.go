package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
)

var unsafeSVG = rule{
	doc: &diag.Rule{
		Code:  "unsafe-svg",
		Title: "an SVG picture that holds more than a picture",
		Why: "An SVG is a program as much as a picture: it can run scripts and fetch files. " +
			"It also carries what its drawing program puts in: comments, metadata, embedded bitmaps, the path on the author's disk. " +
			"Allowed are shapes, text, gradients, patterns, clips and links within the picture, with presentation attributes; all else is an error, because a list of what is dangerous is never complete.",
		Before: "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- 山田作成 --><script>…</script><rect style=\"fill:#fff\"/></svg>\n",
		After:  "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect fill=\"#fff\"/></svg>\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, a := range v.Attachments {
				if a.File == nil || strings.ToLower(path.Ext(a.Path)) != ".svg" || len(a.File.Bytes()) > largestAttachment || len(a.File.Bytes()) == 0 {
					continue
				}
				at, what := inAttachment(v, a)
				withheld := withheldFile(v, a.Path)
				for _, f := range svgFaults(a.File.Bytes()) {
					place := a.File.At(f.offset, f.offset)
					if withheld {
						// Words of a withheld file (an element's name) stay in it.
						place, f.what = at, "something that is not allowed"
					}
					p.report(place, "%s has %s", what, f.what).
						Hint("save it as a plain SVG without scripts, styles, comments, metadata and references to other files")
				}
			}
		}
	},
}

type svgFault struct {
	offset int
	what   string
}

const (
	svgSpace   = "http://www.w3.org/2000/svg"
	xlinkSpace = "http://www.w3.org/1999/xlink"
)

var svgElements = set("svg g defs title desc symbol use switch path rect circle ellipse line polyline polygon text tspan textPath marker linearGradient radialGradient stop pattern clipPath mask " +
	"filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset feTile a")

// svgFaults lists what a picture may not hold, in its order. Only the first of
// a kind is listed: a drawing program repeats itself.
func svgFaults(data []byte) []svgFault {
	var faults []svgFault
	seen := map[string]bool{}
	add := func(offset int64, format string, args ...any) {
		what := fmt.Sprintf(format, args...)
		if !seen[what] {
			seen[what] = true
			faults = append(faults, svgFault{int(offset), what})
		}
	}
	dec := xml.NewDecoder(bytes.NewReader(data))
	depth, rooted := 0, false
	for {
		at := dec.InputOffset()
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if !rooted {
				add(0, "no svg element")
			}
			return faults
		}
		if err != nil {
			add(dec.InputOffset(), "something that is not well-formed XML")
			return faults
		}
		switch tok := tok.(type) {
		case xml.Directive:
			add(at, "a document type or entity")
		case xml.Comment:
			add(at, "a comment")
		case xml.ProcInst:
			if tok.Target != "xml" {
				add(at, "a processing instruction")
			}
		case xml.StartElement:
			if depth == 0 && (tok.Name.Local != "svg" || tok.Name.Space != svgSpace) {
				add(at, "no svg element (with xmlns=%q) around it all", svgSpace)
			}
			if depth == 0 && rooted {
				add(at, "more than one element around it all")
			}
			depth, rooted = depth+1, true
			if tok.Name.Space != svgSpace || !svgElements[tok.Name.Local] {
				add(at, "the element %q", tok.Name.Local)
			}
			for _, attr := range tok.Attr {
				if what := svgAttribute(attr); what != "" {
					add(at, "%s", what)
				}
			}
		case xml.EndElement:
			depth--
		}
	}
}

// svgAttribute says what is wrong with an attribute, or "".
func svgAttribute(a xml.Attr) string {
	local := strings.ToLower(a.Name.Local)
	switch {
	case a.Name.Space == "xmlns", a.Name.Space == "" && local == "xmlns":
		return ""
	case a.Name.Space != "" && a.Name.Space != xlinkSpace && a.Name.Space != "xml" && a.Name.Space != "http://www.w3.org/XML/1998/namespace",
		a.Name.Space == "http://www.w3.org/XML/1998/namespace" && local == "base", a.Name.Space == "xml" && local == "base":
		return "an attribute that is not SVG's"
	case strings.HasPrefix(local, "on"):
		return "an event handler"
	case local == "style":
		return "a style attribute"
	case strings.HasPrefix(local, "data-"):
		return "an attribute that is not SVG's"
	case local == "href" && !strings.HasPrefix(strings.TrimSpace(a.Value), "#"), local == "src":
		return "a reference to something outside it"
	}
	value := strings.ToLower(a.Value)
	for {
		_, rest, found := strings.Cut(value, "url(")
		if !found {
			break
		}
		if !strings.HasPrefix(strings.TrimLeft(rest, " '\"\t\n"), "#") {
			return "a reference to something outside it"
		}
		value = rest
	}
	if strings.Contains(value, "\\") || scheme(a.Value) == "javascript" {
		return "a reference to something outside it"
	}
	return ""
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
