package export

import (
	"net/url"
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// address joins a path of the site, written without a slash at its start, to
// the base address. Without one it stays relative to the site's root.
func address(base, path string) string {
	path = escape(path)
	if base == "" {
		return path
	}
	return strings.TrimSuffix(base, "/") + "/" + path
}

// escape writes a path as part of a URL. Characters that may stand in a path,
// such as the brackets of an item's number, stay as the pages' own links have
// them.
func escape(path string) string {
	path, fragment, has := strings.Cut(path, "#")
	u := url.URL{Path: path, RawPath: path}
	out := u.EscapedPath()
	if has {
		f := url.URL{Fragment: fragment}
		out += "#" + f.EscapedFragment()
	}
	return out
}

func versionPage(v *standard.Version) string {
	return "standards/" + v.Standard + "/" + v.Number + "/"
}

func chapterPage(v *standard.Version, ch *standard.Chapter) string {
	return versionPage(v) + ch.Name + "/"
}

func clausePage(v *standard.Version, ch *standard.Chapter, c *standard.Clause) string {
	return chapterPage(v, ch) + "#" + c.ID
}

// place finds a clause of a version's original, and its chapter.
func place(v *standard.Version, id string) (*standard.Chapter, *standard.Clause) {
	if id == "" || len(v.Translations) == 0 {
		return nil, nil
	}
	for _, ch := range v.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			if c.ID == id {
				return ch, c
			}
		}
	}
	return nil, nil
}

// withholdingPage is where a reader finds the notice of a withholding: the
// visible clause it belongs to, or the version's first page.
func withholdingPage(v *standard.Version, w *standard.Withholding) string {
	if ch, c := place(v, w.Clause); c != nil {
		return clausePage(v, ch, c)
	}
	return versionPage(v)
}
