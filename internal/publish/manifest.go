package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// ManifestName is the manifest's place in an output. The format stands in the
// package's documentation.
const ManifestName = "kijun-manifest.txt"

const manifestStart = "kijun-manifest 1 "

// A digest is a file's SHA-256.
type digest = [sha256.Size]byte

// manifest lists files; names are sorted.
func manifest(edition string, names []string, sums []digest) []byte {
	var b bytes.Buffer
	b.WriteString(manifestStart + edition + "\n")
	for i, name := range names {
		b.WriteString(hex.EncodeToString(sums[i][:]))
		b.WriteString("  ")
		b.WriteString(name)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// readManifest returns the edition and the listed names. A manifest with any
// line out of form is not ours: we would not have written it.
func readManifest(data []byte) (edition string, names []string, ok bool) {
	text := string(data)
	first, rest, ok := strings.Cut(text, "\n")
	edition, found := strings.CutPrefix(first, manifestStart)
	if !ok || !found || !editionName.MatchString(edition) {
		return "", nil, false
	}
	for rest != "" {
		var line string
		if line, rest, ok = strings.Cut(rest, "\n"); !ok {
			return "", nil, false
		}
		const sum = 2 * sha256.Size
		if len(line) < sum+3 || line[sum:sum+2] != "  " || faulty(line[sum+2:]) != "" {
			return "", nil, false
		}
		if _, err := hex.DecodeString(line[:sum]); err != nil {
			return "", nil, false
		}
		names = append(names, line[sum+2:])
	}
	return edition, names, true
}
