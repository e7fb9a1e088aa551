package diag

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

func TestSorted(t *testing.T) {
	wrong := &Rule{Code: "wrong", Severity: Error}
	odd := &Rule{Code: "odd", Severity: Warning}
	a, b := source.New("a.md", []byte("one\ntwo\n")), source.New("b.md", []byte("one\ntwo\n"))
	list := List{
		odd.At(a.At(4, 7), "third"),
		odd.At(b.At(0, 3), "second"),
		wrong.At(b.At(4, 7), "first"),
		odd.At(a.At(4, 7), "third"), // the same finding of the other edition
	}
	var got []string
	for _, d := range list.Sorted() {
		got = append(got, d.Path()+" "+d.Message)
	}
	if want := "b.md first, b.md second, a.md third"; strings.Join(got, ", ") != want {
		t.Errorf("sorted: %v, want %s", got, want)
	}
	if errors, warnings := list.Sorted().Count(); errors != 1 || warnings != 2 {
		t.Errorf("%d errors, %d warnings", errors, warnings)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"review-by", "effective", "issued", "status"}
	for _, tt := range []struct{ word, want string }{
		{"reviewby", "review-by"}, {"Review-By", "review-by"}, {"isued", "issued"}, {"satuts", "status"},
		{"publisher", ""}, {"x", ""}, {"", ""},
	} {
		if got := Nearest(tt.word, words); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.word, got, tt.want)
		}
	}
}
