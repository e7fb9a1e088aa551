package verify_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/verify"
)

// An item is a member of an archive.
type item struct {
	name, link string
	kind       byte // as tar has it; 0 is a file
	data       string
	size       int64 // that is claimed, where it is another
}

func tarred(t *testing.T, zipped bool, items []item) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.Writer = &b
	if zipped {
		z := gzip.NewWriter(&b)
		defer z.Close()
		w = z
	}
	a := tar.NewWriter(w)
	for _, i := range items {
		kind := i.kind
		if kind == 0 {
			kind = tar.TypeReg
		}
		h := &tar.Header{Name: i.name, Typeflag: kind, Linkname: i.link, Mode: 0o644, Size: int64(len(i.data))}
		if i.size != 0 {
			h.Size = i.size
		}
		if err := a.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if i.size == 0 {
			if _, err := io.WriteString(a, i.data); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := a.Flush(); err != nil && !slices.ContainsFunc(items, func(i item) bool { return i.size != 0 }) {
		t.Fatal(err)
	}
	_ = a.Close()
	if z, ok := w.(*gzip.Writer); ok {
		_ = z.Close()
	}
	return b.Bytes()
}

func zippedUp(t *testing.T, items []item) []byte {
	t.Helper()
	var b bytes.Buffer
	a := zip.NewWriter(&b)
	for _, i := range items {
		h := &zip.FileHeader{Name: i.name, Method: zip.Deflate}
		switch i.kind {
		case tar.TypeSymlink:
			h.SetMode(fs.ModeSymlink | 0o777)
		case tar.TypeChar:
			h.SetMode(fs.ModeDevice | fs.ModeCharDevice | 0o644)
		case tar.TypeFifo:
			h.SetMode(fs.ModeNamedPipe | 0o644)
		case tar.TypeDir:
			h.SetMode(fs.ModeDir | 0o755)
		}
		data := i.data
		if i.kind == tar.TypeSymlink {
			data = i.link
		}
		w, err := a.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if i.kind == tar.TypeDir {
			continue
		}
		if _, err := io.WriteString(w, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// open writes an archive and opens it. It holds that nothing stays behind and
// that nothing was written beside it.
func open(t *testing.T, name string, data []byte, use func(*verify.Site)) error {
	t.Helper()
	dir := t.TempDir()
	temp := filepath.Join(dir, "deep", "temp")
	if err := os.MkdirAll(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := verify.Open(file, temp)
	if err == nil {
		if use != nil {
			use(s)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}
	var left []string
	walk := filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		left = append(left, strings.TrimPrefix(p, dir))
		return err
	})
	if walk != nil || !slices.Equal(left, []string{"", "/deep", "/deep/temp", "/" + name}) {
		t.Errorf("left behind: %q %v", left, walk)
	}
	return err
}

// Archives that want to lead elsewhere are refused, before anything is written.
func TestHostileArchives(t *testing.T) {
	cases := []struct {
		name  string
		items []item
		want  string
		kinds string // of archives that can say so; both if empty
	}{
		{"a link", []item{{name: "a"}, {name: "l", kind: tar.TypeSymlink, link: "/etc/passwd"}}, "a link or no ordinary file", ""},
		{"a hard link", []item{{name: "a"}, {name: "l", kind: tar.TypeLink, link: "a"}}, "a link or no ordinary file", "tar"},
		{"a device", []item{{name: "d", kind: tar.TypeChar}}, "a link or no ordinary file", ""},
		{"a pipe", []item{{name: "d", kind: tar.TypeFifo}}, "a link or no ordinary file", ""},
		{"up", []item{{name: "../evil"}}, "not a clean path", ""},
		{"up within", []item{{name: "a/../../evil"}}, "not a clean path", ""},
		{"a folder up", []item{{name: "../evil/", kind: tar.TypeDir}}, "not a clean path", ""},
		{"absolute", []item{{name: "/tmp/evil"}}, "absolute path", ""},
		{"a backslash", []item{{name: `a\..\evil`}}, "backslash", ""},
		{"a control character", []item{{name: "a\x1b[31m"}}, "control character", ""},
		{"twice", []item{{name: "a"}, {name: "a", data: "other"}}, "stands twice", ""},
		{"twice, spelled otherwise", []item{{name: "a"}, {name: "./a", data: "other"}}, "stands twice", ""},
		{"another case", []item{{name: "Index.html"}, {name: "index.HTML"}}, "the same for some systems", ""},
		{"another accent", []item{{name: "\u30d1.html"}, {name: "\u30cf\u309a.html"}}, "the same for some systems", ""},
		{"a folder of another case", []item{{name: "A/x"}, {name: "a/y"}}, "the same for some systems", ""},
		{"a file and a folder", []item{{name: "a"}, {name: "a/b"}}, "of a file and of a folder", ""},
		{"a giant", []item{{name: "a", size: 1 << 40}}, "larger than", "tar"},
	}
	for _, c := range cases {
		for _, kind := range []string{"tar", "tar.gz", "zip"} {
			if c.kinds != "" && !strings.HasPrefix(kind, c.kinds) {
				continue
			}
			t.Run(c.name+" in "+kind, func(t *testing.T) {
				var data []byte
				if kind == "zip" {
					data = zippedUp(t, c.items)
				} else {
					data = tarred(t, kind == "tar.gz", c.items)
				}
				err := open(t, "site."+kind, data, nil)
				var refused *verify.Refused
				if c.want == "" {
					if err != nil {
						t.Error(err)
					}
				} else if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, %q is wanted", err, c.want)
				}
				if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
					t.Error("the message steers the terminal")
				}
			})
		}
	}
}

func TestBrokenArchives(t *testing.T) {
	items := []item{{name: "a", data: strings.Repeat("x", 5000)}}
	whole := map[string][]byte{"s.tar": tarred(t, false, items), "s.tar.gz": tarred(t, true, items), "s.tgz": tarred(t, true, items), "s.zip": zippedUp(t, items)}
	for name, data := range whole {
		if err := open(t, name, data, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, n := range []int{0, 1, len(data) / 2} {
			if n == 0 && name == "s.tar" {
				continue // an empty tar file has no files
			}
			var refused *verify.Refused
			if err := open(t, name, data[:n], nil); !errors.As(err, &refused) {
				t.Errorf("%d bytes of %s: %v", n, name, err)
			}
		}
	}
	if err := open(t, "s.rar", nil, nil); err == nil || !strings.Contains(err.Error(), "is no folder") {
		t.Error(err)
	}
}

// A zip file that unpacks to more than it says is not read further.
func TestZipBomb(t *testing.T) {
	data := zippedUp(t, []item{{name: verify.ManifestName, data: strings.Repeat("0", 1<<20)}})
	// the size in the central directory: what it says instead of 1 MiB
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	copy(data[at+24:], []byte{10, 0, 0, 0})
	err := open(t, "s.zip", data, func(s *verify.Site) {
		if _, err := verify.Run(context.Background(), s, verify.Options{}); err == nil {
			t.Error("a file that is longer than it says was read")
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// write puts a site on disk.
func write(t testing.TB, dir string, site files) {
	t.Helper()
	for name, data := range site {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A site is the same in a folder, in an archive, in a folder of an archive, and
// at an address.
func TestTargets(t *testing.T) {
	s := get(t, small)
	site := s.clone(nil)
	check := func(what string) func(*verify.Site) {
		return func(v *verify.Site) {
			r, err := verify.Run(context.Background(), v, verify.Options{Keys: []note.Verifier{s.verifier}})
			if err != nil {
				t.Errorf("%s: %v", what, err)
			} else if r.Passed != 8 || r.Failed != 0 {
				t.Logf("%s", what)
				dump(t, r)
				t.Errorf("%s: %d passed, %d failed", what, r.Passed, r.Failed)
			}
		}
	}
	for _, top := range []string{"", "./", "public/"} {
		var items []item
		if top != "" {
			items = append(items, item{name: top, kind: tar.TypeDir})
		}
		for name, data := range site {
			items = append(items, item{name: top + name, data: string(data)})
		}
		for name, data := range map[string][]byte{"s.tar": tarred(t, false, items), "s.tgz": tarred(t, true, items), "s.zip": zippedUp(t, items)} {
			if err := open(t, name, data, check(name+" with "+top)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	dir := t.TempDir()
	write(t, dir, site)
	v, err := verify.Open(dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	check("folder")(v)
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	server := httptest.NewServer(http.StripPrefix("/sub", serve(site)))
	defer server.Close()
	for _, address := range []string{"/sub/", "/sub", "/sub/index.html"} {
		temp := t.TempDir()
		v, err := verify.Fetch(context.Background(), server.Client(), server.URL+address, temp)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		check(address)(v)
		if err := v.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Errorf("%s was left behind", left[0].Name())
		}
	}
}

func serve(site files) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := site[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	})
}

// A folder is refused for what an archive would be.
func TestHostileFolders(t *testing.T) {
	for name, make := range map[string]func(dir string) error{
		"is a link": func(dir string) error { return os.Symlink("/etc/passwd", filepath.Join(dir, "link")) },
		"some systems": func(dir string) error {
			return errors.Join(os.WriteFile(filepath.Join(dir, "A"), nil, 0o600), os.WriteFile(filepath.Join(dir, "a"), nil, 0o600))
		},
		"control character": func(dir string) error { return os.WriteFile(filepath.Join(dir, "a\nb"), nil, 0o600) },
	} {
		dir := t.TempDir()
		if err := make(dir); err != nil {
			t.Skip(err)
		}
		if entries, _ := os.ReadDir(dir); name == "some systems" && len(entries) < 2 {
			continue // this system is one of them
		}
		var refused *verify.Refused
		if _, err := verify.Open(dir, t.TempDir()); !errors.As(err, &refused) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a stranger answers is bounded: no other host, no endless file; what is
// missing is told, and what can't be seen too.
func TestHostileServers(t *testing.T) {
	verify.SmallFiles(t)
	s := get(t, small)
	site := s.clone(nil)
	var elsewhere bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere = true }))
	defer other.Close()
	fetch := func(h http.HandlerFunc) (*verify.Site, string, error) {
		server := httptest.NewServer(h)
		defer server.Close()
		temp := t.TempDir()
		v, err := verify.Fetch(context.Background(), server.Client(), server.URL, temp)
		return v, temp, err
	}
	empty := func(temp string) {
		t.Helper()
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Errorf("%s was left behind", left[0].Name())
		}
	}

	_, temp, err := fetch(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/coverage/index.html" {
			http.Redirect(w, r, other.URL+"/x", http.StatusFound)
			return
		}
		serve(site).ServeHTTP(w, r)
	})
	if err == nil || elsewhere || !strings.Contains(err.Error(), "another host") {
		t.Errorf("a redirect to another host: %v, asked: %v", err, elsewhere)
	}
	empty(temp)

	_, temp, err = fetch(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
	if err == nil || !strings.Contains(err.Error(), "more than five redirects") {
		t.Errorf("a circle: %v", err)
	}
	empty(temp)

	_, temp, err = fetch(func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) })
	var refused *verify.Refused
	if !errors.As(err, &refused) {
		t.Errorf("no manifest: %v", err)
	}
	empty(temp)

	_, temp, err = fetch(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/"+verify.ManifestName {
			_, _ = w.Write(site[verify.ManifestName])
			return
		}
		block := make([]byte, 1<<20)
		for range 1 << 5 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("an endless file: %v", err)
	}
	empty(temp)

	v, temp, err := fetch(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/coverage/index.html" {
			http.NotFound(w, r)
			return
		}
		serve(site).ServeHTTP(w, r)
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := verify.Run(context.Background(), v, verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := report.Of("manifest")
	if m.Status != verify.Fail || m.Failures[0].String() != "coverage/index.html: listed, and not there" || len(m.Notes) == 0 {
		t.Errorf("%+v", m)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	empty(temp)

	for _, address := range []string{"ftp://example.org/", "https://", "https://user:word@example.org/", "http:example"} {
		if _, err := verify.Fetch(context.Background(), http.DefaultClient, address, t.TempDir()); !errors.As(err, &refused) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
