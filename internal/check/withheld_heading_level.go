package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var withheldHeadingLevel = rule{
	doc: &diag.Rule{
		Code:     "withheld-heading-level",
		Severity: diag.Warning,
		Title:    "a withheld heading on a level that does not fit its place",
		Why: "The entry's `heading` keeps the place of a withheld section or chapter in the public contents. " +
			"On another level than its own, the contents of the two editions have a different shape, and readers of the public one see the section under a heading that it does not belong to. A chapter's heading has level 1.",
		Before: "## 5.3 遠隔監視の構成 {#monitoring}      (withheld by W-007)\nW-007:\n  unit: section\n  heading: {level: 3, label: \"5.3\", title: …}\n",
		After:  "W-007:\n  unit: section\n  heading: {level: 2, label: \"5.3\", title: …}\n",
	},
	run: func(p *pass) {
		for v, w := range p.entries() {
			if w.Heading == nil {
				continue
			}
			at := inEntry(w, "heading.level")
			var d *diag.Diagnostic
			switch w.Unit {
			case standard.UnitChapter:
				if w.Heading.Level != 1 {
					d = p.report(at, "%s withholds a chapter, and its heading has level %d", w.ID, w.Heading.Level).Hint("write `level: 1`")
				}
			case standard.UnitSection:
				// A level that skips one is the parser's finding.
				if w.Heading.Level < 2 {
					d = p.report(at, "%s withholds a section, and its heading has level %d", w.ID, w.Heading.Level).Hint("sections begin at level 2 (`##`)")
				} else if c := firstOf(v, w); c != nil && c.Depth != w.Heading.Level {
					d = p.report(at, "%s withholds a section whose own heading has another level than %d", w.ID, w.Heading.Level).
						Hint("write as many as the heading has number signs")
				}
			}
			if d != nil {
				d.Key("%s.heading.level", w.ID)
			}
		}
	},
}

// firstOf returns the first clause of a withheld section. In the public edition
// it is made from the entry and always agrees with it.
func firstOf(v *standard.Version, w *standard.Withholding) *standard.Clause {
	for _, ch := range original(v).Chapters {
		for _, c := range ch.Clauses {
			if c.Withheld != nil && c.Withheld.ID == w.ID {
				return c
			}
		}
	}
	return nil
}
