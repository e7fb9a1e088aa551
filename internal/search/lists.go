package search

import (
	"encoding/binary"
	"slices"
)

// Tiers say where in a document a key stands; a document counts for the first.
const (
	inHeading = iota
	inBody
	inTitle
	tiers
)

// postings are the documents of a key as they come: (difference << 2 | tier),
// as varints.
type postings struct {
	data []byte
	last uint32 // document
	n    uint32

	complete bool // every document that has the key as a part of a field, not of those alone where nothing longer begins
}

// add adds a document; they come in order, each once.
func (p *postings) add(doc uint32, tier int) {
	d := uint64(doc - p.last)
	if p.n == 0 {
		d = uint64(doc)
	}
	p.data = binary.AppendUvarint(p.data, d<<2|uint64(tier))
	p.last = doc
	p.n++
}

// split gives the documents of each tier.
func (p *postings) split() (lists [tiers][]uint32) {
	doc := uint32(0)
	for data := p.data; len(data) > 0; {
		v, n := binary.Uvarint(data)
		data = data[n:]
		doc += uint32(v >> 2)
		lists[v&3] = append(lists[v&3], doc)
	}
	return lists
}

// encode appends a list of ascending documents: its length and how it is
// written, then either differences or, where that is shorter, runs (difference
// to the end of the last, length).
func encode(out []byte, docs []uint32) []byte {
	var plain, runs []byte
	next, end := uint32(0), uint32(0)
	for i := 0; i < len(docs); {
		j := i + 1
		for j < len(docs) && docs[j] == docs[j-1]+1 {
			j++
		}
		runs = binary.AppendUvarint(runs, uint64(docs[i]-end))
		runs = binary.AppendUvarint(runs, uint64(j-i))
		end = docs[j-1] + 1
		i = j
	}
	for _, d := range docs {
		plain = binary.AppendUvarint(plain, uint64(d-next))
		next = d + 1
	}
	if len(runs) < len(plain) {
		return append(binary.AppendUvarint(out, uint64(len(docs))<<1|1), runs...)
	}
	return append(binary.AppendUvarint(out, uint64(len(docs))<<1), plain...)
}

// union joins the postings of several keys; of two tiers the first counts.
func union(all []*postings) *postings {
	tier := map[uint32]int{}
	for _, p := range all {
		for t, docs := range p.split() {
			for _, d := range docs {
				if old, ok := tier[d]; !ok || t < old {
					tier[d] = t
				}
			}
		}
	}
	docs := make([]uint32, 0, len(tier))
	for d := range tier {
		docs = append(docs, d)
	}
	slices.Sort(docs)
	out := &postings{}
	for _, d := range docs {
		out.add(d, tier[d])
	}
	return out
}
