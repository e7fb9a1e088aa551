package search_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/browser"
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/search"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
)

// TestOffline opens a site from a disk: styles, scripts, links and the search
// work under its policy, and nothing that the policy forbids is tried.
func TestOffline(t *testing.T) {
	b := browser.Start(t)
	b2 := search.NewBuilder(search.Options{Scripts: true})
	for _, p := range small {
		b2.Add(&p)
	}
	made, err := site.Build(t.Context(), site.Input{
		Edition: site.Public, Library: &catalog.Library{}, Offline: true,
		Site: &standard.Site{Title: standard.Text{"ja": "試験"}, Languages: []string{"ja", "en"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files(t, b2) {
		made["search/index/"+name] = data
	}
	dir := t.TempDir()
	for name, data := range made {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	home := (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir) + "/index.html"}).String()
	tab := b.Tab(t, 2*time.Minute)
	if err := chromedp.Do(tab, chromedp.Navigate(home)); err != nil {
		t.Fatal(err)
	}
	watch := `globalThis.faults = []; document.addEventListener("securitypolicyviolation", (e) => faults.push(e.violatedDirective + " " + e.blockedURI)); addEventListener("error", (e) => faults.push(e.message)); 1`
	styled, err := chromedp.Run(tab, chromedp.Evaluate[bool](watch+`; getComputedStyle(document.querySelector(".site-header")).borderBlockStartWidth === "4px"`))
	if err != nil || !styled {
		t.Errorf("the style sheet has no effect: %v", err)
	}
	// The reader types into the box of the home page and sends it.
	if _, err := chromedp.Run(tab, chromedp.Evaluate[bool](`(() => { const box = document.querySelector("[data-search-box]"); box.value = "鯨の回遊"; box.form.requestSubmit(); return true; })()`)); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		at, err := chromedp.Run(tab, chromedp.Evaluate[string](`location.pathname + "|" + (document.querySelector(".search-status")?.textContent ?? "") + "|" + (document.querySelector(".search-trouble")?.textContent ?? "")`))
		parts := strings.Split(at, "|")
		if err == nil && strings.HasSuffix(parts[0], "/search/index.html") && len(parts) == 3 && parts[1]+parts[2] != "" {
			if !strings.HasPrefix(parts[1], "1件") || parts[2] != "" {
				t.Errorf("the search says %q", parts[1:])
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no results: %q, %v", at, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if _, err := chromedp.Run(tab, chromedp.Evaluate[int](watch)); err != nil {
		t.Fatal(err)
	}
	got, err := look(tab, "電文")
	if err != nil || len(got.Hrefs) != 1 || got.Hrefs[0] != "../"+small[0].Href || got.Marked[0] != "電文" {
		t.Errorf("typed: %+v, %v", got, err)
	}
	if faults, err := chromedp.Run(tab, chromedp.Evaluate[[]string](`faults`)); err != nil || len(faults) > 0 {
		t.Errorf("faults: %v, %v", faults, err)
	}
	// No other address can be loaded as a script.
	refused, err := chromedp.Run(tab, chromedp.Evaluate[bool](`(() => { try { document.createElement("script").src = "https://example.org/x.js"; return false; } catch { return true; } })()`))
	if err != nil || !refused {
		t.Errorf("a script from elsewhere may be loaded: %v", err)
	}
	// A file that is gone, and one that is spoilt, are told.
	for name := range made {
		if strings.HasPrefix(name, "search/index/") && strings.Contains(name, "/r") {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err = reload(tab, strings.Replace(home, "index.html", "search/index.html", 1)+"?q="+escape("回遊"))
	if err != nil || !strings.Contains(got.Trouble, "読み込めませんでした") {
		t.Errorf("without records: %+v, %v", got, err)
	}
}
