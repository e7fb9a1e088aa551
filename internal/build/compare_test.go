package build_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

// compared is all that the comparison of two versions tells in an edition, as
// bytes: whatever shows a comparison starts from this.
func compared(t testing.TB, p tree, e withhold.Edition, old, new string) []byte {
	a, err := build.Analyse(p.fs(), build.Options{Date: "2026-08-01"})
	if err != nil {
		t.Fatal(err)
	}
	ed := a.Editions[e]
	if ed == nil {
		return nil // a filling that is an error makes no edition
	}
	var versions [2]*standard.Version
	for _, s := range ed.Standards {
		for _, v := range s.Versions {
			for i, number := range []string{old, new} {
				if s.ID == "water-guideline" && v.Number == number {
					versions[i] = v
				}
			}
		}
	}
	return viewOf(ed.Compare(a.Library, versions[0], versions[1], ""))
}

func viewOf(c *compare.Comparison) []byte {
	type place struct{ Path, Label, Title, Meta string }
	type change struct {
		compare.Change
		Old, New *place
		Redline  redline.Redline
		Changed  bool
	}
	at := func(p *compare.Place) *place {
		if p == nil {
			return nil
		}
		return &place{p.Path(), p.Clause.Label, p.Clause.Title, p.Meta.ID}
	}
	var clauses []change
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		clauses = append(clauses, change{*ch, at(ch.Old), at(ch.New), ch.Redline(), ch.Changed()})
	}
	out, err := json.MarshalIndent([]any{c.Edition, c.OldLang, c.NewLang, c.Old.Digest, c.New.Digest, c.Old.Files, c.New.Files, c.Summary, clauses,
		c.Chapters, c.Front, c.Preface, c.Adoption, c.Coverage, c.Withholdings, c.Attachments, c.Candidates, c.Reused}, "", " ")
	if err != nil {
		panic(err)
	}
	return out
}

// samples are the repository's two versions of one standard, alone.
func samples(t *testing.T) tree {
	p := repository(t)
	maps.DeleteFunc(p, func(name, _ string) bool {
		return strings.HasPrefix(name, "content/") && !strings.HasPrefix(name, "content/water-guideline/")
	})
	return p
}

func firstDifference(a, b []byte) string {
	k := 0
	for k < len(a) && k < len(b) && a[k] == b[k] {
		k++
	}
	return fmt.Sprintf("at byte %d:\n%s\n%s", k, a[max(0, k-80):min(len(a), k+80)], b[max(0, k-80):min(len(b), k+80)])
}

// A public comparison is the same, whatever the withheld parts of either version
// hold; the confidential one is another.
func TestCompareInterference(t *testing.T) {
	p := samples(t)
	want := compared(t, p, withhold.Public, "4.1", "4.2")
	secret := compared(t, p, withhold.Confidential, "4.1", "4.2")
	for _, f := range []filling{short, long} {
		filled, units := f.fill(t, p)
		for _, unit := range []string{"span", "cell", "paragraph", "list-item", "table", "figure", "section", "chapter", "attachment", "field"} {
			if units[unit] == 0 {
				t.Errorf("no %s was filled", unit)
			}
		}
		if got := compared(t, filled, withhold.Public, "4.1", "4.2"); !bytes.Equal(got, want) {
			t.Errorf("%s: the public comparison tells of what is withheld, %s", f.name, firstDifference(want, got))
		}
		if got := compared(t, filled, withhold.Confidential, "4.1", "4.2"); got == nil || bytes.Equal(got, secret) {
			t.Errorf("%s: the confidential comparisons are the same: nothing was filled", f.name)
		}
		if f.name == long.name && bytes.Contains(want, []byte("別の中身")) {
			t.Error("a withheld word is in a public comparison")
		}
	}
}

// The same with what each part holds drawn apart: some parts keep their text from
// one version to the next, others do not.
func TestCompareFillings(t *testing.T) {
	p := samples(t)
	words := []string{"秘密の語", "192.0.2.7", "保守端末は専用機とする。", "**強**い", "`code`", "A secret sentence of several words", "遠隔保守の接続元のアドレス", "W-777", "[W-001]", "&lt;b&gt;"}
	want := compared(t, p, withhold.Public, "4.1", "4.2")
	different, made := 0, 0
	property := func(rt *rapid.T) {
		draw := func() string {
			var out []string
			for range rapid.IntRange(1, 4).Draw(rt, "") {
				out = append(out, rapid.SampledFrom(words).Draw(rt, ""))
			}
			return strings.Join(out, " ")
		}
		f := short
		f.text = func(s spot) string {
			switch s.unit {
			case "span", "cell":
				return draw()
			case "list-item":
				return "- " + draw() + "\n- " + draw() + "\n"
			case "table":
				return "| " + draw() + " |\n| - |\n| " + draw() + " |\n"
			case "figure":
				return "```\n" + draw() + "\n```\n"
			case "section":
				return fmt.Sprintf("%s %s {#x%s}\n\n%s\n", strings.Repeat("#", s.level), "見出し", strings.ToLower(s.id[2:]), draw())
			}
			return draw() + "\n\n" + draw() + "\n"
		}
		f.file = func(s spot) string {
			if s.unit == "chapter" {
				return "---\ntitle: " + rapid.SampledFrom([]string{"章", "別の章"}).Draw(rt, "") + "\n---\n\n## 節 {#xx}\n\n" + draw() + "\n"
			}
			return attached(s.name, strings.Map(func(r rune) rune {
				if strings.ContainsRune("<>&`*[]", r) {
					return -1
				}
				return r
			}, draw()))
		}
		f.field = func(spot) string { return rapid.SampledFrom([]string{"x", "秘密"}).Draw(rt, "") }
		filled, _ := f.fill(t, p)
		got := compared(t, filled, withhold.Public, "4.1", "4.2")
		if got == nil {
			return
		}
		made++
		if !bytes.Equal(got, want) {
			rt.Fatal(firstDifference(want, got))
		}
		if made%10 == 1 {
			if c := compared(t, filled, withhold.Confidential, "4.1", "4.2"); c != nil && bytes.Contains(c, []byte("秘密の語")) {
				different++
			}
		}
	}
	draws := rapid.Custom(func(rt *rapid.T) int { property(rt); return 0 })
	for i := range 30 { // a project is large: fewer than rapid would draw
		draws.Example(i)
	}
	if made < 25 || different == 0 {
		t.Errorf("%d of the fillings made an edition, %d of the confidential comparisons show what was filled in", made, different)
	}
}

// A picture whose metadata alone changed is the same picture to the public: what
// was cleaned out of it is nobody's to see, not even that it changed.
func TestCompareAttachments(t *testing.T) {
	picture := func(comment string, shade uint8) string {
		var b bytes.Buffer
		m := image.NewGray(image.Rect(0, 0, 2, 2))
		m.Pix[0] = shade
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		chunk := append([]byte("tEXtComment\x00"), comment...)
		text := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
		text = binary.BigEndian.AppendUint32(append(text, chunk...), crc32.ChecksumIEEE(chunk))
		const head = 8 + 25 // the signature and the first chunk
		return string(slices.Concat(b.Bytes()[:head], text, b.Bytes()[head:]))
	}
	page := func(number string) string {
		return fmt.Sprintf("---\ntitle: 見本\nclass: industry\npublisher: 見本協会\nversion: %q\nstatus: published\nissued: 2026-04-01\n---\n\n![図](figures/a.png) ![図](figures/b.png)\n", number)
	}
	dir := "content/water-guideline/"
	p := tree{"kijun.yaml": "title: {ja: 見本}\npublisher: 見本の団体\n",
		dir + "1/index.md": page("1"), dir + "2/index.md": page("2"),
		dir + "1/figures/a.png": picture("by one", 1), dir + "2/figures/a.png": picture("by another, with more to say", 1),
		dir + "1/figures/b.png": picture("by one", 2), dir + "2/figures/b.png": picture("by one", 3),
	}
	for _, name := range []string{"a", "b"} {
		if _, why := attachment.Clean("figures/"+name+".png", []byte(p[dir+"1/figures/"+name+".png"])); why != nil {
			t.Fatal(why)
		}
	}
	for _, e := range withhold.Editions {
		got := string(compared(t, p, e, "1", "2"))
		if strings.Contains(got, `"Path": "figures/a.png"`) || strings.Count(got, `"Change": "changed"`) != 1 || !strings.Contains(got, `"Path": "figures/b.png"`) {
			t.Errorf("%s: %s", e, got)
		}
	}
	// Planted: the files as they came. The digests tell them apart then.
	raw := [2]map[string]string{{}, {}}
	for i, number := range []string{"1", "2"} {
		for _, name := range []string{"figures/a.png", "figures/b.png"} {
			raw[i][name] = p[dir+number+"/"+name]
		}
	}
	c := compare.Compare(compare.Input{Old: side(raw[0]), New: side(raw[1])})
	if len(c.Attachments) != 2 {
		t.Error("raw bytes that differ were not told apart: the pictures are too alike to prove anything")
	}
}

// side is a version of nothing but files.
func side(files map[string]string) compare.Version {
	return compare.Version{Version: &standard.Version{}, Texts: nothing{}, Files: files}
}

type nothing struct{}

func (nothing) Raw(*standard.Chapter, int) []byte              { return nil }
func (nothing) Blocks(*standard.Chapter, int) []standard.Block { return nil }
func (nothing) PrefaceBlocks(string) []standard.Block          { return nil }
