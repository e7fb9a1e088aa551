package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownWithholding = rule{
	doc: &diag.Rule{
		Code:  "unknown-withholding",
		Title: "a review of something that no public version withholds",
		Why: "Reviews stand under the id of the part. Under a mistyped id they are told to no one, and the part that was meant looks overdue. " +
			"A draft withholds nothing from anyone yet, and reviews.yaml is public: it must not tell what a draft has.",
		Before: "W-010:   (and withheld.yaml has W-001 alone)\n  - {on: 2027-03-20, by: セキュリティ委員会}\n",
		After:  "W-001:\n  - {on: 2027-03-20, by: セキュリティ委員会}\n",
	},
	run: func(p *pass) {
		for _, r := range p.Reviews {
			var ids []string
			for s, v := range p.versions() {
				if s.ID != r.Standard || v.Status == standard.Draft {
					continue
				}
				for _, w := range v.Register {
					ids = append(ids, w.ID)
				}
			}
			for _, part := range r.Parts {
				if slices.Contains(ids, part.ID) {
					continue
				}
				d := p.report(part.Place, "no public version of %s withholds %s", r.Standard, part.ID).Key("%s", part.ID)
				suggest(d, part.Place, part.ID, ids)
				d.Hint("the ids stand in the `withheld.yaml` of the versions; those of a draft alone don't count")
			}
		}
	},
}
