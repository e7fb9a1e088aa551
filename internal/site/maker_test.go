package site

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"testing/fstest"
)

// TestOneByOne: a file that is made for itself is the file of a build, whether
// Hugo runs for it or its frame is remembered.
func TestOneByOne(t *testing.T) {
	memo := NewMemo()
	for _, edition := range []string{Public, Confidential} {
		for _, overrides := range []fstest.MapFS{nil, {
			"static/mark.txt":   {Data: []byte("a static file\n")},
			"i18n/ja.yaml":      {Data: []byte("home: 玄関\n")},
			"layouts/data.html": {Data: []byte(`{{ define "main" }}<h1>{{ .Title }}</h1>{{ end }}`)},
		}, {
			"layouts/data.html": {Data: []byte(`{{ define "main" }}<ul>{{ range site.RegularPages }}<li>{{ .RelPermalink }}</li>{{ end }}</ul>{{ end }}`)},
		}} {
			in := released(edition)
			if overrides != nil {
				in.Overrides = overrides
			}
			whole := mustBuild(t, in)
			for round := range 2 {
				p, err := NewMaker(in, memo)
				if err != nil {
					t.Fatal(err)
				}
				names, err := p.Names()
				if err != nil {
					t.Fatal(err)
				}
				slices.Sort(names)
				known := map[string]bool{}
				for _, name := range names {
					known[name] = true
				}
				if p.whole {
					names = []string{"data/index.html", "standards/water-guideline/4.2/01-scope/index.html"}
				}
				for i, name := range names {
					if _, page := p.plans[name]; page && !p.whole && (i%4 > 0 || overrides != nil && i%16 > 0) {
						continue // each takes a run of Hugo
					}
					data, err := p.File(context.Background(), name)
					if err != nil {
						t.Errorf("%s: %v", name, err)
					} else if !bytes.Equal(data, whole[name]) {
						t.Errorf("round %d, %s: %s differs from the build's: %s", round, edition, name, difference(data, whole[name]))
					}
				}
				for name := range whole {
					if known[name] {
						continue
					}
					if data, err := p.File(context.Background(), name); err != nil || !bytes.Equal(data, whole[name]) {
						t.Errorf("%s is in the build: %v", name, err)
					}
				}
				if _, err := p.File(context.Background(), "nothing/index.html"); err == nil {
					t.Error("a page that is none was made")
				}
			}
		}
	}
}

func difference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return string(a[max(0, i-60):min(len(a), i+60)]) + " / " + string(b[max(0, min(i, len(b))-60):min(len(b), i+60)])
}
