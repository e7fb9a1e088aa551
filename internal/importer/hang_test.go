package importer

import (
	"fmt"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/rogpeppe/go-internal/txtar"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestHang(t *testing.T) {
	if os.Getenv("HANG") == "" {
		t.Skip()
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	var seeds [][]byte
	for _, p := range files {
		ar, _ := txtar.ParseFile(p)
		seeds = append(seeds, ar.Files[1].Data)
	}
	r := rand.New(rand.NewSource(time.Now().UnixNano()))
	toks := []string{"<", "</", "-->", "<!--", "[", "](", "](#x)", "\n", "\n\n", "# ", "> ", "- ", "`", "```\n", "<br>", "<sup>", "</sup>", "<b>", "</div>", "<div>", "[^a]", "[^a]: ", "{#x}", "===\n", "---\n", "\\", "  ", "\t", ":::", "{{withhold", "1. ", "![", "|"}
	end := time.Now().Add(100 * time.Second)
	n := 0
	for time.Now().Before(end) {
		b := append([]byte(nil), seeds[r.Intn(len(seeds))]...)
		for k := r.Intn(8); k >= 0; k-- {
			i := r.Intn(len(b) + 1)
			switch r.Intn(3) {
			case 0:
				tk := toks[r.Intn(len(toks))]
				b = append(b[:i:i], append([]byte(tk), b[i:]...)...)
			case 1:
				j := i + r.Intn(min(12, len(b)-i)+1)
				b = append(b[:i:i], b[j:]...)
			case 2:
				j := i + r.Intn(min(60, len(b)-i)+1)
				c := append([]byte(nil), b[i:j]...)
				k := r.Intn(len(b) + 1)
				b = append(b[:k:k], append(c, b[k:]...)...)
			}
		}
		n++
		done := make(chan any, 1)
		var msg string
		go func() {
			defer func() {
				if e := recover(); e != nil {
					msg = fmt.Sprint(e)
					done <- 1
				} else {
					done <- nil
				}
			}()
			for _, single := range []bool{false, true} {
				o := Options{Standard: "s", Version: "1", SingleFile: single}
				res, ds := Markdown(source.New("in.md", b), o)
				if res != nil {
					nothingLost(t, b, o, res, ds)
					if os.Getenv("HANG") == "sound" {
						sound(t, res)
					}
				}
			}
		}()
		select {
		case e := <-done:
			if e != nil {
				os.WriteFile("/tmp/hang.md", b, 0o644)
				t.Fatalf("panic %s\n%q", msg, b)
			}
			if t.Failed() {
				os.WriteFile("/tmp/hang.md", b, 0o644)
				t.Fatalf("after %d: %q", n, b)
			}
		case <-time.After(3 * time.Second):
			os.WriteFile("/tmp/hang.md", b, 0o644)
			panic(fmt.Sprintf("hang %q", b))
		}
	}
	t.Log(n)
}
