package release

import (
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Keys reads the public keys of kijun.yaml. Of what is none, no message shows
// anything: it may be a private one.
func Keys(keys []standard.PublicKey) (out []note.Verifier, ds diag.List) {
	type id struct {
		name string
		hash uint32
	}
	seen := map[id]bool{}
	for _, k := range keys {
		v, err := note.NewVerifier(k.Key)
		switch {
		case strings.Contains(k.Key, "PRIVATE"):
			hide(k.Place)
			ds.Add(badKey.At(k.Place, "this is a private key, and everyone who reads kijun.yaml can sign with it").
				Hint("make a new pair with `kijun key release FILE --name NAME` and put its public key here"))
		case err != nil:
			hide(k.Place)
			ds.Add(badKey.At(k.Place, "this is no public key of releases").
				Hint("`kijun key release FILE --name NAME` makes a pair and prints the lines for kijun.yaml"))
		case seen[id{v.Name(), v.KeyHash()}]:
			ds.Add(badKey.At(k.Place, "this key stands in the list already").Hint("take one of the two out; the last key of the list signs"))
		default:
			seen[id{v.Name(), v.KeyHash()}] = true
			out = append(out, v)
		}
	}
	return out, ds
}

// hide keeps a value and what follows it out of excerpts: where a value ends
// that is not what it should be, nobody knows.
func hide(at source.Span) {
	if at.File != nil {
		at.File.Hide(source.Range{Start: at.Start, End: len(at.File.Bytes())})
	}
}
