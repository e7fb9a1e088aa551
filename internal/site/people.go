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

// clausesShown is how many clauses a role's page lists. Each is about 300 bytes;
// beyond, each sector has a page of its own.
const clausesShown = 1000

// rolePages plans the index and every role, and a large one by sector.
func (u *ui) rolePages() {
	u.plan(u.rolesPage, "roles/")
	for _, role := range u.terms(rolesOf) {
		u.plan(func() { u.rolePage(role) }, "roles/"+role.ID+"/")
		if sectors := u.roleSectors(role); sectors.total > clausesShown {
			for _, id := range sectors.ids {
				u.plan(func() { u.roleSectorPage(role, id) }, "roles/"+role.ID+"/"+id+"/")
			}
		}
	}
}

// A bySectors counts the clauses that bind a role.
type bySectors struct {
	ids   []string // of sectors, in the order of the matrix
	count map[string]int
	total int
}

func (e *edition) roleSectors(role Term) bySectors {
	out := bySectors{count: map[string]int{}}
	for _, s := range bySector(e.Standards) {
		v := s.Latest()
		n := 0
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				if binds(c, role) {
					n++
				}
			}
		}
		if n == 0 {
			continue
		}
		id := sectorKey(v.Sector)
		if out.count[id] == 0 {
			out.ids = append(out.ids, id)
		}
		out.count[id] += n
		out.total += n
	}
	return out
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
		view.Roles = append(view.Roles, RoleRef{role, h.to("roles/" + role.ID + "/"), u.roleSectors(role).total})
	}
	h.page("roles", "roles", u.words["roles"], nil, view, nil, nil)
}

// binds reports whether a clause asks something of a role.
func binds(c *standard.Clause, role Term) bool {
	return slices.Contains(c.Roles, role.ID) && !c.Retired
}

func (u *ui) rolePage(role Term) {
	h := u.at("roles/" + role.ID + "/")
	view := RoleView{Role: role}
	if sectors := u.roleSectors(role); sectors.total > clausesShown {
		for _, id := range sectors.ids {
			view.Sectors = append(view.Sectors, RoleSector{h.sectorPage(id, "roles/"+role.ID+"/").html(), sectors.count[id]})
		}
	} else {
		h.bind(&view, u.latest())
	}
	h.page("role", "roles", role.Name.plain(), []Link{{Href: h.to("roles/"), Text: u.words["roles"]}}, view, nil, nil)
}

// roleSectorPage is what a role must do in one sector.
func (u *ui) roleSectorPage(role Term, sector string) {
	h := u.at("roles/" + role.ID + "/" + sector + "/")
	view := RoleView{Role: role, Sector: h.sectorPage(sector, "").Text}
	var of []*standard.Version
	for _, v := range u.latest() {
		if sectorKey(v.Sector) == sector {
			of = append(of, v)
		}
	}
	h.bind(&view, of)
	name := role.Name.plain()
	title := strings.NewReplacer("%role", name, "%sector", view.Sector).Replace(u.words["role_of"])
	h.page("role", "roles", title, []Link{{Href: h.to("roles/"), Text: u.words["roles"]}, {Href: h.to("roles/" + role.ID + "/"), Text: name}}, view, nil, nil)
}

// bind lists what versions ask of a role.
func (h here) bind(view *RoleView, versions []*standard.Version) {
	view.Classes = byClass(h, versions, func(v *standard.Version) (RoleStandard, bool) {
		var b strings.Builder
		for _, ch := range original(v).Chapters {
			for _, c := range ch.Clauses {
				if binds(c, view.Role) {
					h.clauseItem(&b, v, ch, c, nil, true)
				}
			}
		}
		return RoleStandard{h.brief(v), h.fragment([]byte(b.String()))}, b.Len() > 0
	})
	view.Duties = h.duties(view.Role, versions)
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
