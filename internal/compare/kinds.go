package compare

import "slices"

// A Count is how many clauses a change of one kind befell.
type Count struct {
	Kind string // as the summary's keys: "added", …
	N    int
}

// Counts are the kinds of change that there were, in the order of summaries.
// Clauses that did not change are not counted.
func (s Summary) Counts() []Count {
	all := []Count{
		{string(Added), s.Added}, {string(Removed), s.Removed}, {string(Withdrawn), s.Withdrawn}, {string(Modified), s.Modified}, {string(Formatting), s.Formatting},
		{"moved", s.Moved}, {"renumbered", s.Renumbered}, {"retitled", s.Retitled}, {"retagged", s.Retagged},
		{Withheld, s.Withheld}, {Disclosed, s.Disclosed}, {"renamed", s.Renamed},
	}
	var out []Count
	for _, c := range all {
		if c.N > 0 {
			out = append(out, c)
		}
	}
	return out
}

// Anchor is where a change stands on the page of its comparison: the clause's
// id. Where an id was used again for another clause it is the new one's; isNew
// says which ids the new version has.
func (c *Change) Anchor(isNew func(id string) bool) string {
	if c.New == nil && isNew(c.ID) {
		return "_old-" + c.ID
	}
	return c.ID
}

// Kinds are the kinds of change that befell a clause, in the same order and
// words. What the summary does not count comes last: "register" where the entry
// of a withheld part changed, "relinked" where links
// or pictures have other targets, "placed" where it stands in another chapter or at
// another level, "attached" where a file did change that it
// refers to, "joined" where it was made of others or went into them.
func (c *Change) Kinds() []string {
	var out []string
	add := func(kind string, is bool) {
		if is {
			out = append(out, kind)
		}
	}
	add(string(c.Class), c.Class != Unchanged)
	add("moved", c.Moved)
	add("renumbered", c.Renumbered)
	add("retitled", c.Retitled)
	add("retagged", c.Retagged)
	add(c.Withholding, c.Withholding == Withheld || c.Withholding == Disclosed)
	add("renamed", c.renamed())
	add("register", c.Withholding == Changed)
	add("relinked", c.relinked())
	add("placed", slices.ContainsFunc(c.Metadata, func(f Field) bool { return f.Key == "chapter" || f.Key == "depth" }))
	add("attached", len(c.Files) > 0)
	add("joined", len(c.From)+len(c.Into) > 0)
	return out
}
