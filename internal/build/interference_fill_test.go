package build_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"
)

// A tree is a project's sources by name.
type tree map[string]string

func (p tree) fs() fs.FS {
	m := fstest.MapFS{}
	for name, data := range p {
		m[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return m
}

// repository reads the repository's own sample project.
func repository(t *testing.T) tree {
	t.Helper()
	root := os.DirFS("../..")
	p := tree{}
	add := func(name string) {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		p[name] = string(data)
	}
	add("kijun.yaml")
	for _, dir := range []string{"content", "pages"} {
		err := fs.WalkDir(root, dir, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				add(name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return p.older("power-standard", "1.3", "1.2").older("water-internal", "2.0", "1.9")
}

// older adds a version before a standard's only one, with other words in it, so
// that what is withheld of every unit stands in texts that are compared.
func (p tree) older(id, number, before string) tree {
	out := maps.Clone(p)
	for name, text := range p {
		rest, ok := strings.CutPrefix(name, "content/"+id+"/"+number+"/")
		if !ok {
			continue
		}
		switch path.Ext(name) {
		case ".md":
			text = strings.NewReplacer("しなければならない", "するものとする", " must ", " should ", "version: \""+number, "version: \""+before,
				"status: published", "status: superseded", "issued: 2026-", "issued: 2024-", "effective: 2026-", "effective: 2024-").Replace(text)
		case ".yaml":
			text = strings.ReplaceAll(text, "2026-", "2024-") // of when it was decided
		}
		out["content/"+id+"/"+before+"/"+rest] = text
	}
	return out
}

// A spot is where something is withheld.
type spot struct {
	dir, lang, id string
	unit          string
	level         int    // of a section's first heading
	inner         string // what stands there
	name          string // of a withheld file
}

// A filling says what to put into the withheld parts.
type filling struct {
	name   string
	text   func(s spot) string     // of marked parts, whole lines or a span
	file   func(s spot) string     // of withheld chapters and attachments
	rename func(s spot) string     // of these files, relative to the version's folder
	field  func(s spot) string     // the value of a field, YAML
	fields map[string]string       // another field to withhold, by version's folder
	also   func(p tree) (new tree) // last changes, for drafts
}

type entryYAML struct {
	Unit    string
	Paths   []string
	Field   string
	Heading struct{ Level int }
}

// The test reads markers in its own way, so that a fault of the scanner's does
// not hide itself.
var (
	regionText = regexp.MustCompile(`(?ms)^([ >]*):::withhold (W-\d+)\n(.*?)^[ >]*:::end-withhold (W-\d+)$`)
	spanText   = regexp.MustCompile(`\{\{withhold:(W-\d+)\}\}(.*?)\{\{/withhold:W-\d+\}\}`)
	pathsLine  = regexp.MustCompile(`(?m)^  paths: \[(.*)\]$`)
)

// fill puts a filling into every withheld part of a project and returns it with
// how many parts of which unit it filled.
func (f filling) fill(t *testing.T, p tree) (tree, map[string]int) {
	t.Helper()
	out := maps.Clone(p)
	units := map[string]int{}
	for _, register := range slices.Sorted(maps.Keys(p)) {
		if path.Base(register) != "withheld.yaml" {
			continue
		}
		dir := path.Dir(register)
		entries := map[string]entryYAML{}
		if err := yaml.Unmarshal([]byte(p[register]), &entries); err != nil {
			t.Fatal(err)
		}
		withheld := map[string]string{} // names of whole files
		for _, id := range slices.Sorted(maps.Keys(entries)) {
			e := entries[id]
			s := spot{dir: dir, id: id, unit: e.Unit, level: e.Heading.Level}
			var renamed []string
			for _, name := range e.Paths {
				s.name, s.inner = name, p[dir+"/"+name]
				withheld[name] = id
				delete(out, dir+"/"+name)
				to := name
				if f.rename != nil {
					to = f.rename(s)
				}
				renamed = append(renamed, to)
				out[dir+"/"+to] = f.file(s)
				units[e.Unit]++
			}
			if len(renamed) > 0 {
				old := pathsLine.FindStringSubmatch("  paths: [" + strings.Join(e.Paths, ", ") + "]")
				if old == nil || strings.Count(out[register], old[0]) != 1 {
					t.Fatalf("%s: the paths of %s are not written as this test reads them", register, id)
				}
				out[register] = strings.Replace(out[register], old[0], "  paths: ["+strings.Join(renamed, ", ")+"]", 1)
			}
			if e.Field != "" {
				field := e.Field
				if other := f.fields[dir]; other != "" {
					out[register] = strings.Replace(out[register], "  field: "+field+"\n", "  field: "+other+"\n", 1)
					field = other
				}
				out[dir+"/index.confidential.yaml"] = field + ": " + f.field(s) + "\n"
				units[e.Unit]++
			}
		}
		for name, text := range p {
			if path.Dir(name) != dir || path.Ext(name) != ".md" || withheld[path.Base(name)] != "" {
				continue
			}
			lang := "ja"
			if strings.HasSuffix(name, ".en.md") {
				lang = "en"
			}
			at := func(id, inner string) spot {
				e := entries[id]
				if e.Unit == "" {
					t.Fatalf("%s: %s is not in the register", name, id)
				}
				units[e.Unit]++
				return spot{dir: dir, lang: lang, id: id, unit: e.Unit, level: e.Heading.Level, inner: inner}
			}
			text = regionText.ReplaceAllStringFunc(text, func(all string) string {
				m := regionText.FindStringSubmatch(all)
				var b strings.Builder
				for line := range strings.Lines(f.text(at(m[2], m[3]))) {
					b.WriteString(m[1] + line)
				}
				return fmt.Sprintf("%s:::withhold %s\n%s%s:::end-withhold %s", m[1], m[2], b.String(), m[1], m[4])
			})
			text = spanText.ReplaceAllStringFunc(text, func(all string) string {
				m := spanText.FindStringSubmatch(all)
				return "{{withhold:" + m[1] + "}}" + f.text(at(m[1], m[2])) + "{{/withhold:" + m[1] + "}}"
			})
			out[name] = text
		}
	}
	// Full sources with other words are not those that were locked; the public
	// lines of a lock hold whatever is withheld.
	for name, text := range out {
		if path.Base(name) == "versions.lock" {
			out[name] = confidentialDigest.ReplaceAllString(text, "# of other words")
		}
	}
	if f.also != nil {
		out = f.also(out)
	}
	return out, units
}

func drawing(text string) string {
	return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><title>" + text + "</title><text x=\"1\" y=\"5\">" + text + "</text></svg>\n"
}

// attached is a file of the kind that its name says.
func attached(name, text string) string {
	if path.Ext(name) == ".svg" {
		return drawing(text)
	}
	return "a,b\n" + text + ",1\n"
}

// short fills every part with as little as it may hold.
var short = filling{
	name: "short",
	text: func(s spot) string {
		switch s.unit {
		case "span", "cell":
			return "x"
		case "list-item":
			return "- x\n"
		case "table":
			return "| x |\n| - |\n"
		case "figure":
			return "```\nx\n```\n"
		case "section":
			return fmt.Sprintf("%s x {#x%s}\n\nx\n", strings.Repeat("#", s.level), strings.ToLower(s.id[2:]))
		}
		return "x\n"
	},
	file: func(s spot) string {
		if s.unit == "chapter" {
			return "---\ntitle: x\n---\n\n## x {#xx}\n\nx\n"
		}
		return attached(s.name, "x")
	},
	field: func(spot) string { return "x" },
}

// long fills every part with much, of every kind, and gives the withheld files
// and fields other names.
var long = filling{
	name: "long",
	text: func(s spot) string {
		words := "別の中身 **強** `code` [外](https://secret.example/a?b=c) <https://secret.example/> 水<sub>2</sub> \\<script\\>alert(1)\\</script\\> &lt;b&gt; {#id} {{るび}} " + strings.Repeat("とても長い", 80)
		note := strings.ToLower(s.id[2:])
		blocks := words + "\n" + strings.Repeat("次の行\n", 30) + "\n- 一\n  - 二\n\n    三\n\n```go\n## 見出しでない {#purpose}\nfunc f() {}\n\n\n```\n\n> 引用\n> > 深い\n\n" +
			"用語\n: 説明\n\n注[^s" + note + "]と[名][r" + note + "]。\n\n[^s" + note + "]: 脚注\n\n[r" + note + "]: https://secret.example/r\n\n| a | b |\n| --- | ---: |\n" + strings.Repeat("| 1 | 2 |\n", 20)
		switch s.unit {
		case "span":
			return words
		case "cell":
			return words + " a\\|b"
		case "list-item":
			return "- " + words + "\n\n  続き\n\n  ```\n  - x\n  ```\n" + strings.Repeat("- 項\n", 40)
		case "table":
			return "| 順 | 起点 | " + words + " |\n| --- | --- | --- |\n" + strings.Repeat("| 1 | 2 | [x](#purpose) |\n", 60)
		case "figure":
			return "![" + strings.Repeat("長", 90) + "](figures/lone.svg \"題\")\n\n```text\n" + strings.Repeat("A -> B\n\n", 50) + "```\n"
		case "section":
			var b strings.Builder
			for i := range 5 {
				fmt.Fprintf(&b, "%s %d.%d 題 {#long%s-%d}\n\n%s\n", strings.Repeat("#", min(6, s.level+min(i, 2))), 90+i, i, note, i, blocks)
				note += "x"
				blocks = "本文\n"
			}
			return b.String()
		}
		return blocks
	},
	file: func(s spot) string {
		if s.unit != "chapter" {
			return attached(s.name, strings.Repeat("長", 5000))
		}
		var b strings.Builder
		b.WriteString("---\ntitle: とても長い題の付いた別の章\nclauses:\n  other-1: {items: [1, 2, 3, 4], level: must, roles: [management, operator], beyond: true, plain: {ja: 平たい言葉, en: Plain words}, terms: {事業者: じぎょうしゃ}}\n---\n\n")
		for i := range 40 {
			fmt.Fprintf(&b, "## %d.1 題 {#other-%d}\n\n本文[^%d]。[前](#other-1)\n\n[^%d]: 注\n\n", i, i, i, i)
			if i == 1 { // a term that the public text uses, and no public text explains
				b.WriteString("事業者\n: 非公開の説明\n\n")
			}
		}
		return b.String()
	},
	rename: func(s spot) string {
		if s.unit == "chapter" {
			return "00-first.md"
		}
		return "other/" + strings.ToLower(s.id) + "-" + path.Base(s.name)
	},
	field:  func(spot) string { return "{ja: " + strings.Repeat("長い値", 100) + ", en: another, zz: third}" },
	fields: map[string]string{"content/water-guideline/4.2": "source", "content/water-internal/2.0": "source"},
	also: func(p tree) tree {
		out := maps.Clone(p)
		// A file that withheld text alone refers to is not published either.
		for _, dir := range []string{"4.1", "4.2", "5.0"} {
			out["content/water-guideline/"+dir+"/figures/lone.svg"] = drawing("lone")
		}
		// Drafts are of the confidential edition alone.
		for name, text := range p {
			if rest, ok := strings.CutPrefix(name, "content/water-guideline/4.2/"); ok {
				if rest == "index.md" {
					text = strings.NewReplacer("version: \"4.2\"", "version: \"5.0\"", "status: published", "status: draft", "replaces: \"4.1\"", "replaces: \"4.2\"", "issued: 2026-03-27\n", "", "effective: 2026-04-01\n", "").Replace(text)
				}
				out["content/water-guideline/5.0/"+rest] = text
			}
			if rest, ok := strings.CutPrefix(name, "content/power-standard/1.3/"); ok {
				out["content/draft-only/1.3/"+rest] = strings.NewReplacer("status: published", "status: draft").Replace(text)
			}
		}
		return out
	},
}

// uneven fills the older versions with little and the newer ones with much: a
// comparison must not tell that a withheld text changed.
var uneven = func() filling {
	of := func(s spot) filling {
		switch path.Base(s.dir) {
		case "4.1", "1.2", "1.9":
			return short
		}
		return long
	}
	return filling{
		name:  "uneven",
		text:  func(s spot) string { return of(s).text(s) },
		file:  func(s spot) string { return of(s).file(s) },
		field: func(s spot) string { return of(s).field(s) },
		also: func(p tree) tree {
			out := long.also(p)
			delete(out, "content/water-guideline/4.1/figures/lone.svg") // the short text has no picture
			return out
		},
	}
}()
