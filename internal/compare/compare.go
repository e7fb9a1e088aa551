// Package compare tells what changed between two versions of a standard.
//
// In: two versions of one edition with their texts. Out: a Comparison, a value
// that pages, data files and terminals show. Clauses are known again by the id
// that their author gave them and by what an author declares of them; a text
// that was found nowhere else may tell where a clause went; likeness is only
// ever offered as a candidate. It sees the cuts of one edition alone, so it
// can't tell more than the two versions do. It reads no file and no clock.
package compare

import (
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Texts gives the words of a version, which the model leaves to its trees.
type Texts interface {
	// Raw is a clause's source below its heading.
	Raw(ch *standard.Chapter, clause int) []byte
	// Blocks are a clause's words.
	Blocks(ch *standard.Chapter, clause int) []standard.Block
	// PrefaceBlocks are the words before the first chapter.
	PrefaceBlocks(lang string) []standard.Block
}

// A Version is one side of a comparison.
type Version struct {
	*standard.Version
	Texts  Texts
	Digest string            // of the edition's sources
	Files  map[string]string // digests of the attachments as this edition publishes them, by path
}

// Input is what is compared.
type Input struct {
	Edition  string // "public" or "confidential"
	Old, New Version
	// Between are the versions between the two, oldest first: `was` names a
	// clause of the version before, and a history has several steps.
	Between []*standard.Version
	// Before are those before the older one: `was` may name one of them, where a
	// version left a clause out.
	Before  []*standard.Version
	Library *catalog.Library
	Lang    string // of the texts compared, where both have it; "" is the original's
}

// Class is what became of a clause. Each has exactly one.
type Class string

const (
	Unchanged  Class = "unchanged" // the same bytes
	Added      Class = "added"
	Removed    Class = "removed"
	Withdrawn  Class = "withdrawn"  // the id stays, the text says that it no longer holds
	Modified   Class = "modified"   // other words
	Formatting Class = "formatting" // the same words, in other spacing or markup
)

// Classes lists them in the order of summaries.
var Classes = []Class{Unchanged, Added, Removed, Withdrawn, Modified, Formatting}

// What became of the withheld parts of a clause.
const (
	Withheld  = "withheld"  // a part that was open is withheld now
	Disclosed = "disclosed" // a part that was withheld is open now
	Changed   = "changed"   // what the register says of a part has changed
)

// A Comparison is what changed between two versions.
type Comparison struct {
	Edition      string
	Old, New     Version
	OldLang      string // languages of the texts compared
	NewLang      string
	Summary      Summary
	Clauses      []Change // in the order of the new version, removed ones at their old place
	Chapters     []Field  // titles of chapters; the key is the chapter's name
	Front        []Field  // what the front matter says of the version
	Preface      *redline.Redline
	Adoption     []Decision
	Coverage     []Coverage
	Withholdings []Withholding
	Attachments  []Attachment
	Candidates   []Candidate
	Reused       []Candidate // ids whose text has nothing in common with the one before
}

// Summary counts clauses by class and flag.
type Summary struct {
	Unchanged, Added, Removed, Withdrawn, Modified, Formatting int
	Moved, Renumbered, Retitled, Retagged, Withheld, Disclosed int

	Renamed int // clauses with another id
}

// Empty reports whether two versions are the same in all that a comparison
// looks at.
func (c *Comparison) Empty() bool {
	return !slices.ContainsFunc(c.Clauses, func(x Change) bool { return x.Changed() }) && c.Preface == nil &&
		len(c.Chapters)+len(c.Front)+len(c.Adoption)+len(c.Coverage)+len(c.Withholdings)+len(c.Attachments) == 0
}

// A Change is what became of one clause.
type Change struct {
	ID    string // the new one, or the old one of a clause that is no more
	Was   string // the old id, where it differs
	Class Class

	Moved      bool // it stands elsewhere; the least number of clauses that explains the order
	Renumbered bool // its label changed
	Retitled   bool
	Retagged   bool // its tags or other metadata changed

	Withholding string   // Withheld, Disclosed, Changed or ""
	Opened      []string // ids of the parts of it that are open now

	Old, New *Place
	From     []string // other clauses that it was made of: split off from, merged into it
	Into     []string // clauses that took up its text
	Metadata []Field  // what changed of its front matter

	LinksGone, LinksCome []string // targets of links and pictures that it had, and that it has now
	Files                []string // attachments that it refers to and that are other files now

	oldBlocks, newBlocks func() []standard.Block
	redline              *redline.Redline // of a modified one
}

// A Place is a clause in one of the versions.
type Place struct {
	Chapter *standard.Chapter
	Clause  *standard.Clause
	Meta    *standard.Clause // the original's, which carries the metadata
	Lang    string           // that its words are in
}

// Path is how the sources name the clause: "05-build.md#remote-maintenance".
func (p *Place) Path() string { return p.Chapter.Name + ".md#" + p.Clause.ID }

// Changed reports whether there is anything to show of a clause.
func (c *Change) Changed() bool {
	return c.Class != Unchanged || c.Moved || c.Renumbered || c.Retitled || c.Retagged || c.Withholding != "" || c.Was != "" ||
		c.relinked() || len(c.Files)+len(c.From)+len(c.Into)+len(c.Metadata) > 0
}

// renamed reports whether an author gave the clause another id. The mark of a
// withheld section has one that nobody gave.
func (c *Change) renamed() bool {
	return c.Was != "" && c.Old != nil && c.New != nil && (c.Old.Clause.Withheld == nil) == (c.New.Clause.Withheld == nil)
}

func (c *Change) relinked() bool { return len(c.LinksGone)+len(c.LinksCome) > 0 }

// Redline is what became of the clause's text. It is worked out when asked for
// where it is plain: of clauses that did not change, came or went.
func (c *Change) Redline() redline.Redline {
	switch {
	case c.redline != nil:
		return *c.redline
	case c.Old == nil:
		return redline.Come(c.newBlocks())
	case c.New == nil:
		return redline.Gone(c.oldBlocks())
	}
	return redline.Same(c.newBlocks())
}

// A Field is a value of the front matter that changed, "" where there was none.
type Field struct{ Key, Old, New string }

// A Decision is a version's decision on an item that changed, or its reason.
type Decision struct {
	Item                 string
	Old, New             string // decisions of the formats, "undecided" where there is none
	OldReason, NewReason standard.Text
	OldWhere, NewWhere   string // the standard that states it, for stated-elsewhere
}

// Coverage is what an item lost or gained: clauses that state something of it.
type Coverage struct {
	Item              string
	Old, New          string // "all", "part" or "none"
	Lost, Gained      []string
	Narrower, Broader []string // clauses of both that cover less or more of it
}

// A Withholding is what changed of an entry of the register: "added",
// "removed", or the key that changed.
type Withholding struct{ ID, Change string }

// An Attachment is what became of a file beside the text: "added", "removed",
// "changed".
type Attachment struct{ Path, Change string }

// A Candidate is an old and a new clause that are alike. It decides nothing.
type Candidate struct {
	Old, New   string
	Similarity float64 // from 0 to 1
}

// Compare compares two versions.
func Compare(in Input) *Comparison {
	c := &Comparison{Edition: in.Edition, Old: in.Old, New: in.New}
	oldText, newText := texts(in)
	c.OldLang, c.NewLang = oldText.Lang, newText.Lang
	m := newMatcher(in, oldText, newText)
	m.match()
	c.Reused = m.reused
	m.order()
	c.Clauses = m.changes()
	c.Candidates = m.candidates()
	c.Summary = summarise(c.Clauses)

	c.Chapters = m.chapters(oldText, newText)
	c.Front = front(in.Old.Version, in.New.Version, newText.Lang)
	c.Preface = preface(in, oldText.Lang, newText.Lang)
	if gone, come := differ(linked(oldText.Preface), linked(newText.Preface)); len(gone)+len(come) > 0 {
		c.Front = append(c.Front, Field{"preface-links", strings.Join(gone, " "), strings.Join(come, " ")})
	}
	c.Adoption, c.Coverage = adoption(in.Library, in.Old.Version, in.New.Version, m.now)
	c.Withholdings = m.withholdings()
	c.Attachments = attachments(in.Old.Files, in.New.Files)
	return c
}

// texts are the translations to compare: both in the language asked for, or each
// as it was written.
func texts(in Input) (old, new *standard.Translation) {
	old, new = original(in.Old.Version), original(in.New.Version)
	if o, n := in.Old.Translation(in.Lang), in.New.Translation(in.Lang); o != nil && n != nil {
		return o, n
	}
	return old, new
}

func original(v *standard.Version) *standard.Translation {
	if len(v.Translations) == 0 {
		return &standard.Translation{}
	}
	return v.Translations[0]
}

func summarise(changes []Change) Summary {
	var s Summary
	counts := map[Class]*int{Unchanged: &s.Unchanged, Added: &s.Added, Removed: &s.Removed, Withdrawn: &s.Withdrawn, Modified: &s.Modified, Formatting: &s.Formatting}
	flag := func(n *int, set bool) {
		if set {
			*n++
		}
	}
	for i := range changes {
		c := &changes[i]
		*counts[c.Class]++
		flag(&s.Moved, c.Moved)
		flag(&s.Renumbered, c.Renumbered)
		flag(&s.Retitled, c.Retitled)
		flag(&s.Retagged, c.Retagged)
		flag(&s.Withheld, c.Withholding == Withheld)
		flag(&s.Disclosed, c.Withholding == Disclosed)
		flag(&s.Renamed, c.renamed())
	}
	return s
}
