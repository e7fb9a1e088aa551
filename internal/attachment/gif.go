package attachment

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"io"
)

// A gifFile is a GIF on its way through the list of blocks.
type gifFile struct {
	rest, out     []byte
	width, height int
	budget        int
	control       []byte // the last graphic control, which waits for its picture
	loop          []byte
	frames        int
}

func cleanGIF(data []byte) ([]byte, *Refusal) {
	if len(data) < 13 || string(data[:6]) != "GIF87a" && string(data[:6]) != "GIF89a" {
		return nil, noPicture
	}
	g := &gifFile{rest: data, budget: largest}
	screen := g.take(13)
	g.width, g.height = int(binary.LittleEndian.Uint16(screen[6:])), int(binary.LittleEndian.Uint16(screen[8:]))
	g.out = append(g.out, screen...)
	if !g.table(screen[10]) {
		return nil, tooEarly
	}
	for {
		b := g.take(1)
		if b == nil {
			return nil, tooEarly
		}
		why := unordered
		switch b[0] {
		case 0x21:
			why = g.extension()
		case 0x2c:
			why = g.picture()
		case 0x3b:
			if g.frames == 0 {
				return nil, noPicture
			}
			return append(g.out, 0x3b), nil
		}
		if why != nil {
			return nil, why
		}
	}
}

// take returns the next n bytes, or nil when there are fewer.
func (g *gifFile) take(n int) []byte {
	if n > len(g.rest) {
		return nil
	}
	b := g.rest[:n:n]
	g.rest = g.rest[n:]
	return b
}

// table copies the colours that a flag byte announces.
func (g *gifFile) table(flags byte) bool {
	if flags&0x80 == 0 {
		return true
	}
	b := g.take(3 << (1 + flags&7))
	g.out = append(g.out, b...)
	return b != nil
}

// blocks takes a chain of blocks up to its end.
func (g *gifFile) blocks() (list [][]byte, ok bool) {
	for {
		n := g.take(1)
		if n == nil {
			return nil, false
		}
		if n[0] == 0 {
			return list, true
		}
		b := g.take(int(n[0]))
		if b == nil {
			return nil, false
		}
		list = append(list, b)
	}
}

// extension keeps how long a picture stands and how often they repeat. All
// other extensions are words or data of programs.
func (g *gifFile) extension() *Refusal {
	label := g.take(1)
	list, ok := g.blocks()
	if label == nil || !ok {
		return tooEarly
	}
	switch label[0] {
	case 0xf9:
		if len(list) != 1 || len(list[0]) != 4 {
			return unordered
		}
		g.control = append(append([]byte{0x21, 0xf9, 4}, list[0]...), 0)
	case 0xff:
		if len(list) < 2 || string(list[0]) != "NETSCAPE2.0" || len(list[1]) != 3 || list[1][0] != 1 {
			return nil
		}
		loop := append(append([]byte("\x21\xff\x0bNETSCAPE2.0\x03"), list[1]...), 0)
		if g.loop != nil && !bytes.Equal(g.loop, loop) {
			return unordered
		}
		if g.loop == nil {
			g.out = append(g.out, loop...)
		}
		g.loop = loop
	}
	return nil
}

func (g *gifFile) picture() *Refusal {
	g.out = append(g.out, g.control...)
	g.control = nil
	b := g.take(9)
	if b == nil {
		return tooEarly
	}
	x, y := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:]))
	w, h := int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint16(b[6:]))
	if w == 0 || h == 0 {
		return unordered
	}
	if x+w > g.width || y+h > g.height {
		return tooMuch
	}
	if g.budget -= w * h; g.budget < 0 {
		return tooLarge
	}
	g.out = append(append(g.out, 0x2c), b...)
	if !g.table(b[8]) {
		return tooEarly
	}
	size := g.take(1)
	list, ok := g.blocks()
	if size == nil || !ok {
		return tooEarly
	}
	if size[0] < 2 || size[0] > 8 {
		return broken
	}
	data := bytes.Join(list, nil)
	n, why := codes(data, int(size[0]), w*h)
	if why != nil {
		return why
	}
	g.out = append(g.out, size[0])
	for data = data[:n]; len(data) > 0; {
		n := min(len(data), 255)
		g.out = append(append(g.out, byte(n)), data[:n]...)
		data = data[n:]
	}
	g.out = append(g.out, 0)
	g.frames++
	return nil
}

// codes returns how many bytes of the data the pixels of a picture take.
func codes(data []byte, size, pixels int) (int, *Refusal) {
	in := bytes.NewReader(data) // gives single bytes, so that none is read too many
	r := lzw.NewReader(in, lzw.LSB, size)
	if _, err := io.CopyN(io.Discard, r, int64(pixels)); err != nil {
		return 0, broken
	}
	more, err := io.CopyN(io.Discard, r, 1)
	if more > 0 {
		return 0, tooMuch
	}
	if err != io.EOF && err != io.ErrUnexpectedEOF { // not all programs write the end
		return 0, broken
	}
	return len(data) - in.Len(), nil
}
