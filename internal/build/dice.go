package build

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path"
	"strings"
)

// dice are numbers that depend on a seed and a name alone, so that a run that
// found something can be made again.
type dice struct {
	state [sha256.Size]byte
	n     uint64
}

func newDice(seed uint64, of ...string) *dice {
	h := sha256.New()
	_ = binary.Write(h, binary.BigEndian, seed)
	for _, s := range of {
		_ = binary.Write(h, binary.BigEndian, uint64(len(s)))
		h.Write([]byte(s))
	}
	d := &dice{}
	h.Sum(d.state[:0])
	return d
}

func (d *dice) next() uint64 {
	d.n++
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(d.state[:], d.n))
	return binary.BigEndian.Uint64(sum[:])
}

func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

func (d *dice) hex() string {
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, d.next())[:5])
}

// syllables mean nothing, and no marker, no markup and no data is made of them.
var syllables = strings.Fields("か き く さ し す た つ て な に ぬ は ひ ふ ま み む や ゆ よ ら り る 水 電 路 網 ka mi zu ro te no ha ri so ne")

// words are a line of text: two words, or up to some hundred.
func (d *dice) words() string {
	n := 2 + d.below(8)
	if d.below(4) == 0 {
		n = 2 + d.below(200)
	}
	var b strings.Builder
	b.WriteString("あ") // no list, number or heading begins so
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 1 + d.below(5) {
			b.WriteString(syllables[d.below(len(syllables))])
		}
	}
	return b.String()
}

// tinyWebP is a picture of one pixel; there is no encoder at hand.
const tinyWebP = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// attachment makes a file of the kind that its name says.
func (d *dice) attachment(name string) []byte {
	var b bytes.Buffer
	switch path.Ext(name) {
	case ".svg":
		b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>` + d.words() + `</title><text x="1" y="5">` + d.words() + "</text></svg>\n")
	case ".png":
		_ = png.Encode(&b, d.picture()) // into memory
	case ".jpg", ".jpeg":
		_ = jpeg.Encode(&b, d.picture(), nil)
	case ".gif":
		_ = gif.Encode(&b, d.picture(), nil)
	case ".webp":
		b.WriteString(tinyWebP)
	case ".pdf":
		b.WriteString("%PDF-1.4\n" + d.words() + "\n%%EOF\n")
	case ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp":
		z := zip.NewWriter(&b)
		if w, err := z.Create("content.xml"); err == nil {
			_, _ = w.Write([]byte(d.words()))
		}
		_ = z.Close()
	case ".csv":
		for range 1 + d.below(20) {
			b.WriteString(d.words() + "," + d.words() + "\n")
		}
	default:
		b.WriteString(d.words() + "\n")
	}
	return b.Bytes()
}

func (d *dice) picture() image.Image {
	p := image.NewPaletted(image.Rect(0, 0, 1+d.below(40), 1+d.below(40)), color.Palette{color.Black, color.White, color.Gray{128}})
	for i := range p.Pix {
		p.Pix[i] = uint8(d.below(3))
	}
	return p
}
