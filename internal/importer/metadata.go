package importer

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// metadata writes what the version before said of the clauses of a chapter. Of a
// clause's history (`was`, `withdrawn` and the like) nothing is copied: that is about the
// version in which it stands.
func (d *doc) metadata(b *strings.Builder, p *piece) {
	begun := false
	for _, h := range d.headings {
		c := d.o.metadata[h.id]
		if h.at < p.start || h.at >= p.end || h.basis != FromBefore || c == nil {
			continue
		}
		lines := clauseLines(c)
		if len(lines) == 0 {
			continue
		}
		if !begun {
			b.WriteString("clauses:\n")
			begun = true
		}
		b.WriteString("  " + h.id + ":\n")
		for _, l := range lines {
			b.WriteString("    " + l + "\n")
		}
	}
}

func clauseLines(c *standard.Clause) []string {
	var out []string
	list := func(key string, values []string) {
		if len(values) > 0 {
			out = append(out, key+": ["+strings.Join(values, ", ")+"]")
		}
	}
	words := func(key string, values []string) {
		quoted := make([]string, len(values))
		for i, v := range values {
			quoted[i] = oneLine(v)
		}
		list(key, quoted)
	}
	var tags []string
	for _, t := range c.Tags {
		s := oneLine(t.Item)
		if t.Part || len(t.Note) > 0 {
			s = "{item: " + s
			if t.Part {
				s += ", covers: part"
			}
			if len(t.Note) > 0 {
				s += ", note: " + texts(t.Note)
			}
			s += "}"
		}
		tags = append(tags, s)
	}
	list("items", tags)
	words("roles", c.Roles)
	words("duties", c.Duties)
	if c.Level != "" {
		out = append(out, "level: "+oneLine(c.Level))
	}
	words("causes", c.Causes)
	words("measures", c.Measures)
	words("properties", c.Properties)
	if len(c.Plain) > 0 {
		out = append(out, "plain: "+texts(c.Plain))
	}
	if c.Beyond {
		out = append(out, "beyond: true")
	}
	return out
}

// texts is a text with its languages, on one line.
func texts(t standard.Text) string {
	langs := make([]string, 0, len(t))
	for l := range t {
		langs = append(langs, l)
	}
	slices.Sort(langs)
	for i, l := range langs {
		langs[i] = l + ": " + oneLine(t[l])
	}
	return "{" + strings.Join(langs, ", ") + "}"
}

// oneLine writes a text on one line.
func oneLine(s string) string {
	out := yamlText("x", s)
	if strings.Contains(out, "\n") {
		quoted, _ := json.Marshal(s) // a string can't fail
		out = string(quoted)
	}
	return out
}
