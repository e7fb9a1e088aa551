package cli

import (
	"crypto/rand"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

func TestPublicOf(t *testing.T) {
	for range 20 { // some have a + within their base64
		private, public, err := note.GenerateKey(rand.Reader, "example.org/log")
		if err != nil {
			t.Fatal(err)
		}
		s, err := note.NewSigner(private)
		if err != nil {
			t.Fatal(err)
		}
		if got := publicOf(s, private); got != public {
			t.Errorf("the public key is told as %q, it is %q", got, public)
		}
	}
}
