package export

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// An entry names the first clauses of a kind and counts the others, in the
// feed's language; a summary in another language is not mixed with it.
func TestFeedNamesClauses(t *testing.T) {
	standards := sampleStandards()
	changes := func(old, new *standard.Version, lang string) *compare.Comparison {
		if old.Number != "4.1" || new.Number != "4.10" {
			t.Errorf("%s is compared with %s", old.Number, new.Number)
		}
		c := &compare.Comparison{}
		for i := range namedClauses + 3 {
			at := &compare.Place{Clause: &standard.Clause{ID: fmt.Sprint("c", i), Label: fmt.Sprint(i), Title: "題"}}
			c.Clauses = append(c.Clauses, compare.Change{ID: at.Clause.ID, Class: compare.Modified, Old: at, New: at})
		}
		gone := &compare.Place{Clause: &standard.Clause{ID: "gone", Title: "旧い題"}}
		c.Clauses = append(c.Clauses, compare.Change{ID: "gone", Class: compare.Removed, Old: gone})
		c.Summary.Modified, c.Summary.Removed = namedClauses+3, 1
		return c
	}
	ja := string(Feed(sampleSite(), standards, "ja", changes))
	for _, want := range []string{"<content>遠隔保守を見直した。", "削除 1: 旧い題 ／ 変更 13: 0 題、1 題、", "、9 題、ほか3件<", `<link rel="related" type="text/html" href="https://standards.example.org/standards/water-guideline/compare/4.1...4.10/">`} {
		if !strings.Contains(ja, want) {
			t.Errorf("no %q in\n%s", want, ja)
		}
	}
	standards[0].Versions[1].Note = standard.Text{"ja": "日本語だけの注"}
	en := string(Feed(sampleSite(), standards, "en", changes))
	if !strings.Contains(en, "<content>Removed 1: 旧い題; Modified 13: 0 題, ") || !strings.Contains(en, ", 3 more<") {
		t.Error(en)
	}
}
