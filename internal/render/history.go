package render

import (
	"cmp"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// history tells what became of a clause from version to version, and where it
// stands in the others. Most clauses stay as they are, so it takes a line, and
// opens for those that want to know more. The words are the interface's, whatever
// language the text around is in.
func (p *page) history(c *standard.Clause) {
	if p.History == nil {
		return
	}
	stops := p.History(p.Version.Version, p.UI, c.ID)
	if len(stops) == 0 {
		return
	}
	lang := ""
	if cmp.Or(p.chapter.Lang, p.Text) != p.UI {
		lang = ` lang="` + p.UI + `"`
	}
	steps, last := p.steps(stops)
	others := p.others(stops)
	if steps == "" {
		p.raw(`<p class="history"` + lang + `><span class="history-title">` + p.word("history") + `</span> ` + p.word("change_unchanged") + others + "</p>\n")
		return
	}
	p.raw(`<details class="history"` + lang + `><summary><span class="history-title">` + p.word("history") + `</span> ` + last + "</summary>\n<ul>" + steps + "</ul>")
	if others != "" {
		p.raw("<p>" + strings.TrimSpace(others) + "</p>")
	}
	p.raw("</details>\n")
}

// steps are the versions in which the clause changed, and the last of them in
// short.
func (p *page) steps(stops []compare.Stop) (list, last string) {
	var b strings.Builder
	for _, s := range stops {
		if s.Change == nil || !s.Change.Changed() {
			continue
		}
		last = p.phrase("version_number", s.Version.Number) + " " + p.kinds(s.Change)
		b.WriteString(`<li><a href="` + p.standardPath() + "compare/" + compare.Pair{Old: s.Before, New: s.Version}.String() + "/#" + s.Anchor + `">` +
			p.phrase("version_number", s.Before.Number) + " → " + p.phrase("version_number", s.Version.Number) + "</a> " + p.kinds(s.Change) + "</li>\n")
	}
	return b.String(), last
}

func (p *page) kinds(c *compare.Change) string {
	kinds := c.Kinds()
	for i, k := range kinds {
		kinds[i] = p.word("change_" + k)
	}
	return strings.Join(kinds, p.word("list_comma"))
}

// others links to the clause in the other versions.
func (p *page) others(stops []compare.Stop) string {
	var b strings.Builder
	for _, s := range stops {
		if s.Place == nil || s.Version == p.Version.Version {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(" " + p.word("history_others"))
		}
		b.WriteString(` <a href="` + p.inVersion(s.Version, s.Place) + `">` + esc(s.Version.Number) + "</a>")
	}
	return b.String()
}

// inVersion is the address of a clause of another version of this standard: in
// the interface's language, or where every version can be read.
func (p *page) inVersion(v *standard.Version, place *compare.Place) string {
	folder := p.standardPath()
	if len(p.Languages) > 0 && p.UI != p.Languages[0] && v.Translation(p.UI) == nil {
		folder = p.siteRoot() + "standards/" + v.Standard + "/"
	}
	return folder + v.Number + "/" + place.Chapter.Name + "/#" + place.Clause.ID
}

// standardPath leads to the folder of the page's standard in the interface's
// language.
func (p *page) standardPath() string { return strings.Repeat("../", p.Depth-2) }
