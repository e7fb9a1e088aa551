// Package seal encrypts the withheld parts of sources at rest, and opens them.
//
// In: a part's text, what part it is, and keys. Out: an age file in the form in
// which it stands in a source, or the text again. What is opened is exactly what
// was sealed, in the place for which it was sealed, or nothing. It reads no
// files, knows no markers, and no error of it has a word of text or of a private
// key.
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Why a part can't be opened.
var (
	ErrForm      = errors.New("this is not the form of a sealed part")
	ErrNoKey     = errors.New("none of the keys given opens it")
	ErrDamaged   = errors.New("it is damaged")
	ErrElsewhere = errors.New("it was sealed as another part")
)

// Recipients are those who can open what is sealed.
type Recipients struct{ list []age.Recipient }

// A KeyError says what is wrong with one of several public keys.
type KeyError struct {
	Index         int
	Message, Hint string
}

const keyForm = "a recipient is a public key of age, `age1…` or `age1pq1…`; `kijun key seal FILE` makes one"

// ParseRecipients reads public keys. They are all of one sort: a part that could
// be opened with a key that is not safe from quantum computers as well would be
// no safer than that one.
func ParseRecipients(keys []string) (*Recipients, []KeyError) {
	r := &Recipients{}
	var bad []KeyError
	sorts := map[bool]bool{}
	seen := map[string]bool{}
	for i, key := range keys {
		var to age.Recipient
		var err error
		hybrid := strings.HasPrefix(key, "age1pq1")
		switch {
		case strings.HasPrefix(strings.ToUpper(key), "AGE-SECRET-KEY"):
			bad = append(bad, KeyError{i, "this is a private key, and a public one belongs here", "take it out, and make a new key: who can read the file can read what was sealed for this one"})
			continue
		case hybrid:
			to, err = age.ParseHybridRecipient(key)
		default:
			to, err = age.ParseX25519Recipient(key)
		}
		if err == nil { // a key may have the form of one, and seal nothing
			_, err = to.Wrap(make([]byte, 16))
		}
		sorts[hybrid] = true
		switch {
		case err != nil:
			bad = append(bad, KeyError{i, "this is no recipient", keyForm})
		case seen[key]:
			bad = append(bad, KeyError{i, "this recipient is named twice", "name it once"})
		case len(sorts) > 1:
			bad = append(bad, KeyError{i, "recipients of both sorts, age1… and age1pq1…, can't stand together", "let all have keys of one sort; `kijun key seal FILE` makes one of the sort age1pq1…"})
		}
		seen[key] = true
		r.list = append(r.list, to)
	}
	switch {
	case len(bad) > 0:
		return nil, bad
	case len(r.list) == 0:
		return nil, []KeyError{{0, "there are no recipients", keyForm}}
	}
	return r, nil
}

// Seal encrypts a part. The result ends with a line end, but for a span, which
// has none.
func (r *Recipients) Seal(b Binding, plaintext []byte) ([]byte, error) {
	var file bytes.Buffer
	w, err := age.Encrypt(&file, r.list...)
	if err == nil {
		if _, err = w.Write(payload(b, plaintext)); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return encode(b.Kind, file.Bytes()), nil
}

// Identities are private keys.
type Identities struct{ list []age.Identity }

// Len is how many keys there are.
func (ids *Identities) Len() int {
	if ids == nil {
		return 0
	}
	return len(ids.list)
}

// Join puts keys together.
func Join(all ...*Identities) *Identities {
	out := &Identities{}
	for _, ids := range all {
		out.list = append(out.list, ids.list...)
	}
	return out
}

// Open decrypts a part. The errors are ErrForm, ErrNoKey, ErrDamaged and
// ErrElsewhere.
func (ids *Identities) Open(b Binding, data []byte) ([]byte, error) {
	file, err := decode(b.Kind, data)
	if err != nil {
		return nil, err
	}
	if ids.Len() == 0 {
		return nil, ErrNoKey
	}
	r, err := age.Decrypt(bytes.NewReader(file), ids.list...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrNoKey
	case err != nil:
		return nil, ErrDamaged
	}
	p, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrDamaged
	}
	return open(b, p)
}
