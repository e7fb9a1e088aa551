// Package standard is the model: what a standard is, as values.
//
// It holds data only. Nothing here reads, parses or renders; a value of this
// package belongs to one edition, because it was made from that edition's cut.
package standard

import "github.com/kijun-dev/kijun/internal/source"

// Text is a text by language ("ja", "en").
type Text map[string]string

// In returns the text in a language, or in Japanese, or in any other language
// (the alphabetically first), or "".
func (t Text) In(lang string) string {
	if s := t[lang]; s != "" {
		return s
	}
	if s := t["ja"]; s != "" {
		return s
	}
	first := ""
	for l := range t {
		if first == "" || l < first {
			first = l
		}
	}
	return t[first]
}

// Lang returns the language that In(lang) would answer in.
func (t Text) Lang(lang string) string {
	for _, l := range []string{lang, "ja"} {
		if t[l] != "" {
			return l
		}
	}
	first := ""
	for l := range t {
		if first == "" || l < first {
			first = l
		}
	}
	return first
}

// Date is a calendar day as written, "2026-04-01". Days compare as text.
type Date string

// Class is the kind of a standard, ① to ④ of the guideline.
type Class string

const (
	Mandatory   Class = "mandatory"
	Recommended Class = "recommended"
	Industry    Class = "industry"
	Internal    Class = "internal"
)

// Classes lists the classes in the guideline's order.
var Classes = []Class{Mandatory, Recommended, Industry, Internal}

// Status is where a version stands in its life.
type Status string

const (
	Draft        Status = "draft"        // confidential edition only
	Consultation Status = "consultation" // public, for comment
	Published    Status = "published"
	Superseded   Status = "superseded"
	Withdrawn    Status = "withdrawn"
)

// Statuses lists them in the order of a version's life.
var Statuses = []Status{Draft, Consultation, Published, Superseded, Withdrawn}

// A Standard is one body's standard with its versions, oldest first.
type Standard struct {
	ID       string
	Versions []*Version
}

// Latest returns the version a reader should be shown first: the newest
// published one, or the newest of any status.
func (s *Standard) Latest() *Version {
	for i := len(s.Versions) - 1; i >= 0; i-- {
		if s.Versions[i].Status == Published {
			return s.Versions[i]
		}
	}
	return s.Versions[len(s.Versions)-1]
}

// Version returns the version with a number, or nil.
func (s *Standard) Version(number string) *Version {
	for _, v := range s.Versions {
		if v.Number == number {
			return v
		}
	}
	return nil
}

// Previous returns the version that v replaces, where it is there, or else the
// one before it in the standard's order, or nil.
func (s *Standard) Previous(v *Version) *Version {
	if o := s.Version(v.Replaces); o != nil && o != v {
		return o
	}
	for i, o := range s.Versions {
		if o == v && i > 0 {
			return s.Versions[i-1]
		}
	}
	return nil
}

// A Version is one issue of a standard.
type Version struct {
	Standard  string // the standard's id
	Number    string // "4.2"
	Title     Text
	Class     Class
	Sector    string // a code of sectors.yaml
	Publisher Text
	Operator  *Operator // class internal only
	Status    Status
	Issued    Date
	Effective Date
	ReviewBy  Date
	Replaces  string // a version number of the same standard
	Catalog   string // the guideline it answers; "" when it answers none
	Summary   Text
	Note      Text // what this revision means, in the publisher's words
	Contact   Text
	Source    Text // where an imported text comes from, and its licence

	Adoption     []Adoption // as written, in the order of the file
	Documents    []Document // files that may be published as they are, by path
	Translations []*Translation
	Register     []*Withholding // by id
	Attachments  []*Attachment  // every file beside the text in this edition's cut, by path
	Release      *Release       // what was released of it; nil before

	// At are the places of front-matter values, by key path, for findings.
	At map[string]source.Span
}

// An Operator is one operator of critical infrastructure.
type Operator struct {
	ID   string
	Name Text
}

// Translation returns the version in a language, or nil.
func (v *Version) Translation(lang string) *Translation {
	for _, t := range v.Translations {
		if t.Lang == lang {
			return t
		}
	}
	return nil
}

// A Translation is a version in one language. The first is the original.
type Translation struct {
	Lang     string
	Preface  Prose
	Chapters []*Chapter
}

// Clause returns the clause with an id, or nil.
func (t *Translation) Clause(id string) *Clause {
	for _, ch := range t.Chapters {
		for _, c := range ch.Clauses {
			if c.ID == id {
				return c
			}
		}
	}
	return nil
}

// A Chapter is one Markdown file, or what stands for one that is withheld.
type Chapter struct {
	Name     string // file name without language and ending: "05-build"
	Title    string
	Clauses  []*Clause
	Lang     string       // of a chapter that a translation lacks: the original's, which stands in for it
	Withheld *Withholding // the chapter is withheld; a public edition has no clauses of it

	Prose Prose // headings and footnotes, which are no clause's text
	Span  source.Span
}

// A Clause is a heading with its text up to the next heading.
type Clause struct {
	ID    string
	Depth int    // of the heading, 1 to 6
	Label string // the number as written: "5.2", "第5条", "(1)"
	Title string // the heading without its number, plain text

	// Withheld is set on the clauses of a withheld section. In a public edition
	// one clause stands for all of them: its label and title come from the
	// register, and its text is not here.
	Withheld *Withholding

	Tags       []Tag
	Roles      []string
	Duties     []string // of the management
	Level      string   // must, should, may; "" where the clause states no measure
	Causes     []string
	Measures   []string
	Properties []string
	Plain      Text   // the clause in plain words
	Terms      []Term // that it defines, in the order of the front matter
	Beyond     bool   // it states something beyond the guideline
	Was        []string
	SplitFrom  []string
	MergedInto string
	Retired    bool // the id stays, the text says it is withdrawn

	Prose       Prose        // the text under the heading
	Definitions []Definition // of its definition lists, in order
	Notices     []string     // ids of withholdings whose notice stands in it, in order
	Withhold    []string     // ids whose entry names this clause (attachments, chapters)

	Span source.Span            // the heading
	At   map[string]source.Span // places of its front-matter values, by key
}

// Prose is what checks and exports need to know of a piece of Markdown; its
// tree stays with the parser and the renderer.
type Prose struct {
	Plain  string // words alone, blocks separated by line breaks; notices as "[W-001]"
	Empty  bool   // no text and no notice
	Links  []Link
	Images []Link
}

// A Link is a reference from a text to something else.
type Link struct {
	Target string
	Text   string // the words of a link, the alternative text of an image
	Span   source.Span
}

// A Tag is a clause's link to an item of the guideline.
type Tag struct {
	Item  string
	Part  bool // the clause states only some of the item
	Note  Text
	Place source.Span
}

// Decision is what a version does with an item.
type Decision string

const (
	Adopted         Decision = "adopted"
	Adapted         Decision = "adapted"
	StatedElsewhere Decision = "stated-elsewhere"
	NotAdopted      Decision = "not-adopted"
	NotApplicable   Decision = "not-applicable"
)

// Decisions lists them from most to least.
var Decisions = []Decision{Adopted, Adapted, StatedElsewhere, NotAdopted, NotApplicable}

// An Adoption is a version's decision on an item as written in its front
// matter.
type Adoption struct {
	Item     string
	Decision Decision
	Standard string // for stated-elsewhere: where
	Reason   Text
	Place    source.Span
}

// Unit is the size of a withheld part.
type Unit string

const (
	UnitSpan       Unit = "span"
	UnitCell       Unit = "cell"
	UnitParagraph  Unit = "paragraph"
	UnitListItem   Unit = "list-item"
	UnitTable      Unit = "table"
	UnitFigure     Unit = "figure"
	UnitSection    Unit = "section"
	UnitChapter    Unit = "chapter"
	UnitAttachment Unit = "attachment"
	UnitField      Unit = "field"
)

// Units lists them from small to large, then those outside the text.
var Units = []Unit{UnitSpan, UnitCell, UnitParagraph, UnitListItem, UnitTable, UnitFigure, UnitSection, UnitChapter, UnitAttachment, UnitField}

// A Withholding is one withheld part, as the register tells of it.
type Withholding struct {
	ID       string
	Items    []string
	Clause   string // the visible clause it stands in or under; "" for a field
	Unit     Unit
	Heading  *Heading // the place in the contents of a withheld section or chapter
	Title    Text
	Reason   string // a code of reasons.yaml
	Harm     Text
	Audience string
	Decided  Act
	Approved Act
	ReviewBy Date
	Reviewed []Review // at which it stayed withheld: the standard's, whatever the version
	Access   Text

	// Paths and Field say what is withheld outside the text. They are not
	// public: in a public cut both are empty and Cut is set.
	Paths []string
	Field string
	Cut   bool

	Place source.Span
	At    map[string]source.Span
}

// A Heading keeps the place of a withheld section in the contents.
type Heading struct {
	Level int
	Label string
	Title Text
}

// An Act is who decided something, and when.
type Act struct {
	By Text
	On Date
}

// An Attachment is a file beside the text.
type Attachment struct {
	Path string // relative to the version's folder
	File *source.File
	Used bool // a text of this edition refers to it; others are not published

	// AsIs is set on office and PDF files that may be published without being
	// cleaned: one that index.md lists and, in the confidential edition, one that
	// is withheld.
	AsIs bool
}

// A Document is an office or PDF file that index.md lists, with the reason why it
// is published as it is.
type Document struct {
	Path   string
	Reason Text
	Place  source.Span
}

// A Release is what was signed of a version: digests of its public sources, and
// commitments to what is withheld. All of it is public.
type Release struct {
	Date        Date
	Sources     string // digest of the public sources, "sha256:…"
	Root        string // Merkle root over the blocks, in base64
	Blocks      int    // leaves under the root
	Commitments []Commitment
}

// A Commitment binds a withheld part without telling it.
type Commitment struct {
	Part string // id of the withholding, with the language of a translation: "W-001", "W-001.en"
	Hash string // "sha256:…"
}
