package export

import (
	"bytes"
	"encoding/json"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// encode writes a value as the files have it: indented by two spaces, signs of
// HTML as they are, a line break at the end. The types it gets hold no number
// but integers, no cycle and no interface, so it can't fail.
//
// The encoder could indent by itself, but into a buffer that it grows from
// nothing: that was 12 % of all that a build allocated.
func encode(v any) []byte {
	var b, out bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("export: a type that JSON can't hold: " + err.Error())
	}
	out.Grow(b.Len() + b.Len()/2)
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		panic("export: " + err.Error())
	}
	return out.Bytes()
}

// texts drops empty languages, so that an empty text is left out altogether.
func texts(t standard.Text) standard.Text {
	var out standard.Text
	for l, s := range t {
		if s != "" {
			if out == nil {
				out = standard.Text{}
			}
			out[l] = s
		}
	}
	return out
}

// list makes an empty list of none, where "none" is to be said.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

type jsonTerm struct {
	ID      string        `json:"id"`
	Symbol  string        `json:"symbol,omitempty"`
	Name    standard.Text `json:"name,omitempty"`
	Summary standard.Text `json:"summary,omitempty"`
}

func terms(ts []catalog.Term) []jsonTerm {
	var out []jsonTerm
	for _, t := range ts {
		out = append(out, jsonTerm{t.ID, t.Symbol, texts(t.Name), texts(t.Summary)})
	}
	return out
}

type jsonCatalog struct {
	ID         string        `json:"id"`
	Title      standard.Text `json:"title,omitempty"`
	Issued     standard.Date `json:"issued,omitempty"`
	Source     standard.Text `json:"source,omitempty"`
	Note       standard.Text `json:"note,omitempty"`
	Phases     []jsonTerm    `json:"phases,omitempty"`
	Viewpoints []jsonTerm    `json:"viewpoints,omitempty"`
	Classes    []jsonTerm    `json:"classes,omitempty"`
	Causes     []jsonTerm    `json:"causes,omitempty"`
	Roles      []jsonTerm    `json:"roles,omitempty"`
	Duties     []jsonTerm    `json:"duties,omitempty"`
	Measures   []jsonTerm    `json:"measures,omitempty"`
	Properties []jsonTerm    `json:"properties,omitempty"`
	States     []jsonTerm    `json:"states,omitempty"`
	Levels     []jsonTerm    `json:"levels,omitempty"`
	Items      []jsonItem    `json:"items"`
}

type jsonItem struct {
	ID        string        `json:"id"`
	Heading   standard.Text `json:"heading,omitempty"`
	Phase     string        `json:"phase,omitempty"`
	Viewpoint string        `json:"viewpoint,omitempty"`
	Section   string        `json:"section,omitempty"`
	States    string        `json:"states,omitempty"`
	Summary   standard.Text `json:"summary,omitempty"`
	Links     []jsonLink    `json:"links,omitempty"`
}

type jsonLink struct {
	To   string        `json:"to"`
	Kind string        `json:"kind"`
	Note standard.Text `json:"note,omitempty"`
}

// Catalog writes a guideline edition in the shape of its catalog.yaml:
//
//	{"id": "nisc-4", "title": {"ja": "…"}, "issued": "2015-05-25",
//	 "phases": [{"id": "frame", "name": {"ja": "枠組み"}}], …
//	 "items": [{"id": "6.3.1", "heading": {"ja": "…"}, "phase": "check-act", "viewpoint": "normal",
//	            "section": "Ⅱ.6.3.1", "summary": {"ja": "…"}, "links": [{"to": "6.1.1(1)", "kind": "feeds"}]}]}
func Catalog(c *catalog.Catalog) []byte {
	out := jsonCatalog{
		ID: c.ID, Title: texts(c.Title), Issued: c.Issued, Source: texts(c.Source), Note: texts(c.Note),
		Phases: terms(c.Phases), Viewpoints: terms(c.Viewpoints), Classes: terms(c.Classes), Causes: terms(c.Causes),
		Roles: terms(c.Roles), Duties: terms(c.Duties), Measures: terms(c.Measures), Properties: terms(c.Properties),
		States: terms(c.States), Levels: terms(c.Levels), Items: []jsonItem{},
	}
	for _, it := range c.Items {
		item := jsonItem{
			ID: it.ID, Heading: texts(it.Heading), Phase: it.Phase, Viewpoint: it.Viewpoint,
			Section: it.Section, States: it.States, Summary: texts(it.Summary),
		}
		for _, l := range it.Links {
			item.Links = append(item.Links, jsonLink{l.To, l.Kind, texts(l.Note)})
		}
		out.Items = append(out.Items, item)
	}
	return encode(out)
}
