package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// A site is an edition at its origin.
type site struct {
	*Server
	edition withhold.Edition
	at      place
	other   int // port of the other edition
}

// reserved is the folder of the preview's own files. No page can have its name.
const reserved = "/_preview/"

// policy is what a page may do: with the files of its own origin, and nothing else.
// It is that of the pages themselves, and forbids frames, which a page can't.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

func (x *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	switch {
	case !x.hosted(r.Host):
		// a name of somebody else's that leads here: its pages would read ours
		refuse(w, http.StatusMisdirectedRequest, "This is a preview on one machine. Open "+x.at.address()+" on it.")
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "A preview can be read, and nothing else.")
		return
	case !x.own(r):
		refuse(w, http.StatusForbidden, "This is for the pages of the preview alone.")
		return
	}
	if file, ok := strings.CutPrefix(r.URL.Path, reserved); ok {
		x.preview(w, r, file)
		return
	}
	x.show(w, r)
}

// hosted reports whether a request was made to a name of this machine's own.
func (x *site) hosted(host string) bool {
	port := ":" + strconv.Itoa(x.at.port)
	if x.at.port == 80 && !strings.HasSuffix(host, port) {
		host += port
	}
	return host == "localhost"+port || host == "127.0.0.1"+port || host == "[::1]"+port
}

// own reports whether a request may come from where it does. Anyone may lead to a
// page; its parts, and what changes, are for the origin's own pages.
func (x *site) own(r *http.Request) bool {
	if o := r.Header.Get("Origin"); o != "" && o != "http://"+r.Host {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return r.Header.Get("Sec-Fetch-Mode") == "navigate" && !strings.HasPrefix(r.URL.Path, reserved)
}

func refuse(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}

// show answers with a file of the edition.
func (x *site) show(w http.ResponseWriter, r *http.Request) {
	page, name, redirect, err := x.Server.at(x.edition, r.URL.Path)
	switch {
	case redirect != "":
		http.Redirect(w, r, (&url.URL{Path: redirect}).String(), http.StatusFound)
	case errors.Is(err, errNothing), errors.Is(err, errSealed):
		x.instead(w, r, http.StatusServiceUnavailable, err)
	case errors.Is(err, fs.ErrNotExist):
		if under := x.underBase(r.URL.Path); under != "" {
			http.Redirect(w, r, (&url.URL{Path: under}).String(), http.StatusFound)
			return
		}
		x.instead(w, r, http.StatusNotFound, err)
	case err != nil:
		x.instead(w, r, http.StatusInternalServerError, err)
	default:
		status := http.StatusOK
		if page.absent {
			if under := x.underBase(r.URL.Path); under != "" {
				http.Redirect(w, r, (&url.URL{Path: under}).String(), http.StatusFound)
				return
			}
			status = http.StatusNotFound
		}
		kind := contentType(name)
		data := page.data
		if strings.HasPrefix(kind, "text/html") {
			data = x.withBar(page)
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(data) // to a browser that may have gone
		}
	}
}

// contentType is what a file is, by its name. The system's own table would differ
// from machine to machine.
func contentType(name string) string {
	if t := contentTypes[strings.ToLower(path.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}

var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".xml": "application/xml", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	".md": "text/plain; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
	".webp": "image/webp", ".ico": "image/x-icon", ".pdf": "application/pdf", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
