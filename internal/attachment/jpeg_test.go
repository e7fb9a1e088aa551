package attachment_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"reflect"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/attachment"
)

func grayOf(w, h int) image.Image {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, smooth(w, h), image.Point{}, draw.Src)
	return m
}

func jpegPlanted() []part {
	one := append([]byte("Exif\x00\x00"), exif(binary.LittleEndian, 3, 1)...)
	list := []part{
		{"\xe1", one}, {"\xe1", []byte("http://ns.adobe.com/xap/1.0/\x00" + secret)}, {"\xe2", []byte("MPF\x00" + secret)}, {"\xe2", []byte("ICC_PROFILE\x00\x01\x01" + secret)},
		{"\xed", []byte("Photoshop 3.0\x00" + secret)}, {"\xe0", []byte("JFXX\x00\x10" + secret)}, {"\xee", []byte("other" + secret)}, text("\xfe"),
		{"\xdb", append([]byte{2}, strings.Repeat(secret, 5)[:64]...)}, // a table for nothing
	}
	list[8].body[0] = 3
	for m := 0xe3; m <= 0xef; m++ {
		if m != 0xed && m != 0xee {
			list = append(list, text(string([]byte{byte(m)})))
		}
	}
	return list
}

func TestJPEG(t *testing.T) {
	for name, m := range map[string]image.Image{"colours": smooth(67, 45), "noise": noise(40, 40), "gray": grayOf(33, 21), "small": smooth(1, 1)} {
		whole := jpegOf(t, m)
		list, coded := jpegParts(whole)
		codes := part{"\xc4", append(append([]byte{0x13}, make([]byte, 15)...), append([]byte{byte(len(secret))}, secret...)...)}
		dirty := jpegFrom(append(append(jpegPlanted(), codes), between(list, jpegPlanted()...)...), string(coded)+secret+"\xff\x00"+secret+"\xff\xd0")
		second := jpegOf(t, smooth(8, 8))
		want := clean(t, "x.jpeg", whole)
		for what, data := range map[string][]byte{
			"planted":                append(append(dirty, second...), secret...),
			"words between segments": jpegFrom(list[:1], secret+"\xff\xff"+string(jpegFrom(list[1:], string(coded)))[3:]),
		} {
			if out := same(t, name+".JPG", data); !bytes.Equal(out, want) {
				t.Errorf("%s: %s shows", name, what)
			}
		}
		height := jpegFrom(list, string(coded)+"\xff\xdc\x00\x04\x03\x04") // one that the header has said
		if out := clean(t, "x.jpg", height); !bytes.Equal(out, want) {
			t.Errorf("%s: a second height shows", name)
		}
	}
}

func TestJPEGHead(t *testing.T) {
	list, coded := jpegParts(jpegOf(t, smooth(20, 20)))
	jfif := part{"\xe0", append([]byte("JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x02\x01"), secret...)}
	adobe := part{"\xee", append([]byte("Adobe\x00\x64\x80\x01\x00\x02\x00"), secret...)}
	out := same(t, "x.jpg", jpegFrom(append([]part{jfif, adobe}, list...), string(coded)))
	if want := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x00\x00\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00\xff"; !strings.HasPrefix(string(out), want) {
		t.Errorf("%q", out[:60])
	}
	same(t, "x.jpg", jpegFrom(append([]part{jfif, jfif, adobe, adobe}, list...), string(coded)))
}

// TestJPEGCut lowers the height that a picture's header names: the rows below
// it are still in the file, and must not be in the site.
func TestJPEGCut(t *testing.T) {
	list, coded := jpegParts(jpegOf(t, smooth(64, 160)))
	for i := range list {
		if list[i].kind == "\xc0" {
			list[i].body = bytes.Clone(list[i].body)
			list[i].body[1], list[i].body[2] = 0, 16
		}
	}
	out := same(t, "x.jpg", jpegFrom(list, string(coded)))
	if _, rest := jpegParts(out); len(rest) > len(coded)/5 {
		t.Errorf("%d of %d bytes are left", len(rest), len(coded))
	}
}

// blocks are coefficients with every kind of neighbour.
func blocks() [][64]int {
	list := make([][64]int, 12)
	for i := range list {
		list[i][0] = 40*i - 200
		for k := 1; k < 64 && i%4 > 0; k++ {
			switch {
			case i%4 == 1 && k%17 == 0:
				list[i][k] = (k%5 - 2) * 3
			case i%4 == 2 && k > 20:
				list[i][k] = []int{0, 1, -1, 2, -3, 7}[(k*k+i)%6]
			case i%4 == 3 && (k == 2 || k == 40 || k == 63):
				list[i][k] = k%3 - 1
			}
		}
	}
	return list
}

func TestProgressive(t *testing.T) {
	list, scans := progressive(blocks(), 4)
	join := func(behind string, more ...part) (s []byte) {
		s = append(s, "\xff\xd8"...)
		n := 0
		for _, p := range list {
			for _, p := range append(more, p) {
				s = append(append(s, 0xff), p.kind...)
				s = append(binary.BigEndian.AppendUint16(s, uint16(2+len(p.body))), p.body...)
			}
			if p.kind == "\xda" {
				s = append(append(s, scans[n]...), behind...)
				n++
			}
		}
		return append(s, 0xff, 0xd9)
	}
	want := clean(t, "x.jpg", join(""))
	if out := same(t, "x.jpg", join(secret, jpegPlanted()...)); !bytes.Equal(out, want) {
		t.Error("what was planted shows")
	}
	for _, s := range scans {
		if !bytes.Contains(want, []byte(s)) {
			t.Error("a scan was shortened")
		}
	}
	scans[3] = scans[3][:len(scans[3])-8]
	refused(t, []refusal{{"last scan too short", "damaged", join("")}}, ".jpg")
}

// TestRestart puts restart markers and a late height into a picture, which the
// library does not write. A picture of one colour repeats its blocks.
func TestRestart(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 8, 8))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	list, coded := jpegParts(jpegOf(t, m))
	for i := range list {
		if list[i].kind == "\xc0" {
			list[i].body = bytes.Clone(list[i].body)
			list[i].body[2], list[i].body[4] = 16, 40
		}
	}
	var all []byte
	for i := range 10 {
		if i > 0 {
			all = append(all, 0xff, 0xd0+byte(i-1)%8)
		}
		all = append(all, coded...)
	}
	restart := append([]part{{"\xdd", []byte{0, 1}}}, list...)
	out := same(t, "x.jpg", jpegFrom(restart, string(all)+secret))
	if !bytes.Contains(out, append([]byte("\xff\xdd\x00\x04\x00\x01"), 0xff)) || !bytes.Contains(out, all) {
		t.Errorf("%q", out)
	}
	refused(t, []refusal{{"wrong marker", "damaged", jpegFrom(restart, strings.Replace(string(all), "\xff\xd2", "\xff\xd3", 1))}}, ".jpg")

	for i := range restart {
		if restart[i].kind == "\xc0" {
			restart[i].body[2] = 0
		}
	}
	late := jpegFrom(restart, string(all)+"\xff\xdc\x00\x04\x00\x10"+secret)
	if out := clean(t, "x.jpg", late); !bytes.HasSuffix(out, append(all, "\xff\xdc\x00\x04\x00\x10\xff\xd9"...)) {
		t.Errorf("%q", out)
	}
	refused(t, []refusal{{"no height", "", jpegFrom(restart, string(all))}}, ".jpg")
}

func TestTurned(t *testing.T) {
	list, coded := jpegParts(jpegOf(t, smooth(9, 9)))
	with := func(exif []byte) []byte {
		return jpegFrom(append([]part{{"\xe1", append([]byte("Exif\x00\x00"), exif...)}}, list...), string(coded))
	}
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		for value := range uint32(12) {
			for _, kind := range []uint16{3, 4} {
				_, why := attachment.Clean("x.jpg", with(exif(order, kind, value)))
				if turned := why != nil; turned != (value >= 2 && value <= 8) {
					t.Errorf("%v %d %d: %v", order, kind, value, why)
				}
			}
		}
	}
	whole := exif(binary.BigEndian, 3, 6)
	for n := range 34 { // before the whole of the orientation is there
		if _, why := attachment.Clean("x.jpg", with(whole[:n])); why != nil {
			t.Errorf("%d bytes: %s", n, why.Why)
		}
	}
}

func TestJPEGRefused(t *testing.T) {
	list, coded := jpegParts(jpegOf(t, smooth(30, 30)))
	whole := jpegFrom(list, string(coded))
	change := func(kind string, f func([]byte) []byte) []byte {
		var out []part
		for _, p := range list {
			if p.kind == kind {
				p.body = f(bytes.Clone(p.body))
			}
			if p.body != nil {
				out = append(out, p)
			}
		}
		return jpegFrom(out, string(coded))
	}
	set := func(at int, v byte) func([]byte) []byte {
		return func(b []byte) []byte { b[at] = v; return b }
	}
	longer := func(b []byte) []byte { return append(b, secret...) }
	gone := func([]byte) []byte { return nil }
	cases := []refusal{
		{"empty", "no picture", nil},
		{"other", "no picture", []byte("GIF89a")},
		{"nothing", "no picture", []byte("\xff\xd8\xff\xd9")},
		{"no end", "ends before", whole[:len(whole)-2]},
		{"half the data", "damaged", jpegFrom(list, string(coded[:len(coded)/2]))},
		{"frame twice", "order", jpegFrom(append([]part{list[1]}, list...), string(coded))},
		{"no frame", "order", change("\xc0", gone)},
		{"no quantization", "order", change("\xdb", gone)},
		{"no codes", "order", change("\xc4", gone)},
		{"taller than its data", "damaged", change("\xc0", set(2, 60))},
		{"no width", "order", change("\xc0", set(4, 0))},
		{"twelve bits", "order", change("\xc0", set(0, 12))},
		{"huge", "too large", change("\xc0", func(b []byte) []byte { return append([]byte{8, 255, 255, 255, 255}, b[5:]...) })},
		{"sampling", "order", change("\xc0", set(7, 0x50))},
		{"room in the frame", "order", change("\xc0", longer)},
		{"room in the scan", "order", change("\xda", longer)},
		{"room in a table", "order", change("\xc4", longer)},
		{"unknown component", "order", change("\xda", set(1, 9))},
		{"room in an interval", "order", jpegFrom(append([]part{text("\xdd")}, list...), string(coded))},
		{"arithmetic", "browsers", jpegFrom(append([]part{{"\xc9", list[1].body}}, list...), string(coded))},
		{"unknown", "browsers", jpegFrom(append([]part{text("\xf0")}, list...), string(coded))},
		{"short head", "order", jpegFrom(append([]part{{"\xe0", []byte("JFIF\x00")}}, list...), string(coded))},
		{"two heads", "order", jpegFrom(append([]part{{"\xee", []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")}, {"\xee", []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")}}, list...), string(coded))},
	}
	refused(t, cases, ".jpg")
	for n := range len(whole) {
		if out, why := attachment.Clean("x.jpg", whole[:n]); why == nil || out != nil {
			t.Errorf("%d of %d bytes are taken for a picture", n, len(whole))
		}
	}
	if !reflect.DeepEqual(clean(t, "x.jpg", whole), clean(t, "x.jpg", bytes.Clone(whole))) {
		t.Error("not the same twice")
	}
}
