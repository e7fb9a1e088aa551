package withhold

import (
	"bytes"
	"regexp"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// secretKey is a private key of a recipient, or one that signs releases.
var secretKey = regexp.MustCompile(`AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}|PRIVATE\+KEY\+[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,}`)

// PrivateKeys reports the private keys in a file. What is wrong with a file that
// has one can't be told by quoting it, so all of it is hidden.
func PrivateKeys(f *source.File) (ds diag.List) {
	data := f.Bytes()
	if !bytes.Contains(data, []byte("AGE-SECRET-KEY-")) && !bytes.Contains(data, []byte("PRIVATE+KEY+")) {
		return nil // most files, and it is quickly known
	}
	for _, m := range secretKey.FindAllIndex(data, -1) {
		f.Hide(source.Range{Start: 0, End: len(data)})
		ds.Add(PrivateKey.At(f.At(m[0], m[1]), "a private key stands here").Hint("%s", NewKeyHint))
	}
	return ds
}

// HasPrivateKey reports whether there is a private key in a file.
func HasPrivateKey(data []byte) bool { return secretKey.Match(data) }

// NewKeyHint says what is to be done about a private key that others may have read.
const NewKeyHint = "take it out, and make a new key: `kijun key` writes it outside the project; who can read the sources can use this one"

// PrivateKey is for a key in any file of the project.
var PrivateKey = &diag.Rule{
	Code:   "private-key",
	Title:  "a private key in a file of the project",
	Why:    "What opens the sealed parts, or signs releases, would lie in the same repository as these; settings, catalogs, overrides and texts are published besides, comments included. While there is one, nothing else is looked at: a message could quote it.",
	Before: "# kijun.yaml\n# AGE-SECRET-KEY-1…\nseal: {recipients: [age1…]}\n",
	After:  "# kijun.yaml\nseal: {recipients: [age1…]}\n",
}
