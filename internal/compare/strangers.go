package compare

import (
	"regexp"

	"github.com/kijun-dev/kijun/internal/redline"
)

// Below nothingInCommon two texts of one id are taken for two clauses, where both
// are long enough to tell.
const (
	nothingInCommon = 0.2
	longEnough      = 8 // words
)

// A tombstone stands where a text was.
var tombstone = regexp.MustCompile(`(?i)^[\[(（［「【]?(?:(?:deleted|removed|withdrawn|obsolete|superseded|moved|merged|intentionally left blank)\b|削除|廃止|欠番|（削る）).{0,60}$`)

// strangers reports whether two clauses of one id have nothing in common: ids
// made from numbers are used again for something else.
func (m *matcher) strangers(old, new *node) (similarity float64, reuse bool) {
	if old.Clause.Withheld != nil || new.Clause.Withheld != nil || old.Meta.Retired || new.Meta.Retired {
		return 0, false
	}
	if tombstone.MatchString(new.folded()) {
		return 0, false // nobody declared it withdrawn, and yet it says so
	}
	if t := fold(new.Clause.Title); t != "" && t == fold(old.Clause.Title) {
		return 0, false // the title is known again, whatever became of the text
	}
	a, b := redline.BagOf(old.wording()), redline.BagOf(new.wording())
	if len(a) == 0 || len(b) == 0 || redline.Dice(a, b) >= 0.6 {
		return 0, false
	}
	m.vectors()
	s := cosine(old.vector, new.vector)
	if titles := redline.Dice(redline.BagOf(old.Clause.Title), redline.BagOf(new.Clause.Title)); titles >= 0.5 {
		return s, false
	}
	limit := nothingInCommon
	if len(a) < longEnough || len(b) < longEnough {
		limit /= 2 // a word more or less is much of a short one
	}
	return s, s < limit && len(a)+len(b) >= longEnough
}
