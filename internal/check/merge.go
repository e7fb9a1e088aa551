package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// Merge joins what the rules find in the two editions. What is wrong in both is
// one finding and speaks of the project: a link that leads nowhere is mended
// once.
func Merge(public, confidential diag.List) diag.List {
	type place struct {
		rule *diag.Rule
		at   source.Span
		key  string
	}
	in := map[place]bool{}
	for _, d := range public {
		in[place{d.Rule, d.Span, d.KeyPath}] = true
	}
	both := map[place]bool{}
	var out diag.List
	for _, d := range confidential {
		if p := (place{d.Rule, d.Span, d.KeyPath}); in[p] {
			both[p] = true
			d.Message = strings.NewReplacer("the confidential edition of ", "", "the confidential edition", "the project").Replace(d.Message)
		}
		out.Add(d)
	}
	for _, d := range public {
		if !both[place{d.Rule, d.Span, d.KeyPath}] {
			out.Add(d)
		}
	}
	return out
}
