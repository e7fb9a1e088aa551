package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
)

var unknownCatalog = rule{
	doc: &diag.Rule{
		Code:   "unknown-catalog",
		Title:  "a catalog that the project does not have",
		Why:    "`catalog` names the edition of the guideline that a version answers. Without its items, none of the version's tags and decisions can be checked, and the version is missing from the coverage.",
		Before: "catalog: nisc4\n",
		After:  "catalog: nisc-4\n",
	},
	run: func(p *pass) {
		for _, v := range p.versions() {
			if v.Catalog == "" || p.Library.Catalog(v.Catalog) != nil {
				continue
			}
			at := inVersion(v, "catalog")
			d := p.report(at, "unknown catalog %q", v.Catalog).Key("catalog")
			if !suggest(d, at, v.Catalog, p.catalogIDs()) {
				d.Hint("one of: %s; or a folder of your own, catalog/<id>/ with a catalog.yaml", strings.Join(p.catalogIDs(), ", "))
			}
		}
	},
}

func (p *pass) catalogIDs() []string {
	var ids []string
	for _, c := range p.Library.Catalogs {
		ids = append(ids, c.ID)
	}
	return ids
}

// catalogOf returns the catalog that a version answers, or nil.
func (p *pass) catalogOf(v *standard.Version) *catalog.Catalog {
	if v.Catalog == "" {
		return nil
	}
	return p.Library.Catalog(v.Catalog)
}
