package overlap

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/source"
	"pgregory.net/rapid"
)

// A case has a withheld part between «», and public texts, each a file of its
// own. What should be found is a list of "file:line", with w for a run of words.
var cases = []struct {
	name   string
	part   string
	public []string
	want   string
}{
	{"a copy", "主弁を閉じ、続いて送水弁を閉じたのち、当直の責任者に電話で知らせる。", []string{"前文。\n\n主弁を閉じ、続いて送水弁を閉じたのち、当直の責任者に電話で知らせる。\n"}, "0.md:3w"},
	{"a copy in other dress", "主弁ＡＢを閉じ、続いてﾎﾟﾝﾌﾟを止めたのち、当直の責任者に電話で知らせる。", []string{"主弁**ab**を閉じ、続いて`ポンプ`を\n止めたのち、 当直の[責任者](#x)に電話で知らせる。\n"}, "0.md:1w"},
	{"a copy with other words in it", "主弁を閉じ、続いて送水弁を閉じたのち、当直の責任者に電話で知らせ、記録簿に時刻と氏名を書く。", []string{"主弁を閉じてから、続いて送水弁を閉じたのち、当直の責任者に電話で知らせると共に、記録簿に時刻と氏名を書く。\n"}, "0.md:1w"},
	{"a copy in English", "Close the main valve, then the outlet valve, and call the officer on duty before the pumps are stopped.", []string{"We *close* the main valve, then the outlet valve,\nand call the officer on duty before the pumps are stopped.\n"}, "0.md:1w"},
	{"a sentence of a long part", "運用の担当は毎朝これを確かめる。主弁を閉じ、続いて送水弁を閉じたのちに電話する。夜間は当直がこれに当たり、記録を残し、翌朝に引き継ぐ。", []string{"前文。主弁を閉じ、続いて送水弁を閉じたのちに電話する。\n"}, "0.md:1w"},
	{"a short part, all of it", "当直は二名で、深夜の交代は二十三時とする。", []string{"なお、当直は二名で、深夜の交代は二十三時とする。\n"}, "0.md:1w"},
	{"a turn of phrase", "事業者は、毎年度、計画を見直し、必要があるときは速やかに改めるものとする。", []string{
		strings.Repeat("必要があるときは速やかに改めるものとする。\n", 5)}, ""},
	{"a term", "遠隔保守の接続元のアドレスは別表による。", []string{"遠隔保守の接続元を管理する。\n"}, ""},
	{"nothing", "当直は二名とする。", []string{"監視は一名で行う。\n"}, ""},
	{"an address", "接続元は 192.0.2.17 に限る。", []string{"保守の回線（１９２．０．２．１７）は点検する。\n"}, "0.md:1"},
	{"an address of a range", "接続元は 198.51.100.0/24 に限る。", []string{"例えば 198.51.100.77 から。\n"}, "0.md:1"},
	{"another address", "接続元は 192.0.2.17 に限る。", []string{"保守の回線（192.0.2.1）と 192.0.2.177 は点検する。\n"}, ""},
	{"the number of a clause", "詳しくは 3.2.2.4 による。", []string{"3.2.2.4 を見よ。\n"}, ""},
	{"a long address", "送り先は 2001:db8:85a3::8a2e:370:7334 とする。", []string{"2001:DB8:85A3::8A2E:370:7334\n"}, "0.md:1"},
	{"a telephone number", "当直は 03-0123-4567 で受ける。", []string{"電話　０３（０１２３）４５６７\n", "TEL 0301234567\n"}, "0.md:1 1.md:1"},
	{"a date is no telephone", "改定は 2026-04-01 とする。", []string{"2026-04-01 から。\n"}, ""},
	{"a mail address", "連絡は toban@mihon.example へ。", []string{"<mailto:Toban@mihon.example>\n"}, "0.md:1"},
	{"a host", "入口は vpn.mihon-suido.example とする。", []string{"https://VPN.Mihon-Suido.example/login\n"}, "0.md:1"},
	{"a file is no host", "表は figures/zones-b.svg による。", []string{"zones-b.svg\n"}, ""},
	{"a model", "制御装置はMX-2400とする。", []string{"MX-2400 の保守\n", "MX-2401 の保守\n"}, "0.md:1"},
	{"a model in one word", "the gateway is a Q7500b here", []string{"an old q7500B\n"}, "0.md:1"},
	{"a standard is no model", "暗号は AES-256 とし ISO-27001 による。", []string{"AES-256、ISO-27001\n"}, ""},
	{"a long number", "契約番号は 482913 である。", []string{"482913\n", "48291\n"}, "0.md:1"},
	{"a name in katakana", "制御はミホンセイキの製品とする。", []string{"ﾐﾎﾝｾｲｷの窓口\n", "ミホンセイキング\n"}, "0.md:1"},
	{"a common word in katakana", "ネットワークセグメントのバックアップを確かめる。", []string{"ネットワークセグメント、バックアップ\n"}, ""},
	{"a person", "連絡先は山田太郎とする。", []string{"山田太郎が答える。\n"}, "0.md:1"},
	{"a person by title", "渡辺課長が持つ。", []string{"渡辺が答える。\n"}, "0.md:1"},
	{"a person in letters", "The key is kept by Taro Yamada in the safe.", []string{"Ask Taro Yamada.\n"}, "0.md:1"},
	{"a word with a capital", "It goes to the Satellite then.", []string{"A satellite is used. The Satellite is.\n"}, ""},
	{"everywhere", "接続元はミホンセイキ。", []string{"ミホンセイキ\n", "ミホンセイキ\n", "ミホンセイキ\n", "ミホンセイキ\n"}, ""},
}

func TestFind(t *testing.T) {
	for _, c := range cases {
		parts, texts := world(c.part, c.public)
		var got []string
		for _, d := range Find(parts, texts) {
			words := ""
			if strings.Contains(d.Message, "run of words") {
				words = "w"
			}
			got = append(got, fmt.Sprintf("%s:%d%s", d.Path(), d.Position().Line, words))
			if !strings.Contains(d.Message, "W-001 (secret.md:2)") {
				t.Errorf("%s: the message does not name the withheld place: %s", c.name, d.Message)
			}
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: found %q, want %q", c.name, s, c.want)
		}
	}
}

func world(part string, public []string) ([]Part, []Text) {
	f := source.New("secret.md", []byte("# x\n"+part+"\n"))
	parts := []Part{{"s", "W-001", f.At(4, 4+len(part))}}
	var texts []Text
	for i, p := range public {
		name := fmt.Sprintf("%d.md", i)
		texts = append(texts, Text{Family: name, File: source.New(name, []byte(p))})
	}
	return parts, texts
}

// The versions of a chapter are one public place, and each is told of.
func TestVersions(t *testing.T) {
	sentence := "主弁を閉じ、続いて送水弁を閉じたのち、当直の責任者に電話で知らせる。"
	parts, texts := world(sentence, []string{sentence, sentence, sentence, sentence, sentence})
	if n := len(Find(parts, texts)); n != 0 {
		t.Errorf("%d findings of a phrase that stands in five places", n)
	}
	for i := range texts {
		texts[i].Family = "one"
	}
	if n := len(Find(parts, texts)); n != 5 {
		t.Errorf("%d findings of five versions", n)
	}
	texts[0].Background = true
	if n := len(Find(parts, texts)); n != 4 {
		t.Errorf("%d findings where one is background", n)
	}
}

// No more than a few places of a part are told, and how many more there are.
func TestBounded(t *testing.T) {
	parts, texts := world("接続元は 192.0.2.17 に限る。", []string{strings.Repeat("192.0.2.17\n\n", 9)})
	ds := Find(parts, texts)
	if len(ds) != mostPlaces {
		t.Fatalf("%d findings", len(ds))
	}
	if h := ds[len(ds)-1].Hints; len(h) != 2 || !strings.Contains(h[1], "4 more") {
		t.Errorf("the last says %q", h)
	}
}

// Of a file that is withheld as a whole neither name nor line is told.
func TestWholeFile(t *testing.T) {
	parts, texts := world("接続元は 192.0.2.17 に限る。", []string{"192.0.2.17\n"})
	parts[0].At.File.HideAll("content/s/1/[W-001]")
	ds := Find(parts, texts)
	if len(ds) != 1 || strings.Contains(ds[0].Message, "secret") || strings.Contains(ds[0].Message, ":2") {
		t.Errorf("%v", ds)
	}
}

// Whatever is shared, no finding and no excerpt has a word of it.
func TestSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bird := rapid.SampledFrom([]string{"192.0.2.17", "03-0123-4567", "toban@mihon.example", "MX-2400", "482913", "ミホンセイキ", "山田太郎",
			"主弁を閉じ、続いて送水弁を閉じたのち当直の責任者に電話で知らせる", "close the main valve then the outlet valve and call the officer on duty before noon"}).Draw(t, "bird")
		filler := rapid.StringMatching(`[あ-お]{0,12}\n?`)
		part := filler.Draw(t, "") + "。" + bird + "。" + filler.Draw(t, "")
		other := filler.Draw(t, "") + "。" + bird + "。" + filler.Draw(t, "")
		parts, texts := world(part, []string{other})
		ds := Find(parts, texts)
		if len(ds) == 0 {
			t.Fatalf("%q in %q is not found", bird, other)
		}
		for _, d := range ds {
			e, _ := d.Span.Excerpt()
			said := strings.Join(append(d.Hints, d.Message, d.KeyPath, e.Text), "\n")
			for _, word := range strings.FieldsFunc(bird, func(r rune) bool { return strings.ContainsRune(" 、", r) }) {
				if len(word) > 5 && strings.Contains(said, word) {
					t.Fatalf("a finding says %q:\n%s", word, said)
				}
			}
		}
	})
}

// Whatever stands in the texts, they are compared, and what is found lies in them.
func TestAnything(t *testing.T) {
	words := []string{"a", "B", "1", "192", ".", ":", "::", "@", "-", "/", "(", ")", " ", "\n", "。", "語", "山田", "課長", "さん", "カ", "ー", "ｶﾞ", "ﾊﾟ", "１", "Ａ", "㍻", "㌔", "ﷺ", "ǆ", "İ", "\u00ad", "e\u0301",
		"\u3099", "𠮟", "👩‍🔧", "dead:beef:1", "10.0.0.0/24", "x@y.example", "AB-2000", "Taro Yamada", "<g aria-label=\"a\">", "<", ">", "\"", "# ", "| "}
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 60).Draw(t, ""), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		part := text.Draw(t, "part")
		parts, texts := world(part, []string{text.Draw(t, "a") + part, text.Draw(t, "b")})
		texts[1].File = source.New("1.svg", texts[1].File.Bytes())
		for _, d := range Find(parts, texts) {
			if s := d.Span; s.Start > s.End || s.End > len(s.File.Bytes()) || s.Start == s.End {
				t.Fatalf("a place from %d to %d of %d", s.Start, s.End, len(s.File.Bytes()))
			}
			d.Span.Excerpt()
		}
	})
}

// The same input gives the same findings, in whatever order it comes.
func TestOrder(t *testing.T) {
	var public []string
	for i := range 12 {
		public = append(public, fmt.Sprintf("山田太郎は 192.0.2.%d を見る。\n\n192.0.2.17\n", 10+i))
	}
	parts, texts := world("接続元は 192.0.2.17 と 192.0.2.12 に限り、山田太郎が見る。", public)
	say := func() (out []string) {
		for _, d := range Find(parts, texts) {
			out = append(out, fmt.Sprint(d.Path(), d.Span.Start, d.Span.End, d.Message, d.Hints))
		}
		return out
	}
	want := say()
	for range 20 {
		slices.Reverse(texts)
		if got := say(); !slices.Equal(got, want) {
			t.Fatalf("%q\n%q", got, want)
		}
	}
}

// BenchmarkFind: 2,000 chapters of 4 kB, 2,000 withheld paragraphs.
func BenchmarkFind(b *testing.B) {
	words := []string{"事業者は", "監視制御システムへの接続の経路を", "毎年度一回以上", "確認し、その結果を保存しなければならない。", "責任者に報告し、", "必要があるときは速やかに改めるものとする。", "the operator ", "must keep a record ", "192.0.2."}
	n := 0
	text := func(size int) string {
		var s strings.Builder
		for s.Len() < size {
			n = n*1103515245 + 12345
			fmt.Fprintf(&s, "%s%d%s", words[(n>>8&0x7fffffff)%len(words)], n>>16&0xfff, []string{"", "", "", "\n"}[n>>20&3])
		}
		return s.String()
	}
	var parts []Part
	var texts []Text
	for i := range 2000 {
		name := fmt.Sprintf("%d.md", i)
		f := source.New("s"+name, []byte(text(300)))
		parts = append(parts, Part{"s", fmt.Sprintf("W-%04d", i), f.At(0, len(f.Bytes()))})
		texts = append(texts, Text{Family: name, File: source.New(name, []byte(text(4000)))})
	}
	for b.Loop() {
		Find(parts, texts)
	}
}
