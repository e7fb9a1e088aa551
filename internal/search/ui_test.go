package search_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/kijun-dev/kijun/internal/browser"
	"github.com/kijun-dev/kijun/internal/search"
)

func smallIndex(t *testing.T) map[string][]byte {
	t.Helper()
	b := search.NewBuilder(search.Options{})
	b.Facets(map[string][]search.Value{"class": {{"mandatory", "① 強制基準"}, {"internal", "④ 内規"}}, "kind": {{"clause", "条項"}, {"item", "項目"}}})
	for i := range small {
		b.Add(&small[i])
	}
	for i := range 25 {
		b.Add(&search.Document{Kind: search.Clause, Href: fmt.Sprint("many/#", i), Standard: "多い基準", Title: fmt.Sprintf("写し%d番", i), Body: []string{"同じ文です。"}})
	}
	return files(t, b)
}

// TestQueries asks what readers may type, well and badly.
func TestQueries(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, smallIndex(t))
	tab := b.Tab(t, 3*time.Minute)
	if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
		t.Fatal(err)
	}
	const one, two, item, entry = "standards/a/1.0/01-x/#one", "standards/b/2.0/01-x/#two", "items/c/1(1)/", "withheld/#b-2.0-w-001"
	for _, c := range []struct {
		query, status string // the status begins so
		hrefs         []string
		marked        string
	}{
		{"鯨の回遊", "1件", []string{two}, "鯨の回遊"},
		{"記録", "3件", []string{item, one, two}, "記録"}, // the heading first, then the text
		{"別の基準", "2件", []string{two, entry}, "別の基準"},
		{"ｻｰﾊﾞ", "1件", []string{one}, "サーバ"},
		{"サ―バー", "1件", []string{one}, "サーバー"},
		{"第百二十九条", "1件", []string{one}, "第129条"},
		{"2026年", "1件", []string{two}, "二〇二六年"},
		{"3年間", "1件", []string{one}, "３年間"},
		{"<b>規定</b>", "1件", []string{one}, "<b>規定</b>"},
		{"security", "1件", []string{two}, "SECURITY"},
		{"rmation SEC", "1件", []string{two}, "rmation"}, // both terms, each anywhere
		{`"tion sec"`, "1件", []string{two}, "tion SEC"},
		{"𠮷", "1件", []string{two}, "𠮷"},
		{"𠮷田", "1件", []string{two}, "𠮷田"},
		{"w-001", "1件", []string{entry}, "W-001"},
		{"連絡", "1件", []string{one}, "連絡"},
		{"記録　鯨", "1件", []string{two}, "鯨"},
		{"記録、鯨", "見つかりませんでした", nil, ""},
		{"無いことば", "見つかりませんでした", nil, ""},
		{"、。「」", "記号だけでは", nil, ""},
		{"\u0000\u0007", "記号だけでは", nil, ""},
		{"鯨\u0000の\u200b回遊", "1件", []string{two}, "鯨の回遊"}, // a control character parts terms
		{"\u202e鯨\u200bの\u2060回遊", "1件", []string{two}, "鯨の回遊"},
		{strings.Repeat("あ", 10000), "長すぎるため、はじめの200文字", nil, ""},
		{strings.Repeat("鯨 ", 5000), "長すぎるため", []string{two}, "鯨"},
		{"ｶﾞ\"", "見つかりませんでした", nil, ""},
		{"toString", "見つかりませんでした", nil, ""},
		{"__proto__ constructor", "見つかりませんでした", nil, ""},
		{"#withheld", "見つかりませんでした", nil, ""}, // no way to ask for a facet
	} {
		got, err := look(tab, c.query)
		if err != nil {
			t.Errorf("%.40q: %v", c.query, err)
			continue
		}
		if !strings.HasPrefix(got.Status, c.status) || len(got.Hrefs) != len(c.hrefs) || got.Trouble != "" {
			t.Errorf("%.40q: %+v, want %q %q", c.query, got, c.status, c.hrefs)
			continue
		}
		for i, href := range c.hrefs {
			if got.Hrefs[i] != "../"+href {
				t.Errorf("%.40q: result %d is %s, want %s", c.query, i, got.Hrefs[i], href)
			}
		}
		if c.marked != "" && got.Marked[0] != c.marked {
			t.Errorf("%.40q: marked is %q, want %q", c.query, got.Marked[0], c.marked)
		}
	}
	// Nothing of a document is taken for markup.
	if n := call[int](t, tab, `document.querySelectorAll(".results b").length`); n != 0 {
		t.Error("the text of a document was taken for markup")
	}
}

// TestAddress: a query has an address that shows the same again, with facets and
// page; going back shows the query before; the box is not disturbed.
func TestAddress(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, smallIndex(t))
	tab := b.Tab(t, 3*time.Minute)
	got, err := reload(tab, s.URL+"/search/?q="+escape("記録")+"&class=internal")
	if err != nil || len(got.Hrefs) != 1 || got.Hrefs[0] != "../standards/b/2.0/01-x/#two" {
		t.Errorf("with a facet: %+v, %v", got, err)
	}
	if got, err = reload(tab, s.URL+"/search/?q="+escape("同じ文")+"&page=2"); err != nil || len(got.Hrefs) != 20 || !strings.Contains(got.Status, "25件") {
		t.Errorf("second page: %d results, %q, %v", len(got.Hrefs), got.Status, err)
	}
	if got, err = reload(tab, s.URL+"/search/?q="+escape("記録")+"&withheld=1&page=x&kind=clause"); err != nil || len(got.Hrefs) != 1 {
		t.Errorf("withheld: %+v, %v", got, err)
	}
	if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"鯨", "記録"} {
		if _, err := look(tab, q); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"鯨", ""} {
		back := call[string](t, tab, `(async () => { history.back(); await new Promise((done) => setTimeout(done, 300)); return document.querySelector("#_q").value + "|" + new URLSearchParams(location.search).get("q") + "|" + document.querySelectorAll(".result").length; })()`)
		wants := fmt.Sprintf("%s|%s|1", want, want)
		if want == "" {
			wants = "|null|0"
		}
		if back != wants {
			t.Errorf("going back shows %q, want %q", back, wants)
		}
	}
}

// TestKeyboard walks with keys alone.
// TestPieces: where nothing is found, the pieces of the query that are found are
// offered, and nothing else.
func TestPieces(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, smallIndex(t))
	tab := b.Tab(t, time.Minute)
	if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"鯨の記録簿": "鯨",
		"鯨サーバー": "鯨,サーバー",
		"回遊記録":  "回遊 記録,回遊,記録",
		"鯨の回遊":  "",
		"無いことば": "",
		"、。「」":  "",
		"zzz鯨":  "鯨",
	} {
		if _, err := look(tab, query); err != nil {
			t.Fatal(err)
		}
		got := call[string](t, tab, `(async () => {
			const links = () => [...document.querySelectorAll(".search-pieces a")];
			for (let i = 0; i < 50 && links().length === 0; i++) await new Promise((done) => setTimeout(done, 10));
			return links().map((a) => new URL(a.href).searchParams.get("q")).join(",");
		})()`)
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestKeyboard(t *testing.T) {
	b := browser.Start(t)
	s := serve(t, smallIndex(t))
	tab := b.Tab(t, 3*time.Minute)
	if _, err := reload(tab, s.URL+"/search/?q="+escape("記録")); err != nil {
		t.Fatal(err)
	}
	focus := func(key, want string) {
		t.Helper()
		if err := chromedp.Do(tab, chromedp.KeyEvent(key)); err != nil {
			t.Fatal(err)
		}
		if at := call[string](t, tab, `document.activeElement.id || document.activeElement.getAttribute("href") || document.activeElement.tagName`); at != want {
			t.Errorf("after %q the focus is at %s, want %s", key, at, want)
		}
	}
	const first = "../items/c/1(1)/"
	// A real browser types no slash where the script prevents it; the protocol's
	// own would.
	if !call[bool](t, tab, `!document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true})) && document.activeElement.id === "_q"`) {
		t.Error("a slash does not lead to the box")
	}
	focus(kb.ArrowDown, first)
	focus(kb.ArrowDown, "../standards/a/1.0/01-x/#one")
	focus(kb.ArrowUp, first)
	focus(kb.ArrowUp, "_q")
	focus(kb.ArrowDown, first)
	focus(kb.Escape, "_q")
	// While an input method is open, its keys are its own.
	call[bool](t, tab, `(() => { const box = document.querySelector("#_q"); box.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, isComposing: true})); return true; })()`)
	if at := call[string](t, tab, `document.activeElement.id`); at != "_q" {
		t.Errorf("an arrow of the input method moved the focus to %s", at)
	}
	time.Sleep(300 * time.Millisecond)
	typed := call[string](t, tab, `(async () => {
		const box = document.querySelector("#_q");
		box.value = "くじr";
		box.dispatchEvent(new InputEvent("input", {isComposing: true, bubbles: true}));
		await new Promise((done) => setTimeout(done, 400));
		const during = new URLSearchParams(location.search).get("q");
		box.value = "鯨";
		box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
		await new Promise((done) => setTimeout(done, 600));
		return during + "|" + new URLSearchParams(location.search).get("q") + "|" + document.querySelectorAll(".result").length;
	})()`)
	if typed != "記録|鯨|1" {
		t.Errorf("during and after composition: %s", typed)
	}
	if err := chromedp.Do(tab, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if at := call[string](t, tab, `location.pathname + location.hash`); at == "/standards/b/2.0/01-x/#two" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("Enter did not open the result")
}

// TestTrouble: what can't be fetched or read is told, the index for readers
// without scripts stays, and the next try may succeed.
func TestTrouble(t *testing.T) {
	b := browser.Start(t)
	good := smallIndex(t)
	for name, spoil := range map[string]func(name string, data []byte) []byte{
		"missing":   func(string, []byte) []byte { return nil },
		"truncated": func(_ string, data []byte) []byte { return data[:len(data)/2] },
		"a bit":     func(_ string, data []byte) []byte { d := bytes.Clone(data); d[len(d)/2] ^= 4; return d },
		"a page":    func(string, []byte) []byte { return []byte("<!doctype html><title>404</title>") },
		"empty":     func(string, []byte) []byte { return []byte{} },
	} {
		for _, part := range []string{"directory", "/p", "/r"} {
			t.Run(name+" "+strings.Trim(part, "/"), func(t *testing.T) {
				s := serve(t, good)
				whole := map[string][]byte{}
				for file, data := range s.files {
					if strings.HasPrefix(file, "search/index/") && strings.Contains(file, part) {
						whole[file] = data
						if bad := spoil(file, data); bad != nil {
							s.files[file] = bad
						} else {
							delete(s.files, file)
						}
					}
				}
				tab := b.Tab(t, time.Minute)
				got, err := reload(tab, s.URL+"/search/?q="+escape("鯨"))
				want := "壊れています"
				if name == "missing" {
					want = "読み込めませんでした"
				}
				if err != nil || !strings.Contains(got.Trouble, want) || len(got.Hrefs) != 0 {
					t.Fatalf("%+v, %v", got, err)
				}
				if !call[bool](t, tab, `document.querySelector(".search-index h2").checkVisibility()`) {
					t.Error("the index is gone")
				}
				s.mu.Lock()
				for file, data := range whole {
					s.files[file] = data
				}
				s.mu.Unlock()
				again := call[string](t, tab, `(async () => {
					document.querySelector(".search-trouble button").click();
					for (let i = 0; i < 500 && document.querySelector(".search-status").textContent === ""; i++) await new Promise((done) => setTimeout(done, 10));
					return document.querySelector(".search-status").textContent + document.querySelector(".search-trouble").textContent;
				})()`)
				if again != "1件見つかりました。" {
					t.Errorf("once more: %q", again)
				}
			})
		}
	}
	t.Run("declared as compressed", func(t *testing.T) { // no fault, but a server's setting that authors do not know of
		s := serve(t, good)
		s.declared = true
		tab := b.Tab(t, time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
			t.Fatal(err)
		}
		if got, err := look(tab, "鯨"); err != nil || got.Status != "1件見つかりました。" || got.Trouble != "" {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("no DecompressionStream", func(t *testing.T) {
		s := serve(t, good)
		tab := b.Tab(t, time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
			t.Fatal(err)
		}
		call[bool](t, tab, `delete globalThis.DecompressionStream`)
		if got, err := look(tab, "鯨"); err != nil || !strings.Contains(got.Trouble, "お使いのブラウザー") {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("no network", func(t *testing.T) {
		s := serve(t, good)
		tab := b.Tab(t, time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/search/")); err != nil {
			t.Fatal(err)
		}
		s.CloseClientConnections()
		s.Listener.Close()
		if got, err := look(tab, "鯨"); err != nil || !strings.Contains(got.Trouble, "読み込めませんでした") {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
