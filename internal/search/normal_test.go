package search_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/kijun-dev/kijun/internal/browser"
	"github.com/kijun-dev/kijun/internal/search"
)

type vectors struct {
	Normal [][2]string
	Keys   [][2]json.RawMessage
	Forms  [][2]json.RawMessage
}

func readVectors(t *testing.T) (vectors, []byte) {
	t.Helper()
	data, err := os.ReadFile("testdata/normal.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Normal) < 40 || len(v.Keys) < 10 || len(v.Forms) < 20 {
		t.Fatal("there are too few vectors")
	}
	return v, data
}

func TestNormalise(t *testing.T) {
	v, _ := readVectors(t)
	for _, c := range v.Normal {
		if got := search.Normalise(c[0]); got != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got, c[1])
		}
	}
}

// TestVectors holds the script to the same vectors, in a browser.
func TestVectors(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, nil)
	_, data := readVectors(t)
	for _, fault := range call[[]string](t, engine(t, b, s), `((v) => {
		const faults = [];
		const check = (what, input, got, want) => {
			if (JSON.stringify(got) !== JSON.stringify(want)) faults.push(what + " of " + JSON.stringify(input) + ": " + JSON.stringify(got) + ", want " + JSON.stringify(want));
		};
		for (const [input, want] of v.normal) {
			const got = normalise(input);
			check("normal form", input, got.text, want);
			check("places", input, [got.from.length, got.to.length], [want.length, want.length]);
			for (let i = 0; i < want.length; i++) if (!(got.from[i] < got.to[i] && got.to[i] <= input.length)) faults.push("place " + i + " of " + JSON.stringify(input));
		}
		for (const [input, want] of v.keys) check("keys", input, keysOf(input), want);
		for (const [input, want] of v.forms) check("forms", input, formsOf(input), want);
		return faults;
	})(`+string(data)+`)`) {
		t.Error(fault)
	}
}

// TestEveryCodePoint asks the browser for the normal form of every code point,
// alone and between others that it might join, and compares with ours: the
// Unicode tables of both are of different years. Where a browser comes to know
// more letters, they belong into the script's list of young ones; young marks
// that stand between a letter and another mark are let be.
func TestEveryCodePoint(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, nil)
	frames := []string{"%s", "カ%sﾞ", "e%s-", "가%sᆨ"}
	for _, frame := range frames {
		forms := map[string]string{}
		skipped := [][2]rune{}
		for r := rune(0); r <= utf8.MaxRune; r++ {
			if 0xD800 <= r && r < 0xE000 {
				continue
			}
			if frame != "%s" && !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co) {
				if n := len(skipped); n > 0 && skipped[n-1][1] == r-1 {
					skipped[n-1][1] = r
				} else {
					skipped = append(skipped, [2]rune{r, r})
				}
				continue
			}
			in := fmt.Sprintf(frame, string(r))
			if out := search.Normalise(in); out != in {
				forms[in] = out
			}
		}
		data, err := json.Marshal(map[string]any{"forms": forms, "skipped": skipped})
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.files["forms.json"] = data
		s.mu.Unlock()
		faults := call[[]string](t, engine(t, b, s), `(async () => {
			const told = await (await fetch("forms.json")).json();
			const forms = new Map(Object.entries(told.forms)), faults = [];
			let skip = 0;
			for (let c = 0; c <= 0x10ffff; c++) {
				if (c >= 0xd800 && c < 0xe000) continue;
				while (skip < told.skipped.length && told.skipped[skip][1] < c) skip++;
				if (skip < told.skipped.length && told.skipped[skip][0] <= c) continue;
				const input = `+quote(frame)+`.replace("%s", () => String.fromCodePoint(c));
				const got = normalise(input).text, want = forms.get(input) ?? input;
				if (got !== want) faults.push("U+" + c.toString(16) + ": " + JSON.stringify(got) + ", want " + JSON.stringify(want));
			}
			return [faults.length + "", ...faults.slice(0, 60)];
		})()`)
		if faults[0] != "0" {
			t.Errorf("in %s, %s code points differ:\n%s", frame, faults[0], strings.Join(faults[1:], "\n"))
		}
	}
}

func TestNormaliseTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { normalTwice(t, rapid.String().Draw(t, "text")) })
}

type failer interface{ Errorf(string, ...any) }

// normalTwice holds what every normal form has.
func normalTwice(t failer, s string) {
	once := search.Normalise(s)
	if twice := search.Normalise(once); twice != once {
		t.Errorf("%q becomes %q, then %q", s, once, twice)
	}
	if !utf8.ValidString(once) || strings.TrimSpace(once) != once && strings.Trim(once, " ") != once || strings.Contains(once, "  ") || strings.ContainsAny(once, "\n\t\x1e\x1f") {
		t.Errorf("%q becomes %q", s, once)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"", "ｻｰﾊﾞ", "カ゛-〜", "İ\u0307", "a\u0315\u0300", "\xff", "ﾞ", "ア\u200b-", "\u1100\u1161\u11a8", "ẞ", "ͅΑ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { normalTwice(t, s) })
}
