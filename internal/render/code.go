package render

import (
	"bytes"
	"slices"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// code highlights a block with classes alone, as a strict policy wants it.
func (p *page) code(lang string, text []byte) {
	// Asked for no language, the registry tries every file name it knows, which
	// takes longer than all the rest of a page.
	var lexer chroma.Lexer
	if lang != "" {
		lexer = lexers.Get(lang)
	}
	if lexer != nil {
		if tokens := tokensOf(lexer, string(text)); tokens != nil {
			var b bytes.Buffer
			if formatter.Format(&b, styles.Fallback, chroma.Literator(tokens...)) == nil {
				p.out.Write(bytes.Replace(b.Bytes(), []byte(`<pre class="chroma">`), []byte(`<pre class="chroma" tabindex="0">`), 1))
				p.raw("\n")
				return
			}
		}
	}
	p.printf(`<pre class="chroma" tabindex="0"><code>%s</code></pre>`, esc(string(text)))
	p.raw("\n")
}

var formatter = chromahtml.New(chromahtml.WithClasses(true))

// attempts are more than a machine under any load seen needs. One is nearly always enough.
const attempts = 8

// tokensOf splits code into what is highlighted. Each rule of a lexer has a
// quarter of a second by the clock, set where nobody can change it, and one that
// was kept waiting by other programs counts as not matching: what it would have
// matched is an error in the code. A build must not depend on that, so errors
// are believed when they come twice in the same places.
func tokensOf(lexer chroma.Lexer, text string) []chroma.Token {
	var before []chroma.Token
	for range attempts {
		it, err := chroma.Coalesce(lexer).Tokenise(nil, text)
		if err != nil {
			return nil
		}
		tokens := it.Tokens()
		if !slices.ContainsFunc(tokens, func(t chroma.Token) bool { return t.Type == chroma.Error }) || slices.Equal(tokens, before) {
			return tokens
		}
		before = tokens
	}
	return nil // shown as it is
}
