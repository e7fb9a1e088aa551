// Package importer turns one real Markdown standard into kijun sources.
//
// In: a file's bytes and what the person importing it knows of it. Out: the
// files of one version, and findings for everything that did not find its place
// unchanged; where it goes on from an older version, what became of its ids. It edits the original bytes where it must and copies the rest: it
// never prints Markdown anew. It reads no other file, and no word of the text
// disappears without a finding that quotes it.
package importer

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Options are what the text itself does not tell. What is given here wins over
// what the text says; the text's word is reported then, and kept.
type Options struct {
	Standard, Version string
	Language          string // "" finds out: "ja" with kana or kanji, else "en"
	SingleFile        bool   // one chapter instead of one for each top-level heading
	Class             string // "" is "industry"
	Sector            string
	Publisher         string
	Status            string // "" is "published", or "draft" where no date is known
	Issued            string
	Title             string
	Catalog           string

	// What Continue found in the version before.
	carried  []string                    // old ids by clause, in the order of the text; "" for none
	taken    map[string]bool             // ids that meant another clause
	replaces string                      // its number
	metadata map[string]*standard.Clause // what it says of its clauses
	catalog  string                      // the guideline that this refers to
}

// A Result is a version's sources.
type Result struct {
	Files    map[string][]byte // by path relative to content/<standard>/<version>/
	Title    string
	Language string
	Clauses  []Clause // in the order of the text
}

// A Basis says what an id was made from.
type Basis string

const (
	FromAnchor Basis = "anchor" // the text's own id
	FromNumber Basis = "number" // the number in the heading
	FromTitle  Basis = "title"
	FromCount  Basis = "count"  // the heading's place in the text, for want of better
	FromBefore Basis = "before" // the version before, see Continue
)

// A Clause is a heading of the text with the id it got.
type Clause struct {
	ID      string
	Basis   Basis
	Chapter string // file name
	Level   int    // in the chapter
	Title   string // the whole heading, number included, as plain text
	Span    source.Span
}

// Markdown imports a file. The result is nil when nothing could be done.
func Markdown(src *source.File, o Options) (*Result, diag.List) {
	d := &doc{o: o, path: src.Path(), whole: src.Whole()}
	if !d.clean(src) {
		return nil, d.ds.Sorted()
	}
	front := d.takeFront()
	if d.o.Language == "" {
		d.o.Language = detect(src.Bytes())
	}
	d.reduceHTML()
	d.plainHeadings()
	d.nameHeadings(front)
	d.relink()
	d.plainNames()
	d.reserve()
	res := d.split(front)
	return res, d.ds.Sorted()
}

// detect tells Japanese from English by its letters.
func detect(data []byte) string {
	for _, r := range string(data) {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
			return "ja"
		}
	}
	return "en"
}

// quote shortens nothing: a finding that tells of a loss has the lost text in
// full, on one line.
func quote(s string) string {
	return fmt.Sprintf("%q", strings.TrimSpace(s))
}
