package export

import (
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A bilingual is a word of the tables made here. The pages have their own, in
// the theme's i18n files: this package can't read those, and its tables are
// needed where there is no theme.
type bilingual struct{ ja, en string }

// in returns the word in Japanese for ja, else in English.
func (b bilingual) in(lang string) string {
	if lang == "ja" {
		return b.ja
	}
	return b.en
}

// A mark is a decision's symbol with its word: never the one without the other
// where a reader has to understand it.
type mark struct {
	decision     standard.Decision
	symbol, word bilingual
}

// text is the mark as a reader sees it.
func (m mark) text(lang string) string { return m.symbol.in(lang) + " " + m.word.in(lang) }

var marks = []mark{
	{standard.Adopted, bilingual{"○", "●"}, bilingual{"採用", "adopted"}},
	{standard.Adapted, bilingual{"◇", "◇"}, bilingual{"変更して採用", "adapted"}},
	{standard.StatedElsewhere, bilingual{"→", "→"}, bilingual{"他の基準で規定", "stated elsewhere"}},
	{standard.NotAdopted, bilingual{"×", "✕"}, bilingual{"採用しない", "not adopted"}},
	{standard.NotApplicable, bilingual{"－", "–"}, bilingual{"該当なし", "not applicable"}},
	{cover.Undecided, bilingual{"？", "?"}, bilingual{"未記載", "not stated"}},
}

// adoptedInPart is how an adoption is shown of which every clause states only
// some of the item.
var adoptedInPart = mark{standard.Adopted, bilingual{"△", "◐"}, bilingual{"一部採用", "adopted in part"}}

// withheldSymbol stands where a withholding concerns an item.
const withheldSymbol = "■"

// markOf returns the mark of a decision. One that we don't know, which a check
// reports, is shown as written.
func markOf(d standard.Decision) mark {
	for _, m := range marks {
		if m.decision == d {
			return m
		}
	}
	return mark{d, bilingual{"？", "?"}, bilingual{string(d), string(d)}}
}

var unitWords = map[standard.Unit]bilingual{
	standard.UnitSpan:       {"語句", "words"},
	standard.UnitCell:       {"表の欄", "table cell"},
	standard.UnitParagraph:  {"段落", "paragraph"},
	standard.UnitListItem:   {"箇条書きの項目", "list item"},
	standard.UnitTable:      {"表", "table"},
	standard.UnitFigure:     {"図", "figure"},
	standard.UnitSection:    {"節", "section"},
	standard.UnitChapter:    {"章", "chapter"},
	standard.UnitAttachment: {"添付", "attachment"},
	standard.UnitField:      {"基本情報の欄", "field"},
}

func unitWord(u standard.Unit, lang string) string {
	if w, ok := unitWords[u]; ok {
		return w.in(lang)
	}
	return string(u)
}

func reasonWord(lib *catalog.Library, id, lang string) string {
	if r := lib.Reason(id); r != nil && r.Name.In(lang) != "" {
		return r.Name.In(lang)
	}
	return id
}

func sectorWord(lib *catalog.Library, id, lang string) string {
	if s := lib.Sector(id); s != nil && s.Name.In(lang) != "" {
		return s.Name.In(lang)
	}
	return id
}

// classWord is a class with its symbol, "③ 業界標準", as the catalog has it.
func classWord(c *catalog.Catalog, class standard.Class, lang string) string {
	t := catalog.Lookup(c.Classes, string(class))
	if t == nil || t.Name.In(lang) == "" {
		return string(class)
	}
	if t.Symbol == "" {
		return t.Name.In(lang)
	}
	return t.Symbol + " " + t.Name.In(lang)
}

func yes(b bool, lang string) string {
	if b {
		return bilingual{"はい", "yes"}.in(lang)
	}
	return bilingual{"いいえ", "no"}.in(lang)
}

// handle names a version in one word that no spreadsheet takes for a number,
// as "4.10" would be: "water-guideline@4.10".
func handle(v *standard.Version) string { return v.Standard + "@" + v.Number }
