package export

import (
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

type jsonComparison struct {
	Edition      string            `json:"edition"`
	Old          jsonSide          `json:"old"`
	New          jsonSide          `json:"new"`
	Summary      jsonSummary       `json:"summary"`
	Clauses      []jsonChange      `json:"clauses"`
	Adoption     []jsonDecision    `json:"adoption"`
	Coverage     []jsonCovered     `json:"coverage"`
	Withholdings []jsonRegistered  `json:"withholdings"`
	Candidates   []jsonCandidate   `json:"candidates"`
	Reused       []jsonCandidate   `json:"reused"`
	Front        []jsonField       `json:"front"`
	Chapters     []jsonField       `json:"chapters"`
	Preface      []jsonPiece       `json:"preface"`
	Attachments  []jsonFileChanged `json:"attachments"`
}

type jsonSide struct {
	Standard string `json:"standard"`
	Version  string `json:"version"`
	Digest   string `json:"digest"`
	Language string `json:"language"`
}

type jsonSummary struct {
	Unchanged  int `json:"unchanged"`
	Added      int `json:"added"`
	Removed    int `json:"removed"`
	Withdrawn  int `json:"withdrawn"`
	Modified   int `json:"modified"`
	Formatting int `json:"formatting"`
	Moved      int `json:"moved"`
	Renumbered int `json:"renumbered"`
	Retitled   int `json:"retitled"`
	Retagged   int `json:"retagged"`
	Withheld   int `json:"withheld"`
	Disclosed  int `json:"disclosed"`
}

type jsonChange struct {
	ID          string           `json:"id"`
	Was         string           `json:"was"`
	Class       compare.Class    `json:"class"`
	Moved       bool             `json:"moved"`
	Renumbered  bool             `json:"renumbered"`
	Retitled    bool             `json:"retitled"`
	Retagged    bool             `json:"retagged"`
	Withholding string           `json:"withholding"`
	Old         *jsonClausePlace `json:"old"`
	New         *jsonClausePlace `json:"new"`
	Redline     []jsonPiece      `json:"redline"`
	From        []string         `json:"from,omitempty"`
	Into        []string         `json:"into,omitempty"`
	LinksGone   []string         `json:"links-deleted,omitempty"`
	LinksCome   []string         `json:"links-inserted,omitempty"`
	Files       []string         `json:"attachments,omitempty"`
	Metadata    []jsonField      `json:"metadata,omitempty"`
	Coarse      bool             `json:"coarse,omitempty"`
}

type jsonClausePlace struct {
	Label string `json:"label"`
	Title string `json:"title"`
	Path  string `json:"path"`
}

type jsonPiece struct {
	Op   redline.Op `json:"op"`
	Text string     `json:"text"`
}

type jsonDecision struct {
	Item      string        `json:"item"`
	Old       string        `json:"old"`
	New       string        `json:"new"`
	OldReason standard.Text `json:"old-reason,omitempty"`
	NewReason standard.Text `json:"new-reason,omitempty"`
	OldWhere  string        `json:"old-standard,omitempty"`
	NewWhere  string        `json:"new-standard,omitempty"`
}

type jsonCovered struct {
	Item     string   `json:"item"`
	Old      string   `json:"old"`
	New      string   `json:"new"`
	Lost     []string `json:"lost,omitempty"`
	Gained   []string `json:"gained,omitempty"`
	Narrower []string `json:"narrower,omitempty"`
	Broader  []string `json:"broader,omitempty"`
}

type jsonRegistered struct {
	ID     string `json:"id"`
	Change string `json:"change"`
}

type jsonCandidate struct {
	Old        string  `json:"old"`
	New        string  `json:"new"`
	Similarity float64 `json:"similarity"`
}

type jsonField struct {
	Key string `json:"key"`
	Old string `json:"old"`
	New string `json:"new"`
}

type jsonFileChanged struct {
	Path   string `json:"path"`
	Change string `json:"change"`
}

// Comparison writes what changed between two versions:
//
//	{"edition": "public",
//	 "old": {"standard": "water-guideline", "version": "4.1", "digest": "sha256:…", "language": "ja"}, "new": {…},
//	 "summary": {"unchanged": 40, "added": 1, …, "withheld": 0, "disclosed": 1},
//	 "clauses": [{"id": "remote-maintenance", "was": "maintenance", "class": "modified", "moved": false, …,
//	              "withholding": "disclosed", "old": {"label": "5.2", "title": "…", "path": "05-build.md#maintenance"}, "new": {…},
//	              "redline": [{"op": "equal", "text": "…"}, {"op": "delete", "text": "…"}],
//	              "metadata": [{"key": "items", "old": "6.1.5(1)", "new": "6.1.5(2)"}]}],
//	 "adoption": [{"item": "6.1.3(1)", "old": "not-adopted", "new": "adopted"}],
//	 "coverage": [{"item": "6.1.3(1)", "old": "none", "new": "part", "gained": ["audit"]}],
//	 "withholdings": [{"id": "W-001", "change": "reason"}], "candidates": [{"old": "…", "new": "…", "similarity": 0.83}], …}
//
// A class is one of the first six keys of the summary. The order is that of the
// new version, removed clauses at their old place; old or new is null where a
// side has no such clause. Equal and deleted pieces of a redline together are the
// old text, equal and inserted ones the new: words without markup, a line break
// between blocks, a tab between the cells of a row.
func Comparison(c *compare.Comparison) []byte {
	s := c.Summary
	out := jsonComparison{
		Edition: c.Edition,
		Old:     jsonSide{c.Old.Standard, c.Old.Number, c.Old.Digest, c.OldLang},
		New:     jsonSide{c.New.Standard, c.New.Number, c.New.Digest, c.NewLang},
		Summary: jsonSummary{
			s.Unchanged, s.Added, s.Removed, s.Withdrawn, s.Modified, s.Formatting,
			s.Moved, s.Renumbered, s.Retitled, s.Retagged, s.Withheld, s.Disclosed,
		},
		Clauses: make([]jsonChange, 0, len(c.Clauses)), Adoption: []jsonDecision{}, Coverage: []jsonCovered{}, Withholdings: []jsonRegistered{},
		Candidates: candidates(c.Candidates), Reused: candidates(c.Reused), Front: fields(c.Front), Chapters: fields(c.Chapters),
		Preface: []jsonPiece{}, Attachments: []jsonFileChanged{},
	}
	for i := range c.Clauses {
		out.Clauses = append(out.Clauses, change(&c.Clauses[i]))
	}
	for _, d := range c.Adoption {
		out.Adoption = append(out.Adoption, jsonDecision{d.Item, d.Old, d.New, texts(d.OldReason), texts(d.NewReason), d.OldWhere, d.NewWhere})
	}
	for _, k := range c.Coverage {
		out.Coverage = append(out.Coverage, jsonCovered(k))
	}
	for _, w := range c.Withholdings {
		out.Withholdings = append(out.Withholdings, jsonRegistered(w))
	}
	for _, a := range c.Attachments {
		out.Attachments = append(out.Attachments, jsonFileChanged(a))
	}
	if c.Preface != nil {
		out.Preface = pieces(*c.Preface)
	}
	return encode(out)
}

func change(c *compare.Change) jsonChange {
	r := c.Redline()
	out := jsonChange{
		ID: c.ID, Was: c.Was, Class: c.Class, Moved: c.Moved, Renumbered: c.Renumbered, Retitled: c.Retitled, Retagged: c.Retagged,
		Withholding: c.Withholding, Old: clausePlace(c.Old), New: clausePlace(c.New), Redline: pieces(r), From: c.From, Into: c.Into, Coarse: r.Coarse,
		LinksGone: c.LinksGone, LinksCome: c.LinksCome, Files: c.Files,
	}
	if len(c.Metadata) > 0 {
		out.Metadata = fields(c.Metadata)
	}
	return out
}

func clausePlace(p *compare.Place) *jsonClausePlace {
	if p == nil {
		return nil
	}
	return &jsonClausePlace{p.Clause.Label, p.Clause.Title, p.Path()}
}

func pieces(r redline.Redline) []jsonPiece {
	out := []jsonPiece{}
	for _, p := range r.Pieces() {
		out = append(out, jsonPiece(p))
	}
	return out
}

func candidates(list []compare.Candidate) []jsonCandidate {
	out := []jsonCandidate{}
	for _, c := range list {
		out = append(out, jsonCandidate(c))
	}
	return out
}

func fields(list []compare.Field) []jsonField {
	out := []jsonField{}
	for _, f := range list {
		out = append(out, jsonField(f))
	}
	return out
}
