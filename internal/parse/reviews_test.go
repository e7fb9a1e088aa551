package parse_test

import (
	"fmt"
	"testing"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/source"
)

func TestReviews(t *testing.T) {
	const text = `# remark
W-010:
  - {on: 2027-03-20, by: {ja: 委員会, en: Committee}}
W-002:
  - on: 2026-03-20
    by: 委員会
    review-by: 2027-04-01
    note: 支障がある。
  - {on: 2027-03-20, by: 委員会, review-by: 2028-04-01}
`
	r, ds := parse.Reviews(source.New("content/water/reviews.yaml", []byte(text)), "water")
	if len(ds) > 0 || r.Standard != "water" {
		t.Fatalf("%d findings, standard %q", len(ds), r.Standard)
	}
	line := func(s source.Span) int { return s.File.Position(s.Start).Line }
	var got string
	for _, p := range r.Parts {
		got += fmt.Sprintf("%s %d\n", p.ID, line(p.Place))
		for _, x := range p.Reviews {
			got += fmt.Sprintf("%s %v %s %v %d:%d\n", x.On, x.By, x.ReviewBy, x.Note, line(x.At["on"]), x.At["on"].File.Position(x.At["on"].Start).Column)
		}
	}
	const want = `W-002 4
2026-03-20 map[ja:委員会] 2027-04-01 map[ja:支障がある。] 5:9
2027-03-20 map[ja:委員会] 2028-04-01 map[] 9:10
W-010 2
2027-03-20 map[en:Committee ja:委員会]  map[] 3:10
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, empty := range []string{"", "# none yet\n", "{}\n"} {
		if r, ds := parse.Reviews(source.New("reviews.yaml", []byte(empty)), "water"); len(ds) > 0 || len(r.Parts) > 0 {
			t.Errorf("%q: %d findings, %d parts", empty, len(ds), len(r.Parts))
		}
	}
}

// Whatever the file holds, reading it ends with findings that a printer can show.
func FuzzReviews(f *testing.F) {
	f.Add("W-001:\n  - {on: 2027-03-20, by: {ja: 委員会}, review-by: 2028-04-01, note: {ja: 接続元は変わらない。}}\n")
	f.Add("W-001: [a, {on: [], by: {x: 1}}]\nW-001: {}\n\"\\e\": 1\n- a\n")
	f.Add("{{withhold:W-001}}a{{/withhold:W-001}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, ds := parse.Reviews(source.New("content/s/reviews.yaml", []byte(text)), "s")
		_ = printed(ds)
		for _, p := range r.Parts {
			for _, x := range p.Reviews {
				if !ds.HasErrors() && (x.On == "" || len(x.By) == 0) {
					t.Errorf("%s: a review without a day or without anyone, and no finding", p.ID)
				}
			}
		}
	})
}
