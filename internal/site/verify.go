package site

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/standard"
)

// verifyPage tells auditors what they can verify, how, and what nobody can. It
// shows nothing that is made of the finished site or of a release's signature:
// both come after the page.
func (u *ui) verifyPage() {
	h := u.at("verify/")
	view := VerifyView{Address: u.Site.BaseURL, CutDirs: strings.Count(basePath(u.Site.BaseURL), "/") - 1}
	for i, k := range u.Site.Keys {
		view.Keys = append(view.Keys, PublicKey{k.Key, i == len(u.Site.Keys)-1})
	}
	for _, s := range u.Standards {
		for _, v := range slices.Backward(s.Versions) {
			r := v.Release
			if r == nil {
				continue
			}
			sources := h.up + "data/sources/" + v.Standard + "/" + v.Number + "/"
			view.Released = append(view.Released, ReleasedVersion{
				Anchor: releaseAnchor(v), Version: h.brief(v), Date: h.date(r.Date), Sources: r.Sources, Root: r.Root, Blocks: r.Blocks,
				Commitments: len(r.Commitments), List: sources + proof.CommitmentsFile, Index: sources + "index.md",
			})
		}
	}
	if len(view.Released) > 0 {
		view.Checkpoint = h.up + "log/checkpoint"
	}
	h.page("verify", "", u.words["verify"], nil, view, nil, nil)
}

func releaseAnchor(v *standard.Version) string { return v.Standard + "-" + v.Number }

// released is what a version's front page tells of its release.
func (h here) released(v *standard.Version) *Released {
	if v.Release == nil {
		return nil
	}
	return &Released{h.date(v.Release.Date), v.Release.Sources, h.to("verify/") + "#" + releaseAnchor(v)}
}

// commitments are those to what an entry of a version withholds.
func commitments(v *standard.Version, w *standard.Withholding) []Commitment {
	var out []Commitment
	for _, c := range v.Release.CommitmentsOf(w.ID) {
		out = append(out, Commitment{c.Part, c.Hash, standard.ShortHash(c.Hash)})
	}
	return out
}
