package source

import (
	"strings"
	"testing"
)

// A range within another made the search miss the outer one's end.
func TestHiddenRangesWithinEachOther(t *testing.T) {
	f := New("a", []byte("public secret secret secret public\n"))
	f.Hide(Range{7, 27})
	f.Hide(Range{14, 16})
	e, ok := f.At(0, 3).Excerpt()
	if !ok || strings.ContainsAny(strings.ReplaceAll(e.Text, "public", ""), "secrt") {
		t.Errorf("excerpt %q", e.Text)
	}
}

// The place counted last must not change what is counted next.
func TestPositionsOnALongLine(t *testing.T) {
	f := New("a", []byte("x\n"+strings.Repeat("語e\u0301 ", 4000)+"\n"))
	for _, off := range []int{2, 2 + 7*3000, 2 + 7*3999, 2 + 7*100, 1, 2 + 7*3500 + 3} {
		fresh := New("a", f.Bytes())
		if got, want := f.Position(off), fresh.Position(off); got != want {
			t.Errorf("offset %d: %v, fresh %v", off, got, want)
		}
	}
	if got := f.Position(2 + 7*3000); got != (Position{2, 9001}) {
		t.Errorf("position %v", got)
	}
}
