package verify_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/verify"
)

// generated writes a site of n pages like those of chapters: some 20 KB, 40
// anchors, 70 links, half of them to anchors of other pages.
func generated(b *testing.B, n int) string {
	b.Helper()
	dir := b.TempDir()
	sums := map[string]string{}
	put := func(name, data string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			b.Fatal(err)
		}
		sum := sha256.Sum256([]byte(data))
		sums[name] = hex.EncodeToString(sum[:])
	}
	words := strings.Repeat("事業者は、情報システムの遠隔保守の経路を限定しなければならない。", 4)
	for i := range n {
		var page strings.Builder
		page.WriteString("<!doctype html><html lang=ja><head><title>x</title><link rel=stylesheet href=../css/a.css></head><body>\n")
		for k := range 40 {
			fmt.Fprintf(&page, "<section id=c%d><h2>x <a href=#c%d>#</a></h2><p>%s</p><a href=\"../p%d/#c%d\">y</a></section>\n", k, k, words, (i*7+k*13)%n, (k*3)%40)
		}
		page.WriteString("</body></html>\n")
		put(fmt.Sprintf("p%d/index.html", i), page.String())
	}
	put("css/a.css", "a{}")
	put("robots.txt", "User-agent: *\nAllow: /\n")
	put("data/withheld.json", `{"withheld": []}`)
	put("index.html", `<!doctype html><html lang=ja><body></body></html>`)
	manifest := "kijun-manifest 1 public\n" + string(proof.FormatManifest(sums))
	if err := os.WriteFile(filepath.Join(dir, verify.ManifestName), []byte(manifest), 0o644); err != nil {
		b.Fatal(err)
	}
	return dir
}

// BenchmarkVerify shows that time and memory grow with the number of pages and
// no faster: ns/page and peak-B/page of both sizes are alike.
func BenchmarkVerify(b *testing.B) {
	for _, n := range []int{2000, 10000} {
		b.Run(fmt.Sprintf("%d pages", n), func(b *testing.B) {
			dir := generated(b, n)
			var peak atomic.Uint64
			for b.Loop() {
				runtime.GC()
				before := heap()
				stop := make(chan bool)
				go func() {
					for {
						select {
						case <-stop:
							return
						case <-time.After(2 * time.Millisecond):
							if now := heap(); now > before+peak.Load() {
								peak.Store(now - before)
							}
						}
					}
				}()
				site, err := verify.Open(dir, "")
				if err != nil {
					b.Fatal(err)
				}
				r, err := verify.Run(context.Background(), site, verify.Options{})
				close(stop)
				if err != nil || r.Failed > 0 {
					b.Fatalf("%+v %v", r, err)
				}
				site.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/page")
			b.ReportMetric(float64(peak.Load())/float64(n), "peak-B/page")
		})
	}
}

func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
