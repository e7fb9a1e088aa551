package build_test

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

const (
	waterReviews = "content/water-guideline/reviews.yaml"
	newReview    = "\nW-002:\n  - {on: 2026-07-20, by: {ja: 見直しの会議, en: Review meeting}, review-by: 2029-09-09, note: なお支障がある。}\n"
)

// reviewed are sources with one review more.
func reviewed(t *testing.T, p tree) tree {
	t.Helper()
	out := maps.Clone(p)
	if out[waterReviews] == "" || strings.Contains(out[waterReviews], "W-002") {
		t.Fatal("the sample has no reviews, or has the new one")
	}
	out[waterReviews] += newReview
	return out
}

func lockFindings(a *build.Analysis) (out []string) {
	for _, d := range a.Findings {
		if strings.Contains(d.Rule.Code, "lock") {
			out = append(out, d.Rule.Code)
		}
	}
	return out
}

// A review is part of no version: it changes no digest, and no lock is broken.
func TestReviewsFreezeNothing(t *testing.T) {
	base := locked(t, repository(t))
	before, after := analyse(t, base), analyse(t, reviewed(t, base))
	moved := maps.Clone(base)
	const register = "content/water-guideline/4.2/withheld.yaml"
	moved[register] = strings.Replace(base[register], "review-by: 2028-03-18", "review-by: 2029-09-09", 1)
	otherwise := analyse(t, moved) // as it would be, had the entry to be changed
	for _, e := range withhold.Editions {
		digest := func(a *build.Analysis) string {
			d, err := a.Digest(e, "water-guideline", "4.2")
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		if digest(before) != digest(after) {
			t.Errorf("%s: the digest changes with a review", e)
		}
		if digest(before) == digest(otherwise) {
			t.Errorf("%s: the digest does not change with an entry, so the test shows nothing", e)
		}
	}
	if found := lockFindings(after); len(found) > 0 {
		t.Errorf("with a review: %q", found)
	}
	if len(lockFindings(otherwise)) == 0 {
		t.Error("an entry that was changed is no finding, so the test shows nothing")
	}
	done, err := after.Lock(nil, false)
	if err != nil || len(done.Findings) > 0 || len(done.Files) > 0 {
		t.Errorf("a lock is to be written anew: %v, %d findings, %d files", err, len(done.Findings), len(done.Files))
	}
}

// A review shows wherever the day of the next one does, alike in both editions
// and for each version, and is no change from one version to another. Its file
// goes along with the public sources, which build the same.
func TestReviews(t *testing.T) {
	base := repository(t)
	p := reviewed(t, base)
	before, after := editionsOf(t, base, withhold.Editions...), editionsOf(t, p, withhold.Editions...)
	for _, e := range withhold.Editions {
		files := after[e]
		for name, days := range map[string][]string{
			"withheld/index.html":                          {"2029年9月9日"},
			"withheld/water-guideline/index.html":          {"2029年9月9日", "2026年7月20日", "見直しの会議"},
			"data/withheld.json":                           {`"review-by": "2029-09-09"`, `"on": "2026-07-20"`},
			"data/withheld.csv":                            {",2029-09-09,", ",2026-07-20,"},
			"data/standards/water-guideline/4.1.json":      {`"review-by": "2029-09-09"`},
			"data/standards/water-guideline/4.2.json":      {`"review-by": "2029-09-09"`},
			"standards/water-guideline/4.1/all/index.html": {"2029年9月9日"},
			"standards/water-guideline/4.2/all/index.html": {"2029年9月9日"},
			"en/withheld/water-guideline/index.html":       {"9 September 2029", "20 July 2026", "Review meeting"},
		} {
			for _, day := range days {
				if !bytes.Contains(files[name], []byte(day)) {
					t.Errorf("%s: no %s in %s", e, day, name)
				}
				if bytes.Contains(before[e][name], []byte(day)) {
					t.Errorf("%s: %s is in %s without the review", e, day, name)
				}
			}
		}
		const changes = "standards/water-guideline/compare/4.1...4.2/changes.json"
		if data := files[changes]; data == nil || !bytes.Equal(data, before[e][changes]) {
			t.Errorf("%s: a review changes what two versions differ in", e)
		}
	}
	const sources = "(sources)/"
	var other []string
	for name, data := range after[withhold.Public] {
		if strings.HasPrefix(name, sources) && !bytes.Equal(data, before[withhold.Public][name]) {
			other = append(other, name)
		}
	}
	if !slices.Equal(other, []string{sources + waterReviews}) || string(after[withhold.Public][sources+waterReviews]) != p[waterReviews] {
		t.Errorf("of the public sources, a review changes %q", other)
	}
	cut := tree{}
	for name, data := range after[withhold.Public] {
		if rest, ok := strings.CutPrefix(name, sources); ok {
			cut[rest] = string(data)
		}
	}
	if d := filesDiffer(after[withhold.Public], editionsOf(t, cut, withhold.Public)[withhold.Public]); d != "" {
		t.Error(d)
	}
}

// The reviews of a standard that has no public version stay out of the public
// sources: the file's remarks would tell of it.
func TestReviewsOfDrafts(t *testing.T) {
	const draft = "content/drafted/"
	for _, status := range []string{"draft", "published"} {
		p := repository(t)
		for name, text := range maps.Clone(p) {
			if rest, ok := strings.CutPrefix(name, "content/power-standard/1.3/"); ok {
				p[draft+"1.3/"+rest] = strings.Replace(text, "\nstatus: published", "\nstatus: "+status, 1)
			}
		}
		p[draft+"reviews.yaml"] = "# drafted\n"
		sources, err := analyse(t, p).PublicSources(p.fs())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := sources[draft+"reviews.yaml"] != nil, status != "draft"; got != want {
			t.Errorf("%s: the file is in the sources: %v", status, got)
		}
	}
}

// With reviews that have faults, nothing is made, and nothing is told that follows
// from them. Two versions can be compared all the same.
func TestReviewsWithFaults(t *testing.T) {
	p := repository(t)
	compare := func() string {
		dir := t.TempDir()
		put(t, dir, p)
		out, errs, status := run("-C", dir, "compare", "water-guideline@4.1", "water-guideline@4.2")
		if status > 1 || errs != "" || out == "" {
			t.Fatalf("compare ends with %d: %s", status, errs)
		}
		return out
	}
	want := compare()
	p[waterReviews] = "W-001: [{on: 2026-02-30, by: a}]\nW-999: [{on: 2026-02-01, by: a}]\n"
	if got := compare(); got != want {
		t.Errorf("reviews change the comparison:\n%s\n%s", want, got)
	}
	a := analyse(t, p)
	if _, err := a.Files(context.Background(), p.fs(), withhold.Public); err != build.ErrFindings {
		t.Errorf("an edition is made: %v", err)
	}
	if _, err := a.PublicSources(p.fs()); err != build.ErrFindings {
		t.Errorf("the sources are exported: %v", err)
	}
	if len(a.Findings) != 1 || a.Findings[0].Rule.Code != "wrong-date" {
		t.Errorf("%d findings", len(a.Findings))
	}
}
