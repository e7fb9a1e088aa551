package site

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
)

// four is a standard in four versions and a draft.
func four() *standard.Standard {
	s := &standard.Standard{ID: "water-guideline"}
	for i, number := range []string{"3.0", "4.0", "4.1", "4.2"} {
		status := standard.Superseded
		if i == 3 {
			status = standard.Published
		}
		s.Versions = append(s.Versions, waterVersion(number, status, standard.Date("202"+number[:1]+"-04-01")))
	}
	s.Versions = append(s.Versions, waterVersion("5.0", standard.Draft, ""))
	return s
}

// compared lists the comparisons of a site's standard, as folders of one
// language.
func compared(files map[string][]byte, lang string) []string {
	var out []string
	for name := range files {
		if rest, ok := strings.CutPrefix(name, lang+"standards/water-guideline/compare/"); ok {
			out = append(out, strings.TrimSuffix(rest, "/index.html"))
		}
	}
	slices.Sort(out)
	return out
}

// TestComparisonsChosen: each version with the one before it and with the one in
// force, and what is asked for; each once; drafts in the confidential edition
// alone.
func TestComparisonsChosen(t *testing.T) {
	public := []string{"3.0...4.0", "3.0...4.1", "3.0...4.2", "4.0...4.1", "4.0...4.2", "4.1...4.2"}
	for _, tt := range []struct {
		edition string
		want    []string
	}{
		{Public, public},
		{Confidential, slices.Concat(public[:5], []string{"4.0...5.0", "4.1...4.2", "4.2...5.0"})},
	} {
		in := sample(tt.edition)
		in.Standards[1] = four()
		in.Site.Compare.Asked = []standard.Asked{
			{Standard: "water-guideline", Versions: [2]string{"4.1", "3.0"}},
			{Standard: "water-guideline", Versions: [2]string{"4.1", "4.2"}}, // it is there anyway
			{Standard: "water-guideline", Versions: [2]string{"4.0", "5.0"}},
			{Standard: "water-guideline", Versions: [2]string{"4.0", "9.0"}},
			{Standard: "nosuch", Versions: [2]string{"3.0", "4.1"}},
		}
		files := mustBuild(t, in)
		for _, lang := range []string{"", "en/"} {
			if got := compared(files, lang); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q: got %v, want %v", tt.edition, lang, got, tt.want)
			}
		}
		has := func(page, words string, want bool) {
			t.Helper()
			if bytes.Contains(files[page], []byte(words)) != want {
				t.Errorf("%s: %s: %q is there: %v", tt.edition, page, words, !want)
			}
		}
		const folder = "standards/water-guideline/"
		timeline := folder + "index.html"
		has(timeline, "第3.0版と比べる", true) // asked for
		has(timeline, "次の版（", false)     // told by the next version
		has(folder+"4.0/index.html", "前の版（第3.0版）と比べる", true)
		has(folder+"4.0/index.html", "現行の版（第4.2版）と比べる", true)
		has(folder+"4.0/index.html", "次の版（第4.1版）と比べる", true)
		has(folder+"compare/4.0...4.1/index.html", "第4.1版のほかの比較", true)
		has(folder+"compare/4.0...4.1/index.html", `href="../../../../standards/water-guideline/compare/3.0...4.1/"`, true)
		has(folder+"compare/4.0...4.1/index.html", `compare/3.0...4.2/"`, false) // of another version
		has(timeline, "5.0", tt.edition == Confidential)
		has("data/index.html", "compare", false)
	}
}

// TestReplacedVersion: what a version says that it replaces is the one before
// it, whatever the numbers.
func TestReplacedVersion(t *testing.T) {
	in := sample(Public)
	s := four()
	s.Versions[3].Replaces, s.Versions[0].Replaces = "4.0", "4.1"
	in.Standards[1] = s
	files := mustBuild(t, in)
	got := compared(files, "")
	want := []string{"3.0...4.0", "3.0...4.2", "4.0...4.1", "4.0...4.2", "4.1...3.0", "4.1...4.2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if page := files["standards/water-guideline/4.2/index.html"]; !bytes.Contains(page, []byte("前の版（第4.0版）と比べる")) {
		t.Error("4.2 is not compared with what it replaces")
	}
}

// TestNewerColumn: the newer version stands first, or last where kijun.yaml says
// so.
func TestNewerColumn(t *testing.T) {
	for _, right := range []bool{false, true} {
		in := sample(Public)
		in.Site.Compare.NewerRight = right
		page := mustBuild(t, in)["standards/water-guideline/compare/4.1...4.2/index.html"]
		old, now := bytes.Index(page, []byte(`<li class="is-old">`)), bytes.Index(page, []byte(`<li class="is-new">`))
		if old < 0 || now < 0 || (old < now) != right {
			t.Errorf("right: %v: the old version at %d, the new one at %d", right, old, now)
		}
	}
}

// TestOneVersion: a standard of one version has nothing to compare, and nothing
// is compared.
func TestOneVersion(t *testing.T) {
	in := sample(Public)
	for _, s := range in.Standards {
		s.Versions = s.Versions[1:]
		s.Versions[0].Replaces = ""
	}
	in.Compare = func(old, new *standard.Version, _ string) *compare.Comparison {
		t.Errorf("%s is compared with %s", old.Number, new.Number)
		return &compare.Comparison{}
	}
	for name, data := range mustBuild(t, in) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		if strings.Contains(name, "compare/") || bytes.Contains(data, []byte("/compare/")) || bytes.Contains(data, []byte("timeline-about")) {
			t.Errorf("%s speaks of a comparison", name)
		}
	}
}
