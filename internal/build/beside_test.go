package build_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
)

// What stands beside the theme's files is in every edition, and no cut is made of
// it; leftovers in a version's folder are no translations.
func TestNothingSlipsInBesideTheChapters(t *testing.T) {
	const dir = "content/s/1.0/"
	base := map[string]string{
		"kijun.yaml":          "title: T\npublisher: P\n",
		dir + "index.md":      "---\ntitle: T\nclass: industry\nsector: water\npublisher: P\nversion: 1.0\nstatus: published\nissued: 2026-04-01\neffective: 2026-04-01\n---\n",
		dir + "01-scope.md":   "---\ntitle: A\n---\n\n## 1 Scope {#scope}\n\nText.\n",
		dir + "figures/a.svg": "<svg/>",
	}
	const leftover = "---\ntitle: A\n---\n\n## 1 Scope {#scope}\n\nsecret\n"
	for _, tt := range []struct{ name, text, want string }{
		{"static/note.txt", ":::withhold W-001\nsecret\n:::end-withhold W-001\n", "marker-place"},
		{"i18n/ja.yaml", "a: \"{{withhold:W-001}}secret{{/withhold:W-001}}\"\n", "marker-place"},
		{"layouts/_partials/footer.html", "{{withhold:W-001}}secret{{/withhold:W-001}}\n", "marker-place"},
		{dir + "01-scope.old.md", leftover, "wrong-id"},
		{dir + "01-scope.EN.md", leftover, "wrong-id"},
		{dir + "01-scope.md.bak.md", leftover, "wrong-id"},
		{dir + "01-scope.bk.md", leftover, "index-missing"},
	} {
		fsys := fstest.MapFS{}
		for name, text := range base {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		fsys[tt.name] = &fstest.MapFile{Data: []byte(tt.text)}
		a, err := build.Analyse(fsys, build.Options{Date: "2026-06-01"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, d := range a.Findings {
			found = found || d.Rule.Code == tt.want && strings.HasSuffix(d.Path(), tt.name)
			if e, _ := d.Span.Excerpt(); strings.Contains(d.Message+e.Text, "secret") {
				t.Errorf("%s: a finding tells %q %q", tt.name, d.Message, e.Text)
			}
		}
		if !found {
			t.Errorf("%s: no finding %s", tt.name, tt.want)
		}
	}
}
