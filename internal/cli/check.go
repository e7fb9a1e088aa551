package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/overlap"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func (a *app) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "Look for what is wrong in the sources",
		Long: `check reads every standard of the project, cuts it for both editions, and
reports what is wrong, with file, line, column, an excerpt and a way out.
Withheld text is never quoted.

Errors stop every output of ` + "`kijun build`" + `; warnings do not. The exit status is 1
when there are errors, or with --strict also warnings.

With --sealed it also reports every withheld part that is not sealed, and every
private key in the project's folder, in a project that names recipients in
kijun.yaml.`,
		Args: cobra.NoArgs,
	}
	strict := c.Flags().Bool("strict", false, "let warnings count as errors")
	edition := c.Flags().String("edition", "", "check what this edition needs: for public, no key to what is sealed")
	sealed := c.Flags().Bool("sealed", false, "report what is withheld and not sealed; needs no key")
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json", "sarif", "github")
	c.RunE = func(*cobra.Command, []string) error {
		editions, err := editionsOf(*edition)
		if err != nil {
			return err
		}
		var clear diag.List
		if *sealed {
			if clear, err = a.inTheClear(); err != nil {
				return err
			}
			if *edition == "" && len(a.keys.files) == 0 {
				editions = []withhold.Edition{withhold.Public}
			}
		}
		an, err := a.analyse(editions...)
		if err != nil {
			return err
		}
		ds := append(clear, an.Findings...).Sorted()
		switch a.format {
		case "json":
			err = printJSON(a.out, report(ds))
		case "sarif":
			err = printSARIF(a.out, ds, allRules())
		case "github":
			printGitHub(a.out, ds)
		default:
			printText(a.out, ds, a.style(a.out), a.all)
			a.waiting(a.out, an)
			a.thawed(c.Context(), a.out, an.Thawed)
			if len(ds) == 0 {
				fmt.Fprintln(a.out, "no findings")
			}
		}
		if err != nil {
			return err
		}
		if ds.HasErrors() || *strict && len(ds) > 0 {
			return errFindings
		}
		return nil
	}
	return c
}

// inTheClear are the findings of check --sealed.
func (a *app) inTheClear() (diag.List, error) {
	root, err := a.project()
	if err != nil {
		return nil, err
	}
	v, err := build.OpenVault(root)
	if err != nil {
		return nil, err
	}
	if !v.Declared() {
		return nil, hinted{build.ErrNoRecipients, declare}
	}
	return v.InTheClear(), nil
}

// allRules lists every rule there is, by code.
func allRules() []*diag.Rule {
	all := slices.Concat(project.Rules(), lock.Rules(), release.Rules(), withhold.Rules(), parse.Rules(), overlap.Rules(), check.Rules(), importer.Rules(), site.Rules())
	slices.SortFunc(all, func(a, b *diag.Rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}

func (a *app) explainCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Tell why a rule exists, with an example before and after",
		Args:  cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return codes(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	a.formatFlag(c, "text", "json")
	c.RunE = func(_ *cobra.Command, args []string) error {
		all := allRules()
		if len(args) == 0 {
			return a.listRules(all)
		}
		for _, r := range all {
			if r.Code == args[0] {
				return a.explain(r)
			}
		}
		hint := "`kijun explain` lists all codes"
		if best := diag.Nearest(args[0], codes()); best != "" {
			hint = fmt.Sprintf("did you mean `%s`?", best)
		}
		return hinted{fmt.Errorf("there is no rule %q", args[0]), hint}
	}
	return c
}

func codes() []string {
	var out []string
	for _, r := range allRules() {
		out = append(out, r.Code)
	}
	return out
}

type jsonRule struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
	Why      string `json:"why"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

func ruleJSON(r *diag.Rule) jsonRule {
	return jsonRule{r.Code, r.Severity.String(), r.Title, r.Why, r.Before, r.After}
}

func (a *app) listRules(all []*diag.Rule) error {
	if a.format == "json" {
		out := []jsonRule{}
		for _, r := range all {
			out = append(out, ruleJSON(r))
		}
		return printJSON(a.out, out)
	}
	for _, r := range all {
		fmt.Fprintf(a.out, "%-30s %-8s %s\n", r.Code, r.Severity, r.Title)
	}
	return nil
}

func (a *app) explain(r *diag.Rule) error {
	if a.format == "json" {
		return printJSON(a.out, ruleJSON(r))
	}
	fmt.Fprintf(a.out, "%s (%s): %s\n\n%s\n\nBefore:\n\n%s\nAfter:\n\n%s", r.Code, r.Severity, r.Title, fill(r.Why, 78), indent(r.Before), indent(r.After))
	return nil
}

func indent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString("    " + line)
	}
	if !strings.HasSuffix(s, "\n") {
		b.WriteString("\n")
	}
	return b.String()
}

// fill breaks paragraphs of text into lines of a width.
func fill(s string, width int) string {
	var out []string
	for _, paragraph := range strings.Split(s, "\n\n") {
		var lines []string
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && len(line)+1+len(word) > width {
				lines, line = append(lines, line), ""
			}
			if line != "" {
				line += " "
			}
			line += word
		}
		out = append(out, strings.Join(append(lines, line), "\n"))
	}
	return strings.Join(out, "\n\n")
}
