package overlap

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

// Chains of words that go on for a whole file, and lists of addresses that all
// begin alike, are no reason to look at everything from every word again. With
// the square of these lengths the test would not end.
func TestLongChains(t *testing.T) {
	part := func(text string) (*units, Part) {
		f := source.New("content/s/1/a.csv", []byte(text))
		var u units
		u.read(Text{File: f})
		return &u, Part{Standard: "s", ID: "W-001", At: f.At(0, len(text))}
	}
	for _, text := range []string{"1:", "1-", "1.", "a.", "a-", "1(", "a1_", "1::", "a@"} {
		u, _ := part(strings.Repeat(text, 300_000) + "x192.0.2.17")
		telling(u)
	}
	var secret, open strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&secret, "10.%d.%d.77\n", i/256%256, i%256)
		fmt.Fprintf(&open, "10.%d.%d.99\n", i/256%256, i%256)
	}
	fmt.Fprintln(&open, "10.1.2.77")
	_, p := part(secret.String())
	ds := Find([]Part{p}, []Text{{Family: "f", File: source.New("content/s/1/b.md", []byte(open.String()))}})
	if len(ds) == 0 || ds[len(ds)-1].Span.File.Line(ds[len(ds)-1].Span.Start) != 100_001 {
		t.Errorf("the address on the last line is not told among %d findings", len(ds))
	}
}

// What such a chain holds is found all the same, wherever in it.
func TestInChains(t *testing.T) {
	for _, chain := range []string{"1:2:3:00:1a:2b:3c:4d:5e", "1:2:3:2001:db8::17", "1-1-1-1-03-5555-0123", "a.b-1:2:192.0.2.77", "1:2:3:4:192.0.2.77", "x.y.z.example.jp:8443", "a_b_qz-4417", "1-2-3-4-5-6-7-8-9-qz-4417"} {
		f := source.New("content/s/1/a.csv", []byte(chain+"\n"))
		b := source.New("content/s/1/b.md", []byte("これは "+chain+" である。\n"))
		ds := Find([]Part{{Standard: "s", ID: "W-001", At: f.At(0, len(chain))}}, []Text{{Family: "f", File: b}})
		if len(ds) != 1 {
			t.Errorf("%s: %d findings, want 1", chain, len(ds))
		}
	}
}
