package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"flag"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "make the vectors anew")

func newKey(t testing.TB, classic bool) (*Recipients, *Identities) {
	t.Helper()
	k, err := Generate(classic, "")
	if err != nil {
		t.Fatal(err)
	}
	to, bad := ParseRecipients([]string{k.Recipient})
	if bad != nil {
		t.Fatal(bad)
	}
	ids, err := ParseIdentities(k.File, nil)
	if err != nil {
		t.Fatal(err)
	}
	return to, ids
}

var kinds = []Kind{Region, Span, File, Fields, Release}

func TestSealOpen(t *testing.T) {
	to, ids := newKey(t, true)
	toPQ, idsPQ := newKey(t, false)
	rapid.Check(t, func(t *rapid.T) {
		to, ids := to, ids
		if rapid.Bool().Draw(t, "hybrid") {
			to, ids = toPQ, idsPQ
		}
		b := Binding{rapid.StringMatching(`[a-z-]{0,20}`).Draw(t, "standard"), "W-" + rapid.StringMatching(`[0-9]{3}`).Draw(t, "id"), rapid.SampledFrom([]string{"", "en"}).Draw(t, "lang"), rapid.SampledFrom(kinds).Draw(t, "kind")}
		text := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "text")
		data, err := to.Seal(b, text)
		if err != nil {
			t.Fatal(err)
		}
		if err := Check(b.Kind, data); err != nil {
			t.Fatal("what was sealed has another form")
		}
		if b.Kind == Span && bytes.ContainsAny(data, "\n{}| ") {
			t.Fatal("a span breaks its line")
		}
		if got, err := ids.Open(b, data); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("opened otherwise: %v", err)
		}
		other := b
		other.ID += "1"
		if _, err := ids.Open(other, data); !errors.Is(err, ErrElsewhere) {
			t.Fatalf("opened as another part: %v", err)
		}
		// A bit that is turned anywhere is found.
		spoilt := bytes.Clone(data)
		spoilt[rapid.IntRange(0, len(data)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if got, err := ids.Open(b, spoilt); err == nil {
			t.Fatalf("opened though spoilt: %d bytes", len(got))
		}
		if got, err := ids.Open(b, data[:rapid.IntRange(0, len(data)-1).Draw(t, "short")]); err == nil {
			t.Fatalf("opened though cut off: %d bytes", len(got))
		}
	})
}

// Texts of different lengths within a class give ciphertexts of one length.
func TestPadding(t *testing.T) {
	to, _ := newKey(t, true)
	size := func(n int) int {
		data, err := to.Seal(Binding{"s", "W-001", "", Region}, make([]byte, n))
		if err != nil {
			t.Fatal(err)
		}
		file, err := decode(Region, data)
		if err != nil {
			t.Fatal(err)
		}
		return len(file)
	}
	if size(0) != size(900) {
		t.Error("short texts can be told apart by length")
	}
	if size(2000) != size(3000) || size(900) == size(2000) {
		t.Error("the classes are not powers of two")
	}
}

// What else than payload makes must not open: padding that is not zero, too much
// of it, or too little.
func TestPayload(t *testing.T) {
	b := Binding{"s", "W-001", "en", Region}
	good := payload(b, []byte("text"))
	if got, err := open(b, good); err != nil || string(got) != "text" {
		t.Fatal(err)
	}
	last := bytes.Clone(good)
	last[len(last)-1] = 1
	for name, p := range map[string][]byte{
		"padding":   last,
		"doubled":   append(bytes.Clone(good), make([]byte, len(good))...),
		"unpadded":  bytes.TrimRight(good, "\x00"),
		"one less":  good[:len(good)-1],
		"empty":     {},
		"zeros":     make([]byte, 1024),
		"length":    append([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, good[8:]...),
		"magic":     bytes.Replace(good, []byte("seal-v1"), []byte("seal-v2"), 1),
		"cut short": good[:60],
	} {
		if _, err := open(b, p); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, other := range []Binding{{"t", "W-001", "en", Region}, {"s", "W-002", "en", Region}, {"s", "W-001", "", Region}, {"s", "W-001", "en", Span}} {
		if _, err := open(other, good); !errors.Is(err, ErrElsewhere) {
			t.Errorf("%v: %v", other, err)
		}
	}
}

func TestParseRecipients(t *testing.T) {
	classic, _ := Generate(true, "")
	hybrid, _ := Generate(false, "")
	for name, tt := range map[string]struct {
		keys []string
		bad  []int
	}{
		"one":     {[]string{classic.Recipient}, nil},
		"hybrid":  {[]string{hybrid.Recipient}, nil},
		"none":    {nil, []int{0}},
		"mixed":   {[]string{classic.Recipient, hybrid.Recipient}, []int{1}},
		"twice":   {[]string{hybrid.Recipient, hybrid.Recipient}, []int{1}},
		"ssh":     {[]string{classic.Recipient, "ssh-ed25519 AAAA", "age1abc"}, []int{1, 2}},
		"plugin":  {[]string{"age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"}, []int{0}},
		"private": {[]string{strings.Fields(string(classic.File))[4]}, []int{0}},
	} {
		_, bad := ParseRecipients(tt.keys)
		if len(bad) != len(tt.bad) {
			t.Errorf("%s: %v", name, bad)
			continue
		}
		for i, b := range bad {
			if b.Index != tt.bad[i] {
				t.Errorf("%s: %v", name, b)
			}
			if strings.Contains(b.Message+b.Hint, "AGE-SECRET") {
				t.Errorf("%s: the message has the key", name)
			}
		}
	}
}

func TestParseIdentities(t *testing.T) {
	open, _ := Generate(true, "")
	locked, err := Generate(false, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(s string) func() (string, error) { return func() (string, error) { return s, nil } }
	binary, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(string(locked.File), Begin+"\n"), end+"\n"), "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	// a binary file in which bytes stand that end a line elsewhere
	ended := binary
	for !bytes.Contains(ended, []byte("\r\n")) {
		to, err := age.NewScryptRecipient("correct horse")
		if err != nil {
			t.Fatal(err)
		}
		to.SetWorkFactor(1)
		var b bytes.Buffer
		w, err := age.Encrypt(&b, to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(append(bytes.Repeat([]byte("# comment\n"), 5000), open.File...)); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		ended = b.Bytes()
	}
	to, _ := newKey(t, true)
	other, _ := to.Seal(Binding{"s", "W-001", "", File}, []byte("text"))
	for name, tt := range map[string]struct {
		data []byte
		ask  func() (string, error)
		err  error
	}{
		"open":            {open.File, nil, nil},
		"comments":        {append([]byte("# a\r\n\r\n"), open.File...), nil, nil},
		"locked":          {locked.File, ask("correct horse"), nil},
		"binary":          {binary, ask("correct horse"), nil},
		"ends of lines":   {ended, ask("correct horse"), nil},
		"wrong words":     {locked.File, ask("correct horsf"), ErrPassphrase},
		"no words":        {locked.File, ask(""), ErrPassphrase},
		"nobody to ask":   {locked.File, nil, ErrNeedsPass},
		"public key":      {[]byte(open.Recipient + "\n"), nil, ErrIdentity},
		"empty":           {nil, nil, ErrIdentity},
		"a sealed part":   {other, ask("x"), ErrIdentity},
		"plugin":          {[]byte("AGE-PLUGIN-YUBIKEY-1Q9\n"), nil, ErrIdentity},
		"damaged":         {locked.File[:200], ask("x"), ErrIdentity},
		"one line spoilt": {append(bytes.Clone(open.File), "AGE-SECRET-KEY-1XX\n"...), nil, ErrIdentity},
	} {
		ids, err := ParseIdentities(tt.data, tt.ask)
		if !errors.Is(err, tt.err) || err == nil && ids.Len() != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "AGE-SECRET") || strings.Contains(err.Error(), "1XX")) {
			t.Errorf("%s: the error has a key", name)
		}
	}
}

// A file that age itself made, of another program's payload, is none of ours.
func TestForeign(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 10, 1023, 1024} {
		var file bytes.Buffer
		w, _ := age.Encrypt(&file, id.Recipient())
		_, _ = w.Write(make([]byte, n))
		_ = w.Close()
		ids := &Identities{[]age.Identity{id}}
		want := ErrForm
		if n == 1024 {
			want = ErrDamaged
		}
		if _, err := ids.Open(Binding{"s", "W-001", "", Region}, encode(Region, file.Bytes())); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// A point of low order has the form of a key, and nothing can be sealed to it.
func TestRecipientThatSealsNothing(t *testing.T) {
	if _, bad := ParseRecipients([]string{"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"}); len(bad) != 1 {
		t.Errorf("%v", bad)
	}
}
