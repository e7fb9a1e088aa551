package export

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// An Entry is one withholding of a standard. Its id lasts as long as the
// standard, so it is one entry however many versions have it.
type Entry struct {
	Version     *standard.Version // the one whose particulars are given: the latest, or the newest that has it
	Withholding *standard.Withholding
	Versions    []*standard.Version // all that have it, oldest first
	Current     bool                // the standard's latest version has it
}

// Entries lists the withholdings of standards, by standard and id.
func Entries(standards []*standard.Standard) []Entry {
	var out []Entry
	for _, s := range byID(standards) {
		latest := s.Latest()
		at := map[string]int{}
		var of []Entry
		for _, v := range s.Versions {
			for _, w := range v.Register {
				i, ok := at[w.ID]
				if !ok {
					i = len(of)
					at[w.ID] = i
					of = append(of, Entry{})
				}
				e := &of[i]
				e.Versions = append(e.Versions, v)
				if !e.Current {
					e.Version, e.Withholding, e.Current = v, w, v == latest
				}
			}
		}
		slices.SortStableFunc(of, func(a, b Entry) int { return compareIDs(a.Withholding.ID, b.Withholding.ID) })
		out = append(out, of...)
	}
	return out
}

// compareIDs orders W-999 before W-1000.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// byID returns the standards that have a version, by id.
func byID(standards []*standard.Standard) []*standard.Standard {
	var out []*standard.Standard
	for _, s := range standards {
		if len(s.Versions) > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *standard.Standard) int { return strings.Compare(a.ID, b.ID) })
	return out
}

type jsonWithholding struct {
	ID       string        `json:"id"`
	Standard string        `json:"standard,omitempty"`
	Title    standard.Text `json:"title,omitempty"`
	Items    []string      `json:"items"`
	Clause   string        `json:"clause,omitempty"`
	Unit     standard.Unit `json:"unit"`
	Heading  *jsonHeading  `json:"heading,omitempty"`
	Reason   string        `json:"reason"`
	Harm     standard.Text `json:"harm,omitempty"`
	Audience string        `json:"audience,omitempty"`
	Decided  *jsonAct      `json:"decided,omitempty"`
	Approved *jsonAct      `json:"approved,omitempty"`
	ReviewBy standard.Date `json:"review-by,omitempty"`
	Reviewed []jsonReview  `json:"reviewed,omitempty"`
	Access   standard.Text `json:"access,omitempty"`
	Current  *bool         `json:"current,omitempty"`
	Versions []jsonPlace   `json:"versions,omitempty"`
	History  []jsonEvent   `json:"history,omitempty"`
}

type jsonReview struct {
	jsonAct
	ReviewBy standard.Date `json:"review-by,omitempty"`
	Note     standard.Text `json:"note,omitempty"`
}

type jsonEvent struct {
	Event   string        `json:"event"`
	Version string        `json:"version,omitempty"`
	On      standard.Date `json:"on,omitempty"`
	By      standard.Text `json:"by,omitempty"`
	Note    standard.Text `json:"note,omitempty"`
	Old     string        `json:"old,omitempty"`
	New     string        `json:"new,omitempty"`
}

type jsonHeading struct {
	Level int           `json:"level"`
	Label string        `json:"label,omitempty"`
	Title standard.Text `json:"title,omitempty"`
}

type jsonAct struct {
	By standard.Text `json:"by,omitempty"`
	On standard.Date `json:"on,omitempty"`
}

type jsonPlace struct {
	Version string          `json:"version"`
	Status  standard.Status `json:"status"`
	Clause  string          `json:"clause,omitempty"`
	URL     string          `json:"url"`
}

// withholding copies what is public of an entry, field by field: a new field of
// the model stays out until someone decides that it is public. Paths, Field and
// Cut never are.
func withholding(w *standard.Withholding) jsonWithholding {
	out := jsonWithholding{
		ID: w.ID, Title: texts(w.Title), Items: list(w.Items), Clause: w.Clause, Unit: w.Unit, Reason: w.Reason,
		Harm: texts(w.Harm), Audience: w.Audience, Decided: act(w.Decided), Approved: act(w.Approved),
		ReviewBy: w.Due(), Access: texts(w.Access),
	}
	for _, r := range w.Reviewed {
		out.Reviewed = append(out.Reviewed, jsonReview{jsonAct{texts(r.By), r.On}, r.ReviewBy, texts(r.Note)})
	}
	if h := w.Heading; h != nil {
		out.Heading = &jsonHeading{h.Level, h.Label, texts(h.Title)}
	}
	return out
}

func act(a standard.Act) *jsonAct {
	by := texts(a.By)
	if by == nil && a.On == "" {
		return nil
	}
	return &jsonAct{by, a.On}
}

type jsonReason struct {
	ID    string        `json:"id"`
	Name  standard.Text `json:"name,omitempty"`
	Text  standard.Text `json:"text,omitempty"`
	Basis standard.Text `json:"basis,omitempty"`
}

type jsonStandard struct {
	ID         string         `json:"id"`
	Title      standard.Text  `json:"title,omitempty"`
	Publisher  standard.Text  `json:"publisher,omitempty"`
	Version    string         `json:"version"`
	URL        string         `json:"url"`
	Disclosure jsonDisclosure `json:"disclosure"`
}

type jsonRegister struct {
	Reasons   []jsonReason      `json:"reasons"`
	Standards []jsonStandard    `json:"standards"`
	Withheld  []jsonWithholding `json:"withheld"`
}

// Register writes the register of all standards: reason codes, the standards
// with how much their latest versions disclose, and every withholding.
//
//	{"reasons": [{"id": "threat", "name": {"ja": "…"}}],
//	 "standards": [{"id": "water-guideline", "version": "4.2", "disclosure": {"open": 44, "total": 48}, …}],
//	 "withheld": [{"id": "W-001", "standard": "water-guideline", "title": {"ja": "遠隔保守の接続元"},
//	   "items": ["6.1.5(2)"], "clause": "remote-maintenance", "unit": "paragraph", "reason": "threat",
//	   "harm": {"ja": "…"}, "audience": "confidential", "decided": {"by": {"ja": "…"}, "on": "2026-04-01"},
//	   "approved": {…}, "review-by": "2027-04-01", "access": {"ja": "…"}, "current": true,
//	   "reviewed": [{"by": {"ja": "…"}, "on": "2026-03-06", "review-by": "2027-04-01", "note": {…}}],
//	   "versions": [{"version": "4.2", "status": "published", "clause": "remote-maintenance", "url": "…"}],
//	   "history": [{"event": "withheld", "version": "4.1", "on": "2025-03-10", "by": {…}},
//	     {"event": "reason", "version": "4.2", "on": "2026-03-06", "by": {…}, "old": "foi-5-6", "new": "threat"}]}]}
//
// One withholding is one entry, with the particulars of the standard's latest
// version that has it; "current" says whether the standard's latest version
// does. What an older version said stands in that version's own file. The history
// is that of the public edition, by the standard's id. "review-by" is the latest
// day that the entry or a review sets; reviews are the standard's, whatever the
// version.
func Register(standards []*standard.Standard, lib *catalog.Library, base string, chronicles map[string]compare.Chronicle) []byte {
	out := jsonRegister{Reasons: []jsonReason{}, Standards: []jsonStandard{}, Withheld: []jsonWithholding{}}
	for _, r := range lib.Reasons {
		out.Reasons = append(out.Reasons, jsonReason{r.ID, texts(r.Name), texts(r.Text), texts(r.Basis)})
	}
	for _, s := range byID(standards) {
		v := s.Latest()
		d := cover.DisclosureOf(v)
		out.Standards = append(out.Standards, jsonStandard{
			s.ID, texts(v.Title), texts(v.Publisher), v.Number, address(base, versionPage(v)), jsonDisclosure{d.Open, d.Total},
		})
	}
	for _, e := range Entries(standards) {
		w := withholding(e.Withholding)
		w.Standard, w.Current = e.Version.Standard, &e.Current
		for _, v := range e.Versions {
			in := entry(v, w.ID)
			w.Versions = append(w.Versions, jsonPlace{v.Number, v.Status, in.Clause, address(base, withholdingPage(v, in))})
		}
		for _, x := range chronicles[e.Version.Standard][w.ID] {
			w.History = append(w.History, jsonEvent{x.Kind, x.Version, x.On, texts(x.By), texts(x.Note), x.Old, x.New})
		}
		out.Withheld = append(out.Withheld, w)
	}
	return encode(out)
}

// entry is the register entry of a version with an id that is known to be there.
func entry(v *standard.Version, id string) *standard.Withholding {
	return v.Register[slices.IndexFunc(v.Register, func(w *standard.Withholding) bool { return w.ID == id })]
}
