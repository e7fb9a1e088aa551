package build_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// editionsOf builds a project and returns the files of its editions.
func editionsOf(t *testing.T, p tree, editions ...withhold.Edition) map[withhold.Edition]map[string][]byte {
	t.Helper()
	_, out := editionsWith(t, p, build.Options{Date: "2026-08-01", Editions: editions})
	return out
}

// editionsWith builds the editions that the options want.
func editionsWith(t *testing.T, p tree, o build.Options) (*build.Analysis, map[withhold.Edition]map[string][]byte) {
	t.Helper()
	root := p.fs()
	a, err := build.Analyse(root, o)
	if err != nil {
		t.Fatal(err)
	}
	if a.Findings.HasErrors() {
		for _, d := range a.Findings {
			t.Errorf("%s:%d: %s: %s", d.Path(), d.Position().Line, d.Rule.Code, d.Message)
		}
		t.FailNow()
	}
	out := map[withhold.Edition]map[string][]byte{}
	for _, e := range o.Editions {
		if out[e], err = a.Files(context.Background(), root, e); err != nil {
			t.Fatal(err)
		}
	}
	// The sources of the public edition are as public as its pages.
	sources, err := a.PublicSources(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range sources {
		if pages := out[withhold.Public]; pages != nil {
			pages["(sources)/"+name] = data
		}
	}
	return a, out
}

// The public site is the same to the last byte, names of files included,
// whatever the withheld parts of the samples hold.
func TestInterference(t *testing.T) {
	start := time.Now()
	sample := repository(t)
	base := editionsOf(t, sample, withhold.Editions...)
	want := base[withhold.Public]
	for _, name := range []string{"power-standard/compare/1.2...1.3", "water-internal/compare/1.9...2.0", "water-guideline/compare/4.1...4.2"} {
		for _, page := range []string{"index.html", "changes.json"} {
			if want["standards/"+name+"/"+page] == nil {
				t.Errorf("there is no %s of %s", page, name)
			}
		}
	}
	if want["(sources)/"+waterReviews] == nil {
		t.Error("there are no reviews")
	}
	for _, f := range []filling{short, long, uneven} {
		t.Run(f.name, func(t *testing.T) {
			p, units := f.fill(t, sample)
			for _, unit := range []string{"span", "cell", "paragraph", "list-item", "table", "figure", "section", "chapter", "attachment", "field"} {
				if units[unit] == 0 {
					t.Errorf("no %s was filled", unit)
				}
			}
			got := editionsOf(t, p, withhold.Editions...)
			if d := filesDiffer(want, got[withhold.Public]); d != "" {
				t.Error(d)
			}
			// The confidential edition shows that the filling got into the site.
			if d := filesDiffer(base[withhold.Confidential], got[withhold.Confidential]); d == "" {
				t.Error("the confidential editions are the same too: nothing was filled")
			}
			t.Logf("%v; %d public files equal", units, len(want))
		})
	}
	t.Log(time.Since(start).Round(time.Millisecond))
}

func filesDiffer(a, b map[string][]byte) string {
	names := map[string]bool{}
	for name := range a {
		names[name] = true
	}
	for name := range b {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		x, inA := a[name]
		y, inB := b[name]
		switch {
		case inA != inB:
			return fmt.Sprintf("%s is in one site and not in the other", name)
		case !bytes.Equal(x, y):
			k := 0
			for k < len(x) && k < len(y) && x[k] == y[k] {
				k++
			}
			return fmt.Sprintf("%s differs at byte %d:\n%q\n%q", name, k, x[max(0, k-80):min(len(x), k+80)], y[max(0, k-80):min(len(y), k+80)])
		}
	}
	return ""
}
