package build_test

import (
	"bytes"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// sampleReleases are what the tests release of the samples, in this order.
var sampleReleases = []string{"water-guideline@4.1", "water-guideline@4.2", "power-standard@1.3", "water-internal@2.0", ""}

// releasedSample is the sample with some of that released.
func releasedSample(t *testing.T, seed string, names ...string) (p tree, private, public string) {
	t.Helper()
	private, public = keyPair(t, logName, "key")
	return releases(t, withKeys(unlocked(repository(t)), public), private, seed, names...), private, public
}

func recordOf(t *testing.T, data string, public string) *proof.Record {
	t.Helper()
	v, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	r, err := proof.OpenRecord([]byte(data), []note.Verifier{v})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// siteHash is the hash that was signed, made anew by the library that others use.
func siteHash(t *testing.T, files map[string][]byte) (string, int) {
	t.Helper()
	var names []string
	for name := range files {
		if !strings.HasPrefix(name, "log/") && !strings.HasPrefix(name, "(sources)/") {
			names = append(names, name)
		}
	}
	h, err := dirhash.Hash1(names, func(name string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files[name])), nil })
	if err != nil {
		t.Fatal(err)
	}
	return h, len(names)
}

// TestReleasedSite: the site that is built after a release is, to the byte, the
// one that was signed; its sources give the root and open the commitments.
func TestReleasedSite(t *testing.T) {
	private, public := keyPair(t, logName, "key")
	p := withKeys(unlocked(repository(t)), public)
	seen := map[proof.Salt]bool{}
	commitments := 0
	for i, name := range sampleReleases {
		if name == "" {
			p["kijun.yaml"] = strings.Replace(p["kijun.yaml"], "kijun sample site", "kijun sample pages", 1)
		}
		p = releases(t, p, private, name, name)
		sites := editionsOf(t, p, withhold.Editions...)
		site, secret := sites[withhold.Public], sites[withhold.Confidential]

		size := int64(i + 1)
		var logs []string
		for file := range site {
			if rest, ok := strings.CutPrefix(file, "log/"); ok {
				logs = append(logs, rest)
			}
		}
		slices.Sort(logs)
		if want := slices.Sorted(slices.Values(translog.Names(size))); !slices.Equal(logs, want) {
			t.Errorf("the log in the site is %q, want %q", logs, want)
		}
		for _, file := range logs {
			if p["log/"+file] != string(site["log/"+file]) || !bytes.Equal(site["log/"+file], secret["log/"+file]) {
				t.Errorf("log/%s differs", file)
			}
		}
		h, n := siteHash(t, site)
		n0, _ := build.ParseVersionName(name)
		std, number := n0.Standard, n0.Number
		if name == "" {
			bundle := []byte(p["log/tile/entries/000.p/5"])
			at := bytes.LastIndex(bundle, []byte("kijun site v1"))
			if r := recordOf(t, string(bundle[at:]), public); r.SiteHash != h || r.Files != n {
				t.Errorf("the site is %s (%d files), signed is %s (%d)", h, n, r.SiteHash, r.Files)
			}
			continue
		}
		r := recordOf(t, p[releaseFile(std, number, "release.txt")], public)
		if r.SiteHash != h || r.Files != n {
			t.Errorf("%s: the site is %s (%d files), signed is %s (%d)", name, h, n, r.SiteHash, r.Files)
		}
		dir := "data/sources/" + std + "/" + number + "/"
		open := map[string][]byte{}
		for file, data := range site {
			if rest, ok := strings.CutPrefix(file, dir); ok && !strings.HasPrefix(rest, "release/") {
				open[rest] = data
				if want := site["(sources)/content/"+std+"/"+number+"/"+rest]; !bytes.Equal(want, data) {
					t.Errorf("%s is not what is exported", file)
				}
			}
		}
		for file := range site {
			if rest, ok := strings.CutPrefix(file, "(sources)/content/"+std+"/"+number+"/"); ok && open[rest] == nil && !strings.HasPrefix(rest, "release/") {
				t.Errorf("%s is exported and not in the site", rest)
			}
		}
		if got := proof.Digest(open); got != r.Sources {
			t.Errorf("%s: the sources in the site are %s, signed is %s", name, got, r.Sources)
		}
		hashes, err := proof.ParseCommitments(site[dir+proof.CommitmentsFile])
		if err != nil {
			t.Fatal(err)
		}
		if root, blocks, err := proof.Root(open, hashes); err != nil || root != r.Root || blocks != r.Blocks {
			t.Errorf("%s: the root is %s over %d, signed is %s over %d (%v)", name, root, blocks, r.Root, r.Blocks, err)
		}
		if !bytes.Equal(site[dir+proof.CommitmentsFile], secret[dir+proof.CommitmentsFile]) {
			t.Error("the editions have other commitments")
		}
		salts, err := proof.ParseSalts(secret[dir+proof.ConfidentialFile])
		if err != nil {
			t.Fatal(err)
		}
		parts := readParts(t, secret, dir)
		if want, got := slices.Sorted(maps.Keys(hashes)), slices.Sorted(maps.Keys(parts)); !slices.Equal(want, got) {
			t.Errorf("%s: committed to %q, withheld are %q", name, want, got)
		}
		for part, data := range parts {
			commitments++
			if seen[salts[part]] {
				t.Errorf("%s: the salt of %s is that of another part", name, part)
			}
			seen[salts[part]] = true
			if !proof.Opens(hashes[part], std, number, part, salts[part], data) {
				t.Errorf("%s: the commitment to %s does not open", name, part)
			}
		}
	}
	if commitments < 15 {
		t.Errorf("only %d commitments were looked at", commitments)
	}
}

var (
	anyRegion = regexp.MustCompile(`(?m)^[ >]*:::withhold (W-[0-9]+)\n((?s:.*?))^[ >]*:::end-withhold W-[0-9]+$`)
	anySpan   = regexp.MustCompile(`\{\{withhold:(W-[0-9]+)\}\}(.*?)\{\{/withhold:W-[0-9]+\}\}`)
	anyPaths  = regexp.MustCompile(`(?m)^(W-[0-9]+):\n(?:  .*\n)*?  paths: \[(.*)\]$`)
	anyField  = regexp.MustCompile(`(?m)^(W-[0-9]+):\n(?:  .*\n)*?  field: .*$`)
)

// readParts finds what is withheld in the sources that a confidential site has,
// as somebody would who has docs/format.md and no kijun.
func readParts(t *testing.T, site map[string][]byte, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	register := string(site[dir+"withheld.yaml"])
	whole := map[string]bool{}
	for _, m := range anyPaths.FindAllStringSubmatch(register, -1) {
		files := map[string][]byte{}
		for _, p := range strings.Split(m[2], ",") {
			p = strings.Trim(p, ` "'`)
			stem, isText := strings.CutSuffix(p, ".md")
			for file, data := range site {
				rest, ok := strings.CutPrefix(file, dir)
				if ok && (rest == p || isText && strings.HasPrefix(rest, stem+".") && strings.HasSuffix(rest, ".md")) {
					files[rest] = data
					whole[rest] = true
				}
			}
		}
		if len(files) == 0 {
			t.Errorf("the site lacks the files of %s", m[1])
		}
		out[m[1]] = proof.FileBytes(files)
	}
	for _, m := range anyField.FindAllStringSubmatch(register, -1) {
		out[m[1]] = proof.FileBytes(map[string][]byte{"index.confidential.yaml": site[dir+"index.confidential.yaml"]})
	}
	for file, data := range site {
		rest, ok := strings.CutPrefix(file, dir)
		if !ok || !strings.HasSuffix(rest, ".md") || whole[rest] {
			continue
		}
		for _, re := range []*regexp.Regexp{anyRegion, anySpan} {
			for _, m := range re.FindAllSubmatch(data, -1) {
				out[proof.Part(rest, string(m[1]))] = m[2]
			}
		}
	}
	return out
}

// TestReleaseExport: the exported sources have what was signed and the log, and
// no salts; building them gives the same public site.
func TestReleaseExport(t *testing.T) {
	p, _, _ := releasedSample(t, "export", "water-guideline@4.2", "water-internal@2.0")
	all := editionsOf(t, p, withhold.Public)[withhold.Public]
	export := tree{}
	for name, data := range all {
		if rest, ok := strings.CutPrefix(name, "(sources)/"); ok {
			export[rest] = string(data)
		}
	}
	for _, name := range []string{
		releaseFile("water-guideline", "4.2", "release.txt"), releaseFile("water-guideline", "4.2", "commitments.txt"),
		releaseFile("water-internal", "2.0", "manifest.txt"), "log/checkpoint", "log/tile/entries/000.p/2", "log/tile/0/000.p/2",
	} {
		if export[name] == "" || export[name] != p[name] {
			t.Errorf("%s is not exported as it is", name)
		}
	}
	if d := filesDiffer(all, editionsOf(t, export, withhold.Public)[withhold.Public]); d != "" {
		t.Error(d)
	}
	if codes := releaseCodes(analyse(t, export)); len(codes) > 0 {
		t.Errorf("the export has findings: %q", codes)
	}
}

// TestReleaseKeepsSalts: the salts stand in one file of the confidential edition
// and nowhere else.
func TestReleaseKeepsSalts(t *testing.T) {
	p, _, _ := releasedSample(t, "salts", "water-guideline@4.2", "power-standard@1.3")
	var secret []string
	for name, data := range p {
		if strings.HasSuffix(name, "/release/confidential.txt") {
			for line := range strings.Lines(data) {
				secret = append(secret, strings.Fields(line)[1])
			}
		}
	}
	if len(secret) < 10 {
		t.Fatalf("%d salts", len(secret))
	}
	for e, files := range editionsOf(t, p, withhold.Editions...) {
		found := 0
		for name, data := range files {
			if e == withhold.Confidential && strings.HasPrefix(name, "data/sources/") && strings.HasSuffix(name, "/release/confidential.txt") {
				found++
				continue
			}
			if strings.Contains(name, "confidential.txt") {
				t.Errorf("%s: there is a %s", e, name)
			}
			for _, s := range secret {
				if bytes.Contains(data, []byte(s)) {
					t.Fatalf("%s: %s has a salt", e, name)
				}
			}
		}
		if e == withhold.Confidential && found != 2 {
			t.Errorf("%d files of salts in the confidential edition", found)
		}
	}
}

// TestReleaseInterference: with what was signed given, the public site is the
// same whatever the withheld parts hold. Salts and commitments are part of what
// is given, so the salts are not at hand here.
func TestReleaseInterference(t *testing.T) {
	p, _, _ := releasedSample(t, "interference", "water-guideline@4.2", "power-standard@1.3", "water-internal@2.0")
	withSalts := editionsOf(t, p, withhold.Public)[withhold.Public]
	maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasSuffix(name, "/release/confidential.txt") })
	want := editionsOf(t, p, withhold.Public)[withhold.Public]
	if d := filesDiffer(withSalts, want); d != "" {
		t.Errorf("the salts count: %s", d)
	}
	if want["data/sources/water-guideline/4.2/release/commitments.txt"] == nil {
		t.Fatal("nothing was released")
	}
	for _, f := range []filling{short, long, uneven} {
		t.Run(f.name, func(t *testing.T) {
			filled, _ := f.fill(t, p)
			maps.DeleteFunc(filled, func(name, _ string) bool { // copies of versions, made by the filling, were not released
				return strings.Contains(name, "/release/") && p[name] == ""
			})
			if d := filesDiffer(want, editionsOf(t, filled, withhold.Public)[withhold.Public]); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestReleaseOutsidePages: what pages show depends neither on who signed nor on
// what else is in the log: the hash of the site is signed, so it can't.
func TestReleaseOutsidePages(t *testing.T) {
	private, public := keyPair(t, logName, "key")
	other, otherPublic := keyPair(t, logName+"/other", "other")
	p := withKeys(unlocked(repository(t)), public, otherPublic)
	want := pages(t, releases(t, p, private, "same", "water-guideline@4.2"))
	if d := filesDiffer(want, pages(t, releases(t, p, other, "same", "water-guideline@4.2"))); d != "" {
		t.Errorf("another signer: %s", d)
	}
	if d := filesDiffer(want, pages(t, releases(t, p, private, "same", "", "water-guideline@4.2"))); d != "" {
		t.Errorf("a longer log: %s", d)
	}
}

func pages(t *testing.T, p tree) map[string][]byte {
	t.Helper()
	out := editionsOf(t, p, withhold.Public)[withhold.Public]
	maps.DeleteFunc(out, func(name string, _ []byte) bool {
		return strings.HasPrefix(name, "log/") || strings.HasPrefix(name, "(sources)/")
	})
	return out
}

// TestUnreleasedHasNothing: versions that were not released, and drafts, have
// none of it.
func TestUnreleasedHasNothing(t *testing.T) {
	p, _, _ := releasedSample(t, "some", "water-guideline@4.2")
	for name := range editionsOf(t, p, withhold.Public)[withhold.Public] {
		if strings.HasPrefix(name, "data/sources/") && !strings.HasPrefix(name, "data/sources/water-guideline/4.2/") {
			t.Errorf("%s is in the site", name)
		}
	}
	for name := range editionsOf(t, repository(t), withhold.Public)[withhold.Public] {
		if strings.HasPrefix(name, "data/sources/") || strings.HasPrefix(name, "log/") {
			t.Errorf("%s is in the site", name)
		}
	}
}

// TestReleaseSealed: sealing changes nothing that anyone else sees of a release:
// commitments, root and public site are those of the project in the clear. The
// salts are sealed too, and without a key nothing is looked into.
func TestReleaseSealed(t *testing.T) {
	private, public := keyPair(t, logName, "key")
	key := newSealingKey(t)
	open := withKeys(unlocked(repository(t)), public)
	shut, _ := sealed(t, key.declared(open))
	const release = "content/water-guideline/4.2/release/"
	inClear := releases(t, key.declared(open), private, "sealed", "water-guideline@4.2")
	p := releasesWith(t, key.open, shut, private, "sealed", "water-guideline@4.2")
	for _, name := range []string{"commitments.txt", "manifest.txt", "release.txt"} {
		if p[release+name] == "" || p[release+name] != inClear[release+name] {
			t.Errorf("%s differs", name)
		}
	}
	for what, x := range map[string]tree{"sealed": p, "declared": inClear} {
		if !strings.HasPrefix(x[release+"confidential.txt"], "-----BEGIN AGE ENCRYPTED FILE-----") {
			t.Errorf("the salts of a project that is %s stand in the clear", what)
		}
	}
	check := func(p tree, o build.Options) (*build.Analysis, []string) {
		t.Helper()
		o.Date = "2026-08-01"
		a, err := build.Analyse(p.fs(), o)
		if err != nil {
			t.Fatal(err)
		}
		return a, releaseCodes(a)
	}
	onlyPublic := build.Options{Editions: []withhold.Edition{withhold.Public}}
	if a, _ := check(p, onlyPublic); a.Findings.HasErrors() {
		t.Errorf("without a key: %s", a.Findings[0].Message)
	}
	a, codes := check(p, build.Options{Open: key.open})
	if a.Findings.HasErrors() || len(codes) > 0 {
		t.Errorf("with a key: %q", codes)
	}
	files, err := a.Files(t.Context(), p.fs(), withhold.Confidential)
	if err != nil {
		t.Fatal(err)
	}
	const dir = "data/sources/water-guideline/4.2/"
	salts, err := proof.ParseSalts(files[dir+proof.ConfidentialFile])
	if err != nil {
		t.Fatal(err)
	}
	for part, data := range readParts(t, files, dir) {
		hashes, _ := proof.ParseCommitments(files[dir+proof.CommitmentsFile])
		if !proof.Opens(hashes[part], "water-guideline", "4.2", part, salts[part], data) {
			t.Errorf("the commitment to %s does not open", part)
		}
	}
	// sealed anew, nothing has changed; another text sealed in the same place has
	again, _ := sealed(t, key.declared(open))
	for name, data := range p {
		if strings.Contains(name, "/release/") || strings.HasPrefix(name, "log/") {
			again[name] = data
		}
	}
	if _, codes := check(again, build.Options{Open: key.open}); len(codes) > 0 {
		t.Errorf("sealed anew: %q", codes)
	}
	other := maps.Clone(open)
	changedParts := 0
	for name, data := range other {
		if strings.HasPrefix(name, "content/water-guideline/4.2/") && strings.HasSuffix(name, ".md") {
			other[name] = anySpan.ReplaceAllStringFunc(data, func(s string) string {
				changedParts++
				return strings.Replace(s, "}}", "}}別の", 1)
			})
		}
	}
	other, _ = sealed(t, key.declared(other))
	for name, data := range p {
		if strings.Contains(name, "/release/") || strings.HasPrefix(name, "log/") {
			other[name] = data
		}
	}
	if _, codes := check(other, build.Options{Open: key.open}); changedParts == 0 || len(codes) != changedParts || codes[0] != "commitment-mismatch" {
		t.Errorf("%d parts changed: %q", changedParts, codes)
	}
	if _, codes := check(other, onlyPublic); len(codes) > 0 {
		t.Errorf("without a key: %q", codes)
	}
}

// TestReleaseNothingWithheld: a version from which nothing is withheld has a
// release without commitments, and so has one whose parts were cut elsewhere.
func TestReleaseNothingWithheld(t *testing.T) {
	private, public := keyPair(t, logName, "key")
	project := tree{}
	for _, f := range parseArchive(t, malformed+"/base.txtar").Files {
		project[f.Name] = string(f.Data)
	}
	p := releases(t, withKeys(project, public), private, "none", "water@4.1")
	if text, ok := p[releaseFile("water", "4.1", "commitments.txt")]; !ok || text != "" {
		t.Errorf("commitments: %q", text)
	}
	a := analyse(t, p)
	if codes := releaseCodes(a); len(codes) > 0 {
		t.Errorf("findings: %q", codes)
	}
	sources, err := a.PublicSources(p.fs())
	if err != nil {
		t.Fatal(err)
	}
	export := tree{}
	for name, data := range sources {
		export[name] = string(data)
	}
	if d := filesDiffer(pages(t, p), pages(t, export)); d != "" {
		t.Error(d)
	}
	// the export can be released as a project of its own: its marks have no
	// commitments
	other, otherPublic := keyPair(t, logName, "another")
	export = maps.Clone(export)
	maps.DeleteFunc(export, func(name, _ string) bool {
		return strings.HasPrefix(name, "log/") || strings.Contains(name, "/release/")
	})
	again := releases(t, withKeys(export, otherPublic), other, "none", "water@4.2")
	if text, ok := again[releaseFile("water", "4.2", "commitments.txt")]; !ok || text != "" {
		t.Errorf("commitments of marks: %q", text)
	}
	if codes := releaseCodes(analyse(t, again)); len(codes) > 0 {
		t.Errorf("findings: %q", codes)
	}
}
