package verify

import (
	"bytes"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	const base = "https://example.org/sub/"
	const page = "en/standards/a/1/x/index.html"
	for _, c := range []struct{ base, from, link, want string }{
		{"", page, "", page},
		{"", page, "#a", page + "#a"},
		{"", page, "#%E3%81%82", page + "#あ"},
		{"", page, "#a:~:text=b", page + "#a"},
		{"", page, "../", "en/standards/a/1/index.html"},
		{"", page, "..", "en/standards/a/1/index.html"},
		{"", page, ".", page},
		{"", page, "./?q=1#a", page + "#a"},
		{"", page, "../../../../../items/6.1.5%282%29/", "items/6.1.5(2)/index.html"},
		{"", page, "../../../../../", "index.html"},
		{"", page, "../../../../../../", "! out of the site"},
		{"", page, "../../../../../a/../../b", "! out of the site"},
		{"", page, "/css/a.css", "css/a.css"},
		{"", page, "/../a", "! out of the site"},
		{"", page, "//example.org/x", "external"},
		{"", page, "https://example.org/x", "external"},
		{"", page, "mailto:a@example.org", "external"},
		{"", page, "javascript:alert(1)", "! no place"},
		{"", page, "JavaScript:alert(1)", "! no place"},
		{"", page, "data:text/html,x", "! no place"},
		{"", page, "file:///etc/passwd", "! no place"},
		{"", page, "a%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fb", "! out of the site"},
		{"", page, "a%00", "! no place there"},
		{"", page, "%zz", "! no address"},
		{base, page, base, "index.html"},
		{base, page, "https://example.org/sub", "index.html"},
		{base, page, base + "items/#a", "items/index.html#a"},
		{base, page, base + "../x", "! out of the site"},
		{base, page, "https://example.org/other/", "external"},
		{base, page, "/sub/css/a.css", "css/a.css"},
		{base, page, "/css/a.css", "! out of the site"},
	} {
		got := resolve(c.base, c.from, c.link)
		text := got.file
		switch {
		case got.external:
			text = "external"
		case got.why != "":
			text = "! " + got.why
		case got.fragment != "":
			text += "#" + got.fragment
		}
		if want, ok := strings.CutPrefix(c.want, "! "); ok && !(got.why != "" && strings.Contains(text, want)) || !ok && text != c.want {
			t.Errorf("%q: %q, %q is wanted", c.link, text, c.want)
		}
	}
}

// The reader of the grammar is exact: what is not a marker is text, and what
// does not fit is said.
func TestReadParts(t *testing.T) {
	for text, want := range map[string]string{
		"a\n:::withhold W-001\nb\n:::end-withhold W-001\nc\n":             "a\n:::withheld W-001\nc\n",
		"> :::withhold W-001\n> b\n> :::end-withhold W-001":               "> :::withheld W-001",
		"  :::withhold W-001\n  :::end-withhold W-001\n":                  "  :::withheld W-001\n",
		":::withhold W-001\n{{withhold:W-002}}\n:::end-withhold W-001\n":  ":::withheld W-001\n",
		"a {{withhold:W-001}}b{{/withhold:W-001}} c {{withheld:W-002}}\n": "a {{withheld:W-001}} c {{withheld:W-002}}\n",
		":::withheld W-001\n":                           ":::withheld W-001\n",
		"\\:::withhold W-001\n":                         "\\:::withhold W-001\n",
		":::sealed W-001\nx\n:::end-sealed W-001\n":     ":::withheld W-001\n",
		"{{sealed:W-001}}eA=={{/sealed:W-001}}":         "{{withheld:W-001}}",
		":::withhold W-001\nb\n":                        "! without its end",
		":::withhold W-001\n:::end-withhold W-002\n":    "! does not fit",
		":::withhold W-001\n > :::end-withhold W-001\n": "! does not fit",
		":::end-withhold W-001\n":                       "! does not fit",
		":::withhold W-001\n:::end-sealed W-001\n":      "! does not fit",
		":::withhold W-001\n:::withhold W-002\n":        "! does not fit",
		"{{withhold:W-001}}b\n{{/withhold:W-001}}\n":    "! without its end",
		"{{withhold:W-001}}b{{/withhold:W-002}}\n":      "! does not fit",
		"{{withhold:W-001}}{{withhold:W-002}}\n":        "! does not fit",
		"{{/withhold:W-001}}\n":                         "! does not fit",
	} {
		parts, why := readParts([]byte(text))
		if fault, ok := strings.CutPrefix(want, "! "); ok {
			if !strings.Contains(why, fault) {
				t.Errorf("%q: %q, %q is wanted", text, why, fault)
			}
			continue
		}
		if got := cutParts([]byte(text), parts); why != "" || string(got) != want {
			t.Errorf("%q: %q %s, %q is wanted", text, got, why, want)
		}
	}
}

// Files that are made to cost much do not.
func TestHostileFiles(t *testing.T) {
	deep := bytes.Repeat([]byte("["), 1<<20)
	markers := bytes.Repeat([]byte(":::withhold W-001\n{{withhold:W-001}}"), 1<<16)
	site := Of(map[string][]byte{"a.json": deep, "b.txt": markers, "c.html": bytes.Repeat([]byte(`<aside id=w-001><a href=#x id=y>`), 1<<14)})
	p := newPages(site)
	for _, name := range site.names {
		data, _ := site.read(name, nil)
		p.look(name, data)
	}
	if len(p.found) == 0 || p.found[0].Message != "it is no JSON" {
		t.Errorf("%v", p.found)
	}
}
