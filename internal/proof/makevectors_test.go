package proof_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

// seeded is a stream of bytes that is the same each time: keys for tests alone.
type seeded struct {
	name string
	n    uint64
}

func (s *seeded) Read(p []byte) (int, error) {
	for i := range p {
		s.n++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(s.name), s.n))
		p[i] = sum[0]
	}
	return len(p), nil
}

type pair struct {
	by     note.Signer
	public string
}

func newPair(t *testing.T, name, seed string) pair {
	t.Helper()
	private, public, err := note.GenerateKey(&seeded{name: seed}, name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return pair{s, public}
}

// maker collects vectors.
type maker struct {
	t   *testing.T
	out map[string]*vector
}

func (m *maker) add(name, result, comment string, v vector) {
	m.t.Helper()
	v.Comment, v.Result = comment, result
	file := v.Kind + "-" + name + ".json"
	if m.out[file] != nil {
		m.t.Fatalf("two vectors %s", file)
	}
	m.out[file] = &v
}

// with is a vector with a change.
func with(v vector, change func(*vector)) vector {
	v.Files, v.Commitments, v.Tiles = maps.Clone(v.Files), maps.Clone(v.Commitments), maps.Clone(v.Tiles)
	change(&v)
	return v
}

func vectors(t *testing.T) map[string]*vector {
	m := &maker{t, map[string]*vector{}}
	m.commitments()
	m.roots()
	m.lists()
	m.records()
	m.logs()
	return m.out
}

func salt(n byte) (s proof.Salt) {
	for i := range s {
		s[i] = n + byte(i)
	}
	return s
}

func saltHex(n byte) string { s := salt(n); return hex.EncodeToString(s[:]) }

func (m *maker) commitments() {
	good := vector{Kind: "commitment", Standard: "water-guideline", Version: "4.2", Part: "W-001", Salt: saltHex(1), Text: "接続元のアドレスは 192.0.2.0/24 に限る。\n"}
	seal := func(v vector) vector {
		v.Hash = proof.Commit(v.Standard, v.Version, v.Part, salt(1), []byte(v.Text))
		return v
	}
	good = seal(good)
	m.add("region", "holds", "the lines between the markers of a region, each with its line end", good)
	m.add("span", "holds", "a span: the bytes between its markers", seal(with(good, func(v *vector) { v.Part, v.Text = "W-002", "見本社製の専用機" })))
	m.add("translation", "holds", "the same part in a translation has a commitment of its own", seal(with(good, func(v *vector) { v.Part, v.Text = "W-001.en", "Only from 192.0.2.0/24.\n" })))
	m.add("empty", "holds", "no bytes at all", seal(with(good, func(v *vector) { v.Text = "" })))
	files := with(good, func(v *vector) {
		v.Part, v.Text = "W-008", ""
		v.Files = map[string]string{"08-annex.md": "---\ntitle: 附属書\n---\n", "08-annex.en.md": "---\ntitle: Annex\n---\n"}
		v.Hash = proof.Commit(v.Standard, v.Version, v.Part, salt(1), proof.FileBytes(bytesOf(v.Files)))
	})
	m.add("files", "holds", "files that are withheld as a whole, in the order of their names", files)
	m.add("field", "holds", "a field of the front matter: the whole file that has its value", with(files, func(v *vector) {
		v.Part, v.Files = "W-010", map[string]string{"index.confidential.yaml": "contact: {ja: 担当課}\n"}
		v.Hash = proof.Commit(v.Standard, v.Version, v.Part, salt(1), proof.FileBytes(bytesOf(v.Files)))
	}))
	for _, x := range []struct {
		name, comment string
		change        func(*vector)
	}{
		{"standard", "of another standard", func(v *vector) { v.Standard = "water-guidelines" }},
		{"version", "of another version", func(v *vector) { v.Version = "4.3" }},
		{"part", "of another part", func(v *vector) { v.Part = "W-002" }},
		{"language", "of another language", func(v *vector) { v.Part = "W-001.en" }},
		{"salt", "with the salt of another part", func(v *vector) { v.Salt = saltHex(2) }},
		{"salt-flipped", "one bit of the salt differs", func(v *vector) { v.Salt = "00" + v.Salt[2:] }},
		{"salt-short", "a salt of 31 bytes", func(v *vector) { v.Salt = v.Salt[:62] }},
		{"salt-none", "no salt", func(v *vector) { v.Salt = "" }},
		{"byte", "one character differs", func(v *vector) { v.Text = strings.Replace(v.Text, "192", "193", 1) }},
		{"line-end", "the last line end is missing", func(v *vector) { v.Text = strings.TrimSuffix(v.Text, "\n") }},
		{"space", "a space more", func(v *vector) { v.Text += " " }},
		{"markers", "with the lines of the markers", func(v *vector) { v.Text = ":::withhold W-001\n" + v.Text + ":::end-withhold W-001\n" }},
		{"boundary", "a character moved from the version to the standard", func(v *vector) { v.Standard, v.Version = v.Standard+"4", ".2" }},
		{"flipped", "one digit of the commitment differs", func(v *vector) { v.Hash = v.Hash[:len(v.Hash)-1] + "x" }},
		{"capital", "a commitment in capital letters", func(v *vector) { v.Hash = strings.ToUpper(v.Hash) }},
		{"plain", "the digest of the part alone, without a salt", func(v *vector) { v.Hash = proof.Sum([]byte(v.Text)) }},
	} {
		m.add("other-"+x.name, "fails", x.comment, with(good, x.change))
	}
	m.add("files-renamed", "fails", "a withheld file has another name", with(files, func(v *vector) {
		v.Files["08-annexes.md"] = v.Files["08-annex.md"]
		delete(v.Files, "08-annex.md")
	}))
	m.add("files-less", "fails", "one of the withheld files is missing", with(files, func(v *vector) { delete(v.Files, "08-annex.en.md") }))
	m.add("files-swapped", "fails", "two withheld files have changed their contents", with(files, func(v *vector) {
		v.Files["08-annex.md"], v.Files["08-annex.en.md"] = v.Files["08-annex.en.md"], v.Files["08-annex.md"]
	}))
}

func (m *maker) roots() {
	files := map[string]string{
		"index.md":         "---\ntitle: 見本\nversion: 4.2\nstatus: published\n---\n\n前文。\n",
		"01-general.md":    "---\ntitle: 総則\n---\n\n## 1 目的 {#purpose}\n\n目的を定める。\n\n:::withheld W-001\n\n> :::withheld W-002\n\n端末は{{withheld:W-003}}とする。\n",
		"01-general.en.md": "---\ntitle: General\n---\n\n:::withheld W-001\n",
		"withheld.yaml":    "W-001:\n  cut: true\n",
		"figures/a.csv":    "a,b\n\nc,d\n",
	}
	digest := vector{Kind: "digest", Files: files, Hash: proof.Digest(bytesOf(files))}
	m.add("files", "holds", "the SHA-256 of the lines of sha256sum, sorted; the line of the status does not count", digest)
	m.add("status", "holds", "the version was superseded since", with(digest, func(v *vector) {
		v.Files["index.md"] = strings.Replace(v.Files["index.md"], "published", "superseded", 1)
	}))
	for _, x := range []struct {
		name, comment string
		change        func(map[string]string)
	}{
		{"word", "a word differs", func(f map[string]string) { f["index.md"] = strings.Replace(f["index.md"], "前文", "序文", 1) }},
		{"name", "a file has another name", func(f map[string]string) { f["figures/b.csv"] = f["figures/a.csv"]; delete(f, "figures/a.csv") }},
		{"less", "a file is missing", func(f map[string]string) { delete(f, "01-general.en.md") }},
		{"more", "there is a file more", func(f map[string]string) { f["02.md"] = "" }},
		{"status-words", "words stand on the line of the status", func(f map[string]string) {
			f["index.md"] = strings.Replace(f["index.md"], "status: published", "status: published # 注", 1)
		}},
		{"status-elsewhere", "another file has a line of a status", func(f map[string]string) {
			f["01-general.md"] = strings.Replace(f["01-general.md"], "title:", "status: draft\ntitle:", 1)
		}},
	} {
		m.add(x.name, "fails", x.comment, with(digest, func(v *vector) { x.change(v.Files) }))
	}
	hashes := map[string]string{}
	for i, part := range []string{"W-001", "W-001.en", "W-002", "W-003", "W-004"} {
		hashes[part] = proof.Commit("water-guideline", "4.2", part, salt(byte(i)), []byte(part))
	}
	root, n, err := proof.Root(bytesOf(files), hashes)
	if err != nil {
		m.t.Fatal(err)
	}
	good := vector{Kind: "root", Files: files, Commitments: hashes, Hash: root, Count: n}
	m.add("version", "holds", "blocks of text, marks with commitments, a file, and a withholding without a mark (W-004)", good)
	m.add("status", "holds", "the version was withdrawn since", with(good, func(v *vector) {
		v.Files["index.md"] = strings.Replace(v.Files["index.md"], "published", "withdrawn", 1)
	}))
	one := map[string]string{"a.md": "一。\n"}
	root, n, _ = proof.Root(bytesOf(one), nil)
	m.add("one-block", "holds", "one block: its leaf hash is the root", vector{Kind: "root", Files: one, Hash: root, Count: n})
	cut := map[string]string{"a.md": "一。\n\n:::withheld W-009\n"}
	root, n, _ = proof.Root(bytesOf(cut), nil)
	m.add("mark-alone", "holds", "a part that was cut before: a mark without a commitment", vector{Kind: "root", Files: cut, Hash: root, Count: n})
	for _, x := range []struct {
		name, comment string
		change        func(*vector)
	}{
		{"word", "a word differs", func(v *vector) {
			v.Files["01-general.md"] = strings.Replace(v.Files["01-general.md"], "目的を", "目標を", 1)
		}},
		{"blank-line", "a blank line more between two blocks", func(v *vector) {
			v.Files["01-general.md"] = strings.Replace(v.Files["01-general.md"], "\n\n目的を", "\n\n\n目的を", 1)
		}},
		{"joined", "two blocks are one", func(v *vector) {
			v.Files["01-general.md"] = strings.Replace(v.Files["01-general.md"], "\n\n目的を", "\n目的を", 1)
		}},
		{"order", "two blocks have changed places", func(v *vector) {
			v.Files["01-general.md"] = strings.Replace(v.Files["01-general.md"], "## 1 目的 {#purpose}\n\n目的を定める。\n\n", "目的を定める。\n\n## 1 目的 {#purpose}\n\n", 1)
		}},
		{"file-blocks", "a byte of a file beside the text", func(v *vector) { v.Files["figures/a.csv"] = "a,b\n\nc,e\n" }},
		{"renamed", "a file has another name", func(v *vector) {
			v.Files["02-general.md"] = v.Files["01-general.md"]
			delete(v.Files, "01-general.md")
		}},
		{"commitment", "a commitment differs", func(v *vector) { v.Commitments["W-002"] = v.Commitments["W-003"] }},
		{"commitments-swapped", "two commitments have changed places", func(v *vector) {
			v.Commitments["W-002"], v.Commitments["W-003"] = v.Commitments["W-003"], v.Commitments["W-002"]
		}},
		{"commitment-less", "a commitment without a mark is left out", func(v *vector) { delete(v.Commitments, "W-004") }},
		{"commitment-of-mark-less", "the commitment of a mark is left out", func(v *vector) { delete(v.Commitments, "W-001") }},
		{"commitment-more", "there is a commitment more", func(v *vector) { v.Commitments["W-005"] = v.Commitments["W-004"] }},
		{"commitment-form", "a commitment that is no digest", func(v *vector) { v.Commitments["W-001"] = "sha256:00" }},
		{"mark-gone", "a mark was taken out", func(v *vector) {
			v.Files["01-general.en.md"] = strings.Replace(v.Files["01-general.en.md"], ":::withheld W-001\n", "", 1)
		}},
		{"count", "the number of blocks is another", func(v *vector) { v.Count++ }},
		{"flipped", "the root differs", func(v *vector) { v.Hash = "A" + v.Hash[1:] }},
		{"plain-hash", "leaf hashes without the prefix of RFC 6962", func(v *vector) { s := sha256.Sum256(nil); v.Hash = base64.StdEncoding.EncodeToString(s[:]) }},
	} {
		m.add("other-"+x.name, "fails", x.comment, with(good, x.change))
	}
}

func (m *maker) lists() {
	a, b := proof.Sum([]byte("a")), proof.Sum([]byte("b"))
	list := "W-001 " + a + "\nW-001.en " + b + "\nW-002 " + a + "\n"
	m.add("three", "holds", "three lines, sorted by part", vector{Kind: "commitments", Text: list, Count: 3})
	m.add("none", "holds", "nothing is withheld", vector{Kind: "commitments"})
	salts := "W-001 " + saltHex(1) + "\nW-002 " + saltHex(2) + "\n"
	m.add("two", "holds", "two salts", vector{Kind: "salts", Text: salts, Count: 2})
	lines := func(text string) []string { return slices.Collect(strings.Lines(text)) }
	for kind, text := range map[string]string{"commitments": list, "salts": salts} {
		l := lines(text)
		n := len(l)
		for name, x := range map[string][2]string{
			"order":     {l[1] + l[0], "the lines are not sorted"},
			"twice":     {l[0] + l[0], "a part stands twice"},
			"no-end":    {strings.TrimSuffix(text, "\n"), "the last line has no end"},
			"crlf":      {strings.ReplaceAll(text, "\n", "\r\n"), "line ends of another system"},
			"capital":   {l[0][:6] + strings.ToUpper(l[0][6:]), "capital letters"},
			"short":     {l[0][:len(l[0])-3] + "\n", "a digit pair is missing"},
			"blank":     {l[0] + "\n", "a blank line"},
			"comment":   {"# 注\n" + l[0], "a comment"},
			"two-space": {strings.Replace(l[0], " ", "  ", 1), "two spaces"},
			"no-part":   {strings.Replace(l[0], "W-001", "W-1", 1), "an id of one digit"},
		} {
			m.add(name, "fails", x[1], vector{Kind: kind, Text: x[0], Count: n})
		}
	}
	files := map[string]string{"index.html": "<!doctype html>", "data/sources/a/1/index.md": "---\n", "standards/基準/x.svg": "<svg/>"}
	sums := map[string]string{}
	for name, data := range files {
		s := sha256.Sum256([]byte(data))
		sums[name] = hex.EncodeToString(s[:])
	}
	text := string(proof.FormatManifest(sums))
	l := lines(text)
	good := vector{Kind: "manifest", Text: text, Hash: proof.SiteHash([]byte(text)), Count: 3}
	m.add("site", "holds", "the files of a site; the hash is h1 of golang.org/x/mod/sumdb/dirhash", good)
	for name, x := range map[string][2]string{
		"order":   {l[1] + l[0] + l[2], "the paths are not sorted"},
		"twice":   {l[0] + l[0] + l[1], "a path stands twice"},
		"no-end":  {strings.TrimSuffix(text, "\n"), "the last line has no end"},
		"up":      {strings.Replace(text, l[0][66:], "../"+l[0][66:], 1), "a path leads out of the site"},
		"root":    {strings.Replace(text, l[0][66:], "/"+l[0][66:], 1), "a path begins at the root"},
		"back":    {strings.Replace(text, l[0][66:], "a\\"+l[0][66:], 1), "a path with a backslash"},
		"binary":  {strings.Replace(text, "  ", " *", 1), "the form that sha256sum has for binary files"},
		"capital": {strings.ToUpper(l[0][:64]) + l[0][64:] + l[1] + l[2], "a sum in capital letters"},
	} {
		m.add(name, "fails", x[1], with(good, func(v *vector) { v.Text = x[0]; v.Hash = proof.SiteHash([]byte(x[0])) }))
	}
	m.add("other-file", "fails", "a file differs", with(good, func(v *vector) { v.Text = "0" + v.Text[1:] }))
	m.add("other-less", "fails", "a file is missing", with(good, func(v *vector) { v.Text, v.Count = l[0]+l[1], 2 }))
	m.add("other-count", "fails", "the number of files is another", with(good, func(v *vector) { v.Count = 4 }))
}

func (m *maker) records() {
	key, other := newPair(m.t, "kijun.example.org/log", "vectors"), newPair(m.t, "kijun.example.org/log", "another")
	elsewhere := newPair(m.t, "kijun.example.com/log", "vectors")
	r := record("4.2")
	text := r.Text()
	good := vector{Kind: "record", Text: signed(m.t, text, key.by), Keys: []string{key.public}}
	m.add("release", "holds", "a release, and the key that signed it", good)
	m.add("keys", "holds", "one of the keys signed it", with(good, func(v *vector) { v.Keys = []string{elsewhere.public, key.public} }))
	site := proof.Record{Kind: proof.Site, Date: "2026-05-01", SiteHash: r.SiteHash, Files: 9}
	m.add("site", "holds", "a record of the site alone", with(good, func(v *vector) { v.Text = signed(m.t, site.Text(), key.by) }))
	re := func(old, new string) string { return strings.Replace(text, old, new, 1) }
	for name, x := range map[string][2]string{ // signed, and not a record
		"kind":         {re("kijun release v1", "kijun release v2"), "another format"},
		"more":         {text + "note x\n", "a line more"},
		"less":         {re("date 2026-04-01\n", ""), "a line is missing"},
		"order":        {re("standard water-guideline\nversion 4.2\n", "version 4.2\nstandard water-guideline\n"), "two lines have changed places"},
		"twice":        {re("version 4.2\n", "version 4.2\nversion 4.3\n"), "two versions"},
		"space":        {re("version 4.2", "version  4.2"), "two spaces"},
		"number":       {re("blocks 312", "blocks 0312"), "a number with a zero before it"},
		"number-minus": {re("withheld 18", "withheld -1"), "a negative number"},
		"number-none":  {re("blocks 312", "blocks many"), "no number"},
		"date":         {re("2026-04-01", "2026-02-30"), "a day that there is not"},
		"digest":       {re("sources sha256:", "sources sha1:"), "another algorithm"},
		"digest-short": {re(r.Sources, r.Sources[:70]), "a digest that is too short"},
		"root":         {re("root ", "root x"), "a root that is no base64"},
		"hash":         {re("site h1:", "site h2:"), "another hash of the site"},
		"files":        {re("files 186", "files 0"), "a site without files"},
		"standard":     {re("water-guideline", "../water"), "a standard that is no name"},
		"version-name": {re("version 4.2", "version 4...2"), "a version that is no name"},
	} {
		m.add("form-"+name, "fails", x[1], with(good, func(v *vector) { v.Text = signed(m.t, x[0], key.by) }))
	}
	for name, x := range map[string][2]string{
		"version": {"version 4.2", "version 4.3"}, "date": {"2026-04-01", "2026-04-02"}, "root": {r.Root, "A" + r.Root[1:]},
	} {
		m.add("changed-"+name, "fails", "signed, and then changed", with(good, func(v *vector) { v.Text = strings.Replace(v.Text, x[0], x[1], 1) }))
	}
	m.add("key-other", "fails", "another key of the same name", with(good, func(v *vector) { v.Keys = []string{other.public} }))
	m.add("key-name", "fails", "the same key under another name", with(good, func(v *vector) { v.Keys = []string{elsewhere.public} }))
	m.add("key-none", "fails", "no key", with(good, func(v *vector) { v.Keys = nil }))
	m.add("key-damaged", "fails", "a key that is damaged", with(good, func(v *vector) { v.Keys = []string{key.public[:len(key.public)-4] + "AAAA"} }))
	m.add("signature-none", "fails", "no signature", with(good, func(v *vector) { v.Text = text }))
	m.add("signature-cut", "fails", "the end of the signature is missing", with(good, func(v *vector) { v.Text = v.Text[:len(v.Text)-6] + "\n" }))
	m.add("signature-of-another", "fails", "the signature of another release", with(good, func(v *vector) {
		o := signed(m.t, record("4.3").Text(), key.by)
		v.Text = text + o[strings.Index(o, "\n\n")+1:]
	}))
}

func record(version string) proof.Record {
	s := func(x string) string { return proof.Sum([]byte(x + version)) }
	h := tlog.RecordHash([]byte(version))
	return proof.Record{
		Kind: proof.Release, Standard: "water-guideline", Version: version, Date: "2026-04-01", Sources: s("sources"), Blocks: 312,
		Root: h.String(), Withheld: 18, Commitments: s("commitments"), SiteHash: proof.SiteHash([]byte(version)), Files: 186,
	}
}

// history is a log as it grows: its files and its checkpoint at each size.
type history struct {
	tiles       []map[string]string
	checkpoints []string
}

func (m *maker) history(key pair, entries ...string) history {
	l, all := &translog.Log{}, map[string]string{}
	h := history{[]map[string]string{{}}, []string{""}}
	for _, e := range entries {
		files, err := l.Append([]byte(e))
		if err != nil {
			m.t.Fatal(err)
		}
		for name, data := range files {
			all[name] = base64.StdEncoding.EncodeToString(data)
		}
		now := map[string]string{}
		for _, name := range translog.Names(l.Size)[1:] {
			now[name] = all[name]
		}
		h.tiles = append(h.tiles, now)
		h.checkpoints = append(h.checkpoints, signed(m.t, translog.Checkpoint{Origin: key.by.Name(), Size: l.Size, Root: l.Root()}.Text(), key.by))
	}
	return h
}

func (m *maker) logs() {
	key, other := newPair(m.t, "kijun.example.org/log", "vectors"), newPair(m.t, "kijun.example.org/log", "another")
	var entries []string
	for n := range 258 {
		entries = append(entries, signed(m.t, record(fmt.Sprintf("1.%d", n)).Text(), key.by))
	}
	long := m.history(key, entries...)
	log := func(h history, n int) vector {
		return vector{Kind: "log", Text: h.checkpoints[n], Keys: []string{key.public}, Tiles: h.tiles[n]}
	}
	for _, n := range []int{1, 2, 3, 7} {
		m.add(fmt.Sprintf("%d", n), "holds", fmt.Sprintf("a log of %d releases", n), log(long, n))
	}
	good := log(long, 3)
	const bundle, tile = "tile/entries/000.p/3", "tile/0/000.p/3"
	edit := func(name string, change func([]byte) []byte) func(*vector) {
		return func(v *vector) {
			data, err := base64.StdEncoding.DecodeString(v.Tiles[name])
			if err != nil {
				m.t.Fatal(err)
			}
			v.Tiles[name] = base64.StdEncoding.EncodeToString(change(data))
		}
	}
	flip := func(at int) func([]byte) []byte { return func(b []byte) []byte { b[at] ^= 1; return b } }
	swapped := m.history(key, entries[1], entries[0], entries[2])
	foreign := m.history(key, entries[0], entries[1], signed(m.t, record("9.9").Text(), key.by))
	for _, x := range []struct {
		name, comment string
		change        func(*vector)
	}{
		{"entry-flipped", "one bit of an entry differs", edit(bundle, flip(100))},
		{"entry-length", "the length of an entry differs", edit(bundle, flip(1))},
		{"entries-cut", "the last byte of the entries is missing", edit(bundle, func(b []byte) []byte { return b[:len(b)-1] })},
		{"entries-more", "there are bytes behind the entries", edit(bundle, func(b []byte) []byte { return append(b, 0, 1, 'x') })},
		{"hash-flipped", "one bit of a hash differs", edit(tile, flip(40))},
		{"hashes-cut", "the last hash is missing", edit(tile, func(b []byte) []byte { return b[:64] })},
		{"hashes-more", "there is a hash more", edit(tile, func(b []byte) []byte { return append(b, b[:32]...) })},
		{"entries-gone", "the file of the entries is missing", func(v *vector) { delete(v.Tiles, bundle) }},
		{"hashes-gone", "the file of the hashes is missing", func(v *vector) { delete(v.Tiles, tile) }},
		{"reordered", "two entries have changed places", func(v *vector) { v.Tiles = swapped.tiles[3] }},
		{"entries-reordered", "two entries have changed places, and the hashes not", func(v *vector) { v.Tiles[bundle] = swapped.tiles[3][bundle] }},
		{"foreign", "the files of another log", func(v *vector) { v.Tiles = foreign.tiles[3] }},
		{"checkpoint-foreign", "the checkpoint of another log", func(v *vector) { v.Text = foreign.checkpoints[3] }},
		{"checkpoint-old", "the checkpoint of a shorter log", func(v *vector) { v.Text = long.checkpoints[2] }},
		{"checkpoint-new", "the checkpoint of a longer log", func(v *vector) { v.Text = long.checkpoints[4] }},
		{"key-other", "another key of the same name", func(v *vector) { v.Keys = []string{other.public} }},
	} {
		m.add(x.name, "fails", x.comment, with(good, x.change))
	}
	alien := m.history(key, entries[0], signed(m.t, record("1.1").Text(), other.by))
	m.add("entry-of-another-key", "fails", "an entry that another key has signed", log(alien, 2))
	m.add("entry-no-release", "fails", "an entry that is no release", log(m.history(key, entries[0], "anything"), 2))

	checkpoint := vector{Kind: "checkpoint", Text: long.checkpoints[3], Keys: []string{key.public}}
	m.add("signed", "holds", "name, size and root, signed", checkpoint)
	m.add("large", "holds", "of a log of 258 entries", with(checkpoint, func(v *vector) { v.Text = long.checkpoints[258] }))
	c, _, _ := strings.Cut(long.checkpoints[3], "\n\n")
	c += "\n"
	m.add("extension", "holds", "a line more, which other logs may have", with(checkpoint, func(v *vector) { v.Text = signed(m.t, c+"more\n", key.by) }))
	re := func(old, new string) string { return strings.Replace(c, old, new, 1) }
	for name, x := range map[string][2]string{
		"name":     {re("kijun.example.org/log", "kijun.example.org/other"), "the log has another name than the key"},
		"no-name":  {re("kijun.example.org/log", ""), "no name"},
		"size":     {re("\n3\n", "\n03\n"), "a size with a zero before it"},
		"negative": {re("\n3\n", "\n-3\n"), "a negative size"},
		"no-size":  {re("\n3\n", "\nmany\n"), "no size"},
		"root":     {c[:strings.LastIndex(strings.TrimSuffix(c, "\n"), "\n")] + "\nAAAA\n", "a root that is too short"},
		"no-root":  {c[:strings.LastIndex(strings.TrimSuffix(c, "\n"), "\n")+1], "no root"},
	} {
		m.add("form-"+name, "fails", x[1], with(checkpoint, func(v *vector) { v.Text = signed(m.t, x[0], key.by) }))
	}
	m.add("changed", "fails", "signed, and then changed", with(checkpoint, func(v *vector) { v.Text = strings.Replace(v.Text, "\n3\n", "\n4\n", 1) }))
	m.add("unsigned", "fails", "no signature", with(checkpoint, func(v *vector) { v.Text = c }))
	m.add("key-other", "fails", "another key of the same name", with(checkpoint, func(v *vector) { v.Keys = []string{other.public} }))

	grown := func(old string, now vector) vector {
		now.Kind, now.Old = "extends", old
		return now
	}
	m.add("one", "holds", "a log that has grown by one", grown(long.checkpoints[2], log(long, 3)))
	m.add("same", "holds", "a log that has not grown", grown(long.checkpoints[3], log(long, 3)))
	m.add("full-tile", "holds", "a log that has grown over a full tile", grown(long.checkpoints[200], log(long, 258)))
	m.add("shorter", "fails", "a log that has lost an entry", grown(long.checkpoints[4], log(long, 3)))
	m.add("fork", "fails", "two logs that have the same first two entries", grown(foreign.checkpoints[3], log(long, 7)))
	m.add("fork-same-size", "fails", "two logs of one size", grown(foreign.checkpoints[3], log(long, 3)))
	m.add("reordered", "fails", "a log whose entries have changed places", grown(swapped.checkpoints[2], log(long, 3)))
	m.add("old-unsigned", "fails", "the older checkpoint is of another key", grown(m.history(other, entries[0]).checkpoints[1], log(long, 3)))
}
