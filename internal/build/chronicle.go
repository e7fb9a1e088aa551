package build

import (
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Chronicles are what happened to the withholdings of each standard, by its id.
// They are made of the public edition, whichever is to be written: both tell the
// same, which is what anyone can see.
func (a *Analysis) Chronicles() map[string]compare.Chronicle {
	ed := a.Editions[withhold.Public]
	if ed == nil {
		return nil
	}
	return chronicles(newComparisons(ed, a.Library, a.Site))
}

func chronicles(c *comparisons) map[string]compare.Chronicle {
	out := map[string]compare.Chronicle{}
	for _, s := range c.edition.Standards {
		out[s.ID] = compare.Withholdings(s, c.asWritten)
	}
	return out
}

// asWritten compares two versions in their first languages.
func (c *comparisons) asWritten(old, new *standard.Version) *compare.Comparison {
	return c.of(old, new, "")
}
