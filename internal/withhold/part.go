package withhold

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
)

// A Part is a withheld part in the clear, as a release commits to it.
type Part struct {
	Key  string // "W-001"; in a translation "W-001.en", where the text marks it
	ID   string
	Lang string // "" for the original language, and for what is withheld beside the text
	Mark bool   // it was cut elsewhere, so there are no bytes
	Data []byte
}

// Withheld are all withheld parts of a confidential cut, by key; a public cut
// has none.
func (c *Cut) Withheld() []Part { return c.withheld }

func (s *Sources) parts() []Part {
	var out []Part
	for _, t := range s.texts {
		if s.withheld[s.names[t.file]] != "" {
			continue
		}
		for _, p := range t.parts {
			x := Part{Key: p.id, ID: p.id, Lang: t.lang, Mark: p.kind.isMark()}
			if t.lang != "" {
				x.Key += "." + t.lang
			}
			if !x.Mark {
				x.Data = t.file.Bytes()[p.innerStart:p.innerEnd]
			}
			out = append(out, x)
		}
	}
	for _, w := range s.register {
		if !outside(w) {
			continue
		}
		x := Part{Key: w.ID, ID: w.ID}
		switch {
		case len(w.Paths) > 0:
			x.Data = s.files(w.ID)
		case w.Field != "" && s.confidential != nil:
			x.Data = proof.FileBytes(map[string][]byte{ConfidentialFile: s.confidential.Bytes()})
		default:
			x.Mark = true
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Part) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// files are the names and contents of the files that an entry withholds.
func (s *Sources) files(id string) []byte {
	content := map[string][]byte{}
	for f, name := range s.names {
		if s.withheld[name] == id {
			content[name] = f.Bytes()
		}
	}
	return proof.FileBytes(content)
}
