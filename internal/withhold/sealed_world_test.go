package withhold_test

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

var recipients, identities = func() (*seal.Recipients, *seal.Identities) {
	k, err := seal.Generate(true, "")
	if err != nil {
		panic(err)
	}
	to, _ := seal.ParseRecipients([]string{k.Recipient})
	ids, err := seal.ParseIdentities(k.File, nil)
	if err != nil {
		panic(err)
	}
	return to, ids
}()

// scanned is a folder up to the scan; nil where it has errors.
func scanned(files map[string]*source.File) *withhold.Sources {
	var register []*standard.Withholding
	if f := files[withhold.RegisterFile]; f != nil {
		register, _ = parse.Register(f)
	}
	s, ds := withhold.Scan("s", "1", files, register)
	if ds.HasErrors() {
		return nil
	}
	return s
}

func with(files map[string]string, changed map[string][]byte) map[string]*source.File {
	out := map[string]*source.File{}
	for name, text := range files {
		out[name] = source.New("content/s/1/"+name, []byte(text))
	}
	for name, data := range changed {
		out[name] = source.New("content/s/1/"+name, data)
	}
	return out
}

// sealedToo holds what sealing promises for both fillings of a world: unsealing
// gives the same bytes back; the public side is the same with a key, without
// one, and in the clear; the confidential one is that of the open sources; the
// cut of sealed sources has no ciphertext. It returns how many files were sealed.
func sealedToo(t *rapid.T, w *world, a, b side, first withhold.Edition) int {
	n := 0
	for i, clear := range []side{a, b} {
		s := scanned(w.sources(i))
		changed, err := s.Seal(recipients.Seal)
		if err != nil {
			t.Fatal(err)
		}
		n += len(changed)
		sources := func() map[string]*source.File { return with(w.files[i], changed) }
		closed := scanned(sources())
		if closed == nil {
			t.Fatalf("sealed, the sources have errors:\n%s", listing(w.files[i]))
		}
		for _, left := range closed.InTheClear() {
			// a file that no text names can't be sealed, and is told of
			if !strings.Contains(left.Message, "a file that no visible text refers to is not sealed") {
				t.Fatalf("left in the clear: %s", left.Message)
			}
		}
		back, ds := closed.Unseal(identities.Open)
		if len(ds) > 0 || len(back) != len(changed) {
			t.Fatalf("%d files sealed, %d unsealed: %v", len(changed), len(back), ds)
		}
		for name, data := range back {
			if string(data) != w.files[i][name] {
				t.Fatalf("%s: unsealed to other bytes", name)
			}
		}
		if again, err := closed.Seal(recipients.Seal); err != nil || len(again) > 0 {
			t.Fatal("sealed twice")
		}
		keyless, keyed := look(sources(), first, nil), look(sources(), first, identities.Open)
		for _, s := range []side{keyless, keyed} {
			if d := difference(clear.public, s.public); d != "" {
				t.Fatalf("sealed, the public side is another\n%s\n%s", d, listing(w.files[i]))
			}
		}
		if len(changed) > 0 && !keyless.needsKey {
			t.Fatal("a confidential edition without a key")
		}
		if d := difference(clear.hidden, keyed.hidden); d != "" {
			t.Fatalf("sealed, the confidential side is another\n%s\n%s", d, listing(w.files[i]))
		}
		if !reflect.DeepEqual(clear.withheld, keyed.withheld) {
			t.Fatal("sealed, what is committed to is another")
		}
		for _, line := range keyless.public {
			if bytes.Contains([]byte(line), []byte(seal.BeginInline)) || bytes.Contains([]byte(line), []byte(seal.Begin)) {
				t.Fatalf("ciphertext on the public side: %.80s", line)
			}
		}
	}
	return n
}
