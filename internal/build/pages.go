package build

import (
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// readPages reads the free pages. They are the same in both editions: no cut is
// made of them.
func (a *Analysis) readPages(files *project.Files) {
	languages := []string{"ja", "en"}
	if a.Site != nil {
		languages = a.Site.Languages
	}
	pages, ds := parse.Pages(files.Pages, languages)
	a.Findings.Add(ds...)
	a.pages = pages
}

// givePages gives an edition its pages. Like a version, one that is a draft is in
// the confidential edition alone.
func (a *Analysis) givePages(ed *Edition) {
	ed.pages = map[*standard.Page]*parse.Page{}
	for _, p := range a.pages {
		if ed.Name == withhold.Public && p.Status == standard.Draft {
			continue
		}
		ed.Pages = append(ed.Pages, p.Page)
		ed.pages[p.Page] = p
	}
}
