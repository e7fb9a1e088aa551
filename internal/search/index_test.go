package search

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A reader reads an index as its documentation says, and shares no code with
// what writes it.
type reader struct {
	files map[string][]byte
	Directory
}

func read(files map[string][]byte) (*reader, error) {
	r := &reader{files: files}
	data, err := r.file("directory")
	if err != nil {
		return nil, err
	}
	return r, json.Unmarshal(data, &r.Directory)
}

func (r *reader) file(name string) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(r.files[name+".gz"]))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return io.ReadAll(z)
}

// stream is all pieces of one kind together, and where each begins.
func (r *reader) stream(kind string, pieces int) (all []byte, begins []int, err error) {
	for i := range pieces {
		data, err := r.file(fmt.Sprintf("%s/%s%d", r.Folder, kind, i))
		if err != nil {
			return nil, nil, err
		}
		begins = append(begins, len(all))
		all = append(all, data...)
	}
	return all, begins, nil
}

type list struct {
	complete bool
	tiers    [3][]int
}

func (r *reader) lists() (map[string]list, []string, error) {
	all, begins, err := r.stream("p", len(r.Postings))
	if err != nil {
		return nil, nil, err
	}
	first := map[int]string{}
	for i, at := range begins {
		if r.Postings[i] != "" {
			first[at] = r.Postings[i]
		}
	}
	out := map[string]list{}
	var order []string
	at := 0
	number := func() int {
		v, n := binary.Uvarint(all[at:])
		at += n
		return int(v)
	}
	key := ""
	for at < len(all) {
		want, begins := first[at]
		shared, rest := number(), number()
		if begins && shared != 0 {
			return nil, nil, fmt.Errorf("%q shares with a key of the piece before", want)
		}
		key = key[:shared] + string(all[at:at+rest])
		at += rest
		if begins && key != want {
			return nil, nil, fmt.Errorf("a piece begins with %q, the directory says %q", key, want)
		}
		count := number()
		length := number()
		end := at + length
		l := list{complete: count&1 == 1}
		sum := 0
		for tier := range l.tiers {
			head := number()
			next := 0
			for len(l.tiers[tier]) < head/2 {
				next += number()
				run := 1
				if head&1 == 1 {
					run = number()
				}
				for range run {
					l.tiers[tier] = append(l.tiers[tier], next)
					next++
				}
			}
			sum += len(l.tiers[tier])
		}
		if at != end || sum != count>>1 {
			return nil, nil, fmt.Errorf("%q: %d of %d bytes, %d of %d documents", key, at-end+length, length, sum, count>>1)
		}
		out[key] = l
		order = append(order, key)
	}
	return out, order, nil
}

var letters = []rune("あいうがぱーアイサバ国土一二百十第条保守鯨abc12。、 -・(𠮷é")

func drawText(t *rapid.T, most int) string {
	return string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, most).Draw(t, "text"))
}

// TestRecall: for any documents and any part of a field, the keys of the part
// lead to every document that has it in a field: the index never has too few.
func TestRecall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var docs []Document
		for range rapid.IntRange(1, 30).Draw(t, "documents") {
			docs = append(docs, Document{
				Kind: Clause, Standard: drawText(t, 6), Label: drawText(t, 3), Title: drawText(t, 6), Plain: drawText(t, 8),
				Body: []string{drawText(t, 20), drawText(t, 20)}, Facets: []string{"kind:clause"},
			})
		}
		b := NewBuilder(Options{})
		for i := range docs {
			b.Add(&docs[i])
		}
		files := map[string][]byte{}
		if err := b.Write(func(name string, data []byte) error { files[name] = data; return nil }); err != nil {
			t.Fatal(err)
		}
		r, err := read(files)
		if err != nil {
			t.Fatal(err)
		}
		lists, order, err := r.lists()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(order) {
			t.Fatal("the keys are not in order")
		}
		records, _, err := r.stream("r", len(r.Records))
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.Split(string(records), "\x1e")
		if len(shown) != len(docs)+1 || r.Documents != len(docs) {
			t.Fatalf("%d records, %d said, of %d documents", len(shown)-1, r.Documents, len(docs))
		}
		for i, d := range docs {
			if f := strings.Split(shown[i], "\x1f"); len(f) != 13 || f[2] != d.Standard || f[6] != d.Title || f[12] != strings.Join(d.Body, "\n") {
				t.Fatalf("record %d is %q", i, f)
			}
		}
		from := docs[rapid.IntRange(0, len(docs)-1).Draw(t, "of")]
		field := []rune(Normalise(rapid.SampledFrom([]string{from.Standard, from.Title, from.Plain, from.Body[0], from.Body[1]}).Draw(t, "field")))
		if len(field) == 0 {
			return
		}
		at := rapid.IntRange(0, len(field)-1).Draw(t, "at")
		query := strings.TrimSpace(string(field[at : at+rapid.IntRange(1, len(field)-at).Draw(t, "length")]))
		keys := queryKeys(query)
		for i, d := range docs {
			holds := false
			for _, f := range append([]string{d.Label + " " + d.Title, d.Plain, d.Standard}, d.Body...) {
				holds = holds || strings.Contains(Normalise(f), query)
			}
			for _, key := range keys {
				if got := has(lists, key, i); holds && !got {
					t.Fatalf("%q is in document %d, but not its key %q", query, i, key)
				} else if got && !holds && len(keys) == 1 && key == query {
					t.Fatalf("%q is a key of document %d, which does not have it", query, i)
				}
			}
		}
	})
}

// has follows the rule for reading: a complete list, or all that begin with it.
func has(lists map[string]list, key string, doc int) bool {
	in := func(l list) bool {
		return slices.Contains(l.tiers[0], doc) || slices.Contains(l.tiers[1], doc) || slices.Contains(l.tiers[2], doc)
	}
	if l, ok := lists[key]; ok && l.complete {
		return in(l)
	}
	for other, l := range lists {
		if strings.HasPrefix(other, key) && in(l) {
			return true
		}
	}
	return false
}

// queryKeys are the keys that the script takes from a query.
func queryKeys(query string) []string {
	runes := []rune(query)
	kind := func(i int) kind {
		if i < 0 || i >= len(runes) {
			return gap
		}
		return kindOf(runes[i])
	}
	keys := map[string]bool{}
	for i := range runes {
		switch {
		case kind(i) == gap:
		case kind(i+1) == gap:
			if kind(i-1) == gap {
				keys[string(runes[i])] = true
			}
		case kind(i) == narrow && kind(i+1) == narrow:
			if kind(i+2) == narrow {
				keys[string(runes[i:i+3])] = true
			} else if kind(i-1) != narrow {
				keys[string(runes[i:i+2])] = true
			}
		default:
			keys[string(runes[i:i+2])] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// TestLimits: files stay small whatever the texts are: one long clause, one
// letter in all of them, a thousand letters.
func TestLimits(t *testing.T) {
	for name, text := range map[string]func(i int) string{
		"long":     func(i int) string { return strings.Repeat(fmt.Sprintf("長い条項の%d番。", i), 3000) },
		"the same": func(int) string { return "者" },
		"many": func(i int) string {
			var b strings.Builder
			for n := range 60 {
				b.WriteRune(rune(0x4e00 + (i*7919+n*n*31)%20000))
			}
			return b.String()
		},
		"Latin": func(i int) string { return fmt.Sprintf("the security of system %d shall be kept", i*7919) },
	} {
		n := 3_000
		if name == "long" {
			n = 20
		}
		b := NewBuilder(Options{})
		for i := range n {
			b.Add(&Document{Kind: Clause, Href: "x/#y", Title: fmt.Sprint(i), Body: []string{text(i)}})
		}
		files := map[string][]byte{}
		if err := b.Write(func(name string, data []byte) error { files[name] = data; return nil }); err != nil {
			t.Fatal(err)
		}
		for file, data := range files {
			if len(data) >= 10_000 {
				t.Errorf("%s: %s has %d bytes", name, file, len(data))
			}
		}
		r, err := read(files)
		if err == nil {
			_, _, err = r.lists()
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTwice: the same documents give the same bytes.
func TestTwice(t *testing.T) {
	made := func() map[string][]byte {
		b := NewBuilder(Options{})
		b.Facets(map[string][]Value{"a": {{"1", "2"}}, "b": nil})
		for i := range 500 {
			b.Add(&Document{Kind: Clause, Title: fmt.Sprint("題", i), Body: []string{"同じ文の" + fmt.Sprint(i*i)}, Facets: []string{"x", "y:z"}})
		}
		out := map[string][]byte{}
		if err := b.Write(func(name string, data []byte) error { out[name] = data; return nil }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if a, b := made(), made(); !maps.EqualFunc(a, b, bytes.Equal) {
		t.Error("two indexes of the same documents differ")
	}
}

func TestEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := slices.Compact(slices.Sorted(slices.Values(rapid.SliceOf(rapid.Uint32Range(0, 300)).Draw(t, "documents"))))
		p := &postings{}
		tier := map[uint32]int{}
		for _, d := range docs {
			tier[d] = rapid.IntRange(0, 2).Draw(t, "tier")
			p.add(d, tier[d])
		}
		for n, list := range p.split() {
			for _, d := range list {
				if tier[d] != n {
					t.Fatalf("document %d is in tier %d, want %d", d, n, tier[d])
				}
				delete(tier, d)
			}
		}
		if len(tier) > 0 {
			t.Fatalf("lost: %v", tier)
		}
	})
}
