package attachment_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"reflect"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/attachment"
	_ "golang.org/x/image/webp"
)

// clean cleans a file and holds what every cleaning must: no secret, nothing
// left to do, and the file untouched.
func clean(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	was := bytes.Clone(data)
	out, why := attachment.Clean(name, data)
	if why != nil {
		t.Fatalf("%s: refused: %s", name, why.Why)
	}
	if !bytes.Equal(data, was) {
		t.Errorf("%s: the file was changed", name)
	}
	if bytes.Contains(out, []byte(secret)) {
		t.Errorf("%s: the secret is still there: %q", name, out)
	}
	if again, why := attachment.Clean(name, out); why != nil || !bytes.Equal(again, out) {
		t.Errorf("%s: cleaning what is clean: %v, %d bytes of %d", name, why, len(again), len(out))
	}
	return out
}

// same cleans a file and compares its pixels.
func same(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	out := clean(t, name, data)
	if !reflect.DeepEqual(decode(t, data), decode(t, out)) {
		t.Errorf("%s: the pixels have changed", name)
	}
	return out
}

type refusal struct {
	name, why string
	data      []byte
}

func refused(t *testing.T, cases []refusal, ending string) {
	for _, c := range cases {
		out, why := attachment.Clean("x"+ending, c.data)
		if why == nil || out != nil || !strings.Contains(why.Why, c.why) || why.Hint == "" {
			t.Errorf("%s: %d bytes, refused for %+v; want %q", c.name, len(out), why, c.why)
		}
	}
}

func TestText(t *testing.T) {
	for _, name := range []string{"a.svg", "b.CSV", "図/c.txt"} {
		if out, why := attachment.Clean(name, []byte("文字\r\n")); why != nil || string(out) != "文字\r\n" {
			t.Errorf("%s: %q %v", name, out, why)
		}
	}
	refused(t, []refusal{{"archive", "of its kind", []byte("PK")}}, ".zip")
	refused(t, []refusal{{"nameless", "of its kind", []byte("x")}}, "")
}

// Office and PDF files are never cleaned: they are published as they are, where
// that was decided, and else refused. For other files the decision does nothing.
func TestDocuments(t *testing.T) {
	for _, ending := range []string{".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".PDF"} {
		data := []byte("PK" + secret)
		refused(t, []refusal{{"document", "can't be cleaned", data}}, ending)
		if out, why := attachment.Published("x"+ending, data, false); why == nil || out != nil {
			t.Errorf("%s: published without a decision", ending)
		}
		if out, why := attachment.Published("x"+ending, data, true); why != nil || !bytes.Equal(out, data) {
			t.Errorf("%s: %q %v", ending, out, why)
		}
	}
	dirty := append(pngOf(t, smooth(9, 9)), secret...)
	if out, why := attachment.Published("x.png", dirty, true); why != nil || bytes.Contains(out, []byte(secret)) {
		t.Errorf("a picture was published as it is: %v", why)
	}
	if out, why := attachment.Published("x.docm", dirty, true); why == nil || out != nil {
		t.Error("a file of another kind was published")
	}
}

func TestPNG(t *testing.T) {
	planted := []part{
		text("tEXt"), text("zTXt"), text("iTXt"), text("tIME"), text("iCCP"), text("sPLT"), text("hIST"), text("prVt"), text("fdAT"), text("fcTL"),
		{"eXIf", exif(binary.BigEndian, 3, 1)},
	}
	wide := image.NewNRGBA64(image.Rect(0, 0, 5, 7))
	for i := range wide.Pix {
		wide.Pix[i] = uint8(i * 31)
	}
	gray := image.NewGray(image.Rect(0, 0, 300, 200))
	copy(gray.Pix, noise(150, 100).Pix)
	for name, m := range map[string]image.Image{"colours": noise(40, 30), "palette": paletted(33, 9), "wide": wide, "gray": gray, "gray16": image.NewGray16(image.Rect(0, 0, 3, 3)), "opaque": smooth(9, 9)} {
		whole := pngOf(t, m)
		list := pngParts(whole)
		if out := same(t, name+".png", append(pngFrom(between(list, planted...)...), secret...)); !bytes.Equal(out, clean(t, "x.PNG", whole)) {
			t.Errorf("%s: what was planted shows", name)
		}
	}
	list := pngParts(pngOf(t, smooth(9, 9)))
	show := []part{{"gAMA", make([]byte, 4)}, {"cHRM", make([]byte, 32)}, {"sRGB", make([]byte, 1)}, {"sBIT", []byte{8, 8, 8}}, {"bKGD", make([]byte, 6)}, {"pHYs", make([]byte, 9)}}
	full := append(append([]part{list[0]}, show...), list[1:]...)
	if out := same(t, "x.png", pngFrom(full...)); !bytes.Equal(out, pngFrom(full...)) {
		t.Error("a part that shows the picture was lost")
	}
	split := append([]part{list[0], {"IDAT", list[1].body[:9]}, {"IDAT", nil}, {"IDAT", append(bytes.Clone(list[1].body[9:]), secret...)}}, list[2:]...)
	if out := same(t, "x.png", pngFrom(split...)); !bytes.Equal(out, pngFrom(list...)) {
		t.Error("what stands behind the end of the picture data shows")
	}
}

func TestPNGRefused(t *testing.T) {
	list := pngParts(pngOf(t, smooth(9, 9)))
	head, data, end := list[0], list[1], list[2]
	whole := pngFrom(list...)
	header := func(at int, v byte) part {
		b := bytes.Clone(head.body)
		b[at] = v
		return part{"IHDR", b}
	}
	sum := bytes.Clone(whole)
	sum[len(sum)-20]++
	refused(t, []refusal{
		{"empty", "no picture", nil},
		{"other", "no picture", []byte("GIF89a")},
		{"short", "ends before", whole[:len(whole)-1]},
		{"no end", "ends before", whole[:len(whole)-12]},
		{"long chunk", "ends before", append(whole[:33:33], "\xff\xff\xff\xffIDATxxxxxxxx"...)},
		{"checksum", "damaged", sum},
		{"no data", "no picture", pngFrom(head, end)},
		{"no header", "order", pngFrom(data, end)},
		{"two headers", "order", pngFrom(head, head, data, end)},
		{"data twice", "order", pngFrom(head, data, text("tEXt"), data, end)},
		{"unknown capital", "order", pngFrom(head, text("PrVt"), data, end)},
		{"room in a chunk", "order", pngFrom(head, text("gAMA"), data, end)},
		{"chunk twice", "order", pngFrom(head, part{"sRGB", []byte{0}}, part{"sRGB", []byte{1}}, data, end)},
		{"late palette", "order", pngFrom(head, data, part{"PLTE", make([]byte, 3)}, end)},
		{"no palette", "order", pngFrom(header(9, 3), data, end)},
		{"depth", "order", pngFrom(header(8, 3), data, end)},
		{"filter", "order", pngFrom(header(11, 1), data, end)},
		{"no width", "order", pngFrom(header(3, 0), data, end)},
		{"cut by its height", "more picture", pngFrom(header(7, 5), data, end)},
		{"too few rows", "damaged", pngFrom(header(7, 10), data, end)},
		{"huge", "too large", pngFrom(header(0, 0x7f), data, end)},
		{"not packed", "damaged", pngFrom(head, text("IDAT"), end)},
		{"turned", "turn the picture", pngFrom(head, part{"eXIf", exif(binary.LittleEndian, 3, 6)}, data, end)},
	}, ".png")
}

// TestAPNG looks at animations, which the library can't read.
func TestAPNG(t *testing.T) {
	first, second := pngParts(pngOf(t, smooth(9, 9))), pngParts(pngOf(t, smooth(4, 3)))
	u32 := func(vs ...uint32) (b []byte) {
		for _, v := range vs {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		return b
	}
	control := func(n, w, h, x, y uint32) part {
		return part{"fcTL", append(u32(n, w, h, x, y), 0, 1, 0, 10, 0, 0)}
	}
	frame := func(n uint32, b []byte) part { return part{"fdAT", append(u32(n), b...)} }
	body := second[1].body
	count := part{"acTL", u32(2, 0)}
	make := func(more ...part) []byte { return pngFrom(append([]part{first[0]}, more...)...) }
	want := make(count, control(0, 9, 9, 0, 0), first[1], control(1, 4, 3, 5, 6), frame(2, body), first[2])
	dirty := make(text("tEXt"), count, control(0, 9, 9, 0, 0), first[1], text("iTXt"), control(1, 4, 3, 5, 6), frame(2, body[:4]), text("prVt"),
		frame(3, body[4:]), frame(4, []byte(secret)), text("tEXt"), first[2])
	if out := same(t, "x.png", dirty); !bytes.Equal(out, want) {
		t.Errorf("%q\n%q", out, want)
	}
	still := make(control(0, 9, 9, 0, 0), first[1], frame(1, []byte(secret)), first[2])
	if out := same(t, "x.png", still); !bytes.Equal(out, pngFrom(first...)) {
		t.Error("frames of what is no animation are kept")
	}
	refused(t, []refusal{
		{"number", "order", make(count, control(1, 9, 9, 0, 0), first[1], first[2])},
		{"outside", "order", make(count, control(0, 9, 9, 0, 0), first[1], control(1, 4, 3, 6, 6), frame(2, body), first[2])},
		{"frame lost", "order", make(count, control(0, 9, 9, 0, 0), first[1], first[2])},
		{"no control", "order", make(count, control(0, 9, 9, 0, 0), first[1], frame(1, body), first[2])},
		{"no data", "damaged", make(count, control(0, 9, 9, 0, 0), first[1], control(1, 4, 3, 5, 6), first[2])},
		{"smaller than its data", "more picture", make(count, control(0, 9, 9, 0, 0), first[1], control(1, 4, 2, 5, 6), frame(2, body), first[2])},
	}, ".png")
}

func TestGIF(t *testing.T) {
	g := &gif.GIF{LoopCount: 3, Config: image.Config{Width: 40, Height: 30, ColorModel: paletted(1, 1).Palette}}
	for i := range 3 {
		m := paletted(40, 30)
		m.Palette = color.Palette{color.Transparent, color.White, color.Gray{9}, color.Black, color.Gray{uint8(i)}}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 7*i+1)
		g.Disposal = append(g.Disposal, gif.DisposalBackground)
	}
	whole := gifOf(t, g)
	want := clean(t, "x.gif", whole)
	if !bytes.Equal(want, whole) {
		t.Error("a clean file was changed")
	}
	note := "\x21\xfe\x0e" + secret + "\x02xy\x00"
	words := "\x21\x01\x0c000011112222\x0e" + secret + "\x00"
	program := "\x21\xff\x0bXMP DataXMP\x0e" + secret + "\x00"
	twice := "\x21\xff\x0bNETSCAPE2.0\x03\x01\x03\x00\x0e" + secret + "\x00"
	var dirty []byte
	rest := whole
	for _, mark := range []string{"\x21\xff\x0bNETSCAPE", "\x21\xf9", "\x21\xf9", "\x21\xf9"} {
		i := bytes.Index(rest[1:], []byte(mark)) + 1
		dirty = append(append(dirty, rest[:i]...), note+words+program...)
		if mark == "\x21\xf9" {
			dirty = append(dirty, twice...)
		}
		rest = rest[i:]
	}
	dirty = append(append(dirty, rest[:len(rest)-1]...), note+words+"\x21\xf9\x04abcd\x00;"+secret...)
	if out := same(t, "x.gif", dirty); !bytes.Equal(out, want) {
		t.Errorf("what was planted shows:\n%q\n%q", out, want)
	}
	before, _ := gif.DecodeAll(bytes.NewReader(dirty))
	after, err := gif.DecodeAll(bytes.NewReader(want))
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("the animation has changed: %v", err)
	}

	screen := "GIF89a\x04\x00\x03\x00\x81\x00\x00abcdefghijkl"
	frame := func(x, y, w, h, n int, behind string) string { return string(gifFrame(x, y, w, h, n, behind)) }
	if out := clean(t, "x.gif", []byte(screen+frame(0, 0, 4, 3, 12, secret)+";")); string(out) != screen+frame(0, 0, 4, 3, 12, "")+";" {
		t.Errorf("what stands behind the codes shows: %q", out)
	}
	cases := []refusal{
		{"empty", "no picture", nil},
		{"nothing", "no picture", []byte(screen + ";")},
		{"no end", "ends before", []byte(screen + frame(0, 0, 4, 3, 12, ""))},
		{"unknown block", "order", []byte(screen + "x" + frame(0, 0, 4, 3, 12, "") + ";")},
		{"outside", "more picture", []byte(screen + frame(1, 0, 4, 3, 12, "") + ";")},
		{"below", "more picture", []byte(screen + frame(0, 0, 4, 2, 12, "") + ";")},
		{"too little", "damaged", []byte(screen + frame(0, 0, 4, 3, 11, "") + ";")},
		{"control", "order", []byte(screen + "\x21\xf9\x0e" + secret + "\x00" + frame(0, 0, 4, 3, 12, "") + ";")},
		{"two loops", "order", []byte(screen + "\x21\xff\x0bNETSCAPE2.0\x03\x01\x03\x00\x00\x21\xff\x0bNETSCAPE2.0\x03\x01\x04\x00\x00" + frame(0, 0, 4, 3, 12, "") + ";")},
	}
	for n := 6; n < len(whole); n += 97 {
		cases = append(cases, refusal{"short", "", whole[:n]})
	}
	refused(t, cases, ".gif")
}

func TestWebP(t *testing.T) {
	picture := part{"VP8L", lossless(5, 3)}
	flags := func(f byte, w, h byte) part {
		return part{"VP8X", []byte{f, 's', 'e', 'c', w - 1, 0, 0, h - 1, 0, 0}}
	}
	planted := []part{{"EXIF", exif(binary.LittleEndian, 3, 1)}, text("XMP "), text("ICCP"), text("note"), {"VP8L", append(lossless(5, 3), secret...)}}
	if out := same(t, "x.webp", append(riff(append([]part{picture}, planted...)...), secret...)); !bytes.Equal(out, clean(t, "y.webp", riff(picture))) {
		t.Errorf("what was planted shows: %q", out)
	}
	out := same(t, "x.webp", riff(append([]part{flags(0x2c|0xc1, 5, 3), text("ICCP"), text("note"), picture}, planted...)...))
	if kinds := riffParts(out); !reflect.DeepEqual(kinds, []string{"VP8X", "VP8L"}) || !bytes.Equal(out[20:30], []byte{0, 0, 0, 0, 4, 0, 0, 2, 0, 0}) {
		t.Errorf("%q %v", kinds, out[20:30])
	}
	if int(binary.LittleEndian.Uint32(out[4:]))+8 != len(out) {
		t.Error("the size is wrong")
	}

	frame := func(w, h byte, more ...part) part {
		b := []byte{1, 0, 0, 0, 0, 0, w - 1, 0, 0, h - 1, 0, 0, 100, 0, 0, 0xff}
		for _, p := range more {
			b = append(b, chunk(p)...)
		}
		return part{"ANMF", b}
	}
	loop := part{"ANIM", []byte{1, 2, 3, 4, 0, 0}}
	lossy := part{"VP8 ", []byte("\x10\x00\x00\x9d\x01\x2a\x05\x00\x03\x00data!")}
	out = clean(t, "x.webp", riff(flags(0x3e, 7, 3), text("ICCP"), loop, picture, frame(5, 3, text("note"), part{"ALPH", []byte("a")}, lossy, text("note")), text("XMP "), frame(5, 3, picture)))
	if kinds := riffParts(out); !reflect.DeepEqual(kinds, []string{"VP8X", "ANIM", "ANMF", "ANMF"}) || out[20] != 0x12 {
		t.Errorf("%q %v", kinds, out[20])
	}
	if out[20+10+8+6+8+15] != 3 {
		t.Error("reserved bits of a frame are kept")
	}
	whole := riff(picture)
	refused(t, []refusal{
		{"empty", "no picture", nil},
		{"nothing", "no picture", riff()},
		{"other", "no picture", []byte("RIFF\x04\x00\x00\x00WAVE")},
		{"only words", "order", riff(text("XMP "))},
		{"no picture", "no picture", riff(flags(0, 5, 3), text("XMP "))},
		{"short", "ends before", whole[:len(whole)-1]},
		{"cut by its canvas", "more picture", riff(flags(0, 5, 2), picture)},
		{"frame outside", "more picture", riff(flags(2, 6, 3), loop, frame(5, 3, picture))},
		{"frame smaller than its picture", "more picture", riff(flags(2, 7, 3), loop, frame(4, 3, picture))},
		{"no frames", "no picture", riff(flags(2, 7, 3), loop, picture)},
		{"room in a chunk", "order", riff(flags(2, 7, 3), text("ANIM"), frame(5, 3, picture))},
		{"damaged", "damaged", riff(text("VP8L"))},
		{"damaged too", "damaged", riff(text("VP8 "))},
		{"turned", "turn the picture", riff(flags(8, 5, 3), picture, part{"EXIF", exif(binary.BigEndian, 3, 8)})},
	}, ".webp")
}
