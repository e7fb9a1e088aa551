package overlap

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/kijun-dev/kijun/internal/source"
)

// The limits of what counts as shared. A weight of 2 is a word, or two
// characters of Japanese. They were chosen by the figures of TestFigures.
const (
	shingle  = 8  // weight of the shortest run that is looked for
	longRun  = 32 // a run of this weight is told
	muchRun  = 14 // and of this, where as much besides is shared nearby
	much     = 40
	mostPart = 18 // and of this, where it is most of the part
	sentence = 22 // and of this, where it is a whole sentence of the public text
	apart    = 64 // bytes between runs that belong together
	phrase   = 3  // public places of which more make a turn of phrase
	recorded = 64 // places that are remembered of a run
)

// An index holds runs and telling words of the withheld parts, and what was
// found of them: the withheld parts are few, so the public texts pass by them
// and nothing of these has to be kept.
type index struct {
	runs    map[uint64]*run
	seen    filter              // of the runs' hashes
	tokens  map[uint64][]*token // by how they begin, see opening
	first   filter              // of the tokens' first units
	lengths []int               // of each part, in weight

	sums   []uint64 // of the text at hand, see sum
	powers []uint64
}

// A run is a shingle of some withheld parts.
type run struct {
	at    []spot
	uses  count
	found []hit
}

// A spot is where in a part a run stands: its first unit.
type spot struct{ part, first int }

// A hit is where in a public text it stands, and how much its last unit adds to
// the run that begins one unit before.
type hit struct{ text, unit, start, end, more int }

// A count is in how many public places something stands: in each family of
// texts as often as in the text that has it most often.
type count struct {
	text, inText   int
	family         string
	inFamily, rest int
}

func (c *count) add(text int, family string) {
	if c.inText == 0 || c.family != family {
		c.rest += c.inFamily
		c.family, c.inFamily = family, 0
		c.inText = 0
	}
	if c.text != text {
		c.text, c.inText = text, 0
	}
	c.inText++
	c.inFamily = max(c.inFamily, c.inText)
}

func (c *count) places() int { return c.rest + c.inFamily }

// A filter says quickly that a hash is not there.
type filter []uint64

func newFilter() filter { return make(filter, 1<<14) }

func (f filter) add(h uint64)      { f[h>>44>>6] |= 1 << (h >> 44 & 63) }
func (f filter) has(h uint64) bool { return f[h>>44>>6]&(1<<(h>>44&63)) != 0 }

func newIndex(parts []Part) *index {
	ix := &index{runs: map[uint64]*run{}, seen: newFilter(), tokens: map[uint64][]*token{}, first: newFilter()}
	known := map[string]*token{}
	var u units
	for i, p := range parts {
		u.read(Text{File: p.At.File, Ranges: []source.Range{{Start: p.At.Start, End: p.At.End}}})
		length := 0
		for _, x := range u.list {
			length += x.weight()
		}
		ix.lengths = append(ix.lengths, length)
		ix.each(&u, func(h uint64, first, last int) {
			r := ix.runs[h]
			if r == nil {
				r = &run{}
				ix.runs[h] = r
				ix.seen.add(h)
			}
			if n := len(r.at); n == 0 || r.at[n-1].part != i { // the first of a part will do
				r.at = append(r.at, spot{i, first})
			}
		})
		for _, t := range telling(&u) {
			own := known[t.key]
			if own == nil {
				own = t
				known[t.key] = t
				k := opening(t.hashes)
				ix.tokens[k] = append(ix.tokens[k], t)
				ix.first.add(mixed(t.hashes[0]))
			}
			if n := len(own.parts); n == 0 || own.parts[n-1] != i {
				own.parts = append(own.parts, i)
			}
		}
	}
	return ix
}

func (ix *index) empty() bool { return len(ix.runs) == 0 && len(ix.tokens) == 0 }

// opening is a hash of the first unit, or of the first two where there are more:
// a list of addresses may have thousands that begin with the same number.
func opening(hashes []uint64) uint64 {
	if len(hashes) == 1 {
		return hashes[0]
	}
	return mixed(hashes[0]*base + hashes[1])
}

// mixed spreads a hash over all its bits.
func mixed(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

const base = 0x9e3779b97f4a7c15

// each calls do with every shingle of a text: from each unit the shortest run
// that has the weight. Its hash is made of sums, so it takes no longer for a
// long run than for a short one.
func (ix *index) each(u *units, do func(hash uint64, first, last int)) {
	n := len(u.list)
	for len(ix.powers) <= n {
		p := uint64(1)
		if k := len(ix.powers); k > 0 {
			p = ix.powers[k-1] * base
		}
		ix.powers = append(ix.powers, p)
	}
	ix.sums = append(ix.sums[:0], 0)
	for i, x := range u.list {
		ix.sums = append(ix.sums, ix.sums[i]*base+x.hash)
	}
	end, weight := 0, 0
	for i, x := range u.list {
		for end < n && weight < shingle {
			weight += u.list[end].weight()
			end++
		}
		if weight < shingle {
			return
		}
		do(mixed(ix.sums[end]-ix.sums[i]*ix.powers[end-i]), i, end-1)
		weight -= x.weight()
	}
}

// look passes a public text by the index.
func (ix *index) look(text int, t Text, u *units) {
	ix.each(u, func(h uint64, first, last int) {
		if !ix.seen.has(h) {
			return
		}
		r := ix.runs[h]
		if r == nil {
			return
		}
		r.uses.add(text, t.Family)
		if !t.Background && len(r.found) < recorded && r.uses.places() <= phrase {
			r.found = append(r.found, hit{text, first, u.list[first].start, u.list[last].end, u.list[last].weight()})
		}
	})
	for i, x := range u.list {
		if !ix.first.has(mixed(x.hash)) {
			continue
		}
		begun := ix.tokens[x.hash]
		if i+1 < len(u.list) {
			begun = append(slices.Clone(begun), ix.tokens[opening([]uint64{x.hash, u.list[i+1].hash})]...)
		}
		for _, k := range begun {
			last, ok := k.stands(u, i)
			if !ok {
				continue
			}
			k.uses.add(text, t.Family)
			if k.proper && !capital(u.data[x.start:]) {
				k.common = true
			}
			if !t.Background && len(k.found) < recorded {
				k.found = append(k.found, hit{text, i, x.start, u.list[last].end, 0})
			}
		}
	}
}

// places are the lines that share enough.
func (ix *index) places(parts []Part, texts []Text) (out []place) {
	for _, ks := range ix.tokens {
		for _, k := range ks {
			if k.common || k.uses.places() > k.most() {
				continue
			}
			for _, h := range k.found {
				for _, p := range k.parts {
					if texts[h.text].discloses(parts[p]) {
						continue
					}
					out = append(out, place{p, h.text, h.start, h.end, []source.Range{{Start: h.start, End: h.end}}, false})
				}
			}
		}
	}
	type pair struct{ part, text int }
	shared := map[pair][]match{}
	for _, r := range ix.runs {
		if r.uses.places() > phrase {
			continue
		}
		for _, h := range r.found {
			for _, s := range r.at {
				if texts[h.text].discloses(parts[s.part]) {
					continue
				}
				k := pair{s.part, h.text}
				shared[k] = append(shared[k], match{h, s})
			}
		}
	}
	for k, ms := range shared {
		out = append(out, enough(k.part, k.text, ix.lengths[k.part], ms, texts[k.text].File.Bytes())...)
	}
	slices.SortFunc(out, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.part, b.part), cmp.Compare(a.text, b.text), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	return out
}

// A match is a shingle that stands in a text and in a part.
type match struct {
	hit
	spot
}

// enough groups the matches of a part in a text into places and keeps those
// that share enough.
func enough(part, text, length int, ms []match, data []byte) (out []place) {
	slices.SortFunc(ms, func(a, b match) int { return cmp.Compare(a.unit, b.unit) })
	for len(ms) > 0 {
		n, end := 1, ms[0].end
		for n < len(ms) && ms[n].start-end <= apart {
			end = max(end, ms[n].end)
			n++
		}
		group := ms[:n]
		ms = ms[n:]
		p := place{part: part, text: text, start: group[0].start, end: end, words: true}
		longest, now, covered, from, whole := 0, 0, 0, 0, false
		for i, m := range group {
			if i > 0 && m.unit == group[i-1].unit+1 && m.first == group[i-1].first+1 {
				now += m.more
				covered += m.more
			} else {
				now, from = shingle, m.start
				covered += shingle
			}
			longest = max(longest, now)
			whole = whole || now >= sentence && begins(data[:from]) && ends(data[m.end:])
			p.hide = append(p.hide, source.Range{Start: m.start, End: m.end})
		}
		covered = min(covered, length)
		if whole || longest >= longRun || longest >= muchRun && covered >= much || longest >= mostPart && 10*covered >= 6*length {
			out = append(out, p)
		}
	}
	return out
}

// begins and ends report whether a sentence begins behind a text, and whether
// one ends before it.
func begins(before []byte) bool {
	before = bytes.TrimRight(before, " >*_-|#")
	return len(before) == 0 || bytes.HasSuffix(before, []byte("。")) || bytes.IndexByte([]byte(".\n:?!"), before[len(before)-1]) >= 0
}

func ends(behind []byte) bool {
	behind = bytes.TrimLeft(behind, " *_)`")
	return len(behind) == 0 || bytes.HasPrefix(behind, []byte("。")) || bytes.IndexByte([]byte(".\n|?!"), behind[0]) >= 0
}
