// Package cli is the command kijun: its commands and flags, how it prints and
// with which status it exits.
//
// It is the one package that reads the clock, the environment and the terminal.
// It holds no knowledge of standards.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Exit statuses.
const (
	exitFine     = 0
	exitFindings = 1
	exitFailure  = 2 // wrong use, or the environment
)

// errFindings ends a command whose findings have been printed.
var errFindings = errors.New("findings")

// An app is one run of the command.
type app struct {
	in       io.Reader
	out, err io.Writer
	dir      string
	date     string
	format   string
	all      bool
	keys     keys
}

// Main runs the command and returns its exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{in: stdin, out: stdout, err: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errFindings):
		return exitFindings
	}
	a.fail(err)
	return exitFailure
}

// fail prints an error of use or environment with a way out where we know one.
func (a *app) fail(err error) {
	fmt.Fprintf(a.err, "kijun: %v\n", err)
	var hint hinted
	switch {
	case errors.As(err, &hint):
		fmt.Fprintf(a.err, "  %s\n", hint.hint)
	case strings.HasPrefix(err.Error(), "unknown command"):
		fmt.Fprintln(a.err, "  `kijun --help` lists the commands")
	case errors.Is(err, build.ErrNoProject):
		fmt.Fprintln(a.err, "  `kijun init DIR` makes a project that builds at once; -C DIR works in another folder")
	}
}

// A hinted error carries a way out.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "kijun",
		Short: "Publish security standards, and say what is withheld and why",
		Long: `kijun reads security standards written in Markdown, checks them against a
guideline, and builds two editions of a website: a public one, from which every
withheld part is cut before anything is parsed, and a confidential one.

Exit status: 0 fine, 1 findings, 2 wrong use or a failing environment.`,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVarP(&a.dir, "directory", "C", ".", "work in this project folder")
	root.PersistentFlags().StringVar(&a.date, "date", "", "take this day as today (YYYY-MM-DD), for what is overdue")
	root.AddCommand(a.initCommand(), a.checkCommand(), a.buildCommand(), a.serveCommand(), a.lockCommand(), a.sealCommand(), a.unsealCommand(), a.editCommand(),
		a.keyCommand(), a.releaseCommand(), a.verifyCommand(), a.coverageCommand(), a.registerCommand(),
		a.compareCommand(), a.importCommand(), a.exportCommand(), a.explainCommand(), a.versionCommand())
	for _, c := range root.Commands() {
		if args := c.Args; args != nil {
			c.Args = func(c *cobra.Command, list []string) error {
				if err := args(c, list); err != nil {
					return hinted{err, strings.TrimSpace(c.UsageString())}
				}
				return nil
			}
		}
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if _, ok := errors.AsType[*strconv.NumError](err); ok {
			said, _, _ := strings.Cut(err.Error(), ": strconv.")
			err = errors.New(said + ": it takes a number")
		}
		return hinted{err, strings.TrimSpace(c.UsageString())}
	})
	return root
}

// formatFlag adds --format with the forms that a command can print.
func (a *app) formatFlag(c *cobra.Command, forms ...string) {
	c.Flags().StringVar(&a.format, "format", forms[0], "how to print: "+strings.Join(forms, ", "))
	c.PreRunE = func(*cobra.Command, []string) error {
		for _, f := range forms {
			if a.format == f {
				return nil
			}
		}
		return hinted{fmt.Errorf("unknown format %q", a.format), "one of: " + strings.Join(forms, ", ")}
	}
}

// project opens the project folder.
func (a *app) project() (fs.FS, error) {
	// a root, not just a folder: no link in the project leads out of it
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, err
	}
	return root.FS(), nil
}

// options are the inputs of a run that come from the command line.
func (a *app) options() (build.Options, error) {
	day := a.date
	if day == "" {
		day = time.Now().Format(time.DateOnly)
	} else if _, err := time.Parse(time.DateOnly, day); err != nil {
		return build.Options{}, hinted{fmt.Errorf("%q is not a day", day), "write it as 2026-04-01"}
	}
	return build.Options{Date: standard.Date(day)}, nil
}

// analyse loads and checks the project.
func (a *app) analyse(editions ...withhold.Edition) (*build.Analysis, error) {
	root, err := a.project()
	if err != nil {
		return nil, err
	}
	o, err := a.options()
	if err != nil {
		return nil, err
	}
	o.Editions = editions
	// a key that is named for all commands is not asked for where none is wanted
	if len(a.keys.files) > 0 || !slices.Equal(editions, []withhold.Edition{withhold.Public}) {
		if o.Open, err = a.opener(); err != nil {
			return nil, err
		}
	}
	an, err := build.Analyse(root, o)
	return an, errors.Join(a.keys.err, err)
}

// findings prints findings to stderr for a command that reports something else,
// and returns the error to end with.
func (a *app) findings(ds diag.List) error {
	printText(a.err, ds, a.style(a.err), a.all)
	if ds.HasErrors() {
		return errFindings
	}
	return nil
}

// waiting says that mending what was found will bring more to light.
func (a *app) waiting(w io.Writer, an *build.Analysis) {
	if an.Waiting && an.Findings.HasErrors() {
		fmt.Fprintln(w, waitingRules)
	}
}

const waitingRules = "The rules about items, links and versions have not run: they wait until these errors are mended."

// style decides on colours: none when asked not to, none but on a terminal.
func (a *app) style(w io.Writer) style {
	return style{colour: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w)}
}

// terminal reports whether a reader or writer is one.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
