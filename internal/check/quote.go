package check

import (
	"strconv"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// quote returns a word of a text in quotes, or a mask when the word stands in a
// withheld part. The confidential edition's model holds withheld words, and
// findings end up in logs.
func quote(s source.Span, word string) string {
	if shown(s, word) {
		return strconv.Quote(word)
	}
	return "▒▒▒"
}

// name names a clause for a message.
func name(c *standard.Clause) string { return quote(c.Span, c.ID) }

// shown reports whether a message may show a word of a span.
func shown(s source.Span, word string) bool { return s.Shows(word) }

// quoted quotes a word of public data: settings, front matter of index.md, the
// register. Withheld words never stand there.
func quoted(word string) string { return strconv.Quote(word) }

// listed joins words for a hint: "must, should, may".
func listed(words []string) string { return strings.Join(words, ", ") }
