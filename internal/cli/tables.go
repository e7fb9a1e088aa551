package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A table is what coverage and register have in common: a view of one edition.
func (a *app) table(use, short, long string, show func(*build.Analysis, *build.Edition, string) error) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Long: long, Args: cobra.NoArgs}
	edition := c.Flags().String("edition", "public", "the edition to look at: public or confidential")
	lang := c.Flags().String("lang", "", "language of the table: ja or en (the project's first language)")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json")
	c.RunE = func(*cobra.Command, []string) error {
		editions, err := editionsOf(*edition)
		if err != nil {
			return err
		}
		if *edition == "" {
			editions = []withhold.Edition{withhold.Public}
		}
		if *lang != "" && *lang != "ja" && *lang != "en" {
			return hinted{fmt.Errorf("unknown language %q", *lang), "one of: ja, en"}
		}
		an, err := a.analyse(editions...)
		if err != nil {
			return err
		}
		if an.Findings.HasErrors() {
			return a.findings(an.Findings)
		}
		if *lang == "" {
			*lang = an.Site.Languages[0]
		}
		return show(an, an.Editions[editions[0]], *lang)
	}
	return c
}

func (a *app) coverageCommand() *cobra.Command {
	return a.table("coverage", "Show what the standards do with the guideline's items",
		`coverage prints a table of the guideline's items and the standards: adopted,
adapted, stated elsewhere, not adopted, not applicable, or undecided, and where
something is withheld. The JSON is that of data/coverage.json.`,
		func(an *build.Analysis, e *build.Edition, lang string) error {
			matrices := cover.All(an.Library, e.Standards)
			if a.format == "json" {
				_, err := a.out.Write(export.Coverage(matrices, an.Site.BaseURL))
				return err
			}
			var tables []string
			for _, m := range matrices {
				tables = append(tables, export.CoverageTable(m, lang))
			}
			if len(tables) == 0 {
				tables = []string{"no standard answers a guideline\n"}
			}
			_, err := fmt.Fprint(a.out, strings.Join(tables, "\n"))
			return err
		})
}

func (a *app) registerCommand() *cobra.Command {
	return a.table("register", "List what is withheld, and why",
		`register prints every withheld part with its items, unit, reason, harm and
review date. The JSON is that of data/withheld.json.`,
		func(an *build.Analysis, e *build.Edition, lang string) error {
			if a.format == "json" {
				_, err := a.out.Write(export.Register(e.Standards, an.Library, an.Site.BaseURL, an.Chronicles()))
				return err
			}
			_, err := fmt.Fprint(a.out, export.RegisterTable(e.Standards, an.Library, lang))
			return err
		})
}
