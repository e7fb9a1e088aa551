package attachment_test

// progressive makes a JPEG in scans that refine each other, which the library
// can read and not write: gray, 8 × 8 pixels a block, in all four kinds of scan.
// It gives each scan's coded data apart.
func progressive(blocks [][64]int, across int) (list []part, scans []string) {
	down := len(blocks) / across
	quant := append([]byte{0}, make([]byte, 64)...)
	for i := range 64 {
		quant[1+i] = 1
	}
	dc := append([]byte{0, 0, 0, 0, 16}, make([]byte, 12)...) // 16 codes of 4 bits
	for i := range 16 {
		dc = append(dc, byte(i))
	}
	ac := append([]byte{0x10, 0, 0, 0, 0, 0, 0, 0, 176}, make([]byte, 8)...) // 176 codes of 8 bits
	for zeros := range 16 {
		for size := range 11 {
			ac = append(ac, byte(zeros<<4|size))
		}
	}
	frame := []byte{8, 0, byte(8 * down), 0, byte(8 * across), 1, 1, 0x11, 0}
	scan := func(first, last, high, low int) part {
		return part{"\xda", []byte{1, 1, 0, byte(first), byte(last), byte(high<<4 | low)}}
	}
	list = []part{{"\xdb", quant}, {"\xc2", frame}, {"\xc4", dc}, {"\xc4", ac}, scan(0, 0, 0, 1), scan(1, 63, 0, 1), scan(0, 0, 1, 0), scan(1, 63, 1, 0)}

	var w bitWriter
	before := 0
	for _, b := range blocks { // the first bits of DC
		d := b[0]>>1 - before
		before = b[0] >> 1
		w.put(size(d), 4)
		w.value(d)
	}
	scans = append(scans, w.end())
	pair := func(zeros, size int) { w.put(zeros*11+size, 8) }
	empty := 0
	flush := func() { // blocks without a further coefficient, as one run
		if empty > 0 {
			n := size(empty) - 1
			pair(n, 0)
			w.put(empty&(1<<n-1), n)
			empty = 0
		}
	}
	for _, b := range blocks { // the first bits of AC
		zeros := 0
		for k := 1; k < 64; k++ {
			v := b[k] / 2
			if v == 0 {
				zeros++
				continue
			}
			flush()
			for ; zeros > 15; zeros -= 16 {
				pair(15, 0)
			}
			pair(zeros, size(v))
			w.value(v)
			zeros = 0
		}
		if zeros > 0 {
			empty++
		}
	}
	flush()
	scans = append(scans, w.end())
	for _, b := range blocks { // the last bit of DC
		w.put(b[0]&1, 1)
	}
	scans = append(scans, w.end())
	for _, b := range blocks { // the last bit of AC
		var corrections []int
		correct := func() {
			for _, c := range corrections {
				w.put(c, 1)
			}
			corrections = nil
		}
		last := 0
		for k := range b {
			if k > 0 && (b[k] == 1 || b[k] == -1) {
				last = k
			}
		}
		zeros := 0
		for k := 1; k < 64; k++ {
			switch v := max(b[k], -b[k]); {
			case v > 1:
				corrections = append(corrections, v&1)
			case v == 0 && zeros == 15 && k < last:
				pair(15, 0)
				correct()
				zeros = 0
			case v == 0:
				zeros++
			default:
				pair(zeros, 1)
				w.value(b[k])
				correct()
				zeros = 0
			}
			if k == last {
				zeros = 0
			}
		}
		if last < 63 {
			pair(0, 0)
			correct()
		}
	}
	return list, append(scans, w.end())
}

func size(v int) (n int) {
	for v = max(v, -v); v > 0; v >>= 1 {
		n++
	}
	return n
}

type bitWriter struct {
	out        []byte
	bits, held int
}

func (w *bitWriter) put(v, n int) {
	w.bits, w.held = w.bits<<n|v, w.held+n
	for w.held >= 8 {
		w.held -= 8
		b := byte(w.bits >> w.held)
		if w.out = append(w.out, b); b == 0xff {
			w.out = append(w.out, 0)
		}
		w.bits &= 1<<w.held - 1
	}
}

func (w *bitWriter) value(v int) {
	n := size(v)
	if v < 0 {
		v += 1<<n - 1
	}
	w.put(v, n)
}

func (w *bitWriter) end() string {
	if w.held > 0 {
		w.put(1<<(8-w.held)-1, 8-w.held)
	}
	s := string(w.out)
	*w = bitWriter{}
	return s
}
