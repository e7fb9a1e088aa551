package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/seal"
)

func (a *app) keyCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "key",
		Short: "Make keys",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return hinted{errors.New("a key for what?"), strings.TrimSpace(c.UsageString())}
		},
	}
	c.AddCommand(a.keySealCommand(), a.keyReleaseCommand())
	return c
}

func (a *app) keySealCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "seal FILE",
		Short: "Make a key that opens what is sealed",
		Long: `seal makes a private key of age and writes it into FILE, a new file that its
owner alone can read. It prints the public key, which is no secret: it belongs
into kijun.yaml, under seal, and what is sealed from then on opens with FILE.

The key is of the sort age1pq1…, safe from quantum computers too. All recipients
of a project are of one sort; --classic makes a shorter one, of the sort age1….

Keep a copy of FILE apart from the sources. Without it, and without another
recipient's, what is sealed is lost.`,
		Args: cobra.ExactArgs(1),
	}
	ask := c.Flags().Bool("passphrase", false, "protect the key with a passphrase, which is asked for")
	c.Flags().StringVar(&a.keys.passphraseFile, "passphrase-file", "", "protect the key with the passphrase on the first line of this file")
	classic := c.Flags().Bool("classic", false, "make a key of the sort age1…")
	c.RunE = func(_ *cobra.Command, args []string) error {
		name := args[0]
		if inside, err := within(a.dir, name); err == nil && inside {
			if _, err := a.settings(); err == nil {
				return hinted{fmt.Errorf("%s is inside the project", name), "a private key beside what it opens ends up in the same repository: take a folder outside it"}
			}
		}
		words := ""
		if *ask || a.keys.passphraseFile != "" {
			var err error
			if words, err = a.passphrase("new passphrase", true); err != nil {
				return err
			}
		}
		key, err := seal.Generate(*classic, words)
		if err != nil {
			return err
		}
		if err := durable.Create(name, key.File, 0o600); errors.Is(err, fs.ErrExist) {
			return hinted{fmt.Errorf("%s is there already", name), "a key is never written over: what was sealed for it would be lost; take another name"}
		} else if err != nil {
			return noFolder(name, err)
		}
		fmt.Fprintf(a.err, "wrote %s; keep a copy of it in a safe place\nfor kijun.yaml, with the other recipients if there are any:\n", filepath.ToSlash(name))
		_, err = fmt.Fprintf(a.out, "seal:\n  recipients:\n    - %s\n", key.Recipient)
		return err
	}
	return c
}

// noFolder says how a folder for keys is made, where there is none.
func noFolder(name string, err error) error {
	if dir := filepath.ToSlash(filepath.Dir(name)); errors.Is(err, fs.ErrNotExist) {
		return hinted{fmt.Errorf("there is no folder %s", dir), fmt.Sprintf("`mkdir -p -m 700 %s` makes one", dir)}
	}
	return err
}

// settings tells whether there is a project in the folder.
func (a *app) settings() (fs.FileInfo, error) {
	root, err := a.project()
	if err != nil {
		return nil, err
	}
	return fs.Stat(root, "kijun.yaml")
}
