package standard

import "strings"

// CommitmentsOf are the commitments to what a withholding keeps back, one a
// language. A nil release has none.
func (r *Release) CommitmentsOf(id string) []Commitment {
	if r == nil {
		return nil
	}
	var out []Commitment
	for _, c := range r.Commitments {
		if c.Part == id || strings.HasPrefix(c.Part, id+".") {
			out = append(out, c)
		}
	}
	return out
}

// ShortHash is the beginning of a digest, "sha256:0123456789ab…", enough for a
// reader to find it by.
func ShortHash(hash string) string {
	const shown = len("sha256:") + 12
	if len(hash) <= shown {
		return hash
	}
	return hash[:shown] + "…"
}
