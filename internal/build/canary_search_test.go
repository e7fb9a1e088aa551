package build_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// A seeker finds words in bytes however they may have been written. What has
// one form for each word is searched for; what has many is undone first, twice
// over, and searched again.
type seeker struct{ needles []needle }

type needle struct {
	word, form string
	bytes      []byte
}

func seek(words ...string) *seeker {
	s := &seeker{}
	add := func(word, form string, b []byte) { s.needles = append(s.needles, needle{word, form, b}) }
	for _, w := range words {
		b := []byte(w)
		add(w, "raw", lower(b))
		add(w, "hex", []byte(hex.EncodeToString(b)))
		runes := []rune(w)
		slices.Reverse(runes)
		add(w, "reversed", lower([]byte(string(runes))))
		back := slices.Clone(b)
		slices.Reverse(back)
		add(w, "reversed bytes", lower(back))
		for _, order := range []string{"LE", "BE"} {
			var wide []byte
			for _, u := range utf16.Encode([]rune(w)) {
				if order == "LE" {
					wide = append(wide, byte(u), byte(u>>8))
				} else {
					wide = append(wide, byte(u>>8), byte(u))
				}
			}
			add(w, "UTF-16"+order, lower(wide))
			for _, form := range base64Forms(wide) {
				add(w, "UTF-16"+order+" in base64", form)
			}
		}
		for _, form := range base64Forms(b) {
			add(w, "base64", form)
		}
		add(w, "base32", []byte(strings.ToLower(strings.TrimRight(base32.StdEncoding.EncodeToString(b), "=")[:len(b)/5*8])))
	}
	return s
}

// base64Forms are the signs that the bytes give in base64 wherever they begin,
// without those that depend on what stands around them.
func base64Forms(b []byte) [][]byte {
	var out [][]byte
	for shift := range 3 {
		padded := append(make([]byte, shift), b...)
		first := (shift*8 + 5) / 6
		last := len(padded) * 8 / 6
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			out = append(out, []byte(enc.EncodeToString(padded)[first:last]))
		}
	}
	return out
}

// lower folds ASCII letters, and nothing else: the bytes need not be text.
func lower(b []byte) []byte {
	out := slices.Clone(b)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

// find returns what was found, as "form of word".
func (s *seeker) find(data []byte) []string {
	found := map[string]bool{}
	seen := map[string]int{} // how much deeper a form was looked into
	s.look(data, "", 2, found, seen)
	var out []string
	for f := range found {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

func (s *seeker) look(data []byte, how string, depth int, found map[string]bool, seen map[string]int) {
	if seen[string(data)] > depth {
		return
	}
	seen[string(data)] = depth + 1
	folded := lower(data)
	for _, n := range s.needles {
		in := folded
		if strings.Contains(n.form, "base64") {
			in = data
		}
		if bytes.Contains(in, n.bytes) {
			found[fmt.Sprintf("%s%s of %s", how, n.form, n.word)] = true
		}
	}
	if depth == 0 {
		return
	}
	for _, u := range undone {
		for _, v := range u.undo(data) {
			if !bytes.Equal(v, data) {
				s.look(v, how+u.name+" ", depth-1, found, seen)
			}
		}
	}
}

// undone are the ways of writing that have many forms.
var undone = []struct {
	name string
	undo func([]byte) [][]byte
}{
	{"percent", func(b []byte) [][]byte { return replaced(b, '%', percentForm, hexRune) }},
	{"quoted-printable", func(b []byte) [][]byte { return replaced(b, '=', printableForm, hexRune) }},
	{"entity", func(b []byte) [][]byte {
		if !bytes.ContainsRune(b, '&') {
			return nil
		}
		return [][]byte{[]byte(html.UnescapeString(string(b)))}
	}},
	{"\\u", func(b []byte) [][]byte {
		if !bytes.ContainsRune(b, '\\') {
			return nil
		}
		return [][]byte{unescape(b)}
	}},
	{"CSS", func(b []byte) [][]byte { return replaced(b, '\\', cssForm, hexCode) }},
	{"between tags", func(b []byte) [][]byte { return replaced(b, '<', tagForm, func([]byte) []byte { return nil }) }},
	{"spaced", func(b []byte) [][]byte {
		return [][]byte{spaceForm.ReplaceAll(b, nil)}
	}},
	{"compressed", inflated},
}

var (
	percentForm   = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	printableForm = regexp.MustCompile(`=[0-9A-F]{2}|=\r?\n`)
	cssForm       = regexp.MustCompile(`\\[0-9A-Fa-f]{1,6} ?`)
	tagForm       = regexp.MustCompile(`<[^<>]*>`)
	spaceForm     = regexp.MustCompile(`[\s\x{200b}\x{00ad}\x{2060}\x{feff}.,|_]+`)
	unicodeForm   = regexp.MustCompile(`(?:\\u\{[0-9A-Fa-f]{1,6}\}|(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\[0-7]{3})`)
)

func replaced(b []byte, sign byte, form *regexp.Regexp, to func([]byte) []byte) [][]byte {
	if bytes.IndexByte(b, sign) < 0 {
		return nil
	}
	return [][]byte{form.ReplaceAllFunc(b, to)}
}

func hexRune(m []byte) []byte {
	n, err := strconv.ParseUint(string(m[1:]), 16, 8)
	if err != nil {
		return nil // a soft line break
	}
	return []byte{byte(n)}
}

func hexCode(m []byte) []byte {
	n, err := strconv.ParseUint(strings.TrimSpace(string(m[1:])), 16, 32)
	if err != nil || n > utf8.MaxRune {
		return m
	}
	return []byte(string(rune(n)))
}

func unescape(b []byte) []byte {
	return unicodeForm.ReplaceAllFunc(b, func(m []byte) []byte {
		s := string(m)
		switch {
		case s[1] == 'x':
			n, _ := strconv.ParseUint(s[2:], 16, 8)
			return []byte{byte(n)}
		case s[1] != 'u':
			n, _ := strconv.ParseUint(s[1:], 8, 16)
			return []byte{byte(n)}
		case s[2] == '{':
			return hexCode([]byte("\\" + s[3:len(s)-1]))
		}
		var out string
		if json.Unmarshal([]byte(`"`+s+`"`), &out) != nil {
			return m
		}
		return []byte(out)
	})
}

const mostInflated = 16 << 20

// inflated are the streams that begin anywhere in the bytes: gzip, zlib, and
// the members of a zip file, an XLSX for one.
func inflated(b []byte) [][]byte {
	var out [][]byte
	read := func(r io.Reader, err error) {
		if err != nil {
			return
		}
		if data, _ := io.ReadAll(io.LimitReader(r, mostInflated)); len(data) > 0 {
			out = append(out, data)
		}
	}
	each := func(magic string, open func(io.Reader) (io.Reader, error)) {
		for from := 0; ; {
			i := bytes.Index(b[from:], []byte(magic))
			if i < 0 {
				return
			}
			read(open(bytes.NewReader(b[from+i:])))
			from += i + 1
		}
	}
	each("\x1f\x8b\x08", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })
	for _, level := range []string{"\x78\x01", "\x78\x5e", "\x78\x9c", "\x78\xda"} {
		each(level, func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) })
	}
	if z, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err == nil {
		for _, f := range z.File {
			out = append(out, []byte(f.Name))
			r, err := f.Open()
			read(r, err)
		}
	}
	return out
}

// The search finds each word in each form, and finds nothing where nothing is.
func TestSearch(t *testing.T) {
	gz := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return b.String()
	}
	perRune := func(form string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for _, r := range s {
				fmt.Fprintf(&b, form, r)
			}
			return b.String()
		}
	}
	perByte := func(form string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, form, s[i])
			}
			return b.String()
		}
	}
	wide := func(s string, big bool) []byte {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
	forms := map[string]func(string) string{
		"raw":              func(s string) string { return s },
		"capitals":         strings.ToUpper,
		"percent":          url.QueryEscape,
		"percent path":     url.PathEscape,
		"percent all":      perByte("%%%02X"),
		"percent small":    perByte("%%%02x"),
		"percent twice":    func(s string) string { return url.QueryEscape(perByte("%%%02X")(s)) },
		"entity decimal":   perRune("&#%d;"),
		"entity hex":       perRune("&#x%x;"),
		"entity HEX":       perRune("&#X%06X;"),
		"entity of entity": func(s string) string { return html.EscapeString(perRune("&#%d;")(s)) },
		"JSON":             func(s string) string { return perUnit(s, "\\u%04x") },
		"JSON capitals":    func(s string) string { return perUnit(s, "\\u%04X") },
		"JavaScript":       perRune("\\u{%x}"),
		"\\x":              perByte("\\x%02x"),
		"octal":            perByte("\\%03o"),
		"CSS":              perRune("\\%x "),
		"quoted-printable": perByte("=%02X"),
		"hex":              func(s string) string { return hex.EncodeToString([]byte(s)) },
		"HEX":              func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"base64 0":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s + "z")) },
		"base64 1":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte("?" + s + "~~")) },
		"base64 2":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte("ÿ" + s)) },
		"base64 url 0":     func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"base64 url 1":     func(s string) string { return base64.URLEncoding.EncodeToString([]byte("\xff" + s + "\xff")) },
		"base64 url 2":     func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("ab" + s)) },
		"base32":           func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) },
		"base64 escaped":   func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
		"UTF-16LE":         func(s string) string { return string(wide(s, false)) },
		"UTF-16BE":         func(s string) string { return string(wide(s, true)) },
		"UTF-16LE base64":  func(s string) string { return base64.StdEncoding.EncodeToString(wide("a"+s, false)) },
		"reversed": func(s string) string {
			r := []rune(s)
			slices.Reverse(r)
			return string(r)
		},
		"reversed bytes": func(s string) string {
			b := []byte(s)
			slices.Reverse(b)
			return string(b)
		},
		"gzip":            gz,
		"gzip in":         func(s string) string { return "some bytes " + gz("text "+s+" text") + " more" },
		"gzip of percent": func(s string) string { return gz(perByte("%%%02X")(s)) },
		"zlib": func(s string) string {
			var b bytes.Buffer
			w := zlib.NewWriter(&b)
			_, _ = io.WriteString(w, s)
			_ = w.Close()
			return b.String()
		},
		"zip": func(s string) string {
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			f, _ := w.CreateHeader(&zip.FileHeader{Name: "a.xml", Method: zip.Deflate})
			_, _ = io.WriteString(f, s)
			_ = w.Close()
			return b.String()
		},
		"zip name": func(s string) string {
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			_, _ = w.Create(s)
			_ = w.Close()
			return b.String()
		},
		"between tags": func(s string) string { return strings.Join(strings.Split(s, ""), "<wbr>") },
		"zero width":   func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
		"broken line":  func(s string) string { return s[:3] + "\n" + s[3:] },
	}
	s := seek(canaries...)
	for name, encode := range forms {
		for _, w := range canaries {
			coded := encode(w)
			around := "<p title=\"x\">前の文 " + coded + " 後の文</p>\n"
			switch name {
			case "zip", "zip name": // a file of its own
				around = coded
			}
			if found := s.find([]byte(around)); len(found) == 0 || !slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, " of "+w) }) {
				t.Errorf("%s of %s is not found: %v", name, w, found)
			}
		}
	}
	if found := s.find([]byte("<p>公開の文。%E7%A7%98 &#31192; kanari canary 9f3 S2FuYXJp</p>")); len(found) > 0 {
		t.Errorf("found where there is nothing: %v", found)
	}
}

func perUnit(s, form string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, form, u)
	}
	return b.String()
}
