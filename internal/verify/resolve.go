package verify

import (
	"net/url"
	"path"
	"strings"
)

// A target is where a link leads.
type target struct {
	file, fragment string
	external       bool
	why            string // why it leads nowhere
}

// resolve follows a link of a file within the site. base is the address of the
// site's top folder, "" where it is not known.
func resolve(base, from, link string) target {
	link = strings.TrimSpace(link)
	if base != "" {
		if rest, ok := strings.CutPrefix(link, base); ok {
			from, link = "index.html", "./"+rest
		} else if link+"/" == base {
			from, link = "index.html", "./"
		}
	}
	u, err := url.Parse(link)
	if err != nil {
		return target{why: "it is no address"}
	}
	switch {
	case u.Scheme == "http", u.Scheme == "https", u.Scheme == "mailto", u.Scheme == "tel", u.Scheme == "urn", u.Scheme == "" && u.Host != "":
		return target{external: true}
	case u.Scheme != "":
		return target{why: "addresses of this kind have no place in a site"}
	}
	fragment, _, _ := strings.Cut(u.Fragment, ":~:") // behind it: words to look for
	to := u.Path
	if to == "" {
		return target{file: from, fragment: fragment}
	}
	if strings.ContainsAny(to, "\\\x00") {
		return target{why: "its path has a character that has no place there"}
	}
	var at []string
	if strings.HasPrefix(to, "/") {
		top := "/"
		if b, err := url.Parse(base); err == nil && b.Path != "" {
			top = b.Path
		}
		within, ok := strings.CutPrefix(to, top)
		if !ok {
			return target{why: "it leads out of the site"}
		}
		to = within
	} else if dir := path.Dir(from); dir != "." {
		at = strings.Split(dir, "/")
	}
	folder := to == "" || strings.HasSuffix(to, "/")
	for _, part := range strings.Split(to, "/") {
		switch part {
		case "", ".":
			continue
		case "..":
			if len(at) == 0 {
				return target{why: "it leads out of the site"}
			}
			at = at[:len(at)-1]
		default:
			at = append(at, part)
		}
	}
	if last := path.Base(to); folder || last == "." || last == ".." {
		at = append(at, "index.html")
	}
	return target{file: strings.Join(at, "/"), fragment: fragment}
}
