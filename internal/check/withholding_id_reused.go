package check

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var withholdingIDReused = rule{
	doc: &diag.Rule{
		Code:     "withholding-id-reused",
		Severity: diag.Warning,
		Title:    "the id of a withholding given to another one",
		Why: "An id lasts as long as the standard: the same part keeps it in every version, and it is never given to another. " +
			"Otherwise the comparison shows a part as still withheld that was disclosed, and a link to the register from outside leads to something else. " +
			"Speaks up where the clause, the title and the items all differ from the version before.",
		Before: "4.1:  W-003: {clause: vendor-list, title: 委託先の名称, items: [6.1.5(1)]}\n4.2:  W-003: {clause: drills, title: 訓練の日程, items: [6.4.1(1)]}\n",
		After:  "4.2:  W-011: {clause: drills, title: 訓練の日程, items: [6.4.1(1)]}\n",
	},
	run: func(p *pass) {
		for _, s := range p.Standards {
			last := map[string]*standard.Withholding{}
			in := map[string]string{}
			for _, v := range s.Versions {
				for _, w := range v.Register {
					if o := last[w.ID]; o != nil && different(o, w) {
						p.report(w.Place, "%s is another part than in version %s: its clause, title and items differ", w.ID, in[w.ID]).
							Key("%s", w.ID).
							Hint("give the new part an id that no version of %s has used", s.ID)
					}
					last[w.ID], in[w.ID] = w, v.Number
				}
			}
		}
	},
}

func different(a, b *standard.Withholding) bool {
	x, y := slices.Sorted(slices.Values(a.Items)), slices.Sorted(slices.Values(b.Items))
	return a.Clause != b.Clause && a.Title.In("ja") != b.Title.In("ja") && !slices.Equal(x, y)
}
