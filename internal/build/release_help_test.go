package build_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/release"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A stream is random as far as anyone can see, and the same each time.
type stream struct {
	seed string
	n    uint64
	rest []byte
}

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		if len(s.rest) == 0 {
			s.n++
			sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(s.seed), s.n))
			s.rest = sum[:]
		}
		p[i], s.rest = s.rest[0], s.rest[1:]
	}
	return len(p), nil
}

// keyPair makes the pair of keys of a name, the same each time.
func keyPair(t testing.TB, name, seed string) (private, public string) {
	t.Helper()
	private, public, err := note.GenerateKey(&stream{seed: seed}, name)
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func signerOf(t testing.TB, private string) note.Signer {
	t.Helper()
	s, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const logName = "kijun.example.org/log"

// withKeys is a project whose kijun.yaml names keys.
func withKeys(p tree, keys ...string) tree {
	out := maps.Clone(p)
	text, _, _ := strings.Cut(out["kijun.yaml"], "\nrelease:")
	text = strings.TrimSuffix(text, "\n") + "\nrelease:\n  keys:\n"
	for _, k := range keys {
		text += "    - " + k + "\n"
	}
	out["kijun.yaml"] = text
	return out
}

// releases makes releases of versions ("" for the site), one after the other,
// with the key in use.
func releases(t testing.TB, p tree, private, seed string, names ...string) tree {
	t.Helper()
	return releasesWith(t, nil, p, private, seed, names...)
}

// releasesWith is releases with what opens sealed parts.
func releasesWith(t testing.TB, open withhold.Opener, p tree, private, seed string, names ...string) tree {
	t.Helper()
	dir := t.TempDir()
	for name, data := range p {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	random := &stream{seed: seed}
	for _, name := range names {
		if err := stagedRelease(t, os.DirFS(dir), open, private, random, name).Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	return readTree(t, dir)
}

func stagedRelease(t testing.TB, root fs.FS, open withhold.Opener, private string, random io.Reader, name string) *release.Staged {
	t.Helper()
	a, err := build.Analyse(root, build.Options{Date: "2026-08-01", Open: open})
	if err != nil {
		t.Fatal(err)
	}
	n, _ := build.ParseVersionName(name)
	s, err := a.Release(context.Background(), root, build.ReleaseOrder{
		VersionName: n, Date: standard.Date("2026-08-01"), Random: random, Signer: signerOf(t, private),
	})
	if err != nil {
		for _, d := range a.Findings {
			t.Errorf("%s:%d: %s: %s", d.Path(), d.Position().Line, d.Rule.Code, d.Message)
		}
		t.Fatalf("releasing %q: %v", name, err)
	}
	return s
}

func readTree(t testing.TB, dir string) tree {
	t.Helper()
	out := tree{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		data, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// releaseCodes are the findings of releases among others.
func releaseCodes(a *build.Analysis) (out []string) {
	rules := map[*diag.Rule]bool{}
	for _, r := range release.Rules() {
		rules[r] = true
	}
	for _, d := range a.Findings {
		if rules[d.Rule] {
			out = append(out, d.Rule.Code)
		}
	}
	return out
}

func releaseFile(std, number, name string) string {
	return path.Join("content", std, number, "release", name)
}
