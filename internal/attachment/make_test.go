package attachment_test

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand"
	"slices"
	"testing"
)

// The pictures of the tests are made here, and what is to be dropped is put
// into them: every planted thing holds the secret.
const secret = "秘密35.6762N"

// exif returns EXIF data with a place in its GPS part, a thumbnail and an
// orientation.
func exif(order binary.AppendByteOrder, kind uint16, value uint32) []byte {
	b := []byte("MM\x00*")
	if order.String() == binary.LittleEndian.String() {
		b = []byte("II*\x00")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x8825), 4), 1) // GPS
	b = order.AppendUint32(b, 200)
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), kind), 1)
	if kind == 3 {
		b = order.AppendUint16(order.AppendUint16(b, uint16(value)), 0)
	} else {
		b = order.AppendUint32(b, value)
	}
	return append(b, "\x00\x00\x00\x00thumbnail\xff\xd8\xff "+secret...)
}

// noise returns a picture whose pixels are all different from their neighbours.
func noise(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	rand.New(rand.NewSource(1)).Read(m.Pix)
	return m
}

// smooth is a picture that JPEG codes well.
func smooth(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, color.NRGBA{uint8(i * 5), uint8(i / w * 9), uint8(i%w*7 ^ i/w), 255})
	}
	return m
}

func paletted(w, h int) *image.Paletted {
	m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.NRGBA{}, color.White, color.NRGBA{255, 0, 0, 128}, color.Black, color.NRGBA{0, 0, 9, 255}})
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i % 5)
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, g *gif.GIF) []byte {
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A part is a chunk of a PNG or WebP file, or a segment of a JPEG file.
type part struct {
	kind string
	body []byte
}

func text(kind string) part { return part{kind, []byte(secret)} }

func pngParts(data []byte) (list []part) {
	for b := data[8:]; len(b) >= 12; {
		n := binary.BigEndian.Uint32(b)
		list = append(list, part{string(b[4:8]), b[8 : 8+n]})
		b = b[12+n:]
	}
	return list
}

func pngFrom(list ...part) []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, p := range list {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p.body)))
		at := len(out)
		out = append(append(out, p.kind...), p.body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[at:]))
	}
	return out
}

// between puts parts before each part but the first. The data of a PNG stand
// together.
func between(list []part, more ...part) (out []part) {
	for i, p := range list {
		if i > 0 && (p.kind != "IDAT" || list[i-1].kind != "IDAT") {
			out = append(out, more...)
		}
		out = append(out, p)
	}
	return out
}

// jpegParts splits a JPEG of one scan: its segments (their kind is the marker
// byte), and the coded data.
func jpegParts(data []byte) (list []part, coded []byte) {
	for b := data[2:]; ; {
		n := int(binary.BigEndian.Uint16(b[2:])) + 2
		list = append(list, part{string(b[1:2]), b[4:n]})
		if b[1] == 0xda {
			return list, bytes.TrimSuffix(b[n:], []byte("\xff\xd9"))
		}
		b = b[n:]
	}
}

func jpegFrom(list []part, coded string) []byte {
	out := []byte("\xff\xd8")
	for _, p := range list {
		out = append(append(out, 0xff), p.kind...)
		out = binary.BigEndian.AppendUint16(out, uint16(2+len(p.body)))
		out = append(out, p.body...)
	}
	return append(append(out, coded...), 0xff, 0xd9)
}

func riff(list ...part) []byte {
	body := []byte("WEBP")
	for _, p := range list {
		body = append(body, chunk(p)...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func chunk(p part) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(p.kind), uint32(len(p.body)))
	out = append(out, p.body...)
	if len(p.body)%2 == 1 {
		out = append(out, 'x') // the padding, which is to be zero
	}
	return out
}

func riffParts(data []byte) (kinds []string) {
	for b := data[12:]; len(b) >= 8; {
		n := binary.LittleEndian.Uint32(b[4:])
		kinds = append(kinds, string(b[:4]))
		b = b[8+n+n&1:]
	}
	return kinds
}

// lossless is a VP8L picture of one colour.
func lossless(w, h int) []byte {
	var bits []bool
	put := func(v, n int) {
		for i := range n {
			bits = append(bits, v>>i&1 == 1)
		}
	}
	put(0x2f, 8)
	put(w-1, 14)
	put(h-1, 14)
	put(0, 1+3+1+1+1) // alpha, version, transforms, cache, several codes
	for _, v := range []int{10, 20, 30, 255} {
		put(0b101, 3) // a code of one symbol of eight bits
		put(v, 8)
	}
	put(0b0001, 4) // distances: a code of one symbol of one bit
	out := make([]byte, (len(bits)+7)/8)
	for i, b := range bits {
		if b {
			out[i/8] |= 1 << (i % 8)
		}
	}
	return out
}

// gifFrame returns a picture block with as many pixels as wanted, whatever its
// size says, and bytes behind the end of its codes.
func gifFrame(x, y, w, h, pixels int, behind string) []byte {
	out := []byte{0x2c}
	for _, v := range []int{x, y, w, h} {
		out = binary.LittleEndian.AppendUint16(out, uint16(v))
	}
	out = append(out, 0, 2)
	var b bytes.Buffer
	l := lzw.NewWriter(&b, lzw.LSB, 2)
	l.Write(slices.Repeat([]byte{1}, pixels))
	l.Close()
	b.WriteString(behind)
	return append(append(append(out, byte(b.Len())), b.Bytes()...), 0)
}
