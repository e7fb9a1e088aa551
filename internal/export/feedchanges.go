package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// before is the version that a version is compared with, or nil.
func before(standards []*standard.Standard, v *standard.Version) *standard.Version {
	for _, s := range standards {
		if s.ID == v.Standard {
			return s.Previous(v)
		}
	}
	return nil
}

// content is what an entry says in full: readers that show it leave the summary
// out, so it has that too, unless it is in another language.
func content(changes string, summary *atomText) *atomText {
	switch {
	case changes == "":
		return nil
	case summary != nil && summary.Lang == "":
		changes = summary.Text + "\n\n" + changes
	}
	return &atomText{Text: changes}
}

// namedClauses is how many clauses of a kind an entry names.
const namedClauses = 10

// changedClauses names the clauses that changed, by kind of change. What changed
// of the words comes before what changed around them.
func changedClauses(c *compare.Comparison, lang string) string {
	named := map[string][]string{}
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		for _, kind := range ch.Kinds() {
			at := ch.New
			if at == nil {
				at = ch.Old
			}
			named[kind] = append(named[kind], strings.TrimSpace(at.Clause.Label+" "+at.Clause.Title))
		}
	}
	comma, more := bilingual{"、", ", "}.in(lang), bilingual{"ほか%d件", "%d more"}.in(lang)
	var out []string
	for _, k := range c.Summary.Counts() {
		list := named[k.Kind]
		if n := len(list) - namedClauses; n > 0 {
			list = append(slices.Clone(list[:namedClauses]), fmt.Sprintf(more, n))
		}
		out = append(out, fmt.Sprintf("%s %d: %s", kindWord(k.Kind, lang), k.N, strings.Join(list, comma)))
	}
	return strings.Join(out, bilingual{" ／ ", "; "}.in(lang))
}

// kindWords are the words of the pages (change_added, …).
var kindWords = map[string]bilingual{
	"added":      {"追加", "Added"},
	"removed":    {"削除", "Removed"},
	"withdrawn":  {"廃止", "Withdrawn"},
	"modified":   {"変更", "Modified"},
	"formatting": {"書式の変更", "Formatting only"},
	"moved":      {"移動", "Moved"},
	"renumbered": {"番号の変更", "Renumbered"},
	"retitled":   {"見出しの変更", "Retitled"},
	"retagged":   {"指針との対応等の変更", "Tags or metadata changed"},
	"withheld":   {"非公開に変更", "Newly withheld"},
	"disclosed":  {"公開に変更", "Disclosed"},
	"renamed":    {"識別子の変更", "Id changed"},
}

func kindWord(kind, lang string) string { return kindWords[kind].in(lang) }
