package attachment

// What follows reads the coded data of a scan, without making a picture of
// them, to learn where they end: behind their end, and below the height that
// the header names, more could be hidden than the picture shows.

// A jpegScan is one pass over some components of a picture.
type jpegScan struct {
	*jpegFile
	parts       []*scanPart
	first, last int // coefficients
	refines     bool
	dc, ac      bool // whether it needs codes of that kind
	bits, held  int  // bits that were read and not used
	run         int  // blocks that still have no more coefficients
	damaged     bool
}

type scanPart struct {
	*component
	dcTable, acTable byte
	dcCodes, acCodes *codebook
}

// A codebook is a Huffman table: how many codes there are of each length, and
// what they mean.
type codebook struct{ counts, values []byte }

func newCodes(b []byte) *codebook { return &codebook{b[:16], b[16:]} }

func (s *jpegScan) header(b []byte) *Refusal {
	if len(b) < 1 || b[0] < 1 || b[0] > 4 || len(b) != 4+2*int(b[0]) {
		return unordered
	}
	n, blocks := int(b[0]), 0
	for i := range n {
		part := &scanPart{dcTable: b[2+2*i] >> 4, acTable: b[2+2*i] & 15}
		for k := range s.jpegFile.parts {
			if s.jpegFile.parts[k].id == b[1+2*i] {
				part.component = &s.jpegFile.parts[k]
			}
		}
		if part.component == nil || part.dcTable > 3 || part.acTable > 3 {
			return unordered
		}
		for _, other := range s.parts {
			if other.id == part.id {
				return unordered
			}
		}
		s.parts = append(s.parts, part)
		blocks += int(part.h) * int(part.v)
	}
	if n > 1 && blocks > 10 {
		return unordered
	}
	s.last, s.dc, s.ac = 63, true, true
	if s.progressive {
		s.first, s.last, s.refines = int(b[1+2*n]), int(b[2+2*n]), b[3+2*n]>>4 > 0
		s.dc, s.ac = s.first == 0 && !s.refines, s.first > 0
		if s.first > s.last || s.last > 63 || s.first == 0 && s.last > 0 || s.ac && n > 1 {
			return unordered
		}
	}
	return nil
}

// walk reads the scan's data and writes them, up to the last block.
func (s *jpegScan) walk() *Refusal {
	units, across := 0, 0
	if len(s.parts) == 1 {
		units, across = s.parts[0].across*s.parts[0].down, s.parts[0].across
	} else {
		across = s.parts[0].stride / int(s.parts[0].h)
		units = across * (s.parts[0].rows / int(s.parts[0].v))
	}
	for _, p := range s.parts {
		if s.ac && s.progressive && p.known == nil {
			p.known = make([]uint64, p.stride*p.rows)
		}
	}
	from := s.at
	for unit := range units {
		if s.interval > 0 && unit > 0 && unit%s.interval == 0 {
			s.out = append(s.out, s.in[from:s.at]...)
			marker, ok := s.marker()
			if want := byte(0xd0 + (unit/s.interval-1)%8); !ok || marker != want {
				return broken
			}
			s.out = append(s.out, 0xff, marker)
			from, s.bits, s.held, s.run = s.at, 0, 0, 0
		}
		x, y := unit%across, unit/across
		for _, p := range s.parts {
			if len(s.parts) == 1 {
				s.block(p, y*p.stride+x)
				continue
			}
			for v := range int(p.v) {
				for h := range int(p.h) {
					s.block(p, (y*int(p.v)+v)*p.stride+x*int(p.h)+h)
				}
			}
		}
		if s.damaged {
			return broken
		}
		if s.budget < 0 {
			return tooLarge
		}
	}
	s.out = append(s.out, s.in[from:s.at]...)
	return nil
}

func (s *jpegScan) block(p *scanPart, at int) {
	s.budget--
	switch {
	case s.damaged:
	case !s.progressive:
		s.skip(int(s.decode(p.dcCodes)))
		for k := 1; k <= 63 && !s.damaged; k++ {
			zeros, size := s.pair(p)
			if size == 0 && zeros < 15 {
				s.damaged = s.damaged || zeros > 0 // a run of blocks, which decoders take in two ways here
				break
			}
			k += zeros
			s.damaged = s.damaged || size > 0 && k > 63
			s.skip(size)
		}
	case s.first == 0 && s.refines:
		s.skip(1)
	case s.first == 0:
		s.skip(int(s.decode(p.dcCodes)))
	case s.refines:
		s.refine(p, &p.known[at])
	case s.run > 0:
		s.run--
	default:
		for k := s.first; k <= s.last && !s.damaged; k++ {
			zeros, size := s.pair(p)
			if size == 0 && zeros < 15 {
				s.run = 1<<zeros + s.read(zeros) - 1
				break
			}
			k += zeros
			if size == 0 {
				continue
			}
			if s.damaged = s.damaged || k > s.last; !s.damaged {
				p.known[at] |= 1 << k
			}
			s.skip(size)
		}
	}
}

// refine reads one more bit of each coefficient that is not zero, and the
// coefficients that this bit makes so.
func (s *jpegScan) refine(p *scanPart, known *uint64) {
	k := s.first
	for ; k <= s.last && s.run == 0 && !s.damaged; k++ {
		zeros, size := s.pair(p)
		if size == 0 && zeros < 15 {
			s.run = 1<<zeros + s.read(zeros)
			break
		}
		if size > 1 {
			s.damaged = true
		}
		s.skip(size)
		for ; k <= s.last; k++ {
			if *known>>k&1 == 1 {
				s.skip(1)
			} else if zeros == 0 {
				break
			} else {
				zeros--
			}
		}
		if size == 1 {
			if k > s.last {
				s.damaged = true
				return
			}
			*known |= 1 << k
		}
	}
	if s.run > 0 {
		for ; k <= s.last; k++ {
			s.skip(int(*known >> k & 1))
		}
		s.run--
	}
}

// pair reads how many coefficients are zero and how many bits the next one has.
func (s *jpegScan) pair(p *scanPart) (zeros, size int) {
	b := s.decode(p.acCodes)
	return int(b >> 4), int(b & 15)
}

func (s *jpegScan) decode(c *codebook) byte {
	code, first, index := 0, 0, 0
	for _, count := range c.counts {
		code |= s.read(1)
		if code-first < int(count) {
			return c.values[index+code-first]
		}
		index += int(count)
		first = (first + int(count)) << 1
		code <<= 1
	}
	s.damaged = true
	return 0
}

func (s *jpegScan) skip(n int) {
	if n > 16 {
		s.damaged = true
		return
	}
	s.read(n)
}

// read returns the next n bits. At a marker there are no more.
func (s *jpegScan) read(n int) int {
	for s.held < n && !s.damaged {
		if s.at >= len(s.in) || s.in[s.at] == 0xff && (s.at+1 >= len(s.in) || s.in[s.at+1] != 0) {
			s.damaged = true
			return 0
		}
		s.bits = s.bits<<8 | int(s.in[s.at])
		if s.in[s.at] == 0xff {
			s.at++
		}
		s.at++
		s.held += 8
	}
	if s.damaged {
		return 0
	}
	s.held -= n
	v := s.bits >> s.held
	s.bits &= 1<<s.held - 1
	return v
}
