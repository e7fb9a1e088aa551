package check

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Who reviewed a part and set no day is told to set one, and not to review it.
func TestOverdueHint(t *testing.T) {
	review := func(on, by standard.Date) standard.Review {
		return standard.Review{Act: standard.Act{On: on}, ReviewBy: by}
	}
	for _, c := range []struct {
		reviews []standard.Review
		want    string
	}{
		{nil, "review it and add a line to content/a/reviews.yaml"},
		{[]standard.Review{review("2025-01-31", "")}, "review it and add a line to content/a/reviews.yaml"},
		{[]standard.Review{review("2025-02-01", "")}, "its last review, of 2025-02-01, sets no day: give it `review-by`"},
		{[]standard.Review{review("2025-02-01", "2025-03-01")}, "review it and add a line to content/a/reviews.yaml"},
		{[]standard.Review{review("2025-02-01", "2025-03-01"), review("2025-03-02", "")}, "its last review, of 2025-03-02, sets no day: give it `review-by`"},
	} {
		w := &standard.Withholding{ID: "W-001", ReviewBy: "2025-02-01", Reviewed: c.reviews, Place: source.New("withheld.yaml", nil).Whole()}
		s := &standard.Standard{ID: "a", Versions: []*standard.Version{{Standard: "a", Number: "1", Register: []*standard.Withholding{w}}}}
		n := 0
		for _, d := range Run(Input{Standards: []*standard.Standard{s}, Edition: "public", Date: today}) {
			if d.Rule == overdueWithholding.doc {
				n++
				if !strings.HasPrefix(d.Hints[0], c.want) {
					t.Errorf("%v: %q, want %q", c.reviews, d.Hints[0], c.want)
				}
			}
		}
		if n != 1 {
			t.Errorf("%v: %d findings", c.reviews, n)
		}
	}
}
