package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/publish"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func (a *app) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "build",
		Short: "Build the public and the confidential edition",
		Long: `build checks the project and, if there are no errors, makes both editions:
public/ and confidential/ in the project folder. Each is written to a new folder
which then replaces the old one in one step; whatever fails, the old site stays.

A folder that kijun did not make is never replaced. The confidential folder can
be read by its owner alone (mode 0700).

With --offline the same pages are made to be opened from a disk, without a web
server: links lead to files and not to folders.`,
		Args: cobra.NoArgs,
	}
	edition := c.Flags().String("edition", "", "build this edition alone: public or confidential")
	out := c.Flags().String("output", "", "put the editions into this folder instead of the project's")
	offline := c.Flags().Bool("offline", false, "make sites that can be opened from a disk, without a web server")
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	a.identityFlags(c)
	a.formatFlag(c, "text", "json")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		editions, err := editionsOf(*edition)
		if err != nil {
			return err
		}
		if *out == "" {
			*out = a.dir
		}
		return a.build(cmd.Context(), editions, *out, *offline)
	}
	return c
}

// build makes the editions, each in a folder of its name below to.
func (a *app) build(ctx context.Context, editions []withhold.Edition, to string, offline bool) error {
	start := time.Now()
	root, err := a.project()
	if err != nil {
		return err
	}
	var outputs []publish.Output
	for _, e := range editions {
		outputs = append(outputs, publish.Output{Dir: filepath.Join(to, string(e)), Edition: string(e), Private: e == withhold.Confidential})
	}
	a.progress("reading")
	an, err := a.analyse(editions...)
	if err != nil {
		return err
	}
	if an.Findings.HasErrors() {
		return a.nothingWritten(an.Findings)
	}
	if len(an.Findings) > 0 && a.format == "text" {
		fmt.Fprintf(a.err, "%s; `kijun check` shows them\n", byCode(an.Findings))
	}
	if err := publish.Check(ctx, a.dir, outputs...); err != nil {
		return err
	}
	a.progress("building")
	an.Offline = offline
	signed := func() bool { return true }
	for i, e := range editions {
		outputs[i].Make = func(ctx context.Context, put func(string, []byte) error) error {
			if e == withhold.Public && !offline {
				put, signed = an.Signed(put)
			}
			return an.Write(ctx, root, e, put)
		}
	}
	done, err := publish.Replace(ctx, a.dir, outputs...)
	var late *build.FindingsError
	if errors.As(err, &late) {
		a.progress("")
		return a.nothingWritten(late.Findings)
	} else if err != nil {
		return err
	}
	a.progress("")
	if a.format == "json" {
		return printJSON(a.out, builtReport(an.Findings, done))
	}
	a.replaced(done)
	if !signed() {
		fmt.Fprintln(a.err, "The public site is not the one that was released last, and `kijun verify` will say so. `kijun release --key FILE` signs it as it is; then build again.")
	}
	if terminal(a.err) {
		fmt.Fprintf(a.err, "done in %s\n", time.Since(start).Round(time.Millisecond))
	}
	return nil
}

// nothingWritten prints the findings that a command could not write for.
func (a *app) nothingWritten(ds diag.List) error {
	if a.format == "json" {
		return errors.Join(printJSON(a.out, builtReport(ds, publish.Report{})), errFindings)
	}
	err := a.findings(ds)
	fmt.Fprintln(a.err, "nothing was written")
	return err
}

// replaced says what became of the outputs.
func (a *app) replaced(done publish.Report) {
	for _, dir := range done.Restored {
		fmt.Fprintf(a.err, "kijun: put back %s, which an interrupted run had set aside\n", dir)
	}
	for _, dir := range done.Leftover {
		fmt.Fprintf(a.err, "kijun: could not remove the hidden folder %s\n", dir)
	}
	for _, r := range done.Outputs {
		changed := fmt.Sprintf("%d files, %d new or changed", r.Files, r.Files-r.Linked)
		if r.Unchanged {
			changed = fmt.Sprintf("%d files, unchanged", r.Files)
		}
		fmt.Fprintf(a.out, "%s: %s\n", r.Dir, changed)
	}
}

// A jsonBuilt is what `build --format json` prints: the findings, as check has
// them, and the outputs that were replaced; none where nothing was written.
type jsonBuilt struct {
	jsonReport
	Outputs []jsonOutput `json:"outputs"`
}

type jsonOutput struct {
	Folder  string `json:"folder"`
	Files   int    `json:"files"`
	Changed int    `json:"changed"` // files new or changed since the output before
}

func builtReport(ds diag.List, done publish.Report) jsonBuilt {
	b := jsonBuilt{report(ds), []jsonOutput{}}
	for _, r := range done.Outputs {
		o := jsonOutput{r.Dir, r.Files, r.Files - r.Linked}
		if r.Unchanged {
			o.Changed = 0
		}
		b.Outputs = append(b.Outputs, o)
	}
	return b
}

func editionsOf(name string) ([]withhold.Edition, error) {
	if name == "" {
		return withhold.Editions, nil
	}
	for _, e := range withhold.Editions {
		if name == string(e) {
			return []withhold.Edition{e}, nil
		}
	}
	return nil, hinted{fmt.Errorf("unknown edition %q", name), "one of: public, confidential"}
}

// byCode counts findings: "3 warnings (2 overdue-review, 1 blank-clause)".
func byCode(ds diag.List) string {
	n := map[string]int{}
	for _, d := range ds {
		n[d.Rule.Code]++
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(n)) {
		parts = append(parts, fmt.Sprintf("%d %s", n[code], code))
	}
	return count(ds.Count()) + " (" + strings.Join(parts, ", ") + ")"
}

// progress shows what is being done, on a terminal only.
func (a *app) progress(what string) {
	if !terminal(a.err) {
		return
	}
	if what == "" {
		fmt.Fprint(a.err, "\r\x1b[K")
		return
	}
	fmt.Fprintf(a.err, "\r\x1b[K%s …", what)
}
