package verify_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/verify"
)

func without(site files, name, id string) {
	var doc map[string]any
	if err := json.Unmarshal(site[name], &doc); err != nil {
		panic(err)
	}
	doc["withheld"] = slices.DeleteFunc(doc["withheld"].([]any), func(e any) bool { return e.(map[string]any)["id"] == id })
	site[name] = must(json.Marshal(doc))
}

func keysOf(name, seed string) (note.Signer, note.Verifier) {
	s, v, err := note.GenerateKey(&endless{seed: []byte(seed)}, name)
	if err != nil {
		panic(err)
	}
	return must(note.NewSigner(s)), must(note.NewVerifier(v))
}

// Each check fails on faults that are planted for it, names the place, and the
// others stay as they are.
func TestPlanted(t *testing.T) {
	s := get(t, full)
	hit := map[string]bool{}
	var mu sync.Mutex
	t.Cleanup(func() {
		for _, id := range []string{"manifest", "log", "signature", "checkpoint", "release", "inclusion", "links", "register", "leaks", "editions"} {
			if !hit[id] && !t.Failed() {
				t.Errorf("no fault made %s fail", id)
			}
		}
	})
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			site := s.clone(func(site files, rs []proof.Record) []proof.Record {
				if f.change != nil {
					f.change(site)
				}
				if f.record != nil {
					rs = f.record(rs)
				}
				return rs
			})
			secret := s.secret(site)
			if f.after != nil {
				f.after(s, site)
				if f.secret == nil {
					secret = s.secret(site)
				}
			}
			if f.secret != nil {
				f.secret(secret)
				if f.name != "no confidential edition" {
					list(secret, "confidential")
				}
			}
			o := verify.Options{Keys: []note.Verifier{s.verifier}, Confidential: verify.Of(secret)}
			if f.with != nil {
				f.with(s, site, &o)
			}
			r := run(t, site, o)
			got := failed(r)
			slices.Sort(got)
			slices.Sort(f.want)
			if !slices.Equal(got, f.want) {
				t.Errorf("%v failed, %v is wanted", got, f.want)
				dump(t, r)
				return
			}
			first := ""
			for _, c := range r.Checks {
				mu.Lock()
				hit[c.ID] = hit[c.ID] || c.Status == verify.Fail
				mu.Unlock()
				if len(c.Failures) > 0 && first == "" {
					first = c.Failures[0].String()
				}
			}
			if !strings.Contains(first, f.place) {
				t.Errorf("the first failure is %q, it should tell %q", first, f.place)
			}
			secrets(t, r, s)
		})
	}
}

// secrets holds a report to telling nothing of what is withheld: no word of a
// part, no salt, no name of a withheld file.
func secrets(t *testing.T, r *verify.Report, s *sample) {
	t.Helper()
	text := string(must(json.Marshal(r)))
	words := []string{"12-annex-b", "telemeter-circuit", "telemeter-sites", "secret-name"}
	for name, data := range s.confidential {
		if strings.HasSuffix(name, "release/confidential.txt") {
			for line := range strings.Lines(string(data)) {
				words = append(words, strings.Fields(line)[1])
			}
		}
		if strings.HasPrefix(name, "data/sources/") && strings.HasSuffix(name, ".md") {
			for _, m := range append(regions.FindAllSubmatch(data, -1), spans.FindAllSubmatch(data, -1)...) {
				for _, w := range strings.FieldsFunc(string(m[2]), func(r rune) bool { return strings.ContainsRune("、。|\n {}#", r) }) {
					if len(w) > 12 {
						words = append(words, w)
					}
				}
			}
		}
	}
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("the report tells %q", w)
		}
	}
}

// The guard's power: whatever byte of whatever file is flipped, the site is not
// taken for the one that was released.
func TestEveryByteCounts(t *testing.T) {
	s := get(t, small)
	site := s.clone(nil)
	names := slices.Sorted(maps.Keys(site))
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "file")
		data := bytes.Clone(site[name])
		if len(data) == 0 {
			return
		}
		at := rapid.IntRange(0, len(data)-1).Draw(rt, "byte")
		data[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		spoilt := maps.Clone(site)
		spoilt[name] = data
		if name != verify.ManifestName && rapid.Bool().Draw(rt, "listed") {
			list(spoilt, "public") // whoever changes a file can change the manifest
		}
		r := run(t, spoilt, verify.Options{Keys: []note.Verifier{s.verifier}})
		if r.Failed == 0 {
			rt.Fatalf("byte %d of %s does not count", at, name)
		}
	})
}

// Without a key nothing is said to be signed, and who signs anew goes unseen.
func TestWithoutKey(t *testing.T) {
	s := get(t, small)
	r := run(t, s.clone(nil), verify.Options{})
	c := r.Of("signature")
	if c.Status != verify.Skipped || !strings.Contains(c.Reason, "no signature was checked") {
		t.Errorf("%+v", c)
	}
	if r.Failed != 0 || r.Skipped != 4 {
		dump(t, r)
		t.Errorf("%d failed, %d skipped", r.Failed, r.Skipped)
	}
}

// A site of which nothing was released is checked as far as it can be.
func TestUnreleased(t *testing.T) {
	s := get(t, small)
	site := maps.Clone(s.public)
	maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, "data/sources/") })
	list(site, "public")
	r := run(t, site, verify.Options{})
	if r.Failed != 0 || r.Passed != 4 {
		dump(t, r)
		t.Errorf("%d failed, %d passed", r.Failed, r.Passed)
	}
}
