package browser

import (
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestStart(t *testing.T) {
	b := Start(t)
	tab := b.Tab(t, time.Minute)
	sum, err := chromedp.Run(tab, chromedp.Evaluate[int]("1 + 2"))
	if err != nil || sum != 3 {
		t.Errorf("1 + 2 is %d, %v", sum, err)
	}
}

func TestNoChromium(t *testing.T) {
	t.Setenv("CHROME_PATH", "")
	t.Setenv("PATH", t.TempDir())
	if _, err := Launch(); err != ErrNoChromium {
		t.Errorf("without Chromium: %v", err)
	}
	t.Setenv("CHROME_PATH", os.DevNull)
	if b, err := Launch(); err == nil {
		b.Close()
		t.Error("a browser was started that is none")
	}
}
