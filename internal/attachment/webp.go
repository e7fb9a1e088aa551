package attachment

import (
	"bytes"
	"encoding/binary"
)

const (
	webpAlpha    = 0x10 // flags of VP8X
	webpAnimated = 0x02
)

// A webpChunk is one chunk of a RIFF file.
type webpChunk struct {
	kind string
	body []byte
}

func cleanWebP(data []byte) ([]byte, *Refusal) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil, noPicture
	}
	n := uint64(binary.LittleEndian.Uint32(data[4:]))
	if n < 4 || n > uint64(len(data)-8) {
		return nil, tooEarly
	}
	chunks, ok := webpChunks(data[12 : 8+n])
	if !ok {
		return nil, tooEarly
	}
	if len(chunks) == 0 {
		return nil, noPicture
	}
	for _, c := range chunks {
		if c.kind == "EXIF" && turned(c.body) {
			return nil, isTurned
		}
	}
	var body []byte
	var why *Refusal
	switch first := chunks[0]; first.kind {
	case "VP8 ", "VP8L":
		body, _, _, why = webpPicture(chunks[:1])
	case "VP8X":
		body, why = webpExtended(first.body, chunks[1:])
	default:
		why = unordered
	}
	if why != nil {
		return nil, why
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(out, "WEBP"...), body...), nil
}

func webpChunks(b []byte) (list []webpChunk, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return nil, false
		}
		n := uint64(binary.LittleEndian.Uint32(b[4:]))
		if n > uint64(len(b)-8) {
			return nil, false
		}
		list = append(list, webpChunk{string(b[:4]), b[8 : 8+n]})
		b = b[min(uint64(len(b)), 8+n+n&1):] // some programs leave the last padding out
	}
	return list, true
}

func appendChunk(out []byte, kind string, body []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, kind...), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// webpExtended cleans a file that begins with VP8X.
func webpExtended(head []byte, chunks []webpChunk) ([]byte, *Refusal) {
	if len(head) != 10 {
		return nil, unordered
	}
	flags := head[0] & (webpAlpha | webpAnimated)
	canvasWidth, canvasHeight := 1+number24(head[4:]), 1+number24(head[7:])
	out := appendChunk(nil, "VP8X", append([]byte{flags, 0, 0, 0}, head[4:]...))
	if flags&webpAnimated == 0 {
		picture, w, h, why := webpPicture(chunks)
		if why == nil && (w != canvasWidth || h != canvasHeight) {
			why = tooMuch
		}
		return append(out, picture...), why
	}
	begun, frames := false, 0
	for _, c := range chunks {
		switch {
		case c.kind == "ANIM" && !begun:
			if len(c.body) != 6 {
				return nil, unordered
			}
			out = appendChunk(out, "ANIM", c.body)
			begun = true
		case c.kind == "ANMF":
			if !begun || len(c.body) < 16 {
				return nil, unordered
			}
			place := bytes.Clone(c.body[:16])
			place[15] &= 3 // how it is blended and disposed of; the rest is reserved
			inner, ok := webpChunks(c.body[16:])
			if !ok {
				return nil, tooEarly
			}
			picture, w, h, why := webpPicture(inner)
			if why != nil {
				return nil, why
			}
			x, y := 2*number24(place), 2*number24(place[3:])
			if w != 1+number24(place[6:]) || h != 1+number24(place[9:]) || x+w > canvasWidth || y+h > canvasHeight {
				return nil, tooMuch
			}
			out = appendChunk(out, "ANMF", append(place, picture...))
			frames++
		}
	}
	if frames == 0 {
		return nil, noPicture
	}
	return out, nil
}

// webpPicture keeps the first picture of a list of chunks, with its alpha.
func webpPicture(chunks []webpChunk) (out []byte, w, h int, why *Refusal) {
	for _, c := range chunks {
		b := c.body
		switch c.kind {
		case "ALPH":
			if len(b) == 0 || out != nil {
				return nil, 0, 0, unordered
			}
			out = appendChunk(nil, "ALPH", b)
		case "VP8 ":
			if len(b) < 10 || b[0]&1 != 0 || string(b[3:6]) != "\x9d\x01\x2a" {
				return nil, 0, 0, broken
			}
			w, h = int(binary.LittleEndian.Uint16(b[6:]))&0x3fff, int(binary.LittleEndian.Uint16(b[8:]))&0x3fff
			return appendChunk(out, "VP8 ", b), w, h, nil
		case "VP8L":
			if len(b) < 5 || b[0] != 0x2f || b[4]>>5 != 0 {
				return nil, 0, 0, broken
			}
			bits := binary.LittleEndian.Uint32(b[1:])
			return appendChunk(nil, "VP8L", b), 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), nil // it has its own alpha
		}
	}
	return nil, 0, 0, noPicture
}

func number24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
