package standard

import (
	"cmp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/kijun-dev/kijun/internal/source"
)

// A Term is a word that a definition list of its clause explains, as the
// clause's front matter declares it.
type Term struct {
	Name    Text   // as the definition list has it, by language
	Reading string // in kana, of the original's name; "" where it is read as it is written
	Place   source.Span
}

// A Definition is an entry of a definition list in a clause, as words.
type Definition struct {
	Term  string
	Means string // like Prose.Plain: notices as "[W-001]"
}

// Definition returns what a clause says of a word, or nil.
func (c *Clause) Definition(term string) *Definition {
	for i := range c.Definitions {
		if c.Definitions[i].Term == term {
			return &c.Definitions[i]
		}
	}
	return nil
}

// A Defined is a term that a version's text defines, as it is called in one
// language.
type Defined struct {
	*Term
	Name    string
	Reading string // "" in another language than the original's
	Means   string
	Number  int // among the version's terms, from 1: the same in every language
	Chapter *Chapter
	Clause  *Clause // of the language's text
}

// Terms are the terms that a version defines in a language, in the order of the
// original's text. What a translation does not define is not among them, and of
// a chapter that is not translated the original's terms are not either.
func (v *Version) Terms(lang string) []Defined {
	t := v.Translation(lang)
	if t == nil {
		return nil
	}
	var out []Defined
	var places map[string]Defined // by the clause's id
	n := 0
	for _, ch := range v.Translations[0].Chapters {
		for _, c := range ch.Clauses {
			for i := range c.Terms {
				n++
				if places == nil {
					places = t.places()
				}
				at, name := places[c.ID], c.Terms[i].Name[lang]
				if at.Clause == nil || name == "" || at.Chapter.Lang != "" && at.Chapter.Lang != lang {
					continue
				}
				if d := at.Clause.Definition(name); d != nil {
					reading := ""
					if t == v.Translations[0] {
						reading = c.Terms[i].Reading
					}
					out = append(out, Defined{&c.Terms[i], name, reading, d.Means, n, at.Chapter, at.Clause})
				}
			}
		}
	}
	return out
}

func (t *Translation) places() map[string]Defined {
	out := map[string]Defined{}
	for _, ch := range t.Chapters {
		for _, c := range ch.Clauses {
			if _, twice := out[c.ID]; !twice {
				out[c.ID] = Defined{Chapter: ch, Clause: c}
			}
		}
	}
	return out
}

// Order compares two terms as a list of words has them: by the 五十音 of their
// readings, whatever the kana and their marks, and then by what is left.
func (d *Defined) Order(o *Defined) int {
	return cmp.Or(strings.Compare(d.Sorted(), o.Sorted()), strings.Compare(d.Reading, o.Reading), strings.Compare(d.Name, o.Name))
}

// Sorted is the reading, or the name of what has none, in plain hiragana: the
// first letter says under which heading of the 五十音 the term stands.
func (d *Defined) Sorted() string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(cmp.Or(d.Reading, d.Name))) {
		if 'ァ' <= r && r <= 'ヶ' {
			r -= 'ァ' - 'ぁ'
		}
		switch {
		case r == '\u3099' || r == '\u309a' || r == 'ー' || r == '・' || r == ' ': // marks
		case strings.ContainsRune("ぁぃぅぇぉっゃゅょゎ", r):
			b.WriteRune(r + 1) // a small letter stands just before its large one
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
