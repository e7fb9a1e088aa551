package verify_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"gopkg.in/yaml.v3"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
	"github.com/kijun-dev/kijun/internal/verify"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// files are a site in memory.
type files = map[string][]byte

// keys makes a key pair that is the same in each run.
func keys(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	seed := sha256.Sum256([]byte(name))
	s, v, err := note.GenerateKey(&endless{seed: seed[:]}, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(s)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(v)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

type endless struct{ seed []byte }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.seed[i%len(e.seed)]
	}
	return len(p), nil
}

// A sample is a project that was built and released for the tests, by the
// formats, with code of their own.
type sample struct {
	public, confidential files
	verifier             note.Verifier
	signer               note.Signer
	records              []proof.Record // in the order of the log
}

// small is the project of the command's tests, and full the one in the
// repository, which has a part of every unit.
var (
	small = sync.OnceValue(func() *sample { return release(os.DirFS("../cli/project")) })
	full  = sync.OnceValue(func() *sample { return release(os.DirFS("../..")) })
)

func get(t testing.TB, f func() *sample) *sample {
	t.Helper()
	s := f()
	s.signer, s.verifier = keys(t, "test.example")
	return s
}

var (
	regions = regexp.MustCompile(`(?ms)^[ >]*:::withhold (W-\d+)\n(.*?)^[ >]*:::end-withhold W-\d+$`)
	spans   = regexp.MustCompile(`\{\{withhold:(W-\d+)\}\}(.*?)\{\{/withhold:W-\d+\}\}`)
)

// withheldParts are the parts of a version's full sources.
func withheldParts(sources files) map[string][]byte {
	out := map[string][]byte{}
	entries := map[string]struct {
		Paths []string
		Field string
	}{}
	if err := yaml.Unmarshal(sources["withheld.yaml"], &entries); err != nil {
		panic(err)
	}
	for id, e := range entries {
		whole := files{}
		for _, name := range e.Paths {
			whole[name] = sources[name]
		}
		if e.Field != "" {
			whole["index.confidential.yaml"] = sources["index.confidential.yaml"]
		}
		if len(whole) > 0 {
			out[id] = proof.FileBytes(whole)
		}
	}
	for name, data := range sources {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, m := range append(regions.FindAllSubmatch(data, -1), spans.FindAllSubmatch(data, -1)...) {
			out[proof.Part(name, string(m[1]))] = m[2]
		}
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// release builds both editions of a project and releases every version of it.
func release(root fs.FS) *sample {
	a := must(build.Analyse(root, build.Options{Date: "2026-11-01"}))
	s := &sample{
		public:       must(a.Files(context.Background(), root, withhold.Public)),
		confidential: must(a.Files(context.Background(), root, withhold.Confidential)),
	}
	cut := map[string]files{} // by standard/version
	for name, data := range must(a.PublicSources(root)) {
		if rest, ok := strings.CutPrefix(name, "content/"); ok && strings.Count(rest, "/") >= 2 {
			parts := strings.SplitN(rest, "/", 3)
			v := parts[0] + "/" + parts[1]
			if cut[v] == nil {
				cut[v] = files{}
			}
			cut[v][parts[2]] = data
		}
	}
	for i, v := range slices.Sorted(maps.Keys(cut)) {
		whole := files{}
		err := fs.WalkDir(root, "content/"+v, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				whole[strings.TrimPrefix(name, "content/"+v+"/")] = must(fs.ReadFile(root, name))
			}
			return err
		})
		if err != nil {
			panic(err)
		}
		standard, number, _ := strings.Cut(v, "/")
		salts, commitments := map[string]proof.Salt{}, map[string]string{}
		for part, data := range withheldParts(whole) {
			salts[part] = sha256.Sum256([]byte(v + part))
			commitments[part] = proof.Commit(standard, number, part, salts[part], data)
		}
		list := proof.FormatCommitments(commitments)
		rootHash, blocks, err := proof.Root(cut[v], commitments)
		if err != nil {
			panic(err)
		}
		for name, data := range cut[v] {
			s.public["data/sources/"+v+"/"+name] = data
		}
		for name, data := range whole {
			if path.Ext(name) != ".md" && name != "withheld.yaml" && cut[v][name] != nil {
				data = cut[v][name] // as it is published
			}
			s.confidential["data/sources/"+v+"/"+name] = data
		}
		s.public["data/sources/"+v+"/"+proof.CommitmentsFile] = list
		s.confidential["data/sources/"+v+"/"+proof.CommitmentsFile] = list
		s.confidential["data/sources/"+v+"/"+proof.ConfidentialFile] = proof.FormatSalts(salts)
		s.records = append(s.records, proof.Record{
			Kind: proof.Release, Date: fmt.Sprintf("2026-04-%02d", i+1), Standard: standard, Version: number,
			Sources: proof.Digest(cut[v]), Blocks: blocks, Root: rootHash, Withheld: len(commitments), Commitments: proof.Sum(list),
		})
	}
	return s
}

// clone is a copy of the public site, with its log and manifest; change may
// change what is signed before that. What is not named is shared.
func (s *sample) clone(change func(site files, records []proof.Record) []proof.Record) files {
	site := maps.Clone(s.public)
	records := slices.Clone(s.records)
	if change != nil {
		records = change(site, records)
	}
	s.sign(site, records)
	list(site, "public")
	return site
}

// sign writes the log.
func (s *sample) sign(site files, records []proof.Record) {
	maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, "log/") })
	sums := map[string]string{}
	for name, data := range site {
		if proof.Signed(name, verify.ManifestName) {
			sum := sha256.Sum256(data)
			sums[name] = hex.EncodeToString(sum[:])
		}
	}
	hash := proof.SiteHash(proof.FormatManifest(sums))
	log := &translog.Log{}
	for _, r := range records {
		if r.SiteHash == "" {
			r.SiteHash, r.Files = hash, len(sums)
		}
		for name, data := range must(log.Append(must(proof.Sign(r.Text(), s.signer)))) {
			site["log/"+name] = data
		}
	}
	known := map[string]bool{}
	for _, name := range translog.Names(log.Size) {
		known["log/"+name] = true
	}
	maps.DeleteFunc(site, func(name string, _ []byte) bool { return strings.HasPrefix(name, "log/") && !known[name] })
	c := translog.Checkpoint{Origin: s.signer.Name(), Size: log.Size, Root: log.Root()}
	site["log/checkpoint"] = must(proof.Sign(c.Text(), s.signer))
}

// secret is a copy of the confidential site that fits a public one.
func (s *sample) secret(public files) files {
	site := maps.Clone(s.confidential)
	for name, data := range public {
		if strings.HasPrefix(name, "log/") {
			site[name] = data
		}
	}
	list(site, "confidential")
	return site
}

// list writes the manifest.
func list(site files, edition string) {
	delete(site, verify.ManifestName)
	sums := map[string]string{}
	for name, data := range site {
		sum := sha256.Sum256(data)
		sums[name] = hex.EncodeToString(sum[:])
	}
	site[verify.ManifestName] = append([]byte("kijun-manifest 1 "+edition+"\n"), proof.FormatManifest(sums)...)
}

func run(t testing.TB, site files, o verify.Options) *verify.Report {
	t.Helper()
	r, err := verify.Run(context.Background(), verify.Of(site), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failed are the ids of the checks that failed.
func failed(r *verify.Report) []string {
	var out []string
	for _, c := range r.Checks {
		if c.Status == verify.Fail {
			out = append(out, c.ID)
		}
	}
	return out
}

func dump(t testing.TB, r *verify.Report) {
	t.Helper()
	for _, c := range r.Checks {
		t.Logf("%s %s %v %s", c.Status, c.ID, c.Checked, c.Reason)
		for _, f := range c.Failures {
			t.Logf("    %s", f)
		}
		for _, n := range c.Notes {
			t.Logf("    note: %s", n)
		}
	}
}

func TestSamples(t *testing.T) {
	for name, of := range map[string]func() *sample{"small": small, "full": full} {
		t.Run(name, func(t *testing.T) {
			s := get(t, of)
			site := s.clone(nil)
			r := run(t, site, verify.Options{
				Keys: []note.Verifier{s.verifier}, Checkpoint: site["log/checkpoint"], Confidential: verify.Of(s.secret(site)),
			})
			dump(t, r)
			if f := failed(r); f != nil {
				t.Errorf("%v failed", f)
			}
			if r.Skipped != 1 {
				t.Errorf("%d checks were skipped, the rebuild alone is expected", r.Skipped)
			}
		})
	}
}
