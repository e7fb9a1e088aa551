package build_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func analysed(t *testing.T, root fs.FS, editions ...withhold.Edition) *build.Analysis {
	t.Helper()
	a, err := build.Analyse(root, build.Options{Date: "2026-08-01", Editions: editions})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Findings {
		if a.Findings.HasErrors() {
			t.Errorf("%s:%d: %s: %s", d.Path(), d.Position().Line, d.Rule.Code, d.Message)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return a
}

func read(t *testing.T, root fs.FS) tree {
	t.Helper()
	out := tree{}
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		out[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	openRegion = regexp.MustCompile(`(?ms)^[ >]*:::(?:withhold|sealed) (W-\d+)\n(.*?)^[ >]*:::end`)
	openSpan   = regexp.MustCompile(`\{\{(?:withhold|sealed):(W-\d+)\}\}(.*?)\{\{/`)
)

// marked are the marked parts of a project by file, id and place.
func marked(p tree) map[string]string {
	out := map[string]string{}
	for name, text := range p {
		for _, form := range []*regexp.Regexp{openRegion, openSpan} {
			for i, m := range form.FindAllStringSubmatch(text, -1) {
				out[fmt.Sprintf("%s %s %d", name, m[1], i)] = m[2]
			}
		}
	}
	return out
}

// TestRefill: a refilled project has other text in every withheld part, other
// withheld files under other names, checks clean in both editions, and gives the
// same public edition.
func TestRefill(t *testing.T) {
	// with drafts, and files that withheld text alone refers to
	sample, _ := long.fill(t, repository(t))
	root := sample.fs()
	a := analysed(t, root)
	want, err := a.Files(context.Background(), root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	before := marked(sample)
	for seed := range uint64(4) {
		other, err := a.Refill(root, seed)
		if err != nil {
			t.Fatal(err)
		}
		again, err := a.Refill(root, seed)
		if err != nil {
			t.Fatal(err)
		}
		p := read(t, other)
		if !maps.Equal(p, read(t, again)) {
			t.Error("the same seed gives another project")
		}
		after := marked(p)
		for place, text := range before {
			if strings.Contains(place, "/5.0/") || strings.HasPrefix(place, "content/draft-only/") {
				continue
			}
			if now, ok := after[place]; !ok || now == text {
				t.Errorf("seed %d: %s was not refilled", seed, place)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(p)) {
			if strings.Contains(name, "00-first") || strings.Contains(name, "telemeter-") || strings.Contains(name, "lone.svg") || strings.Contains(name, "/5.0/") || strings.HasPrefix(name, "content/draft-only/") {
				t.Errorf("seed %d: %s is still there", seed, name)
			}
			if path.Base(name) == "index.confidential.yaml" && p[name] == sample[name] {
				t.Errorf("seed %d: %s was not refilled", seed, name)
			}
		}
		refilled := analysed(t, other)
		got, err := refilled.Files(context.Background(), other, withhold.Public)
		if err != nil {
			t.Fatal(err)
		}
		if d := filesDiffer(want, got); d != "" {
			t.Errorf("seed %d: %s", seed, d)
		}
	}
}

// Every kind of file that can be withheld is made, and can be published.
func TestRefilledFiles(t *testing.T) {
	p := tree{"kijun.yaml": "title: 見本\npublisher: 見本の団体\n"}
	const dir = "content/a/1/"
	p[dir+"index.md"] = "---\ntitle: 見本\nclass: recommended\nsector: water\nversion: \"1\"\nstatus: consultation\nissued: 2026-01-01\n---\n"
	p[dir+"01-a.md"] = "---\ntitle: a\n---\n\n## 1 a {#a}\n\nx\n"
	armored, _ := aged(t)
	var names []string
	for _, ext := range []string{"png", "jpg", "jpeg", "gif", "webp", "svg", "csv", "txt", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"} {
		names = append(names, "f/x."+ext)
		p[dir+"f/x."+ext] = armored
	}
	p[dir+"withheld.yaml"] = "W-001:\n  clause: a\n  unit: attachment\n  title: {ja: a}\n  reason: threat\n  harm: {ja: a}\n  audience: confidential\n  decided: {by: {ja: a}, on: 2026-01-01}\n  approved: {by: {ja: a}, on: 2026-01-02}\n  items: [1]\n  paths: [" + strings.Join(names, ", ") + "]\n"
	root := p.fs()
	a, err := build.Analyse(root, build.Options{Date: "2026-08-01", Editions: []withhold.Edition{withhold.Public}})
	if err != nil {
		t.Fatal(err)
	}
	a.Findings = nil // of this project nothing is wanted but its files
	for seed := range uint64(3) {
		other, err := a.Refill(root, seed)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]bool{}
		for name, text := range read(t, other) {
			if strings.Contains(name, "/other-") {
				kinds[path.Ext(name)] = true
				if text == armored {
					t.Errorf("%s was not refilled", name)
				}
			}
		}
		refilled, err := build.Analyse(other, build.Options{Date: "2026-08-01"})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range refilled.Findings {
			switch d.Rule.Code {
			case "disallowed-attachment", "unsafe-svg", "unclean-attachment", "document-attachment", "sealed-form":
				t.Errorf("%s: %s", d.Rule.Code, d.Message)
			}
		}
		if len(kinds) != len(names) {
			t.Errorf("%d kinds of %d were made", len(kinds), len(names))
		}
	}
}

// aged is a sealed text, armored and not: what stands in it can't be read
// without a key that nobody kept.
func aged(t *testing.T) (armored string, plain []byte) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, id.Recipient())
	if err == nil {
		_, err = w.Write(make([]byte, 1024))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	_, err = a.Write(b.Bytes())
	if err = errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(out.String(), "\n") + "\n", b.Bytes()
}

// Sealed parts need no key: nothing of them is kept.
func TestRefillSealed(t *testing.T) {
	sample := repository(t)
	root := sample.fs()
	want, err := analysed(t, root).Files(context.Background(), root, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	armored, plain := aged(t)
	form := regexp.MustCompile(`(?ms)^([ >]*):::withhold (W-\d+)\n.*?^[ >]*:::end-withhold W-\d+$`)
	sealed, parts := tree{}, 0
	for name, text := range sample {
		if path.Ext(name) == ".md" {
			text = form.ReplaceAllStringFunc(text, func(all string) string {
				parts++
				m := form.FindStringSubmatch(all)
				out := m[1] + ":::sealed " + m[2] + "\n"
				for line := range strings.Lines(armored) {
					out += m[1] + line
				}
				return out + m[1] + ":::end-sealed " + m[2]
			})
			text = openSpan.ReplaceAllStringFunc(text, func(all string) string {
				parts++
				id := openSpan.FindStringSubmatch(all)[1]
				return "{{sealed:" + id + "}}" + base64.StdEncoding.EncodeToString(plain) + "{{/"
			})
			text = strings.ReplaceAll(text, "{{/withhold:", "{{/sealed:")
		}
		switch path.Base(name) {
		case "12-annex-b.md", "index.confidential.yaml", "telemeter-circuit.svg", "telemeter-sites.csv":
			text = armored
			parts++
		}
		sealed[name] = text
	}
	root = sealed.fs()
	a := analysed(t, root, withhold.Public)
	other, err := a.Refill(root, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range read(t, other) {
		if strings.Contains(text, "AGE ENCRYPTED") || strings.Contains(text, ":::sealed") || strings.Contains(text, "{{sealed:") {
			t.Errorf("%s still has a sealed part", name)
		}
	}
	got, err := analysed(t, other).Files(context.Background(), other, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	if d := filesDiffer(want, got); d != "" {
		t.Error(d)
	}
	if parts < 30 {
		t.Errorf("%d parts were sealed", parts)
	}
}
