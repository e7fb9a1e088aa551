package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A releasing is what the command line asks for.
type releasing struct {
	name    build.VersionName // none for the site as it is
	key     string
	strict  bool
	recover bool // nothing but to end what was interrupted
}

func (a *app) releaseCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "release [STANDARD VERSION] --key FILE",
		Short: "Sign a version, commit to what is withheld, and log it",
		Long: `release checks the project, makes a commitment to each withheld part, builds the
public site to know its hash, signs all of it and appends it to the transparency
log. It writes content/<standard>/<version>/release/ and log/; then ` + "`kijun build`" + `
makes the site that was signed. Without arguments it signs the site as it is.

A version is released once. Errors stop a release, and so do an overdue review and
a mark that may be a mistyped begin; other warnings do with --strict. After an
error nothing was released. A run that was killed is ended by the next one, or by
--recover: what is in the log is finished, what is not is taken back.

release/confidential.txt is as confidential as the withheld parts: with it a part
can be shown to have been this one. The private key is made by ` + "`kijun key release`" + `.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && !strings.Contains(args[0], "@") {
				return errors.New("a release is of a STANDARD and a VERSION, or of the site as it is without either")
			}
			return cobra.MaximumNArgs(2)(c, args)
		},
	}
	var r releasing
	a.identityFlags(c)
	c.Flags().StringVar(&r.key, "key", "", "file of the private key that signs")
	c.Flags().BoolVar(&r.strict, "strict", false, "let warnings count as errors")
	c.Flags().BoolVar(&r.recover, "recover", false, "end what an interrupted run has begun, and release nothing")
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 1 { // as other commands write it
			args = strings.SplitN(args[0], "@", 2)
		}
		if len(args) == 2 {
			r.name = build.VersionName{Standard: args[0], Number: args[1]}
			if !project.StandardName.MatchString(args[0]) || !project.VersionName.MatchString(args[1]) {
				return hinted{fmt.Errorf("%s is no name of a version", r.name), "a standard and a version as their folders are named: water-guideline 4.2"}
			}
		}
		switch {
		case r.recover && (len(args) > 0 || r.key != ""):
			return hinted{errors.New("--recover releases nothing"), "use it without arguments and without --key"}
		case !r.recover && r.key == "":
			return hinted{errors.New("--key is missing"), "--key FILE names the private key that signs; `kijun key release` makes one"}
		}
		return a.release(c.Context(), r)
	}
	return c
}

func (a *app) release(ctx context.Context, r releasing) error {
	root, err := a.project()
	if err != nil {
		return err
	}
	free, err := durable.LockWait(ctx, a.dir)
	if errors.Is(err, durable.ErrLocked) {
		return hinted{errors.New("another run is writing to this project"), "wait until it ends"}
	} else if err != nil {
		return err
	}
	defer free()
	done, err := a.recovered(r)
	if err != nil || done {
		return err
	}
	a.progress("reading")
	var editions []withhold.Edition // both; of the site alone, the public one is signed
	if r.name.Number == "" {
		editions = []withhold.Edition{withhold.Public}
	}
	an, err := a.analyse(editions...)
	a.progress("")
	if err != nil {
		return err
	}
	if day := an.Already(r.name); day != "" {
		return a.already(ctx, an, r.name, day)
	}
	ds := an.Releasing(r.name)
	if ds.HasErrors() || r.strict && len(ds) > 0 {
		_ = a.findings(ds)
		a.waiting(a.err, an)
		fmt.Fprintln(a.err, "nothing was released")
		return errFindings
	}
	sign, err := signer(r.key, an.Site.Keys)
	if err != nil {
		return err
	}
	if len(ds) > 0 {
		fmt.Fprintf(a.err, "%s; `kijun check` shows them\n", byCode(ds))
	}
	o, err := a.options()
	if err != nil {
		return err
	}
	order := build.ReleaseOrder{VersionName: r.name, Date: o.Date, Random: rand.Reader, Signer: sign}
	a.progress("building")
	staged, err := an.Release(ctx, root, order)
	a.progress("")
	var late *build.FindingsError
	var wrong *build.NameError
	var origin *release.OriginError
	var early *release.DateError
	switch {
	case errors.As(err, &origin):
		return hinted{origin, "whoever follows the log knows it by its name: make the new key with `--name " + origin.Log + "`"}
	case errors.As(err, &early):
		return hinted{early, "dates of a log never go back: use --date " + early.Last + ", or a later day"}
	case errors.As(err, &wrong):
		return hinted{wrong, wrong.Hint}
	case errors.As(err, &late):
		return a.notReleased(late.Findings)
	case errors.Is(err, release.ErrSame):
		fmt.Fprintln(a.out, "the site is what was released last: nothing to sign")
		return nil
	case err != nil:
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := staged.Write(a.dir); err != nil {
		var unfinished *release.LateError
		if errors.As(err, &unfinished) {
			return hinted{err, "`kijun release --recover` finishes it"}
		}
		return err
	}
	a.released(staged)
	return nil
}

func (a *app) notReleased(ds diag.List) error {
	err := a.findings(ds)
	fmt.Fprintln(a.err, "nothing was released")
	return err
}

// released says what was signed.
func (a *app) released(s *release.Staged) {
	r := s.Record
	if s.Version == "" {
		fmt.Fprintf(a.out, "released the site: %s %s\n", plural(r.Files, "file"), r.SiteHash)
	} else {
		fmt.Fprintf(a.out, "released %s %s: %s, %s, site %s (%s)\n", s.Standard, s.Version, plural(r.Blocks, "block"), plural(r.Withheld, "commitment"), r.SiteHash, plural(r.Files, "file"))
		if s.Marks > 0 {
			fmt.Fprintf(a.err, "not committed to: %s of which there is a mark alone here\n", plural(s.Marks, "withheld part"))
		}
		fmt.Fprintf(a.out, "wrote %s\n", path.Join("content", s.Standard, s.Version, project.ReleaseFolder))
	}
	fmt.Fprintf(a.out, "log: %s\n", s.Checkpoint)
	fmt.Fprintln(a.out, "`kijun build` makes the site that was signed")
}

// recovered ends what an interrupted run has begun. It reports whether that was
// all there was to do.
func (a *app) recovered(r releasing) (done bool, err error) {
	list, err := release.Recover(a.dir)
	for _, x := range list {
		what := "the site"
		if x.Version != "" {
			what = x.Standard + " " + x.Version
		}
		if x.Released {
			fmt.Fprintf(a.out, "finished the release of %s, which an interrupted run had signed and logged\n", what)
			done = done || x.Standard == r.name.Standard && x.Version == r.name.Number
		} else {
			fmt.Fprintf(a.out, "took back the release of %s, which an interrupted run had begun: it was not in the log\n", what)
		}
	}
	if err != nil {
		return false, hinted{fmt.Errorf("ending an interrupted release: %w", err), "put log/ back as it was published, or make room on the disk, and run `kijun release --recover` again"}
	}
	if r.recover && len(list) == 0 {
		fmt.Fprintln(a.out, "no release was interrupted")
	}
	return done || r.recover, nil
}

// already refuses to release a version a second time, and shows what has changed
// since.
func (a *app) already(ctx context.Context, an *build.Analysis, n build.VersionName, day string) error {
	var mine []build.Thawed
	for _, t := range an.Thawed {
		if t.VersionName == n {
			mine = append(mine, t)
		}
	}
	if an.Findings.HasErrors() {
		_ = a.findings(an.Findings)
		a.thawed(ctx, a.err, mine)
	}
	err := fmt.Errorf("%s %s was released on %s", n.Standard, n.Number, day)
	if len(mine) == 0 {
		err = fmt.Errorf("%w, and no public source of it has changed since", err)
	}
	return hinted{err, "a version is released once; a correction is a new version"}
}
