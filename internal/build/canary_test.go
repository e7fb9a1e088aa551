package build_test

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// canaries are words that stand in every withheld place and nowhere else. Ids,
// names and addresses take the first alone.
var canaries = []string{"kanariya9f3a", "秘匿の鳥𠮟"}

const (
	bird  = "kanariya9f3a"
	birds = "kanariya9f3a秘匿の鳥𠮟"
)

// caged fills every withheld place with the canaries.
var caged = filling{
	name: "canary",
	text: func(s spot) string {
		n := s.dir[len("content/"):] + s.lang + s.id
		id := bird + "-" + strings.ToLower(strings.NewReplacer("/", "-", ".", "-").Replace(n))
		words := birds + " **" + birds + "** `" + birds + "` [" + birds + "](https://" + bird + ".example/" + birds + " \"" + birds + "\") <https://" + bird + ".example/> \\<" + bird + "\\> <abbr title=\"" + birds + "\">" + bird + "</abbr>"
		switch s.unit {
		case "span", "cell":
			return words
		case "list-item":
			return "- " + words + "\n  - " + birds + "\n"
		case "table":
			return "| " + birds + " | b |\n| --- | --- |\n| " + words + " | 1 |\n"
		case "figure":
			return "![" + birds + "](" + hidden("figures/telemeter-circuit.svg") + " \"" + birds + "\")\n"
		case "section":
			var b strings.Builder
			section := id[:len(bird)] + id[len(bird)+1:] // the same in each language
			section = strings.Replace(section, s.lang+strings.ToLower(s.id), strings.ToLower(s.id), 1)
			fmt.Fprintf(&b, "%s 9.9 %s {#%s}\n\n%s[^%s]\n\n[^%s]: %s\n\n%s %s {#%s-b}\n\n[%s][%s] [%s](#%s)\n\n[%s]: https://%s.example/ \"%s\"\n", strings.Repeat("#", s.level), birds, section, words, id, id, words,
				strings.Repeat("#", min(6, s.level+1)), birds, section, birds, id, bird, section, id, bird, birds)
			return b.String()
		}
		return words + "[^" + id + "]\n\n```" + bird + "\n" + birds + "\n```\n\n> " + birds + "\n\n" + birds + "\n: " + words + "\n\n[^" + id + "]: " + words + "\n"
	},
	file: func(s spot) string {
		if s.unit != "chapter" {
			return attached(s.name, birds)
		}
		id := bird + strings.ToLower(s.id)
		return "---\ntitle: " + birds + "\nclauses:\n  " + id + ": {items: [{item: 1, covers: part, note: " + birds + "}], plain: {ja: " + birds + ", en: " + birds + "}}\n---\n\n## B.1 " + birds + " {#" + id + "}\n\n" + birds + " ![" + birds + "](" + hidden("figures/telemeter-circuit.svg") + ") [" + birds + "](" + hidden("figures/telemeter-sites.csv") + ")\n"
	},
	rename: func(s spot) string { return hidden(s.name) },
	field:  func(spot) string { return "{ja: " + birds + ", en: " + birds + "}" },
	also: func(p tree) tree {
		out := maps.Clone(p)
		// remarks of the register's keepers
		for name, text := range p {
			if path.Base(name) == "withheld.yaml" {
				p[name] = "# " + birds + "\n" + strings.Replace(text, "  unit: ", "  # "+birds+"\n  unit: ", 1)
				out[name] = p[name]
			}
		}
		// a draft, with the canaries in all that is visible in it
		for name, text := range p {
			if rest, ok := strings.CutPrefix(name, "content/power-standard/1.3/"); ok {
				if rest == "index.md" {
					text = strings.NewReplacer("status: published", "status: draft", "version: \"1.3\"", "version: \"2."+bird+"\"", "title:\n  ja: ", "title:\n  ja: "+birds).Replace(text)
				}
				if base := path.Base(rest); strings.HasPrefix(base, "0") {
					rest = base[:3] + bird + base[2:]
					text = strings.ReplaceAll(text, "しなければならない", birds)
				}
				out["content/power-standard/2."+bird+"/"+rest] = text
			}
		}
		for name, text := range out { // links by file name
			if strings.Contains(name, "/2."+bird+"/") && path.Ext(name) == ".md" {
				for other := range p {
					if base := path.Base(other); strings.HasPrefix(other, "content/power-standard/1.3/0") {
						text = strings.ReplaceAll(text, "("+base, "("+base[:3]+bird+base[2:])
					}
				}
				out[name] = text
			}
		}
		return out
	},
}

func hidden(name string) string {
	dir, base := path.Split(name)
	if path.Ext(base) == ".md" {
		return "98-" + bird + "-b.md"
	}
	return dir + bird + "-" + base
}

// No canary gets out, whatever it is written as: not into a public file, not
// into a name, not onto stdout or stderr.
func TestCanary(t *testing.T) {
	start := time.Now()
	p, units := caged.fill(t, repository(t))
	files := editionsOf(t, p, withhold.Editions...)
	s := seek(canaries...)
	size := 0
	for name, data := range files[withhold.Public] {
		if found := s.find([]byte(name)); len(found) > 0 {
			t.Errorf("the name %s: %v", name, found)
		}
		size += len(data)
		if found := s.find(data); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
	// The confidential edition has them: in text, and in names.
	inText, inNames := 0, 0
	for name, data := range files[withhold.Confidential] {
		if len(s.find([]byte(name))) > 0 {
			inNames++
		}
		if strings.Contains(string(data), birds) {
			inText++
		}
	}
	if inText < 20 || inNames < 10 {
		t.Errorf("the confidential edition has the canaries in %d files and %d names only: they were not in the sources", inText, inNames)
	}
	t.Logf("%v; %d public files, %d bytes searched for %d forms in %s; in the confidential edition %d files and %d names have them",
		units, len(files[withhold.Public]), size, len(s.needles), time.Since(start).Round(time.Millisecond), inText, inNames)

	t.Run("command", func(t *testing.T) {
		// A draft is not withheld from its author: its folder's name may be told.
		maps.DeleteFunc(p, func(name, _ string) bool { return strings.Contains(name, "/2."+bird+"/") })
		files := editionsOf(t, p, withhold.Public)
		dir := t.TempDir()
		put(t, dir, p)
		clean := func(t *testing.T, args []string, status, want int, texts ...string) {
			t.Helper()
			if status != want {
				t.Errorf("kijun %v: exit %d, want %d: %s", args, status, want, texts)
			}
			for _, text := range texts {
				if found := s.find([]byte(text)); len(found) > 0 {
					t.Errorf("kijun %v: %v\n%.2000s", args, found, text)
				}
			}
		}
		commands := [][]string{{"check"}, {"check", "--format", "json"}, {"check", "--format", "sarif"}, {"check", "--format", "github"}, {"check", "--all", "--strict"}}
		for _, args := range append(commands, []string{"register"}, []string{"register", "--format", "json"}, []string{"coverage"}, []string{"coverage", "--format", "json"}, []string{"build"}) {
			want := 0
			if slices.Contains(args, "--strict") {
				want = -1 // as it may be
			}
			out, errs, status := run(append([]string{"-C", dir, "--date", "2026-08-01"}, args...)...)
			if want < 0 {
				want = status
			}
			clean(t, args, status, want, out, errs)
		}
		written := 0
		err := filepath.WalkDir(filepath.Join(dir, "public"), func(name string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			rel, _ := filepath.Rel(dir, name)
			if found := append(s.find([]byte(rel)), s.find(data)...); len(found) > 0 {
				t.Errorf("%s: %v", rel, found)
			}
			written++
			return err
		})
		made := 0
		for name := range files[withhold.Public] {
			if !strings.HasPrefix(name, "(sources)/") {
				made++
			}
		}
		if err != nil || written != made+1 { // the manifest
			t.Errorf("%d files are on disk, %d were made: %v", written, made, err)
		}

		// Faults beside every withheld word: the findings are many, and none of
		// them says one.
		broken := tree{}
		for name, text := range p {
			if path.Ext(name) == ".md" {
				text = strings.NewReplacer("**"+birds+"**", "<"+bird+">[^"+birds+"] [x]["+birds+"] [x](#"+birds+") ![]("+bird+".svg)").Replace(text)
			}
			broken[name] = text
		}
		dir = t.TempDir()
		put(t, dir, broken)
		for _, args := range append(commands, []string{"build", "--all"}, []string{"register"}, []string{"coverage"}) {
			out, errs, status := run(append([]string{"-C", dir, "--date", "2026-08-01"}, args...)...)
			clean(t, args, status, 1, out, errs)
			if slices.Equal(args, []string{"check", "--all", "--strict"}) {
				n := strings.Count(out, "[raw-html]") + strings.Count(out, "[footnote-undefined]") + strings.Count(out, "[definition-undefined]")
				if t.Logf("%d findings of these kinds", n); n < 60 {
					t.Error("too few to say anything")
				}
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
			t.Error("something was written in spite of errors")
		}
	})
}

func put(t *testing.T, dir string, p tree) {
	t.Helper()
	for name, text := range p {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
