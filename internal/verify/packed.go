package verify

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"path"
)

// mostPacked bounds what is unpacked of one file. A file of the search's index
// has some kilobytes.
const mostPacked = 16 << 20

// packed is what a compressed file of the search's index holds, or nothing: a
// file gzip, or, in a site for a disk, a script that hands one over.
func packed(name string, data []byte) []byte {
	switch path.Ext(name) {
	case ".gz":
	case ".js":
		_, rest, script := bytes.Cut(data, []byte(`kijunSearch("`))
		text, _, whole := bytes.Cut(rest, []byte(`"`))
		if !script || !whole {
			return nil
		}
		data = make([]byte, base64.StdEncoding.DecodedLen(len(text)))
		n, _ := base64.StdEncoding.Decode(data, text)
		data = data[:n]
	default:
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(z, mostPacked)) // as far as it can be read
	return out
}
