package attachment

import (
	"bytes"
	"encoding/binary"
)

// A component is one of the colours of a JPEG.
type component struct {
	id, h, v, quant byte
	stride, rows    int      // in blocks, as scans of several components count
	across, down    int      // in blocks, as a scan of it alone counts
	known           []uint64 // of each block, which coefficients are not zero; progressive only
}

// A table is a segment that later scans may need. It is written before the
// first scan that does: one that no scan needs could hold anything.
type table struct {
	segment []byte
	written bool
}

// A jpegFile is a JPEG on its way through the list of segments.
type jpegFile struct {
	in            []byte
	at            int
	out           []byte
	jfif, adobe   []byte
	width, height int
	late          bool // the height comes behind the first scan
	progressive   bool
	parts         []component
	quant         [4]table
	huffman       [2][4]table // of DC and of AC coefficients
	restart       table
	interval      int
	scans, budget int
}

func cleanJPEG(data []byte) ([]byte, *Refusal) {
	if len(data) < 2 || data[0] != 0xff || data[1] != 0xd8 {
		return nil, noPicture
	}
	j := &jpegFile{in: data, at: 2, out: []byte{0xff, 0xd8}, budget: 1 << 27}
	for {
		marker, ok := j.marker()
		switch {
		case !ok:
			return nil, tooEarly
		case marker == 0xd9: // the end
			if j.scans == 0 {
				return nil, noPicture
			}
			return append(j.out, 0xff, 0xd9), nil
		case marker >= 0xd0 && marker <= 0xd7, marker == 0x01: // stand alone and mean nothing here
			continue
		}
		if len(j.in)-j.at < 2 {
			return nil, tooEarly
		}
		n := int(binary.BigEndian.Uint16(j.in[j.at:]))
		if n < 2 || n > len(j.in)-j.at {
			return nil, tooEarly
		}
		body := j.in[j.at+2 : j.at+n]
		j.at += n
		if why := j.segment(marker, body); why != nil {
			return nil, why
		}
	}
}

// marker looks for the next marker. What stands before it, decoders pass over.
func (j *jpegFile) marker() (byte, bool) {
	for ; j.at+1 < len(j.in); j.at++ {
		if m := j.in[j.at+1]; j.in[j.at] == 0xff && m != 0 && m != 0xff {
			j.at += 2
			return m, true
		}
	}
	return 0, false
}

func appendSegment(out []byte, marker byte, body []byte) []byte {
	out = binary.BigEndian.AppendUint16(append(out, 0xff, marker), uint16(2+len(body)))
	return append(out, body...)
}

// segment takes the next segment: writes it, keeps it for later or drops it.
func (j *jpegFile) segment(marker byte, b []byte) *Refusal {
	switch marker {
	case 0xe0:
		return j.head(&j.jfif, marker, b, "JFIF\x00", func() []byte {
			if len(b) < 14 {
				return nil
			}
			return append(bytes.Clone(b[:12]), 0, 0) // without a thumbnail
		})
	case 0xee:
		return j.head(&j.adobe, marker, b, "Adobe", func() []byte {
			if len(b) < 12 || b[11] > 2 {
				return nil
			}
			return []byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, b[11]} // how the colours are coded
		})
	case 0xe1:
		if bytes.HasPrefix(b, []byte("Exif\x00")) && turned(b) {
			return isTurned
		}
	case 0xdb:
		return j.quantTables(b)
	case 0xc4:
		return j.huffmanTables(b)
	case 0xc0, 0xc1, 0xc2:
		return j.frame(marker, b)
	case 0xdd:
		if len(b) != 2 {
			return unordered
		}
		j.interval = int(binary.BigEndian.Uint16(b))
		j.restart = table{segment: appendSegment(nil, marker, b)}
	case 0xda:
		return j.scan(b)
	case 0xdc:
		if j.late && j.scans == 1 && len(b) == 2 && int(binary.BigEndian.Uint16(b)) == j.height {
			j.out = appendSegment(j.out, marker, b)
			j.late = false
		}
	case 0xd8:
		return unordered
	default:
		if marker < 0xe0 || marker > 0xef && marker < 0xfe {
			return refuse("it is coded in a way that browsers do not show")
		}
	}
	return nil
}

// head writes the first of a kind of segment, made anew. A second one may only
// say the same.
func (j *jpegFile) head(first *[]byte, marker byte, b []byte, name string, made func() []byte) *Refusal {
	if !bytes.HasPrefix(b, []byte(name)) {
		return nil
	}
	body := made()
	if body == nil || *first != nil && !bytes.Equal(*first, body) {
		return unordered
	}
	if *first == nil {
		*first = body
		j.out = appendSegment(j.out, marker, body)
	}
	return nil
}

func (j *jpegFile) quantTables(b []byte) *Refusal {
	for len(b) > 0 {
		n := 1 + 64
		if b[0]>>4 == 1 {
			n += 64
		}
		if b[0]>>4 > 1 || b[0]&15 > 3 || n > len(b) {
			return unordered
		}
		j.quant[b[0]&15] = table{segment: appendSegment(nil, 0xdb, b[:n])}
		b = b[n:]
	}
	return nil
}

func (j *jpegFile) huffmanTables(b []byte) *Refusal {
	for len(b) > 0 {
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return unordered
		}
		n := 17
		for _, count := range b[1:17] {
			n += int(count)
		}
		if n > len(b) || n > 17+256 {
			return unordered
		}
		j.huffman[b[0]>>4][b[0]&15] = table{segment: appendSegment(nil, 0xc4, b[:n])}
		b = b[n:]
	}
	return nil
}

// frame takes the size of the picture and of its components.
func (j *jpegFile) frame(marker byte, b []byte) *Refusal {
	if j.parts != nil || len(b) < 9 || b[0] != 8 || b[5] > 4 || len(b) != 6+3*int(b[5]) {
		return unordered
	}
	j.progressive = marker == 0xc2
	j.height, j.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	j.out = appendSegment(j.out, marker, b)
	if j.width == 0 {
		return unordered
	}
	seen := map[byte]bool{}
	for b := b[6:]; len(b) > 0; b = b[3:] {
		c := component{id: b[0], h: b[1] >> 4, v: b[1] & 15, quant: b[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quant > 3 || seen[c.id] {
			return unordered
		}
		seen[c.id] = true
		j.parts = append(j.parts, c)
	}
	return nil
}

// measure counts the blocks of each component, before the first scan.
func (j *jpegFile) measure() *Refusal {
	if j.height == 0 { // the segment behind the first scan says it
		behind := *j
		for {
			marker, ok := behind.marker()
			if !ok || marker == 0xdc && len(j.in)-behind.at < 4 {
				return tooEarly
			}
			if marker >= 0xd0 && marker <= 0xd7 {
				continue
			}
			if marker == 0xdc {
				j.height, j.late = int(binary.BigEndian.Uint16(j.in[behind.at+2:])), true
			}
			break
		}
	}
	if j.height == 0 || j.parts == nil {
		return unordered
	}
	var most component
	for _, c := range j.parts {
		most.h, most.v = max(most.h, c.h), max(most.v, c.v)
	}
	blocks := 0
	for i := range j.parts {
		c := &j.parts[i]
		c.stride = ceil(j.width, 8*int(most.h)) * int(c.h)
		c.rows = ceil(j.height, 8*int(most.v)) * int(c.v)
		c.across = ceil(ceil(j.width*int(c.h), int(most.h)), 8)
		c.down = ceil(ceil(j.height*int(c.v), int(most.v)), 8)
		blocks += c.stride * c.rows
	}
	if blocks > largest/64 {
		return tooLarge
	}
	return nil
}

func ceil(a, b int) int { return (a + b - 1) / b }

// scan writes a scan: its tables, its header and its data, up to where they end.
func (j *jpegFile) scan(b []byte) *Refusal {
	if j.scans == 0 {
		if why := j.measure(); why != nil {
			return why
		}
	}
	s := &jpegScan{jpegFile: j}
	if why := s.header(b); why != nil {
		return why
	}
	if j.interval > 0 || j.restart.segment != nil {
		j.need(&j.restart)
	}
	for _, p := range s.parts {
		if !j.need(&j.quant[p.quant]) || s.dc && !j.need(&j.huffman[0][p.dcTable]) || s.ac && !j.need(&j.huffman[1][p.acTable]) {
			return unordered
		}
		if s.dc {
			p.dcCodes = newCodes(j.huffman[0][p.dcTable].segment[5:])
		}
		if s.ac {
			p.acCodes = newCodes(j.huffman[1][p.acTable].segment[5:])
		}
	}
	j.out = appendSegment(j.out, 0xda, b)
	j.scans++
	return s.walk()
}

// need writes a table, if it has not been; false means that there is none.
func (j *jpegFile) need(t *table) bool {
	if t.segment != nil && !t.written {
		j.out = append(j.out, t.segment...)
		t.written = true
	}
	return t.segment != nil
}
