package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestScreenshots keeps pictures of each kind of page, to be looked at, and the
// longest document as it is printed, in the folder that KIJUN_ARTEFACTS names.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("KIJUN_ARTEFACTS")
	if dir == "" {
		t.Skip("pictures are taken where KIJUN_ARTEFACTS names a folder: make screenshots")
	}
	dir = filepath.Join(dir, "screenshots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	all := sites(t)
	for _, s := range all {
		pages := kinds(s.pages, languages[0])
		if s == all[0] {
			pages = representatives(all, s)
		}
		for _, p := range pages {
			t.Run(s.name+"/"+p.name, func(t *testing.T) {
				t.Parallel()
				tab := open(t, s, p)
				for _, m := range []mode{light, dark, phone, night} {
					in(t, tab, m)
					evaluate[any](t, tab, settled)
					picture, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprintf("%s-%s-%d-%s", p.kind, flat(p.name), m.width, colours(m))
					keep(t, dir, s.name+"-"+name+".png", picture)
				}
			})
		}
		t.Run(s.name+"/printed", func(t *testing.T) {
			t.Parallel()
			p := s.find(t, "standards/water-guideline/4.2/all/")
			tab := open(t, s, p)
			yes := true
			printed, err := chromedp.Call(tab, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
			if err != nil {
				t.Fatal(err)
			}
			keep(t, dir, s.name+"-printed.pdf", printed.Data)
		})
	}
}

func colours(m mode) string {
	if m.features["prefers-color-scheme"] == "dark" {
		return "dark"
	}
	return "light"
}

// flat is a page's path as a part of a file's name.
func flat(name string) string {
	name = strings.Trim(strings.TrimSuffix(name, "index.html"), "/")
	if name == "" {
		return "top"
	}
	return strings.ReplaceAll(name, "/", "_")
}

func keep(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
