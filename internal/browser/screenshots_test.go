package browser

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestScreenshots takes pictures of each kind of page, to be looked at, and of the
// longest document as it is printed, into the folder that KIJUN_ARTEFACTS names
// (make screenshots). Without one it takes some, and keeps none.
func TestScreenshots(t *testing.T) {
	dir, all := os.Getenv("KIJUN_ARTEFACTS"), sites(t)
	wanted := dir != ""
	if !wanted {
		dir = t.TempDir()
	}
	dir = filepath.Join(dir, "screenshots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		pages := kinds(s.pages, languages[0])
		switch {
		case !wanted:
			pages = pages[:1]
		case s == all[0]:
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
					if c, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || c.Width != int(m.width) || c.Height < int(m.height) {
						t.Errorf("in %s the picture is %d × %d points: %v", m.name, c.Width, c.Height, err)
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
			if n := len(sheet.FindAll(printed.Data, -1)); n < 12 {
				t.Errorf("it is printed on %d sheets: not even one a chapter", n)
			}
			keep(t, dir, s.name+"-printed.pdf", printed.Data)
		})
	}
}

// sheet is what a PDF has for each.
var sheet = regexp.MustCompile(`/Type\s*/Page\b`)

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
