package withhold

import (
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// An Edition is what is built for whom.
type Edition string

const (
	Public       Edition = "public"
	Confidential Edition = "confidential"
)

// Editions lists them in the order in which they are cut, checked and told of.
var Editions = []Edition{Public, Confidential}

// A Cut is the sources of one version in one edition. Only Sources.Cut makes
// one, so what takes a Cut can't be given an uncut text by mistake.
type Cut struct {
	edition          Edition
	standard, number string
	texts            []Text
	attachments      []Attachment
	confidential     *source.File
	register         []*standard.Withholding
	claims           []*standard.Withholding
	withheld         []Part
	unregistered     diag.List
	salts            *source.File
}

// A Text is a Markdown file of a cut.
type Text struct {
	Name     string // relative to the version's folder
	Lang     string // "" for the original language
	Withheld string // the entry that withholds the whole file; confidential edition only
	Shared   bool   // the same in every edition: nothing was cut out of it
	File     *source.File
	parts    []part // that stand in the file; confidential edition only
}

// An Attachment is a file beside the text.
type Attachment struct {
	Name     string
	Withheld string // as in Text
	File     *source.File
}

// Unregistered reports the files that withheld text alone refers to and that no
// entry withholds; nothing in a public cut.
func (c *Cut) Unregistered() diag.List { return c.unregistered }

// Edition, Standard and Number say what was cut.
func (c *Cut) Edition() Edition { return c.edition }
func (c *Cut) Standard() string { return c.standard }
func (c *Cut) Number() string   { return c.number }

// Texts are the Markdown files in name order.
func (c *Cut) Texts() []Text { return c.texts }

// Attachments are the other files in name order. Which of them are published is
// decided by who refers to them.
func (c *Cut) Attachments() []Attachment { return c.attachments }

// Fields is the file with the values of withheld fields; nil in a public cut.
func (c *Cut) Fields() *source.File { return c.confidential }

// Salts is the file with the salts of a release; nil in a public cut.
func (c *Cut) Salts() *source.File { return c.salts }

// Register are the entries as this edition may know them.
func (c *Cut) Register() []*standard.Withholding { return c.register }

// Claims are the entries that withhold a front-matter field, with its name. They
// are for checks, in every edition: a value that was left in the visible front
// matter has to be found even where only the public edition is built. Nothing of
// them may be rendered.
func (c *Cut) Claims() []*standard.Withholding { return c.claims }

func (s *Sources) claims() []*standard.Withholding {
	var out []*standard.Withholding
	for _, w := range s.register {
		if w.Field != "" {
			out = append(out, w)
		}
	}
	return out
}

// Cut makes the sources of an edition. The findings are errors; the cut is nil
// then. The confidential one is cut from sources in which nothing is sealed, see
// Open.
func (s *Sources) Cut(e Edition) (*Cut, diag.List) {
	if e == Public {
		return s.cutPublic()
	}
	if s.Sealed() {
		_, ds := s.Open(nil)
		return nil, ds
	}
	c := &Cut{edition: e, standard: s.standard, number: s.number, confidential: s.confidential, register: s.register, claims: s.claims(), withheld: s.parts(), unregistered: s.unregistered(), salts: s.salts}
	for _, t := range s.texts {
		name := s.names[t.file]
		c.texts = append(c.texts, Text{name, t.lang, s.withheld[name], len(t.parts) == 0, t.file, t.parts})
	}
	for _, f := range s.attachments {
		name := s.names[f]
		c.attachments = append(c.attachments, Attachment{name, s.withheld[name], f})
	}
	return c, nil
}

func (s *Sources) cutPublic() (*Cut, diag.List) {
	c := &Cut{edition: Public, standard: s.standard, number: s.number, claims: s.claims()}
	for _, t := range s.texts {
		name := s.names[t.file]
		if s.withheld[name] == "" {
			c.texts = append(c.texts, Text{name, t.lang, "", len(t.parts) == 0, t.public(), nil})
		}
	}
	for _, f := range s.attachments {
		if name := s.names[f]; s.withheld[name] == "" {
			c.attachments = append(c.attachments, Attachment{name, "", f})
		}
	}
	for _, w := range s.register {
		c.register = append(c.register, publicEntry(w))
	}
	if ds := s.namedFiles(c); len(ds) > 0 {
		return nil, ds
	}
	return c, nil
}

// public is the text with every part replaced by its mark. What a mark says
// depends on the part's id and prefix alone; a file without parts is itself.
func (t *text) public() *source.File {
	if len(t.parts) == 0 {
		return t.file
	}
	b := t.file.Derive()
	at := 0
	for _, p := range t.parts {
		b.Copy(at, p.outerStart)
		switch p.kind {
		case region, sealed:
			b.Add(p.prefix+BlockMark(p.id), p.outerStart+len(p.prefix))
		case span, sealedSpan:
			b.Add(SpanMark(p.id), p.outerStart)
		default: // a mark already
			b.Copy(p.outerStart, p.outerEnd)
		}
		at = p.outerEnd
	}
	b.Copy(at, len(t.file.Bytes()))
	return b.File()
}

// publicEntry is an entry without what only those entitled may know.
func publicEntry(w *standard.Withholding) *standard.Withholding {
	p := *w
	p.Cut = true
	p.Paths, p.Field = nil, ""
	return &p
}

// namedFiles reports a withheld file whose name the public edition would tell.
// The finding points at the place and does not repeat the name.
func (s *Sources) namedFiles(c *Cut) diag.List {
	var ds diag.List
	names := make([]string, 0, len(s.withheld))
	for name := range s.withheld {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, t := range c.texts {
			text := string(t.File.Bytes())
			for _, needle := range []string{name, path.Base(name)} {
				if i := strings.Index(text, needle); i >= 0 {
					where := t.File.At(i, i+len(needle)).Origin()
					where.File.Hide(source.Range{Start: where.Start, End: where.End})
					ds.Add(named.At(where, "a visible text names the file that %s withholds", s.withheld[name]).
						Hint("move the reference into a withheld part, or leave it out: the notice of %s is shown at its clause", s.withheld[name]))
					break
				}
			}
		}
	}
	return ds
}
