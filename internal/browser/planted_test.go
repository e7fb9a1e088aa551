package browser

import (
	"strings"
	"testing"
)

// plant changes a page in the browser.
const plant = `(() => {
	const add = (name, styles, text) => {
		const e = document.createElement(name);
		Object.assign(e.style, styles);
		e.textContent = text;
		document.querySelector("main").append(e);
		return e;
	};
	add("p", {color: "#ccc", background: "#fff"}, "pale");
	add("button", {}, "");
	add("p", {fontSize: "10px"}, "small print");
	add("div", {width: "2000px", height: "1px"}, "wide");
	add("div", {transition: "all 1s"}, "moving");
	add("p", {display: "none"}, "gone");
})()`

// TestPlanted plants what the checks of pages are there to find: a check that
// can't fail says nothing.
func TestPlanted(t *testing.T) {
	s := sites(t)[0]
	tab := open(t, s, s.find(t, "items/"))
	evaluate[any](t, tab, plant)
	startAxe(t, tab)
	in(t, tab, light)
	var axeSays []string
	for _, f := range evaluate[axeResult](t, tab, axe).Violations {
		axeSays = append(axeSays, f.Rule)
	}
	reads := evaluate[readable](t, tab, "(\n"+readableScript+")()")
	for check, c := range map[string]struct {
		said []string
		want string
	}{
		"axe":      {axeSays, "color-contrast"},
		"axe too":  {axeSays, "button-name"},
		"contrast": {call(t, tab, contrastScript, 4.5), "(pale)"},
		"sideways": {call(t, tab, sidewaysScript), "wide in a window"},
		"type":     {call(t, tab, typeScript), "(small print)"},
		"moving":   {call(t, tab, movingScript), "transition of 1s"},
		"dead":     {reads.Dead, "<button"},
		"gone":     {reads.Gone, "gone"},
	} {
		if said := strings.Join(c.said, "\n"); !strings.Contains(said, c.want) {
			t.Errorf("%s does not find what was planted, but: %s", check, said)
		}
	}
}
