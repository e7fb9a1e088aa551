package source

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestPosition(t *testing.T) {
	f := New("a.md", []byte("事業者は、W-001\né́x 👩‍👩‍👧y\n\n"))
	for _, tt := range []struct {
		at   string
		want Position
	}{
		{"事", Position{1, 1}},
		{"、", Position{1, 5}},
		{"W", Position{1, 6}},
		{"x", Position{2, 2}}, // a letter with its marks is one character
		{"y", Position{2, 5}}, // so is a family
	} {
		if got := f.Position(strings.Index(string(f.Bytes()), tt.at)); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.at, got, tt.want)
		}
	}
	if got := f.Position(len(f.Bytes())); got != (Position{4, 1}) {
		t.Errorf("end: %v", got)
	}
}

// TestCaret: what stands before the caret is as wide as what stands before the
// span, under full-width characters too.
func TestCaret(t *testing.T) {
	f := New("a.md", []byte("事業者は、接続元をａ限る。"))
	start := strings.Index(string(f.Bytes()), "接続元")
	e, ok := f.At(start, start+len("接続元")).Excerpt()
	if !ok || e.Pad != 10 || e.Length != 6 {
		t.Errorf("excerpt %+v, %v; want 10 cells before and 6 of it", e, ok)
	}
}

func TestHidden(t *testing.T) {
	const text = "a {{withhold:W-001}}秘密{{/withhold:W-001}} は\n秘密だけの行\n"
	f := New("a.md", []byte(text))
	first := strings.Index(text, "秘密")
	second := strings.LastIndex(text, "秘密")
	f.Hide(Range{second, second + len("秘密だけの行")}, Range{first, first + len("秘密")})
	e, ok := f.At(strings.Index(text, "は"), strings.Index(text, "は")+3).Excerpt()
	if !ok || strings.Contains(e.Text, "秘密") || !strings.Contains(e.Text, mask) {
		t.Errorf("excerpt %q", e.Text)
	}
	if got := uniseg.StringWidth(e.Text[:strings.Index(e.Text, "は")]); got != e.Pad {
		t.Errorf("the caret stands at %d, the span at %d", e.Pad, got)
	}
	// the mask is as wide whatever it hides
	g := New("a.md", []byte(strings.Replace(text, "秘密", "もっと長い秘密", 1)))
	longer := len("もっと長い秘密")
	g.Hide(Range{first, first + longer})
	at := strings.Index(string(g.Bytes()), "は")
	if e2, _ := g.At(at, at+3).Excerpt(); e2.Text != e.Text {
		t.Errorf("two fillings give %q and %q", e.Text, e2.Text)
	}
	if e, ok := f.At(second, second+3).Excerpt(); ok {
		t.Errorf("a hidden line is quoted: %q", e.Text)
	}
	f.HideAll("content/x/1/[W-001]")
	if _, ok := f.At(0, 1).Excerpt(); ok || f.Path() != "content/x/1/[W-001]" {
		t.Errorf("a file that is withheld is quoted or named: %s", f.Path())
	}
}

func TestDerive(t *testing.T) {
	const text = "abc SECRET def"
	f := New("a.md", []byte(text))
	b := f.Derive()
	b.Copy(0, 4)
	b.Add("[mark]", 4)
	b.Copy(10, 14)
	cut := b.File()
	if got := string(cut.Bytes()); got != "abc [mark] def" {
		t.Fatalf("derived %q", got)
	}
	for _, tt := range []struct{ cut, origin string }{{"abc", "abc"}, {"def", "def"}} {
		at := strings.Index("abc [mark] def", tt.cut)
		s := cut.At(at, at+3).Origin()
		if got := text[s.Start:s.End]; got != tt.origin || s.File != f {
			t.Errorf("%s comes from %q", tt.cut, got)
		}
	}
	// what was added stands for a place and covers nothing of it
	at := strings.Index("abc [mark] def", "mark")
	if s := cut.At(at, at+4).Origin(); s.Start != 4 || s.End != 4 {
		t.Errorf("the mark comes from %d to %d", s.Start, s.End)
	}
}

func TestLongLine(t *testing.T) {
	text := strings.Repeat("あ", 300) + "X" + strings.Repeat("い", 300)
	f := New("a.md", []byte(text))
	at := strings.Index(text, "X")
	e, ok := f.At(at, at+1).Excerpt()
	if !ok || uniseg.StringWidth(e.Text) > maxExcerpt {
		t.Fatalf("excerpt of %d cells", uniseg.StringWidth(e.Text))
	}
	if got := uniseg.StringWidth(e.Text[:strings.Index(e.Text, "X")]); got != e.Pad {
		t.Errorf("the caret stands at %d, X at %d", e.Pad, got)
	}
}

func TestControl(t *testing.T) {
	f := New("a.md", []byte("a\x1b[31mb\u202ec\n"))
	e, ok := f.At(0, 1).Excerpt()
	if !ok || strings.ContainsAny(e.Text, "\x1b\u202e") {
		t.Errorf("the terminal would be steered: %q", e.Text)
	}
}

// A range within another must not make the search miss the outer one's end.
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
