package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

func TestHarmless(t *testing.T) {
	for _, tt := range []struct{ name, cell, want string }{
		{"plain", "遠隔保守", "遠隔保守"},
		{"empty", "", ""},
		{"blanks", "  ", "  "},
		{"a sign inside", "a=b", "a=b"},
		{"a bracket first", "(1) -x", "(1) -x"},
		{"an apostrophe first", "'=1", "'=1"},
		{"equals", "=1+1", "'=1+1"},
		{"plus", "+81", "'+81"},
		{"minus", "-2+3", "'-2+3"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"a command", `=cmd|' /C calc'!A0`, `'=cmd|' /C calc'!A0`},
		{"full-width equals", "＝1+1", "'＝1+1"},
		{"full-width plus", "＋1", "'＋1"},
		{"full-width minus", "－1", "'－1"},
		{"full-width at", "＠x", "'＠x"},
		{"small equals", "﹦1", "'﹦1"},
		{"minus sign", "−1", "'−1"},
		{"after a blank", " =1", "' =1"},
		{"after a full-width blank", "　＝1", "'　＝1"},
		{"after a no-break space", "\u00a0=1", "'\u00a0=1"},
		{"after a zero-width space", "\u200b=1", "'\u200b=1"},
		{"after a byte order mark", "\ufeff=1", "'\ufeff=1"},
		{"tab", "\tx", "'\tx"},
		{"tab after a blank", " \tx", "' \tx"},
		{"carriage return", "\r=1", "'=1"},
		{"line break", "\n=1", "'=1"},
		{"lines", "一\n二\r\n\n 三 ", "一 / 二 / 三"},
		{"other lines", "a\vb\u0085c\u2028d", "a / b / c / d"},
		{"lines and a formula", "\n\n=1\n2", "'=1 / 2"},
	} {
		if got := harmless(tt.cell); got != tt.want {
			t.Errorf("%s: %q gives %q, want %q", tt.name, tt.cell, got, tt.want)
		}
	}
}

// Whatever a cell holds, a reader of CSV gets it back as one harmless line.
func TestCSVReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("=+-@＝　 \t\r\n\",'a語\ufeff\u200b"))), 1, 4).Draw(t, "cells")
		data := writeCSV([]field[string]{{bilingual{"見出し", "head"}, func(s string) string { return s }}, {bilingual{"次", "next"}, func(string) string { return "x" }}}, cells, "ja")
		body, ok := bytes.CutPrefix(data, []byte("\ufeff"))
		if !ok {
			t.Fatal("no byte order mark")
		}
		if bytes.Count(body, []byte("\n")) != len(cells)+1 || bytes.Count(body, []byte("\r\n")) != len(cells)+1 {
			t.Fatalf("%q has not one CRLF a row", body)
		}
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows[1:] {
			if row[0] != harmless(cells[i]) {
				t.Fatalf("%q came back as %q", harmless(cells[i]), row[0])
			}
			start := strings.TrimLeft(row[0], " 　\ufeff\u200b")
			if start != "" && strings.ContainsRune("=+-@＝\t\r\n", []rune(start)[0]) {
				t.Fatalf("%q starts with a sign", row[0])
			}
		}
	})
}

// A title that is a formula reaches no cell of either file as one.
func TestInjectionThroughTheModel(t *testing.T) {
	in := sampleInput()
	evil := standard.Text{"ja": "=HYPERLINK(\"https://x.example\")", "en": "　@SUM(1)"}
	v := in.Standards[0].Versions[1]
	v.Title, v.Publisher, v.Adoption[0].Reason = evil, evil, evil
	w := v.Register[0]
	w.Title, w.Harm, w.Access, w.Decided.By, w.Approved.By = evil, evil, evil, evil, evil
	v.Translations[0].Chapters[1].Clauses[0].Label = "-5"
	in.Library.Reasons[0].Name, in.Library.Sectors[0].Name, in.Library.Catalogs[0].Items[0].Heading = evil, evil, evil
	for _, lang := range []string{"ja", "en"} {
		for _, file := range []struct {
			data    []byte
			planted int
		}{
			{RegisterCSV(in.Standards, in.Library, "", lang, in.Chronicles), 5},
			{CoverageCSV(cover.All(in.Library, in.Standards), in.Library, "", lang), 5},
			{DisclosureCSV(in.Standards, in.Library, "", lang), 1},
		} {
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.data, []byte("\ufeff")))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			seen := 0
			for _, row := range rows {
				for i, c := range row {
					if c := strings.TrimLeft(c, "　 "); c != "" && strings.ContainsAny(c[:1], "=+-@") {
						t.Errorf("%s: %q", rows[0][i], c)
					}
					if strings.HasPrefix(c, "'") {
						seen++
					}
				}
			}
			if seen < file.planted {
				t.Errorf("only %d cells were made harmless: the test plants nothing", seen)
			}
		}
	}
}

func TestCSVHeadersFollowTheLanguage(t *testing.T) {
	in := sampleInput()
	for lang, want := range map[string]string{"ja": "\ufeff非公開番号,", "en": "\ufeffid,"} {
		if got := RegisterCSV(in.Standards, in.Library, "", lang, in.Chronicles); !bytes.HasPrefix(got, []byte(want)) {
			t.Errorf("%s: %.40q", lang, got)
		}
	}
}
