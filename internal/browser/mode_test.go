package browser

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A mode is how a reader looks at a page.
type mode struct {
	name          string
	width, height int64 // of the window, in CSS pixels
	media         string
	features      map[string]string // media features that differ from a browser as it comes
}

var (
	light  = mode{name: "light", width: 1440, height: 900}
	dark   = mode{name: "dark", width: 1440, height: 900, features: map[string]string{"prefers-color-scheme": "dark"}}
	phone  = mode{name: "phone", width: 390, height: 844}
	night  = mode{name: "dark phone", width: 390, height: 844, features: map[string]string{"prefers-color-scheme": "dark"}}
	small  = mode{name: "small", width: 320, height: 640}
	paper  = mode{name: "print", width: 794, height: 1123, media: "print"}
	forced = mode{name: "forced colours", width: 1440, height: 900, features: map[string]string{"forced-colors": "active", "prefers-contrast": "custom"}}
	strong = mode{name: "high contrast", width: 1440, height: 900, features: map[string]string{"prefers-contrast": "more"}}
	calm   = mode{name: "reduced motion", width: 1440, height: 900, features: map[string]string{"prefers-reduced-motion": "reduce"}}
)

// in puts the reader of a tab into a mode.
func in(t *testing.T, tab context.Context, m mode) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Media: m.media}
	for _, name := range []string{"prefers-color-scheme", "forced-colors", "prefers-contrast", "prefers-reduced-motion"} {
		media.Features = append(media.Features, &emulation.MediaFeature{Name: name, Value: m.features[name]})
	}
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatalf("mode %s: %v", m.name, err)
	}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(m.width, m.height)); err != nil {
		t.Fatalf("mode %s: %v", m.name, err)
	}
}
