package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// noted writes blocks a line each: kind, level, marker, part, and the words of the
// cells, with atoms in brackets.
func noted(blocks []standard.Block) string {
	var b strings.Builder
	for _, x := range blocks {
		fmt.Fprintf(&b, "%s", x.Kind)
		if x.Level > 0 {
			fmt.Fprintf(&b, " %d", x.Level)
		}
		if x.Marker != "" {
			fmt.Fprintf(&b, " %s", x.Marker)
		}
		if x.Part != "" {
			fmt.Fprintf(&b, " %s", x.Part)
		}
		for _, c := range x.Cells {
			s, at := "", 0
			for _, a := range c.Atoms {
				s += c.Text[at:a.Start] + "⟨" + c.Text[a.Start:a.End] + "⟩"
				at = a.End
			}
			b.WriteString(" | " + s + c.Text[at:])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// What a comparison reads of a text, for each thing that Markdown can say.
func TestBlocks(t *testing.T) {
	for _, c := range []struct{ name, text, public, confidential string }{
		{"words", "A *soft* **word**, [a link](https://example.org/), &amp; a\\*b <https://example.org/>\nand more.", "paragraph | A soft word, a link, & a*b https://example.org/ and more.\n", ""},
		{"Japanese lines", "事業者は、\n鍵を　管理する。", "paragraph | 事業者は、鍵を 管理する。\n", ""},
		{"breaks", "a  \nb<br>c<br />d\\\ne", "paragraph | a b c d e\n", ""},
		{"code", "Use `a  b` and ``c`d``.", "paragraph | Use ⟨a b⟩ and ⟨c`d⟩.\n", ""},
		{"nested lists", "1. one\n   - two\n\n     more of two\n   - three\n2. four\n\n   | a |\n   | --- |\n   | b |\n",
			"item 1 1. | one\nitem 2 - | two\nitem 2 | more of two\nitem 2 - | three\nitem 1 2. | four\nhead 1 | a\nrow 1 | b\n", ""},
		{"a list that begins elsewhere", "3) c\n4) d\n", "item 1 3) | c\nitem 1 4) | d\n", ""},
		{"quotation", "> one\n>\n> - two\n> > three\n", "quote 1 | one\nitem 2 - | two\nquote 2 | three\n", ""},
		{"table", "| a | `b` |\n| --- | --- |\n| 1 | |\n| | |\n", "head | a | ⟨b⟩\nrow | 1 | \n", ""},
		{"lines of code", "```sh\nls  -l\n\ncat x\n```\n", "code | ls  -l\ncode | cat x\n", ""},
		{"definitions", "鍵\n: 秘密の値\n: 別の意味\n", "term | 鍵\ndescription | 秘密の値\ndescription | 別の意味\n", ""},
		{"image", "![見本の図](figures/a.svg)", "paragraph | 見本の図\n", ""},
		{"ruby", "<ruby>漢字<rt>かんじ</rt></ruby>とH<sub>2</sub>O", "paragraph | 漢字かんじとH_2O\n", ""},
		{"footnote", "本文[^a]。\n\n[^a]: 注である。\n", "paragraph | 本文。\nfootnote | 注である。\n", ""},
		{"composed", "カ\u3099イド e\u0301", "paragraph | ガイド é\n", ""},
		{"region", "前。\n\n:::withhold W-001\n秘密。\n\n- 項\n:::end-withhold W-001\n\n後。", "paragraph | 前。\nnotice | ⟨[W-001]⟩\nparagraph | 後。\n", "paragraph | 前。\nparagraph W-001 | 秘密。\nitem 1 - W-001 | 項\nparagraph | 後。\n"},
		{"span", "端末は{{withhold:W-001}}秘密{{/withhold:W-001}}とする。", "paragraph | 端末は⟨[W-001]⟩とする。\n", "paragraph | 端末は秘密とする。\n"},
		{"span in a cell", "| a |\n| --- |\n| {{withhold:W-001}}秘密{{/withhold:W-001}} |\n", "head | a\nrow | ⟨[W-001]⟩\n", "head | a\nrow | 秘密\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"01-a.md": "## 1 題 {#c}\n\n" + c.text + "\n", "figures/a.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n"}
			if strings.Contains(c.text, "W-001") {
				files["withheld.yaml"] = "W-001:\n  items: []\n  clause: c\n  unit: paragraph\n  title: {ja: 部分, en: Part}\n  reason: threat\n  harm: {ja: 害, en: harm}\n  audience: confidential\n" +
					"  decided: {by: {ja: 委員会, en: Committee}, on: 2026-04-01}\n  approved: {by: {ja: 理事会, en: Board}, on: 2026-04-10}\n  review-by: 2027-04-01\n"
			}
			for mark, unit := range map[string]string{"は{{withhold:": "span", "| {{withhold:": "cell"} {
				if strings.Contains(c.text, mark) {
					files["withheld.yaml"] = strings.Replace(files["withheld.yaml"], "unit: paragraph", "unit: "+unit, 1)
				}
			}
			for _, e := range withhold.Editions {
				want := c.public
				if e == withhold.Confidential && c.confidential != "" {
					want = c.confidential
				}
				got := analyse(t, written(files, files), e).compare("1", "2")
				if n := noted(blocksOf(find(t, got, "c").Redline())); n != want {
					t.Errorf("%s:\n%swant\n%s", e, n, want)
				}
				if !got.Empty() || find(t, got, "c").Class != compare.Unchanged {
					t.Error("the same text is not the same")
				}
			}
		})
	}
}

// blocksOf are the new blocks of a redline.
func blocksOf(r redline.Redline) (out []standard.Block) {
	for _, row := range r.Rows {
		out = append(out, row.New...)
	}
	return out
}
