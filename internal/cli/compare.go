package cli

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/export"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// compareOptions are what the command line says of a comparison.
type compareOptions struct {
	edition, lang string
	force         bool
	summary       bool
	exitCode      bool
}

func (a *app) compareCommand() *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Show what changed between two versions, clause by clause",
		Long: `compare shows what changed between two versions of a standard: clauses added,
removed, withdrawn, modified, moved, renumbered, retitled; the words that changed;
tags, decisions and withholdings. Clauses are known again by their ids.

OLD and NEW are each one of

  content/water-guideline/4.1          a folder with the files of a version
  water-guideline@4.1                  a version of the project
  v1.0:content/water-guideline/4.1     a folder in a revision of the git repository

The public editions are compared; --edition confidential shows all of the text.
The formats are text, json (docs/format.md has its shape) and html, one page that
needs nothing beside it.`,
		Args: cobra.ExactArgs(2),
	}
	f := c.Flags()
	f.StringVar(&o.edition, "edition", "public", "the edition to compare: public or confidential")
	f.StringVar(&o.lang, "lang", "", "language of the texts, where both versions have it, and of the html page: ja or en")
	f.BoolVar(&o.force, "force", false, "compare versions of two different standards")
	f.BoolVar(&o.summary, "summary", false, "print the summary alone, one line, as for a commit message")
	f.BoolVar(&o.exitCode, "exit-code", false, "end with status 1 if anything differs")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json", "html")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.compare(cmd.Context(), args[0], args[1], o)
	}
	return c
}

func (a *app) compare(ctx context.Context, old, new string, o compareOptions) error {
	editions, err := editionsOf(o.edition)
	if err != nil {
		return err
	}
	if o.summary && a.format != "text" {
		return hinted{errors.New("--summary is a line of text"), "leave --format out; the JSON has a summary too"}
	}
	if o.lang != "" && o.lang != "ja" && o.lang != "en" {
		return hinted{fmt.Errorf("unknown language %q", o.lang), "one of: ja, en"}
	}
	r, err := a.operands(ctx, old, new, editions[0], o.force)
	if err != nil {
		return err
	}
	if r.findings.HasErrors() {
		return a.nothingCompared(r.findings)
	}
	versions, ds, err := a.lineage(r, editions[0])
	if err != nil {
		return err
	}
	if ds.HasErrors() {
		return a.nothingCompared(ds)
	}
	c := r.Compare(r.old.version, r.new.version, versions, o.lang)
	switch {
	case o.summary:
		_, err = fmt.Fprintln(a.out, summaryLine(c))
	case a.format == "json":
		_, err = a.out.Write(export.Comparison(c))
	case a.format == "html":
		err = a.comparePage(c, r, o.lang)
	default:
		printComparison(a.out, c, a.style(a.out))
	}
	if err != nil {
		return err
	}
	if o.exitCode && !c.Empty() {
		return errFindings
	}
	return nil
}

// nothingCompared prints the findings that stand in the way.
func (a *app) nothingCompared(ds diag.List) error {
	if a.format == "json" {
		return errors.Join(printJSON(a.out, report(ds)), errFindings)
	}
	err := a.findings(ds)
	fmt.Fprintln(a.err, "nothing was compared")
	return err
}

// lineage are the versions of the project that the ids of the two have come
// through: both, those between them, and those before that a clause names. One
// that can't be read would leave a gap, and what looks added or removed would
// depend on it, so its findings are the answer then.
func (a *app) lineage(r *operands, e withhold.Edition) ([]*standard.Version, diag.List, error) {
	out := []*standard.Version{r.old.version.Version.Version, r.new.version.Version.Version}
	if r.old.form.number == "" || r.new.form.number == "" || r.old.standard != r.new.standard {
		return out, nil, nil
	}
	root, err := a.project()
	if err != nil {
		return nil, nil, err
	}
	all, err := build.Numbers(root)
	if err != nil {
		return nil, nil, err
	}
	numbers := all[r.old.standard]
	from, to := slices.Index(numbers, r.old.number), slices.Index(numbers, r.new.number)
	first := min(from, to)
	var ds diag.List
	read := func(number string) error {
		dir := path.Join("content", r.old.standard, number)
		v, found, err := project.Folder(root, dir, dir, r.old.standard, number)
		if err != nil {
			return err
		}
		single, more := r.Read(v, e)
		ds.Add(append(found, more...)...)
		if single != nil && (e == withhold.Confidential || single.Status != standard.Draft) {
			out = append(out, single.Version.Version)
		}
		return nil
	}
	for i := first + 1; i < max(from, to); i++ {
		if err := read(numbers[i]); err != nil {
			return nil, nil, err
		}
	}
	earliest := first
	for _, v := range out {
		for _, ch := range v.Translations[0].Chapters {
			for _, c := range ch.Clauses {
				for _, ref := range c.Was {
					_, number, _ := strings.Cut(ref, "@")
					if i := slices.Index(numbers, number); i >= 0 && v != r.old.version.Version.Version {
						earliest = min(earliest, i)
					}
				}
			}
		}
	}
	for i := earliest; i < first; i++ {
		if err := read(numbers[i]); err != nil {
			return nil, nil, err
		}
	}
	return build.Ordered(r.old.standard, out...).Versions, ds.Sorted(), nil
}

// comparePage prints the comparison as a page of its own.
func (a *app) comparePage(c *compare.Comparison, r *operands, lang string) error {
	if lang == "" {
		lang = r.Language()
	}
	words, err := site.Words(nil, lang)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("%s %s → %s", c.New.Title.In(lang), c.Old.Number, c.New.Number)
	marking := ""
	if c.Edition == string(withhold.Confidential) {
		marking = words["marking"]
		if r.Site != nil && len(r.Site.Marking) > 0 {
			marking = r.Site.Marking.In(lang)
		}
		title = "【" + marking + "】" + title
	}
	page, err := site.Standalone(lang, title, marking, render.Comparison(c, render.ComparisonPage{Words: words, UI: lang, Library: r.Library}))
	if err != nil {
		return err
	}
	_, err = a.out.Write(page)
	return err
}

// summaryLine says in one line what changed, for a commit message.
func summaryLine(c *compare.Comparison) string {
	var parts []string
	for _, k := range compare.Classes {
		if k == compare.Unchanged {
			continue
		}
		var ids []string
		for i := range c.Clauses {
			if c.Clauses[i].Class == k {
				ids = append(ids, c.Clauses[i].ID)
			}
		}
		if n := len(ids); n > 0 {
			const named = 3
			more := ""
			if n > named {
				ids, more = ids[:named], ", …"
			}
			parts = append(parts, fmt.Sprintf("%d %s (%s%s)", n, k, strings.Join(ids, ", "), more))
		}
	}
	s := c.Summary
	for _, f := range []struct {
		n    int
		word string
	}{
		{s.Moved, "moved"}, {s.Renumbered, "renumbered"}, {s.Retitled, "retitled"}, {s.Retagged, "retagged"},
		{s.Withheld, "newly withheld"}, {s.Disclosed, "disclosed"}, {s.Renamed, "with another id"},
	} {
		if f.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", f.n, f.word))
		}
	}
	for _, x := range []struct {
		n    int
		word string
	}{
		{len(c.Adoption), "decision"}, {len(c.Withholdings), "register change"}, {len(c.Attachments), "attachment"},
	} {
		if x.n > 0 {
			parts = append(parts, plural(x.n, x.word))
		}
	}
	switch {
	case c.Empty():
		parts = []string{"no differences"}
	case len(parts) == 0:
		parts = []string{"no clause differs"}
	}
	return fmt.Sprintf("%s: %s", sides(c), strings.Join(parts, ", "))
}

// sides names what was compared.
func sides(c *compare.Comparison) string {
	if c.Old.Standard == c.New.Standard {
		return fmt.Sprintf("%s %s → %s", c.New.Standard, c.Old.Number, c.New.Number)
	}
	return fmt.Sprintf("%s %s → %s %s", c.Old.Standard, c.Old.Number, c.New.Standard, c.New.Number)
}
