package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
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
				withheld := hiddenFile(v, a)
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
	rooted := false
	var open []string
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
			if tok.Target != "xml" || at != 0 || !xmlDeclaration.Match(tok.Inst) {
				add(at, "a processing instruction")
			}
		case xml.CharData:
			// the text of an element that is an error itself needs no second one
			if len(bytes.TrimSpace(tok)) > 0 && (len(open) == 0 || svgElements[open[len(open)-1]] && !svgWords[open[len(open)-1]]) {
				add(at, "text that no text element holds")
			}
		case xml.StartElement:
			if len(open) == 0 && (tok.Name.Local != "svg" || tok.Name.Space != svgSpace) {
				add(at, "no svg element (with xmlns=%q) around it all", svgSpace)
			}
			if len(open) == 0 && rooted {
				add(at, "more than one element around it all")
			}
			rooted = true
			open = append(open, tok.Name.Local)
			if tok.Name.Space != svgSpace || !svgElements[tok.Name.Local] {
				add(at, "the element %q", tok.Name.Local)
			}
			for _, attr := range tok.Attr {
				if what := svgAttribute(attr); what != "" {
					add(at, "%s", what)
				}
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

// svgWords are the elements whose text is shown or read out.
var svgWords = set("text tspan textPath title desc a")

var xmlDeclaration = regexp.MustCompile(`^version="1\.[01]"( encoding="(?i:utf-8)")?( standalone="(yes|no)")?\s*$`)

// svgAttributes are the attributes of geometry and presentation. Of those that
// a drawing program adds, none is among them.
var svgAttributes = set("id class lang role aria-label aria-labelledby aria-describedby aria-hidden tabindex focusable version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy fr d points pathLength rotate textLength lengthAdjust " +
	"transform href gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits mask-type markerWidth markerHeight markerUnits refX refY orient startOffset method spacing side " +
	"fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset color opacity display visibility overflow clip-path clip-rule mask filter " +
	"marker-start marker-mid marker-end paint-order vector-effect shape-rendering text-rendering color-interpolation color-interpolation-filters stop-color stop-opacity flood-color flood-opacity lighting-color pointer-events " +
	"font-family font-size font-weight font-style font-variant font-stretch font-size-adjust text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing writing-mode direction unicode-bidi glyph-orientation-vertical " +
	"filterUnits primitiveUnits in in2 result mode type values operator k1 k2 k3 k4 stdDeviation edgeMode radius tableValues slope intercept amplitude exponent")

// zero is an opacity with which nothing is seen.
var zero = regexp.MustCompile(`^\s*(?:0+(?:\.0*)?|\.0+)%?\s*$`)

const xmlSpace = "http://www.w3.org/XML/1998/namespace"

// svgAttribute says what is wrong with an attribute, or "".
func svgAttribute(a xml.Attr) string {
	name, value := a.Name.Local, strings.ToLower(a.Value)
	switch a.Name.Space {
	case "xmlns":
		if a.Value != svgSpace && a.Value != xlinkSpace {
			return "an attribute that is not SVG's"
		}
		return ""
	case "xml", xmlSpace:
		if name != "lang" && name != "space" {
			return "an attribute that is not SVG's"
		}
	case xlinkSpace:
		if name != "href" {
			return "an attribute that is not SVG's"
		}
	case "":
		switch {
		case name == "xmlns":
			return ""
		case strings.HasPrefix(strings.ToLower(name), "on"):
			return "an event handler"
		case name == "style":
			return "a style attribute"
		case name == "src":
			return "a reference to something outside it"
		case !svgAttributes[name]:
			return "an attribute that is not SVG's"
		}
	default:
		return "an attribute that is not SVG's"
	}
	switch {
	case name == "href" && !strings.HasPrefix(strings.TrimSpace(a.Value), "#"):
		return "a reference to something outside it"
	case name == "display" && strings.TrimSpace(value) == "none", name == "visibility" && strings.TrimSpace(value) != "visible", name == "opacity" && zero.MatchString(value):
		return "something that is there and can't be seen"
	}
	for rest, found := value, true; ; {
		_, rest, found = strings.Cut(rest, "url(")
		if !found {
			break
		}
		if !strings.HasPrefix(strings.TrimLeft(rest, " '\"\t\n"), "#") {
			return "a reference to something outside it"
		}
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
