package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// beside is what changed besides the clauses.
func (r *comparison) beside() {
	front := slices.DeleteFunc(slices.Clone(r.Front), func(f compare.Field) bool {
		// every revision does that, and it says nothing of this one
		return f.Key == "status" && f.Old == string(standard.Superseded) && f.New == string(standard.Published)
	})
	r.section("front", len(front) > 0, func() {
		r.fields(front, func(key string) string { return r.fieldName(key) })
	})
	r.section("chapters", len(r.Chapters) > 0, func() {
		r.fields(r.Chapters, func(key string) string { return "<code>" + esc(key) + "</code>" })
	})
	r.section("preface", r.Preface != nil, func() {
		r.printf(`<div class="unified-text"%s>`, r.lang(r.NewLang))
		r.unifiedRows(r.Preface.Rows)
		r.raw("</div>")
	})
	r.section("adoption", len(r.Adoption) > 0, func() {
		r.raw("<ul>")
		for _, d := range r.Adoption {
			r.raw("<li>" + r.decision(d) + "</li>")
		}
		r.raw("</ul>")
	})
	r.section("coverage", len(r.Coverage) > 0, func() {
		r.raw("<ul>")
		for _, c := range r.Coverage {
			r.printf("<li>%s %s</li>", r.item(r.New.Version, c.Item), r.covered(c))
		}
		r.raw("</ul>")
	})
	r.section("withholdings", len(r.Withholdings) > 0, func() {
		r.raw("<ul>")
		for _, w := range r.Withholdings {
			r.printf("<li>%s %s</li>", r.entry(w), r.entryTitle(w))
		}
		r.raw("</ul>")
	})
	r.section("attachments", len(r.Attachments) > 0, func() {
		r.raw("<ul>")
		for _, a := range r.Attachments {
			r.printf("<li><code>%s</code> %s</li>", esc(a.Path), r.word("file_"+a.Change))
		}
		r.raw("</ul>")
	})
	pairs := func(list []compare.Candidate, old, new string) {
		r.printf(`<div class="table-scroll" role="group" tabindex="0" aria-label="%s"><table class="table"><thead><tr><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>`,
			r.word("table_scroll"), r.word(old), r.word(new), r.word("compare_similarity"))
		for _, c := range list {
			r.printf(`<tr><td>%s</td><td>%s</td><td class="number">%.2f</td></tr>`, r.clause(c.Old, true), r.clause(c.New, false), c.Similarity)
		}
		r.raw("</tbody></table></div>")
	}
	r.section("candidates", len(r.Candidates) > 0, func() {
		r.printf(`<p class="about">%s</p>`, r.word("compare_candidates_about"))
		pairs(r.Candidates, "compare_old", "compare_new")
	})
	r.section("reused", len(r.Reused) > 0, func() {
		r.printf(`<p class="about">%s</p>`, r.word("compare_reused_about"))
		pairs(r.Reused, "compare_old", "compare_new")
	})
}

func (r *comparison) section(id string, any bool, body func()) {
	if !any {
		return
	}
	r.printf(`<section class="compare-beside" aria-labelledby="_%s"><h2 id="_%[1]s">%s</h2>`, id, r.word("compare_"+id))
	body()
	r.raw("</section>\n")
}

func (r *comparison) fields(list []compare.Field, name func(key string) string) {
	r.raw(`<dl class="facts">`)
	for _, f := range list {
		r.printf("<div><dt>%s</dt><dd>%s</dd></div>", name(f.Key), r.changed(r.value(f.Key, f.Old), r.value(f.Key, f.New)))
	}
	r.raw("</dl>")
}

func (r *comparison) fieldName(key string) string {
	if w := r.Words["field_"+key]; w != "" {
		return esc(w)
	}
	return esc(key)
}

// covered is what an item lost or gained, in words.
func (r *comparison) covered(c compare.Coverage) string {
	s := ""
	if c.Old != c.New {
		s = r.changed(r.word("covers_"+c.Old), r.word("covers_"+c.New))
	}
	list := func(key string, ids []string, old bool) {
		if len(ids) == 0 {
			return
		}
		var names []string
		for _, id := range ids {
			names = append(names, r.clause(id, old))
		}
		s += fmt.Sprintf(` <span class="compare-covered">%s: %s</span>`, r.word(key), strings.Join(names, r.word("compare_comma")))
	}
	list("covers_lost", c.Lost, true)
	list("covers_gained", c.Gained, false)
	list("covers_narrower", c.Narrower, false)
	list("covers_broader", c.Broader, false)
	return s
}

// clauses names clauses, of the new version where they stand in it.
func (r *comparison) clauses(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, r.either(id))
	}
	return out
}

func (r *comparison) either(id string) string { return r.clause(id, !r.newID[id]) }

// clause names a clause of one side by its id.
func (r *comparison) clause(id string, old bool) string {
	for i := range r.Clauses {
		c := &r.Clauses[i]
		switch {
		case old && c.Old != nil && c.Old.Clause.ID == id:
			return r.link(r.Old.Version, c.Old)
		case !old && c.New != nil && c.New.Clause.ID == id:
			return r.link(r.New.Version, c.New)
		}
	}
	return "<code>" + esc(id) + "</code>"
}

// entryTitle is what the register calls a part.
func (r *comparison) entryTitle(w compare.Withholding) string {
	for _, v := range []compare.Version{r.New, r.Old} {
		for _, e := range v.Register {
			if e.ID == w.ID {
				return r.text(e.Title)
			}
		}
	}
	return ""
}
