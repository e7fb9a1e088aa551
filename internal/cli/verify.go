package cli

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/verify"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A verifying is what the command line asks for.
type verifying struct {
	target       string
	keys         []string
	keyFiles     []string
	checkpoint   string
	save         string
	confidential string
	rebuild      bool
	seed         uint64
	seeded       bool
}

func (a *app) verifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify TARGET",
		Short: "Check a published site as an outsider can",
		Long: `verify checks a public site: a folder, a .zip, .tar or .tar.gz, or an http(s)
address. It trusts nothing that built the site. It checks the files against the
manifest, the log and its signatures, the site against the last release, released
versions against the log, links and anchors, the register against the notices, and
looks for what only a confidential edition has.

A signature is checked with the keys given by --key alone; a key that the site
names on itself proves nothing. --save-checkpoint keeps the checkpoint of the log;
given back later by --checkpoint it shows that nothing was taken back or rewritten.

--confidential takes the confidential edition, and compares the two; --rebuild
builds the public edition of the project (-C) again, as it is and with other text
in every withheld part, and compares all three byte for byte. Nothing is written.

Exit status: 0 all that was checked passed, 1 a check failed, 2 wrong use or a
failing environment.`,
		Args: cobra.ExactArgs(1),
	}
	var v verifying
	f := c.Flags()
	f.StringArrayVar(&v.keys, "key", nil, "public key that you trust (repeatable)")
	f.StringArrayVar(&v.keyFiles, "key-file", nil, "file with public keys that you trust, one a line (repeatable)")
	f.StringVar(&v.checkpoint, "checkpoint", "", "file with a checkpoint of the log from an earlier day")
	f.StringVar(&v.save, "save-checkpoint", "", "file to keep the checkpoint of the log in for the next time")
	f.StringVar(&v.confidential, "confidential", "", "folder or archive of the confidential edition")
	f.BoolVar(&v.rebuild, "rebuild", false, "build the public edition of the project again, twice, and compare")
	f.Uint64Var(&v.seed, "seed", 0, "what --rebuild fills withheld parts from, to repeat a run")
	a.formatFlag(c, "text", "json")
	c.RunE = func(c *cobra.Command, args []string) error {
		v.target, v.seeded = args[0], c.Flags().Changed("seed")
		if v.seeded && !v.rebuild {
			return hinted{errors.New("--seed is of --rebuild"), "use both, or neither"}
		}
		return a.verify(c.Context(), v)
	}
	return c
}

func (a *app) verify(ctx context.Context, v verifying) (err error) {
	o, err := v.options()
	if err != nil {
		return err
	}
	site, err := a.openSite(ctx, v.target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	if v.confidential != "" {
		if o.Confidential, err = a.openSite(ctx, v.confidential); err != nil {
			var refused *verify.Refused
			if errors.As(err, &refused) && refused.Nameless != "" {
				// names of its files are not for a log
				return hinted{fmt.Errorf("%s: %s", v.confidential, refused.Nameless), "take the confidential edition as `kijun build` has made it"}
			}
			return err
		}
		defer func() { err = errors.Join(err, o.Confidential.Close()) }()
	}
	if v.rebuild {
		if o.Rebuild, err = a.rebuilds(&v); err != nil {
			return err
		}
	}
	a.progress("checking")
	r, err := verify.Run(ctx, site, o)
	a.progress("")
	var refused *verify.Refused
	switch {
	case errors.Is(err, build.ErrFindings):
		return hinted{err, "mend what was found first: the sources do not build"}
	case errors.As(err, &refused):
		return hinted{err, "nothing was checked and nothing was written"}
	case err != nil:
		return err
	}
	if a.format == "json" {
		err = printJSON(a.out, r)
	} else {
		printReport(a.out, r, a.style(a.out))
	}
	if err == nil && v.save != "" {
		err = a.saveCheckpoint(r, v.save)
	}
	if r.Failed > 0 {
		err = errors.Join(err, errFindings)
	}
	return err
}

const keyForm = "a public key looks like name+1a2b3c4d+AbC…, as `kijun key release` prints it"

// options reads the keys and the earlier checkpoint.
func (v *verifying) options() (o verify.Options, err error) {
	if o.Keys, err = proof.Verifiers(v.keys); err != nil {
		return o, hinted{err, keyForm}
	}
	for _, file := range v.keyFiles {
		data, err := readSmall(file)
		if err != nil {
			return o, err
		}
		n, found := 0, 0
		for line := range strings.Lines(string(data)) {
			n++
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			key, err := proof.Verifiers([]string{line})
			if err != nil {
				return o, hinted{fmt.Errorf("%s:%d: this is no public key", file, n), keyForm + "; nothing else stands in the file, but lines that begin with #"}
			}
			o.Keys = append(o.Keys, key...)
			found++
		}
		if found == 0 {
			return o, hinted{fmt.Errorf("%s has no key", file), "one public key a line, as `kijun key release` prints it"}
		}
	}
	if v.checkpoint != "" {
		if o.Checkpoint, err = readSmall(v.checkpoint); err != nil {
			return o, err
		}
		if len(o.Checkpoint) == 0 {
			return o, hinted{fmt.Errorf("%s is empty", v.checkpoint), "--save-checkpoint writes one"}
		}
	}
	return o, nil
}

// readSmall reads a file that a person names; none of them is long.
func readSmall(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 1 << 20
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s is larger than %d KiB", file, most>>10)
	}
	return data, err
}

// openSite opens a folder or an archive, or fetches what stands at an address.
func (a *app) openSite(ctx context.Context, target string) (*verify.Site, error) {
	var s *verify.Site
	var err error
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		a.progress("fetching")
		s, err = verify.Fetch(ctx, &http.Client{Timeout: time.Minute}, target, os.TempDir())
		a.progress("")
	} else {
		s, err = verify.Open(target, os.TempDir())
	}
	var refused *verify.Refused
	switch {
	case errors.As(err, &refused):
		return nil, hinted{err, "nothing was checked and nothing was written"}
	case errors.Is(err, fs.ErrNotExist):
		return nil, hinted{err, "name a folder, an archive (.zip, .tar, .tar.gz, .tgz) or an address (https://…)"}
	}
	return s, err
}

// rebuilds are the builds that must give the same site.
func (a *app) rebuilds(v *verifying) ([]verify.Build, error) {
	if !v.seeded {
		var b [8]byte
		if _, err := rand.Read(b[:]); err != nil {
			return nil, err
		}
		v.seed = binary.BigEndian.Uint64(b[:]) >> 12 // short enough for JSON readers
	}
	root, err := a.project()
	if err != nil {
		return nil, err
	}
	// a sealed part is in nobody's way: nothing of it is in a public edition
	an, err := a.analyse(withhold.Public)
	if err != nil {
		return nil, err
	}
	if an.Findings.HasErrors() {
		return nil, a.findings(an.Findings)
	}
	other, err := an.Refill(root, v.seed)
	if err != nil {
		return nil, err
	}
	o, err := a.options()
	if err != nil {
		return nil, err
	}
	refilled := fmt.Sprintf("the build with other withheld text (--seed %d)", v.seed)
	return []verify.Build{
		{Name: "the build of the sources", Make: func(ctx context.Context, put func(string, []byte) error) error {
			return an.Write(ctx, root, withhold.Public, put)
		}},
		{Name: refilled, Make: func(ctx context.Context, put func(string, []byte) error) error {
			an, err := build.Analyse(other, o)
			if err != nil {
				return err
			}
			for _, d := range an.Findings {
				if d.Rule.Severity == diag.Error {
					fmt.Fprintf(a.err, "%s: in %s: %s\n", d.Rule.Code, refilled, d.Message)
				}
			}
			return an.Write(ctx, other, withhold.Public, put)
		}},
	}, nil
}

// saveCheckpoint keeps the checkpoint for the next time, unless what was checked
// of the log speaks against it.
func (a *app) saveCheckpoint(r *verify.Report, file string) error {
	for _, id := range []string{"log", "signature", "checkpoint"} {
		if r.Of(id).Status == verify.Fail {
			fmt.Fprintf(a.err, "%s was not written: %s failed\n", file, id)
			return nil
		}
	}
	if r.Checkpoint == nil {
		fmt.Fprintf(a.err, "%s was not written: the site has no log\n", file)
		return nil
	}
	return durable.Write(file, r.Checkpoint, 0o644)
}

// printReport prints what was checked, what failed and what was left out.
func printReport(w io.Writer, r *verify.Report, st style) {
	fmt.Fprintf(w, "%s: %s", r.Target, plural(r.Files, "file"))
	if r.Edition != "" {
		fmt.Fprintf(w, ", %s edition", r.Edition)
	}
	fmt.Fprintln(w)
	for _, c := range r.Checks {
		word := st.paint(colourOf(c.Status), fmt.Sprintf("%-7s", c.Status))
		fmt.Fprintf(w, "\n%s  %s: %s\n", word, c.ID, c.Title)
		for _, line := range c.Checked {
			fmt.Fprintf(w, "         %s\n", visible(line))
		}
		if c.Reason != "" {
			fmt.Fprintf(w, "         %s\n", c.Reason)
		}
		for _, f := range c.Failures {
			for i, part := range strings.Split(f.String(), "\n") {
				fmt.Fprintf(w, "       %c %s\n", "! "[min(i, 1)], visible(part)) // what a stranger wrote may stand in it
			}
		}
		if more := c.Total - len(c.Failures); more > 0 {
			fmt.Fprintf(w, "       ! and %d more\n", more)
		}
		for _, n := range c.Notes {
			fmt.Fprintf(w, "         note: %s\n", visible(n))
		}
	}
	fmt.Fprintf(w, "\n%d passed, %d failed, %d skipped\n", r.Passed, r.Failed, r.Skipped)
	if c := r.Of("signature"); c.Status == verify.Skipped && r.Of("log").Status != verify.Skipped {
		fmt.Fprintln(w, "no signature was checked, so nothing shows whose site this is: --key takes the public key of its publisher")
	}
}

func colourOf(s verify.Status) string {
	switch s {
	case verify.Pass:
		return "1;32"
	case verify.Fail:
		return "1;31"
	}
	return "1;33"
}
