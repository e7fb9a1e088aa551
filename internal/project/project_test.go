package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// What stands in static/ is published as it is: no link may lead to a source, and
// no source may stand there.
func TestNoSourceBesideTheTheme(t *testing.T) {
	for _, tt := range []struct{ name, link, want string }{
		{"static", "content", "symbolic-link"},
		{"static/note.txt", "../content/s/1/02-secret.md", "symbolic-link"},
		{"static/sources", "../content", "symbolic-link"},
		{"layouts/_partials/footer.html", "../../content/s/1/02-secret.md", "symbolic-link"},
		{"static/02-build.md", "", "source-in-static"},
		{"static/02-build.md.orig", "", "source-in-static"},
		{"static/#02-build.md#", "", "source-in-static"},
		{"static/.02-build.md.swp", "", "source-in-static"},
		{"static/a/index.confidential.yaml", "", "source-in-static"},
		{"static/WITHHELD.yml", "", "source-in-static"},
		{"static/.well-known/security.txt", "", ""},
		{"static/logo.svg", "", ""},
		{"layouts/chapter.html", "", ""},
	} {
		dir := t.TempDir()
		write := func(name, text string) string {
			p := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			return p
		}
		write(SettingsFile, "title: x\n")
		write("content/s/1/02-secret.md", "secret\n")
		if p := filepath.Join(dir, filepath.FromSlash(tt.name)); tt.link == "" {
			write(tt.name, "x\n")
		} else if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		} else if err := os.Symlink(tt.link, p); err != nil {
			t.Skip(err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		p, ds, err := Load(root.FS(), fstest.MapFS{})
		root.Close()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var codes []string
		for _, d := range ds {
			codes = append(codes, d.Rule.Code)
		}
		if got := strings.Join(codes, " "); got != tt.want {
			t.Errorf("%s: findings %q, want %q", tt.name, got, tt.want)
		}
		for _, f := range p.Beside {
			if strings.Contains(string(f.Bytes()), "secret") {
				t.Errorf("%s: read through a link", tt.name)
			}
		}
	}
}

// The files beside a standard's versions are known by their names alone.
func TestBesideTheVersions(t *testing.T) {
	root := fstest.MapFS{SettingsFile: {Data: []byte("title: x\n")}, "content/s/1/index.md": {Data: []byte("text\n")}}
	for _, name := range []string{"s/reviews.yaml", "s/versions.lock", "t/reviews.yaml", "reviews.yaml", "s/reviews.yml", "s/Reviews.yaml", "u/reviews.yaml/index.md"} {
		root["content/"+name] = &fstest.MapFile{Data: []byte(name)}
	}
	p, ds, err := Load(root, fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, d := range ds.Sorted() {
		found = append(found, d.Rule.Code+" "+d.Path())
	}
	want := "stray-file content/reviews.yaml, stray-file content/s/Reviews.yaml, stray-file content/s/reviews.yml, folder-name content/u/reviews.yaml"
	if got := strings.Join(found, ", "); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	if len(p.Reviews) != 2 || string(p.Reviews["s"].Bytes()) != "s/reviews.yaml" || string(p.Reviews["t"].Bytes()) != "t/reviews.yaml" {
		t.Errorf("reviews of %d standards, want those of s and t", len(p.Reviews))
	}
	if len(p.Locks) != 1 || len(p.Versions) != 1 || len(p.Versions[0].Files) != 1 {
		t.Errorf("%d locks, %d versions", len(p.Locks), len(p.Versions))
	}
}

// In pages/ stand pages alone: a file that is none, or that a link leads to, would
// be left out or published unread.
func TestPages(t *testing.T) {
	for name, want := range map[string]string{
		"pages/about.md": "", "pages/about-us2.en.md": "", "pages/.about.md.swp": "", "pages/.git/x": "",
		"pages/About.md": "stray-file", "pages/about.old.md": "stray-file", "pages/about.md~": "stray-file", "pages/a/about.md": "stray-file",
		"pages/logo.png": "stray-file", "pages/2026.md": "stray-file", "pages/案内.md": "stray-file",
	} {
		p, ds, err := Load(fstest.MapFS{SettingsFile: {Data: []byte("title: x\n")}, name: {Data: []byte("x")}}, fstest.MapFS{})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case want == "" && (len(ds) > 0 || (len(p.Pages) == 1) == strings.Contains(name, "/.")):
			t.Errorf("%s: %d findings, %d pages", name, len(ds), len(p.Pages))
		case want != "" && (len(ds) != 1 || ds[0].Rule.Code != want || len(p.Pages) > 0):
			t.Errorf("%s: %v, %d pages", name, ds, len(p.Pages))
		}
	}
}
