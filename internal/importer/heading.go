package importer

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// A heading is one of the text's own headings: not one in a list or quotation.
type heading struct {
	at    int // its first byte
	depth int // as written
	level int // in its chapter
	title string
	id    string
	basis Basis
	top   bool // begins a chapter
	gap   bool // the text before it has lost a level
}

var (
	attributes = regexp.MustCompile(`[ \t]*\{:?[ \t]*((?:[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+))(?:[ \t]+(?:[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+)))*)[ \t]*\}$`)
	attribute  = regexp.MustCompile(`[#.][^\s{}]+|-|[A-Za-z][\w:-]*=(?:"[^"]*"|[^\s{}"]+)`)
)

// plainHeadings writes every heading as `# text` and nothing else on the line,
// and takes headings out of lists and quotations. It goes on until nothing is
// left to do; every round makes a heading plain for good.
func (d *doc) plainHeadings() {
	for range 1000 {
		t := parse(d.file.Bytes())
		var ps []patch
		t.walk(func(n ast.Node) bool {
			if h, ok := n.(*ast.Heading); ok {
				ps = append(ps, d.plainHeading(t, h)...)
				return false
			}
			return true
		})
		if len(ps) == 0 {
			return
		}
		d.apply(ps)
	}
}

func (d *doc) plainHeading(t *tree, n *ast.Heading) []patch {
	src := t.src
	own := n.Parent().Kind() == ast.KindDocument
	if n.Lines().Len() == 0 {
		start := lineStart(src, n.Pos())
		end := lineEnd(src, n.Pos())
		d.ds.Add(empty.At(d.at(n.Pos(), end), "a heading without text was dropped"))
		return []patch{{n.Pos(), max(end, start), ""}}
	}
	lines := n.Lines()
	first, last := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	begin := lineStart(src, first)
	before := bytes.TrimRight(src[begin:first], " \t")
	atx := lines.Len() == 1 && bytes.HasSuffix(before, []byte("#"))
	end := lineEnd(src, max(first, last-1))
	var ps []patch
	mark := begin + len(before)
	if atx {
		for mark > begin && src[mark-1] == '#' {
			mark--
		}
	} else {
		mark = first
		for mark > begin && (src[mark-1] == ' ' || src[mark-1] == '\t') && len(before) == 0 {
			mark--
		}
	}
	// the line ends where the text ends: attributes and closing signs go
	stop := last
	for stop > first && (src[stop-1] == ' ' || src[stop-1] == '\t' || src[stop-1] == '\n') {
		stop--
	}
	full := end
	if atx {
		full = len(bytes.TrimRight(src[:end], " \t"))
	} else {
		full = stop
	}
	if loc := attributes.FindSubmatchIndex(src[lineStart(src, full):full]); loc != nil {
		base := lineStart(src, full)
		if base+loc[0] >= first {
			stop = min(stop, base+loc[0])
			for stop > first && (src[stop-1] == '#' && atx && hasClosing(src[first:stop])) {
				stop = first + len(bytes.TrimRight(bytes.TrimRight(src[first:stop], "#"), " \t"))
			}
			d.headingAttributes(string(src[base+loc[2]:base+loc[3]]), base+loc[2], first)
		}
	}
	if !own {
		d.ds.Add(nested.At(d.at(first, stop), "the heading %s stands in a list or quotation; it is a paragraph in bold now", quote(string(src[first:stop]))))
		return append(ps, d.boldHeading(t, n, atx, mark, first, stop, end)...)
	}
	if atx {
		want := strings.Repeat("#", n.Level) + " "
		if string(src[begin:first]) != want {
			ps = append(ps, patch{begin, first, want})
		}
		ps = append(ps, endOfHeading(src, first, stop, end)...)
		return ps
	}
	ps = append(ps, patch{begin, first, strings.Repeat("#", n.Level) + " "})
	ps = append(ps, joinLines(src, n, stop)...)
	under := min(len(src), lineEnd(src, min(len(src), end+1)))
	ps = append(ps, endOfHeading(src, first, stop, end)...)
	return append(ps, patch{end, under, ""})
}

// endOfHeading removes what follows the text on its line, and keeps a `#` that
// belongs to the text from being taken for a closing sign.
func endOfHeading(src []byte, first, stop, end int) []patch {
	var ps []patch
	text := src[first:stop]
	if n := len(text) - len(bytes.TrimRight(text, `\`)); n%2 == 1 {
		text = text[:len(text)-1] // a hard break at the end of a line that ends anyway
		stop--
	}
	if body := bytes.TrimRight(text, "#"); len(body) < len(text) && (len(body) == 0 || body[len(body)-1] == ' ' || body[len(body)-1] == '\t') {
		ps = append(ps, patch{first + len(body), first + len(body), `\`})
	}
	if stop < end {
		ps = append(ps, patch{stop, end, ""})
	}
	return ps
}

func hasClosing(text []byte) bool {
	body := bytes.TrimRight(text, "#")
	return len(body) > 0 && (body[len(body)-1] == ' ' || body[len(body)-1] == '\t')
}

// joinLines makes one line of a heading that was underlined.
func joinLines(src []byte, n *ast.Heading, stop int) []patch {
	var ps []patch
	for i := 1; i < n.Lines().Len(); i++ {
		from, to := n.Lines().At(i-1).Stop, n.Lines().At(i).Start
		for from > 0 && (src[from-1] == '\n' || src[from-1] == ' ') {
			from--
		}
		if from > 0 && src[from-1] == '\\' {
			from--
		}
		if to <= stop && from < to {
			ps = append(ps, patch{from, to, " "})
		}
	}
	return ps
}

func (d *doc) boldHeading(t *tree, n *ast.Heading, atx bool, mark, first, stop, end int) []patch {
	src := t.src
	open, shut := "**", "**"
	if bytes.ContainsAny(src[first:stop], "*_`[<\\") || src[first] == ' ' {
		open, shut = "", ""
	}
	var ps []patch
	if open == "" {
		ps = guarded(src, mark, first)
		if !atx {
			ps = nil
		}
	} else {
		ps = []patch{{mark, first, open}}
		if !atx {
			ps = []patch{{first, first, open}}
		}
	}
	if !atx {
		ps = append(ps, joinLines(src, n, stop)...)
		// the underline
		next := min(len(src), end+1)
		line := src[next:lineEnd(src, next)]
		if i := bytes.LastIndexAny(line, "=-"); i >= 0 {
			j := i
			for j > 0 && line[j-1] == line[i] {
				j--
			}
			ps = append(ps, patch{next + j, next + i + 1, ""})
		}
	}
	return append(ps, patch{stop, end, shut})
}

// headingAttributes keeps the id of `{#id .class}` and reports the rest.
func (d *doc) headingAttributes(s string, at, first int) {
	var rest []string
	for _, a := range attribute.FindAllString(s, -1) {
		if a[0] == '#' {
			d.anchors = append(d.anchors, anchor{name: a[1:], at: first, own: true})
		} else {
			rest = append(rest, a)
		}
	}
	if len(rest) > 0 {
		d.ds.Add(attr.At(d.at(at, at+len(s)), "%s was removed from the heading", quote(strings.Join(rest, " "))))
	}
}
