package browser

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
)

// lighthousePages are those that the public samples are judged by: where readers
// arrive, where they read, and the largest tables.
var lighthousePages = []string{
	"", "standards/water-guideline/4.2/09-incident/", "items/nisc-4/6.1.2(2)/", "coverage/", "withheld/",
}

type lighthouseResult struct {
	Address string
	Scores  map[string]int
	Failed  []string
	Bytes   float64
	Error   string
}

// TestLighthouse holds what does not depend on the machine's speed to 100. With
// KIJUN_LIGHTHOUSE=1, performance is measured too, as on a slow phone and on a
// desktop; its score varies by a few points on a busy machine.
func TestLighthouse(t *testing.T) {
	s := sites(t)[0]
	still := []string{"accessibility", "best-practices", "seo"}
	if os.Getenv("KIJUN_LIGHTHOUSE") == "" {
		results := runLighthouse(t, s, still, false)
		for _, r := range results {
			hold100(t, r, still)
		}
		return
	}
	w := tabwriter.NewWriter(t.Output(), 0, 0, 2, ' ', 0)
	for _, desktop := range []bool{false, true} {
		all := append([]string{"performance"}, still...)
		w.Write([]byte(map[bool]string{false: "phone", true: "desktop"}[desktop] + "\t" + strings.Join(all, "\t") + "\tkB\n"))
		for _, r := range runLighthouse(t, s, all, desktop) {
			hold100(t, r, all)
			row := "/" + strings.TrimPrefix(r.Address, s.URL)
			for _, c := range all {
				row += "\t" + number(r.Scores[c])
			}
			w.Write([]byte(row + "\t" + number(int(r.Bytes/1000)) + "\n"))
		}
	}
	w.Flush()
}

func number(n int) string {
	data, _ := json.Marshal(n) // an int always can
	return string(data)
}

func hold100(t *testing.T, r lighthouseResult, categories []string) {
	t.Helper()
	if r.Error != "" {
		t.Errorf("%s: %s", r.Address, r.Error)
	}
	for _, c := range categories {
		if r.Scores[c] != 100 {
			t.Errorf("%s: %s is %d: %s", r.Address, c, r.Scores[c], strings.Join(r.Failed, "; "))
		}
	}
}

func runLighthouse(t *testing.T, s *site, categories []string, desktop bool) (results []lighthouseResult) {
	t.Helper()
	path, err := Path()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CHROME_PATH", path)
	order := map[string]any{"categories": categories, "desktop": desktop, "flags": []string{"--headless"}}
	for name, value := range Flags() {
		flag := "--" + name
		if text, ok := value.(string); ok {
			flag += "=" + text
		}
		order["flags"] = append(order["flags"].([]string), flag)
	}
	var addresses []string
	for _, p := range lighthousePages {
		addresses = append(addresses, s.address(s.find(t, p)))
	}
	order["addresses"] = addresses
	text, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	out := node(t, "scripts/lighthouse.mjs", string(text))
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatalf("Lighthouse: %v\n%.1000s", err, out)
	}
	if len(results) != len(lighthousePages) {
		t.Fatalf("Lighthouse looked at %d pages of %d", len(results), len(lighthousePages))
	}
	return results
}
