package build_test

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A sealingKey is a recipient and what opens what was sealed for it.
type sealingKey struct {
	recipient string
	file      []byte
	open      withhold.Opener
}

func newSealingKey(t testing.TB) sealingKey {
	t.Helper()
	k, err := seal.Generate(true, "")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := seal.ParseIdentities(k.File, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sealingKey{k.Recipient, k.File, ids.Open}
}

// declared is a project that names the recipient.
func (k sealingKey) declared(p tree) tree {
	out := maps.Clone(p)
	out["kijun.yaml"] += "\nseal: {recipients: [" + k.recipient + "]}\n"
	return out
}

// sealed is a declared project with everything sealed.
func sealed(t *testing.T, p tree) (tree, *build.Sealing) {
	t.Helper()
	v, err := build.OpenVault(p.fs())
	if err != nil {
		t.Fatal(err)
	}
	done, err := v.Seal(nil)
	if err != nil || len(done.Findings) > 0 {
		for _, d := range done.Findings {
			t.Errorf("%s: %s", d.Path(), d.Message)
		}
		t.Fatal("not sealed: ", err)
	}
	out := maps.Clone(p)
	for name, data := range done.Files {
		out[name] = string(data)
	}
	return out, done
}

var encrypted = regexp.MustCompile(`AGE ENCRYPTED|YWdlLWVuY3J5cHRpb24|\{\{/?sealed:|:::(?:end-)?sealed`)

// TestSealedSample: with everything withheld in the samples sealed, of every
// unit, both editions and the exported sources are the same to the byte, given a
// key; the public edition and the sources also without one.
func TestSealedSample(t *testing.T) {
	key := newSealingKey(t)
	open := key.declared(unlocked(repository(t)))
	shut, done := sealed(t, open)
	left := strings.Join(slices.Collect(maps.Values(shut)), "\n")
	if regexp.MustCompile(`(?m)^[ >]*:::withhold |\{\{withhold:W`).MatchString(strings.ReplaceAll(left, "`", "")) {
		t.Error("a part is in the clear")
	}
	files := map[string]bool{}
	for name := range done.Files {
		files[strings.TrimLeft(filepath.Ext(name), ".")] = true
	}
	for _, ending := range []string{"md", "yaml", "svg", "csv"} {
		if !files[ending] {
			t.Errorf("no %s file is sealed", ending)
		}
	}
	units := regexp.MustCompile(`(?m)^  unit: (\S+)`).FindAllStringSubmatch(left, -1)
	seen := map[string]bool{}
	for _, u := range units {
		seen[u[1]] = true
	}
	if len(seen) != 10 {
		t.Errorf("the samples withhold %d kinds of units, not all 10", len(seen))
	}

	want := editionsOf(t, open, withhold.Editions...)
	make := func(o build.Options, editions ...withhold.Edition) (*build.Analysis, map[withhold.Edition]map[string][]byte) {
		t.Helper()
		o.Date, o.Editions = "2026-08-01", editions
		return editionsWith(t, shut, o)
	}
	_, withKey := make(build.Options{Open: key.open}, withhold.Editions...)
	for _, e := range withhold.Editions {
		if d := filesDiffer(want[e], withKey[e]); d != "" {
			t.Errorf("with a key, the %s edition: %s", e, d)
		}
	}
	a, without := make(build.Options{}, withhold.Public)
	if a.Editions[withhold.Confidential] != nil {
		t.Error("a confidential edition without a key")
	}
	if d := filesDiffer(want[withhold.Public], without[withhold.Public]); d != "" {
		t.Errorf("without a key: %s", d)
	}
	for name, data := range without[withhold.Public] {
		if m := encrypted.Find(data); m != nil && name != "(sources)/kijun.yaml" {
			t.Errorf("%s has ciphertext: %s", name, m)
		}
	}
	// Without a key, each part is one finding, and nothing but that is wrong.
	all, err := build.Analyse(shut.fs(), build.Options{Date: "2026-08-01"})
	if err != nil {
		t.Fatal(err)
	}
	parts := 0
	for _, d := range all.Findings {
		if d.Rule.Code == "sealed-part" {
			parts++
		} else if d.Rule.Severity == 0 {
			t.Errorf("%s: %s", d.Rule.Code, d.Message)
		}
	}
	if parts < 30 {
		t.Errorf("%d findings of sealed parts", parts)
	}

	// Unsealed, the sources are what they were, and sealing left nothing.
	v, err := build.OpenVault(shut.fs())
	if err != nil {
		t.Fatal(err)
	}
	if clear := v.InTheClear(); len(clear) > 0 {
		t.Errorf("in the clear: %s", clear[0].Message)
	}
	back, err := v.Unseal(nil, key.open)
	if err != nil || len(back.Findings) > 0 || len(back.Files) != len(done.Files) {
		t.Fatalf("%v, %d files sealed, %d unsealed", err, len(done.Files), len(back.Files))
	}
	for name, data := range back.Files {
		if string(data) != open[name] {
			t.Errorf("%s is another", name)
		}
	}
	if clear, err := build.OpenVault(open.fs()); err != nil || len(clear.InTheClear()) != parts {
		t.Errorf("%d parts in the clear are told, of %d: %v", len(clear.InTheClear()), parts, err)
	}
	t.Logf("%d parts in %d files", parts, len(done.Files))
}

// TestUnregisteredFile: a drawing that withheld text alone shows would be in the
// clear beside sealed text, and no commitment would bind it, until an entry
// withholds it.
func TestUnregisteredFile(t *testing.T) {
	const dir = "content/water-guideline/4.2/"
	p := repository(t)
	begin := ":::withhold W-003\n"
	for name, text := range p {
		if path.Dir(name)+"/" == dir {
			p[name] = strings.Replace(text, begin, begin+"![図](figures/lone.svg)\n\n", 1)
		}
	}
	p[dir+"figures/lone.svg"] = drawing("lone")
	codes := func(p tree) (sealed, released int, what string) {
		t.Helper()
		v, err := build.OpenVault(p.fs())
		if err != nil {
			t.Fatal(err)
		}
		a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"})
		if err != nil || a.Findings.HasErrors() {
			t.Fatal(err, a.Findings)
		}
		count := func(ds diag.List) (n int) {
			for _, d := range ds {
				if d.Rule.Code == "withheld-file-unregistered" && d.Rule.Severity == diag.Error {
					what = d.Message + strings.Join(d.Hints, " ") + d.Path()
					n++
				}
			}
			return n
		}
		return count(v.InTheClear()), count(a.Releasing(build.VersionName{Standard: "water-guideline", Number: "4.2"})), what
	}
	sealed, released, what := codes(p)
	if sealed != 1 || released != 1 || strings.Contains(what, "lone") {
		t.Errorf("%d findings of what is in the clear, %d of the release: %s", sealed, released, what)
	}
	p[dir+"withheld.yaml"] += `
W-099: {items: ["6.1.5(2)"], clause: remote-maintenance, unit: attachment, paths: [figures/lone.svg], title: {ja: 図, en: Drawing}, reason: threat,
  harm: {ja: 害がある。, en: Harm.}, audience: confidential, decided: {by: 委員会, on: 2026-03-01}, approved: {by: 理事会, on: 2026-03-20}}
`
	if sealed, released, _ = codes(p); sealed+released != 0 {
		t.Errorf("with an entry: %d, %d", sealed, released)
	}
}

// A part that was changed, or stands in the place of another, stops the
// confidential edition alone.
func TestSealedElsewhere(t *testing.T) {
	key := newSealingKey(t)
	shut, _ := sealed(t, key.declared(unlocked(repository(t))))
	part := regexp.MustCompile(`(?s):::sealed (W-[0-9]+)\n(-----BEGIN.*?-----END AGE ENCRYPTED FILE-----\n)`)
	var name, a, b string
	for _, n := range slices.Sorted(maps.Keys(shut)) {
		if all := part.FindAllStringSubmatch(shut[n], -1); len(all) > 1 {
			name, a, b = n, all[0][2], all[1][2]
			break
		}
	}
	if name == "" {
		t.Fatal("no text has two sealed regions")
	}
	moved := maps.Clone(shut)
	moved[name] = strings.NewReplacer(a, b, b, a).Replace(shut[name])
	damaged := maps.Clone(shut)
	lines := strings.SplitAfter(a, "\n")
	at := len(lines) / 2
	turned := map[bool]string{true: "B", false: "A"}[lines[at][0] == 'A']
	damaged[name] = strings.Replace(shut[name], lines[at], turned+lines[at][1:], 1)
	for what, p := range map[string]tree{"as another part": moved, "damaged": damaged} {
		found, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01", Open: key.open})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, d := range found.Findings {
			if d.Rule.Code == "sealed-part" && strings.Contains(d.Message, what) {
				n++
			}
		}
		if n == 0 || found.Editions[withhold.Confidential] != nil || found.Editions[withhold.Public] == nil {
			t.Errorf("%s: %d findings", what, n)
		}
	}
}

// The sealing commands print no withheld word and no name of a withheld file,
// whatever they end with.
func TestSealingIsQuiet(t *testing.T) {
	base := map[string][]byte{}
	for _, f := range parseArchive(t, filepath.Join(malformed, "base.txtar")).Files {
		base[f.Name] = registered(f.Data)
	}
	key, other := newSealingKey(t), newSealingKey(t)
	base["kijun.yaml"] = append(slices.Clone(base["kijun.yaml"]), "seal: {recipients: ["+key.recipient+"]}\n"...)
	dir := (&fault{files: base}).write(t)
	keys := t.TempDir()
	fits, fitsNot := filepath.Join(keys, "fits"), filepath.Join(keys, "fits-not")
	for name, k := range map[string]sealingKey{fits: key, fitsNot: other} {
		if err := os.WriteFile(name, k.file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do := func(want int, args ...string) {
		t.Helper()
		out, errs, status := run(append([]string{"-C", dir, "--date", "2026-06-01"}, args...)...)
		quiet(t, strings.Join(args, " "), out, errs)
		if strings.Contains(out+errs, "AGE-SECRET-KEY") || strings.Contains(out+errs, seal.BeginInline[:16]) {
			t.Errorf("%v prints a key or ciphertext", args)
		}
		if status != want {
			t.Errorf("%v ends with %d, want %d\n%s%s", args, status, want, out, errs)
		}
	}
	t.Setenv("XDG_RUNTIME_DIR", "")
	t.Setenv("TMPDIR", t.TempDir()) // texts with errors are kept there
	chapter := filepath.Join(dir, "content/water/4.2/02-region.md")
	t.Setenv("EDITOR", "sed -i s/秘密/秘密:::withhold/")
	do(1, "check", "--sealed", "--all")
	do(0, "seal")
	do(0, "check", "--sealed")
	do(1, "check", "--all")
	do(1, "unseal", "--all", "--identity", fitsNot)
	do(1, "check", "--all", "--identity", fitsNot)
	do(1, "edit", chapter, "--identity", fits)
	t.Setenv("EDITOR", "sed -i s/^:::/::::/")
	do(1, "edit", filepath.Join(dir, "content/water/4.2/08-secretx-annex.md"), "--identity", fitsNot)
	do(0, "edit", filepath.Join(dir, "content/water/4.2/01-general.md"), "--identity", fits)
	do(1, "edit", chapter, "--identity", fits)
	do(0, "check", "--identity", fits)
	do(0, "build", "--identity", fits)
	do(0, "unseal", "--identity", fits)
	for name, data := range base {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || string(got) != string(data) {
			t.Errorf("unsealed to other bytes, or not at all: %v", err)
		}
	}
	// A file that can't be written is not named.
	annex := filepath.Join(dir, "content/water/4.2/08-secretx-annex.md")
	if err := os.Remove(annex); err != nil {
		t.Fatal(err)
	}
	do(1, "seal", "--all")
}
