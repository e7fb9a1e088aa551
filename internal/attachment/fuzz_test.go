package attachment_test

import (
	"bytes"
	"image"
	"image/gif"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/attachment"
)

var endings = []string{".png", ".jpg", ".gif", ".webp"}

// FuzzClean gives anything at all: no panic, nothing left to do the second
// time, and where the libraries see a picture, the same one.
func FuzzClean(f *testing.F) {
	for i, data := range samples(f) {
		f.Add(byte(i), data)
	}
	list, scans := progressive(blocks(), 4)
	f.Add(byte(1), jpegFrom(list[:5], scans[0]))
	f.Fuzz(func(t *testing.T, i byte, data []byte) {
		name := "x" + endings[int(i)%len(endings)]
		out, why := attachment.Clean(name, data)
		if why != nil {
			if out != nil || why.Why == "" || why.Hint == "" {
				t.Fatalf("%d bytes and %+v", len(out), why)
			}
			return
		}
		if again, why := attachment.Clean(name, out); why != nil || !bytes.Equal(again, out) {
			t.Fatalf("cleaning what is clean: %+v\n%q\n%q", why, out, again)
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || c.Width*c.Height > 1<<16 {
			return
		}
		before, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		if after, _, err := image.Decode(bytes.NewReader(out)); err != nil || !reflect.DeepEqual(before, after) {
			t.Fatalf("the pixels have changed: %v\n%q\n%q", err, data, out)
		}
	})
}

// FuzzPlanted puts a part of any kind anywhere between the parts of a picture
// where it means nothing: it leaves no trace.
func FuzzPlanted(f *testing.F) {
	for i, kind := range []string{"tEXt", "\xe1", "\xfe", "EXIF", "eXIf", "\xff", "\x01"} {
		f.Add(byte(i), kind, []byte(secret), uint8(i))
	}
	whole := samples(f)
	f.Fuzz(func(t *testing.T, i byte, kind string, body []byte, place uint8) {
		format := int(i) % len(endings)
		planted := plant(whole[format], format, kind, body[:min(len(body), 200)], int(place))
		if planted == nil {
			return
		}
		name := "x" + endings[format]
		out, why := attachment.Clean(name, planted)
		if why != nil {
			return // it asks to turn the picture
		}
		if want, _ := attachment.Clean(name, whole[format]); !bytes.Equal(out, want) {
			t.Fatalf("%q at %d shows:\n%q\n%q", kind, place, out, want)
		}
	})
}

func samples(t testing.TB) [][]byte {
	flags := part{"VP8X", []byte{0, 0, 0, 0, 4, 0, 0, 2, 0, 0}}
	return [][]byte{
		pngOf(t, paletted(4, 3)), jpegOf(t, smooth(17, 9)),
		gifOf(t, &gif.GIF{Image: []*image.Paletted{paletted(4, 3), paletted(4, 3)}, Delay: []int{1, 2}}), riff(flags, part{"VP8L", lossless(5, 3)}),
	}
}

// plant puts a part into a picture, or returns nil when its kind means
// something there.
func plant(whole []byte, format int, kind string, body []byte, place int) []byte {
	insert := func(list []part, kept string) []part {
		if len(kind) == 0 || slices.Contains(strings.Fields(kept), strings.TrimSpace(kind)) {
			return nil
		}
		return slices.Insert(slices.Clone(list), 1+place%(len(list)-1), part{kind, body})
	}
	switch format {
	case 0:
		if len(kind) != 4 || kind[0]&0x20 == 0 {
			return nil
		}
		if list := insert(pngParts(whole), "tRNS gAMA cHRM sRGB sBIT bKGD pHYs acTL"); list != nil {
			return pngFrom(list...)
		}
	case 1:
		list, coded := jpegParts(whole)
		if len(kind) != 1 || kind[0] < 0xe0 || kind[0] > 0xef && kind[0] != 0xfe || bytes.HasPrefix(body, []byte("JFIF")) || bytes.HasPrefix(body, []byte("Adobe")) {
			return nil
		}
		return jpegFrom(insert(list, ""), string(coded))
	case 2:
		at := []int{bytes.Index(whole, []byte{0x21, 0xf9}), bytes.LastIndex(whole, []byte{0x21, 0xf9}), len(whole) - 1}[place%3]
		if len(kind) != 1 || kind[0] == 0xf9 || bytes.HasPrefix(body, []byte("NETSCAPE")) {
			return nil
		}
		block := []byte{0x21, kind[0], 0}
		if len(body) > 0 {
			block = append(append([]byte{0x21, kind[0], byte(len(body))}, body...), 0)
		}
		return slices.Insert(slices.Clone(whole), at, block...)
	case 3:
		if len(kind) != 4 {
			return nil
		}
		picture := []part{{"VP8X", whole[20:30]}, {"VP8L", lossless(5, 3)}}
		if list := insert(picture, "VP8 VP8L ALPH"); list != nil {
			return riff(list...)
		}
	}
	return nil
}
