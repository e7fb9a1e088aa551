package export

import (
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

type jsonCoverage struct {
	Catalogs []jsonMatrix `json:"catalogs"`
}

type jsonMatrix struct {
	Catalog   string       `json:"catalog"`
	Standards []jsonColumn `json:"standards"`
	Items     []jsonRow    `json:"items"`
}

type jsonColumn struct {
	ID         string          `json:"id"`
	Version    string          `json:"version"`
	Title      standard.Text   `json:"title,omitempty"`
	Sector     string          `json:"sector,omitempty"`
	Class      standard.Class  `json:"class,omitempty"`
	Status     standard.Status `json:"status"`
	URL        string          `json:"url"`
	Decisions  []jsonCount     `json:"decisions"`
	Part       int             `json:"part"`
	Withheld   int             `json:"withheld"`
	Disclosure jsonDisclosure  `json:"disclosure"`
	Clauses    int             `json:"clauses"`
	Causes     []jsonCount     `json:"causes"`
	Roles      []jsonCount     `json:"roles"`
	Duties     []jsonCount     `json:"duties"`
	Levels     []jsonCount     `json:"levels"`
	Measures   []jsonCount     `json:"measures"`
	Properties []jsonCount     `json:"properties"`
}

type jsonCount struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

type jsonRow struct {
	Item  string     `json:"item"`
	Cells []jsonCell `json:"cells"`
}

type jsonCell struct {
	ID        string          `json:"id"`
	Decision  string          `json:"decision"`
	Covers    string          `json:"covers,omitempty"`
	Elsewhere string          `json:"standard,omitempty"`
	Reason    standard.Text   `json:"reason,omitempty"`
	Clauses   []jsonReference `json:"clauses,omitempty"`
	Withheld  []string        `json:"withheld,omitempty"`
}

type jsonReference struct {
	ID     string        `json:"id"`
	Label  string        `json:"label,omitempty"`
	Title  string        `json:"title,omitempty"`
	URL    string        `json:"url"`
	Covers string        `json:"covers,omitempty"`
	Note   standard.Text `json:"note,omitempty"`
}

// Coverage writes what standards do with the items of each catalog.
//
//	{"catalogs": [{"catalog": "nisc-4",
//	  "standards": [{"id": "water-guideline", "version": "4.2", "class": "industry", …,
//	    "decisions": [{"id": "adopted", "count": 20}, …, {"id": "undecided", "count": 0}],
//	    "part": 2, "withheld": 5, "disclosure": {"open": 44, "total": 48},
//	    "clauses": 44, "measures": [{"id": "prevention", "count": 31}, …], …}],
//	  "items": [{"item": "6.1.5(2)", "cells": [
//	    {"id": "water-guideline", "decision": "adopted", "covers": "part",
//	     "clauses": [{"id": "remote-maintenance", "label": "5.2", "title": "遠隔保守", "url": "…", "covers": "part"}],
//	     "withheld": ["W-001"]},
//	    {"id": "power-standard", "decision": "stated-elsewhere", "standard": "water-internal", "reason": {"ja": "…"}}]}]}]}
//
// The cells of an item stand in the order of "standards". "part" is how many of
// the adopted items are covered only in part, "withheld" how many items a
// withholding concerns; "clauses" and what follows it count clauses. Labels and
// titles of clauses are those of the original language.
func Coverage(matrices []*cover.Matrix, base string) []byte {
	out := jsonCoverage{Catalogs: []jsonMatrix{}}
	for _, m := range matrices {
		jm := jsonMatrix{Catalog: m.Catalog.ID, Standards: []jsonColumn{}, Items: []jsonRow{}}
		for i := range m.Columns {
			jm.Standards = append(jm.Standards, column(m, i, base))
		}
		for _, r := range m.Rows {
			row := jsonRow{Item: r.Item.ID, Cells: []jsonCell{}}
			for i, c := range r.Cells {
				row.Cells = append(row.Cells, cell(m.Columns[i], c, base))
			}
			jm.Items = append(jm.Items, row)
		}
		out.Catalogs = append(out.Catalogs, jm)
	}
	return encode(out)
}

func column(m *cover.Matrix, i int, base string) jsonColumn {
	v := m.Columns[i]
	s, p, d := cover.Summarize(m.Column(i)), cover.ProfileOf(m.Catalog, v), cover.DisclosureOf(v)
	out := jsonColumn{
		ID: v.Standard, Version: v.Number, Title: texts(v.Title), Sector: v.Sector, Class: v.Class, Status: v.Status,
		URL: address(base, versionPage(v)), Part: s.Part, Withheld: s.Withheld,
		Disclosure: jsonDisclosure{d.Open, d.Total}, Clauses: p.Clauses, Causes: counts(p.Causes), Roles: counts(p.Roles),
		Duties: counts(p.Duties), Levels: counts(p.Levels), Measures: counts(p.Measures), Properties: counts(p.Properties),
	}
	for _, d := range standard.Decisions {
		out.Decisions = append(out.Decisions, jsonCount{string(d), s.Decided[d]})
	}
	out.Decisions = append(out.Decisions, jsonCount{decision(cover.Undecided), s.Undecided})
	return out
}

func counts(cs []cover.Count) []jsonCount {
	out := []jsonCount{}
	for _, c := range cs {
		out = append(out, jsonCount{c.Term.ID, c.N})
	}
	return out
}

func cell(v *standard.Version, c cover.Cell, base string) jsonCell {
	out := jsonCell{
		ID: v.Standard, Decision: decision(c.Decision), Covers: part(c.Part), Elsewhere: c.Elsewhere,
		Reason: texts(c.Reason), Withheld: ids(c.Withheld),
	}
	for _, r := range c.Clauses {
		out.Clauses = append(out.Clauses, jsonReference{
			r.Clause.ID, r.Clause.Label, r.Clause.Title, address(base, clausePage(v, r.Chapter, r.Clause)), part(r.Tag.Part), texts(r.Tag.Note),
		})
	}
	return out
}
