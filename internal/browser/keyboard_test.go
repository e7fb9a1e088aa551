package browser

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed scripts/focus.js
var focusScript string

// A keyboard is a reader who has no other device. Each stop of the focus is held
// to being seen: it has an outline, stands in the window, and nothing covers it.
type keyboard struct {
	*testing.T
	tab context.Context
}

// A focus is what the keyboard would act on; tag is "" for the page itself.
type focus struct {
	Tag, ID, Class, Href, Name, Value, Text, HTML string
	Outline, Seen, Free                           bool
}

// sit opens a page and puts the reader before it.
func sit(t *testing.T, s *site, path string, m mode) *keyboard {
	t.Helper()
	k := &keyboard{t, open(t, s, s.find(t, path))}
	in(t, k.tab, m)
	return k
}

// press sends keys as a keyboard does.
func (k *keyboard) press(keys string, with ...chromedp.Modifier) {
	k.Helper()
	if err := chromedp.Do(k.tab, chromedp.KeyEvent(keys, chromedp.KeyModifiers(with...))); err != nil {
		k.Fatalf("pressing %q: %v", keys, err)
	}
}

// slash presses the key that leads to the search. It is sent as one event, so
// that no sign is typed where the page takes the key for itself.
func (k *keyboard) slash() {
	k.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: "/", Code: "Slash", WindowsVirtualKeyCode: 191}
		if kind == input.DispatchKeyEventTypeKeyDown {
			p.Text = "/"
		}
		if _, err := chromedp.Call(k.tab, input.DispatchKeyEvent, p); err != nil {
			k.Fatal(err)
		}
	}
}

func (k *keyboard) focus() focus {
	k.Helper()
	return evaluate[focus](k.T, k.tab, "(\n"+focusScript+")()")
}

// next goes to the next stop and looks whether it is seen.
func (k *keyboard) next() focus {
	k.Helper()
	k.press(kb.Tab)
	f := k.focus()
	for range 400 { // the page scrolls to what has the focus when it is next drawn, which a busy machine puts off
		if f.Tag == "" || f.Seen && f.Free && f.Outline {
			break
		}
		evaluate[any](k.T, k.tab, `new Promise((done) => setTimeout(done, 25))`)
		f = k.focus()
	}
	switch {
	case f.Tag == "":
	case !f.Seen:
		k.Errorf("the focus is out of the window: %s", f.HTML)
	case !f.Free:
		k.Errorf("the focus is covered: %s", f.HTML)
	case !f.Outline:
		k.Errorf("the focus is not seen: %s", f.HTML)
	}
	return f
}

// far is more stops than any page of the samples has.
const far = 600

// to goes on, stop by stop, to what is looked for.
func (k *keyboard) to(what string, is func(focus) bool) focus {
	k.Helper()
	for range far {
		f := k.next()
		if is(f) {
			return f
		}
		if f.Tag == "" {
			break
		}
	}
	k.Fatalf("the focus never comes to %s", what)
	return focus{}
}

// wait waits until an expression is true in the page.
func (k *keyboard) wait(what, expression string) {
	k.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run(k.tab, chromedp.Evaluate[bool](expression))
		if err == nil && ok {
			return
		}
		if time.Now().After(end) {
			k.Fatalf("waited in vain: %s (%s; %v)", what, expression, err)
		}
	}
}

func (k *keyboard) text(expression string) string {
	k.Helper()
	return evaluate[string](k.T, k.tab, expression)
}

func (k *keyboard) number(expression string) int {
	k.Helper()
	return evaluate[int](k.T, k.tab, expression)
}

// stops is how many stops of a page a walk looks at. Pages with more are lists,
// whose stops are alike.
const stops = 100

// TestKeyboardEveryKind walks through a page of each kind from the start. The
// first stop skips to the text; every stop is seen, and none holds the reader.
func TestKeyboardEveryKind(t *testing.T) {
	s := sites(t)[0]
	for i, p := range kinds(s.pages, languages[0]) {
		m := []mode{light, night}[i%2]
		t.Run(p.kind+", "+m.name, func(t *testing.T) {
			t.Parallel()
			k := sit(t, s, p.name, m)
			if f := k.next(); f.Class != "skip" {
				t.Errorf("the first stop is %s", f.HTML)
			}
			k.press(kb.Enter)
			k.wait("the text has the focus", `document.activeElement.matches("main, main *, article")`)
			visit(t, k.tab, s.address(p))
			seen := map[string]int{}
			for range stops {
				f := k.next()
				if f.Tag == "" {
					break
				}
				place := k.text(`(() => { const e = document.activeElement; return [...document.querySelectorAll("*")].indexOf(e) + ""; })()`)
				if seen[place]++; seen[place] > 1 {
					t.Errorf("the focus comes back to %s", f.HTML)
					break
				}
			}
			if len(seen) < 5 {
				t.Errorf("only %d stops", len(seen))
			}
		})
	}
}

// shown counts what a reader sees of a kind.
func shown(selector string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).length`, selector)
}

// TestKeyboardWalks are walks for a purpose, by keys alone.
func TestKeyboardWalks(t *testing.T) {
	s := sites(t)[0]
	for _, w := range []struct {
		name, path string
		walk       func(*keyboard)
	}{
		{"comparison", "standards/water-guideline/compare/4.1...4.2/", walkComparison},
		{"matrix", "coverage/", walkMatrix},
		{"register", "withheld/", walkRegister},
		{"versions", "standards/water-guideline/4.2/09-incident/", walkVersions},
		{"search", "", walkSearch},
		{"contents", "standards/water-guideline/4.2/07-build/", walkContents},
		{"language", "items/", walkLanguage},
	} {
		for _, m := range []mode{light, night} {
			t.Run(w.name+", "+m.name, func(t *testing.T) {
				t.Parallel()
				w.walk(sit(t, s, w.path, m))
			})
		}
	}
}

// walkComparison: one kind of change alone, then another view.
func walkComparison(k *keyboard) {
	all := k.number(shown("main .change"))
	k.to("the choice of views", func(f focus) bool { return f.Name == "_view" })
	k.press(kb.ArrowDown)
	if f := k.focus(); f.Name != "_view" || f.ID == "_view-table" {
		k.Errorf("the arrow leads to %s", f.HTML)
	}
	k.press(kb.ArrowUp)
	k.to("the choice of kinds", func(f focus) bool { return f.Name == "_kind" })
	k.press(kb.ArrowDown)
	if f := k.focus(); f.Name != "_kind" || f.ID == "_kind-all" {
		k.Errorf("the arrow leads to %s", f.HTML)
	}
	if some := k.number(shown("main .change")); some == 0 || some >= all {
		k.Errorf("of %d changes, %d are shown of one kind", all, some)
	}
	k.to("the text of a change", func(f focus) bool { return f.Tag == "a" && strings.Contains(f.Href, "/4.2/") })
}

// walkMatrix: a filter and its reset, then the table itself, which scrolls.
func walkMatrix(k *keyboard) {
	rows := k.number(shown("tr[data-row]"))
	k.to("a filter", func(f focus) bool { return f.Tag == "select" })
	changed := false
	for range 5 { // of the filters, one leaves fewer rows or columns
		before := k.number(shown(".matrix td"))
		k.press(kb.ArrowDown)
		if k.number(shown(".matrix td")) != before || k.number(shown("tr[data-row]")) != rows {
			changed = true
			break
		}
		k.press(kb.Tab)
	}
	if !changed {
		k.Errorf("no filter changes what is shown")
	}
	k.to("the reset", func(f focus) bool { return f.Tag == "button" })
	k.press(" ")
	if again := k.number(shown("tr[data-row]")); again != rows {
		k.Errorf("of %d rows, %d are shown after the reset", rows, again)
	}
	k.to("the table", func(f focus) bool { return strings.Contains(f.Class, "table-scroll") })
	if k.number(`document.activeElement.scrollWidth - document.activeElement.clientWidth`) > 40 {
		k.press(kb.ArrowRight)
		k.wait("the table scrolls", `document.activeElement.scrollLeft > 0`)
	}
	k.to("a cell", func(f focus) bool { return f.Tag == "a" })
}

// walkRegister: entries of one kind alone.
func walkRegister(k *keyboard) {
	all := k.number(shown("main [data-row]"))
	k.to("a filter", func(f focus) bool { return f.Tag == "select" })
	k.press(kb.ArrowDown)
	some := k.number(shown("main [data-row]"))
	if some == 0 || some >= all {
		k.Errorf("of %d entries, %d are shown of one kind", all, some)
	}
	k.to("the reset", func(f focus) bool { return f.Tag == "button" })
	k.press(kb.Enter)
	if again := k.number(shown("main [data-row]")); again != all {
		k.Errorf("of %d entries, %d are shown after the reset", all, again)
	}
	k.to("an entry", func(f focus) bool { return f.Tag == "a" && strings.Contains(f.Href, "/standards/") })
}

// walkVersions: from a clause to the same clause of the version before.
func walkVersions(k *keyboard) {
	k.to("the versions", func(f focus) bool { return f.Tag == "summary" && strings.Contains(f.Text, "第4.2版") })
	k.press(kb.Enter)
	k.wait("the versions are shown", `document.querySelector("details.switch").open`)
	k.to("the version before", func(f focus) bool { return f.Tag == "a" && strings.Contains(f.Href, "/4.1/") })
	k.press(kb.Enter)
	k.wait("the version before is shown", `location.pathname.startsWith("/standards/water-guideline/4.1/")`)
}

// walkSearch: from anywhere to a clause with a word, and back to the box.
func walkSearch(k *keyboard) {
	k.slash()
	if f := k.focus(); f.Tag != "input" {
		k.Fatalf("/ leads to %s", f.HTML)
	}
	k.press("訓練")
	k.press(kb.Enter)
	k.wait("the search is shown", `location.pathname === "/search/" && document.readyState === "complete"`)
	k.wait("there are results", shown(".search-results a")+" > 0")
	if q := k.text(`document.querySelector("main [name=q]").value`); q != "訓練" {
		k.Errorf("the box has %q", q)
	}
	k.slash()
	k.press(kb.ArrowDown)
	first := k.focus()
	if first.Tag != "a" || !first.Outline || !first.Seen {
		k.Fatalf("the arrow leads from the box to %s, seen: %t, outline: %t", first.HTML, first.Seen, first.Outline)
	}
	k.press(kb.ArrowDown)
	if second := k.focus(); second.Tag != "a" || second.HTML == first.HTML {
		k.Errorf("the arrow leads from the first result to %s", second.HTML)
	}
	k.press(kb.ArrowUp)
	k.press(kb.ArrowUp)
	if f := k.focus(); f.Tag != "input" {
		k.Errorf("the arrows lead back to %s", f.HTML)
	}
	k.press(kb.ArrowDown)
	k.press(kb.Enter)
	k.wait("the clause is shown", `location.pathname.startsWith("/standards/") && document.body.textContent.includes("訓練")`)
}

// walkContents: to a clause from the contents of a chapter.
func walkContents(k *keyboard) {
	k.to("the contents", func(f focus) bool {
		return f.Tag == "summary" && f.Text == "目次" || f.Tag == "a" && k.text(`document.activeElement.closest(".toc") ? "in" : ""`) != ""
	})
	if f := k.focus(); f.Tag == "summary" {
		k.press(" ")
		k.wait("the contents are shown", `document.activeElement.closest("details").open`)
	}
	f := k.to("a clause in the contents", func(f focus) bool { return strings.Contains(f.Href, "#") })
	k.press(kb.Enter)
	k.wait("the clause is the target", fmt.Sprintf(`document.querySelector(":target")?.id === %q`, f.Href[strings.Index(f.Href, "#")+1:]))
	if after := k.next(); after.Tag == "" || k.text(`document.activeElement.closest("main") ? "in" : ""`) == "" {
		k.Errorf("behind the clause stands %s", after.HTML)
	}
}

// walkLanguage: to the same page in the other language.
func walkLanguage(k *keyboard) {
	k.to("the other language", func(f focus) bool { return strings.HasSuffix(f.Href, "/en/items/") })
	k.press(kb.Enter)
	k.wait("the page is shown in English", `location.pathname === "/en/items/" && document.documentElement.lang === "en"`)
}

// TestKeyboardFinds plants a focus that is not seen and one that is covered.
func TestKeyboardFinds(t *testing.T) {
	s := sites(t)[0]
	k := sit(t, s, "items/", light)
	evaluate[any](t, k.tab, `(() => {
		const skip = document.querySelector(".skip");
		skip.style.outline = "none";
		const lid = document.createElement("div");
		Object.assign(lid.style, {position: "fixed", inset: "0", background: "#fff", zIndex: "9999"});
		document.body.append(lid);
	})()`)
	k.press(kb.Tab)
	if f := k.focus(); f.Outline || f.Free {
		t.Errorf("a covered link without an outline seems to be seen: %+v", f)
	}
}
