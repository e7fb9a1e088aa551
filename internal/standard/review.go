package standard

import "github.com/kijun-dev/kijun/internal/source"

// A Review is when somebody asked again whether a part has to be withheld, and
// it stayed so.
type Review struct {
	Act
	ReviewBy Date // of the next; "" leaves the day that was set before
	Note     Text
	At       map[string]source.Span // of its values, by key
}

// Reviews are what was asked again of a standard's withholdings. An id lasts as
// long as its standard, so a review holds for every version that has the part,
// and belongs to none.
type Reviews struct {
	Standard string
	Parts    []*ReviewedPart // by id
}

// A ReviewedPart is a withholding with its reviews, as written.
type ReviewedPart struct {
	ID      string
	Reviews []Review
	Place   source.Span
}

// Due is the day by which a part is looked at again: the latest that its entry
// or a review sets.
func (w *Withholding) Due() Date {
	due := w.ReviewBy
	for _, r := range w.Reviewed {
		due = max(due, r.ReviewBy)
	}
	return due
}
