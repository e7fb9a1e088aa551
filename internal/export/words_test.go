package export

import (
	"regexp"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/themes"
)

// TestOneWordPerThing holds the words of the tables to those of the pages: a
// reader of both must not wonder whether two words mean two things.
func TestOneWordPerThing(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		data, err := themes.FS.ReadFile("kijun/i18n/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		page := map[string]string{}
		for _, m := range regexp.MustCompile(`(?m)^([a-z_-]+): "?(.*?)"?$`).FindAllStringSubmatch(string(data), -1) {
			page[m[1]] = m[2]
		}
		same := func(key, word string) {
			if !strings.EqualFold(page[key], word) {
				t.Errorf("%s: %s is %q on the pages and %q in the tables", lang, key, page[key], word)
			}
		}
		for _, m := range marks {
			key := string(m.decision)
			if m.decision == cover.Undecided {
				key = "gap"
			}
			same("decision_"+key, m.word.in(lang))
			same("symbol_"+key, m.symbol.in(lang))
		}
		same("decision_adopted_part", adoptedInPart.word.in(lang))
		same("symbol_adopted_part", adoptedInPart.symbol.in(lang))
		for _, u := range standard.Units {
			same("unit_"+string(u), unitWord(u, lang))
		}
	}
}
