package parse

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// The short ways of the word builder lead where the long one does.
func TestWordBuilder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringOfN(rapid.OneOf(rapid.RuneFrom([]rune("aé e\u0301か\u3099がｶﾞ\u00a0\u3000\t\n漢\u1100\u1161각Å\u2126①\ufeff\u2028\u0085")), rapid.Rune()), 0, 12, -1), 1, 4).Draw(t, "")
		var w wordBuilder
		want := ""
		for _, p := range parts {
			w.add(p)
			want += norm.NFC.String(p) // each for itself, as the trees have them
		}
		if got := w.words().Text; got != strings.Join(strings.FieldsFunc(want, unicode.IsSpace), " ") {
			t.Errorf("%q: %q", parts, got)
		}
	})
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if p := norm.NFC.PropertiesString(string(r)); !composing(r) && r != unicode.ReplacementChar && (p.CCC() != 0 || norm.NFC.String(string(r)) != string(r)) {
			t.Errorf("%U is not what it is", r)
		}
		if !composing(r) && !norm.NFC.IsNormalString("a"+string(r)) {
			t.Errorf("%U composes with what stands before it", r)
		}
	}
}
