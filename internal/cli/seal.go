package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/durable"
)

const declare = "name the public keys of all who may open it in kijun.yaml: `seal: {recipients: [age1…]}`; `kijun key seal FILE` makes a key"

func (a *app) sealCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "seal [STANDARD[@VERSION] …]",
		Short: "Encrypt what is withheld, where it stands",
		Long: `seal encrypts the withheld parts of the versions named, or of all, for the
recipients in kijun.yaml: parts of texts, withheld files, index.confidential.yaml.
It takes the digests of full sources out of versions.lock, and leaves alone what
is sealed already. With an error in the markers or the register of one of the
versions, nothing is sealed.

The public edition needs no key. What was committed in the clear before stays in
the history of git.`,
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withVault(cmd.Context(), args, func(v *build.Vault, names []build.VersionName) (*build.Sealing, error) {
			if !v.Declared() {
				return nil, hinted{build.ErrNoRecipients, declare}
			}
			return v.Seal(names)
		}, "sealed")
	}
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	return c
}

func (a *app) unsealCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "unseal [STANDARD[@VERSION] …] --identity FILE",
		Short: "Write what is sealed in the clear again",
		Long: `unseal opens what is sealed in the versions named, or in all, and writes it in
its place as it was, to the byte. If one part does not open, nothing is written.

To change what is sealed, kijun edit is safer: it leaves nothing in the clear.`,
	}
	a.identityFlags(c)
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		open, err := a.opener()
		if err != nil {
			return err
		}
		if open == nil {
			return hinted{errors.New("a key is needed"), "--identity FILE names it, or the environment variable " + identityVar}
		}
		return a.withVault(cmd.Context(), args, func(v *build.Vault, names []build.VersionName) (*build.Sealing, error) {
			s, err := v.Unseal(names, open)
			return s, errors.Join(a.keys.err, err)
		}, "unsealed")
	}
	return c
}

// withVault does what changes files of the project, one run at a time.
func (a *app) withVault(ctx context.Context, args []string, do func(*build.Vault, []build.VersionName) (*build.Sealing, error), done string) error {
	var names []build.VersionName
	for _, arg := range args {
		n, ok := build.ParseVersionName(arg)
		if !ok {
			return hinted{fmt.Errorf("%q names no version", arg), "STANDARD or STANDARD@VERSION, such as water-guideline@4.1"}
		}
		names = append(names, n)
	}
	v, free, err := a.vault(ctx)
	if err != nil {
		return err
	}
	defer free()
	s, err := do(v, names)
	var wrong *build.NameError
	if errors.As(err, &wrong) {
		return hinted{wrong, wrong.Hint}
	} else if err != nil {
		return err
	}
	if len(s.Findings) > 0 {
		err := a.findings(s.Findings)
		fmt.Fprintln(a.err, "nothing was written")
		return err
	}
	count := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if err := a.replace(name, s.Was[name], s.Files[name]); err != nil {
			var hint hinted
			if len(count) > 0 && !errors.As(err, &hint) {
				return hinted{err, "every file is as it was or " + done + "; run the command again when this is mended"}
			}
			return err
		}
		count[versionOf(name)]++
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(a.out, "%s %s: %s\n", done, name, plural(count[name], "file"))
	}
	switch {
	case len(count) == 0:
		fmt.Fprintf(a.out, "nothing to do: all is %s\n", done)
		if done == "sealed" { // who can open it can't be told without a key
			fmt.Fprintln(a.err, "It stays sealed for those who were recipients then. For others, `kijun unseal` first.")
		}
	case done == "sealed":
		fmt.Fprintln(a.err, "What was committed in the clear before stays in the history of git.")
	}
	return nil
}

// vault locks the project, removes what killed runs left, and opens it.
func (a *app) vault(ctx context.Context) (*build.Vault, func(), error) {
	root, err := a.project()
	if err != nil {
		return nil, nil, err
	}
	free, err := durable.LockWait(ctx, a.dir)
	if errors.Is(err, durable.ErrLocked) {
		return nil, nil, hinted{fmt.Errorf("%s: another kijun is writing here", a.dir), "wait until it has finished"}
	} else if err != nil {
		return nil, nil, err
	}
	v, err := build.OpenVault(root)
	if err == nil {
		for _, name := range v.Leftovers() {
			err = errors.Join(err, os.Remove(filepath.Join(a.dir, filepath.FromSlash(name))))
		}
	}
	if err != nil {
		free()
		return nil, nil, err
	}
	return v, free, nil
}

// replace writes a file of a version if it still is what was read. No message
// names it: its name may be withheld.
func (a *app) replace(name string, was, now []byte) error {
	full := filepath.Join(a.dir, filepath.FromSlash(name))
	have, err := os.ReadFile(full)
	switch {
	case err != nil:
		err = causeOf(err)
	case !bytes.Equal(have, was):
		return hinted{fmt.Errorf("a file of %s was changed meanwhile", versionOf(name)), "run the command again"}
	default:
		err = causeOf(durable.Write(full, now, 0o644))
	}
	if err != nil {
		return fmt.Errorf("writing a file of %s: %w", versionOf(name), err)
	}
	return nil
}

// causeOf takes the path off an error of the system.
func causeOf(err error) error {
	var pe *os.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	var w *durable.Failed
	if errors.As(err, &w) {
		return w.Err
	}
	return err
}

// versionOf is the version whose file has a name, as people name it.
func versionOf(name string) string {
	parts := strings.SplitN(name, "/", 4)
	if len(parts) < 4 {
		return parts[min(1, len(parts)-1)]
	}
	return parts[1] + "@" + parts[2]
}
