package verify_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/verify"
)

func text(r *verify.Report, id string) string {
	c := r.Of(id)
	out := slices.Concat(c.Checked, c.Notes, []string{c.Reason})
	for _, f := range c.Failures {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

// TestWhoSigned: the report says which key has signed what, which key is missing,
// and, where none was given, that nothing vouches for the log.
func TestWhoSigned(t *testing.T) {
	s := get(t, small)
	site := s.clone(nil)
	id := func(v note.Verifier) string {
		return fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash())
	}
	r := run(t, site, verify.Options{Keys: []note.Verifier{s.verifier}})
	if got := text(r, "signature"); !strings.Contains(got, "the checkpoint, signed by "+id(s.verifier)) || !strings.Contains(got, "1 entry, signed by "+id(s.verifier)) {
		t.Errorf("it does not say who signed:\n%s", got)
	}
	if got := text(r, "release") + text(r, "inclusion"); strings.Contains(got, "no signature was checked") {
		t.Errorf("signatures were checked:\n%s", got)
	}
	_, other := keysOf("test.example", "other seed")
	r = run(t, site, verify.Options{Keys: []note.Verifier{other}, Checkpoint: site["log/checkpoint"]})
	for _, id := range []string{"signature", "checkpoint"} {
		if got := text(r, id); !strings.Contains(got, "signed by test.example+") || !strings.Contains(got, "and no such key was given") {
			t.Errorf("%s does not say which key is missing:\n%s", id, got)
		}
	}
	r = run(t, site, verify.Options{})
	for _, id := range []string{"release", "inclusion"} {
		if got := text(r, id); !strings.Contains(got, "no signature was checked") {
			t.Errorf("%s leans on a log that nobody vouches for, and does not say so:\n%s", id, got)
		}
	}
}

// TestUncommitted: a release that commits to less than is withheld is told.
func TestUncommitted(t *testing.T) {
	s := get(t, small)
	const dir = "data/sources/sample-standard/1.0/"
	site := s.clone(func(site files, rs []proof.Record) []proof.Record {
		site[dir+proof.CommitmentsFile] = nil
		sources := files{}
		for name, data := range site {
			if rest, ok := strings.CutPrefix(name, dir); ok && rest != proof.CommitmentsFile {
				sources[rest] = data
			}
		}
		root, blocks, err := proof.Root(sources, nil)
		if err != nil {
			t.Fatal(err)
		}
		rs[0].Root, rs[0].Blocks, rs[0].Withheld, rs[0].Commitments = root, blocks, 0, proof.Sum(nil)
		return rs
	})
	r := run(t, site, verify.Options{Keys: []note.Verifier{s.verifier}})
	if f := failed(r); f != nil {
		dump(t, r)
		t.Fatalf("%v failed", f)
	}
	if got := text(r, "inclusion"); !strings.Contains(got, "nothing binds 1 withheld part without a commitment") {
		t.Errorf("it is not told:\n%s", got)
	}
	if got := text(run(t, s.clone(nil), verify.Options{}), "inclusion"); strings.Contains(got, "nothing binds") {
		t.Errorf("all parts have a commitment:\n%s", got)
	}
}

// TestNotReleased: a version that was not released is compared with nothing, and
// that is told.
func TestNotReleased(t *testing.T) {
	s := get(t, full)
	without := func(site files) {
		maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, "data/sources/power-standard/") })
	}
	site := s.clone(func(site files, rs []proof.Record) []proof.Record {
		without(site)
		return slices.DeleteFunc(rs, func(r proof.Record) bool { return r.Standard == "power-standard" })
	})
	secret := s.secret(site)
	without(secret)
	list(secret, "confidential")
	r := run(t, site, verify.Options{Keys: []note.Verifier{s.verifier}, Confidential: verify.Of(secret)})
	if f := failed(r); f != nil {
		dump(t, r)
		t.Fatalf("%v failed", f)
	}
	for _, id := range []string{"inclusion", "editions"} {
		if got := text(r, id); strings.Count(got, " was not released") != 1 || !strings.Contains(got, "power-standard 1.3 was not released") {
			t.Errorf("%s does not say what it has left out:\n%s", id, got)
		}
	}
}
