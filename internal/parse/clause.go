package parse

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
	"gopkg.in/yaml.v3"
)

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
