package build

import (
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

// The heading of a withheld section and the title of a withheld chapter are what
// the register tells; they are not compared with it. Everything else is.
func TestUntitled(t *testing.T) {
	for text, want := range map[string]string{
		"\n## 3.3 予備 {#backup}\n\n本文\n":         "\n本文\n",
		"## 3.3 予備 {#backup}\n### 3.4 次 {#b}\n": "### 3.4 次 {#b}\n",
		"---\ntitle: 附属書\nclauses: {}\n---\n":   "clauses: {}\n---\n",
		"本文\n## 3.3 予備 {#backup}\n":             "本文\n## 3.3 予備 {#backup}\n",
		"- 項\n":                                 "- 項\n",
		"":                                      "",
	} {
		f := source.New("a.md", []byte("x"+text+"y"))
		s := untitled(f.At(1, 1+len(text)))
		if got := string(f.Bytes()[s.Start:s.End]); got != want {
			t.Errorf("%q leaves %q, want %q", text, got, want)
		}
	}
}
