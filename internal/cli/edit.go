package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/editor"
)

func (a *app) editCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "edit FILE --identity FILE",
		Short: "Edit a text whose withheld parts are sealed",
		Long: `edit opens a text of a version, or a withheld file, in your editor ($VISUAL or
$EDITOR) with its sealed parts in the clear. The editor gets a copy in a folder
that only you can read. When it ends, the text is checked, what changed is
sealed anew, and the file is replaced in one step; parts that did not change
stay as they are, to the byte.

If the text has errors in its markers, nothing is written, and you are told
where your text is kept. To withhold or to disclose a part, change the register
first: a part that it does not have, or one that went and that it still has, is
taken for a slip.`,
		Args: cobra.ExactArgs(1),
	}
	a.identityFlags(c)
	c.Flags().BoolVar(&a.all, "all", false, "print every finding in full")
	c.RunE = func(cmd *cobra.Command, args []string) error { return a.edit(cmd.Context(), args[0]) }
	return c
}

func (a *app) edit(ctx context.Context, file string) error {
	command := os.Getenv("VISUAL")
	if command == "" {
		command = os.Getenv("EDITOR")
	}
	if strings.TrimSpace(command) == "" {
		return hinted{errors.New("there is no editor"), "the environment variable VISUAL or EDITOR names one, such as `EDITOR=vi`"}
	}
	open, err := a.opener()
	if err != nil {
		return err
	}
	name, err := a.inProject(file)
	if err != nil {
		return err
	}
	root, err := a.project()
	if err != nil {
		return err
	}
	v, err := build.OpenVault(root)
	if err != nil {
		return err
	}
	draft, ds, err := v.Draft(name, open)
	switch {
	case a.keys.err != nil:
		return a.keys.err
	case errors.Is(err, fs.ErrNotExist):
		return hinted{fmt.Errorf("there is no %s in the project", filepath.ToSlash(file)), "a file in the folder of a version, such as content/water-guideline/4.2/05-build.md"}
	case errors.Is(err, build.ErrNotEdited):
		return hinted{fmt.Errorf("%s: %w", filepath.ToSlash(file), err), "edit it as any other file"}
	case err != nil:
		return err
	case len(ds) > 0:
		return a.nothingEdited(ds)
	}
	dir, err := privateFolder()
	if err != nil {
		return err
	}
	// The name says no more than what an editor needs to know.
	copied := filepath.Join(dir, "text"+filepath.Ext(name))
	keep := func(err error) error {
		at := copied
		if info, statErr := os.Lstat(copied); statErr != nil || info.Size() == 0 {
			at = dir // what the editor put beside it, if anything
			if left, readErr := os.ReadDir(dir); readErr == nil && (len(left) == 0 || statErr == nil && len(left) == 1) {
				return errors.Join(err, os.RemoveAll(dir))
			}
		}
		fmt.Fprintf(a.err, "your text is kept in %s, in the clear: take it up again with kijun edit, and remove it\n", at)
		return err
	}
	if err := os.WriteFile(copied, draft.Clear, 0o600); err != nil {
		return errors.Join(causeOf(err), os.RemoveAll(dir))
	}
	if err := editor.Run(command, copied, a.in, a.out, a.err); err != nil {
		text, readErr := os.ReadFile(copied)
		err = hinted{fmt.Errorf("the editor failed: %w", err), "nothing was written"}
		if readErr == nil && bytes.Equal(text, draft.Clear) {
			return errors.Join(err, os.RemoveAll(dir))
		}
		return keep(err)
	}
	text, err := os.ReadFile(copied)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return keep(hinted{errors.New("the editor has taken its file away"), "nothing was written"})
	case err != nil:
		return keep(err)
	case len(bytes.TrimSpace(text)) == 0 && len(bytes.TrimSpace(draft.Clear)) > 0:
		// A withheld file has no markers that would be missed, and what was sealed
		// would be lost to an editor that ran out of disk.
		return keep(hinted{errors.New("the editor left an empty file"), "nothing was written; a file that is to go is deleted, with its entry in withheld.yaml"})
	}
	if bytes.Equal(text, draft.Clear) {
		fmt.Fprintln(a.out, "nothing was changed")
		return os.RemoveAll(dir)
	}
	data, ds, err := draft.Close(text)
	switch {
	case errors.Is(err, build.ErrNoRecipients):
		return keep(hinted{err, declare})
	case err != nil:
		return keep(err)
	case len(ds) > 0:
		return keep(a.nothingEdited(ds))
	}
	// an interrupt that was meant for the editor must not lose the text
	_, free, err := a.vault(context.WithoutCancel(ctx))
	if err != nil {
		return keep(err)
	}
	defer free()
	if err := a.replace(draft.Name, draft.Was, data); err != nil {
		return keep(err)
	}
	fmt.Fprintf(a.out, "wrote %s\n", filepath.ToSlash(file))
	return os.RemoveAll(dir)
}

func (a *app) nothingEdited(ds diag.List) error {
	err := a.findings(ds)
	fmt.Fprintln(a.err, "nothing was written")
	return err
}

// inProject is the name that a file has in the project: in the current folder,
// as for every tool, or else in the project's.
func (a *app) inProject(file string) (string, error) {
	if _, err := os.Lstat(file); err == nil {
		from, err := filepath.Abs(a.dir)
		if err != nil {
			return "", err
		}
		to, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		if rel, err := filepath.Rel(from, to); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return filepath.ToSlash(rel), nil
		}
	}
	return filepath.ToSlash(filepath.Clean(file)), nil
}

// privateFolder makes a folder that only the user can read, in memory where the
// system has such a place.
func privateFolder() (string, error) {
	at := ""
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			at = dir
		}
	}
	return os.MkdirTemp(at, "kijun-edit-") // mode 0700
}
