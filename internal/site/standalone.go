package site

import (
	"bytes"
	"fmt"
	"io/fs"

	"github.com/kijun-dev/kijun/themes"
)

// Standalone is a page that needs nothing beside it: its style is within it, and
// it refers to no other file.
func Standalone(lang, title string, body []byte) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"+
		"<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s</title>\n<style>\n", escape(lang), escape(title))
	names, err := fs.Glob(themes.FS, "kijun/assets/css/*.css")
	if err != nil {
		return nil, err
	}
	for _, name := range names { // sorted by Glob
		css, err := fs.ReadFile(themes.FS, name)
		if err != nil {
			return nil, err
		}
		out.Write(css)
	}
	fmt.Fprintf(&out, "</style>\n</head>\n<body>\n<main class=\"wrap\">\n<h1>%s</h1>\n", escape(title))
	out.Write(body)
	out.WriteString("</main>\n</body>\n</html>\n")
	return out.Bytes(), nil
}
