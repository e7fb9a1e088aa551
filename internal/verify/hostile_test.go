package verify_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/verify"
)

// TestHostileFiles: files that are made to keep verify busy are read in a time
// that grows with their size. None of these ends within the time of a test where
// it grows with the square of it.
func TestHostileFiles(t *testing.T) {
	s := get(t, small)
	var dead bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&dead, "<a href=\"index.html#z%d\">x</a>", i)
	}
	var ragged strings.Builder
	ragged.WriteString("<p id=w-001>")
	for range 66_000 {
		ragged.WriteString("a<b>")
	}
	ragged.WriteString("</p>")
	for name, data := range map[string][]byte{
		"dead.html":    dead.Bytes(),
		"links.css":    bytes.Repeat([]byte("url(a)"), 4_000_000),
		"notices.html": bytes.Repeat([]byte(ragged.String()), 100),
		"data/sources/sample-standard/1.0/withheld.yaml": bytes.Repeat([]byte("- a\n"), 3<<20),
		"data/withheld.json":                             bytes.Repeat([]byte("["), 5_000_000),
		"sitemap.xml":                                    bytes.Repeat([]byte("<a>"), 1_000_000),
	} {
		site := s.clone(nil)
		site[name] = data
		if name == "notices.html" {
			many := bytes.Repeat([]byte("<p id=w-001>x</p>"), 1_000_000)
			for i := range 1000 {
				site[fmt.Sprintf("data/standards/x/%d.json", i)] = []byte(fmt.Sprintf(`{"standard":"x","version":"%d"}`, i))
			}
			site["standards/x/1/index.html"] = many
		}
		list(site, "public")
		r := run(t, site, verify.Options{})
		if f := failed(r); len(f) == 0 {
			t.Errorf("%s: nothing failed", name)
		}
	}
}
