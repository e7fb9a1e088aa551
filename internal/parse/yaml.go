// Package parse turns sources into the model: YAML and Markdown in, values of
// package standard and findings out.
//
// It is the one place with a YAML parser, and with goldmark's parser. It takes
// a version's texts as a withhold.Cut, so it never sees what an edition may not
// see. It collects findings and goes on; it never reads files.
package parse

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"gopkg.in/yaml.v3"
)

// A document is a piece of YAML within a file.
type document struct {
	file   *source.File
	start  int // offset of the YAML in the file
	secret bool
	lang   string // of scalars that stand for a text
	ds     diag.List
}

// load parses the YAML of a file from start to end. The root is nil when there
// is nothing to read.
func (d *document) load(end int) (root *yaml.Node) {
	defer func() {
		// The parser is not ours and is no longer kept up; should it fail on an
		// input, that input is a finding like any other.
		if e := recover(); e != nil {
			d.ds.Add(yamlSyntax.At(d.file.At(d.start, d.start), "the YAML can't be read"))
			root = nil
		}
	}()
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(d.file.Bytes()[d.start:end]))
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		d.syntax(err, end)
		return nil
	}
	if d.further(dec, end); d.ds.HasErrors() || len(doc.Content) == 0 {
		return nil
	}
	if d.plain(doc.Content[0], 0); d.ds.HasErrors() {
		return nil
	}
	return doc.Content[0]
}

var documentEdge = regexp.MustCompile(`(?m)^(?:---|\.\.\.)(?:[ \t].*)?$`)

// further reports a second YAML document. Reading stops behind the first, so an
// entry of the register that stands in another would be left out without a word,
// and the file that it withholds be published.
func (d *document) further(dec *yaml.Decoder, end int) {
	if err := dec.Decode(new(yaml.Node)); errors.Is(err, io.EOF) {
		return
	}
	data := d.file.Bytes()[d.start:end]
	at := d.file.At(d.start, d.start)
	if edges := documentEdge.FindAllIndex(data, -1); len(edges) > 0 {
		e := edges[len(edges)-1]
		at = d.file.At(d.start+e[0], d.start+e[0]+3)
	}
	d.ds.Add(yamlSyntax.At(at, "the YAML has more than one document; what stands behind the first would be ignored").
		Hint("take out the lines `---` and `...`, and keep everything in one document"))
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?(.*)$`)

func (d *document) syntax(err error, end int) {
	where := d.file.At(d.start, d.start)
	message := err.Error()
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		message = m[2]
		n, _ := strconv.Atoi(m[1])
		if n = d.faultyLine(end, n); n > 0 {
			line := d.file.Position(d.start).Line + n - 1
			where = d.file.At(d.file.LineStart(line), d.file.LineEnd(line))
		}
	}
	if d.secret || strings.ContainsAny(message, "'\"") { // it may quote a name
		message = "see the line"
	}
	d.ds.Add(yamlSyntax.At(where, "the YAML can't be read: %s", strings.SplitN(message, "\n", 2)[0]).
		Hint("a text with `: ` or ` #` in it, or one that starts with a sign, stands between quotes"))
}

// faultyLine is the line where YAML stops to be readable, counted from its
// first. The parser names the line where the block began that it was reading,
// often the first of the file, so the longest readable beginning is looked for.
func (d *document) faultyLine(end, named int) int {
	const tries = 200
	text := d.file.Bytes()[d.start:end]
	lines := bytes.SplitAfter(text, []byte("\n"))
	length := len(text)
	for n := len(lines); n > 0 && n > len(lines)-tries; n-- {
		length -= len(lines[n-1])
		var doc yaml.Node
		if yaml.Unmarshal(text[:length], &doc) == nil {
			return n
		}
	}
	return named
}

// plain reports what makes YAML more than data: aliases, tags and keys given
// twice.
func (d *document) plain(n *yaml.Node, depth int) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || depth > 20 {
		if d.ds.HasErrors() {
			return // the first is enough: one anchor has many aliases
		}
		d.ds.Add(yamlSyntax.At(d.span(n), "anchors, aliases, tags and deep nesting are not used here").
			Hint("write the value out"))
		return
	}
	if n.Kind == yaml.ScalarNode && n.Style&yaml.DoubleQuotedStyle != 0 && strings.ContainsFunc(n.Value, steers) {
		d.ds.Add(wrongValue.At(d.span(n), "the value has a control character").
			Hint("write the character itself, or leave the escape sequence out"))
	}
	for _, c := range n.Content {
		d.plain(c, depth+1)
	}
}

// steers reports whether a character steers a terminal or turns the direction of
// the text. In the bytes of a source it is an error; an escape sequence could
// bring it in all the same.
func steers(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// span is the place of a node.
func (d *document) span(n *yaml.Node) source.Span {
	if n == nil || n.Line == 0 {
		return d.file.At(d.start, d.start)
	}
	line := d.file.Position(d.start).Line + n.Line - 1
	at := d.file.LineStart(line)
	data := d.file.Bytes()
	for range n.Column - 1 {
		if at >= len(data) || data[at] == '\n' {
			break
		}
		_, size := utf8.DecodeRune(data[at:])
		at += size
	}
	end := at + 1
	if n.Kind == yaml.ScalarNode {
		switch {
		case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
			end = at + len(n.Value) + 2
		default:
			end = at + len(n.Value)
		}
	}
	return d.file.At(at, min(end, max(at+1, d.file.LineEnd(line))))
}
