package serve

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// files are the bar's script and styles. They are as they stand here: the preview
// must not wait for a build of itself.
//
//go:embed bar.js bar.css page.css
var files embed.FS

// preview answers with a file of the preview's own.
func (x *site) preview(w http.ResponseWriter, r *http.Request, file string) {
	if file == "events" {
		x.events(w, r)
		return
	}
	data, err := fs.ReadFile(files, file)
	if err != nil {
		refuse(w, http.StatusNotFound, "The preview has no such file.")
		return
	}
	w.Header().Set("Content-Type", contentType(file))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // to a browser that may have gone
	}
}

// head is what a page gets beside its own: the bar's script, with what it has to
// know, and styles that make plain what is withheld.
func (x *site) head(page shown) []byte {
	var b bytes.Buffer
	attr := func(name, value string) { fmt.Fprintf(&b, ` data-%s="%s"`, name, html.EscapeString(value)) }
	if x.edition == withhold.Confidential {
		fmt.Fprintf(&b, `<link rel="stylesheet" href="%spage.css">`, reserved)
	}
	fmt.Fprintf(&b, `<script src="%sbar.js" defer`, reserved)
	attr("edition", string(x.edition))
	attr("other", fmt.Sprint(x.other))
	attr("hash", page.hash)
	if page.absent {
		attr("absent", "true")
	}
	b.WriteString("></script>\n")
	return b.Bytes()
}

// withBar is a page with what head adds. Everything else is as a build has it.
func (x *site) withBar(page shown) []byte {
	end := bytes.Index(page.data, []byte("</head>"))
	if end < 0 {
		end = len(page.data) // a layout of the project's that has none
	}
	head := x.head(page)
	out := make([]byte, 0, len(page.data)+len(head))
	out = append(out, page.data[:end]...)
	out = append(out, head...)
	return append(out, page.data[end:]...)
}

// instead is a page for when there is none: the bar on it tells why, and brings the
// page as soon as there is one.
func (x *site) instead(w http.ResponseWriter, r *http.Request, status int, why error) {
	text := [2]string{"このページは、まだ表示できません。下の指摘を直すと、ここに表示されます。", "This page can't be shown yet. It will be, once the findings below are mended."}
	switch {
	case errors.Is(why, errSealed):
		text = [2]string{
			"非公開版は封印されています。プレビューを止めて、鍵を付けて起動し直すと見られます: kijun serve --identity FILE",
			"The confidential edition is sealed. Stop the preview and start it with a key to see it: kijun serve --identity FILE",
		}
	case errors.Is(why, fs.ErrNotExist):
		text = [2]string{"このページはありません。", "There is no such page."}
	case !errors.Is(why, errNothing):
		text[0] += "（" + why.Error() + "）"
		text[1] += " (" + why.Error() + ")"
	}
	lang, other := 0, 1
	if strings.HasPrefix(r.URL.Path, "/en/") {
		lang, other = 1, 0
	}
	langs := [2]string{"ja", "en"}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	fmt.Fprintf(w, "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>kijun serve</title>"+
		"<link rel=\"stylesheet\" href=\"%spage.css\">\n%s</head><body class=\"preview-instead\"><main><h1>kijun serve</h1><p>%s</p><p lang=\"%s\">%s</p></main></body></html>\n",
		langs[lang], reserved, x.head(shown{}), html.EscapeString(text[lang]), langs[other], html.EscapeString(text[other]))
}

// underBase is the address without the path that the site will have on its server:
// what leads to the top of the server leads there. "" where the address has none.
func (x *site) underBase(address string) string {
	st := x.state()
	if st.good == nil {
		return ""
	}
	u, err := url.Parse(st.good.analysis.Site.BaseURL)
	if err != nil {
		return ""
	}
	base := path.Clean("/" + u.Path)
	rest, ok := strings.CutPrefix(address, base)
	if base == "/" || !ok || rest != "" && rest[0] != '/' {
		return ""
	}
	return "/" + strings.TrimLeft(rest, "/")
}
