package build_test

import (
	"context"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
)

func analyse(t *testing.T, p tree) *build.Analysis {
	t.Helper()
	a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// unlocked are sources without their locks.
func unlocked(p tree) tree {
	out := maps.Clone(p)
	maps.DeleteFunc(out, func(name, _ string) bool { return path.Base(name) == "versions.lock" })
	return out
}

// locked is the sample with all its versions locked.
func locked(t *testing.T, p tree) tree {
	t.Helper()
	out := unlocked(p)
	done, err := analyse(t, out).Lock(nil, false)
	if err != nil || len(done.Findings) > 0 || len(done.Files) == 0 {
		t.Fatalf("%v, %d findings, %d files", err, len(done.Findings), len(done.Files))
	}
	for name, data := range done.Files {
		out[name] = string(data)
	}
	return out
}

var confidentialDigest = regexp.MustCompile(`(?m)^\S+ confidential sha256:([0-9a-f]{64})$`)

// secretDigests are the digests of full sources, where something is withheld.
func secretDigests(t *testing.T, p tree) []string {
	t.Helper()
	var out []string
	for name, text := range p {
		if path.Base(name) != "versions.lock" {
			continue
		}
		for _, m := range confidentialDigest.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(text, " public sha256:"+m[1]) {
				out = append(out, m[1])
			}
		}
	}
	if len(out) < 3 {
		t.Fatalf("only %d digests of full sources in the locks", len(out))
	}
	return out
}

// A fault planted into the locked sample, and the finding that there has to be.
func TestLockedVersions(t *testing.T) {
	base := locked(t, repository(t))
	const water = "content/water-guideline/"
	edit := func(name, from, to string) func(*testing.T, tree) {
		return func(t *testing.T, p tree) {
			t.Helper()
			if p[name] = strings.Replace(p[name], from, to, 1); p[name] == base[name] {
				t.Fatalf("%s does not have %q", name, from)
			}
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*testing.T, tree)
		want   []string // code and message; of this package's findings, all
	}{
		{"nothing", func(*testing.T, tree) {}, nil},
		{"a word of a clause", edit(water+"4.1/01-general.md", "本ガイドラインは、情報", "本基準は、情報"), []string{"locked-version-changed water-guideline 4.1 is not what was locked: changed clauses: purpose; changed files: 01-general.md"}},
		{"a tag", edit(water+"4.1/01-general.md", "  purpose:\n", "  purpose:\n    beyond: true\n"), []string{"locked-version-changed water-guideline 4.1 is not what was locked: changed clauses: purpose; changed files: 01-general.md"}},
		{"a withheld word", edit(water+"4.2/03-policy.md", "最大8時間", "最大9時間"), []string{"locked-version-changed water-guideline 4.2 is not what was locked: the full sources differ from the lock, and the public cut does not"}},
		{"an attachment", edit(water+"4.1/figures/self-check.csv", "\n", "\nx,y\n"), []string{"locked-version-changed water-guideline 4.1 is not what was locked: changed files: figures/self-check.csv"}},
		{"a withheld attachment", edit(water+"4.2/figures/telemeter-sites.csv", "\n", "\nx,y\n"), []string{"locked-version-changed water-guideline 4.2 is not what was locked: the full sources differ from the lock, and the public cut does not"}},
		{"a withheld field", edit(water+"4.2/index.confidential.yaml", ": ", ":  "), []string{"locked-version-changed water-guideline 4.2 is not what was locked: the full sources differ from the lock, and the public cut does not"}},
		{"a remark of the register's keepers", edit(water+"4.2/withheld.yaml", "W-002:\n", "W-002: # remark\n"), []string{"locked-version-changed water-guideline 4.2 is not what was locked: the full sources differ from the lock, and the public cut does not"}},
		{"the public part of the register", edit(water+"4.2/withheld.yaml", "  reason: threat\n", "  reason: foi-5-6\n"), []string{"locked-version-changed water-guideline 4.2 is not what was locked: changed files: withheld.yaml"}},
		{"the status", edit(water+"4.1/index.md", "status: superseded", "status: withdrawn"), nil},
		{"a date", edit(water+"4.1/index.md", "issued: 20", "issued: 19"), []string{"locked-version-changed water-guideline 4.1 is not what was locked: changed files: index.md"}},
		{"a draft again", edit(water+"4.1/index.md", "status: superseded", "status: draft"), []string{"locked-version-missing water-guideline 4.1 is locked, and its status is draft"}},
		{"a consultation", edit(water+"4.1/index.md", "status: superseded", "status: consultation"), []string{"locked-version-missing water-guideline 4.1 is locked, and its status is consultation"}},
		{"a version removed", func(_ *testing.T, p tree) {
			maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, "content/power-standard/1.3/") })
		}, []string{"locked-version-missing power-standard 1.3 is locked, and its folder is gone"}},
		{"a version that is not locked", func(_ *testing.T, p tree) {
			lock := water + "versions.lock"
			p[lock] = regexp.MustCompile(`(?m)^4\.1 .*\n`).ReplaceAllString(p[lock], "")
		}, []string{"version-not-locked water-guideline 4.1 is superseded and not locked"}},
		{"a lock that can't be read", func(_ *testing.T, p tree) {
			lock := water + "versions.lock"
			p[lock] = strings.Replace(p[lock], "4.1 confidential ", "4.1 confidentail ", 1)
			p[water+"4.1/01-general.md"] += "\nmore\n" // nothing is compared with it
		}, []string{"lock-form nothing of this kind is recorded in a lock"}},
		{"a lock, and a version that can't be read", func(_ *testing.T, p tree) {
			p[water+"4.1/01-general.md"] += "\n:::withold W-001\n"
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := maps.Clone(base)
			tt.change(t, p)
			var got []string
			for _, d := range analyse(t, p).Findings {
				if strings.Contains(d.Rule.Code, "lock") {
					got = append(got, d.Rule.Code+" "+d.Message)
				}
				e, _ := d.Span.Excerpt()
				for _, s := range secretDigests(t, base) {
					if strings.Contains(d.Message+strings.Join(d.Hints, "")+e.Text, s[:16]) {
						t.Errorf("a finding tells the digest of full sources: %s", d.Message)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %q\nwant %q", got, tt.want)
			}
		})
	}
}

// A file beside the text counts as it is published, and the export of locked
// sources holds to the same public digests.
func TestExportIsLocked(t *testing.T) {
	p := locked(t, repository(t))
	a := analyse(t, p)
	sources, err := a.PublicSources(p.fs())
	if err != nil {
		t.Fatal(err)
	}
	out := tree{}
	for name, data := range sources {
		out[name] = string(data)
	}
	b := analyse(t, out)
	for _, d := range b.Findings {
		if strings.Contains(d.Rule.Code, "lock") {
			t.Errorf("%s: %s", d.Path(), d.Message)
		}
	}
	for _, s := range b.Editions[withhold.Public].Standards {
		for _, v := range s.Versions {
			want, err := a.Digest(withhold.Public, s.ID, v.Number)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range withhold.Editions {
				got, err := b.Digest(e, s.ID, v.Number)
				if err != nil {
					t.Fatal(err)
				}
				if got != want && e == withhold.Public {
					t.Errorf("%s %s: the digest of the export is %s, was %s", s.ID, v.Number, got, want)
				}
			}
			if !strings.Contains(out["content/"+s.ID+"/versions.lock"], v.Number+" public "+want+"\n") {
				t.Errorf("%s %s: the export's lock does not have its digest", s.ID, v.Number)
			}
		}
	}
	public, err := a.Files(context.Background(), p.fs(), withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range []map[string][]byte{sources, public} {
		for name, data := range files {
			for _, s := range secretDigests(t, p) {
				if strings.Contains(name+string(data), s) {
					t.Errorf("%s has the digest of full sources", name)
				}
			}
			if confidentialDigest.Match(data) {
				t.Errorf("%s has a confidential line", name)
			}
		}
	}
	// whatever stands in the lock beside its facts
	lock := "content/water-guideline/versions.lock"
	p[lock] += "# " + secretDigests(t, p)[0] + "\n4.1 clause himitsu sha256:" + secretDigests(t, p)[0] + "\n"
	again, err := analyse(t, p).PublicSources(p.fs())
	if err != nil {
		t.Fatal(err)
	}
	if string(again[lock]) != string(sources[lock]) {
		t.Error("a remark in the lock gets into the export")
	}
}

// Without a key there is no confidential edition; the public cut is held to the
// lock all the same. Nothing in the lock depends on what is sealed.
func TestSealedIsLocked(t *testing.T) {
	p, _ := sealed(t, newSealingKey(t).declared(unlocked(repository(t))))
	check := func(p tree) (codes []string) {
		a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01", Editions: []withhold.Edition{withhold.Public}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Editions[withhold.Confidential] != nil {
			t.Fatal("the part is not sealed")
		}
		if p["content/water-guideline/versions.lock"] == "" {
			done, err := a.Lock(nil, false)
			if err != nil || len(done.Findings) > 0 {
				t.Fatal(err, len(done.Findings))
			}
			for name, data := range done.Files {
				p[name] = string(data)
			}
		}
		for _, d := range a.Findings {
			if strings.Contains(d.Rule.Code, "lock") {
				codes = append(codes, d.Rule.Code)
			}
		}
		return codes
	}
	if codes := check(p); len(codes) > 0 || p["content/water-guideline/versions.lock"] == "" {
		t.Errorf("found %v", codes)
	}
	if codes := check(p); len(codes) > 0 {
		t.Errorf("found %v", codes)
	}
	if strings.Contains(p["content/water-guideline/versions.lock"], " confidential sha256:") {
		t.Error("the lock of a sealed project has a digest of the text")
	}
	p["content/water-guideline/4.2/01-general.md"] += "\nmore\n"
	if codes := check(p); !slices.Equal(codes, []string{"locked-version-changed"}) {
		t.Errorf("found %v", codes)
	}
}

// The same sources give the same lock, and locking again changes nothing.
func TestLockTwice(t *testing.T) {
	p := repository(t)
	a, b := locked(t, p), locked(t, p)
	if !maps.Equal(a, b) {
		t.Error("two locks of the same sources differ")
	}
	done, err := analyse(t, a).Lock(nil, false)
	if err != nil || len(done.Files) > 0 || len(done.Findings) > 0 {
		t.Errorf("%v: locking again writes %d files", err, len(done.Files))
	}
	for _, v := range done.Versions {
		if v.Outcome != build.Unchanged {
			t.Errorf("%s is %s", v, v.Outcome)
		}
	}
}
