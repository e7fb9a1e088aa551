package search_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/kijun-dev/kijun/internal/browser"
	"github.com/kijun-dev/kijun/themes"
)

// engine opens a tab in which the functions of the search script can be called
// by name, without its page: what esbuild makes of the same files, as in a site.
func engine(t *testing.T, b *browser.Browser, s *served) context.Context {
	t.Helper()
	var source strings.Builder
	names, err := fs.Glob(themes.FS, "kijun/assets/ts/search/[0-3]*.ts")
	if err != nil || len(names) < 5 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(themes.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(data)
	}
	source.WriteString("\nObject.assign(globalThis, { normalise, keysOf, kindOf, formsOf, parse, search, hits, Index, overHTTP });\n")
	made := api.Transform(source.String(), api.TransformOptions{Loader: api.LoaderTS, Target: api.ES2022, Format: api.FormatIIFE})
	for _, m := range made.Errors {
		t.Fatalf("%d: %s", m.Location.Line, m.Text)
	}
	tab := b.Tab(t, 10*time.Minute)
	if err := chromedp.Do(tab, chromedp.Navigate(s.URL+"/404.html")); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(tab, chromedp.Evaluate[int](string(made.Code)+";1")); err != nil {
		t.Fatal(err)
	}
	return tab
}

// call evaluates what may be a promise.
func call[T any](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
