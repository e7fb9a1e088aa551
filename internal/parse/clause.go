package parse

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
	"gopkg.in/yaml.v3"
)

// longestTerm is how many bytes a term may have: what looks for terms in a text
// tries this many at most at each of its characters.
const longestTerm = 120

// term reads what is said of a term: {reading: …, en: …}, or its reading alone.
func term(terms *object, name string) standard.Term {
	key := terms.pairs[name].key
	t := standard.Term{Name: standard.Text{terms.lang: name}, Place: terms.span(key).Origin()}
	if len(name) > longestTerm {
		terms.ds.Add(wrongValue.At(terms.span(key), "a term has at most %d bytes, about %d Japanese characters", longestTerm, longestTerm/3).Key("%s", terms.key).
			Hint("declare the word that the text uses, not the sentence that explains it"))
	}
	value := terms.get(name)
	if value == nil || value.Kind == yaml.ScalarNode {
		t.Reading = terms.str(name)
		return t
	}
	o := terms.object(value, join(terms.key, terms.shownKey(key)))
	t.Reading = o.str("reading")
	for _, lang := range o.order {
		if lang != terms.lang && languageForm.MatchString(lang) {
			t.Name[lang] = o.str(lang)
		}
	}
	o.done()
	return t
}

// clauseMeta reads the metadata of one clause.
func clauseMeta(c *standard.Clause, o *object) {
	for i, n := range o.nodes("items") {
		key := indexed(o.path("items"), i)
		tag := standard.Tag{Place: o.span(n).Origin()}
		switch n.Kind {
		case yaml.ScalarNode:
			tag.Item = strings.TrimSpace(n.Value)
		case yaml.MappingNode:
			t := o.object(n, key)
			t.need("item")
			tag.Item = t.str("item")
			tag.Part = t.oneOf("covers", "all", "part") == "part"
			tag.Note = t.text("note")
			tag.Place = t.place("item").Origin()
			t.done()
		default:
			o.ds.Add(wrongType.At(o.span(n), "expected an item, or {item: …, covers: part, note: …}").Key("%s", key).
				Hint("write items as `items: [6.1.5(1), {item: 6.1.5(2), covers: part}]`"))
			continue
		}
		c.Tags = append(c.Tags, tag)
		c.At[indexed("items", i)] = tag.Place
	}
	c.Roles, c.Duties, c.Level = o.strings("roles"), o.strings("duties"), o.str("level")
	c.Causes, c.Measures, c.Properties = o.strings("causes"), o.strings("measures"), o.strings("properties")
	c.Plain, c.Beyond = o.text("plain"), o.boolean("beyond")
	c.Was, c.SplitFrom, c.MergedInto = o.strings("was"), o.strings("split-from"), o.str("merged-into")
	c.Retired = o.boolean("withdrawn")
	terms := o.object(o.get("terms"), o.path("terms"))
	for _, name := range terms.order {
		c.Terms = append(c.Terms, term(terms, name))
	}
	o.done()
	for _, k := range o.order {
		c.At[k] = o.place(k).Origin()
		if v := o.pairs[k].value; v.Kind == yaml.SequenceNode {
			for i, n := range v.Content {
				if _, has := c.At[indexed(k, i)]; !has {
					c.At[indexed(k, i)] = o.span(n).Origin()
				}
			}
		}
	}
}
