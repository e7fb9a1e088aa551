package build

import (
	"maps"
	"slices"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
)

// readReviews reads every reviews.yaml.
func (a *Analysis) readReviews(files *project.Files) {
	for _, std := range slices.Sorted(maps.Keys(files.Reviews)) {
		r, ds := parse.Reviews(files.Reviews[std], std)
		a.Findings.Add(ds...)
		a.reviews = append(a.reviews, r)
	}
}

// shareReviews gives every version of both editions the reviews of what it
// withholds. They come beside what its entries say, which stays as written: a
// version's sources, and so its digest, do not change with a review.
func (a *Analysis) shareReviews() {
	for _, r := range a.reviews {
		for _, ed := range a.Editions {
			s := ed.standard(r.Standard)
			if s == nil {
				continue
			}
			for _, part := range r.Parts {
				for _, v := range s.Versions {
					if ed.folders[v].kept {
						continue
					}
					for _, w := range v.Register {
						if w.ID == part.ID {
							w.Reviewed = part.Reviews
						}
					}
				}
			}
		}
	}
}
