package parse

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/yuin/goldmark/util"
	"gopkg.in/yaml.v3"
)

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
