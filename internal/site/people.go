package site

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/standard"
)

// sectorPages plans the index and every sector.
func (u *ui) sectorPages() {
	u.plan(u.sectorsPage, "sectors/")
	for _, s := range u.Library.Sectors {
		u.plan(func() { u.sectorPage(s) }, "sectors/"+s.ID+"/")
	}
}

func (u *ui) sectorsPage() {
	h := u.at("sectors/")
	h.page("sectors", "sectors", u.words["sectors"], nil, SectorsView{h.sectorRefs()}, nil, nil)
}

func (u *ui) sectorPage(s *catalog.Sector) {
	h := u.at("sectors/" + s.ID + "/")
	name := h.sector(s.ID)
	view := SectorView{Name: or(u.text(s.Name), s.ID), Services: u.text(s.Services)}
	var versions []*standard.Version
	for _, v := range u.latest() {
		if v.Sector == s.ID {
			versions = append(versions, v)
		}
	}
	view.Operators = h.operatorRefs(versions)
	view.Classes = byClass(h, versions, func(v *standard.Version) (VersionRef, bool) { return h.version(v), true })
	view.Disclosure = u.disclosure(versions...)
	h.page("sector", "sectors", name.Text, []Link{{Href: h.to("sectors/"), Text: u.words["sectors"]}}, view, nil, nil)
}

// operatorRefs are the operators of versions, with how much each promises and
// keeps back.
func (h here) operatorRefs(of []*standard.Version) []OperatorRef {
	var out []OperatorRef
	ids, versions := byOperator(of)
	for _, id := range ids {
		first := versions[id][0]
		r := OperatorRef{Link: h.operator(first.Operator).html()}
		if first.Sector != "" {
			r.Sector = h.sector(first.Sector).html()
		}
		for _, v := range versions[id] {
			r.Standards = append(r.Standards, h.brief(v))
			r.Withheld += len(v.Register)
			for _, ch := range original(v).Chapters {
				r.Promises += len(h.promised(ch))
			}
		}
		out = append(out, r)
	}
	return out
}

// promised are the clauses of a chapter that are said in plain words.
func (h here) promised(ch *standard.Chapter) []*standard.Clause {
	var out []*standard.Clause
	for _, c := range ch.Clauses {
		if c.Plain.In(h.lang) != "" && !c.Retired {
			out = append(out, c)
		}
	}
	return out
}

// byOperator sorts versions by their operators, in the order of the versions.
func byOperator(of []*standard.Version) (ids []string, versions map[string][]*standard.Version) {
	versions = map[string][]*standard.Version{}
	for _, v := range of {
		if v.Operator == nil {
			continue
		}
		if versions[v.Operator.ID] == nil {
			ids = append(ids, v.Operator.ID)
		}
		versions[v.Operator.ID] = append(versions[v.Operator.ID], v)
	}
	return ids, versions
}

// operatorPages plans the index and every operator.
func (u *ui) operatorPages() {
	u.plan(u.operatorsPage, "operators/")
	ids, versions := byOperator(u.latest())
	for _, id := range ids {
		u.plan(func() { u.operatorPage(versions[id]) }, "operators/"+id+"/")
	}
}

func (u *ui) operatorsPage() {
	h := u.at("operators/")
	view := OperatorsView{h.operatorRefs(u.latest())}
	h.page("operators", "operators", u.words["operators"], nil, view, nil, nil)
}

func (u *ui) operatorPage(versions []*standard.Version) {
	o := versions[0].Operator
	h := u.at("operators/" + o.ID + "/")
	name := h.operator(o)
	view := OperatorView{Name: or(u.text(o.Name), o.ID)}
	if s := u.Library.Sector(versions[0].Sector); s != nil {
		view.Sector, view.Services = h.sector(s.ID).html(), u.text(s.Services)
	}
	for _, v := range versions {
		p := OperatorPromise{Version: h.version(v), Contact: u.text(v.Contact), Withheld: h.register(v), Disclosure: u.disclosure(v)}
		for _, ch := range original(v).Chapters {
			if g := h.promises(v, ch); g.Clauses != "" {
				p.Promises = append(p.Promises, g)
				p.Count += len(h.promised(ch))
			}
		}
		view.Standards = append(view.Standards, p)
	}
	h.page("operator", "operators", name.Text, []Link{{Href: h.to("operators/"), Text: u.words["operators"]}}, view, nil, nil)
}

// promises are what a chapter promises in plain words, each with the way to the
// clause that states it.
func (h here) promises(v *standard.Version, ch *standard.Chapter) PromiseChapter {
	g := PromiseChapter{Title: words(ch.Title, h.other(original(v).Lang))}
	if t, _ := h.readable(v, h.lang); t != nil && ch.Name != "" {
		if i := slices.IndexFunc(t.Chapters, func(c *standard.Chapter) bool { return c.Name == ch.Name }); i >= 0 {
			g.Title = words(t.Chapters[i].Title, h.other(t.Lang))
		}
	}
	var b strings.Builder
	for _, c := range h.promised(ch) {
		b.WriteString(`<li><p class="promise-text">` + string(h.text(c.Plain)) + `</p><p class="note">`)
		h.clause(v, ch, c).write(&b, h.ui)
		b.WriteString("</p></li>\n")
	}
	g.Clauses = h.fragment([]byte(b.String()))
	return g
}

// rolePages plans the index and every role.
func (u *ui) rolePages() {
	u.plan(u.rolesPage, "roles/")
	for _, role := range u.terms(rolesOf) {
		u.plan(func() { u.rolePage(role) }, "roles/"+role.ID+"/")
	}
}

// latest are the versions that a reader should be shown first.
func (e *edition) latest() (all []*standard.Version) {
	for _, s := range e.Standards {
		all = append(all, s.Latest())
	}
	return all
}

func (u *ui) rolesPage() {
	h := u.at("roles/")
	var view RolesView
	for _, role := range u.terms(rolesOf) {
		n := 0
		for _, v := range u.latest() {
			for _, ch := range original(v).Chapters {
				for _, c := range ch.Clauses {
					if binds(c, role) {
						n++
					}
				}
			}
		}
		view.Roles = append(view.Roles, RoleRef{role, h.to("roles/" + role.ID + "/"), n})
	}
	h.page("roles", "roles", u.words["roles"], nil, view, nil, nil)
}

// binds reports whether a clause asks something of a role.
func binds(c *standard.Clause, role Term) bool {
	return slices.Contains(c.Roles, role.ID) && !c.Retired
}

func (u *ui) rolePage(role Term) {
	latest := u.latest()
	h := u.at("roles/" + role.ID + "/")
	view := RoleView{Role: role}
	view.Classes = byClass(h, latest, func(v *standard.Version) (RoleStandard, bool) {
		n := 0
		var b strings.Builder
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				if binds(c, role) {
					h.clauseItem(&b, v, ch, c, nil, true)
					n++
				}
			}
		}
		return RoleStandard{h.brief(v), h.fragment([]byte(b.String()))}, n > 0
	})
	view.Duties = h.duties(role, latest)
	h.page("role", "roles", role.Name.plain(), []Link{{Href: h.to("roles/"), Text: u.words["roles"]}}, view, nil, nil)
}

// duties are the duties of the management, each with the clauses that state
// it. Other roles have none.
func (h here) duties(role Term, latest []*standard.Version) []RoleDuty {
	if role.ID != "management" {
		return nil
	}
	var out []RoleDuty
	for _, duty := range h.terms(dutiesOf) {
		var b strings.Builder
		for _, v := range latest {
			for _, ch := range original(v).Chapters {
				for _, c := range ch.Clauses {
					if slices.Contains(c.Duties, duty.ID) && !c.Retired {
						b.WriteString("<li>")
						h.clause(v, ch, c).write(&b, h.ui)
						b.WriteString(` <span class="note">` + string(or(h.text(v.Title), v.Standard)) + "</span></li>\n")
					}
				}
			}
		}
		out = append(out, RoleDuty{duty, h.fragment([]byte(b.String()))})
	}
	return out
}
