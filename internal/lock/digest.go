package lock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/standard"
)

const algorithm = "sha256:"

// Digest is the digest of a version's files, see proof.Digest.
func Digest(files map[string][]byte) string { return proof.Digest(files) }

// Of makes the record of a version: from its public cut, the files of its folder
// as they are (nil leaves the digest of the full sources out) and its model in
// the public edition.
func Of(cut, full map[string][]byte, v *standard.Version) *Record {
	r := &Record{Version: v.Number, Files: map[string]string{}, Clauses: map[string]string{}}
	for name, data := range cut {
		r.Files[name] = proof.Sum(proof.Counted(name, data))
	}
	r.Public = proof.DigestOf(r.Files)
	if full != nil {
		r.Confidential = Digest(full)
	}
	if len(v.Translations) == 0 {
		return r
	}
	for _, ch := range v.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			if c.Withheld == nil && ch.Withheld == nil {
				r.Clauses[c.ID] = clauseDigest(c)
			}
		}
	}
	return r
}

// A clauseFacts is what the digest of a clause is made from. A key whose value
// is empty is left out, so that a key added later changes no digest but of the
// clauses that have it.
type clauseFacts struct {
	Label      string        `json:"label,omitempty"`
	Title      string        `json:"title,omitempty"`
	Depth      int           `json:"depth,omitempty"`
	Words      string        `json:"words,omitempty"`
	Targets    []string      `json:"targets,omitempty"`
	Items      []tagFacts    `json:"items,omitempty"`
	Roles      []string      `json:"roles,omitempty"`
	Duties     []string      `json:"duties,omitempty"`
	Level      string        `json:"level,omitempty"`
	Causes     []string      `json:"causes,omitempty"`
	Measures   []string      `json:"measures,omitempty"`
	Properties []string      `json:"properties,omitempty"`
	Plain      standard.Text `json:"plain,omitempty"`
	Terms      []termFacts   `json:"terms,omitempty"`
	Beyond     bool          `json:"beyond,omitempty"`
	Was        []string      `json:"was,omitempty"`
	SplitFrom  []string      `json:"split-from,omitempty"`
	MergedInto string        `json:"merged-into,omitempty"`
	Withdrawn  bool          `json:"withdrawn,omitempty"`
	Withheld   []string      `json:"withheld,omitempty"`
}

type termFacts struct {
	Name    standard.Text `json:"name"`
	Reading string        `json:"reading,omitempty"`
}

type tagFacts struct {
	Item string        `json:"item"`
	Part bool          `json:"part,omitempty"`
	Note standard.Text `json:"note,omitempty"`
}

// clauseDigest tells whether a clause is the same: its label, title, words, the
// targets of its links and pictures, its metadata and notices. It says which
// clause has changed; what is frozen are the files.
func clauseDigest(c *standard.Clause) string {
	f := clauseFacts{
		Label: c.Label, Title: c.Title, Depth: c.Depth, Words: c.Prose.Plain, Roles: c.Roles, Duties: c.Duties, Level: c.Level,
		Causes: c.Causes, Measures: c.Measures, Properties: c.Properties, Plain: c.Plain, Beyond: c.Beyond, Was: c.Was,
		SplitFrom: c.SplitFrom, MergedInto: c.MergedInto, Withdrawn: c.Retired, Withheld: c.Withhold,
	}
	for _, l := range slices.Concat(c.Prose.Links, c.Prose.Images) {
		f.Targets = append(f.Targets, l.Target, l.Text)
	}
	for _, t := range c.Terms {
		f.Terms = append(f.Terms, termFacts{t.Name, t.Reading})
	}
	for _, t := range c.Tags {
		f.Items = append(f.Items, tagFacts{t.Item, t.Part, t.Note})
	}
	data, err := json.Marshal(f)
	if err != nil { // no value of these types can fail
		panic(fmt.Sprintf("the facts of a clause: %v", err))
	}
	return proof.Sum(data)
}

// names are the names of files in order.
func names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
