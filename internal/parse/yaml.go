// Package parse turns sources into the model: YAML and Markdown in, values of
// package standard and findings out.
//
// It is the one place with a YAML parser, and with goldmark's parser. It takes
// a version's texts as a withhold.Cut, so it never sees what an edition may not
// see. It collects findings and goes on; it never reads files.
package parse

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/yuin/goldmark/util"
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
	for _, c := range n.Content {
		d.plain(c, depth+1)
	}
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

// An object reads the keys of a mapping and reports those nobody asked for.
type object struct {
	*document
	key   string // path of the mapping; "" at the top
	node  *yaml.Node
	pairs map[string]pair
	order []string
	asked []string
}

type pair struct{ key, value *yaml.Node }

func (d *document) object(n *yaml.Node, key string) *object {
	o := &object{document: d, key: key, node: n, pairs: map[string]pair{}}
	if n == nil {
		return o
	}
	if n.Kind != yaml.MappingNode {
		if !isNull(n) {
			d.ds.Add(wrongType.At(d.span(n), "expected keys with values, found %s", kindName(n)).Key("%s", key).
				Hint("write `key: value`, indented, or `{key: value}`"))
		}
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if _, twice := o.pairs[k.Value]; twice {
			d.ds.Add(yamlSyntax.At(d.span(k), "the key %s stands twice", d.quoteKey(k)).Key("%s", join(key, d.shownKey(k))).
				Hint("take one of the two out: only one would count"))
			continue
		}
		o.pairs[k.Value] = pair{k, v}
		o.order = append(o.order, k.Value)
	}
	return o
}

func (d *document) quote(s string) string {
	if d.secret {
		return "…"
	}
	return fmt.Sprintf("%q", s)
}

// findings are what was found in the document. The keys of a withheld file, and
// which of them there are, are withheld too.
func (d *document) findings() diag.List {
	if d.secret {
		for _, x := range d.ds {
			x.KeyPath = ""
		}
	}
	return d.ds
}

// quote is a word of a text in quotes, or a mask where it may not be shown.
func quote(s source.Span, word string) string {
	if s.Shows(word) {
		return strconv.Quote(word)
	}
	return "▒▒▒"
}

// quotedHint is the same within a hint.
func quotedHint(s source.Span, word string) string {
	if s.Shows(word) {
		return word
	}
	return "…"
}

// quoteKey and shownKey are a key for a message and for a key path, or a mask:
// the name of a withheld file can come to stand where a key does.
func (d *document) quoteKey(n *yaml.Node) string {
	if d.mayShow(n) {
		return d.quote(n.Value)
	}
	return "…"
}

func (d *document) shownKey(n *yaml.Node) string {
	if d.mayShow(n) {
		return d.shown(n.Value)
	}
	return "…"
}

func (d *document) mayShow(n *yaml.Node) bool {
	s := d.span(n)
	return !s.File.Hidden(s.Start)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style == 0 && (n.Value == "" || n.Value == "~" || n.Value == "null")
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	}
	return "a single value"
}

func (o *object) get(key string) *yaml.Node {
	o.asked = append(o.asked, key)
	p, ok := o.pairs[key]
	if !ok || isNull(p.value) {
		return nil
	}
	return p.value
}

func (o *object) path(key string) string { return join(o.key, key) }

// place is the span of a key's value, or of the key, or of the whole.
func (o *object) place(key string) source.Span {
	p, ok := o.pairs[key]
	switch {
	case !ok && o.node != nil:
		return o.span(o.node)
	case !ok:
		return o.file.At(o.start, o.start)
	case isNull(p.value) || p.value.Kind != yaml.ScalarNode:
		return o.span(p.key)
	}
	return o.span(p.value)
}

func (o *object) wrong(n *yaml.Node, key, want string) {
	o.ds.Add(wrongType.At(o.span(n), "expected %s, found %s", want, kindName(n)).Key("%s", o.path(key)).
		Hint("%s", forms[want]))
}

var forms = map[string]string{
	"a single value": "write one value, without brackets, braces and hyphens",
	"a list":         "write `[one, two]`, or a line `- one` for each",
	"a text":         "write a text, or one for each language: `{ja: …, en: …}`",
}

// str is a scalar as written: 4.10 stays "4.10".
func (o *object) str(key string) string {
	n := o.get(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		o.wrong(n, key, "a single value")
		return ""
	}
	return words(n)
}

// words is a scalar's text. YAML folds a line break into a space; between two
// Japanese characters there is none, as in Markdown.
func words(n *yaml.Node) string {
	s := strings.TrimSpace(n.Value)
	if n.Style&yaml.FoldedStyle == 0 {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && util.IsEastAsianWideRune(runes[i-1]) && util.IsEastAsianWideRune(runes[i+1]) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// text is a scalar in the document's language or a map by language.
func (o *object) text(key string) standard.Text { return o.textOf(o.get(key), key) }

func (o *object) textOf(n *yaml.Node, key string) standard.Text {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode:
		if s := words(n); s != "" {
			return standard.Text{o.lang: s}
		}
		return nil
	case n.Kind == yaml.MappingNode:
		t := standard.Text{}
		m := o.object(n, o.path(key))
		for _, lang := range m.order {
			if !languageForm.MatchString(lang) {
				o.ds.Add(unknownKey.At(o.span(m.pairs[lang].key), "%s is not a language", o.quoteKey(m.pairs[lang].key)).Key("%s", join(m.key, o.shownKey(m.pairs[lang].key))).
					Hint("a text is written as one value, or by language: {ja: …, en: …}; one with a comma stands between quotes there"))
				continue
			}
			if s := m.str(lang); s != "" {
				t[lang] = s
			}
		}
		return t
	}
	o.wrong(n, key, "a text")
	return nil
}

var languageForm = regexp.MustCompile(`^[a-z]{2}(-[A-Za-z]{2,4})?$`)

// date is a calendar day.
func (o *object) date(key string) standard.Date {
	s := o.str(key)
	if s == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		o.ds.Add(wrongDate.At(o.place(key), "not a day of the calendar").Key("%s", o.path(key)).
			Hint("write year, month and day with hyphens: 2026-04-01"))
		return ""
	}
	return standard.Date(s)
}

// oneOf is a scalar that is one of a few words.
func (o *object) oneOf(key string, words ...string) string {
	s := o.str(key)
	if s == "" || slices.Contains(words, s) {
		return s
	}
	d := wrongValue.At(o.place(key), "%s is not one of the values of this key", o.quote(s)).Key("%s", o.path(key))
	if best := diag.Nearest(s, words); best != "" {
		d.Hint("did you mean `%s`?", best).Fix("write "+best, o.place(key), best)
	}
	o.ds.Add(d.Hint("one of: %s", strings.Join(words, ", ")))
	return ""
}

func (o *object) boolean(key string) bool {
	switch s := o.str(key); s {
	case "", "false":
		return false
	case "true":
		return true
	default:
		o.ds.Add(wrongType.At(o.place(key), "expected true or false").Key("%s", o.path(key)).Hint("write `true`, or leave the key out"))
		return false
	}
}

func (o *object) integer(key string) int {
	s := o.str(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		o.ds.Add(wrongType.At(o.place(key), "expected a whole number").Key("%s", o.path(key)).Hint("write digits alone, such as 2"))
	}
	return n
}

// strings is a list of scalars; a single scalar is a list of one.
func (o *object) strings(key string) []string {
	var out []string
	for i, n := range o.nodes(key) {
		if n.Kind != yaml.ScalarNode {
			o.wrong(n, fmt.Sprintf("%s[%d]", key, i), "a single value")
			continue
		}
		if s := strings.TrimSpace(n.Value); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (o *object) nodes(key string) []*yaml.Node {
	n := o.get(key)
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	}
	o.wrong(n, key, "a list")
	return nil
}

// need reports keys without a value.
func (o *object) need(keys ...string) {
	if o.node != nil && o.node.Kind != yaml.MappingNode && !isNull(o.node) {
		return // a finding of its own
	}
	for _, k := range keys {
		if p, ok := o.pairs[k]; ok && !isNull(p.value) && !(p.value.Kind == yaml.ScalarNode && strings.TrimSpace(p.value.Value) == "") {
			continue
		}
		o.ds.Add(missingKey.At(o.place(k), "the key `%s` is missing or empty", k).Key("%s", o.path(k)).
			Hint("add `%s:` with its value; `kijun explain missing-key` tells why", k))
	}
}

// done reports keys that nobody asked for.
func (o *object) done() {
	for _, k := range o.order {
		if slices.Contains(o.asked, k) {
			continue
		}
		key := o.pairs[k].key
		where := o.span(key)
		d := unknownKey.At(where, "the key %s is not known here", o.quoteKey(key)).Key("%s", o.path(o.shownKey(key)))
		if best := diag.Nearest(k, o.asked); best != "" {
			d.Hint("did you mean `%s`?", best).Fix("write "+best, where, best)
		} else {
			known := slices.Clone(o.asked)
			slices.Sort(known)
			d.Hint("known keys: %s", strings.Join(slices.Compact(known), ", "))
		}
		o.ds.Add(d)
	}
}

func (d *document) shown(key string) string {
	if d.secret {
		return "…"
	}
	return key
}

// sortByID orders things by id.
func sortByID[T any](list []T, id func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
}
