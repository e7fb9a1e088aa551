package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var replacesCircle = rule{
	doc: &diag.Rule{
		Code:   "replaces-circle",
		Title:  "versions that replace each other in a circle",
		Why:    "In a circle each version is older than itself: none is the first, none is the latest, and a comparison along it has no old side.",
		Before: "4.1/index.md:  replaces: 4.2\n4.2/index.md:  replaces: 4.1\n",
		After:  "4.2/index.md:  replaces: 4.1\n",
	},
	run: func(p *pass) {
		for _, s := range p.Standards {
			done := map[*standard.Version]bool{}
			for _, v := range s.Versions {
				trail := map[*standard.Version]bool{}
				path := []string{v.Number}
				for at := v; at != nil && !done[at]; at = s.Version(at.Replaces) {
					trail[at] = true
					next := s.Version(at.Replaces)
					if next != nil {
						path = append(path, next.Number)
					}
					if trail[next] {
						p.report(inVersion(at, "replaces"), "versions of %s replace each other in a circle: %s", s.ID, strings.Join(path, " → ")).
							Key("replaces").
							Hint("`replaces` names an older version; take out the one that names a newer")
						break
					}
				}
				for at := range trail {
					done[at] = true
				}
			}
		}
	},
}
