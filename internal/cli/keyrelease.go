package cli

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/standard"
)

func (a *app) keyReleaseCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "release FILE --name NAME",
		Short: "Make a pair of keys that releases are signed with",
		Long: `release writes a new private key into FILE, which its owner alone can read, and
prints the public key and the lines for kijun.yaml. It overwrites nothing.

NAME names the log for good: a host name that the publisher owns, and a path, such
as kijun.example.jp/water. The key (Ed25519) signs releases and the checkpoints of
the log. Keep FILE out of the project and its history; who has it can sign in the
publisher's name, and without it the log can't go on under this key.`,
		Args: cobra.ExactArgs(1),
	}
	name := c.Flags().String("name", "", "name of the key and of the log that it signs")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if inside, err := within(a.dir, args[0]); err == nil && inside {
			if _, err := a.settings(); err == nil {
				return hinted{fmt.Errorf("%s is inside the project", args[0]), "a private key ends up in the repository there: take a folder outside it"}
			}
		}
		if !keyName.MatchString(*name) {
			return hinted{fmt.Errorf("%q can't be the name of a key", *name), "--name kijun.example.jp/water: letters, digits, dots, hyphens and slashes"}
		}
		private, public, err := note.GenerateKey(rand.Reader, *name)
		if err != nil {
			return err
		}
		if err := durable.Create(args[0], []byte(private+"\n"), 0o600); errors.Is(err, fs.ErrExist) {
			return hinted{fmt.Errorf("%s is there already", args[0]), "a key is never overwritten: take another file"}
		} else if err != nil {
			return noFolder(args[0], err)
		}
		fmt.Fprintf(a.out, "wrote %s: the private key. Keep it out of the project, and keep a copy where no one else reads it\n", args[0])
		fmt.Fprintf(a.out, "public key: %s\n\nin kijun.yaml, behind the keys that have signed before:\n\nrelease:\n  keys:\n    - %s\n", public, public)
		return nil
	}
	return c
}

// keyName is a name that stands in a signature and in the first line of a
// checkpoint.
var keyName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._/-]*$`)

// signer reads a private key, which must be the one that kijun.yaml has in use.
// No message tells anything of what stands in the file.
func signer(file string, keys []standard.PublicKey) (note.Signer, error) {
	data, err := readSecret(file)
	if err != nil {
		return nil, err
	}
	private := strings.TrimSpace(string(data))
	s, err := note.NewSigner(private)
	if err != nil {
		return nil, hinted{fmt.Errorf("%s holds no private key of releases", file), "`kijun key release FILE --name NAME` makes one"}
	}
	if len(keys) == 0 {
		return nil, hinted{errors.New("kijun.yaml names no key of releases"), fmt.Sprintf("the one of %s: `release: {keys: [%s]}`", file, publicOf(s, private))}
	}
	for i, k := range keys {
		v, err := note.NewVerifier(k.Key)
		if err != nil || v.Name() != s.Name() || v.KeyHash() != s.KeyHash() {
			continue
		}
		if i < len(keys)-1 {
			return nil, hinted{fmt.Errorf("the key of %s is no longer in use", file), "the last key in `release: {keys: […]}` of kijun.yaml signs"}
		}
		return s, nil
	}
	return nil, hinted{fmt.Errorf("the public key that belongs to %s is not in kijun.yaml", file), fmt.Sprintf("is it the right key? If so, add its public key to `release: {keys: […]}` as the last one, and let others know of it: %s", publicOf(s, private))}
}

// publicOf is the public key of a private one that can be read.
func publicOf(s note.Signer, private string) string {
	fields := strings.SplitN(private, "+", 5) // PRIVATE+KEY+name+hash+base64, which may have a +
	data, err := base64.StdEncoding.DecodeString(fields[len(fields)-1])
	if err != nil || len(data) != 1+ed25519.SeedSize {
		return ""
	}
	public, err := note.NewEd25519VerifierKey(s.Name(), ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey))
	if err != nil {
		return ""
	}
	return public
}
