package redline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// written reads blocks as they are noted in testdata: a line each, "| a | b |" a
// row, "- " an item, "> " a quotation, "  " a line of code; `x` is code in a
// line, and "[W-001]" a mark.
func written(text string) []standard.Block {
	var out []standard.Block
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		b := standard.Block{Kind: standard.BlockParagraph}
		cells := []string{line}
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "|"):
			b.Kind = standard.BlockRow
			cells = strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
		case strings.HasPrefix(line, "- "):
			b.Kind, cells[0] = standard.BlockItem, line[2:]
		case strings.HasPrefix(line, "> "):
			b.Kind, cells[0] = standard.BlockQuote, line[2:]
		case strings.HasPrefix(line, "  "):
			b.Kind, cells[0] = standard.BlockCode, line[2:]
		}
		for _, c := range cells {
			var w standard.Words
			for i, s := range strings.Split(c, "`") {
				if i%2 == 1 {
					w.Atoms = append(w.Atoms, standard.Atom{Start: len(w.Text), End: len(w.Text) + len(s)})
				}
				w.Text += s
			}
			b.Cells = append(b.Cells, w)
		}
		out = append(out, b)
	}
	return out
}

// read writes a redline as an auditor reads it: a line a row.
func read(r Redline) string {
	var b strings.Builder
	for _, row := range r.Rows {
		sign := "  "
		switch {
		case len(row.Old) == 0:
			sign = "+ "
		case len(row.New) == 0:
			sign = "- "
		case row.Changed():
			sign = "* "
		}
		b.WriteString(sign)
		for i, cell := range row.Cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			for _, p := range cell {
				text := strings.ReplaceAll(p.Text, "\n", "⏎")
				switch p.Op {
				case Equal:
					b.WriteString(text)
				case Delete:
					b.WriteString("[-" + text + "-]")
				case Insert:
					b.WriteString("{+" + text + "+}")
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// The redlines in testdata were read one by one. What finds the differences
// promises no lasting output: these notice when it changes.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no golden files", err)
	}
	cases := 0
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var out []txtar.File
		for i := 0; i+1 < len(a.Files); i++ {
			title, ok := strings.CutSuffix(a.Files[i].Name, " old")
			if !ok {
				continue
			}
			old, new, want := a.Files[i], a.Files[i+1], txtar.File{Name: title + " redline"}
			if new.Name != title+" new" {
				t.Fatalf("%s: %s has no new text", name, title)
			}
			if i+2 < len(a.Files) && a.Files[i+2].Name == want.Name {
				want = a.Files[i+2]
			}
			r := Compare(written(string(old.Data)), written(string(new.Data)))
			got := read(r)
			if !utf8.ValidString(got) || r.Coarse {
				t.Errorf("%s: coarse or no text", title)
			}
			if !*update && got != string(want.Data) {
				t.Errorf("%s: %s\ngot:\n%swant:\n%s", name, title, got, want.Data)
			}
			want.Data = []byte(got)
			out = append(out, old, new, want)
			cases++
		}
		if *update {
			a.Files = out
			if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if cases < 40 {
		t.Error(fmt.Sprint(cases), "cases only")
	}
}
