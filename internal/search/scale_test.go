package search_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/browser"
)

// varied are n passages made of those there are: each round takes a part of the
// text away and adds a part of another, so that no text stands twice.
func varied(all []passage, n int) []passage {
	out := make([]passage, 0, n)
	for i := range n {
		p := all[i%len(all)]
		if round := i / len(all); round > 0 {
			other := []rune(all[(i*7919+round)%len(all)].Text)
			own := []rune(p.Text)
			p.Text = string(own[:len(own)-len(own)*round/8]) + string(other[len(other)*round/8:min(len(other), len(other)*round/8+40)])
			p.Title = fmt.Sprintf("%s第%d編", p.Title, round)
		}
		out = append(out, p)
	}
	return out
}

// TestScale makes the index of 50,000 clauses in bounded memory, and asks it.
func TestScale(t *testing.T) {
	b := browser.Start(t)
	all := varied(passages(t), 50_000)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse))
			}
		}
	}()
	start := time.Now()
	index := indexOf(t, all)
	took := time.Since(start)
	close(stop)
	runtime.ReadMemStats(&after)
	size, most := 0, 0
	for _, data := range index {
		size += len(data)
		most = max(most, len(data))
	}
	heap := (float64(peak.Load()) - float64(before.HeapInuse)) / (1 << 20)
	t.Logf("%d clauses: %d files, %.1f MB, largest %d bytes, directory %d bytes; made in %s, heap grew by %.0f MiB at most",
		len(all), len(index), float64(size)/1e6, most, len(index["directory.gz"]), took.Round(time.Millisecond), heap)
	if most >= 10_000 && most > len(index["directory.gz"]) || heap > 300 {
		t.Error("too much")
	}
	var some []question
	for i, q := range questions {
		if i%4 == 0 || q.sort == "one letter" || q.query == "する" || q.query == "第三十一条の三" {
			some = append(some, q)
		}
	}
	quality(t, b, all, index, some, 60<<10, 10)
}

// TestPagefind asks Pagefind, where the variable PAGEFIND names its program, the
// same questions on the same passages.
func TestPagefind(t *testing.T) {
	program := os.Getenv("PAGEFIND")
	if program == "" {
		t.Skip("PAGEFIND names no program")
	}
	b := browser.Start(t)
	all := passages(t)
	dir := t.TempDir()
	for i, p := range all {
		page := fmt.Sprintf("<!doctype html><html lang=ja><meta charset=utf-8><title>%s</title><body><h1>%s %s</h1><p>%s</p></body></html>",
			html.EscapeString(p.Title), html.EscapeString(p.Title), html.EscapeString(p.Art), html.EscapeString(p.Text))
		if err := os.MkdirAll(filepath.Join(dir, "d", fmt.Sprint(i)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "d", fmt.Sprint(i), "index.html"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Now()
	if out, err := exec.Command(program, "--site", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(start)
	size, count := int64(0), 0
	err := filepath.Walk(filepath.Join(dir, "pagefind"), func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
			count++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("Pagefind: %d files, %.1f MB, made in %s", count, float64(size)/1e6, took.Round(time.Millisecond))
	var sent atomic.Int64
	files := http.FileServer(http.Dir(dir))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		files.ServeHTTP(counted{w, &sent}, r)
	}))
	t.Cleanup(s.Close)
	var fields [][3]string
	for _, p := range all {
		fields = append(fields, [3]string{plain(p.Title), plain(p.Art), plain(p.Text)})
	}
	var bytes, ms []int
	exact, recall, precision, asked := 0, 0.0, 0.0, 0
	for _, q := range questions {
		if len(q.all) > 1 || q.query == "%" {
			continue
		}
		truth := q.truth(fields)
		tab := b.Tab(t, 5*time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/d/0/")); err != nil {
			t.Fatal(err)
		}
		sent.Store(0)
		query, _ := json.Marshal(q.query)
		got, err := chromedp.Run(tab, chromedp.Evaluate[struct {
			MS   float64
			URLs []string
		}](`(async (query) => {
			const start = performance.now();
			const pagefind = await import("/pagefind/pagefind.js");
			const found = await pagefind.search(query);
			const first = await Promise.all(found.results.slice(0, 10).map((r) => r.data()));
			const MS = performance.now() - start, URLs = first.map((f) => f.url);
			for (let i = 10; i < Math.min(found.results.length, 2000); i += 50) URLs.push(...(await Promise.all(found.results.slice(i, i + 50).map((r) => r.data()))).map((f) => f.url));
			return {MS, URLs};
		})(`+string(query)+`)`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Errorf("%s: %v", q.query, err)
			continue
		}
		if len(got.URLs) > 2000 || len(truth) > 2000 {
			continue // not all were fetched
		}
		right := 0
		for _, u := range got.URLs {
			if truth["../d/#"+strings.Trim(strings.TrimPrefix(u, "/d/"), "/")] {
				right++
			}
		}
		r, p := 1.0, 1.0
		if len(truth) > 0 {
			r = float64(right) / float64(len(truth))
		}
		if len(got.URLs) > 0 {
			p = float64(right) / float64(len(got.URLs))
		}
		asked++
		recall += r
		precision += p
		if r == 1 && p == 1 {
			exact++
		}
		ms = append(ms, int(got.MS))
		t.Logf("%-24s %5d true, %5d found, %5d of them right, %4.0f ms", q.query, len(truth), len(got.URLs), right, got.MS)

		// what a first query costs, again, without the rest
		tab = b.Tab(t, 5*time.Minute)
		if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/d/0/")); err != nil {
			t.Fatal(err)
		}
		sent.Store(0)
		if _, err := chromedp.Run(tab, chromedp.Evaluate[int](`(async (query) => {
			const pagefind = await import("/pagefind/pagefind.js");
			const found = await pagefind.search(query);
			await Promise.all(found.results.slice(0, 10).map((r) => r.data()));
			return 1;
		})(`+string(query)+`)`, chromedp.EvalAwaitPromise)); err != nil {
			t.Errorf("%s: %v", q.query, err)
		}
		bytes = append(bytes, int(sent.Load()))
	}
	slices.Sort(bytes)
	slices.Sort(ms)
	t.Logf("Pagefind: %d queries, %d exact; mean recall %.2f, precision %.2f; first query: median %d bytes, largest %d bytes; median %d ms",
		asked, exact, recall/float64(asked), precision/float64(asked), bytes[len(bytes)/2], bytes[len(bytes)-1], ms[len(ms)/2])
}

// counted counts what is sent.
type counted struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c counted) Write(data []byte) (int, error) {
	c.sent.Add(int64(len(data)))
	return c.ResponseWriter.Write(data)
}
