package check

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Places come from maps that need not hold every key, so each of these falls
// back to what is near: the key's parent, then the thing as a whole.

// inVersion is the place of the first of the keys that the front matter has.
func inVersion(v *standard.Version, keys ...string) source.Span {
	for _, key := range keys {
		if s, ok := nearKey(v.At, key); ok {
			return s
		}
	}
	return frontMatter(v)
}

// frontMatter is the first place known of a version's front matter.
func frontMatter(v *standard.Version) source.Span {
	var first source.Span
	for _, s := range v.At { // the least of them: the map's order does not show
		if s.File == nil {
			continue
		}
		if first.File == nil || cmp.Or(strings.Compare(s.File.Path(), first.File.Path()), cmp.Compare(s.Start, first.Start), cmp.Compare(s.End, first.End)) < 0 {
			first = s
		}
	}
	return first
}

// inClause is the place of a value of the clause's front matter, or its heading.
func inClause(c *standard.Clause, key string) source.Span {
	for _, k := range []string{key, "clauses." + c.ID + "." + key} {
		if s, ok := nearKey(c.At, k); ok {
			return s
		}
	}
	return c.Span
}

// inEntry is the place of a value of a register entry, or the entry.
func inEntry(w *standard.Withholding, key string) source.Span {
	for _, k := range []string{key, w.ID + "." + key} {
		if s, ok := nearKey(w.At, k); ok {
			return s
		}
	}
	return w.Place
}

// nearKey looks a key path up, then without its index, then its parents. The
// parent of "adoption.6.1.3(1).reason" can't be told by its dots, so every
// shorter path is tried.
func nearKey(at map[string]source.Span, key string) (source.Span, bool) {
	for key != "" {
		if s, ok := at[key]; ok && s.File != nil {
			return s, true
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return source.Span{}, false
}

// clauseKey gives a finding the key path of a clause's value, unless the
// clause's id may not be shown.
func clauseKey(d *diag.Diagnostic, c *standard.Clause, key string) *diag.Diagnostic {
	if shown(c.Span, c.ID) {
		d.Key("clauses.%s.%s", c.ID, key)
	}
	return d
}

// indexed is the key of a list's member.
func indexed(key string, i int) string { return fmt.Sprintf("%s[%d]", key, i) }

// where names a place for a message: "01-scope.md:12".
func where(s source.Span) string {
	s = s.Origin()
	if s.File == nil {
		return "a place that is not known"
	}
	return fmt.Sprintf("%s:%d", s.File.Path(), s.File.Position(s.Start).Line)
}

// inAdoption is the place of a value of a decision, or the decision.
func inAdoption(v *standard.Version, a *standard.Adoption, key string) source.Span {
	path := "adoption." + a.Item
	if s, ok := v.At[path+"."+key]; ok && key != "" && s.File != nil {
		return s
	}
	if a.Place.File != nil {
		return a.Place
	}
	return inVersion(v, path, "catalog")
}
