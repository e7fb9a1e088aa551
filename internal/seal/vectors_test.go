package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// A vector is a file of testdata/vectors; its README says what the keys mean.
type vector struct {
	Comment    string   `json:"comment"`
	Identities []string `json:"identities"`
	Standard   string   `json:"standard"`
	ID         string   `json:"id"`
	Lang       string   `json:"lang"`
	Kind       Kind     `json:"kind"`
	Sealed     string   `json:"sealed"`
	Result     string   `json:"result"`
	Text       *string  `json:"text,omitempty"`
}

var results = map[string]error{"opened": nil, "form": ErrForm, "no-key": ErrNoKey, "damaged": ErrDamaged, "elsewhere": ErrElsewhere}

const vectorDir = "testdata/vectors"

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	names, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil || len(names) < 25 {
		t.Fatalf("%d vectors: %v", len(names), err)
	}
	seen := map[string]int{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v vector
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, known := results[v.Result]
		if !known || (v.Text != nil) != (v.Result == "opened") {
			t.Fatalf("%s: the result is wrong", name)
		}
		seen[v.Result]++
		ids := &Identities{}
		if len(v.Identities) > 0 {
			if ids, err = ParseIdentities([]byte(strings.Join(v.Identities, "\n")+"\n"), nil); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		text, err := ids.Open(Binding{v.Standard, v.ID, v.Lang, v.Kind}, []byte(v.Sealed))
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%s: %v, want %v", filepath.Base(name), err, want)
		} else if err == nil && string(text) != *v.Text {
			t.Errorf("%s: another text", filepath.Base(name))
		}
		if (Check(v.Kind, []byte(v.Sealed)) == nil) != (v.Result != "form") {
			t.Errorf("%s: Check says otherwise", filepath.Base(name))
		}
	}
	for r := range results {
		if seen[r] == 0 {
			t.Errorf("no vector has the result %s", r)
		}
	}
}

// writeVectors makes them. Ciphertexts are never the same twice, so this is done
// when the format changes and not otherwise.
func writeVectors(t *testing.T) {
	key := func(classic bool) (*Recipients, string, age.Recipient) {
		k, err := Generate(classic, "")
		if err != nil {
			t.Fatal(err)
		}
		to, _ := ParseRecipients([]string{k.Recipient})
		return to, strings.Split(string(k.File), "\n")[1], to.list[0]
	}
	to, id, raw := key(true)
	toPQ, idPQ, _ := key(false)
	other, idOther, _ := key(true)
	both := &Recipients{append(append([]age.Recipient{}, to.list...), other.list...)}
	region := Binding{"water-guideline", "W-001", "", Region}
	text := "接続元のアドレスは 192.0.2.0/24 に限る。\n"
	put := func(name string, b Binding, sealed []byte, result, comment, text string, ids ...string) {
		v := vector{comment, ids, b.Standard, b.ID, b.Lang, b.Kind, string(sealed), result, nil}
		if result == "opened" {
			v.Text = &text
		}
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(vectorDir, name+".json"), out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	seal := func(to *Recipients, b Binding, text string) []byte {
		data, err := to.Seal(b, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good := seal(to, region, text)
	file, _ := decode(Region, good)
	put("region", region, good, "opened", "a region of the original text", text, id)
	put("hybrid", region, seal(toPQ, region, text), "opened", "sealed to a post-quantum recipient", text, idPQ)
	put("second-recipient", region, seal(both, region, text), "opened", "sealed to two, opened with the key of the second", text, idOther)
	put("several-keys", region, good, "opened", "the second of the keys given fits", text, idOther, id)
	quoted := Binding{"water-guideline", "W-003", "en", Region}
	put("region-quoted", quoted, seal(to, quoted, "> quoted\n>\n> lines\n"), "opened", "a region of a translation, within a quotation: its lines keep their prefix", "> quoted\n>\n> lines\n", id)
	span := Binding{"water-guideline", "W-002", "", Span}
	inline := seal(to, span, "見本社製")
	put("span", span, inline, "opened", "a span stands in base64 on one line", "見本社製", id)
	whole := Binding{"water-guideline", "W-007", "", File}
	put("file", whole, seal(to, whole, "\x00\x01a file\r\n"), "opened", "a file that is withheld as a whole, with bytes that no text has", "\x00\x01a file\r\n", id)
	fields := Binding{"water-guideline", "index.confidential.yaml", "", Fields}
	put("fields", fields, seal(to, fields, "contact: {ja: 内線 1}\n"), "opened", "the file of withheld fields; its id is its name", "contact: {ja: 内線 1}\n", id)
	release := Binding{"water-guideline", "4.2", "", Release}
	put("release", release, seal(to, release, "W-001 00\n"), "opened", "the salts of a release; the id is the version", "W-001 00\n", id)
	put("empty-text", region, seal(to, region, ""), "opened", "nothing, sealed", "", id)
	edge := strings.Repeat("x", smallest-len(payloadHead(region))-8)
	put("exact-size", region, seal(to, region, edge), "opened", "a payload of just 1024 bytes has no padding", edge, id)
	put("one-more", region, seal(to, region, edge+"x"), "opened", "a byte more takes 2048", edge+"x", id)
	long := strings.Repeat("x", 70000)
	put("long", region, seal(to, region, long), "opened", "longer than a chunk of age", long, id)

	put("no-key", region, good, "no-key", "no key is given", "")
	put("wrong-key", region, good, "no-key", "the key of somebody else", "", idOther)
	for name, b := range map[string]Binding{
		"other-standard": {"power-standard", "W-001", "", Region}, "other-id": {"water-guideline", "W-002", "", Region},
		"other-language": {"water-guideline", "W-001", "en", Region}, "other-kind": {"water-guideline", "W-001", "", File},
	} {
		put(name, b, good, "elsewhere", "sealed as W-001 of water-guideline, a region of the original text, and asked for as another part", "", id)
	}
	encrypt := func(p []byte) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, raw)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(p)
		_ = w.Close()
		return out.Bytes()
	}
	p := payload(region, []byte(text))
	bad := bytes.Clone(p)
	bad[len(bad)-1] = 1
	put("padding-last", region, encode(Region, encrypt(bad)), "damaged", "the last byte of the padding is not zero", "", id)
	bad = bytes.Clone(p)
	bad[len(bytes.TrimRight(p, "\x00"))] = 1
	put("padding-first", region, encode(Region, encrypt(bad)), "damaged", "the first byte of the padding is not zero", "", id)
	put("padding-doubled", region, encode(Region, encrypt(append(bytes.Clone(p), make([]byte, len(p))...))), "damaged", "padded to 2048 bytes, where 1024 are enough", "", id)
	put("padding-missing", region, encode(Region, encrypt(bytes.TrimRight(p, "\x00"))), "form", "not padded: the size alone tells", "", id)
	put("size-odd", region, encode(Region, encrypt(make([]byte, 1536))), "form", "1536 is no power of two", "", id)
	put("size-small", region, encode(Region, encrypt(make([]byte, 512))), "form", "less than 1024", "", id)
	put("payload-zeros", region, encode(Region, encrypt(make([]byte, 1024))), "damaged", "a payload of zeros", "", id)
	put("payload-magic", region, encode(Region, encrypt(bytes.Replace(p, []byte("kijun-seal-v1"), []byte("kijun-seal-v9"), 1))), "damaged", "a payload of another version", "", id)
	bad = bytes.Clone(p)
	bad[len(payloadHead(region))] = 0xff
	put("payload-length", region, encode(Region, encrypt(bad)), "damaged", "a length that reaches beyond the payload", "", id)

	flip := func(at int) []byte { f := bytes.Clone(file); f[at] ^= 1; return f }
	header := bytes.Index(file, []byte("\n--- ")) + 1
	put("flipped-stanza", region, encode(Region, flip(header-10)), "no-key", "a bit of the wrapped file key is turned: it fits no key any more", "", id)
	put("flipped-mac", region, encode(Region, flip(header+10)), "damaged", "a bit of the header's MAC is turned", "", id)
	put("flipped-nonce", region, encode(Region, flip(len(file)-1024-16-4)), "damaged", "a bit of the nonce is turned", "", id)
	put("flipped-text", region, encode(Region, flip(len(file)-500)), "damaged", "a bit of the encrypted text is turned", "", id)
	put("flipped-tag", region, encode(Region, flip(len(file)-1)), "damaged", "the last bit is turned", "", id)
	put("flipped-version", region, encode(Region, flip(20)), "form", "the first line of the age file is another", "", id)
	put("truncated-byte", region, encode(Region, file[:len(file)-1]), "form", "the last byte is missing", "", id)
	put("truncated-half", region, encode(Region, file[:len(file)/2]), "form", "the second half is missing", "", id)
	put("truncated-header", region, encode(Region, file[:header]), "form", "nothing but a piece of the header", "", id)
	put("trailing-byte", region, encode(Region, append(bytes.Clone(file), 0)), "form", "a byte more", "", id)
	put("trailing-line", region, append(bytes.Clone(good), "secret\n"...), "form", "a line behind the armor", "", id)
	put("trailing-empty-line", region, append(bytes.Clone(good), '\n'), "form", "an empty line behind the armor", "", id)
	put("leading-line", region, append([]byte("secret\n"), good...), "form", "a line before the armor", "", id)
	lines := bytes.SplitAfter(good, []byte("\n"))
	insert := func(at int, line string) []byte {
		return append(append(bytes.Join(lines[:at], nil), line...), bytes.Join(lines[at:], nil)...)
	}
	put("armor-spliced", region, insert(3, "secret\n"), "form", "a line between those of the armor, too short for one of them", "", id)
	put("armor-header-line", region, insert(1, "Comment: secret\n"), "form", "a header within the armor, as PEM has", "", id)
	put("armor-twice", region, append(bytes.Clone(good), good...), "form", "two armored files", "", id)
	put("armor-crlf", region, bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")), "form", "carriage returns", "", id)
	put("armor-unwrapped", region, []byte(Begin+"\n"+strings.ReplaceAll(string(bytes.Join(lines[1:len(lines)-2], nil)), "\n", "")+"\n"+end+"\n"), "form", "base64 on one long line", "", id)
	put("armor-no-end", region, bytes.TrimSuffix(good, []byte("\n")), "form", "the last line has no end", "", id)
	put("armor-binary", region, file, "form", "an age file without armor", "", id)
	put("armor-as-span", span, good, "form", "armor where a span stands", "", id)
	swapped := append([][]byte{}, lines...)
	swapped[len(lines)-5], swapped[len(lines)-6] = lines[len(lines)-6], lines[len(lines)-5]
	put("armor-lines-swapped", region, bytes.Join(swapped, nil), "damaged", "two lines have changed places", "", id)
	second, _ := decode(Region, seal(to, region, text))
	put("spliced-files", region, encode(Region, append(bytes.Clone(file[:len(file)-1024-32]), second[len(second)-1024-32:]...)), "damaged", "the header of one file and the text of another", "", id)
	put("span-broken", span, append(append(bytes.Clone(inline[:64]), '\n'), inline[64:]...), "form", "a span on two lines", "", id)
	put("span-padding", span, append(bytes.Clone(inline), "=="...), "form", "base64 with padding that is too much", "", id)
	put("span-url", span, []byte(strings.NewReplacer("+", "-", "/", "_").Replace(string(inline))), "form", "base64 with the signs that addresses use", "", id)
	put("span-armored", region, inline, "form", "a span where armor stands", "", id)
}

func payloadHead(b Binding) []byte {
	var p []byte
	for _, f := range b.fields() {
		p = appendLP(p, f)
	}
	return p
}
