package check

import (
	"path"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

var missingAttachment = rule{
	doc: &diag.Rule{
		Code:  "missing-attachment",
		Title: "a figure or file that is not there",
		Why: "The reader would see an empty frame or a broken download. " +
			"It also comes up where a public text refers to a file that is withheld: the reference would give the file's name away, so it belongs into the withheld part or has to go.",
		Before: "![構成図](figures/netwrok.svg)\n",
		After:  "![構成図](figures/network.svg)\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			have := map[string]bool{}
			var public []string
			for _, a := range v.Attachments {
				have[a.Path] = true
				if !hiddenFile(v, a) {
					public = append(public, a.Path)
				}
			}
			for _, l := range append(links(v), images(v)...) {
				t := p.index.Resolve(v, l.lang, l.Target)
				if t.Kind != standard.LinkAttachment || have[t.Path] {
					continue
				}
				d := p.report(l.Span, "the %s edition has no file %s", p.edition(), quote(l.Span, l.Target))
				if best := nearest(path.Clean(l.Target), public); best != "" && shown(l.Span, l.Target) {
					d.Hint("did you mean %s?", best)
				} else {
					d.Hint("a file is named relative to the version's folder; if it is withheld, the public text must not refer to it")
				}
			}
		}
	},
}

// withheldFile reports whether the register withholds a file, whose name must
// then not be told.
func withheldFile(v *standard.Version, name string) bool { return withheldBy(v, name) != nil }

// hiddenFile reports whether a file's name and words must not be told: the
// register withholds it, or withheld parts alone name it.
func hiddenFile(v *standard.Version, a *standard.Attachment) bool {
	return withheldFile(v, a.Path) || a.File != nil && a.File.Opaque()
}

func withheldBy(v *standard.Version, name string) *standard.Withholding {
	for _, w := range v.Register {
		for _, p := range w.Paths {
			if path.Clean(p) == name {
				return w
			}
		}
	}
	return nil
}

// inAttachment says where a finding about a file goes and what it calls the
// file: a withheld one is called by its entry. The place is the file's name
// alone, since a line of a picture is not to be quoted as if it were text.
func inAttachment(v *standard.Version, a *standard.Attachment) (source.Span, string) {
	if w := withheldBy(v, a.Path); w != nil {
		return w.Place, "the file withheld by " + w.ID
	}
	at := frontMatter(v)
	if a.File != nil && a.File.Opaque() {
		return source.New(a.File.Path(), nil).Whole(), "a file that a withheld part alone names"
	}
	if a.File != nil {
		at = source.New(a.File.Path(), nil).Whole()
	}
	return at, a.Path
}
