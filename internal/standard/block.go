package standard

// BlockKind says what a piece of a text is.
type BlockKind string

const (
	BlockParagraph   BlockKind = "paragraph"
	BlockItem        BlockKind = "item" // of a list
	BlockQuote       BlockKind = "quote"
	BlockHead        BlockKind = "head" // of a table
	BlockRow         BlockKind = "row"
	BlockCode        BlockKind = "code" // one line of it
	BlockTerm        BlockKind = "term"
	BlockDescription BlockKind = "description"
	BlockNotice      BlockKind = "notice" // stands for a withheld part
	BlockFootnote    BlockKind = "footnote"
)

// A Block is a paragraph, a list item, a table row: the piece in which two
// texts are compared, as words without markup.
type Block struct {
	Kind   BlockKind
	Level  int    // of nesting in lists and quotations, 0 at the top
	Marker string // of a list item: "1.", "-"; no word of the text
	Cells  []Words
	Part   string // the withheld part that it stands in; confidential edition only
}

// Words is a text on one line: NFC, one space for any run of white space but in
// code.
type Words struct {
	Text  string
	Atoms []Atom // in order
}

// An Atom is a range of a text that no comparison may split: code, or the mark
// of a withheld part. Start and End count bytes.
type Atom struct{ Start, End int }

// Text is the block's words, cells separated by tabs.
func (b *Block) Text() string {
	if len(b.Cells) == 1 {
		return b.Cells[0].Text
	}
	s := ""
	for i, c := range b.Cells {
		if i > 0 {
			s += "\t"
		}
		s += c.Text
	}
	return s
}

// Tabular reports whether a block is a row of a table.
func (b *Block) Tabular() bool { return b.Kind == BlockRow || b.Kind == BlockHead }
