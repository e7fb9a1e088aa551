package check

import (
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var danglingLink = rule{
	doc: &diag.Rule{
		Code:  "dangling-link",
		Title: "a link that leads nowhere",
		Why: "A standard is read by its cross references, and one that leads nowhere leaves the reader without the rule it speaks of. " +
			"A link names a clause by its id (`#id`), a chapter by its file, or another standard by its path in the project. " +
			"It must hold in every edition: a public text that links to a withheld clause would also tell the clause's id.",
		Before: "経路は[遠隔保守](#remote-maintainance)による。\n",
		After:  "経路は[遠隔保守](#remote-maintenance)による。\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			for _, l := range links(v) {
				if !dangerous(l.Target) && p.index.Resolve(v, l.lang, l.Target).Kind == standard.LinkNowhere {
					p.dangling(v, l)
				}
			}
			for _, l := range images(v) {
				// What an image may be and may not be found is for the
				// rules external-image and missing-attachment.
				switch p.index.Resolve(v, l.lang, l.Target).Kind {
				case standard.LinkVersion, standard.LinkChapter, standard.LinkClause:
					p.report(l.Span, "the image %s is a text, not a picture", quote(l.Span, l.Target)).
						Hint("an image names a file beside the text, such as figures/network.svg")
				case standard.LinkNowhere:
					if !dangerous(l.Target) && !external(l.Target) {
						p.report(l.Span, "the image %s stands outside the version's folder", quote(l.Span, l.Target)).
							Hint("copy the file into the version's folder and name it relative to it, such as figures/network.svg")
					}
				}
			}
		}
		p.pageLinks()
	},
}

func (p *pass) dangling(v *standard.Version, l reference) {
	if l.Target == "" {
		p.report(l.Span, "a link has no target").Hint("name a clause (`#id`), a chapter (`05-build.md`) or an address (`https://…`)")
		return
	}
	d := p.report(l.Span, "the link to %s leads nowhere in the %s edition", quote(l.Span, l.Target), p.edition())
	if !shown(l.Span, l.Target) {
		d.Hint("a link names the id behind a heading, `{#id}`, a chapter's file or an address")
		return // what is near a withheld word tells of it
	}
	file, id, anchored := strings.Cut(l.Target, "#")
	switch {
	case strings.Contains(file, ":"), strings.HasPrefix(file, "/"):
		d.Hint("a link is `#id`, `05-build.md#id`, a path to another standard's file, or starts with https:, http:, mailto: or tel:")
		return
	case file != "" && path.Ext(file) != ".md":
		d.Hint("a file is named relative to the version's folder, such as figures/network.svg")
		return
	}
	to := v
	if file != "" {
		full := path.Join(v.Standard, v.Number, file)
		dir, base := path.Split(full)
		if to = p.find(strings.TrimSuffix(dir, "/")); to == nil {
			d.Hint("the project has no version %s; a path to another standard is `../../standard/version/file.md`", quote(l.Span, strings.TrimSuffix(dir, "/")))
			return
		}
		if !anchored {
			if best := nearest(base, shownFiles(to)); best != "" {
				d.Hint("did you mean %s?", best)
			} else {
				d.Hint("name a chapter's file, such as %s", shownFiles(to)[len(shownFiles(to))-1])
			}
			return
		}
	}
	if t, ok := p.index.Clause(to, l.lang, id); ok {
		if shown(t.Clause.Span, id) {
			d.Hint("the clause stands in another file: %s", path.Base(t.Clause.Span.Origin().File.Path()))
		} else {
			d.Hint("link to a clause that everyone sees")
		}
		return
	}
	for _, c := range clauses(to) {
		for _, was := range c.Was {
			if old, _, _ := strings.Cut(was, "@"); old == id && shown(c.Span, c.ID) {
				d.Hint("the clause is called #%s in version %s", c.ID, to.Number)
				return
			}
		}
	}
	if best := nearestClause(id, to); best != "" {
		d.Hint("did you mean #%s?", best)
	} else {
		d.Hint("a link names the id behind a heading, `{#id}`; a public text can't link to a withheld clause")
	}
}

// find returns the version with a path "standard/number", or nil.
func (p *pass) find(dir string) *standard.Version {
	for s, v := range p.versions() {
		if s.ID+"/"+v.Number == dir {
			return v
		}
	}
	return nil
}

// shownFiles lists the files of a version that a message may name: those of
// chapters that are not withheld as a whole.
func shownFiles(v *standard.Version) []string {
	files := []string{"index.md"}
	for _, ch := range original(v).Chapters {
		// A file that is withheld goes by another name in messages.
		if f := ch.Span.Origin().File; ch.Withheld == nil && f != nil && strings.HasPrefix(path.Base(f.Path()), ch.Name+".") {
			files = append(files, ch.Name+".md")
		}
	}
	return files
}
