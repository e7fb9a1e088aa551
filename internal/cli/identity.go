package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// identityVar names files of keys where no flag does.
const identityVar = "KIJUN_IDENTITY"

// keys are the private keys of a run. One that is protected by a passphrase is
// asked for when something sealed is met, and not before.
type keys struct {
	files          []string // --identity
	passphraseFile string

	once sync.Once
	all  *seal.Identities // once those with a passphrase are open too
	err  error            // of a passphrase
}

// A shutKey is a file that wants a passphrase.
type shutKey struct {
	name string
	data []byte
}

// identityFlags adds the flags of commands that open what is sealed.
func (a *app) identityFlags(c *cobra.Command) {
	c.Flags().StringArrayVar(&a.keys.files, "identity", nil, "file with a private key that opens what is sealed (repeatable; or the files in "+identityVar+")")
	c.Flags().StringVar(&a.keys.passphraseFile, "passphrase-file", "", "file with the passphrase of such a key; else it is asked for")
}

// opener reads the keys that were named. It is nil where none was. What it meets
// later, it leaves in a.keys.err.
func (a *app) opener() (withhold.Opener, error) {
	k := &a.keys
	names := k.files
	if len(names) == 0 {
		for _, name := range filepath.SplitList(os.Getenv(identityVar)) {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	open := &seal.Identities{}
	var shut []shutKey
	for _, name := range names {
		data, err := readSecret(name)
		if err != nil {
			return nil, err
		}
		ids, err := seal.ParseIdentities(data, nil)
		switch {
		case errors.Is(err, seal.ErrNeedsPass):
			shut = append(shut, shutKey{name, data})
		case err != nil:
			return nil, hinted{fmt.Errorf("%s: %w", name, err), "it has lines AGE-SECRET-KEY-…, as `kijun key seal` and age-keygen write them; what stands in kijun.yaml are public keys"}
		default:
			open = seal.Join(open, ids)
		}
	}
	return func(b seal.Binding, data []byte) ([]byte, error) {
		plain, err := open.Open(b, data)
		if len(shut) == 0 || !errors.Is(err, seal.ErrNoKey) {
			return plain, err
		}
		k.once.Do(func() { k.all, k.err = a.unlock(shut) }) // several may ask at once
		if k.err != nil {
			return nil, seal.ErrNoKey
		}
		return k.all.Open(b, data)
	}, nil
}

// unlock asks for the passphrases.
func (a *app) unlock(shut []shutKey) (*seal.Identities, error) {
	all := &seal.Identities{}
	for _, s := range shut {
		ids, err := seal.ParseIdentities(s.data, func() (string, error) { return a.passphrase("passphrase of "+s.name, false) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		all = seal.Join(all, ids)
	}
	return all, nil
}

// passphrase reads a passphrase from the file that was named, or the terminal.
func (a *app) passphrase(what string, twice bool) (string, error) {
	if name := a.keys.passphraseFile; name != "" {
		data, err := readSecret(name)
		if err != nil {
			return "", err
		}
		words, _, _ := strings.Cut(string(data), "\n")
		words = strings.TrimSuffix(words, "\r")
		if words == "" {
			return "", hinted{fmt.Errorf("%s: its first line is empty", name), "the passphrase stands on the first line"}
		}
		return words, nil
	}
	in, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", hinted{errors.New("a passphrase is needed, and there is no terminal to ask for it"), "--passphrase-file FILE names a file that has it"}
	}
	ask := func(what string) (string, error) {
		fmt.Fprintf(a.err, "%s: ", what)
		words, err := readPassword(int(in.Fd()))
		fmt.Fprintln(a.err)
		return words, err
	}
	words, err := ask(what)
	if err != nil || !twice {
		return words, err
	}
	again, err := ask("once more")
	switch {
	case err != nil:
		return "", err
	case words != again:
		return "", errors.New("these are two passphrases")
	case words == "":
		return "", errors.New("the passphrase is empty")
	}
	return words, nil
}

// readPassword reads a line that is not shown. An interrupt ends it at once: a
// read of the terminal would go on, and it is all that this run is waiting for.
func readPassword(fd int) (string, error) {
	was, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(stop)
	type line struct {
		words []byte
		err   error
	}
	done := make(chan line, 1)
	go func() {
		words, err := term.ReadPassword(fd)
		done <- line{words, err}
	}()
	select {
	case l := <-done:
		return string(l.words), l.err
	case <-stop:
		return "", errors.Join(errInterrupted, term.Restore(fd, was))
	}
}

var errInterrupted = errors.New("interrupted")

// readSecret reads a file that nobody else may read.
func readSecret(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("there is no file %s", name), "`kijun key --help` tells how keys are made; one that is lost comes from its copy"}
	} else if err != nil {
		return nil, err
	}
	if os.PathSeparator == '/' && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, hinted{fmt.Errorf("%s can be read by others (mode %#o)", name, info.Mode().Perm()), fmt.Sprintf("`chmod 600 %s`; if others may have read it, make a new key", name)}
	}
	if info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("this is a folder")}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(data) > maxSecret {
		err = hinted{fmt.Errorf("%s is too large for a file of keys or a passphrase", name), "is it the right file?"}
	}
	return data, err
}

// maxSecret is more than any file of keys has: whatever else is named must not
// fill the memory.
const maxSecret = 1 << 20
