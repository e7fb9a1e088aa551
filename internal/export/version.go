package export

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

type jsonVersion struct {
	Standard   string            `json:"standard"`
	Version    string            `json:"version"`
	Title      standard.Text     `json:"title,omitempty"`
	Class      standard.Class    `json:"class,omitempty"`
	Sector     string            `json:"sector,omitempty"`
	Publisher  standard.Text     `json:"publisher,omitempty"`
	Operator   *jsonOperator     `json:"operator,omitempty"`
	Status     standard.Status   `json:"status"`
	Issued     standard.Date     `json:"issued,omitempty"`
	Effective  standard.Date     `json:"effective,omitempty"`
	ReviewBy   standard.Date     `json:"review-by,omitempty"`
	Replaces   string            `json:"replaces,omitempty"`
	Catalog    string            `json:"catalog,omitempty"`
	Summary    standard.Text     `json:"summary,omitempty"`
	Note       standard.Text     `json:"note,omitempty"`
	Contact    standard.Text     `json:"contact,omitempty"`
	Source     standard.Text     `json:"source,omitempty"`
	URL        string            `json:"url"`
	Languages  []string          `json:"languages"`
	Disclosure jsonDisclosure    `json:"disclosure"`
	Adoption   []jsonAdoption    `json:"adoption,omitempty"`
	Documents  []jsonDocument    `json:"attachments,omitempty"`
	Preface    standard.Text     `json:"preface,omitempty"`
	Chapters   []jsonChapter     `json:"chapters"`
	Clauses    []jsonClause      `json:"clauses"`
	Withheld   []jsonWithholding `json:"withheld"`
}

type jsonOperator struct {
	ID   string        `json:"id"`
	Name standard.Text `json:"name,omitempty"`
}

// jsonDocument is a file that is published as it is, and why.
type jsonDocument struct {
	Path   string        `json:"path"`
	URL    string        `json:"url"`
	Reason standard.Text `json:"reason"`
}

// jsonDisclosure are counts of clauses, as cover.Disclosure defines them.
type jsonDisclosure struct {
	Open  int `json:"open"`
	Total int `json:"total"`
}

type jsonAdoption struct {
	Item     string        `json:"item"`
	Decision string        `json:"decision"`
	Covers   string        `json:"covers,omitempty"`
	Standard string        `json:"standard,omitempty"`
	Reason   standard.Text `json:"reason,omitempty"`
	Clauses  []string      `json:"clauses,omitempty"`
	Withheld []string      `json:"withheld,omitempty"`
}

type jsonChapter struct {
	Name     string        `json:"name"`
	Title    standard.Text `json:"title,omitempty"`
	URL      string        `json:"url"`
	Withheld string        `json:"withheld,omitempty"`
}

type jsonClause struct {
	ID         string        `json:"id"`
	Label      standard.Text `json:"label,omitempty"`
	Title      standard.Text `json:"title,omitempty"`
	Depth      int           `json:"depth"`
	Chapter    string        `json:"chapter"`
	URL        string        `json:"url"`
	Withheld   string        `json:"withheld,omitempty"`
	Items      []jsonTag     `json:"items,omitempty"`
	Level      string        `json:"level,omitempty"`
	Roles      []string      `json:"roles,omitempty"`
	Duties     []string      `json:"duties,omitempty"`
	Causes     []string      `json:"causes,omitempty"`
	Measures   []string      `json:"measures,omitempty"`
	Properties []string      `json:"properties,omitempty"`
	Plain      standard.Text `json:"plain,omitempty"`
	Terms      []jsonDefined `json:"terms,omitempty"`
	Beyond     bool          `json:"beyond,omitempty"`
	Was        []string      `json:"was,omitempty"`
	SplitFrom  []string      `json:"split-from,omitempty"`
	MergedInto string        `json:"merged-into,omitempty"`
	Withdrawn  bool          `json:"withdrawn,omitempty"`
	Text       standard.Text `json:"text,omitempty"`
	Notices    []string      `json:"notices,omitempty"`
}

type jsonDefined struct {
	Name    standard.Text `json:"name"`
	Reading string        `json:"reading,omitempty"`
	Means   standard.Text `json:"means"`
}

type jsonTag struct {
	Item   string        `json:"item"`
	Covers string        `json:"covers,omitempty"`
	Note   standard.Text `json:"note,omitempty"`
}

// part is how the formats say that an item is covered in part; covering all of
// it is not said.
func part(b bool) string {
	if b {
		return "part"
	}
	return ""
}

// Version writes one version: what its front matter says, what it does with
// each item of the catalog, its clauses in the order of the text, its register.
//
//	{"standard": "water-guideline", "version": "4.2", "status": "published", …,
//	 "url": "standards/water-guideline/4.2/", "languages": ["ja"],
//	 "disclosure": {"open": 44, "total": 48},
//	 "adoption": [{"item": "6.1.5(1)", "decision": "adopted", "covers": "part", "clauses": ["build-requirements"]}],
//	 "chapters": [{"name": "05-build", "title": {"ja": "…"}, "url": "…/05-build/"}],
//	 "clauses": [{"id": "remote-maintenance", "label": {"ja": "5.2"}, "title": {"ja": "遠隔保守"}, "depth": 2,
//	              "chapter": "05-build", "url": "…/05-build/#remote-maintenance",
//	              "items": [{"item": "6.1.5(2)", "covers": "part", "note": {"ja": "…"}}], "level": "must",
//	              "roles": ["operator"], "text": {"ja": "…"}, "notices": ["W-001"]}],
//	 "withheld": [{"id": "W-001", …}]}
//
// A decision is one of the formats' or "undecided". A clause or chapter that
// only stands for a withheld one names it by "withheld". A text is words alone,
// with a line break between blocks and "[W-001]" where a part is withheld. For
// the entries of the register see [Register]. c is the catalog that the version
// answers; nil leaves the adoption as it is written.
func Version(v *standard.Version, c *catalog.Catalog, base string) []byte {
	d := cover.DisclosureOf(v)
	out := jsonVersion{
		Standard: v.Standard, Version: v.Number, Title: texts(v.Title), Class: v.Class, Sector: v.Sector,
		Publisher: texts(v.Publisher), Status: v.Status, Issued: v.Issued, Effective: v.Effective, ReviewBy: v.ReviewBy,
		Replaces: v.Replaces, Catalog: v.Catalog, Summary: texts(v.Summary), Note: texts(v.Note),
		Contact: texts(v.Contact), Source: texts(v.Source), URL: address(base, versionPage(v)),
		Languages: []string{}, Disclosure: jsonDisclosure{d.Open, d.Total}, Adoption: adoption(c, v),
		Chapters: []jsonChapter{}, Clauses: []jsonClause{}, Withheld: []jsonWithholding{},
	}
	if v.Operator != nil {
		out.Operator = &jsonOperator{v.Operator.ID, texts(v.Operator.Name)}
	}
	for _, d := range v.Documents {
		out.Documents = append(out.Documents, jsonDocument{d.Path, address(base, versionPage(v)+d.Path), texts(d.Reason)})
	}
	preface := standard.Text{}
	for _, t := range v.Translations {
		out.Languages = append(out.Languages, t.Lang)
		preface[t.Lang] = t.Preface.Plain
	}
	out.Preface = texts(preface)
	if len(v.Translations) > 0 {
		out.Chapters, out.Clauses = contents(v, base)
	}
	for _, w := range v.Register {
		out.Withheld = append(out.Withheld, withholding(w))
	}
	return encode(out)
}

// termsOf are the terms that a version defines, by the clause that declares them.
func termsOf(v *standard.Version) map[string][]jsonDefined {
	out := map[string][]jsonDefined{}
	number := map[int]int{} // where a term stands among those of its clause
	for _, t := range v.Translations {
		for _, d := range v.Terms(t.Lang) {
			id := d.Clause.ID
			if _, known := number[d.Number]; !known {
				number[d.Number] = len(out[id])
				out[id] = append(out[id], jsonDefined{Name: d.Term.Name, Reading: d.Term.Reading, Means: standard.Text{}})
			}
			out[id][number[d.Number]].Means[t.Lang] = d.Means
		}
	}
	return out
}

// contents lists the chapters and clauses of the original with what the
// translations say of them.
func contents(v *standard.Version, base string) ([]jsonChapter, []jsonClause) {
	chapters, clauses := []jsonChapter{}, []jsonClause{}
	titles := map[string]standard.Text{}
	terms := termsOf(v)
	words := map[string][3]standard.Text{}
	for _, t := range v.Translations {
		for _, ch := range t.Chapters {
			if ch.Lang != "" {
				continue // the original stands in for it
			}
			if titles[ch.Name] == nil {
				titles[ch.Name] = standard.Text{}
			}
			titles[ch.Name][t.Lang] = ch.Title
			for _, c := range ch.Clauses {
				w, ok := words[c.ID]
				if !ok {
					w = [3]standard.Text{{}, {}, {}}
					words[c.ID] = w
				}
				w[0][t.Lang], w[1][t.Lang], w[2][t.Lang] = c.Label, c.Title, c.Prose.Plain
			}
		}
	}
	for _, ch := range v.Translations[0].Chapters {
		chapters = append(chapters, jsonChapter{ch.Name, texts(titles[ch.Name]), address(base, chapterPlace(v, ch)), id(ch.Withheld)})
		for _, c := range ch.Clauses {
			w := words[c.ID]
			out := jsonClause{
				ID: c.ID, Label: texts(w[0]), Title: texts(w[1]), Depth: c.Depth, Chapter: ch.Name,
				URL: address(base, clausePage(v, ch, c)), Withheld: id(c.Withheld), Level: c.Level, Roles: c.Roles,
				Duties: c.Duties, Causes: c.Causes, Measures: c.Measures, Properties: c.Properties, Plain: texts(c.Plain),
				Beyond: c.Beyond, Was: c.Was, SplitFrom: c.SplitFrom, MergedInto: c.MergedInto, Withdrawn: c.Retired,
				Text: texts(w[2]), Notices: notices(c),
			}
			out.Terms = terms[c.ID]
			for _, t := range c.Tags {
				out.Items = append(out.Items, jsonTag{t.Item, part(t.Part), texts(t.Note)})
			}
			clauses = append(clauses, out)
		}
	}
	return chapters, clauses
}

// chapterPlace is a chapter's page; one that is withheld has its notice on the
// version's page.
func chapterPlace(v *standard.Version, ch *standard.Chapter) string {
	if ch.Withheld != nil && len(ch.Clauses) == 0 {
		return versionPage(v) + "#" + strings.ToLower(ch.Withheld.ID)
	}
	return chapterPage(v, ch)
}

// notices are the ids of the withholdings that a clause tells of: those in its
// text, then attachments and chapters that belong to it.
func notices(c *standard.Clause) []string {
	var ids []string
	for _, id := range slices.Concat(c.Notices, c.Withhold) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func id(w *standard.Withholding) string {
	if w == nil {
		return ""
	}
	return w.ID
}

func ids(ws []*standard.Withholding) []string {
	var out []string
	for _, w := range ws {
		out = append(out, w.ID)
	}
	return out
}

// adoption lists what a version does with each item, or as much of it as its
// author wrote down when the catalog is not at hand.
func adoption(c *catalog.Catalog, v *standard.Version) []jsonAdoption {
	var out []jsonAdoption
	if c == nil {
		for _, a := range v.Adoption {
			out = append(out, jsonAdoption{Item: a.Item, Decision: decision(a.Decision), Standard: a.Standard, Reason: texts(a.Reason)})
		}
		return out
	}
	for i, cell := range cover.Column(c, v) {
		a := jsonAdoption{
			Item: c.Items[i].ID, Decision: decision(cell.Decision), Covers: part(cell.Part),
			Standard: cell.Elsewhere, Reason: texts(cell.Reason), Withheld: ids(cell.Withheld),
		}
		for _, r := range cell.Clauses {
			a.Clauses = append(a.Clauses, r.Clause.ID)
		}
		out = append(out, a)
	}
	return out
}

// decision is the code of a decision.
func decision(d standard.Decision) string {
	if d == cover.Undecided {
		return "undecided"
	}
	return string(d)
}
