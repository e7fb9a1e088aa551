package export

import (
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// RegisterTable writes the register for a terminal: the withholdings of each
// standard that its latest version has, then the counts. Those that only older
// versions have are counted, not listed.
func RegisterTable(standards []*standard.Standard, lib *catalog.Library, lang string) string {
	var b strings.Builder
	var rows [][]string
	var of []*standard.Version // of each row
	past := 0
	units, reasons := map[standard.Unit]int{}, map[string]int{}
	for _, e := range Entries(standards) {
		if !e.Current {
			past++
			continue
		}
		w := e.Withholding
		units[w.Unit]++
		reasons[w.Reason]++
		rows = append(rows, []string{
			withheldSymbol + " " + w.ID, unitWord(w.Unit, lang), string(w.Due()), clip(strings.Join(w.Items, " "), 18),
			clip(reasonWord(lib, w.Reason, lang), 24), w.Title.In(lang),
		})
		of = append(of, e.Version)
	}
	w := widths(rows)
	if len(rows) > 0 {
		rest := tableWidth - (len(w)-1)*len(gap)
		for _, n := range w[:len(w)-1] {
			rest -= n
		}
		w[len(w)-1] = max(rest, 8)
	}
	for i := range rows {
		if i == 0 || of[i] != of[i-1] {
			v := of[i]
			fmt.Fprintln(&b, clip(handle(v)+gap+v.Title.In(lang)+gap+disclosed(cover.DisclosureOf(v), lang), tableWidth))
		}
		align(&b, w, rows[i:i+1])
		if i+1 == len(rows) || of[i+1] != of[i] {
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, bilingual{"非公開 %d件", "%d withheld"}.in(lang), len(rows))
	if past > 0 {
		fmt.Fprintf(&b, bilingual{"（ほかに過去の版で %d件）", " (and %d in older versions only)"}.in(lang), past)
	}
	b.WriteByte('\n')
	if len(rows) > 0 {
		wrapped(&b, bilingual{"単位", "units"}.in(lang), unitCounts(units, lang))
		wrapped(&b, bilingual{"理由", "reasons"}.in(lang), reasonCounts(lib, reasons, lang))
	}
	return b.String()
}

// unitCounts says how often each unit occurs, from small to large.
func unitCounts(n map[standard.Unit]int, lang string) []string {
	var out []string
	for _, u := range standard.Units {
		if n[u] > 0 {
			out = append(out, fmt.Sprintf("%s %d", unitWord(u, lang), n[u]))
		}
	}
	return out
}

// reasonCounts says how often each reason occurs, in the library's order.
func reasonCounts(lib *catalog.Library, n map[string]int, lang string) []string {
	var out []string
	for _, r := range lib.Reasons {
		if n[r.ID] > 0 {
			out = append(out, fmt.Sprintf("%s %d", clip(reasonWord(lib, r.ID, lang), 60), n[r.ID]))
		}
	}
	return out
}
