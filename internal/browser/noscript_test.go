package browser

import (
	_ "embed"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed scripts/readable.js
var readableScript string

// read is what a reader without scripts has of a page.
type readable struct {
	Text  int      // characters of the main part that are seen
	Links []string // of the page, all that can be followed
	Dead  []string // what looks as if it did something, and does nothing
	Gone  []string // what is not seen, and can't be opened
}

// noScript opens the page again without scripts: all of its text can be seen,
// every link is there that a script leaves or adds to, and nothing stands there
// that only a script could make work.
func (l look) noScript(t *testing.T) {
	in(t, l.context, light)
	with := evaluate[readable](t, l.context, "(\n"+readableScript+")()")
	if _, err := chromedp.Call(l.context, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	visit(t, l.context, l.site.address(l.page))
	// a link to the contents that stand beside the text is for phones, some counts are for paper
	var views []readable
	for _, m := range []mode{light, phone, paper} {
		in(t, l.context, m)
		views = append(views, evaluate[readable](t, l.context, "(\n"+readableScript+")()"))
	}
	if views[0].Text == 0 || views[1].Text == 0 {
		t.Error("no text is seen")
	}
	for _, d := range views[0].Dead {
		if slices.Contains(views[1].Dead, d) {
			t.Errorf("does nothing: %s", d)
		}
	}
	for _, g := range views[0].Gone {
		if slices.Contains(views[1].Gone, g) && slices.Contains(views[2].Gone, g) {
			t.Errorf("is not seen: %s", g)
		}
	}
	for _, href := range with.Links {
		if !slices.Contains(views[0].Links, href) && !slices.Contains(views[1].Links, href) {
			t.Errorf("only a script leads to %s", href)
		}
	}
}
