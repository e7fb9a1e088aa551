// Package browser runs Chromium for tests. Only they and bench import it; its tests
// hold the sites that kijun makes to what a reader's browser shows of them.
//
// In: a test. Out: tabs, as contexts of chromedp, in a browser that the machine
// already has. Nothing is fetched, no profile is kept, and the browser ends with
// the test. A machine without Chromium fails the test with a message that says
// how to get it: what was not looked at must not look as if it had passed.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrNoChromium says that no Chromium was found, and how to get one.
var ErrNoChromium = errors.New(`no Chromium was found. Debian and Ubuntu have it: apt-get install chromium fonts-noto-cjk
("make browser-tools" does it where it may). Set CHROME_PATH for one that stands elsewhere;
"go test -short" leaves the browser tests out`)

// Path is where Chromium stands: in CHROME_PATH, else a command of a usual name.
func Path() (string, error) {
	if p := os.Getenv("CHROME_PATH"); p != "" {
		return p, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "chromium-headless-shell", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", ErrNoChromium
}

// Flags are the flags that Chromium is given besides those of headless use, by
// name and value. It fetches nothing of its own, so that whatever a test records
// comes from the page. Root, as in a container, can have no sandbox.
func Flags() map[string]any {
	flags := map[string]any{
		"disable-gpu":                true,
		"disable-quic":               true,
		"disable-component-update":   true,
		"disable-domain-reliability": true,
		"no-pings":                   true,
		"lang":                       "ja",
	}
	if os.Geteuid() == 0 {
		flags["no-sandbox"] = true
	}
	return flags
}

// A Browser is one running Chromium.
type Browser struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// starts is how often a start is tried. A loaded machine can fail to start a
// browser in time; nothing that a page does is ever tried twice.
const starts = 3

// Launch starts Chromium with an empty profile. Close ends it.
func Launch() (*Browser, error) {
	path, err := Path()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	for name, value := range Flags() {
		options = append(options, chromedp.Flag(name, value))
	}
	for range starts {
		b := &Browser{}
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, cancel := chromedp.NewContext(allocator)
		b.ctx, b.cancel = ctx, func() { cancel(); stop() }
		if err = chromedp.Do(b.ctx); err == nil {
			return b, nil
		}
		b.cancel()
	}
	return nil, fmt.Errorf("starting %s: %w", path, err)
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() error {
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	err := chromedp.Cancel(ctx)
	b.cancel()
	return err
}

// Start starts a browser for a test and ends it with the test. With -short the
// test is skipped.
func Start(tb testing.TB) *Browser {
	tb.Helper()
	if testing.Short() {
		tb.Skip("tests in a browser take too long for -short")
	}
	b, err := Launch()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := b.Close(); err != nil && !errors.Is(err, context.Canceled) {
			tb.Errorf("ending the browser: %v", err)
		}
	})
	return b
}

// Tab opens a tab with storage of its own, as in a private window, and closes it
// with the test. What runs in it may take limit in all: a page that hangs fails
// one test and not the whole run. Several tests may use tabs of one browser at
// once, but each tab is for one goroutine.
func (b *Browser) Tab(tb testing.TB, limit time.Duration) context.Context {
	tb.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	if err := chromedp.Do(ctx); err != nil { // opens it, with no limit: the tab's life is this call's
		closeTab()
		tb.Fatalf("opening a tab: %v", err)
	}
	tab, stop := context.WithTimeout(ctx, limit)
	tb.Cleanup(func() {
		stop()
		closeTab()
	})
	return tab
}
