package build_test

import (
	"maps"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/kijun-dev/kijun/internal/build"
)

// Nothing is cut out of overrides, settings, catalogs and registers, so a marker
// in them is an error, in a comment of any kind too: the comment would be
// published, with the page or with the sources.
func TestMarkersInComments(t *testing.T) {
	const marked = "{{withhold:W-001}}kanariya9f3a{{/withhold:W-001}}"
	wide := func(text string, first, second int) string {
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			pair := [2]byte{byte(u), byte(u >> 8)}
			b = append(b, pair[first], pair[second])
		}
		return string(b)
	}
	region := ":::withhold W-001\nkanariya9f3a\n:::end-withhold W-001\n"
	sample := repository(t)
	const settings = "kijun.yaml"
	for name, text := range map[string]string{
		"layouts/_partials/a.html":                   "{{/* " + marked + " */}}\n",
		"layouts/_partials/b.html":                   "{{- /* x\n" + region + "*/ -}}\n",
		"layouts/_partials/c.html":                   "<!-- " + marked + " -->\n",
		"layouts/_partials/d.html":                   "<p hidden>" + marked + "</p>\n",
		"layouts/_partials/e.html":                   "{{ $x := `" + marked + "` }}\n",
		"assets/css/a.css":                           "/* " + marked + " */\n",
		"assets/js/a.js":                             "// " + marked + "\n",
		"assets/js/b.js":                             "/*\n" + region + "*/\n",
		"assets/data/a.json":                         "{\"a\": \"" + marked + "\"}\n",
		"i18n/ja.yaml":                               "# " + marked + "\na: b\n",
		"static/a.txt":                               region,
		"static/a.xml":                               "<!-- " + marked + " -->\n",
		"static/a.min.js.map":                        "{\"sourcesContent\": [\"" + marked + "\"]}\n",
		"static/sjis.txt":                            "\x94\xe9\x96\xa7\n" + region,
		"static/sjis.html":                           "<!-- \x94\xe9 " + marked + " -->",
		"static/little.txt":                          "\xff\xfe" + wide("秘密"+marked, 0, 1),
		"static/big.txt":                             "\xfe\xff" + wide("秘密\n"+region, 1, 0),
		settings:                                     sample[settings] + "# " + marked + "\n",
		"catalog/reasons.yaml":                       "# " + marked + "\n- {id: threat, name: b, text: c}\n",
		"catalog/sectors.yaml":                       "- {id: water, name: b} # " + marked + "\n",
		"catalog/g/catalog.yaml":                     "# " + marked + "\nid: g\n",
		"content/water-guideline/4.2/withheld.yaml":  sample["content/water-guideline/4.2/withheld.yaml"] + "# " + marked + "\n",
		"content/water-guideline/4.2/index.md":       strings.Replace(sample["content/water-guideline/4.2/index.md"], "---\n", "---\n# "+marked+"\n", 1),
		"content/water-guideline/4.2/figures/a.svg":  "<svg xmlns=\"http://www.w3.org/2000/svg\"><!-- " + marked + " --></svg>\n",
		"content/water-guideline/4.2/figures/b.csv":  "\x94\xe9," + marked + "\n",
		"content/water-guideline/4.2/figures/c.docx": "PK\x03\x04\xff" + marked,
	} {
		p := maps.Clone(sample)
		p[name] = text
		a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range a.Findings {
			found = found || d.Path() == name && d.Rule.Code == "marker-place"
			e, _ := d.Span.Excerpt()
			if strings.Contains(strings.Join(append(d.Hints, d.Message, d.KeyPath, e.Text), "\n"), "kanariya") {
				t.Errorf("%s: %s says what is withheld", name, d.Rule.Code)
			}
		}
		if !found {
			t.Errorf("%s: no finding", name)
		}
	}
}

// The folders of a project that kijun does not know have no effect, though Hugo
// would read some of them: data, archetypes, its own configuration, caches.
func TestNoOtherFolders(t *testing.T) {
	p := repository(t)
	// a layout that would show what Hugo's own folders hold
	p["layouts/_partials/footer.html"] = "<footer>{{ range site.Data }}{{ . }}{{ end }}{{ with site.Params.secret }}{{ . }}{{ end }}{{ site.Title }}</footer>"
	want := editionsOf(t, p, "public")["public"]
	bird := "kanariya9f3a"
	for name, text := range map[string]string{
		"data/secret.yaml":               "a: " + bird + "\n",
		"archetypes/default.md":          "---\ntitle: " + bird + "\n---\n",
		"config/_default/hugo.yaml":      "title: " + bird + "\nparams: {secret: " + bird + "}\n",
		"hugo.yaml":                      "title: " + bird + "\n",
		"hugo.toml":                      "title = '" + bird + "'\n",
		"config.toml":                    "title = '" + bird + "'\n",
		"resources/_gen/assets/a.css":    bird,
		"themes/other/layouts/home.html": bird,
		"public/secret.html":             bird,
		"catalog/mappings/a.yaml":        "a: " + bird + "\n",
		"catalog/notes.txt":              bird,
		"content/.secret.md":             bird,
		"confidential/index.html":        bird,
		"README.md":                      bird,
	} {
		p[name] = text
	}
	got := editionsOf(t, p, "public")["public"]
	if d := filesDiffer(want, got); d != "" {
		t.Error(d)
	}
}
