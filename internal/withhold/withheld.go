package withhold

import (
	"bytes"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
)

// A WithheldSpan is what one entry withholds in one file, in the clear. It is for
// comparing it with what is public; nothing of it may be shown.
type WithheldSpan struct {
	ID string
	At source.Span // without the markers
}

// WithheldSpans lists what a confidential cut has and the public one has not, in the
// order of its files; nil in a public cut.
func (c *Cut) WithheldSpans() []WithheldSpan {
	if c.edition != Confidential {
		return nil
	}
	var out []WithheldSpan
	for _, t := range c.texts {
		if t.Withheld != "" {
			out = append(out, WithheldSpan{t.Withheld, t.File.At(0, len(t.File.Bytes()))})
			continue
		}
		for _, p := range t.parts {
			if p.kind == region || p.kind == span {
				out = append(out, WithheldSpan{p.id, t.File.At(p.innerStart, p.innerEnd)})
			}
		}
	}
	for _, a := range c.attachments {
		if a.Withheld != "" {
			out = append(out, WithheldSpan{a.Withheld, a.File.At(0, len(a.File.Bytes()))})
		}
	}
	return append(out, c.withheldFields()...)
}

// withheldFields finds the value of each withheld field: the lines from its key
// to the next one.
func (c *Cut) withheldFields() (out []WithheldSpan) {
	f := c.confidential
	if f == nil {
		return nil
	}
	for _, w := range c.claims {
		start, end := -1, len(f.Bytes())
		eachLine(f.Bytes(), func(from, to int) {
			line := f.Bytes()[from:to]
			if len(line) == 0 || bytes.IndexByte([]byte(" \t-#}"), line[0]) >= 0 {
				return
			}
			key, _, _ := strings.Cut(string(line), ":")
			switch {
			case strings.Trim(key, " \"'") == w.Field:
				start = from + len(key)
			case start >= 0 && from < end:
				end = from
			}
		})
		if start >= 0 {
			out = append(out, WithheldSpan{w.ID, f.At(start, end)})
		}
	}
	return out
}
