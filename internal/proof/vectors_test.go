package proof_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/translog"
)

var update = flag.Bool("update", false, "write testdata/vectors anew")

const vectorDir = "testdata/vectors"

// A vector is a file of testdata/vectors; its README says what the keys mean.
type vector struct {
	Comment string `json:"comment"`
	Kind    string `json:"kind"`
	Result  string `json:"result"`

	Standard string `json:"standard,omitempty"`
	Version  string `json:"version,omitempty"`
	Part     string `json:"part,omitempty"`
	Salt     string `json:"salt,omitempty"`
	Text     string `json:"text,omitempty"`
	Hash     string `json:"hash,omitempty"`
	Count    int    `json:"count,omitempty"`

	Files       map[string]string `json:"files,omitempty"`
	Commitments map[string]string `json:"commitments,omitempty"`

	Keys  []string          `json:"keys,omitempty"`
	Tiles map[string]string `json:"tiles,omitempty"`
	Old   string            `json:"old,omitempty"`
}

var errWrong = errors.New("it is another")

// try does what a vector asks for.
func (v *vector) try() error {
	same := func(got string) error {
		if got != v.Hash {
			return errWrong
		}
		return nil
	}
	switch v.Kind {
	case "commitment":
		salt, err := hex.DecodeString(v.Salt)
		if err != nil || len(salt) != proof.SaltSize {
			return errors.New("no salt")
		}
		data := []byte(v.Text)
		if v.Files != nil {
			data = proof.FileBytes(bytesOf(v.Files))
		}
		return same(proof.Commit(v.Standard, v.Version, v.Part, proof.Salt(salt), data))
	case "digest":
		return same(proof.Digest(bytesOf(v.Files)))
	case "root":
		root, blocks, err := proof.Root(bytesOf(v.Files), v.Commitments)
		if err == nil && blocks != v.Count {
			err = errWrong
		}
		return errors.Join(err, same(root))
	case "commitments":
		list, err := proof.ParseCommitments([]byte(v.Text))
		if err == nil && len(list) != v.Count {
			err = errWrong
		}
		return err
	case "salts":
		list, err := proof.ParseSalts([]byte(v.Text))
		if err == nil && len(list) != v.Count {
			err = errWrong
		}
		return err
	case "manifest":
		list, err := proof.ParseManifest([]byte(v.Text))
		if err == nil && len(list) != v.Count {
			err = errWrong
		}
		return errors.Join(err, same(proof.SiteHash([]byte(v.Text))))
	case "record":
		keys, err := proof.Verifiers(v.Keys)
		if err != nil {
			return err
		}
		_, err = proof.OpenRecord([]byte(v.Text), keys)
		return err
	case "checkpoint", "log", "extends":
		return v.log()
	}
	return errors.New("no such kind")
}

func (v *vector) log() error {
	keys, err := proof.Verifiers(v.Keys)
	if err != nil {
		return err
	}
	now, err := translog.OpenCheckpoint([]byte(v.Text), keys)
	if err != nil || v.Kind == "checkpoint" {
		return err
	}
	files := fstest.MapFS{}
	for name, data := range v.Tiles {
		b, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return err
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	l, err := translog.Read(files, now.Size, func(_ int64, entry []byte) error {
		_, err := proof.OpenRecord(entry, keys)
		return err
	})
	if err != nil {
		return err
	}
	if l.Root() != now.Root {
		return errWrong
	}
	if v.Kind == "log" {
		return nil
	}
	old, err := translog.OpenCheckpoint([]byte(v.Old), keys)
	if err != nil {
		return err
	}
	return l.Extends(old, now)
}

func bytesOf(files map[string]string) map[string][]byte {
	out := map[string][]byte{}
	for name, text := range files {
		out[name] = []byte(text)
	}
	return out
}

// TestVectors runs the vectors. Most of them must fail, and each kind has some of
// either.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	names, err := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	kinds := map[string]bool{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var v vector
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v.Result != "holds" && v.Result != "fails" {
			t.Fatalf("%s: the result is wrong", name)
		}
		kinds[v.Kind] = true
		seen[v.Result]++
		seen[v.Kind+" "+v.Result]++
		if err := v.try(); (err == nil) != (v.Result == "holds") {
			t.Errorf("%s: %v, and it %s", filepath.Base(name), err, v.Result)
		}
	}
	for k := range kinds {
		if seen[k+" holds"] == 0 || seen[k+" fails"] == 0 {
			t.Errorf("of %s %d hold and %d fail", k, seen[k+" holds"], seen[k+" fails"])
		}
	}
	if len(kinds) < 10 || len(names) < 60 || seen["fails"] < 2*seen["holds"] {
		t.Errorf("%d kinds, %d vectors, %d hold and %d fail", len(kinds), len(names), seen["holds"], seen["fails"])
	}
	t.Logf("%d vectors: %d hold, %d fail", len(names), seen["holds"], seen["fails"])
}

// TestVectorsAreMade: the vectors are those that the generator makes.
func TestVectorsAreMade(t *testing.T) {
	made := map[string][]byte{}
	for name, v := range vectors(t) {
		made[name] = v.json(t)
	}
	names, _ := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(made[filepath.Base(name)], data) {
			t.Errorf("%s is not what is made; run with -update", name)
		}
		delete(made, filepath.Base(name))
	}
	for name := range made {
		t.Errorf("%s is missing; run with -update", name)
	}
}

func (v *vector) json(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeVectors(t *testing.T) {
	t.Helper()
	old, _ := filepath.Glob(filepath.Join(vectorDir, "*.json"))
	for _, name := range old {
		_ = os.Remove(name)
	}
	for name, v := range vectors(t) {
		if err := os.WriteFile(filepath.Join(vectorDir, name), v.json(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func signed(t *testing.T, text string, by note.Signer) string {
	t.Helper()
	data, err := proof.Sign(text, by)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
