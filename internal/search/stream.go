package search

import (
	"bytes"
	"compress/gzip"
)

// Sizes of pieces before they are compressed, in bytes. A piece of postings
// holds some two hundred keys, a piece of records a dozen clauses: smaller ones
// would be too many files, larger ones cost a query more than it needs.
const (
	postingsPiece = 4 << 10
	recordsPiece  = 2 << 10
)

// A stream is cut into pieces of a size, between entries where it can be and
// else within one.
type stream struct {
	size   int
	zip    *gzip.Writer
	piece  []byte
	pieces [][]byte // compressed
	starts int      // entries that begin in this piece
	ended  func(starts int)
}

func newStream(size int, ended func(starts int)) *stream {
	z, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is one
	}
	return &stream{size: size, zip: z, ended: ended}
}

// fits reports whether an entry of a length has room in the piece at hand.
func (s *stream) fits(length int) bool { return len(s.piece) == 0 || len(s.piece)+length <= s.size }

// add adds an entry that fits, or is longer than any piece.
func (s *stream) add(entry []byte) {
	s.starts++
	long := len(entry) > s.size
	for len(s.piece)+len(entry) > s.size {
		n := s.size - len(s.piece)
		s.piece = append(s.piece, entry[:n]...)
		entry = entry[n:]
		s.cut()
	}
	s.piece = append(s.piece, entry...)
	if long {
		s.cut() // so that the next entry is not found behind pieces that it has no part in
	}
}

// cut ends the piece at hand.
func (s *stream) cut() {
	if len(s.piece) == 0 {
		return
	}
	var out bytes.Buffer
	s.zip.Reset(&out)
	_, _ = s.zip.Write(s.piece) // a buffer takes all
	_ = s.zip.Close()
	s.pieces = append(s.pieces, out.Bytes())
	s.ended(s.starts)
	s.piece, s.starts = s.piece[:0], 0
}
