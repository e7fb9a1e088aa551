package search_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/search"
	"github.com/kijun-dev/kijun/internal/site"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A served is a site with a search page and an index of the test's own.
type served struct {
	*httptest.Server

	mu       sync.Mutex
	files    map[string][]byte
	declared bool // the server declares what is compressed, so that the browser undoes it
	bytes    int  // of the index, that were sent
	requests int
	largest  int
}

// serve serves the search page that every site has, over an index.
func serve(tb testing.TB, index map[string][]byte) *served {
	tb.Helper()
	files, err := site.Build(context.Background(), site.Input{
		Edition: site.Public, Library: &catalog.Library{},
		Site: &standard.Site{Title: standard.Text{"ja": "試験"}, Languages: []string{"ja", "en"}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	for name, data := range index {
		files["search/index/"+name] = data
	}
	s := &served{files: files}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	tb.Cleanup(s.Close)
	return s
}

func (s *served) answer(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if strings.Contains(name, "search/index/") {
		s.bytes += len(data)
		s.requests++
		s.largest = max(s.largest, len(data))
	}
	if s.declared && strings.HasSuffix(name, ".gz") {
		w.Header().Set("Content-Encoding", "gzip")
	}
	switch {
	case strings.HasSuffix(name, ".html"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	case strings.HasSuffix(name, ".js"):
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	case strings.HasSuffix(name, ".css"):
		w.Header().Set("Content-Type", "text/css")
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	_, _ = w.Write(data)
}

// sent returns how much of the index was sent since the last call.
func (s *served) sent() (bytes, requests int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bytes, requests = s.bytes, s.requests
	s.bytes, s.requests = 0, 0
	return bytes, requests
}

// files makes the files of an index in memory.
func files(tb testing.TB, b *search.Builder) map[string][]byte {
	tb.Helper()
	out := map[string][]byte{}
	if err := b.Write(func(name string, data []byte) error { out[name] = data; return nil }); err != nil {
		tb.Fatal(err)
	}
	return out
}

// seen is what the page shows for a query.
type seen struct {
	Status  string
	Trouble string
	Hrefs   []string
	Marked  []string // a marked text of each result, "" where it has none
	MS      float64
}

// lookScript asks for a query as a reader does, and waits for what comes.
const lookScript = `(async (query) => {
	const box = document.querySelector("#_q"), status = () => document.querySelector(".search-status");
	status().textContent = "";
	box.value = query;
	const start = performance.now();
	document.querySelector(".search-form").requestSubmit();
	%s
	return see(start);
})(%s)`

const waitScript = `
	const settled = () => !document.querySelector(".search-form").hasAttribute("aria-busy") &&
		(status().textContent !== "" || document.querySelector(".search-trouble").textContent !== "");
	while (!settled()) {
		if (performance.now() - start > 60000) throw new Error("no answer");
		await new Promise((done) => setTimeout(done, 2));
	}
	const see = () => ({
		Status: status().textContent, Trouble: document.querySelector(".search-trouble p")?.textContent ?? "",
		Hrefs: [...document.querySelectorAll(".results h3 a")].map((a) => a.getAttribute("href")),
		Marked: [...document.querySelectorAll(".results > li")].map((li) => li.querySelector("mark")?.textContent ?? ""),
		MS: performance.now() - start,
	});`

// look asks the page that is open.
func look(tab context.Context, query string) (seen, error) {
	script := fmt.Sprintf(lookScript, waitScript, quote(query))
	return chromedp.Run(tab, chromedp.Evaluate[seen](script, chromedp.EvalAwaitPromise))
}

// reload opens a query's own address and returns what is shown.
func reload(tab context.Context, url string) (seen, error) {
	if err := chromedp.Do(tab, chromedp.Navigate(url)); err != nil {
		return seen{}, err
	}
	script := `(async () => { const status = () => document.querySelector(".search-status"), start = performance.now();` + waitScript + ` return see(); })()`
	return chromedp.Run(tab, chromedp.Evaluate[seen](script, chromedp.EvalAwaitPromise))
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r < 0x20 || r == '"' || r == '\\' || r == 0x2028 || r == 0x2029 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

// small are a few documents of every kind.
var small = []search.Document{
	{
		Kind: search.Clause, Href: "standards/a/1.0/01-x/#one", Standard: "見本の基準", Version: "第1.0版", Chapter: "第1章 総則",
		Label: "1.1", Title: "電文の扱い", Class: "① 強制基準", Sector: "水道", Plain: "連絡のことです。",
		Body:   []string{"事業者は、サーバーとｻｰﾊﾞの記録を３年間保存する。", "第129条の<b>規定</b>を準用する。"},
		Facets: []string{"class:mandatory", "sector:water", "standard:a", "kind:clause", "item:c/1(1)"},
	},
	{
		Kind: search.Clause, Href: "standards/b/2.0/01-x/#two", Standard: "別の基準", Version: "第2.0版", Chapter: "第2章 海",
		Label: "第5条", Title: "海の生きもの", Class: "④ 内規", Withheld: true,
		Body:   []string{"鯨の回遊を記録する。二〇二六年に改める。", "𠮷野家と𠮷田の件。Information SECURITY policy"},
		Facets: []string{"class:internal", "standard:b", "kind:clause", "withheld"},
	},
	{Kind: search.Item, Href: "items/c/1(1)/", Standard: "指針", Label: "1(1)", Title: "記録を残す", Body: []string{"記録の保存について定める。"}, Facets: []string{"kind:item", "item:c/1(1)"}},
	{Kind: search.Entry, Href: "withheld/#b-2.0-w-001", Standard: "別の基準", Label: "W-001", Title: "回線の図", Withheld: true, Body: []string{"脅威の増大"}, Facets: []string{"kind:entry", "withheld"}},
}
