package withhold

import (
	"github.com/kijun-dev/kijun/internal/proof"
)

// Parts are the bytes of each withheld part of a confidential cut, as a release
// commits to them, by the part's name ("W-001", "W-001.en"). A part that is a
// mark already has no bytes here. In a public cut there are none.
func (c *Cut) Parts() map[string][]byte {
	out := map[string][]byte{}
	s := c.uncut
	if s == nil {
		return out
	}
	files := map[string]map[string][]byte{}
	whole := func(id, name string, data []byte) {
		if files[id] == nil {
			files[id] = map[string][]byte{}
		}
		files[id][name] = data
	}
	for _, t := range s.texts {
		name := s.names[t.file]
		if id := s.withheld[name]; id != "" {
			whole(id, name, t.file.Bytes())
			continue
		}
		for _, p := range t.parts {
			if p.kind == region || p.kind == span {
				out[proof.Part(name, p.id)] = t.file.Bytes()[p.innerStart:p.innerEnd]
			}
		}
	}
	for _, f := range s.attachments {
		if id := s.withheld[s.names[f]]; id != "" {
			whole(id, s.names[f], f.Bytes())
		}
	}
	for _, w := range s.register {
		if w.Field != "" && s.confidential != nil {
			whole(w.ID, ConfidentialFile, s.confidential.Bytes())
		}
	}
	for id, list := range files {
		out[id] = proof.FileBytes(list)
	}
	return out
}
