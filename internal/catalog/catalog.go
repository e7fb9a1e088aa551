// Package catalog holds what standards are measured by: the items of a
// guideline edition, reasons for withholding, sectors, mappings.
//
// It holds data only; package parse reads the files.
package catalog

import (
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A Catalog is one edition of a guideline.
type Catalog struct {
	ID     string
	Title  standard.Text
	Issued standard.Date
	Source standard.Text // where the text stands, for people
	Note   standard.Text

	Items      []*Item // in the guideline's order
	Phases     []Term  // of the cycle: frame, plan, do, check-act
	Viewpoints []Term
	Classes    []Term
	Causes     []Term
	Roles      []Term
	Duties     []Term // of the management
	Measures   []Term
	Properties []Term
	States     []Term // what a standard must state
	Levels     []Term

	File *source.File
}

// A Term is a word of a vocabulary with its meaning.
type Term struct {
	ID      string
	Symbol  string // a short mark, such as ①; may be empty
	Name    standard.Text
	Summary standard.Text
}

// An Item is one numbered item of the guideline.
type Item struct {
	ID        string // "6.1.2(2)"
	Heading   standard.Text
	Phase     string
	Viewpoint string // "" for the frame
	Section   string // of the source: "Ⅱ.6.1.2(2)"
	States    string // what a standard states by answering it: purpose, scope, causes, roles; else ""
	Summary   standard.Text
	Links     []Link
}

// A Link is a relation between items that the guideline's text states.
type Link struct {
	To   string // item
	Kind string // feeds, invokes
	Note standard.Text
}

// Item returns the item with an id, or nil.
func (c *Catalog) Item(id string) *Item {
	for _, it := range c.Items {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// Lookup returns the term of a vocabulary with an id, or nil.
func Lookup(terms []Term, id string) *Term {
	for i := range terms {
		if terms[i].ID == id {
			return &terms[i]
		}
	}
	return nil
}

// A Reason is a reason for withholding.
type Reason struct {
	ID    string
	Name  standard.Text
	Text  standard.Text // what it means, in plain words
	Basis standard.Text // the rule it rests on
}

// A Sector is a sector of critical infrastructure.
type Sector struct {
	ID       string
	Name     standard.Text
	Services standard.Text // what people get from it, in plain words
}

// A Library is everything under catalog/.
type Library struct {
	Catalogs []*Catalog // by id
	Reasons  []*Reason  // in the file's order
	Sectors  []*Sector
}

// Catalog returns the catalog with an id, or nil.
func (l *Library) Catalog(id string) *Catalog {
	for _, c := range l.Catalogs {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Reason returns the reason with a code, or nil.
func (l *Library) Reason(id string) *Reason {
	for _, r := range l.Reasons {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Sector returns the sector with a code, or nil.
func (l *Library) Sector(id string) *Sector {
	for _, s := range l.Sectors {
		if s.ID == id {
			return s
		}
	}
	return nil
}
