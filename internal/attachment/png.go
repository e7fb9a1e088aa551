package attachment

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// A pngFile is a PNG on its way through the list of chunks.
type pngFile struct {
	out                     []byte
	width, height           uint32
	depth, colour           byte
	interlaced, animated    bool
	budget                  uint64
	have                    map[string]bool
	colours                 int    // in the palette
	run                     []byte // the picture data of IDAT, or of one frame
	began, ended            bool   // IDAT
	frames, frame           uint32 // declared; seen
	frameWidth, frameHeight uint32 // of the frame that waits for its data
	waiting                 bool
	sequence, sequenceWas   uint32
}

func cleanPNG(data []byte) ([]byte, *Refusal) {
	rest, ok := bytes.CutPrefix(data, []byte(pngHead))
	if !ok {
		return nil, noPicture
	}
	p := &pngFile{out: []byte(pngHead), budget: largest, have: map[string]bool{}}
	for {
		if len(rest) < 12 {
			return nil, tooEarly
		}
		n := uint64(binary.BigEndian.Uint32(rest))
		if n > uint64(len(rest)-12) {
			return nil, tooEarly
		}
		kind, body := string(rest[4:8]), rest[8:8+n]
		if crc32.ChecksumIEEE(rest[4:8+n]) != binary.BigEndian.Uint32(rest[8+n:]) {
			return nil, broken
		}
		rest = rest[12+n:]
		if why := p.chunk(kind, body); why != nil {
			return nil, why
		}
		if kind == "IEND" {
			return p.out, nil
		}
	}
}

// chunk takes the next chunk: writes it, keeps it for later or drops it.
func (p *pngFile) chunk(kind string, body []byte) *Refusal {
	if !p.have["IHDR"] {
		if kind != "IHDR" {
			return unordered
		}
		return p.header(body)
	}
	if p.began && !p.ended && kind != "IDAT" {
		p.ended = true
		if why := p.flush("IDAT", p.width, p.height); why != nil {
			return why
		}
	}
	switch kind {
	case "IDAT":
		if p.ended || p.colour == 3 && p.colours == 0 {
			return unordered
		}
		p.began = true
		p.run = append(p.run, body...)
	case "IEND":
		if !p.began {
			return noPicture
		}
		if why := p.endFrame(); why != nil {
			return why
		}
		if p.animated && p.frame != p.frames {
			return unordered
		}
		p.write("IEND", nil)
	case "fcTL":
		if p.animated {
			return p.control(body)
		}
	case "fdAT":
		if p.animated {
			return p.frameData(body)
		}
	case "eXIf":
		if turned(body) {
			return isTurned
		}
	case "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs", "acTL":
		if p.began && kind != "PLTE" && kind != "tRNS" {
			return nil // decoders pass over it there
		}
		if p.began || p.have[kind] || !p.fits(kind, len(body)) {
			return unordered
		}
		p.have[kind] = true
		switch kind {
		case "PLTE":
			p.colours = len(body) / 3
		case "acTL":
			p.animated, p.frames = true, binary.BigEndian.Uint32(body)
		}
		p.write(kind, body)
	default:
		if kind[0]&0x20 == 0 {
			return unordered // a capital says that the picture can't be shown without it
		}
	}
	return nil
}

func (p *pngFile) header(b []byte) *Refusal {
	if len(b) != 13 {
		return unordered
	}
	p.width, p.height = binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	p.depth, p.colour, p.interlaced = b[8], b[9], b[12] == 1
	depths := map[byte]string{0: "\x01\x02\x04\x08\x10", 2: "\x08\x10", 3: "\x01\x02\x04\x08", 4: "\x08\x10", 6: "\x08\x10"}[p.colour]
	if bytes.IndexByte([]byte(depths), p.depth) < 0 || b[10] != 0 || b[11] != 0 || b[12] > 1 || p.width == 0 || p.height == 0 {
		return unordered
	}
	p.have["IHDR"] = true
	p.write("IHDR", b)
	return nil
}

// fits holds the length of a chunk to what its format says: an honest one has
// no room for anything else.
func (p *pngFile) fits(kind string, n int) bool {
	is := func(lengths [7]int) bool { return n > 0 && n == lengths[p.colour] }
	switch kind {
	case "PLTE":
		return n > 0 && n%3 == 0 && n <= 3*256 && p.colour != 0 && p.colour != 4 && (p.colour != 3 || n/3 <= 1<<p.depth)
	case "tRNS":
		return p.colour == 3 && n > 0 && n <= p.colours || is([7]int{0: 2, 2: 6})
	case "sBIT":
		return is([7]int{0: 1, 2: 3, 3: 3, 4: 2, 6: 4})
	case "bKGD":
		return is([7]int{0: 2, 2: 6, 3: 1, 4: 2, 6: 6})
	}
	return n == map[string]int{"gAMA": 4, "cHRM": 32, "sRGB": 1, "pHYs": 9, "acTL": 8}[kind]
}

// control takes the fcTL that says where the next frame stands.
func (p *pngFile) control(b []byte) *Refusal {
	if why := p.endFrame(); why != nil {
		return why
	}
	if len(b) != 26 || binary.BigEndian.Uint32(b) != p.sequenceWas || b[24] > 2 || b[25] > 1 {
		return unordered
	}
	p.sequenceWas++
	w, h := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	x, y := binary.BigEndian.Uint32(b[12:]), binary.BigEndian.Uint32(b[16:])
	if w == 0 || h == 0 || uint64(x)+uint64(w) > uint64(p.width) || uint64(y)+uint64(h) > uint64(p.height) {
		return unordered
	}
	p.frame++
	if !p.began { // the frame is the picture of IDAT
		if p.frame > 1 || w != p.width || h != p.height {
			return unordered
		}
	} else {
		p.frameWidth, p.frameHeight, p.waiting = w, h, true
	}
	p.write("fcTL", p.numbered(b[4:]))
	return nil
}

func (p *pngFile) frameData(b []byte) *Refusal {
	if !p.waiting || len(b) < 4 || binary.BigEndian.Uint32(b) != p.sequenceWas {
		return unordered
	}
	p.sequenceWas++
	p.run = append(p.run, b[4:]...)
	return nil
}

func (p *pngFile) endFrame() *Refusal {
	if !p.waiting {
		return nil
	}
	p.waiting = false
	return p.flush("fdAT", p.frameWidth, p.frameHeight)
}

// flush writes the picture data that were gathered, up to where they end.
func (p *pngFile) flush(kind string, w, h uint32) *Refusal {
	n, ok := p.unpacked(w, h)
	if !ok || n > p.budget {
		return tooLarge
	}
	p.budget -= n
	in := bytes.NewReader(p.run) // gives single bytes, so that none is read too many
	z, err := zlib.NewReader(in)
	if err != nil {
		return broken
	}
	if _, err := io.CopyN(io.Discard, z, int64(n)); err != nil {
		return broken
	}
	if more, err := io.CopyN(io.Discard, z, 1); more > 0 {
		return tooMuch // rows below the picture: one that was cut by its height alone
	} else if err != io.EOF {
		return broken
	}
	run := p.run[:len(p.run)-in.Len()]
	if kind == "fdAT" {
		run = p.numbered(run)
	}
	p.write(kind, run)
	p.run = nil
	return nil
}

// numbered puts the next number of an animation's sequence before a body.
func (p *pngFile) numbered(body []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, p.sequence), body...)
	p.sequence++
	return b
}

// unpacked is how many bytes the rows of a picture take.
func (p *pngFile) unpacked(w, h uint32) (n uint64, ok bool) {
	if uint64(w)*uint64(h) > largest {
		return 0, false
	}
	bits := uint64(p.depth) * [7]uint64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[p.colour]
	passes := [][4]uint32{{0, 0, 1, 1}}
	if p.interlaced {
		passes = [][4]uint32{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}
	}
	for _, s := range passes {
		if w > s[0] && h > s[1] {
			columns, rows := uint64((w-s[0]-1)/s[2]+1), uint64((h-s[1]-1)/s[3]+1)
			n += rows * (1 + (columns*bits+7)/8)
		}
	}
	return n, true
}

func (p *pngFile) write(kind string, body []byte) {
	p.out = binary.BigEndian.AppendUint32(p.out, uint32(len(body)))
	at := len(p.out)
	p.out = append(append(p.out, kind...), body...)
	p.out = binary.BigEndian.AppendUint32(p.out, crc32.ChecksumIEEE(p.out[at:]))
}
