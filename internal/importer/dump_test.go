package importer

import (
	"github.com/kijun-dev/kijun/internal/source"
	"os"
	"path/filepath"
	"testing"
)

func TestDump(t *testing.T) {
	p := os.Getenv("DUMP")
	if p == "" {
		t.Skip()
	}
	b, _ := os.ReadFile(p)
	res, _ := Markdown(source.New(filepath.Base(p), b), Options{Standard: "x", Version: os.Getenv("V")})
	os.RemoveAll("/tmp/dump")
	os.MkdirAll("/tmp/dump", 0o755)
	for n, b := range res.Files {
		os.WriteFile("/tmp/dump/"+n, b, 0o644)
	}
}
