package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/withhold"
)

func (a *app) exportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the project in another form",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return hinted{errors.New("export what?"), strings.TrimSpace(c.UsageString())}
		},
	}
	c.AddCommand(&cobra.Command{
		Use:   "public-source DIR",
		Short: "Write the public cut as a project of its own",
		Long: `public-source writes the sources of the public edition into DIR, a new folder: a
project fit for a public repository. Every withheld part is replaced by its
mark, the register is without file and field names, drafts are left out.
Building it gives the same public site, byte for byte.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.exportPublicSource(args[0]) },
	})
	return c
}

func (a *app) exportPublicSource(dir string) error {
	if inside, err := within(a.dir, dir); err != nil {
		return err
	} else if inside {
		return hinted{fmt.Errorf("%s is inside the project", dir), "a project of its own stands beside this one: take a folder outside it"}
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return hinted{fmt.Errorf("%s has files already", dir), "export overwrites nothing: take a new folder"}
	}
	root, err := a.project()
	if err != nil {
		return err
	}
	an, err := a.analyse(withhold.Public)
	if err != nil {
		return err
	}
	if an.Findings.HasErrors() {
		return a.nothingWritten(an.Findings)
	}
	files, err := an.PublicSources(root)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := writeNew(filepath.Join(dir, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "wrote %s: %s\n", dir, plural(len(names), "file"))
	return nil
}

// within reports whether a path is a folder or inside it.
func within(folder, path string) (bool, error) {
	from, err := filepath.Abs(folder)
	if err != nil {
		return false, err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	rel, err := filepath.Rel(from, to)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
}
