package parse

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"gopkg.in/yaml.v3"
)

// Reviews reads the reviews.yaml of a standard. All of it is public.
func Reviews(f *source.File, std string) (*standard.Reviews, diag.List) {
	out := &standard.Reviews{Standard: std}
	d, root := read(f, "ja")
	o := d.object(root, "")
	for _, id := range o.order {
		at := d.span(o.pairs[id].key)
		if !withhold.IsID(id) {
			d.ds.Add(wrongID.At(at, "reviews stand under the id of what was reviewed: W- and at least three digits").Key("%s", id).Hint("such as W-001"))
			continue
		}
		p := &standard.ReviewedPart{ID: id, Place: at}
		nodes := o.nodes(id)
		if n := o.get(id); n == nil || n.Kind == yaml.SequenceNode && len(nodes) == 0 {
			d.ds.Add(missingKey.At(at, "no review stands here").Key("%s", id).
				Hint("write a line for each: `- {on: 2027-03-20, by: …, review-by: 2028-04-01}`, or take the id out"))
			continue
		}
		for i, n := range nodes {
			p.Reviews = append(p.Reviews, review(d.object(n, indexed(id, i))))
		}
		out.Parts = append(out.Parts, p)
	}
	sortByID(out.Parts, func(p *standard.ReviewedPart) string { return p.ID })
	return out, d.ds
}

func review(o *object) standard.Review {
	o.need("on", "by")
	r := standard.Review{Act: standard.Act{By: o.text("by"), On: o.date("on")}, ReviewBy: o.date("review-by"), Note: o.text("note"), At: map[string]source.Span{}}
	for _, k := range o.order {
		r.At[k] = o.place(k)
	}
	o.done()
	return r
}
