package withhold

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// sealAs is a part as only somebody who does not use `kijun seal` would make it.
func sealAs(t testing.TB, kind seal.Kind, id, text string) string {
	t.Helper()
	data, err := recipients.Seal(seal.Binding{Standard: "s", ID: id, Kind: kind}, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var sealedSpanOf = func(t testing.TB, id, text string) string {
	return "{{sealed:" + id + "}}" + sealAs(t, seal.Span, id, text) + "{{/sealed:" + id + "}}"
}

func sealedRegion(t testing.TB, prefix, id, text string) string {
	var b strings.Builder
	for line := range strings.Lines(":::sealed " + id + "\n" + sealAs(t, seal.Region, id, text) + ":::end-sealed " + id + "\n") {
		b.WriteString(prefix + line)
	}
	return b.String()
}

// Edits of one or two characters anywhere at a marker, its line ends included:
// none publishes a word or a piece of ciphertext.
func TestEdits(t *testing.T) {
	n := *edits
	if testing.Short() {
		n = min(n, 5000)
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 2))
	made, refused := 0, 0
	near := map[string][][2]int{}
	for _, f := range forms {
		if near[f.name] = markers(f.text); len(near[f.name]) == 0 {
			t.Fatalf("%s has no markers", f.name)
		}
	}
	for range n {
		f := forms[r.IntN(len(forms))]
		text := f.text
		var how []string
		for range 1 + r.IntN(2) {
			m := near[f.name][r.IntN(len(near[f.name]))]
			from, to := max(0, m[0]-2), min(len(text), m[1]+2)
			for from > 0 && text[from]&0xc0 == 0x80 {
				from--
			}
			for to < len(text) && text[to]&0xc0 == 0x80 {
				to++
			}
			piece, name := slip(r, text[from:to], 1)
			how = append(how, name)
			text = text[:from] + piece + text[to:]
		}
		if text == f.text {
			continue
		}
		made++
		if cut, ok := published(text, f.register()); !ok {
			refused++
		} else if f.leaks(cut) {
			t.Errorf("seed %d, %s (%s): published by\n%s\ncut:\n%s", seed, f.name, how, text, cut)
		}
	}
	t.Logf("%d edits, %d refused", made, refused)
	if 100*refused < 60*made {
		t.Errorf("only %d of %d edits were refused: they are too tame", refused, made)
	}
}

// What stands within sealed markers is what seal wrote, to the byte.
func TestSealedForm(t *testing.T) {
	good := sealAs(t, seal.Region, "W-001", "ひみつ\n")
	lines := strings.SplitAfter(good, "\n")
	inline := sealAs(t, seal.Span, "W-001", "ひみつ")
	region := func(body string) string { return ":::sealed W-001\n" + body + ":::end-sealed W-001\n" }
	span := func(body string) string { return "公開{{sealed:W-001}}" + body + "{{/sealed:W-001}}公開\n" }
	for name, text := range map[string]string{
		"plain text":           region("ひみつ\n"),
		"nothing":              region(""),
		"text behind":          region(good + "ひみつ\n"),
		"text before":          region("ひみつ\n" + good),
		"text between":         region(strings.Join(lines[:4], "") + "ひみつ\n" + strings.Join(lines[4:], "")),
		"an empty line":        region(strings.Join(lines[:4], "") + "\n" + strings.Join(lines[4:], "")),
		"a line lost":          region(strings.Join(lines[:4], "") + strings.Join(lines[5:], "")),
		"the end lost":         region(strings.Join(lines[:len(lines)-2], "")),
		"indented":             region(" " + good),
		"twice":                region(good + good),
		"base64 of a span":     region(inline + "\n"),
		"span: plain":          span("ひみつ"),
		"span: nothing":        span(""),
		"span: base64 of text": span("44Gy44G/44Gk"),
		"span: a space":        span(inline[:100] + " " + inline[100:]),
		"span: cut off":        span(inline[:len(inline)-4]),
		"span: more":           span(inline + "ひみつ"),
		"span: another sign":   span(inline[:100] + "-" + inline[101:]),
		"no markers":           good,
		"no span markers":      "公開" + inline + "\n",
		"under withhold":       ":::withhold W-001\n" + good + ":::end-withhold W-001\n",
		"span under withhold":  "{{withhold:W-001}}" + inline + "{{/withhold:W-001}}\n",
		"another prefix":       "> :::sealed W-001\n" + good + "> :::end-sealed W-001\n",
	} {
		unit := standard.UnitParagraph
		if strings.Contains(text, "{{") {
			unit = standard.UnitSpan
		}
		f := source.New("01-a.md", []byte(text))
		_, ds := Scan("s", "1", map[string]*source.File{"01-a.md": f}, []*standard.Withholding{{ID: "W-001", Unit: unit}})
		if !slices.ContainsFunc(ds, func(d *diag.Diagnostic) bool { return d.Rule == sealedForm || d.Rule == prefix }) {
			t.Errorf("%s: %v", name, messages(ds))
		}
		for _, d := range ds {
			if e, _ := d.Span.Excerpt(); strings.Contains(e.Text, "ひみつ") || strings.Contains(e.Text, inline[40:60]) {
				t.Errorf("%s: shown: %s", name, e.Text)
			}
		}
	}
}

func messages(ds diag.List) (out []string) {
	for _, d := range ds {
		out = append(out, d.Rule.Code+": "+d.Message)
	}
	return out
}

// Ends and begins of the two sorts do not fit each other, and marks, parts and
// sealed parts do not nest.
func TestSealedMarkers(t *testing.T) {
	inline := sealAs(t, seal.Span, "W-001", "x")
	for text, want := range map[string]string{
		"{{sealed:W-001}}" + inline + "{{/withhold:W-001}}\n":                                                "marker-mismatch",
		"{{withhold:W-001}}x{{/sealed:W-001}}\n":                                                             "marker-mismatch",
		"{{sealed:W-001}}" + inline + "{{/sealed:W-002}}\n":                                                  "marker-mismatch",
		"{{sealed:W-001}}" + inline + "\n":                                                                   "marker-unclosed",
		inline[:10] + "{{/sealed:W-001}}\n":                                                                  "marker-unopened",
		"{{withhold:W-002}}{{sealed:W-001}}" + inline + "{{/sealed:W-001}}{{/withhold:W-002}}\n":             "marker-nested",
		":::withhold W-002\n{{sealed:W-001}}" + inline + "{{/sealed:W-001}}\n:::end-withhold W-002\n":        "marker-nested",
		":::withhold W-002\n" + sealedRegion(t, "", "W-001", "x\n") + ":::end-withhold W-002\n":              "marker-nested",
		"---\na: {{sealed:W-001}}" + inline + "{{/sealed:W-001}}\n---\n":                                     "marker-place",
		"{{ sealed:W-001}}" + inline + "{{/sealed:W-001}}\n":                                                 "marker",
		"{{Sealed:W-001}}" + inline + "{{/sealed:W-001}}\n":                                                  "marker",
		"{{sealed:W-001}}" + inline + "{{sealed:W-001}}\n":                                                   "marker-nested",
		"{{sealed}} is not for text\n":                                                                       "marker",
		"{{/sealed are reserved\n":                                                                           "marker",
		"{{{sealed:W-001}}" + inline + "{{/sealed:W-001}}\n":                                                 "marker",
		"{{sealed:W-001}}" + inline + "{{/sealed:W-001}}}\n":                                                 "marker",
		":::sealed W-001\n" + sealAs(t, seal.Region, "W-001", "x\n"):                                         "marker-unclosed",
		":::sealed W-001\n" + sealAs(t, seal.Region, "W-001", "x\n") + ":::end-withhold W-001\n":             "marker-mismatch",
		":::sealed W-001\n" + sealAs(t, seal.Region, "W-001", "x\n") + ":::end-saeled W-001\n":               "marker",
		":::saeled W-001\n" + sealAs(t, seal.Region, "W-001", "x\n") + ":::end-sealed W-001\n":               "marker",
		"{{seald:W-001}}" + inline + "{{/sealed:W-001}}\n":                                                   "marker",
		"a {{sealed:W-001}}" + inline + "{{/seled:W-001}} b\n":                                               "marker",
		"ok {{sealed:W-001}}" + inline + "{{/sealed:W-001}} {{withhold:W-002}}y{{/withhold:W-002}} text\n":   "",
		"> " + "{{sealed:W-001}}" + inline + "{{/sealed:W-001}}\n":                                           "",
		"| a | {{sealed:W-001}}" + inline + "{{/sealed:W-001}} |\n| {{withheld:W-003}} | sealed: a word |\n": "",
	} {
		_, ds := scan(source.New("a.md", []byte(text)), "")
		codes := map[string]bool{}
		for _, d := range ds {
			codes[d.Rule.Code] = true
		}
		if want == "" && len(ds) > 0 || want != "" && (len(codes) != 1 || !codes[want]) {
			t.Errorf("%.60q: %v, want %s", text, messages(ds), want)
		}
	}
}

// A text that was sealed by something else than `kijun seal`, or moved, can't do
// what no author could: there is a finding and no cut, and no word of it is told.
func TestHostileContent(t *testing.T) {
	ids := func(b seal.Binding, data []byte) ([]byte, error) { return opener(b, data) }
	for name, text := range map[string]string{
		"an end":            sealedRegion(t, "", "W-001", "a\n:::end-withhold W-001\nひみつ\n:::withhold W-001\nb\n"),
		"another part":      sealedRegion(t, "", "W-001", "a\n:::end-withhold W-001\nひみつ\n:::withhold W-002\nb\n"),
		"a mark":            sealedRegion(t, "", "W-001", ":::withheld W-002\nひみつ\n"),
		"a span":            sealedRegion(t, "", "W-001", "{{withhold:W-002}}ひみつ{{/withhold:W-002}}\n"),
		"a near miss":       sealedRegion(t, "", "W-001", "withold W-009 ひみつ\n"),
		"no line end":       sealedRegion(t, "", "W-001", "ひみつ"),
		"no text":           sealedRegion(t, "", "W-001", ""),
		"spaces":            sealedRegion(t, "", "W-001", " \n"),
		"other prefix":      sealedRegion(t, "> ", "W-001", "ひみつ\n"),
		"carriage return":   sealedRegion(t, "", "W-001", "ひみつ\r\n"),
		"not UTF-8":         sealedRegion(t, "", "W-001", "ひみつ\xff\n"),
		"bidi":              sealedRegion(t, "", "W-001", "ひみつ\u202e\n"),
		"sealed twice":      sealedRegion(t, "", "W-001", sealAs(t, seal.Region, "W-001", "ひみつ\n")),
		"long":              sealedRegion(t, "", "W-001", strings.Repeat("ひみつ", 30000)+"\n"),
		"span: a line":      sealedSpanOf(t, "W-001", "ひみ\nつ") + "\n",
		"span: an end":      sealedSpanOf(t, "W-001", "a{{/withhold:W-001}}ひみつ{{withhold:W-001}}b") + "\n",
		"span: a region":    sealedSpanOf(t, "W-001", "a{{/withhold:W-001}}\n:::withhold W-002\nひみつ\n:::end-withhold W-002\n{{withhold:W-001}}b") + "\n",
		"span: a bar":       "| a | " + sealedSpanOf(t, "W-001", "ひ|みつ") + " |\n",
		"span: nothing":     sealedSpanOf(t, "W-001", "") + "\n",
		"span: a brace":     sealedSpanOf(t, "W-001", "ひみつ{{withhold:W-002}}") + "\n",
		"span: sealed span": sealedSpanOf(t, "W-001", sealAs(t, seal.Span, "W-001", "ひみつ")) + "\n",
	} {
		register := []*standard.Withholding{{ID: "W-001", Unit: standard.UnitParagraph}}
		if strings.Contains(text, "{{") {
			register[0].Unit = standard.UnitSpan
		}
		files := map[string]*source.File{"01-a.md": source.New("01-a.md", []byte("## 公開\n\n"+text))}
		s, ds := Scan("s", "1", files, register)
		if ds.HasErrors() {
			t.Errorf("%s: %v", name, messages(ds))
			continue
		}
		if c, _ := s.Cut(Public); c == nil || strings.Contains(string(c.texts[0].File.Bytes()), "ひみつ") {
			t.Errorf("%s: the public cut", name)
		}
		o, ds := s.Open(ids)
		if o != nil || len(ds) == 0 {
			t.Errorf("%s: opened", name)
		}
		for _, d := range ds {
			e, _ := d.Span.Excerpt()
			if d.Rule != sealedContent || strings.Contains(d.Message+e.Text+strings.Join(d.Hints, ""), "ひみつ") || strings.Contains(d.Message, "W-002") || strings.Contains(d.Message, "W-009") {
				t.Errorf("%s: %s: %s\n%s", name, d.Rule.Code, d.Message, e.Text)
			}
		}
		if c, _ := s.Cut(Confidential); c != nil {
			t.Errorf("%s: a confidential cut of sealed sources", name)
		}
	}
}

// opener opens what recipients can.
func opener(b seal.Binding, data []byte) ([]byte, error) { return openKey.Open(b, data) }

// One finding for each part that does not open, and why.
func TestClosed(t *testing.T) {
	text := "## 公開\n\n" + sealedRegion(t, "", "W-001", "ひみつ\n") + "\n公開" + sealedSpanOf(t, "W-002", "ひみつ") + "\n"
	register := []*standard.Withholding{{ID: "W-001", Unit: standard.UnitParagraph}, {ID: "W-002", Unit: standard.UnitSpan}}
	for _, tt := range []struct {
		err  error
		word string
	}{{nil, "no key is given"}, {seal.ErrNoKey, "none of the keys"}, {seal.ErrDamaged, "damaged"}, {seal.ErrElsewhere, "as another part"}} {
		s, ds := Scan("s", "1", map[string]*source.File{"01-a.md": source.New("01-a.md", []byte(text))}, register)
		if ds.HasErrors() {
			t.Fatal(messages(ds))
		}
		open := Opener(func(seal.Binding, []byte) ([]byte, error) { return nil, tt.err })
		if tt.err == nil {
			open = nil
		}
		o, ds := s.Open(open)
		if o != nil || len(ds) != 2 {
			t.Errorf("%v: %v", tt.err, messages(ds))
			continue
		}
		for i, d := range ds {
			e, ok := d.Span.Excerpt()
			if d.Rule != sealedPart || !NeedsKey(d) || !strings.Contains(d.Message, tt.word) || !ok || d.Position().Line != []int{3, len(strings.Split(text, "\n")) - 1}[i] {
				t.Errorf("%v: %s at %v", tt.err, d.Message, d.Position())
			}
			if strings.Contains(e.Text, seal.BeginInline[:12]) {
				t.Errorf("shown: %s", e.Text)
			}
		}
	}
}

// Text behind a sealed part keeps its place in messages, and what was opened is
// shown by none.
func TestOpenedPlaces(t *testing.T) {
	text := "一\n" + sealedRegion(t, "", "W-001", "ひみつ\nひみつ\n") + "印\n"
	s, _ := Scan("s", "1", map[string]*source.File{"01-a.md": source.New("01-a.md", []byte(text))}, []*standard.Withholding{{ID: "W-001", Unit: standard.UnitParagraph}})
	o, ds := s.Open(opener)
	if o == nil {
		t.Fatal(messages(ds))
	}
	c, _ := o.Cut(Confidential)
	f := c.Texts()[0].File
	if got := string(f.Bytes()); got != "一\n:::withhold W-001\nひみつ\nひみつ\n:::end-withhold W-001\n印\n" {
		t.Fatalf("%q", got)
	}
	rule := &diag.Rule{Code: "x"}
	last := rule.At(f.At(len(f.Bytes())-4, len(f.Bytes())-1), "x")
	if e, _ := last.Span.Excerpt(); e.Text != "印" || last.Position().Line != strings.Count(text, "\n") {
		t.Errorf("line %d: %q", last.Position().Line, e.Text)
	}
	for i := range f.Bytes() {
		d := rule.At(f.At(i, i+3), "x")
		if e, _ := d.Span.Excerpt(); strings.Contains(e.Text, "ひみつ") || f.At(i, i+3).Shows("ひみつ") {
			t.Fatalf("byte %d is shown: %q", i, e.Text)
		}
	}
}

// Seal refuses what it would not find again.
func TestSealUnsound(t *testing.T) {
	s, _ := Scan("s", "1", map[string]*source.File{"01-a.md": source.New("01-a.md", []byte(":::withhold W-001\nひみつ\n:::end-withhold W-001\n"))}, []*standard.Withholding{{ID: "W-001", Unit: standard.UnitParagraph}})
	for _, bad := range []string{"ひみつ\n", "", seal.Begin + "\n"} {
		files, err := s.Seal(func(seal.Binding, []byte) ([]byte, error) { return []byte(bad), nil })
		if !errors.Is(err, errUnsound) || files != nil {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Many sealed spans fit on a line, though they are longer than a line may be.
func TestLongSealedLine(t *testing.T) {
	var b strings.Builder
	for i := range 60 {
		b.WriteString(sealedSpanOf(t, "W-"+string(rune('1'+i/10))+string(rune('0'+i%10))+"0", "ひみつ"))
	}
	if b.Len() < maxLine {
		t.Fatal("the line is too short to prove anything")
	}
	f := source.New("a.md", []byte(b.String()+"\n"))
	if ds := Encoding(f); len(ds) > 0 {
		t.Error(ds[0].Message)
	}
	f = source.New("a.md", []byte(b.String()+strings.Repeat("x", maxLine+1)+"\n"))
	if ds := Encoding(f); len(ds) != 1 {
		t.Error("a line that is long beside its sealed spans")
	}
}

// One letter makes a begin the mark that a cut leaves. Then the end is all that
// tells, so every single slip in it has to be found: all of them are tried.
func TestHeldAndEnd(t *testing.T) {
	pool := []rune("abcdehiltowWxyzEIHO0129:-;/{}<>()[]|`*_#.,'\"!\\ \t=~^&%$@+?あの非公開ー、。：；∷ː｛｝❴❵（）［］－＿／⁄０１Ｗｗｏοоеεѕ　\u00a0\u200b\u200d\u2060\u00ad\u0301")
	tried := 0
	for _, f := range openForms {
		text := strings.NewReplacer(":::withhold W-001", ":::withheld W-001", "{{withhold:W-001}}", "{{withheld:W-001}}").Replace(f.text)
		var at [2]int
		for _, m := range []string{":::end-withhold W-001", "{{/withhold:W-001}}"} {
			if i := strings.Index(text, m); i >= 0 {
				at = [2]int{i, i + len(m)}
			}
		}
		try := func(end string) {
			tried++
			spoilt := text[:at[0]] + end + text[at[1]:]
			if cut, ok := published(spoilt, f.register()); ok && f.leaks(cut) {
				t.Errorf("%s: published by\n%s", f.name, spoilt)
			}
		}
		end := text[at[0]:at[1]]
		for i := range end {
			try(end[:i] + end[i+1:])
			for _, r := range pool {
				try(end[:i] + string(r) + end[i+1:])
				try(end[:i] + string(r) + end[i:])
			}
		}
		for _, r := range pool {
			try(end + string(r))
		}
	}
	t.Logf("%d ends", tried)
}

// A file that a sealed part alone may name goes by no name while the part is
// closed, and by the part's when it is open; one that nothing names keeps its own
// for those with a key.
func TestInnerNames(t *testing.T) {
	for _, tt := range []struct {
		open Opener
		want [3]string // named by a part, by nothing, by visible text
	}{
		{opener, [3]string{"c/f/[W-001]", "c/f/b.svg", "c/f/c.svg"}},
		{nil, [3]string{"c/f/[sealed]", "c/f/[sealed]", "c/f/c.svg"}},
	} {
		files := map[string]*source.File{"01-a.md": source.New("c/01-a.md", []byte("![c](f/c.svg)\n\n"+sealedRegion(t, "", "W-001", "![a](f/a.svg)\n")))}
		for _, name := range []string{"f/a.svg", "f/b.svg", "f/c.svg"} {
			files[name] = source.New("c/"+name, []byte("<svg/>"))
		}
		s, ds := Scan("s", "1", files, []*standard.Withholding{{ID: "W-001", Unit: standard.UnitParagraph}})
		if ds.HasErrors() {
			t.Fatal(messages(ds))
		}
		s.Open(tt.open)
		if got := [3]string{files["f/a.svg"].Path(), files["f/b.svg"].Path(), files["f/c.svg"].Path()}; got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
