package withhold

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

var edits = flag.Int("edits", 100_000, "how many slips of the pen TestSlips makes")

const secretWord = "ひみつ"

// A form is a place where a part can stand. Each line with a marker of W-001 is
// one that a slip may hit.
type form struct {
	name, text string
	unit       standard.Unit
}

// forms are all of them, in the clear and sealed.
var forms = func() []form {
	all := openForms
	for _, f := range openForms {
		all = append(all, form{"sealed: " + f.name, sealForm(f), f.unit})
	}
	return all
}()

var recipients, openKey = func() (*seal.Recipients, *seal.Identities) {
	k, err := seal.Generate(true, "")
	if err != nil {
		panic(err)
	}
	to, _ := seal.ParseRecipients([]string{k.Recipient})
	ids, _ := seal.ParseIdentities(k.File, nil)
	return to, ids
}()

func sealForm(f form) string {
	s, ds := Scan("s", "1", map[string]*source.File{"01-a.md": source.New("01-a.md", []byte(f.text))}, f.register())
	if ds.HasErrors() {
		return "" // which no test takes for a form
	}
	files, _ := s.Seal(recipients.Seal)
	return string(files["01-a.md"])
}

// leaks reports whether a public text has something of what a form withholds:
// its word, or a piece of its ciphertext.
func (f form) leaks(public string) bool {
	if strings.Contains(public, secretWord) {
		return true
	}
	for _, run := range regexp.MustCompile(`[A-Za-z0-9+/]{40,}`).FindAllString(f.text, -1) {
		for ; len(run) >= 16; run = run[16:] {
			if strings.Contains(public, run[:16]) {
				return true
			}
		}
	}
	return strings.Contains(public, "ENCRYPTED")
}

var openForms = []form{
	{"region", "公開\n\n:::withhold W-001\nひみつ\n:::end-withhold W-001\n\n公開\n", standard.UnitParagraph},
	{"region at both ends", ":::withhold W-001\nひみつ\n:::end-withhold W-001", standard.UnitParagraph},
	{"region in a quote", "> 公開\n>\n> :::withhold W-001\n> ひみつ\n> :::end-withhold W-001\n> 公開\n", standard.UnitParagraph},
	{"region in a nested quote", "> > :::withhold W-001\n> > ひみつ\n> > :::end-withhold W-001\n", standard.UnitParagraph},
	{"list item", "- 公開\n:::withhold W-001\n- ひみつ\n:::end-withhold W-001\n- 公開\n", standard.UnitListItem},
	{"in an item", "- 公開\n\n  :::withhold W-001\n  ひみつ\n  :::end-withhold W-001\n", standard.UnitParagraph},
	{"in a numbered item", "1. 公開\n\n   :::withhold W-001\n   ひみつ\n   :::end-withhold W-001\n", standard.UnitParagraph},
	{"table", ":::withhold W-001\n| a | b |\n| --- | --- |\n| ひみつ | 1 |\n:::end-withhold W-001\n", standard.UnitTable},
	{"figure of code", ":::withhold W-001\n```\nひみつ\n```\n:::end-withhold W-001\n", standard.UnitFigure},
	{"section", "## 1 題 {#a}\n\n:::withhold W-001\n## 2 ひみつ {#b}\n\nひみつ\n:::end-withhold W-001\n", standard.UnitSection},
	{"span", "公開{{withhold:W-001}}ひみつ{{/withhold:W-001}}公開\n", standard.UnitSpan},
	{"whole line", "{{withhold:W-001}}ひみつ{{/withhold:W-001}}\n", standard.UnitSpan},
	{"span in a heading", "## 1 {{withhold:W-001}}ひみつ{{/withhold:W-001}} {#a}\n", standard.UnitSpan},
	{"span in a list", "- 公開{{withhold:W-001}}ひみつ{{/withhold:W-001}}\n", standard.UnitSpan},
	{"span in a quote", "> 公開{{withhold:W-001}}ひみつ{{/withhold:W-001}}\n", standard.UnitSpan},
	{"cell", "| a | b |\n| --- | --- |\n| {{withhold:W-001}}ひみつ{{/withhold:W-001}} | 1 |\n", standard.UnitCell},
	{"two spans", "{{withhold:W-001}}ひみつ{{/withhold:W-001}}と{{withhold:W-002}}別{{/withhold:W-002}}\n", standard.UnitSpan},
	{"two regions", ":::withhold W-001\nひみつ\n:::end-withhold W-001\n\n:::withhold W-002\n別\n:::end-withhold W-002\n", standard.UnitParagraph},
	{"beside a mark", ":::withheld W-002\n\n:::withhold W-001\nひみつ\n:::end-withhold W-001\n", standard.UnitParagraph},
	{"span beside a mark", "{{withheld:W-002}}と{{withhold:W-001}}ひみつ{{/withhold:W-001}}\n", standard.UnitSpan},
}

// A slip is one thing that goes wrong in writing a line.
var slips = []struct {
	name string
	do   func(r *rand.Rand, line []rune) []rune
}{
	{"delete", func(r *rand.Rand, s []rune) []rune { i := r.IntN(len(s)); return slices.Delete(s, i, i+1) }},
	{"insert", func(r *rand.Rand, s []rune) []rune { return slices.Insert(s, r.IntN(len(s)+1), stray(r)) }},
	{"replace", func(r *rand.Rand, s []rune) []rune { s[r.IntN(len(s))] = stray(r); return s }},
	{"double", func(r *rand.Rand, s []rune) []rune { i := r.IntN(len(s)); return slices.Insert(s, i, s[i]) }},
	{"swap", func(r *rand.Rand, s []rune) []rune {
		if len(s) > 1 {
			i := r.IntN(len(s) - 1)
			s[i], s[i+1] = s[i+1], s[i]
		}
		return s
	}},
	{"case", func(r *rand.Rand, s []rune) []rune {
		i := r.IntN(len(s))
		if u := []rune(strings.ToUpper(string(s[i]))); len(u) == 1 {
			s[i] = u[0]
		}
		return s
	}},
	{"all capitals", func(_ *rand.Rand, s []rune) []rune { return []rune(strings.ToUpper(string(s))) }},
	{"full width", func(r *rand.Rand, s []rune) []rune {
		if i := r.IntN(len(s)); '!' <= s[i] && s[i] <= '~' {
			s[i] += 0xff01 - '!'
		}
		return s
	}},
	{"all full width", func(_ *rand.Rand, s []rune) []rune {
		for i := range s {
			if '!' <= s[i] && s[i] <= '~' {
				s[i] += 0xff01 - '!'
			}
		}
		return s
	}},
	{"look-alike", func(r *rand.Rand, s []rune) []rune {
		for range 20 {
			i := r.IntN(len(s))
			if like := []rune(lookAlikes[s[i]]); len(like) > 0 {
				s[i] = like[r.IntN(len(like))]
				return s
			}
		}
		return s
	}},
}

var lookAlikes = map[rune]string{
	':': "：;；∶ː։׃꞉⁚︓", '-': "‐‑–—−ー－_", ' ': "\u3000\u00a0\t\u2003\u202f", '{': "｛❴(［", '}': "｝❵)］", '/': "／⁄∕\\",
	'w': "ｗѡԝшvW", 'i': "іıìｉ1lI", 't': "тｔｆT", 'h': "һｈНH", 'o': "оοｏ0O", 'l': "ⅼ1Ｉ|L", 'd': "ԁｄⅾD", 'e': "еｅéE", 'n': "ոｎηN", 'W': "Ｗwѡ", '0': "０OoО〇", '1': "１lI一", 's': "ѕｓ", 'a': "аａ", '>': "＞›»",
}

// stray is a character that fingers, editors and machines put into lines.
func stray(r *rand.Rand) rune {
	pool := []rune("abdehiltwWxyz0129:-;/{}<>()[]|`*_#.,'\"!\\ \t\n=~^&%$@+?あの非公開ー、。：；｛｝－＿０１Ｗｗ　\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\u0301\u202e\u2066\x00\x1b\r")
	return pool[r.IntN(len(pool))]
}

// lines returns the numbers of the lines that hold a marker of W-001, one for
// each marker: a line with a span has two.
func markers(text string) (at [][2]int) {
	for _, m := range []string{":::withhold W-001", ":::end-withhold W-001", ":::sealed W-001", ":::end-sealed W-001", "{{withhold:W-001}}", "{{/withhold:W-001}}", "{{sealed:W-001}}", "{{/sealed:W-001}}"} {
		for from := 0; ; {
			i := strings.Index(text[from:], m)
			if i < 0 {
				break
			}
			i += from
			from = i + len(m)
			start := i
			if m[0] == ':' { // the marker's prefix is part of its line
				start = strings.LastIndexByte(text[:i], '\n') + 1
			}
			at = append(at, [2]int{start, i + len(m)})
		}
	}
	slices.SortFunc(at, func(a, b [2]int) int { return a[0] - b[0] })
	return at
}

// slip makes n slips in a piece of text.
func slip(r *rand.Rand, s string, n int) (string, string) {
	var names []string
	for range n {
		if s == "" {
			break
		}
		k := slips[r.IntN(len(slips))]
		names = append(names, k.name)
		s = string(k.do(r, []rune(s)))
	}
	return s, strings.Join(names, ", ")
}

// spoil makes slips in the markers of W-001: one or two in one of its markers,
// or in both, or one marker is lost altogether.
func spoil(r *rand.Rand, text string) (string, string) {
	at := markers(text)
	hit := [][2]int{at[r.IntN(len(at))]}
	lost := false
	switch r.IntN(8) {
	case 0:
		lost = true
	case 1, 2, 3:
		hit = at
	}
	slices.SortFunc(hit, func(a, b [2]int) int { return b[0] - a[0] }) // from the end
	var what []string
	for _, m := range hit {
		old := text[m[0]:m[1]]
		now, how := "", "lost"
		if !lost {
			now, how = slip(r, old, 1+r.IntN(2))
		}
		text = text[:m[0]] + now + text[m[1]:]
		what = append(what, how)
	}
	return text, strings.Join(what, " | ")
}

// register has an entry for W-001, and for W-002 where the text has it.
func (f form) register() []*standard.Withholding {
	out := []*standard.Withholding{{ID: "W-001", Unit: f.unit}}
	if strings.Contains(f.text, "W-002") {
		out = append(out, &standard.Withholding{ID: "W-002", Unit: f.unit})
	}
	return out
}

// published is the public cut of a chapter, or "" where there is none.
func published(text string, register []*standard.Withholding) (string, bool) {
	files := map[string]*source.File{"01-a.md": source.New("01-a.md", []byte(text))}
	s, ds := Scan("s", "1", files, register)
	if ds.HasErrors() {
		return "", false
	}
	c, ds := s.Cut(Public)
	if ds.HasErrors() {
		return "", false
	}
	return string(c.Texts()[0].File.Bytes()), true
}

// No slip in a marker publishes what it withholds.
func TestSlips(t *testing.T) {
	for _, f := range forms {
		if cut, ok := published(f.text, f.register()); !ok || f.leaks(cut) {
			t.Fatalf("%s: the form itself is wrong: %q", f.name, cut)
		}
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	made, refused, kept, unnoticed := 0, 0, 0, 0
	n := *edits
	if testing.Short() {
		n = min(n, 5000)
	}
	for range n {
		f := forms[r.IntN(len(forms))]
		text, how := spoil(r, f.text)
		if text == f.text {
			continue
		}
		made++
		cut, ok := published(text, f.register())
		switch {
		case !ok:
			refused++
		case f.leaks(cut):
			t.Errorf("seed %d, %s (%s): published by\n%s\ncut:\n%s", seed, f.name, how, text, cut)
		default:
			kept++
		}
		// The scanner alone, without the register's help.
		if got, ds := scan(source.New("a.md", []byte(text)), ""); len(ds) == 0 && len(Encoding(source.New("a.md", []byte(text)))) == 0 {
			if f.leaks(string(got.public().Bytes())) {
				if unnoticed++; unnoticed <= 5 {
					t.Logf("only the register noticed: %s (%s): %q", f.name, how, text)
				}
			}
		}
	}
	t.Logf("%d edits: %d refused, %d harmless, %d noticed by the register alone", made, refused, kept, unnoticed)
	if 100*refused < 80*made {
		t.Errorf("only %d of %d slips were refused: the slips are too tame", refused, made)
	}
	if 100*unnoticed > made {
		t.Errorf("the scanner let %d of %d slips pass", unnoticed, made)
	}
}

// A word within two letters of a keyword is taken for it wherever an id follows,
// with no sign of a marker left but that.
func TestNearMiss(t *testing.T) {
	for _, line := range []string{"withold W-001", "witold W-001", "wihhhold W-001", "> end-withold W-001", "- withehld W-001", ":wthhold W-001", "{witthold:W-001}", "非公開 W-001", "end_withhold W-001", "saeled W-001"} {
		_, ds := scan(source.New("a.md", []byte(line+"\n秘密\n")), "")
		if len(ds) == 0 || ds[0].Rule != marker {
			t.Errorf("%s: not taken for a marker: %v", line, ds)
		}
	}
	for _, line := range []string{"with hold W-001", "W-001 は非公開とする", "the threshold W-001 applies", "household W-001"} {
		if _, ds := scan(source.New("a.md", []byte(line+"\n")), ""); len(ds) > 0 {
			t.Errorf("%s: taken for a marker: %s", line, ds[0].Message)
		}
	}
}

// One slip makes ":::withhold" the mark that a cut leaves, ":::withheld". The
// end that is left over tells.
func TestHeldForHold(t *testing.T) {
	for _, f := range forms {
		text := strings.NewReplacer(":::withhold W-001", ":::withheld W-001", "{{withhold:W-001}}", "{{withheld:W-001}}", ":::sealed W-001", ":::withheld W-001", "{{sealed:W-001}}", "{{withheld:W-001}}").Replace(f.text)
		if text == f.text {
			continue
		}
		if cut, ok := published(text, f.register()); ok {
			t.Errorf("%s: %q", f.name, cut)
		}
	}
}

// FuzzScan: what the scanner takes for sound can be cut, the cut does not
// depend on what was cut out, and cutting it again changes nothing.
func FuzzScan(f *testing.F) {
	for _, form := range forms {
		f.Add([]byte(form.text))
	}
	for _, s := range []string{
		"---\ntitle: a\n---\n\n# 題 {#a}\n", "\\:::note\n", "> :::withheld W-001\n", "a {{withheld:W-001}} b", "{{", "{{/withhold:W-001}}", ":::", "：：：", "非公開 W-001\n",
		"| {{withhold:W-001}}a\\|b{{/withhold:W-001}} |\n", ":::withhold W-001\n> x\n\n\n:::end-withhold W-001\n:::withheld W-002", "---\n---\n{{withhold:W-0001}} {{/withhold:W-0001}}",
	} {
		f.Add([]byte(s))
	}
	other := map[partKind][]byte{}
	for k, kind := range map[partKind]seal.Kind{sealed: seal.Region, sealedSpan: seal.Span} {
		other[k], _ = recipients.Seal(seal.Binding{Kind: kind}, []byte(strings.Repeat("別", 2000)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.New("a.md", data)
		for _, d := range Plain(source.New("b.yaml", data)) {
			d.Span.Excerpt()
		}
		bad := Encoding(file)
		for _, d := range bad {
			if e, ok := d.Span.Excerpt(); ok {
				t.Errorf("a file that can't be read is quoted: %q", e.Text)
			}
		}
		got, ds := scan(file, "")
		for _, d := range ds {
			d.Span.Excerpt()
			d.Position()
		}
		if len(bad) > 0 {
			return
		}
		if len(ds) > 0 {
			if got != nil {
				t.Error("findings, and parts to cut all the same")
			}
			return
		}
		cut := string(got.public().Bytes())
		again := source.New("a.md", []byte(cut))
		marks, ds := scan(again, "")
		if len(ds) > 0 {
			t.Fatalf("the cut has findings: %s\n%q", ds[0].Message, cut)
		}
		if twice := string(marks.public().Bytes()); twice != cut {
			t.Errorf("cut twice:\n%q\n%q", cut, twice)
		}
		if ids(got) != ids(marks) {
			t.Errorf("the parts are %s, the marks %s", ids(got), ids(marks))
		}
		for _, p := range marks.parts {
			if p.kind != blockMark && p.kind != spanMark {
				t.Errorf("%s is left in the cut", p.id)
			}
		}
		// another filling
		for _, filling := range []string{"z", "別の、ずっと長い中身 " + strings.Repeat("x", 300)} {
			var b bytes.Buffer
			at := 0
			for _, p := range got.parts {
				b.Write(data[at:p.innerStart])
				switch p.kind {
				case sealed:
					b.WriteString(strings.ReplaceAll(p.prefix+string(other[sealed]), "\n", "\n"+p.prefix))
					b.Truncate(b.Len() - len(p.prefix))
				case sealedSpan:
					b.Write(other[sealedSpan])
				case region:
					b.WriteString(p.prefix + filling + "\n")
					if len(filling) > 1 {
						b.WriteString(p.prefix + filling + "\n")
					}
				case span:
					b.WriteString(filling)
				}
				at = p.innerEnd
			}
			b.Write(data[at:])
			again, ds := scan(source.New("a.md", b.Bytes()), "")
			if len(ds) > 0 {
				t.Fatalf("another filling has findings: %s\n%q\n%q", ds[0].Message, data, b.String())
			}
			if c := string(again.public().Bytes()); c != cut {
				t.Errorf("the cut depends on what is withheld:\n%q\n%q", cut, c)
			}
		}
	})
}

func ids(t *text) string {
	var b strings.Builder
	for _, p := range t.parts {
		fmt.Fprint(&b, p.id, " ")
	}
	return b.String()
}
