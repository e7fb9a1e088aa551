package cli

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func (a *app) lockCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "lock [STANDARD[@VERSION] …]",
		Short: "Freeze what was published: record digests of it",
		Long: `lock records digests of published, superseded and withdrawn versions in
content/<standard>/versions.lock. From then on check and build report a version
that is not what was locked. Without arguments it locks every such version that
is not locked yet, else those named.

What is locked and has not changed is left alone. What has changed is reported,
and nothing is written; if the change is meant, --renew records a version anew
that is named with its number. The file has digests of withheld text: keep it
with the sources. Its public lines go along with an export.`,
	}
	renew := c.Flags().Bool("renew", false, "record the versions named anew, though they have changed")
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json")
	c.RunE = func(_ *cobra.Command, args []string) error {
		var names []build.VersionName
		for _, arg := range args {
			n, ok := build.ParseVersionName(arg)
			if !ok {
				return hinted{fmt.Errorf("%q names no version", arg), "STANDARD or STANDARD@VERSION, such as water-guideline@4.1"}
			}
			if *renew && n.Number == "" {
				return hinted{fmt.Errorf("%q names no version, and --renew wants one", arg), "STANDARD@VERSION, such as water-guideline@4.1"}
			}
			names = append(names, n)
		}
		if *renew && len(names) == 0 {
			return hinted{errors.New("--renew wants the versions by name"), "STANDARD@VERSION, such as water-guideline@4.1"}
		}
		return a.lock(names, *renew)
	}
	return c
}

func (a *app) lock(names []build.VersionName, renew bool) error {
	// a sealed part is in nobody's way here: the sources are locked as they are
	an, err := a.analyse(withhold.Public)
	if err != nil {
		return err
	}
	done, err := an.Lock(names, renew)
	var wrong *build.NameError
	if errors.As(err, &wrong) {
		return hinted{wrong, wrong.Hint}
	} else if err != nil {
		return err
	}
	if len(done.Findings) > 0 {
		if a.format == "json" {
			return errors.Join(printJSON(a.out, lockedReport(done)), errFindings)
		}
		err := a.findings(done.Findings)
		fmt.Fprintln(a.err, "nothing was written")
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(done.Files)) {
		if err := durable.Write(filepath.Join(a.dir, filepath.FromSlash(name)), done.Files[name], 0o644); err != nil {
			return err
		}
	}
	if a.format == "json" {
		return printJSON(a.out, lockedReport(done))
	}
	for _, v := range done.Versions {
		fmt.Fprintf(a.out, "%s %s\n", v.Outcome, v)
	}
	if len(done.Versions) == 0 {
		fmt.Fprintln(a.out, "nothing to lock: no version is published, superseded or withdrawn")
	}
	return nil
}

// A jsonLocked is what `lock --format json` prints: the findings that were in
// the way, and what became of each version.
type jsonLocked struct {
	jsonReport
	Versions []jsonLockedVersion `json:"versions"`
}

type jsonLockedVersion struct {
	Standard string        `json:"standard"`
	Version  string        `json:"version"`
	Outcome  build.Outcome `json:"outcome"`
}

func lockedReport(done *build.Locking) jsonLocked {
	out := jsonLocked{report(done.Findings), []jsonLockedVersion{}}
	for _, v := range done.Versions {
		out.Versions = append(out.Versions, jsonLockedVersion{v.Standard, v.Number, v.Outcome})
	}
	return out
}
