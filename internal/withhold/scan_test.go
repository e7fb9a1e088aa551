package withhold

import (
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
)

func TestScanCodes(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"region", ":::withhold W-001\nsecret\n:::end-withhold W-001\n", ""},
		{"span", "a {{withhold:W-001}}secret{{/withhold:W-001}} b\n", ""},
		{"mark", "> :::withheld W-001\n", ""},
		{"span mark", "a {{withheld:W-001}} b\n", ""},
		{"escape", "\\:::withhold W-001\n", ""},
		{"escape in quote", "> \\:::note\n", ""},
		{"prose", "The part is withheld because of a threat: sealed envelopes (withheld) are kept.\n", ""},
		{"prose id", "parts withheld W-001 are listed\n", ""},
		{"colons in text", "std::vector and a::b::c\n", ""},
		{"ruby", "{{漢字|かんじ}} {{ template }}\n", ""},
		{"unclosed", ":::withhold W-001\nsecret\n", "marker-unclosed"},
		{"unclosed span", "a {{withhold:W-001}}secret\n", "marker-unclosed"},
		{"unopened", ":::end-withhold W-001\n", "marker-unopened"},
		{"unopened span", "{{/withhold:W-001}}\n", "marker-unopened"},
		{"mismatch", ":::withhold W-001\nsecret\n:::end-withhold W-002\n", "marker-mismatch"},
		{"nested", ":::withhold W-001\n:::withhold W-002\n:::end-withhold W-001\n", "marker-nested"},
		{"typo", ":::witheld W-001\n", "marker"},
		{"brace in the word", "a {{withheld:W-001}}secret{{/withh｛ld:W-001}} b\n", "marker"},
		{"other container", ":::note\n", "marker"},
		{"full width", "：：：withhold W-001\n", "marker"},
		{"full width word", ":::ｗｉｔｈｈｏｌｄ W-001\n", "marker"},
		{"zero width", ":::with\u200bhold W-001\n", "marker"},
		{"in list", "- :::withhold W-001\n", "marker"},
		{"in numbered list", "1. :::withhold W-001\n", "marker"},
		{"in cell", "| :::withhold W-001 |\n", "marker"},
		{"tab", "\t:::withhold W-001\n", "marker"},
		{"trailing space", ":::withhold W-001 \n", "marker"},
		{"no space", ":::withholdW-001\n", "marker"},
		{"two colons", "::withhold W-001\n", "marker"},
		{"one colon", ":withhold W-001\n", "marker"},
		{"four colons", "::::withhold W-001\n", "marker"},
		{"no colons", "withhold W-001\n", "marker"},
		{"semicolons", ";;;withhold W-001\n", "marker"},
		{"cyrillic", ":::withh\u043eld W-001\n", "marker"},
		{"capital", ":::Withhold W-001\n", "marker"},
		{"short id", ":::withhold W-01\n", "marker"},
		{"japanese", ":::非公開 W-001\n", "marker"},
		{"one brace", "a {withhold:W-001}}secret\n", "marker"},
		{"space in span", "a {{ withhold:W-001 }}secret\n", "marker"},
		{"full-width braces", "a ｛｛withhold:W-001｝｝secret\n", "marker"},
		{"span without colon", "a {{withholdW-001}}secret\n", "marker"},
		{"span id", "a {{withhold:W-1}}secret\n", "marker"},
		{"span lost braces", "withhold:W-001}}secret\n", "marker"},
		{"span typo", "は{{withold:W-001}}secret\n", "marker"},
		{"front matter", "---\ntitle: {{withhold:W-001}}x{{/withhold:W-001}}\n---\n", "marker-place"},
		{"front matter region", "---\n:::withhold W-001\n---\n", "marker-place"},
		{"cell border", "| a | {{withhold:W-001}}b | c{{/withhold:W-001}} |\n", "marker-cell"},
		{"prefix", "> :::withhold W-001\nsecret\n> :::end-withhold W-001\n", "marker-prefix"},
		{"prefix at end", "> :::withhold W-001\n> secret\n:::end-withhold W-001\n", "marker-prefix"},
		{"empty", ":::withhold W-001\n\n:::end-withhold W-001\n", "marker-empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := source.New("a.md", []byte(tt.text))
			_, ds := scan(f, "")
			var got []string
			for _, d := range ds {
				got = append(got, d.Rule.Code)
				if e, ok := d.Span.Excerpt(); ok && strings.Contains(e.Text, "secret") {
					t.Errorf("the excerpt quotes the withheld text: %q", e.Text)
				}
			}
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) == 0 || got[0] != tt.want) {
				t.Errorf("codes %v, want %q", got, tt.want)
			}
		})
	}
}
