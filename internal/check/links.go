package check

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
)

// A reference is a link or an image and where it stands.
type reference struct {
	standard.Link
	lang   string
	clause *standard.Clause // nil in a preface and outside clauses
}

// links lists the links of a version's texts, each once: a chapter's prose
// holds its clauses' prose.
func links(v *standard.Version) []reference {
	return references(v, func(p *standard.Prose) []standard.Link { return p.Links })
}

// images lists the images of a version's texts, each once.
func images(v *standard.Version) []reference {
	return references(v, func(p *standard.Prose) []standard.Link { return p.Images })
}

func references(v *standard.Version, of func(*standard.Prose) []standard.Link) []reference {
	var out []reference
	for _, t := range v.Translations {
		seen := map[standard.Link]bool{}
		add := func(list []standard.Link, c *standard.Clause) {
			for _, l := range list {
				if !seen[l] {
					seen[l] = true
					out = append(out, reference{l, t.Lang, c})
				}
			}
		}
		add(of(&t.Preface), nil)
		for _, ch := range t.Chapters {
			for _, c := range ch.Clauses {
				add(of(&c.Prose), c)
			}
			add(of(&ch.Prose), nil)
		}
	}
	return out
}

// scheme returns a target's scheme as a browser reads it: browsers drop
// spaces and control characters, so "java\nscript:" is a script.
func scheme(target string) string {
	plain := strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f && r <= 0xa0 {
			return -1
		}
		return r
	}, target)
	s, _, ok := strings.Cut(plain, ":")
	if !ok || strings.ContainsAny(s, "/?#") {
		return ""
	}
	return strings.ToLower(s)
}

// dangerous reports whether following a target would run something or open the
// reader's own files.
func dangerous(target string) bool {
	switch scheme(target) {
	case "javascript", "vbscript", "data", "file", "blob", "filesystem":
		return true
	}
	return false
}
