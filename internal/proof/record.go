package proof

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Kinds of records: the release of a version, or of the site as it is.
const (
	Release = "release"
	Site    = "site"
)

// A Record is what is signed and logged.
type Record struct {
	Kind string // Release or Site
	Date string // the day of the release

	// of a release
	Standard, Version string
	Sources           string // Digest of the public sources
	Blocks            int    // leaves under Root
	Root              string // Root of the blocks, base64
	Withheld          int    // lines of commitments.txt
	Commitments       string // Sum of commitments.txt

	SiteHash string // dirhash.Hash1 of the public site but for log/ and its manifest
	Files    int    // files under SiteHash
}

// Text is the record as it is signed.
func (r Record) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "kijun %s v1\n", r.Kind)
	if r.Kind == Release {
		fmt.Fprintf(&b, "standard %s\nversion %s\n", r.Standard, r.Version)
	}
	fmt.Fprintf(&b, "date %s\n", r.Date)
	if r.Kind == Release {
		fmt.Fprintf(&b, "sources %s\nblocks %d\nroot %s\nwithheld %d\ncommitments %s\n", r.Sources, r.Blocks, r.Root, r.Withheld, r.Commitments)
	}
	fmt.Fprintf(&b, "site %s\nfiles %d\n", r.SiteHash, r.Files)
	return b.String()
}

var (
	standardForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	versionForm  = regexp.MustCompile(`^[0-9A-Za-z](?:\.?[0-9A-Za-z_-])*$`)
)

// ParseRecord reads the text of a record. It accepts nothing but what Text
// writes, so that no two texts are the same record.
func ParseRecord(text string) (*Record, error) {
	r := &Record{}
	values := map[string]string{}
	first, rest, _ := strings.Cut(text, "\n")
	switch first {
	case "kijun release v1":
		r.Kind = Release
	case "kijun site v1":
		r.Kind = Site
	default:
		return nil, errors.New("line 1 is not that of a kijun release")
	}
	for line := range strings.Lines(rest) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		values[key] = value
	}
	number := func(key string) int { n, _ := strconv.Atoi(values[key]); return n }
	r.Standard, r.Version, r.Date = values["standard"], values["version"], values["date"]
	r.Sources, r.Root, r.Commitments, r.SiteHash = values["sources"], values["root"], values["commitments"], values["site"]
	r.Blocks, r.Withheld, r.Files = number("blocks"), number("withheld"), number("files")
	if r.Text() != text {
		return nil, errors.New("the lines are not those of a kijun release, in their order")
	}
	if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
		return nil, errors.New("the date is none")
	}
	if h, ok := strings.CutPrefix(r.SiteHash, "h1:"); !ok || !base64Sum(h) || r.Files < 1 {
		return nil, errors.New("the hash of the site is none")
	}
	if r.Kind == Site {
		return r, nil
	}
	_, sources := parseSum(r.Sources)
	_, commitments := parseSum(r.Commitments)
	switch {
	case !standardForm.MatchString(r.Standard) || !versionForm.MatchString(r.Version):
		return nil, errors.New("standard and version are no names")
	case sources != nil || commitments != nil || !base64Sum(r.Root):
		return nil, errors.New("a digest is none")
	case r.Blocks < 1 || r.Withheld < 0:
		return nil, errors.New("a number is none")
	}
	return r, nil
}

func base64Sum(s string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == 32
}

// Sign signs a text.
func Sign(text string, by note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, by)
}

// Verifiers reads public keys. The error says which can't be read.
func Verifiers(keys []string) ([]note.Verifier, error) {
	var out []note.Verifier
	for i, k := range keys {
		v, err := note.NewVerifier(k)
		if err != nil {
			return nil, fmt.Errorf("public key %d: %w", i+1, err)
		}
		out = append(out, v)
	}
	return out, nil
}

// ErrNoSigner says that none of the known keys has signed.
var ErrNoSigner = errors.New("none of the known keys has signed this")

// Open checks the signature of a note and returns its text and the name of the
// key that signed it.
func Open(data []byte, keys []note.Verifier) (text, by string, err error) {
	n, err := note.Open(data, note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return "", "", ErrNoSigner
	case errors.As(err, &invalid):
		return "", "", fmt.Errorf("the signature of %s is not of this text", invalid.Name)
	case err != nil:
		return "", "", errors.New("this is no signed note")
	}
	return n.Text, n.Sigs[0].Name, nil
}

// OpenRecord checks the signature of a release and reads it.
func OpenRecord(data []byte, keys []note.Verifier) (*Record, error) {
	text, _, err := Open(data, keys)
	if err != nil {
		return nil, err
	}
	return ParseRecord(text)
}
