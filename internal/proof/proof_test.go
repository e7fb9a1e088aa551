package proof

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"
)

// Every input of a commitment counts, and none runs into another.
func TestCommitmentBindsEverything(t *testing.T) {
	salt := Salt{1}
	want := Commit("water", "4.2", "W-001", salt, []byte("text"))
	if !Opens(want, "water", "4.2", "W-001", salt, []byte("text")) {
		t.Error("a commitment does not open")
	}
	others := map[string]string{
		"standard":         Commit("waters", "4.2", "W-001", salt, []byte("text")),
		"version":          Commit("water", "4.1", "W-001", salt, []byte("text")),
		"part":             Commit("water", "4.2", "W-002", salt, []byte("text")),
		"language":         Commit("water", "4.2", "W-001.en", salt, []byte("text")),
		"salt":             Commit("water", "4.2", "W-001", Salt{2}, []byte("text")),
		"bytes":            Commit("water", "4.2", "W-001", salt, []byte("text ")),
		"a moved boundary": Commit("water4", ".2", "W-001", salt, []byte("text")),
	}
	for what, hash := range others {
		if hash == want {
			t.Errorf("%s does not count", what)
		}
	}
}

var project = map[string][]byte{
	"index.md":      []byte("---\ntitle: 見本\nstatus: published\n---\n\n前文。\n"),
	"01-a.md":       []byte("---\ntitle: 第1章\n---\n\n## 1 {#a}\n\n本文。\n\n:::withheld W-001\n\n> :::withheld W-002\n\n端末は{{withheld:W-003}}とする。\n"),
	"01-a.en.md":    []byte("---\ntitle: One\n---\n\n:::withheld W-001\n"),
	"withheld.yaml": []byte("W-001:\n  cut: true\n"),
	"figures/a.csv": []byte("a,b\n\nc,d\n"),
}

func commitments() map[string]string {
	out := map[string]string{}
	for i, part := range []string{"W-001", "W-001.en", "W-002", "W-003", "W-004"} {
		out[part] = Commit("water", "4.2", part, Salt{byte(i)}, []byte(part))
	}
	return out
}

func TestRootCountsEveryByteAndCommitment(t *testing.T) {
	want, n, err := Root(project, commitments())
	if err != nil {
		t.Fatal(err)
	}
	if n != 18 { // 01-a.en.md 3, 01-a.md 10, figures/a.csv 1, index.md 2, withheld.yaml 1, W-004 1
		t.Errorf("%d blocks", n)
	}
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(project))).Draw(rt, "file")
		data := slices.Clone(project[name])
		data[rapid.IntRange(0, len(data)-1).Draw(rt, "byte")] ^= 0x01
		other := maps.Clone(project)
		other[name] = data
		if name == "index.md" && string(Counted(name, data)) == string(Counted(name, project[name])) {
			return // within the status line
		}
		if got, _, err := Root(other, commitments()); err == nil && got == want {
			rt.Fatalf("a byte of %s does not count", name)
		}
	})
	for part := range commitments() {
		other := commitments()
		other[part] = Sum([]byte("another"))
		if got, _, _ := Root(project, other); got == want {
			t.Errorf("the commitment of %s does not count", part)
		}
	}
	swapped := commitments()
	swapped["W-002"], swapped["W-003"] = swapped["W-003"], swapped["W-002"]
	if got, _, _ := Root(project, swapped); got == want {
		t.Error("two commitments may change places")
	}
}

func TestRootLeavesStatusOut(t *testing.T) {
	want, _, _ := Root(project, commitments())
	other := maps.Clone(project)
	other["index.md"] = []byte(strings.Replace(string(project["index.md"]), "published", "superseded", 1))
	if got, _, _ := Root(other, commitments()); got != want {
		t.Error("a superseded version has another root")
	}
}

func TestMarks(t *testing.T) {
	if got := Marks("01-a.md", project["01-a.md"]); !slices.Equal(got, []string{"W-001", "W-002", "W-003"}) {
		t.Error(got)
	}
	if got := Marks("01-a.en.md", project["01-a.en.md"]); !slices.Equal(got, []string{"W-001.en"}) {
		t.Error(got)
	}
}

func record() Record {
	return Record{Kind: Release, Date: "2026-04-01", Standard: "water-guideline", Version: "4.2", Sources: Sum(nil), Blocks: 3,
		Root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", Withheld: 1, Commitments: Sum(nil), SiteHash: SiteHash(nil), Files: 2}
}

func TestRecordReadsWhatItWrites(t *testing.T) {
	for _, r := range []Record{record(), {Kind: Site, Date: "2026-04-01", SiteHash: SiteHash(nil), Files: 2}} {
		got, err := ParseRecord(r.Text())
		if err != nil || *got != r {
			t.Errorf("%v, %v", got, err)
		}
	}
}

// A record has one spelling: whatever differs is refused.
func TestRecordHasOneSpelling(t *testing.T) {
	text := record().Text()
	rapid.Check(t, func(rt *rapid.T) {
		b := []byte(text)
		at := rapid.IntRange(0, len(b)-1).Draw(rt, "at")
		switch rapid.IntRange(0, 2).Draw(rt, "how") {
		case 0:
			b = slices.Delete(b, at, at+1)
		case 1:
			b = slices.Insert(b, at, rapid.Byte().Draw(rt, "byte"))
		case 2:
			b[at] = rapid.Byte().Draw(rt, "byte")
		}
		if got, err := ParseRecord(string(b)); err == nil && got.Text() != string(b) {
			rt.Fatalf("%q is read as another", b)
		}
	})
	for _, bad := range []string{"", text + "more\n", strings.Replace(text, "blocks 3", "blocks 03", 1), strings.Replace(text, "2026-04-01", "2026-02-31", 1),
		strings.Replace(text, "sha256:", "sha256:F", 1), strings.Replace(text, "version 4.2", "version ../4", 1), strings.Replace(text, "date", "day", 1)} {
		if _, err := ParseRecord(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestOpen(t *testing.T) {
	skey, vkey, err := note.GenerateKey(nil, "example.org/releases")
	if err != nil {
		t.Fatal(err)
	}
	_, other, _ := note.GenerateKey(nil, "example.org/releases")
	signer, _ := note.NewSigner(skey)
	keys, err := Verifiers([]string{vkey})
	if err != nil {
		t.Fatal(err)
	}
	others, _ := Verifiers([]string{other})
	data, err := Sign(record().Text(), signer)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := OpenRecord(data, keys); err != nil || r.Standard != "water-guideline" {
		t.Error(r, err)
	}
	if _, err := OpenRecord(data, others); err != ErrNoSigner {
		t.Errorf("another key: %v", err)
	}
	if _, err := OpenRecord([]byte(strings.Replace(string(data), "blocks 3", "blocks 4", 1)), keys); err == nil {
		t.Error("a changed text is taken")
	}
	if _, err := OpenRecord([]byte(record().Text()), keys); err == nil {
		t.Error("a text without signature is taken")
	}
}

func TestLists(t *testing.T) {
	c := commitments()
	if got, err := ParseCommitments(FormatCommitments(c)); err != nil || !maps.Equal(got, c) {
		t.Error(got, err)
	}
	salts := map[string]Salt{"W-001": {1}, "W-001.en": {2}}
	if got, err := ParseSalts(FormatSalts(salts)); err != nil || !maps.Equal(got, salts) {
		t.Error(err)
	}
	line := "W-001 " + Sum(nil) + "\n"
	for _, bad := range []string{line + line, "W-002 " + Sum(nil) + "\n" + line, strings.TrimSuffix(line, "\n"), "X-001 " + Sum(nil) + "\n", "W-001 sha256:00\n", "\n"} {
		if _, err := ParseCommitments([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	for _, bad := range []string{"W-001 00\n", "W-001 " + strings.Repeat("AB", 32) + "\n"} {
		_, err := ParseSalts([]byte(bad))
		if err == nil || strings.Contains(err.Error(), "AB") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	sum := strings.TrimPrefix(Sum(nil), algorithm)
	for _, bad := range []string{sum + "  ../a\n", sum + "  /a\n", sum + "  a/../b\n", sum + "  a//b\n", sum + " a\n", "00  a\n", sum + "  b\n" + sum + "  a\n", sum + "  a\\b\n", sum + "  .\n", sum + "  a"} {
		if _, err := ParseManifest([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// The hash of a site is the one that Go's own tools make of modules.
func TestSiteHashIsDirhash(t *testing.T) {
	files := map[string]string{"index.html": "<p>", "data/a.json": "{}", "standards/x/4.2/index.html": ""}
	sums := map[string]string{}
	for name, data := range files {
		sums[name] = strings.TrimPrefix(Sum([]byte(data)), algorithm)
	}
	want, err := dirhash.Hash1(slices.Collect(maps.Keys(files)), func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(files[name])), nil
	})
	if got := SiteHash(FormatManifest(sums)); err != nil || got != want {
		t.Errorf("%s, dirhash says %s, %v", got, want, err)
	}
}
