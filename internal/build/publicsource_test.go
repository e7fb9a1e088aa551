package build

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// TestPublicSources: the cut sources are a project, and building it gives the
// same public edition, byte for byte.
func TestPublicSources(t *testing.T) {
	a, err := Analyse(sample, today)
	if err != nil {
		t.Fatal(err)
	}
	want, err := a.Files(context.Background(), sample, withhold.Public)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := a.PublicSources(sample)
	if err != nil {
		t.Fatal(err)
	}
	cut := fstest.MapFS{}
	for name, data := range sources {
		cut[name] = &fstest.MapFile{Data: data}
		if strings.HasSuffix(name, ".confidential.yaml") || bytes.Contains(data, []byte(":::withhold")) && !strings.HasSuffix(name, ".md") || bytes.Contains(data, []byte("\n:::withhold ")) || bytes.Contains(data, []byte("{{withhold:")) {
			t.Errorf("%s is not a cut", name)
		}
	}
	for e, got := range built(t, cut) {
		if e == withhold.Public {
			sameFiles(t, want, got)
		}
	}
	again, err := a.PublicSources(cut)
	if err != nil {
		t.Fatal(err)
	}
	sameFiles(t, sources, again)
}

func sameFiles(t *testing.T, want, got map[string][]byte) {
	t.Helper()
	for name, data := range want {
		if !bytes.Equal(got[name], data) {
			t.Errorf("%s differs, or is not there", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is new", name)
		}
	}
}
