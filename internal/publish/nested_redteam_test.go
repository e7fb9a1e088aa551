package publish

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// `kijun build --output public` put the confidential edition into the folder
// that a server publishes.
func TestNoOutputWithinAnOutput(t *testing.T) {
	root := t.TempDir()
	public := Output{Dir: filepath.Join(root, "public"), Edition: "public", Files: map[string][]byte{"index.html": []byte("x")}}
	if _, err := Replace(context.Background(), root, public); err != nil {
		t.Fatal(err)
	}
	secret := Output{Dir: filepath.Join(root, "public", "a", "confidential"), Edition: "confidential", Private: true, Files: public.Files}
	for name, err := range map[string]error{
		"check":   Check(context.Background(), root, secret),
		"replace": func() error { _, err := Replace(context.Background(), root, secret); return err }(),
	} {
		if err == nil || !strings.Contains(err.Error(), "lies within an output of kijun") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
