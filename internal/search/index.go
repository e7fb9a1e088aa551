package search

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// Kinds of documents.
const (
	Clause = "clause"
	Item   = "item"  // of the guideline
	Entry  = "entry" // of the register
)

// A Document is what can be found, as its edition shows it. All texts are plain;
// Body has one line for each paragraph, row or list item.
type Document struct {
	Kind     string
	Href     string // from the site's top folder
	Standard string // title of the standard, or of the catalog
	Version  string
	Chapter  string
	Label    string
	Title    string
	Class    string
	Sector   string
	Withheld bool
	Lang     string // of the texts, where it is not that of the index
	Plain    string
	Body     []string

	// Facets are what results can be limited to: "class:mandatory",
	// "item:nisc-4/6.1.2(2)", "withheld".
	Facets []string
}

// A Directory says where things are. It is what a first query has to fetch
// whatever it asks, so it is small: no entry of it is one of a clause.
type Directory struct {
	Format    int    `json:"format"`    // 1
	Folder    string `json:"folder"`    // of the other files
	Documents int    `json:"documents"` // how many

	// Postings has the first key of each piece, "" where none begins in it;
	// Records the number of documents that begin in each piece.
	Postings []string `json:"postings"`
	Records  []int    `json:"records"`

	// Common has the keys that many documents have: at n those that 2^n to
	// 2^(n+1)-1 of 1,024 documents have, with spaces between them. A query
	// takes those last.
	Common []string `json:"common"`
}

// Options of an index.
type Options struct {
	// Scripts makes each file a script that calls kijunSearch(base64): a
	// page opened from a disk can load scripts and nothing else.
	Scripts bool
}

// A Builder takes documents one by one and makes the files of their index. What
// it holds grows with the keys and postings, and with the compressed texts: some
// 1.5 kB a clause.
type Builder struct {
	options   Options
	keys      map[string]*postings
	records   *stream
	directory Directory
	facets    map[string][]Value
	seen      map[string]int // keys of the document at hand, with their tiers
}

// A Value is one of a facet's: what it is called in keys, and by people.
type Value [2]string

// Facets says which values results can be limited to, by facet: what the page
// offers.
func (b *Builder) Facets(values map[string][]Value) { b.facets = values }

// NewBuilder starts an index.
func NewBuilder(o Options) *Builder {
	b := &Builder{options: o, keys: map[string]*postings{}, seen: map[string]int{}}
	b.directory = Directory{Format: 1, Postings: []string{}, Records: []int{}, Common: []string{}}
	b.records = newStream(recordsPiece, func(starts int) { b.directory.Records = append(b.directory.Records, starts) })
	return b
}

// Documents is how many were added.
func (b *Builder) Documents() int { return b.directory.Documents }

// Add adds a document. Results come in the order in which documents were added.
func (b *Builder) Add(d *Document) {
	doc := uint32(b.directory.Documents)
	b.directory.Documents++
	clear(b.seen)
	b.field(inHeading, strings.TrimSpace(d.Label+" "+d.Title))
	b.field(inBody, d.Plain)
	for _, line := range d.Body {
		b.field(inBody, line)
	}
	b.field(inTitle, d.Standard)
	for key, tier := range b.seen {
		b.post(key, doc, tier)
	}
	for _, f := range d.Facets {
		if p := b.keys["#"+f]; p == nil || p.n == 0 || p.last != doc {
			b.post("#"+f, doc, inHeading)
		}
	}
	record := d.record()
	if !b.records.fits(len(record)) {
		b.records.cut()
	}
	b.records.add(record)
}

func (b *Builder) post(key string, doc uint32, tier int) {
	p := b.keys[key]
	if p == nil {
		p = &postings{}
		b.keys[strings.Clone(key)] = p
	}
	p.add(doc, tier)
}

// field takes the keys of a field; one that was seen in a field before stays
// there.
func (b *Builder) field(tier int, text string) {
	eachKey(Normalise(text), func(key string) {
		if _, ok := b.seen[key]; !ok {
			b.seen[key] = tier
		}
	})
}

// Separators within records. They stand in no field.
const (
	fieldEnd  = "\x1f"
	recordEnd = "\x1e"
)

var oneLine = strings.NewReplacer(fieldEnd, " ", recordEnd, " ", "\n", " ", "\t", " ")

func (d *Document) record() []byte {
	mark := ""
	if d.Withheld {
		mark = "1"
	}
	fields := []string{d.Kind, d.Href, d.Standard, d.Version, d.Chapter, d.Label, d.Title, d.Class, d.Sector, mark, d.Lang, d.Plain}
	for i, f := range fields {
		fields[i] = oneLine.Replace(f)
	}
	lines := make([]string, len(d.Body))
	for i, l := range d.Body {
		lines[i] = oneLine.Replace(l)
	}
	return []byte(strings.Join(append(fields, strings.Join(lines, "\n")), fieldEnd) + recordEnd)
}

// Write hands over the files of the index, by names within its folder. The
// builder is used up.
func (b *Builder) Write(put func(name string, data []byte) error) error {
	b.records.cut()
	b.complete()
	lists := newStream(postingsPiece, func(int) {})
	b.writePostings(lists)

	facets, err := zipped(b.facets)
	if err != nil {
		return err
	}
	hash := sha256.New()
	type file struct {
		name string
		data []byte
	}
	files := []file{{"facets", facets}}
	for i, piece := range lists.pieces {
		files = append(files, file{fmt.Sprint("p", i), piece})
	}
	for i, piece := range b.records.pieces {
		files = append(files, file{fmt.Sprint("r", i), piece})
	}
	for _, f := range files {
		fmt.Fprintf(hash, "%s %d\n", f.name, len(f.data))
		hash.Write(f.data)
	}
	b.directory.Folder = hex.EncodeToString(hash.Sum(nil)[:12])
	for _, f := range files {
		if err := b.put(put, b.directory.Folder+"/"+f.name, f.data); err != nil {
			return err
		}
	}
	directory, err := zipped(b.directory)
	if err != nil {
		return err
	}
	return b.put(put, "directory", directory)
}

// zipped is a value as JSON, compressed. It has no time of its making.
func zipped(v any) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(z)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *Builder) put(put func(name string, data []byte) error, name string, data []byte) error {
	if !b.options.Scripts {
		return put(name+".gz", data)
	}
	return put(name+".js", fmt.Appendf(nil, "kijunSearch(%q)\n", base64.StdEncoding.EncodeToString(data)))
}

// largeRange is how much the keys that begin with a shorter one may take, in
// bytes, before the shorter one gets a list of its own.
const largeRange = 3 << 10

// complete adds the lists of short keys whose range is large. Keys of one letter
// stand for queries of one letter, pairs of narrow letters for queries of two.
func (b *Builder) complete() {
	ranges := map[string][]string{}
	for key := range b.keys {
		if key[0] == '#' {
			continue
		}
		runes := []rune(key)
		ranges[string(runes[:1])] = append(ranges[string(runes[:1])], key)
		if len(runes) == 3 || len(runes) == 2 && kindOf(runes[0]) == narrow && kindOf(runes[1]) == narrow {
			ranges[string(runes[:2])] = append(ranges[string(runes[:2])], key)
		}
	}
	made := map[string]*postings{}
	for short, keys := range ranges {
		size := 0
		var all []*postings
		for _, key := range keys {
			p := b.keys[key]
			size += len(p.data) + len(key) + 4
			all = append(all, p)
		}
		if size > largeRange {
			made[short] = union(all)
		}
	}
	for short, p := range made {
		b.keys[short] = p
		p.complete = true
	}
}

// common is the least share of documents, of 1,024, that makes a key a common
// one.
const common = 32

func (b *Builder) writePostings(to *stream) {
	last := ""
	var buckets [11][]string
	for _, key := range slices.Sorted(maps.Keys(b.keys)) {
		p := b.keys[key]
		if share := int(p.n) * 1024 / max(b.directory.Documents, 1); share >= common && key[0] != '#' {
			n := min(bits.Len(uint(share))-1, len(buckets)-1)
			buckets[n] = append(buckets[n], key)
		}
		var lists []byte
		for _, docs := range p.split() {
			lists = encode(lists, docs)
		}
		entry := appendEntry(nil, last, key, p, lists)
		if !to.fits(len(entry)) {
			to.cut()
			b.firstKey(to, key)
			entry = appendEntry(nil, "", key, p, lists)
		} else if len(to.piece) == 0 {
			b.firstKey(to, key)
			entry = appendEntry(nil, "", key, p, lists)
		}
		to.add(entry)
		last = key
		delete(b.keys, key)
	}
	to.cut()
	for len(b.directory.Postings) < len(to.pieces) {
		b.directory.Postings = append(b.directory.Postings, "")
	}
	for _, keys := range buckets {
		b.directory.Common = append(b.directory.Common, strings.Join(keys, " "))
	}
}

// firstKey notes that a key is the first one of the piece that begins now.
func (b *Builder) firstKey(to *stream, key string) {
	for len(b.directory.Postings) < len(to.pieces) {
		b.directory.Postings = append(b.directory.Postings, "")
	}
	b.directory.Postings = append(b.directory.Postings, key)
}

func appendEntry(out []byte, last, key string, p *postings, lists []byte) []byte {
	shared := 0
	for shared < len(last) && shared < len(key) && last[shared] == key[shared] {
		shared++
	}
	out = binary.AppendUvarint(out, uint64(shared))
	out = binary.AppendUvarint(out, uint64(len(key)-shared))
	out = append(out, key[shared:]...)
	whole := uint64(0)
	if p.complete {
		whole = 1
	}
	out = binary.AppendUvarint(out, uint64(p.n)<<1|whole)
	out = binary.AppendUvarint(out, uint64(len(lists)))
	return append(out, lists...)
}
