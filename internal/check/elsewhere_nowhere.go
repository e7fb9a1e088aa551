package check

import (
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var elsewhereNowhere = rule{
	doc: &diag.Rule{
		Code:  "elsewhere-nowhere",
		Title: "an item stated elsewhere, and elsewhere it is not",
		Why: "`stated-elsewhere` sends the reader to another standard. If that one does not exist in this edition, is this one, or says nothing on the item either, " +
			"two standards point at each other and the item is stated by none.",
		Before: "adoption:\n  6.2.1(2): {decision: stated-elsewhere, standard: water-intern, reason: …}\n",
		After:  "adoption:\n  6.2.1(2): {decision: stated-elsewhere, standard: water-internal, reason: …}\n",
	},
	run: func(p *pass) {
		for s, v := range p.versions() {
			for i := range v.Adoption {
				if a := &v.Adoption[i]; a.Decision == standard.StatedElsewhere {
					p.elsewhere(s, v, a)
				}
			}
		}
	},
}

func (p *pass) elsewhere(s *standard.Standard, v *standard.Version, a *standard.Adoption) {
	at := inAdoption(v, a, "standard")
	report := func(format string, args ...any) *diag.Diagnostic {
		return p.report(at, format, args...).Key("adoption.%s.standard", a.Item)
	}
	var ids []string
	var to *standard.Standard
	for _, o := range p.Standards {
		if o.ID == a.Standard {
			to = o
		}
		if o != s {
			ids = append(ids, o.ID)
		}
	}
	switch {
	case a.Standard == "":
		report("item %s is stated elsewhere, and nothing says where", a.Item).Hint("add `standard:` with the id of the standard that states it")
	case to == nil:
		d := report("item %s is stated in %q, and the %s edition has no such standard", a.Item, a.Standard, p.edition())
		if !suggest(d, at, a.Standard, ids) {
			d.Hint("`standard:` is the name of a folder of content/; one that is only a draft is not in the public edition")
		}
	case to == s:
		report("item %s is stated elsewhere, and elsewhere is this standard", a.Item).Hint("tag the clause that states it instead")
	case !p.answersFor(to, v, a.Item):
		report("item %s is stated in %s, which does not answer it", a.Item, to.ID).
			Hint("a clause of %s is tagged %s or its `adoption` adopts it; otherwise decide on the item here", to.ID, a.Item)
	}
}

// answersFor reports whether a standard says something of an item to those sent
// there from a version: its latest version does, or any when the sender is
// itself history.
func (p *pass) answersFor(to *standard.Standard, from *standard.Version, item string) bool {
	versions := to.Versions
	if len(versions) > 0 && from.Status != standard.Superseded && from.Status != standard.Withdrawn {
		versions = []*standard.Version{to.Latest()}
	}
	for _, v := range versions {
		if v.Catalog != "" && p.catalogOf(v) == nil {
			return true // what it states can't be told, which is a finding of its own
		}
		if v.Catalog != from.Catalog {
			continue // the same number is another item there
		}
		answers := p.answers(v)
		if answers.states(item) {
			return true
		}
		if a := answers.decided[item]; a != nil {
			switch a.Decision {
			case standard.Adopted, standard.Adapted:
				return true
			case standard.StatedElsewhere:
				if a.Standard != from.Standard {
					return true
				}
			}
		}
	}
	return false
}

// edition names the edition for a message.
func (p *pass) edition() string {
	if p.Edition == "" {
		return "whole"
	}
	return p.Edition
}
