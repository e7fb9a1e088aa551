// Package overlap looks for withheld words that stand in public text all the
// same: a sentence that was copied into another chapter, an address that an
// older version published, a name in the register's own words.
//
// In: withheld parts and public texts, as ranges of files. Out: warnings. Each
// stands at a public place and names the withheld one by its id and line. No
// message quotes what both have in common, and the place's excerpt masks it.
//
// The package knows words and no meaning: what a public text says in other
// words is for a reader to find. It finds runs of words that are longer than
// what texts of a kind have in common anyway, and single words that tell
// something by themselves, such as addresses and names. What stands in several
// public places is taken for a turn of phrase.
package overlap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// A Part is a withheld part in one version and language.
type Part struct {
	Standard, ID string
	At           source.Span // what is withheld, without its markers
}

// A Text is a file as the public gets it.
type Text struct {
	Family     string // texts of one family, the versions of a chapter, count once as public places
	File       *source.File
	Ranges     []source.Range // of its bytes; none means all
	Background bool           // no place of the project's: it only shows what is a turn of phrase

	// Standard and Disclosed are of a version: the entries of earlier versions that
	// it has no more. What they withheld may stand in it: that was decided.
	Standard  string
	Disclosed map[string]bool
}

// discloses reports whether a text may say what a part withheld.
func (t Text) discloses(p Part) bool { return t.Standard == p.Standard && t.Disclosed[p.ID] }

// Rules are the findings of this package.
func Rules() []*diag.Rule { return []*diag.Rule{rule} }

var rule = &diag.Rule{
	Code:     "withheld-text-overlap",
	Severity: diag.Warning,
	Title:    "public text that shares words with a withheld part",
	Why: "Marking a part withholds it in one place. The same sentence in another chapter, in an older version or in the register's own wording, or the one address that it is about, is public all the same. " +
		"Only somebody who knows both can tell whether it matters, so this is a warning; it names both places and quotes neither.\n\n" +
		"Compared are words, in any width, case and markup: longer runs of them, and addresses, numbers and names. What stands in several public places counts as a turn of phrase. What is said in other words is not found. A version whose register has an entry no more may say what it withheld before.",
	Before: ":::withhold W-001\n接続元は 192.0.2.17 に限る。\n:::end-withhold W-001\n\n保守の回線（192.0.2.17）は毎年点検する。\n",
	After:  ":::withhold W-001\n接続元は 192.0.2.17 に限る。\n:::end-withhold W-001\n\n保守の回線は毎年点検する。\n",
}

// mostPlaces is how many public places are told of one withheld part.
const mostPlaces = 5

// A place is a line of a public text that shares something with an entry.
type place struct {
	part  int // of the parts, the first that was found
	text  int
	start int // of what is shared, in the text
	end   int
	hide  []source.Range
	words bool // a run of words; else a word that tells by itself
}

// Find compares each part with each text.
func Find(parts []Part, texts []Text) diag.List {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int {
		return cmp.Or(strings.Compare(a.Standard, b.Standard), strings.Compare(a.ID, b.ID), strings.Compare(origin(a), origin(b)), cmp.Compare(a.At.Start, b.At.Start))
	})
	texts = slices.Clone(texts)
	slices.SortStableFunc(texts, func(a, b Text) int {
		return cmp.Or(strings.Compare(a.Family, b.Family), strings.Compare(a.File.Path(), b.File.Path()))
	})
	ix := newIndex(parts)
	if ix.empty() {
		return nil
	}
	var u units
	for i, t := range texts {
		u.read(t)
		ix.look(i, t, &u)
	}
	return report(parts, texts, ix.places(parts, texts))
}

func origin(p Part) string {
	if s := p.At.Origin(); s.File != nil {
		return s.File.Path()
	}
	return ""
}

// report makes one finding of all that an entry shares with a line.
func report(parts []Part, texts []Text, found []place) (ds diag.List) {
	type key struct {
		standard, id, file string
		line               int
	}
	type entry struct{ standard, id string }
	lines := map[key]*place{}
	var order []key
	for _, p := range found {
		at := texts[p.text].File.At(p.start, p.end).Origin()
		k := key{parts[p.part].Standard, parts[p.part].ID, at.File.Path(), at.File.Line(at.Start)}
		if l := lines[k]; l != nil {
			l.words = l.words || p.words
			l.start, l.end = min(l.start, p.start), max(l.end, p.end)
			l.hide = append(l.hide, p.hide...)
			continue
		}
		lines[k] = &p
		order = append(order, k)
	}
	slices.SortFunc(order, func(a, b key) int {
		return cmp.Or(strings.Compare(a.standard, b.standard), strings.Compare(a.id, b.id), strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	count := map[entry]int{}
	for _, k := range order {
		count[entry{k.standard, k.id}]++
	}
	told := map[entry]int{}
	hide := map[*source.File][]source.Range{}
	for _, k := range order {
		p, e := lines[k], entry{k.standard, k.id}
		f := texts[p.text].File
		for _, r := range p.hide { // masked even where nothing is told of it
			if at := f.At(r.Start, r.End).Origin(); at.File != nil {
				hide[at.File] = append(hide[at.File], source.Range{Start: at.Start, End: at.End})
			}
		}
		if told[e]++; told[e] > mostPlaces {
			continue
		}
		what := "a number, address or name"
		if p.words {
			what = "a run of words"
		}
		d := rule.At(f.At(p.start, p.end), "this public text shares %s with %s", what, where(parts[p.part])).
			Hint("compare the two: if this tells what %s withholds, take it out here or mark it as well; if it is harmless, say it in other words", k.id)
		if told[e] == mostPlaces && count[e] > mostPlaces {
			d.Hint("%s shares words with %d more public lines", k.id, count[e]-mostPlaces)
		}
		ds.Add(d)
	}
	for f, ranges := range hide {
		f.Hide(ranges...)
	}
	return ds
}

// where names a withheld place: by file and line, but for a file that is
// withheld as a whole, of which neither is told.
func where(p Part) string {
	at := p.At.Origin()
	if at.File == nil || at.File.Opaque() {
		return p.ID + " of " + p.Standard
	}
	return fmt.Sprintf("%s (%s:%d)", p.ID, at.File.Path(), at.File.Line(at.Start))
}
