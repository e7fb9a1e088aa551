package serve

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/browser"
)

// A tab of a browser, for a test.
type tab struct {
	context.Context
	t testing.TB
}

func (b tab) open(address string) {
	b.t.Helper()
	if err := chromedp.Do(b, chromedp.Navigate(address)); err != nil {
		b.t.Fatal(err)
	}
}

// value is what an expression has as its value. A page that is just being
// replaced has none.
func value[T any](b tab, expression string) T {
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	if err != nil && b.Err() != nil {
		b.t.Fatal(err)
	}
	return v
}

// until waits for an expression to be true.
func (b tab) until(what, expression string) {
	b.t.Helper()
	for range 1500 {
		if value[bool](b, expression) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.shoot("until")
	b.t.Fatalf("%s: %s is not true. The page: %s", what, expression, value[string](b, "document.documentElement.outerHTML.slice(0, 3000)"))
}

// shoot keeps a picture where KIJUN_PICTURES names a folder for them.
func (b tab) shoot(name string) {
	dir := os.Getenv("KIJUN_PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Log(err)
	}
}

// inBar is an element of the bar.
func inBar(selector string) string {
	return `document.querySelector("kijun-preview").shadowRoot.querySelector(` + "`" + selector + "`" + `)`
}

// TestInBrowser: what is saved shows in the browser, where its reader stood; the
// other edition is shown at the same clause; what is withheld can't be overlooked.
func TestInBrowser(t *testing.T) {
	b := tab{browser.Start(t).Tab(t, 3*time.Minute), t}
	dir := demo(t, "ひみつの場所")
	r := start(t, dir)
	path := "/standards/demo/1.0/02-steps/"
	b.open(r.public + path)
	b.until("the bar", `document.querySelector("kijun-preview") !== null && `+inBar(".count")+`.textContent !== "確認しています…"`)
	b.shoot("public")
	if value[bool](b, `document.documentElement.outerHTML.includes("ひみつの場所")`) {
		t.Error("the public edition shows what is withheld")
	}

	// the reader stands within a clause, and a clause before it grows
	value[any](b, `document.getElementById("step-15").scrollIntoView({behavior: "instant"}), window.scrollBy({top: -40, behavior: "instant"}), window.old = true`)
	stood := value[float64](b, `document.getElementById("step-15").getBoundingClientRect().top`)
	replace(t, dir, small+"02-steps.md", "手順3を定めなければならない。\n", "手順3を定めなければならない。"+strings.Repeat("これは書き足した文である。", 40)+"\n")
	b.until("the new text", `!window.old && document.body.textContent.includes("これは書き足した文である。") && document.readyState === "complete"`)
	b.until("the place", `document.querySelector("kijun-preview") !== null`)
	time.Sleep(300 * time.Millisecond)
	if now := value[float64](b, `document.getElementById("step-15").getBoundingClientRect().top`); now < stood-2 || now > stood+2 {
		t.Errorf("the clause stood at %v and stands at %v", stood, now)
	}
	if value[float64](b, "scrollY") < 1000 {
		t.Error("the page has jumped to its top")
	}

	// a change that this page does not show leaves it alone
	value[bool](b, `window.old = true`)
	replace(t, dir, small+"01-scope.md", "この基準を適用する。", "この基準を、広く適用する。")
	time.Sleep(1500 * time.Millisecond)
	if !value[bool](b, `window.old === true`) {
		t.Error("a page was reloaded that has not changed")
	}

	// the other edition, at the same clause
	value[bool](b, inBar("a")+`.click(), true`)
	b.until("the confidential edition", `location.origin === "`+r.secret+`" && document.readyState === "complete" && document.querySelector("kijun-preview") !== null`)
	if hash := value[string](b, "location.hash"); hash != "#step-15" {
		t.Errorf("the other edition stands at %s", hash)
	}
	b.until("the clause at the top", `Math.abs(document.getElementById("step-15").getBoundingClientRect().top - 100) < 200`)
	value[any](b, `document.getElementById("w-001").scrollIntoView({behavior: "instant"}), true`)
	b.shoot("confidential")
	for _, selector := range []string{"#w-001", "#w-002"} {
		if width := value[string](b, `getComputedStyle(document.querySelector("`+selector+`")).borderTopWidth`); width < "2" {
			t.Errorf("%s has a frame of %q", selector, width)
		}
	}
	if label := value[string](b, `getComputedStyle(document.querySelector("#w-002"), "::before").content`); !strings.Contains(label, "W-002") && !strings.Contains(label, "attr(data-id)") {
		t.Errorf("the span has the label %s", label)
	}

	// an error: the page stays, and the bar says so
	replace(t, dir, small+"02-steps.md", ":::end-withhold W-001\n", "")
	b.until("the error", inBar(".says")+`?.textContent.includes("エラーになる前の状態")`)
	b.shoot("error")
	if !value[bool](b, `document.body.textContent.includes("これは書き足した文である。")`) {
		t.Error("the last good page is gone")
	}
	if text := value[string](b, inBar(".panel li")+`.textContent`); !strings.Contains(text, small+"02-steps.md:") || strings.Contains(text, "ひみつの場所") {
		t.Errorf("the finding reads %q", text)
	}
	replace(t, dir, small+"02-steps.md", "に限る。\n", "に限る。\n:::end-withhold W-001\n")
	b.until("the end of the error", `!`+inBar(".says")+`?.textContent.includes("エラーになる前の状態")`)

	// out of the way, and back
	value[bool](b, inBar(".hide")+`.click(), true`)
	b.until("a hidden bar", inBar(".bar")+`.hidden`)
	b.open(r.secret + "/")
	b.until("a hidden bar on the next page", inBar(".bar")+`?.hidden`)
	value[bool](b, inBar(".show")+`.click(), true`)
	b.until("a bar again", `!`+inBar(".bar")+`.hidden`)
}

// TestQuietInBrowser: the policy of a page has nothing to say of the bar, and no
// request leaves the origin.
func TestQuietInBrowser(t *testing.T) {
	b := tab{browser.Start(t).Tab(t, 2*time.Minute), t}
	r := start(t, demo(t, "ひみつの場所"))
	for _, origin := range []string{r.public, r.secret} {
		b.open(origin + "/standards/demo/1.0/02-steps/")
		b.until("the bar", `document.querySelector("kijun-preview") !== null && `+inBar(".count")+`.textContent !== "確認しています…"`)
		value[bool](b, `window.said = [], document.addEventListener("securitypolicyviolation", (e) => window.said.push(e.violatedDirective + " " + e.blockedURI)), true`)
		value[bool](b, inBar(".hide")+`.click(), `+inBar(".show")+`.click(), true`)
		if said := value[string](b, `window.said.join()`); said != "" {
			t.Error(said)
		}
		if from := value[string](b, `performance.getEntriesByType("resource").map((e) => new URL(e.name).origin).filter((o) => o !== location.origin).join()`); from != "" {
			t.Errorf("something comes from %s", from)
		}
		if color := value[string](b, `getComputedStyle(`+inBar(".row")+`).display`); color != "flex" {
			t.Errorf("the bar has no style: %s", color)
		}
	}
}
