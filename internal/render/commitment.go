package render

// commitment binds what the page's language withholds under an id, where the
// version was released: a translation has one of its own where it marks the part.
func (p *page) commitment(id string) string {
	hash := ""
	for _, c := range p.Version.Release.CommitmentsOf(id) {
		switch c.Part {
		case id + "." + p.Text:
			return c.Hash
		case id:
			hash = c.Hash
		}
	}
	return hash
}
