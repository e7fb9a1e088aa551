package withhold

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// What harmless takes for granted of single characters.
func TestUnfoldedIsLeftAlone(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !unfolded(r) {
			continue
		}
		if s := norm.NFKC.String(string(r)); s != string(r) || unicode.IsSpace(r) || colonLike(r) || unicode.ToLower(r) != r ||
			unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) {
			t.Errorf("%U is folded to %q", r, s)
		}
		if unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー' {
			t.Errorf("%U may begin a word", r)
		}
	}
}

// The short way never misses what the long one finds.
func TestHarmless(t *testing.T) {
	pieces := []string{
		":", "::", ":::", "：", "；", ";", "∷", "{{", "{", "｛", "(", "/", "\\", " ", "　", "\t", ">", "-", "ー", "ーー", "‐", "_", "|", "0", "12", "W-001", "w", "Ｗ",
		"withhold", "WITHHOLD", "ｗｉｔｈｈｏｌｄ", "withheld", "sealed", "非公開", "非", "公", "開", "\uf9d6", "の", "が", "カ", "ガ", "ﾞ", "゛", "\u3099", "\u200b", "\u0301", "а", "ﷺ", "々", "〇", "。", "\xff",
	}
	rapid.Check(t, func(t *rapid.T) {
		var line []byte
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces") {
			line = append(line, p...)
		}
		escaped := rapid.Bool().Draw(t, "escaped")
		if harmless(line) && len(lookTwice(line, escaped)) > 0 {
			t.Fatalf("%q is suspicious and was taken for harmless", line)
		}
	})
	if harmless([]byte("第5条、ー非公開")) || harmless([]byte("withhold W-001")) || !harmless([]byte("事業者は、3年間保存しなければならない。")) ||
		!harmless([]byte("    items: [6.1.5(1)]")) {
		t.Error("harmless looks at the wrong characters")
	}
}
