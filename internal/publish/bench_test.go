package publish

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ten thousand pages of about 9 kB, a folder each, as one edition.
func BenchmarkReplace(b *testing.B) {
	text := strings.Repeat("事業者は、遠隔保守の経路を限定しなければならない。", 120)
	site := func(version int) map[string][]byte {
		files := make(map[string][]byte, 10_000)
		for i := range 10_000 {
			v := 0
			if i%100 == 0 {
				v = version
			}
			files[fmt.Sprintf("standards/s%d/1.0/c%d/index.html", i/500, i)] = fmt.Appendf(nil, "%d %d %s", i, v, text)
		}
		return files
	}
	one, two := site(1), site(2)
	run := func(b *testing.B, root string, files map[string][]byte) Report {
		rep, err := Replace(context.Background(), root, public(root, files))
		if err != nil {
			b.Fatal(err)
		}
		return rep
	}
	b.Run("fresh", func(b *testing.B) {
		around := b.TempDir()
		i := 0
		for b.Loop() {
			root := filepath.Join(around, fmt.Sprint(i)) // deleting would slow down the next
			i++
			if err := os.Mkdir(root, 0o755); err != nil {
				b.Fatal(err)
			}
			run(b, root, one)
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		root := b.TempDir()
		run(b, root, one)
		for b.Loop() {
			if rep := run(b, root, one); !rep.Outputs[0].Unchanged {
				b.Fatal("not taken for unchanged")
			}
		}
	})
	b.Run("one-in-100-changed", func(b *testing.B) {
		root := b.TempDir()
		run(b, root, one)
		i := 0
		for b.Loop() {
			files := [2]map[string][]byte{two, one}[i%2]
			i++
			if rep := run(b, root, files); rep.Outputs[0].Linked != 9_900 {
				b.Fatalf("%+v", rep)
			}
		}
	})
}
