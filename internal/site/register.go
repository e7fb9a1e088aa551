package site

import (
	"slices"

	"github.com/kijun-dev/kijun/internal/standard"
)

// registerPage lists every withholding of every version: the latest first,
// because that is what is withheld today.
func (u *ui) registerPage() {
	h := u.at("withheld/")
	var view RegisterView
	var latest []*standard.Version
	count := map[string]int{}
	for _, s := range u.Standards {
		for _, v := range slices.Backward(s.Versions) {
			now := v == s.Latest()
			if now {
				latest = append(latest, v)
				for _, w := range v.Register {
					count[w.Reason]++
				}
			}
			if len(v.Register) == 0 {
				continue
			}
			r := RegisterVersion{Anchor: v.Standard + "-" + v.Number, Version: h.brief(v), Entries: h.register(v)}
			if now {
				view.Latest = append(view.Latest, r)
			} else {
				view.Older = append(view.Older, r)
			}
		}
	}
	view.Disclosure = u.disclosure(latest...)
	for _, r := range u.Library.Reasons {
		if count[r.ID] > 0 {
			view.Reasons = append(view.Reasons, ReasonCount{Term{ID: r.ID, Name: u.text(r.Name), About: u.text(r.Text)}, u.text(r.Basis), count[r.ID]})
		}
	}
	h.page("withheld", "withheld", u.words["register"], nil, view, nil, nil)
}
