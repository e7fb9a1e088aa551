// Package check holds the rules that a project's standards must keep.
//
// In: the model of one edition, what it is measured by, and a date. Out:
// findings. A rule is one file, named after what it checks, and carries its own
// explanation; rules know nothing of each other, and the order of the registry
// does not show in the sorted list.
//
// The package reads no files, no clock and no environment. It never looks at
// the form of a source (YAML, Markdown, markers): packages withhold and parse
// do. It must not print withheld words: what a message takes from a text goes
// through quote, and an entry's Paths and Field are never named.
package check

import (
	"iter"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Input is what one run looks at: the standards of one edition.
type Input struct {
	Library   *catalog.Library
	Site      *standard.Site
	Standards []*standard.Standard
	Pages     []*standard.Page    // free pages
	Reviews   []*standard.Reviews // of any standard, also of one that this edition lacks
	Edition   string              // "public" or "confidential"
	Date      standard.Date       // the day on which reviews are overdue and versions in force
}

const confidential = "confidential"

// Run returns what the rules find, in no particular order.
func Run(in Input) diag.List {
	var out diag.List
	if in.Library == nil {
		in.Library = &catalog.Library{}
	}
	p := &pass{Input: in, out: &out, index: standard.NewIndex(in.Standards, in.Pages...), answered: map[*standard.Version]*answers{}}
	for _, r := range rules {
		p.doc = r.doc
		r.run(p)
	}
	return out
}

// Rules returns every rule's explanation, in the order of the registry.
func Rules() []*diag.Rule {
	docs := make([]*diag.Rule, len(rules))
	for i, r := range rules {
		docs[i] = r.doc
	}
	return docs
}

// A rule is one thing that can be wrong, and how it is found.
type rule struct {
	doc *diag.Rule
	run func(*pass)
}

// A pass is one rule's look at the input.
type pass struct {
	Input
	doc      *diag.Rule
	out      *diag.List
	index    *standard.Index
	answered map[*standard.Version]*answers
	apart    bool                           // the versions were read for themselves: others may exist
	known    map[*standard.Version][]string // see History
}

// report adds a finding of the running rule and returns it for its hints.
func (p *pass) report(s source.Span, format string, args ...any) *diag.Diagnostic {
	d := p.doc.At(s, format, args...)
	p.out.Add(d)
	return d
}

// versions yields every version of every standard.
func (p *pass) versions() iter.Seq2[*standard.Standard, *standard.Version] {
	return func(yield func(*standard.Standard, *standard.Version) bool) {
		for _, s := range p.Standards {
			for _, v := range s.Versions {
				if !yield(s, v) {
					return
				}
			}
		}
	}
}

// entries yields every register entry with its version.
func (p *pass) entries() iter.Seq2[*standard.Version, *standard.Withholding] {
	return func(yield func(*standard.Version, *standard.Withholding) bool) {
		for _, v := range p.versions() {
			for _, w := range v.Register {
				if !yield(v, w) {
					return
				}
			}
		}
	}
}

// clauses yields the clauses of a version in its original language, but for
// withheld sections (in the public edition, what stands for them): they have no
// front matter, and nothing that is visible may name them.
func clauses(v *standard.Version) iter.Seq2[*standard.Chapter, *standard.Clause] {
	return func(yield func(*standard.Chapter, *standard.Clause) bool) {
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				if c.Withheld == nil && !yield(ch, c) {
					return
				}
			}
		}
	}
}

// original returns the version's text in its first language; an empty one when
// nothing of it could be read.
func original(v *standard.Version) *standard.Translation {
	if len(v.Translations) == 0 {
		return &standard.Translation{}
	}
	return v.Translations[0]
}

// clause finds a visible clause of a version's original text, or nil.
func (p *pass) clause(v *standard.Version, id string) *standard.Clause {
	if len(v.Translations) == 0 || id == "" {
		return nil
	}
	t, ok := p.index.Clause(v, original(v).Lang, id)
	if !ok || t.Clause.Withheld != nil {
		return nil
	}
	return t.Clause
}

// visible reports whether everyone sees a clause: it stands neither in a
// withheld section nor in a withheld chapter.
func (p *pass) visible(v *standard.Version, id string) bool {
	if p.clause(v, id) == nil {
		return false
	}
	t, _ := p.index.Clause(v, original(v).Lang, id)
	return t.Chapter.Withheld == nil
}
