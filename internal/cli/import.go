package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func (a *app) importCommand() *cobra.Command {
	var o importer.Options
	var after continuation
	c := &cobra.Command{
		Use:   "import FILE.md --standard ID --version V",
		Short: "Turn a Markdown standard into sources",
		Long: `import reads one Markdown file and writes content/ID/V/: front matter from what
the text says of itself, a chapter for each top-level heading, and an id for
each heading, from its anchor or its number. Links within the text lead to the
new ids. What can't be kept, such as raw HTML, is reported; nothing of the text
disappears silently. It overwrites nothing.

With --previous the text is the version after another one of the standard:
clauses that are the same keep their ids, whatever their numbers are now. What
was carried is printed, and what somebody has to confirm.`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.StringVar(&o.Standard, "standard", "", "id of the standard (required)")
	f.StringVar(&o.Version, "version", "", "number of the version (required)")
	f.StringVar(&o.Title, "title", "", "title; else taken from the text")
	f.StringVar(&o.Publisher, "publisher", "", "who issued it; else taken from the text")
	f.StringVar(&o.Issued, "issued", "", "day of issue, YYYY-MM-DD; else taken from the text")
	f.StringVar(&o.Class, "class", "", "mandatory, recommended or industry (industry)")
	f.StringVar(&o.Sector, "sector", "", "code of catalog/sectors.yaml")
	f.StringVar(&o.Status, "status", "", "status (published; draft where no date is known)")
	f.StringVar(&o.Catalog, "catalog", "", "the guideline it answers, such as nisc-4")
	f.StringVar(&o.Language, "language", "", "ja or en; else told from the letters")
	f.StringVar(&after.number, "previous", "", "version before this one, from which clauses that are the same have their ids")
	f.BoolVar(&after.metadata, "keep-metadata", false, "with --previous: copy the tags and other metadata of these clauses")
	f.BoolVar(&o.SingleFile, "single-file", false, "one chapter instead of one for each top-level heading")
	f.BoolVar(&a.all, "all", false, "print every finding")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json")
	c.RunE = func(_ *cobra.Command, args []string) error { return a.importFile(args[0], o, after) }
	return c
}

func (a *app) importFile(name string, o importer.Options, after continuation) error {
	if err := importWords(o); err != nil {
		return err
	}
	if err := after.words(o); err != nil {
		return err
	}
	root, err := a.project()
	if err != nil {
		return err
	}
	if _, err := fs.Stat(root, project.SettingsFile); errors.Is(err, fs.ErrNotExist) {
		return project.ErrNone
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	dir := filepath.Join(a.dir, "content", o.Standard, o.Version)
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return hinted{fmt.Errorf("%s has files already", dir), "import overwrites nothing: take another version number, or remove the folder"}
	}
	if withhold.Marked(data) {
		return hinted{fmt.Errorf("%s has markers of withholding, and an import takes all of a text as public", name),
			"copy the file and its withheld.yaml into content/ as they are, or take out what is withheld first"}
	}
	src := source.New(filepath.ToSlash(name), data)
	var res *importer.Result
	var ids *importer.Report
	var ds diag.List
	if after.number == "" {
		res, ds = importer.Markdown(src, o)
	} else {
		open, err := a.opener()
		if err != nil {
			return err
		}
		res, ids, ds, err = after.run(root, src, o, open)
		if err := errors.Join(a.keys.err, err); err != nil {
			return err
		}
	}
	if a.format == "json" {
		if err := printJSON(a.out, importedReport(ds, ids)); err != nil {
			return err
		}
	} else {
		printText(a.err, ds, a.style(a.err), a.all)
	}
	if res == nil || ds.HasErrors() {
		fmt.Fprintln(a.err, "nothing was written")
		return errFindings
	}
	names := make([]string, 0, len(res.Files))
	for n := range res.Files {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(n)), res.Files[n]); err != nil {
			return err
		}
	}
	if a.format == "text" {
		fmt.Fprintf(a.out, "wrote %s: %s, %s\n", dir, plural(len(names), "file"), plural(len(res.Clauses), "clause"))
		if ids != nil {
			a.printIDs(ids, o, after.number)
		}
	}
	return nil
}

// importWords checks what the command line says, before anything is read.
func importWords(o importer.Options) error {
	switch {
	case o.Standard == "" || o.Version == "":
		return hinted{errors.New("--standard and --version are needed"), "kijun import FILE.md --standard tls-br --version 2.2.6"}
	case !project.StandardName.MatchString(o.Standard):
		return hinted{fmt.Errorf("%q can't be the id of a standard", o.Standard), "small letters, digits and hyphens, a letter first"}
	case !project.VersionName.MatchString(o.Version):
		return hinted{fmt.Errorf("%q can't be the number of a version", o.Version), "letters, digits, dots and hyphens"}
	}
	if o.Issued != "" {
		if _, err := time.Parse(time.DateOnly, o.Issued); err != nil {
			return hinted{fmt.Errorf("%q is not a day", o.Issued), "write it as 2026-04-01"}
		}
	}
	for _, x := range []struct {
		flag, value string
		words       []string
	}{
		{"class", o.Class, []string{"", "mandatory", "recommended", "industry"}},
		{"status", o.Status, []string{"", "draft", "consultation", "published", "superseded", "withdrawn"}},
		{"language", o.Language, []string{"", "ja", "en"}},
	} {
		if !slices.Contains(x.words, x.value) {
			return hinted{fmt.Errorf("--%s can't be %q", x.flag, x.value), fmt.Sprintf("one of: %v", x.words[1:])}
		}
	}
	return nil
}
