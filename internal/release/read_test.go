package release

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// shown is all that a printer could show of findings.
func shown(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintln(&b, d.Path(), d.Message, d.KeyPath, d.Hints)
		if x, ok := d.Span.Excerpt(); ok {
			fmt.Fprintf(&b, "%+v\n", x)
		}
	}
	return b.String()
}

// TestFindingsKeepSalts: whatever is wrong with a release, no finding shows a
// salt, where it stands in its file and where it has strayed to.
func TestFindingsKeepSalts(t *testing.T) {
	b := newBench(t, 0)
	s := b.sign(t, b.put(t, b.files), false)
	good := map[string][]byte{}
	for _, f := range s.files {
		good[f.name] = f.data
	}
	salts := string(good[confidentialName])
	secret := strings.TrimSpace(strings.TrimPrefix(salts, "W-001 "))
	for name, change := range map[string]map[string]string{
		"a line too short":    {confidentialName: salts[:40] + "\n"},
		"a line too long":     {confidentialName: strings.Replace(salts, "\n", "00\n", 1)},
		"no part":             {confidentialName: secret + "\n"},
		"no end":              {confidentialName: strings.TrimSuffix(salts, "\n")},
		"another part":        {confidentialName: strings.Replace(salts, "W-001", "W-002", 1)},
		"a copy":              {"confidential.txt~": salts},
		"as commitments":      {commitmentsName: salts},
		"as the signed text":  {releaseName: salts},
		"the salt as a name":  {commitmentsName: secret + " " + secret + "\n"},
		"as the list of site": {manifestName: salts},
	} {
		files := map[string]*source.File{}
		for n, data := range good {
			files[n] = source.New(n, data)
		}
		for n, data := range change {
			files[n] = source.New(n, []byte(data))
		}
		r, ds := Read(Folder{Standard: "water", Version: "4.2", Files: files}, []note.Verifier{b.verifier})
		if r != nil || !ds.HasErrors() {
			t.Errorf("%s: nothing was found", name)
		}
		if text := shown(ds); strings.Contains(text, secret[:20]) {
			t.Errorf("%s: a salt is shown:\n%s", name, text)
		}
	}
}

// TestKeysKeepPrivate: a private key in kijun.yaml is told and not shown.
func TestKeysKeepPrivate(t *testing.T) {
	private, public, err := note.GenerateKey(rand.Reader, "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{private, private[:30], strings.TrimPrefix(private, "PRIVATE+KEY+"), strings.Replace(private, "PRIVATE+KEY", "PRIVAT+KEY", 1)} {
		text := "release:\n  keys:\n    - " + key + "\n"
		f := source.New("kijun.yaml", []byte(text))
		at := strings.Index(text, key)
		keys, ds := Keys([]standard.PublicKey{{Key: key, Place: f.At(at, at+len(key))}, {Key: public, Place: f.Whole()}})
		if len(keys) != 1 || len(ds) != 1 {
			t.Errorf("%d keys, %d findings", len(keys), len(ds))
		}
		if out := shown(ds); strings.Contains(out, key[len(key)-10:]) {
			t.Errorf("shown:\n%s", out)
		}
	}
}

// TestEveryByteCounts: a byte that differs, in any file of a release or of the
// log, is found.
func TestEveryByteCounts(t *testing.T) {
	b := newBench(t, 3)
	dir := b.put(t, b.files)
	if err := b.sign(t, dir, false).Write(dir); err != nil {
		t.Fatal(err)
	}
	good := b.read(t, dir)
	find := func(files map[string]string) (ds diag.List) {
		keys := []note.Verifier{b.verifier}
		folder, log := map[string]*source.File{}, map[string]*source.File{}
		for name, data := range files {
			if rest, ok := strings.CutPrefix(name, "content/water/4.2/release/"); ok {
				folder[rest] = source.New(name, []byte(data))
			} else if rest, ok := strings.CutPrefix(name, "log/"); ok {
				log[rest] = source.New(name, []byte(data))
			}
		}
		r, ds := Read(Folder{Standard: "water", Version: "4.2", Files: folder}, keys)
		if r != nil {
			ds.Add(r.Check(State{Status: standard.Published, Files: map[string][]byte{"index.md": []byte("x\n")}, Parts: map[string][]byte{"W-001": []byte("part")}})...)
		}
		l, found := ReadLog(log, false, keys)
		ds.Add(found...)
		if l != nil && r != nil {
			ds.Add(l.Check([]*Released{r}, func(string, string) bool { return false })...)
		}
		return ds
	}
	if ds := find(good); len(ds) > 0 {
		t.Fatal(shown(ds))
	}
	var names []string
	for name := range good {
		if !strings.HasSuffix(name, "index.md") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "file")
		data := []byte(good[name])
		at := rapid.IntRange(0, len(data)-1).Draw(rt, "byte")
		// the last letter of a signature has bits that base64 leaves unused; they
		// change nothing of it
		if name == "log/checkpoint" && at == len(data)-3 {
			return
		}
		data[at] ^= byte(rapid.IntRange(1, 255).Draw(rt, "flip"))
		spoilt := maps.Clone(good)
		spoilt[name] = string(data)
		if len(find(spoilt)) == 0 {
			rt.Fatalf("%s: byte %d does not count", name, at)
		}
		delete(spoilt, name)
		if len(find(spoilt)) == 0 && !strings.HasSuffix(name, confidentialName) {
			rt.Fatalf("%s is not missed", name)
		}
	})
}
