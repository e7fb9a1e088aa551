package browser

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// filtered is what a filter leaves of its page.
type filtered struct {
	Shown   string // what the page says of it
	Rows    []string
	Columns int
	Empty   int // cells of shown rows and columns that do not match
	Address string
	Labels  []string // of the controls
}

const readFilter = `(() => {
	const box = document.querySelector("[data-filter]");
	const seen = (e) => e.checkVisibility({visibilityProperty: true});
	const rows = [...box.querySelectorAll("[data-row]")].filter(seen);
	return {
		shown: box.querySelector("[role=status]").textContent,
		rows: rows.map((r) => r.id || r.querySelector("th").textContent.trim()),
		columns: [...box.querySelectorAll("th[data-column]")].filter(seen).length,
		empty: rows.flatMap((r) => [...r.querySelectorAll(".is-out")]).filter((c) => c.checkVisibility() && [...c.children].some(seen)).length,
		address: location.search,
		labels: [...box.querySelectorAll("select")].map((s) => s.labels[0].firstChild.textContent),
	};
})()`

func readFiltered(t *testing.T, tab context.Context) filtered {
	t.Helper()
	return evaluate[filtered](t, tab, readFilter)
}

// TestFilter: what is chosen is shown, told and kept in the address; an address
// chooses; a link to what is filtered out shows it; and all comes back.
func TestFilter(t *testing.T) {
	s := sites(t)[0]
	tab := open(t, s, s.find(t, "coverage/"))
	in(t, tab, light)
	all := readFiltered(t, tab)
	if len(all.Rows) != 25 || all.Columns != 3 || all.Address != "" || !strings.Contains(all.Shown, "25") || len(all.Labels) < 3 {
		t.Fatalf("at first: %+v", all)
	}
	choose := func(key int, value string) filtered {
		t.Helper()
		evaluate[any](t, tab, `(() => {
			const select = document.querySelectorAll("[data-filter] select")[`+string(rune('0'+key))+`];
			select.value = "`+value+`";
			select.dispatchEvent(new Event("change", {bubbles: true}));
		})()`)
		return readFiltered(t, tab)
	}
	phase := choose(slices.Index(all.Labels, "段階"), "check-act")
	if len(phase.Rows) != 2 || phase.Address != "?phase=check-act" || !strings.Contains(phase.Shown, "2") {
		t.Errorf("a phase: %+v", phase)
	}
	both := choose(slices.Index(all.Labels, "採否"), "withheld")
	if len(both.Rows) == 0 || both.Empty > 0 || !strings.Contains(both.Address, "decision=withheld") {
		t.Errorf("a phase and a decision: %+v", both)
	}
	evaluate[any](t, tab, `document.querySelector("[data-filter] button[type=reset]").click()`)
	if again := readFiltered(t, tab); !slices.Equal(again.Rows, all.Rows) || again.Columns != all.Columns || again.Empty > 0 || again.Address != "" {
		t.Errorf("all again: %+v", again)
	}

	const entry = "water-guideline-4.2-w-001"
	visit(t, tab, s.URL+"withheld/?sector=power")
	given := readFiltered(t, tab)
	if len(given.Rows) == 0 || slices.ContainsFunc(given.Rows, func(id string) bool { return !strings.HasPrefix(id, "power-") }) {
		t.Errorf("an address: %+v", given)
	}
	visit(t, tab, s.URL+"withheld/?sector=power#"+entry)
	if led := readFiltered(t, tab); !slices.Contains(led.Rows, entry) {
		t.Errorf("a link to what is filtered out: %+v", led)
	}
	visit(t, tab, s.URL+"withheld/?sector=nosuch&reason=%00")
	if odd := readFiltered(t, tab); len(odd.Rows) <= len(given.Rows) {
		t.Errorf("an address of nothing that is there: %+v", odd)
	}
	visit(t, tab, s.URL+"withheld/#%E0%A4%A") // that nobody has encoded; an error in the console fails the test
	if odd := readFiltered(t, tab); len(odd.Rows) <= len(given.Rows) {
		t.Errorf("a fragment that can't be decoded: %+v", odd)
	}
}
