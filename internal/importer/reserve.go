package importer

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// reserve keeps the text from being taken for markers of withholding. What is a
// marker, or near one, is the scanner's to say; here is only the way to write
// it as text. In code the way shows, so there is a finding.
func (d *doc) reserve() {
	src := d.file.Bytes()
	var code [][2]int
	located := false
	var ps []patch
	for start := 0; start < len(src); {
		end := lineEnd(src, start)
		line := src[start:end]
		if marked(line) {
			if !located {
				code, located = codeRanges(src), true
			}
			fix, visible := neutral(line, func(at int) bool { return within(code, start+at) })
			for _, p := range fix {
				ps = append(ps, patch{start + p.start, start + p.end, p.text})
			}
			if visible {
				d.ds.Add(reserved.At(d.at(start, end), "%s looks like a marker of withholding and stands in code; signs were put between to keep them apart", quote(string(line))))
			}
		}
		start = end + 1
	}
	d.apply(ps)
}

var byName = regexp.MustCompile(`\[[^\[\]]+\]\[([^\[\]^]+)\]`)

// plainNames keeps `[a][b]` from being taken for a link by a name that was
// forgotten: the text has no such name, so it shows the brackets.
func (d *doc) plainNames() {
	src := d.file.Bytes()
	all := byName.FindAllSubmatchIndex(src, -1)
	if len(all) == 0 {
		return
	}
	defined := map[string]bool{}
	parse(src).walk(func(n ast.Node) bool {
		if n, ok := n.(*ast.LinkReferenceDefinition); ok {
			defined[util.ToLinkReference(n.Label)] = true
		}
		return true
	})
	code := codeRanges(src)
	var ps []patch
	for _, m := range all {
		if escapedAt(src, m[0]) || within(code, m[0]) || defined[util.ToLinkReference(src[m[2]:m[3]])] {
			continue
		}
		at := m[0]
		if src[at+1] == '^' {
			at = m[2] - 1 // the first is a footnote
		}
		d.ds.Add(noName.At(d.at(m[0], m[1]), "the text has no link name %s; %s is plain text", quote(string(src[m[2]:m[3]])), quote(string(src[m[0]:m[1]]))))
		ps = append(ps, patch{at, at, `\`})
	}
	d.apply(ps)
}

// marked reports whether the scanner of withholdings would stop at a line.
func marked(line []byte) bool {
	if loc := escaped.FindIndex(line); loc != nil {
		line = append([]byte("x "), line[loc[1]:]...)
	}
	return len(withhold.Plain(source.New("", line))) > 0
}

var (
	escaped = regexp.MustCompile(`^[ >]*\\:::`)
	exact   = regexp.MustCompile(`^([ >]*):::`)
	word    = regexp.MustCompile(`[\p{L}\p{M}][\p{L}\p{M}\p{N}_-]*`)
)

// neutral rewrites a line so that nothing in it looks like a marker, and a
// reader sees the same. visible tells that a reader of code sees the signs.
func neutral(line []byte, inCode func(int) bool) (ps []patch, visible bool) {
	if m := exact.FindSubmatchIndex(line); m != nil {
		ps = append(ps, patch{m[3], m[3], `\`})
		visible = inCode(m[3])
		if !marked(patched(line, 0, len(line), ps)) {
			return ps, visible
		}
	} else {
		// colons behind a list mark, a bar or the like
		for i := 0; i < len(line); {
			r, n := utf8.DecodeRune(line[i:])
			if strings.ContainsRune(":;：；﹕﹔∷", r) {
				next, k := utf8.DecodeRune(line[i+n:])
				if k > 0 && strings.ContainsRune(":;：；﹕﹔∷", next) {
					if inCode(i) {
						ps, visible = append(ps, patch{i + n, i + n, " "}), true
					} else {
						ps = append(ps, patch{i + n, i + n + k, fmt.Sprintf("&#%d;", next)})
					}
				}
				i += n + k
				continue
			}
			i += n
		}
		if len(ps) > 0 && !marked(patched(line, 0, len(line), ps)) {
			return ps, visible
		}
	}
	split, shown := breakWords(line, slip, inCode)
	if marked(patched(line, 0, len(line), append(split, ps...))) {
		// a keyword glued to other letters
		split, shown = breakWords(line, func(w string) bool { return len(w) > 4 }, inCode)
	}
	return append(ps, split...), visible || shown
}

// breakWords writes every third letter of a word as a number: what is left
// between is too short to be a slip of a keyword. Code has a backslash there.
func breakWords(line []byte, which func(string) bool, inCode func(int) bool) (ps []patch, visible bool) {
	for _, loc := range word.FindAllIndex(line, -1) {
		w := string(line[loc[0]:loc[1]])
		if !which(w) || bytes.HasSuffix(line[:loc[0]], []byte("{#")) {
			continue
		}
		n := 0
		for i, r := range w {
			at := loc[0] + i
			switch n++; {
			case n%3 != 0 && utf8.RuneCountInString(w) > 3:
			case inCode(at):
				ps, visible = append(ps, patch{at, at, `\`}), true
			default:
				ps = append(ps, patch{at, at + utf8.RuneLen(r), fmt.Sprintf("&#%d;", r)})
			}
		}
	}
	return ps, visible
}

var gluedID = regexp.MustCompile(`[-_]?w[-_]?[0-9]*$`)

// slip reports whether a word is a keyword of the grammar of withholding, or
// nearly one.
func slip(w string) bool {
	w = strings.ToLower(norm.NFKC.String(w))
	for _, w := range []string{w, gluedID.ReplaceAllString(w, "")} {
		w = strings.NewReplacer("-", "", "_", "").Replace(w)
		for _, k := range []string{"withhold", "endwithhold", "withheld", "sealed", "endsealed"} {
			if len(w) < 24 && edits(w, k) <= 2 {
				return true
			}
		}
	}
	return strings.HasPrefix(w, "withh") || strings.Contains(w, "非公開")
}

// codeRanges are the parts of a text in which an escape would show.
func codeRanges(src []byte) [][2]int {
	var out [][2]int
	t := parse(src)
	t.walk(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				s := n.Lines().At(i)
				out = append(out, [2]int{lineStart(src, s.Start), s.Stop})
			}
			if f, ok := n.(*ast.FencedCodeBlock); ok && f.Info != nil {
				out = append(out, [2]int{f.Info.Segment.Start, f.Info.Segment.Stop})
			}
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if x, ok := c.(*ast.Text); ok {
					out = append(out, [2]int{x.Segment.Start, x.Segment.Stop})
				}
			}
		case *ast.AutoLink:
			return false
		}
		return true
	})
	return out
}

func within(ranges [][2]int, at int) bool {
	for _, r := range ranges {
		if at >= r[0] && at < r[1] {
			return true
		}
	}
	return false
}

// calm is neutral for text that has been through it once, moved to another
// line.
func calm(data []byte) []byte {
	if !bytes.Contains(data, []byte(":::")) && !bytes.Contains(data, []byte("{{")) {
		return data
	}
	var out []byte
	for start := 0; start < len(data); {
		end := lineEnd(data, start)
		line := data[start:end]
		if m := exact.FindSubmatchIndex(line); m != nil {
			line = patched(line, 0, len(line), []patch{{m[3], m[3], `\`}})
		}
		out = append(append(out, line...), '\n')
		start = end + 1
	}
	return out
}
