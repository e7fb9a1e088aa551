package importer

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/diag"
	model "github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A Previous is the version that a text is the next one of.
type Previous struct {
	// Confidential is what clauses are known again in, Public what may be told of
	// them.
	Confidential, Public *model.Version
	// IDs are those that may not be given anew: what once meant another clause.
	IDs map[string]bool
	// KeepMetadata copies what the front matter said of the clauses.
	KeepMetadata bool
}

// A Carried is a clause that has the id of the version before.
type Carried struct {
	ID       string
	Ground   compare.Ground
	OldTitle string // the whole heading; "" where it is withheld
	Title    string
	Edited   bool // other words, as far as the old ones are public
}

// Renamed reports whether the clause's number or title is another one now.
func (c *Carried) Renamed() bool {
	return c.OldTitle != "" && strings.Join(strings.Fields(c.OldTitle), " ") != strings.Join(strings.Fields(respaced(c.Title)), " ")
}

// A Gone is a visible clause of the version before whose id was not carried.
type Gone struct{ ID, Title string }

// A New is a clause that the version before did not have, as far as is known.
type New struct{ ID, Title string }

// A Confirm is a clause of which somebody has to say whether it is an old one.
type Confirm struct {
	ID, Title     string
	Old, OldTitle string
	Similarity    float64
	Kept          bool // it has the old id; else a new one
}

// A Report is what became of the ids of the version before, each list in the
// order of the text.
type Report struct {
	Carried []Carried
	New     []New
	Gone    []Gone
	Confirm []Confirm
	// InForce says that the version before is still published.
	InForce bool
}

// Continue imports a file as the version after another one: clauses that are the
// same have the same ids. The text is imported twice, because links within it
// must lead to the ids that the first run finds.
func Continue(src *source.File, o Options, p Previous) (*Result, *Report, diag.List) {
	first, ds := Markdown(src, o)
	if first == nil {
		return nil, nil, ds
	}
	text, found := first.parsed(o)
	if text == nil {
		ds.Add(found...)
		return nil, nil, ds.Sorted()
	}
	named := map[string]bool{}
	for _, c := range first.Clauses {
		named[c.ID] = c.Basis == FromAnchor
	}
	carried := compare.Carry(compare.Carriage{
		Old:    compare.Version{Version: p.Confidential.Version, Texts: p.Confidential},
		New:    compare.Version{Version: text.Version, Texts: text},
		Public: compare.Version{Version: p.Public.Version, Texts: p.Public},
		Named:  named,
	})
	kept := map[string]compare.Kept{}
	for _, k := range carried.Kept {
		kept[k.New] = k
	}
	o.carried = make([]string, len(first.Clauses))
	for i, c := range first.Clauses {
		o.carried[i] = kept[c.ID].Old
	}
	o.taken = map[string]bool{}
	for id := range p.IDs {
		o.taken[id] = true
	}
	for _, t := range p.Confidential.Translations {
		for _, ch := range t.Chapters {
			for _, c := range ch.Clauses {
				o.taken[c.ID] = true
			}
		}
	}
	o.replaces = p.Confidential.Number
	old := clauses(p.Public.Version)
	if p.KeepMetadata {
		o.metadata, o.catalog = old, p.Public.Catalog
	}
	res, ds := Markdown(src, o)
	r := &Report{InForce: p.Public.Status == standard.Published}
	doubts := map[string]compare.Doubt{}
	for _, d := range carried.Doubts {
		doubts[d.New] = d
	}
	before, now, stays := wordings(p.Public), wordings(text), map[string]bool{}
	for i, c := range res.Clauses {
		was := first.Clauses[i].ID
		if k, ok := kept[was]; ok && k.Old == c.ID {
			text, known := before[k.Old]
			r.Carried = append(r.Carried, Carried{c.ID, k.Ground, wholeTitle(old[k.Old]), c.Title, known && text != now[was]})
			stays[k.Old] = true
		} else {
			r.New = append(r.New, New{c.ID, c.Title})
		}
		if d, ok := doubts[was]; ok {
			r.Confirm = append(r.Confirm, Confirm{c.ID, c.Title, d.Old, wholeTitle(old[d.Old]), d.Similarity, d.Keeps})
		}
	}
	for _, ch := range p.Public.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			if old[c.ID] == c && !stays[c.ID] {
				r.Gone = append(r.Gone, Gone{c.ID, wholeTitle(c)})
			}
		}
	}
	return res, r, ds
}

// wordings are the texts of the visible clauses of a version, by id.
func wordings(v *model.Version) map[string]string {
	out := map[string]string{}
	for _, ch := range v.Translations[0].Chapters {
		for i, c := range ch.Clauses {
			if c.Withheld == nil && ch.Withheld == nil {
				out[c.ID] = strings.Join(strings.Fields(redline.Text(v.Blocks(ch, i))), " ")
			}
		}
	}
	return out
}

// parsed reads a result as a build would.
func (r *Result) parsed(o Options) (*model.Version, diag.List) {
	files := make(map[string]*source.File, len(r.Files))
	for name, data := range r.Files {
		files[name] = source.New(name, data)
	}
	sources, ds := withhold.Scan(o.Standard, o.Version, files, nil)
	if ds.HasErrors() {
		return nil, ds
	}
	cut, found := sources.Cut(withhold.Public)
	ds.Add(found...)
	if cut == nil {
		return nil, ds
	}
	v, found := model.New().Version(cut, r.Language)
	ds.Add(found...)
	return v, ds
}

// clauses are those of a version's original, by id.
func clauses(v *standard.Version) map[string]*standard.Clause {
	out := map[string]*standard.Clause{}
	for _, ch := range v.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			if c.Withheld == nil && ch.Withheld == nil && out[c.ID] == nil {
				out[c.ID] = c
			}
		}
	}
	return out
}

// wholeTitle is a clause's heading with its number.
func wholeTitle(c *standard.Clause) string {
	if c == nil {
		return ""
	}
	return strings.TrimSpace(c.Label + " " + c.Title)
}

// respaced writes a heading as wholeTitle does.
func respaced(title string) string {
	label, rest := model.Label(title)
	return strings.TrimSpace(label + " " + rest)
}
