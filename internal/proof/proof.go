// Package proof has the formats and hashes by which anyone can check what was
// released: commitments to withheld parts, the Merkle root over a version's
// blocks, digests, the text that is signed.
//
// In: bytes. Out: hashes and texts, or an error that says which line is wrong.
// Everything is defined on bytes and can be computed again in any language;
// internal/proof/testdata/vectors has examples, most of which must fail. It
// reads no files and knows nothing of Markdown but the marks that a cut leaves.
package proof

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 32

// Domains keep a hash of one kind from being taken for one of another.
const (
	commitDomain = "kijun-withhold-v1"
	blockDomain  = "kijun-block-v1"
)

const algorithm = "sha256:"

// Sum is the SHA-256 of data as it is written everywhere: "sha256:" and 64
// hexadecimal digits.
func Sum(data []byte) string {
	s := sha256.Sum256(data)
	return algorithm + hex.EncodeToString(s[:])
}

// framed joins values, each behind its length in 8 bytes, so that no two lists
// of values give the same bytes.
func framed(values ...[]byte) []byte {
	n := 0
	for _, v := range values {
		n += 8 + len(v)
	}
	out := make([]byte, 0, n)
	for _, v := range values {
		out = binary.BigEndian.AppendUint64(out, uint64(len(v)))
		out = append(out, v...)
	}
	return out
}

// A Salt makes a commitment say nothing to who guesses the part.
type Salt [SaltSize]byte

// Commit is the commitment to a withheld part: "sha256:…". part is the id, with
// the language of a translation ("W-001.en"); data is the part in the clear.
func Commit(standard, version, part string, salt Salt, data []byte) string {
	return Sum(framed([]byte(commitDomain), []byte(standard), []byte(version), []byte(part), salt[:], data))
}

// Opens reports whether a commitment is to this part.
func Opens(commitment, standard, version, part string, salt Salt, data []byte) bool {
	return subtle.ConstantTimeCompare([]byte(commitment), []byte(Commit(standard, version, part, salt, data))) == 1
}

// FileBytes are the bytes that stand for files that are withheld as a whole: in
// the order of their names, each name and content behind its length.
func FileBytes(files map[string][]byte) []byte {
	var values [][]byte
	for _, name := range slices.Sorted(maps.Keys(files)) {
		values = append(values, []byte(name), files[name])
	}
	return framed(values...)
}
