package seal

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Why a file gives no keys.
var (
	ErrIdentity   = errors.New("this is no file of age identities")
	ErrPassphrase = errors.New("the passphrase is wrong, or the file is damaged")
	ErrNeedsPass  = errors.New("the file is protected by a passphrase")
)

// ParseIdentities reads a file as age has it: lines AGE-SECRET-KEY-…, comments
// and empty lines; or all of that encrypted with a passphrase, armored or not.
// passphrase is asked only then; it may be nil.
func ParseIdentities(data []byte, passphrase func() (string, error)) (*Identities, error) {
	if !bytes.HasPrefix(data, []byte(intro)) { // or it is binary, and any bytes may stand in it
		data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	}
	if !Looks(data) {
		return identities(data)
	}
	var src io.Reader = bytes.NewReader(data)
	if !bytes.HasPrefix(data, []byte(intro)) {
		src = armor.NewReader(src)
	}
	file, err := io.ReadAll(src)
	if err != nil {
		return nil, ErrIdentity
	}
	if !bytes.Contains(file[:min(len(file), 64)], []byte("\n-> scrypt ")) {
		return nil, ErrIdentity // encrypted for a key, and not by a passphrase
	}
	if passphrase == nil {
		return nil, ErrNeedsPass
	}
	words, err := passphrase()
	if err != nil {
		return nil, err
	}
	id, err := age.NewScryptIdentity(words)
	if err != nil {
		return nil, ErrPassphrase // it is empty
	}
	r, err := age.Decrypt(bytes.NewReader(file), id)
	if err != nil {
		return nil, ErrPassphrase
	}
	if data, err = io.ReadAll(r); err != nil {
		return nil, ErrPassphrase
	}
	return identities(data)
}

// identities reads the lines. The errors of age may quote a line, so they are
// left behind.
func identities(data []byte) (*Identities, error) {
	list, err := age.ParseIdentities(bytes.NewReader(data))
	if err != nil {
		return nil, ErrIdentity
	}
	return &Identities{list}, nil
}

// A NewKey is an identity that was just made.
type NewKey struct {
	Recipient string
	File      []byte // of identities, encrypted where there is a passphrase
}

// Generate makes an identity. classic asks for one of the older sort, for
// projects whose recipients are of it.
func Generate(classic bool, passphrase string) (*NewKey, error) {
	var secret, public string
	if classic {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		secret, public = id.String(), id.Recipient().String()
	} else {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		secret, public = id.String(), id.Recipient().String()
	}
	file := []byte("# public key: " + public + "\n" + strings.TrimSpace(secret) + "\n")
	if passphrase == "" {
		return &NewKey{public, file}, nil
	}
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, to)
	if err == nil {
		_, err = w.Write(file)
	}
	if err == nil {
		err = errors.Join(w.Close(), a.Close())
	}
	if err != nil {
		return nil, err
	}
	return &NewKey{public, out.Bytes()}, nil
}
