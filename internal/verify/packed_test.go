package verify

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
)

// TestPacked: what smells of the confidential edition is smelled in the index of
// the search too, both in its files and in the scripts of a site for a disk.
func TestPacked(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte("事業者は、{{withhold:W-001}}伏せた語{{/withhold:W-001}}とする。"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	script := []byte(`kijunSearch("` + base64.StdEncoding.EncodeToString(zipped.Bytes()) + "\")\n")
	for name, data := range map[string][]byte{"search/index/00/r0.gz": zipped.Bytes(), "search/index/00/r0.js": script} {
		p := newPages(&Site{})
		p.look(name, data)
		if len(p.smells) != 1 || !strings.Contains(p.smells[0].Message, "W-001") {
			t.Errorf("%s: %v", name, p.smells)
		}
	}
	for name, data := range map[string]string{"a.gz": "no gzip", "a.js": `kijunSearch("%%%")`, "b.js": "x", "c.js": `kijunSearch("`, "d.gz": string(zipped.Bytes()[:20])} {
		p := newPages(&Site{})
		p.look(name, []byte(data))
		if len(p.smells) != 0 {
			t.Errorf("%s: %v", name, p.smells)
		}
	}
}
