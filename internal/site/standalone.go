package site

import (
	"bytes"
	"fmt"
	"io/fs"

	"github.com/kijun-dev/kijun/themes"
)

// Standalone is a page that needs nothing beside it: its style is within it, and
// it refers to no other file. marking stands on every sheet of it; "" is none.
func Standalone(lang, title, marking string, body []byte) ([]byte, error) {
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
	out.WriteString("</style>\n</head>\n<body>\n")
	mark := func(place string) {
		if marking != "" {
			fmt.Fprintf(&out, "<p class=\"marking marking-%s\">%s</p>\n", place, escape(marking))
		}
	}
	mark("top")
	fmt.Fprintf(&out, "<main class=\"wrap\">\n<h1>%s</h1>\n", escape(title))
	out.Write(body)
	out.WriteString("</main>\n")
	mark("bottom")
	out.WriteString("</body>\n</html>\n")
	return out.Bytes(), nil
}
