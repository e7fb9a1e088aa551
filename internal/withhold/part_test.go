package withhold

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// What a release commits to: each part by its key, with the bytes that stand
// between its markers; files and fields with their names; marks without bytes.
// Nothing of it depends on whether a part is sealed, and the salts are a part of
// no cut but the confidential one.
func TestWithheld(t *testing.T) {
	text := func(s string) string { return "> 一\n>\n> :::withhold W-001\n> " + s + "\n> :::end-withhold W-001\n" }
	files := map[string]string{
		"01-a.md":                  text("ひみつ") + "\n{{withhold:W-002}}語{{/withhold:W-002}} {{withheld:W-006}}\n",
		"01-a.en.md":               text("secret") + "\n{{withhold:W-002}}word{{/withhold:W-002}} {{withheld:W-006}}\n",
		"09-x.md":                  "x\n",
		"09-x.en.md":               "y\n",
		"f/b.csv":                  "b",
		"f/a.csv":                  "a",
		"index.confidential.yaml":  "contact: c\n",
		"release/confidential.txt": "W-001 00\n",
	}
	register := []*standard.Withholding{
		{ID: "W-001", Unit: standard.UnitParagraph}, {ID: "W-002", Unit: standard.UnitSpan},
		{ID: "W-003", Unit: standard.UnitChapter, Paths: []string{"09-x.md"}}, {ID: "W-004", Unit: standard.UnitAttachment, Paths: []string{"f/b.csv", "f/a.csv"}},
		{ID: "W-005", Unit: standard.UnitField, Field: "contact"}, {ID: "W-006", Unit: standard.UnitSpan, Cut: true}, {ID: "W-007", Unit: standard.UnitAttachment, Cut: true},
	}
	scanAll := func(changed map[string][]byte) *Sources {
		in := map[string]*source.File{}
		for name, s := range files {
			in[name] = source.New("content/s/1/"+name, []byte(s))
		}
		for name, data := range changed {
			in[name] = source.New("content/s/1/"+name, data)
		}
		s, ds := Scan("s", "1", in, register)
		if ds.HasErrors() {
			t.Fatal(messages(ds))
		}
		return s
	}
	const l1 = "0000000000000001"
	named := func(s string) string { return fmt.Sprintf("%016x%x", len(s), s) }
	want := strings.Join([]string{
		"W-001 " + hex.EncodeToString([]byte("> ひみつ\n")),
		"W-001.en " + hex.EncodeToString([]byte("> secret\n")),
		"W-002 " + hex.EncodeToString([]byte("語")),
		"W-002.en " + hex.EncodeToString([]byte("word")),
		"W-003 " + named("09-x.en.md") + named("y\n") + named("09-x.md") + named("x\n"),
		"W-004 " + named("f/a.csv") + l1 + "61" + named("f/b.csv") + l1 + "62",
		"W-005 " + named("index.confidential.yaml") + named("contact: c\n"),
		"W-006 mark", "W-006.en mark", "W-007 mark",
	}, "\n")
	open := scanAll(nil)
	sealedFiles, err := open.Seal(recipients.Seal)
	if err != nil || len(sealedFiles) != len(files) {
		t.Fatalf("%d files sealed: %v", len(sealedFiles), err)
	}
	opened, ds := scanAll(sealedFiles).Open(opener)
	if opened == nil {
		t.Fatal(messages(ds))
	}
	for name, s := range map[string]*Sources{"in the clear": open, "opened": opened} {
		c, _ := s.Cut(Confidential)
		var got []string
		for _, p := range c.Withheld() {
			line := p.Key + " mark"
			if !p.Mark {
				line = p.Key + " " + hex.EncodeToString(p.Data)
			}
			if p.Key != strings.TrimSuffix(p.ID+"."+p.Lang, ".") {
				t.Errorf("%s is %s in %q", p.Key, p.ID, p.Lang)
			}
			got = append(got, line)
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), want)
		}
		if f := c.Salts(); f == nil || string(f.Bytes()) != "W-001 00\n" {
			t.Errorf("%s: the salts", name)
		}
		p, _ := s.Cut(Public)
		if p.Withheld() != nil || p.Salts() != nil || len(p.Attachments()) > 0 {
			t.Errorf("%s: the public cut has withheld parts, salts or files", name)
		}
	}
	if data, err := openKey.Open(seal.Binding{Standard: "s", ID: "1", Kind: seal.Release}, sealedFiles[SaltsFile]); err != nil || string(data) != "W-001 00\n" {
		t.Error("the salts are bound to the version:", err)
	}
}
