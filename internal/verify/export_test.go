package verify

import (
	"bytes"
	"io"
	"io/fs"
	"testing"
)

// Of is a site in memory.
func Of(files map[string][]byte) *Site {
	s := &Site{Target: "memory", names: sortedKeys(files)}
	s.open = func(name string) (io.ReadCloser, error) {
		data, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	return s
}

// SmallFiles makes the largest file that is fetched a small one.
func SmallFiles(t testing.TB) {
	was := maxFetched
	maxFetched = 1 << 20
	t.Cleanup(func() { maxFetched = was })
}
