package browser

import (
	"bytes"
	"compress/gzip"
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"
)

// A Server serves the files of one site on loopback, as a host with good habits
// does: compressed, with the type of each file, forever where a name holds a
// hash, and with the site's own page for what is not there.
type Server struct {
	URL   string // of the site's top, with a slash at its end
	files atomic.Pointer[map[string]served]
}

type served struct {
	plain, packed []byte
	kind, keep    string
}

// Listen starts a server of an empty site, so that a site can be built with the
// address at which it will stand, and ends it with the test.
func Listen(tb testing.TB) *Server {
	s, stop := listen()
	tb.Cleanup(stop)
	return s
}

func listen() (*Server, func()) {
	s := &Server{}
	s.Show(nil)
	h := httptest.NewServer(s)
	s.URL = h.URL + "/"
	return s, h.Close
}

// Show changes what is served to these files, by their path in the site.
func (s *Server) Show(files map[string][]byte) {
	all := make(map[string]served, len(files))
	for name, data := range files {
		f := served{plain: data, kind: mime.TypeByExtension(path.Ext(name)), keep: "no-cache"}
		switch path.Ext(name) {
		case ".html", ".css", ".js", ".json", ".csv", ".xml", ".svg", ".txt", ".webmanifest":
			f.packed = compress(data)
		}
		if hashed(name) {
			f.keep = "public, max-age=31536000, immutable"
		}
		all[name] = f
	}
	s.files.Store(&all)
}

// hashed reports whether a part of a file's name looks like the sum of its
// content, as the names of styles and scripts have it.
func hashed(name string) bool {
	for part := range strings.SplitSeq(path.Base(name), ".") {
		if len(part) >= 16 && strings.Trim(part, "0123456789abcdef") == "" {
			return true
		}
	}
	return false
}

func compress(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one there is
	w.Write(data)                                         // to memory
	w.Close()
	return b.Bytes()
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	files := *s.files.Load()
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	status := http.StatusOK
	f, ok := files[name]
	if !ok {
		status = http.StatusNotFound
		f = files["404.html"]
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.keep)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}
