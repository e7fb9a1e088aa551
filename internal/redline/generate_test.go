package redline

import (
	"strings"

	"github.com/kijun-dev/kijun/internal/standard"
	"pgregory.net/rapid"
)

// A fragment is a word of a generated text, and whether a redline may split it.
type fragment struct {
	text string
	atom bool // by what it says
	code bool // by what it is: the parser says so
}

// A cell is made of fragments; a draft is a block of cells.
type cell []fragment

type draft struct {
	kind  standard.BlockKind
	cells []cell
}

// Atoms as readers of norms know them, written down apart from the patterns of
// token.go.
var (
	jaAtoms = []string{"13", "3.14", "1,000", "99.9%", "１２", "2026年4月1日", "令和8年4月1日", "令和八年十月三十一日", "べきではない", "ものとする", "することができない", "よう努める", "第5条", "第十二条の三", "第3版", "しなければならない", "してはならない", "することができる", "することが望ましい",
		"https://example.org/a/b.html?x=1", "192.0.2.0/24", "6.1.3(1)", "W-001", "TLS1.3", "AES-256", "10:30"}
	enAtoms = []string{"March 15, 2026", "1 May 2026", "September 2027", "MUST", "MUST NOT", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", "MAY", "13", "398 days", "2,048", "2048-bit", "0.5", "100%", "2026-04-01", "2026-04-01T10:00:00Z", "5.7.1.1", "s5-7-1",
		"https://example.org/x?y=z#f", "mailto:a@example.org", "a.b@example.org", "192.0.2.7", "2001:db8:0:1", "RFC-5280", "id-kp-serverAuth", "CA's", "TLS1.2", "v4.0.3-2.1.1", "keyUsage.digitalSignature"}
	jaWords = []string{"事業者は", "情報資産", "情報資源", "管理", "を", "経路", "の", "に", "ログ", "サーバ", "サーバー", "ー", "限定", "点検", "記録", "当該", "、", "（", "）", "「", "」", "・", "。", "三十日", "十分な", "ｶﾞｲﾄﾞ", "が\u3099", "𠮷野家", "葛\U000e0100城", "々", "ＡＢＣ", "することが", "よう"}
	enWords = []string{"The", "operator", "certificate", "of", "the", "and", "keys", "issue", "issued", "a", "subject", "naïve", "cafe\u0301", "ﬁle", "(see", "below)", "-", "—", "\"quoted\"", "No", "stipulation.", "Ключ", "العربية", "한국어", "각", "ไทยกำ", "हिन्दी"}
	signs   = []string{"👩‍👩‍👧", "🇯🇵", "🇯🇵🇺🇸", "👍🏽", "1️⃣", "☎️", "❤️‍🔥", "e\u0301\u0328", "\u200b", "\u00ad", "\u0301", "�", "𝒳", "ퟻ", "\u200d", "⁉️", "①", "Ⅳ"}
	codes   = []string{"a b", "x", "日本", "if (x) { return }", "MUST", "1.2", "é", "`", "👍"}
)

// Everything that draws takes a generator's ends rarely: rapid likes them.
type generator struct{ *rapid.T }

func (g generator) below(n int) int { return rapid.IntRange(0, n-1).Draw(g.T, "") }

func (g generator) one(words []string) string { return words[g.below(len(words))] }

func (g generator) fragment(japanese bool) fragment {
	switch k := g.below(20); {
	case k == 18:
		return fragment{text: g.one(signs)}
	case k == 19:
		return fragment{text: g.one(codes), code: true}
	case k > 12 && japanese:
		return fragment{text: g.one(jaAtoms), atom: true}
	case k > 12:
		return fragment{text: g.one(enAtoms), atom: true}
	case japanese:
		return fragment{text: g.one(jaWords)}
	default:
		return fragment{text: g.one(enWords)}
	}
}

func (g generator) cell(most int) cell {
	japanese := g.below(2) == 0
	mixed := g.below(4) == 1
	var out cell
	for range g.below(most + 1) {
		out = append(out, g.fragment(japanese != (mixed && g.below(2) == 0)))
	}
	return out
}

func (g generator) draft() draft {
	switch g.below(6) {
	case 0, 1:
		d := draft{kind: standard.BlockRow}
		if g.below(5) == 2 {
			d.kind = standard.BlockHead
		}
		for range 1 + g.below(4) {
			d.cells = append(d.cells, g.cell(6))
		}
		return d
	case 2:
		return draft{standard.BlockItem, []cell{g.cell(12)}}
	case 3:
		return draft{standard.BlockCode, []cell{{{text: g.one(codes)}, {text: g.one(enWords)}}}}
	}
	return draft{standard.BlockParagraph, []cell{g.cell(30)}}
}

func (g generator) drafts(most int) []draft {
	var out []draft
	for range g.below(most + 1) {
		out = append(out, g.draft())
	}
	return out
}

// edited is a version of a text as authors make them.
func (g generator) edited(old []draft) []draft {
	var out []draft
	for _, d := range old {
		d.cells = append([]cell(nil), d.cells...)
		for i := range d.cells {
			d.cells[i] = append(cell(nil), d.cells[i]...)
		}
		out = append(out, d)
	}
	for range g.below(6) {
		if len(out) == 0 {
			return append(out, g.draft())
		}
		at := g.below(len(out))
		d := &out[at]
		in := g.below(len(d.cells))
		c := d.cells[in]
		switch g.below(12) {
		case 0: // a block more
			out = append(out[:at], append([]draft{g.draft()}, out[at:]...)...)
		case 1: // one less
			out = append(out[:at], out[at+1:]...)
		case 2: // one elsewhere
			moved := out[at]
			out = append(out[:at], out[at+1:]...)
			to := g.below(len(out) + 1)
			out = append(out[:to], append([]draft{moved}, out[to:]...)...)
		case 3: // a paragraph split
			if len(c) > 1 && d.kind != standard.BlockRow && d.kind != standard.BlockHead {
				k := 1 + g.below(len(c)-1)
				rest := draft{d.kind, []cell{append(cell(nil), c[k:]...)}}
				d.cells[in] = c[:k:k]
				out = append(out[:at+1], append([]draft{rest}, out[at+1:]...)...)
			}
		case 4: // or joined with the next
			if at+1 < len(out) && len(d.cells) == 1 && len(out[at+1].cells) == 1 {
				d.cells[0] = append(c[:len(c):len(c)], out[at+1].cells[0]...)
				out = append(out[:at+1], out[at+2:]...)
			}
		case 5: // a column more
			if len(d.cells) > 1 {
				d.cells = append(d.cells[:in], append([]cell{g.cell(3)}, d.cells[in:]...)...)
			}
		default: // other words
			if len(c) == 0 {
				d.cells[in] = g.cell(3)
				continue
			}
			k := g.below(len(c))
			switch g.below(3) {
			case 0:
				c[k] = g.fragment(strings.ContainsAny(c[k].text, "はをのに、。"))
			case 1:
				d.cells[in] = append(c[:k:k], c[k+1:]...)
			case 2:
				d.cells[in] = append(c[:k:k], append(cell{g.fragment(g.below(2) == 0)}, c[k:]...)...)
			}
		}
	}
	return out
}

// cast writes drafts as blocks. Beside an atom stands a space or what can't be
// part of it; empty blocks are none, as the parser has it.
func cast(drafts []draft) (blocks []standard.Block, whole map[string][]standard.Atom) {
	whole = map[string][]standard.Atom{}
	for _, d := range drafts {
		b := standard.Block{Kind: d.kind}
		for _, c := range d.cells {
			var w standard.Words
			var atoms []standard.Atom
			for i, f := range c {
				text := f.text
				if i > 0 && (apart(c[i-1]) || apart(f) || latinEnd(w.Text) && latinStart(text)) {
					w.Text += " "
				}
				r := standard.Atom{Start: len(w.Text), End: len(w.Text) + len(text)}
				w.Text += text
				if f.code {
					w.Atoms = append(w.Atoms, r)
				}
				if f.code || f.atom {
					atoms = append(atoms, r)
				}
			}
			whole[w.Text] = atoms
			b.Cells = append(b.Cells, w)
		}
		if strings.Trim(b.Text(), "\t") != "" {
			blocks = append(blocks, b)
		}
	}
	return blocks, whole
}

// apart reports whether a fragment wants spaces beside it.
func apart(f fragment) bool {
	return f.atom && !strings.HasSuffix(f.text, "い") && !strings.HasSuffix(f.text, "る") && !strings.HasPrefix(f.text, "第") && !strings.HasPrefix(f.text, "令和八")
}

func latinEnd(s string) bool {
	return s != "" && strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%.)", rune(s[len(s)-1]))
}

func latinStart(s string) bool { return s != "" && s[0] < 0x80 }
