package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Up to these numbers the register shows all it has on one page. Beyond, that
// page would grow by a kilobyte a withholding and three a standard: it keeps a
// link for each withholding, under the anchor it always had, and what there is
// to tell of it stands on its standard's page, as it does on a small site too.
const (
	entriesShown   = 400 // of the latest versions, each in a row with its harm
	standardsShown = 12  // each with its rates and the way to ask
)

// registerPages plan the register and, for each standard that withholds or
// withheld something, a page with its entries in full.
func (u *ui) registerPages() {
	u.plan(u.registerPage, "withheld/")
	for _, s := range bySector(u.Standards) {
		if len(newestOf(s)) > 0 {
			u.plan(func() { u.registerOf(s) }, registerPath(s.ID))
		}
	}
}

func (u *ui) registerPage() {
	h := u.at("withheld/")
	standards := bySector(u.Standards)
	var view RegisterView
	var latest []*standard.Version
	count := map[string]int{}
	due := map[standard.Date][]RegisterLink{}
	var access []AccessStandard
	for _, s := range standards {
		v := s.Latest()
		latest = append(latest, v)
		for _, w := range v.Register {
			view.Count++
			count[w.Reason]++
			due[w.Due()] = append(due[w.Due()], h.registerLink(v, w))
		}
		if a, ok := h.access(v); ok {
			access = append(access, a)
		}
		if shown := newestOf(s); len(shown) > 0 {
			view.Gone = append(view.Gone, h.gone(s, shown)...)
			view.Pages = append(view.Pages, RegisterPage{h.to(registerPath(s.ID)), or(u.text(v.Title), s.ID), len(v.Register)})
		}
	}
	view.Large = view.Count > entriesShown || len(view.Pages) > 2*standardsShown
	for _, s := range standards {
		for _, v := range slices.Backward(s.Versions) {
			switch {
			case len(v.Register) == 0:
			case v == s.Latest():
				view.Latest = append(view.Latest, h.registerGroup(v, !view.Large))
			default:
				view.Older = append(view.Older, h.registerGroup(v, false))
			}
		}
	}
	view.Filter = h.registerFilter(latest)
	view.Disclosure = u.disclosure(latest...)
	view.Reasons, view.Figure = h.reasons(count)
	if view.Large {
		view.GoneCount, view.Gone = len(view.Gone), nil
		view.Reviews = h.reviewMonths(due)
	} else {
		view.Reviews = h.reviewDays(due)
	}
	if len(standards) <= standardsShown {
		for _, s := range standards {
			view.Rates = append(view.Rates, h.rates(s))
		}
		view.Access = access
	} else {
		r := h.sectorRates(standards)
		view.SectorRates = &r
	}
	h.page("withheld", "withheld", u.words["register"], nil, view, nil, nil)
}

// registerOf makes the page with the entries of a standard, the latest version
// first, because that is what is withheld today.
func (u *ui) registerOf(s *standard.Standard) {
	h := u.at(registerPath(s.ID))
	latest := s.Latest()
	view := RegisterStandardView{Version: h.brief(latest), Disclosure: u.disclosure(latest), Rates: h.rates(s)}
	view.Rates.Title = "" // it is the page's
	shown := newestOf(s)
	for _, v := range slices.Backward(s.Versions) {
		if len(v.Register) == 0 {
			continue
		}
		r := RegisterVersion{Anchor: v.Standard + "-" + v.Number, Version: h.brief(v), Entries: h.register(v)}
		for i, w := range v.Register {
			if shown[w.ID] == v {
				r.Entries[i].History = h.history(s, w.ID)
			}
		}
		if v == latest {
			view.Latest = append(view.Latest, r)
		} else {
			view.Older = append(view.Older, r)
		}
	}
	view.Gone = h.gone(s, shown)
	if a, ok := h.access(latest); ok {
		view.Access = &a
	}
	title := strings.NewReplacer("%title", u.titleOf(latest)).Replace(u.words["register_of"])
	h.page("withheld-standard", "withheld", title, []Link{{Href: h.to("withheld/"), Text: u.words["register"]}}, view, nil, nil)
}

func registerPath(id string) string { return "withheld/" + id + "/" }

// bySector orders standards as the matrix orders its columns: by sector, none
// last, then class ① to ④, then id.
func bySector(standards []*standard.Standard) []*standard.Standard {
	out := slices.Clone(standards)
	slices.SortStableFunc(out, func(a, b *standard.Standard) int {
		x, y := a.Latest(), b.Latest()
		return cmp.Or(
			last(x.Sector == "", y.Sector == ""),
			cmp.Compare(x.Sector, y.Sector),
			cmp.Compare(slices.Index(standard.Classes, x.Class), slices.Index(standard.Classes, y.Class)),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return out
}

// registerGroup are the entries of a version in short, in rows of a table or as
// links alone. Each leads to the entry in full.
func (h here) registerGroup(v *standard.Version, rows bool) RegisterGroup {
	g := RegisterGroup{Anchor: v.Standard + "-" + v.Number, Version: h.brief(v), Count: len(v.Register), Rows: rows, Href: h.to(registerPath(v.Standard)) + "#" + v.Standard + "-" + v.Number}
	g.Group = group(sectorKey(v.Sector), string(v.Class), v.Standard)
	var b strings.Builder
	for _, w := range v.Register {
		if rows {
			h.registerRow(&b, v, w)
		} else {
			h.registerChip(&b, v, w)
		}
	}
	g.Entries = h.fragment([]byte(b.String()))
	return g
}

func (h here) registerRow(b *strings.Builder, v *standard.Version, w *standard.Withholding) {
	e := h.withheld(v, w)
	cell := func(class, key string, value HTML) {
		b.WriteString(`<td class="` + class + `">`)
		if value != "" {
			b.WriteString(`<span class="cell-label">` + escape(h.words[key]) + `</span> ` + string(value))
		}
		b.WriteString("</td>")
	}
	b.WriteString(`<tr class="entry-row" id="` + e.Anchor + `" data-row="` + escape(group(w.Reason, string(w.Unit), strings.Join(w.Items, " "))) + `">` +
		`<th scope="row"><a href="` + escape(e.Href) + `"><span class="notice-id">` + escape(e.ID) + `</span> ` + string(e.Title) + `</a></th>`)
	cell("entry-items", "notice_items", e.Items)
	reason := `<strong>` + e.Reason.Name + `</strong>`
	if e.Harm != "" {
		reason += ` <span class="entry-harm">` + e.Harm + `</span>`
	}
	cell("entry-reason", "notice_reason", reason)
	cell("entry-unit", "notice_unit", HTML(escape(h.words["unit_"+e.Unit])))
	cell("entry-review", "notice_review", e.Review)
	b.WriteString("</tr>\n")
}

// registerChip is as short as can be: there may be thousands.
func (h here) registerChip(b *strings.Builder, v *standard.Version, w *standard.Withholding) {
	anchor := registerAnchor(v, w)
	b.WriteString(`<li class="entry-row" id="` + anchor + `" data-row="` + escape(group(w.Reason, string(w.Unit), strings.Join(w.Items, " "))) + `"><a href="` +
		escape(v.Standard+"/#"+anchor) + `">` + escape(w.ID) + "</a></li>\n")
}

// reasons are the reasons of the latest versions with their numbers, as a
// figure and for a table.
func (h here) reasons(count map[string]int) (rows []ReasonCount, figure HTML) {
	var bars []namedCount
	for _, r := range h.Library.Reasons {
		if n := count[r.ID]; n > 0 {
			rows = append(rows, ReasonCount{Term{ID: r.ID, Name: h.text(r.Name), About: h.text(r.Text)}, h.text(r.Basis), n})
			bars = append(bars, namedCount{r.Name.In(h.lang), n})
		}
	}
	if len(rows) == 0 {
		return nil, ""
	}
	return rows, countFigure("_reasons-f", h.words["reasons_figure"], h.words["reasons_desc"], bars, func(int) string { return "solid" })
}

func (h here) reviewDays(due map[standard.Date][]RegisterLink) []ReviewDay {
	var out []ReviewDay
	for _, day := range sortedDays(due) {
		out = append(out, ReviewDay{Day: h.date(day), Entries: due[day]})
	}
	return out
}

// reviewMonths are counts alone.
func (h here) reviewMonths(due map[standard.Date][]RegisterLink) []ReviewDay {
	count := map[standard.Date]int{}
	for day, links := range due {
		count[day[:min(len(day), len("2026-01"))]] += len(links)
	}
	var out []ReviewDay
	for _, month := range sortedDays(count) {
		r := ReviewDay{Count: count[month]}
		if t, err := time.Parse("2006-01", string(month)); err == nil {
			r.Day = HTML(`<time datetime="` + escape(string(month)) + `">` + escape(t.Format(h.words["month_format"])) + `</time>`)
		} else {
			r.Day = HTML(escape(string(month)))
		}
		out = append(out, r)
	}
	return out
}

// sortedDays are days in order, with none last.
func sortedDays[V any](m map[standard.Date]V) []standard.Date {
	days := slices.Sorted(maps.Keys(m))
	if len(days) > 0 && days[0] == "" {
		days = append(days[1:], "")
	}
	return days
}

// newestOf tells where each withholding of a standard is shown with its history:
// in the latest version, or else in the newest that has it.
func newestOf(s *standard.Standard) map[string]*standard.Version {
	out := map[string]*standard.Version{}
	for _, v := range append(slices.Clone(s.Versions), s.Latest()) {
		for _, w := range v.Register {
			out[w.ID] = v
		}
	}
	return out
}

func entry(v *standard.Version, id string) *standard.Withholding {
	for _, w := range v.Register {
		if w.ID == id {
			return w
		}
	}
	return nil
}

func (h here) registerLink(v *standard.Version, w *standard.Withholding) RegisterLink {
	return RegisterLink{ID: w.ID, Href: h.to(registerPath(v.Standard)) + "#" + registerAnchor(v, w), Title: or(h.text(w.Title), w.ID), Standard: or(h.text(v.Title), v.Standard)}
}

// history is what happened to a withholding, in short.
func (h here) history(s *standard.Standard, id string) []RegisterEvent {
	var out []RegisterEvent
	for _, e := range h.Chronicles[s.ID][id] {
		x := RegisterEvent{Kind: e.Kind, On: h.date(e.On), Version: h.numbered(s, e.Version), By: h.text(e.By), Note: h.text(e.Note)}
		switch e.Kind {
		case compare.ReasonChanged:
			x.Old, x.New = h.reason(e.Old), h.reason(e.New)
		case compare.DayMoved:
			x.Old, x.New = h.date(standard.Date(e.Old)), h.date(standard.Date(e.New))
		}
		out = append(out, x)
	}
	return out
}

// numbered is the way to a version of a standard, or its number alone where this
// edition does not have it.
func (h here) numbered(s *standard.Standard, number string) HTML {
	v := s.Version(number)
	if v == nil {
		return HTML(escape(number))
	}
	return h.versionLink(v).html()
}

func (h here) reason(id string) HTML {
	if r := h.Library.Reason(id); r != nil {
		return or(h.text(r.Name), id)
	}
	return HTML(escape(id))
}

// gone are the withholdings of a standard that its newest version does not have,
// as the chronicle ends.
func (h here) gone(s *standard.Standard, shown map[string]*standard.Version) []GoneEntry {
	var out []GoneEntry
	for _, id := range sortedIDs(shown) {
		events := h.Chronicles[s.ID][id]
		last, ok := h.Chronicles[s.ID].Last(id)
		if !ok || last.Kind != compare.Disclosed && last.Kind != compare.Ended || entry(s.Latest(), id) != nil {
			continue
		}
		v := shown[id]
		w := entry(v, id)
		g := GoneEntry{
			Entry: h.registerLink(v, w), Kind: last.Kind, Version: h.numbered(s, last.Version), On: h.date(last.On),
			Since: h.date(events[0].On), SinceVersion: h.numbered(s, events[0].Version),
		}
		if now := s.Version(last.Version); now != nil {
			for _, p := range h.pairs[s.ID] {
				if p.Old == v && p.New == now {
					g.Comparison = h.to(p.Path())
				}
			}
			if t, _ := h.readable(now, h.lang); t != nil && g.Comparison != "" && w.Clause != "" && original(now).Clause(w.Clause) != nil {
				g.Comparison += "#" + w.Clause
			}
		}
		out = append(out, g)
	}
	return out
}

func sortedIDs[V any](m map[string]V) []string {
	ids := sorted(m)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(len(a), len(b)) }) // W-999 before W-1000
	return ids
}

// access is how a reader may ask for what a version withholds: whom, and by what
// way for which part.
func (h here) access(v *standard.Version) (AccessStandard, bool) {
	out := AccessStandard{Version: h.brief(v), Contact: h.text(v.Contact)}
	at := map[HTML]int{}
	for _, w := range v.Register {
		way := h.text(w.Access)
		i, known := at[way]
		if !known {
			i = len(out.Ways)
			at[way] = i
			out.Ways = append(out.Ways, AccessWay{Text: way})
		}
		out.Ways[i].Entries = append(out.Ways[i].Entries, h.registerLink(v, w))
	}
	slices.SortStableFunc(out.Ways, func(a, b AccessWay) int { return last(a.Text == "", b.Text == "") })
	return out, len(v.Register) > 0
}

// last orders what lacks a value behind what has one.
func last(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
