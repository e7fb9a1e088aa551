package browser

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// node runs a program that npm installed and gives its standard output. A
// program that ends with 1 or 2 has found something, and says what.
func node(t *testing.T, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("Node.js was not found (version 20 or newer): https://nodejs.org, or apt-get install nodejs npm")
	}
	if _, err := os.Stat(args[0]); err != nil {
		t.Fatalf("%v: the packages in internal/browser/package.json are not installed; run make browser-tools", err)
	}
	var stderr strings.Builder
	cmd := exec.Command("node", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() <= 2 && stderr.Len() == 0) {
		t.Fatalf("node %s: %v\n%s", args[0], err, stderr.String())
	}
	return out
}

// write puts files into a new folder.
func write(t *testing.T, files map[string][]byte, suffixes ...string) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if !slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) }) {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// validate gives what html-validate says of all pages among the files, each
// message with the first places that have it.
//
// Its rules are those of the standard and of accessibility. One is given an
// option: an aria-label on a list is allowed, and says which list it is.
func validate(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	dir := write(t, files, ".html")
	report := filepath.Join(t.TempDir(), "report.json") // its standard output is cut short where it is long
	node(t, "node_modules/html-validate/bin/html-validate.mjs", "--config", "htmlvalidate.json", "--formatter", "json="+report, dir)
	out, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var results []struct {
		FilePath string
		Messages []struct {
			RuleID, Message, Selector string
			Line, Column              int
		}
	}
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatalf("html-validate: %v\n%.400s", err, out)
	}
	places := map[string][]string{}
	var said []string
	for _, r := range results {
		name, _ := filepath.Rel(dir, r.FilePath)
		for _, m := range r.Messages {
			key := m.RuleID + ": " + m.Message
			if places[key] == nil {
				said = append(said, key)
			}
			places[key] = append(places[key], fmt.Sprintf("%s:%d:%d %s", name, m.Line, m.Column, m.Selector))
		}
	}
	for i, key := range said {
		said[i] = fmt.Sprintf("%s\n\t%d times, first at %s", key, len(places[key]), places[key][0])
	}
	return said
}

func TestValid(t *testing.T) {
	for _, s := range sites(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, fault := range validate(t, s.files) {
				t.Error(fault)
			}
		})
	}
}

func TestValidFinds(t *testing.T) {
	t.Parallel()
	home := string(sites(t)[0].files["index.html"])
	for planted, rule := range map[string]string{
		`<p><div>x</div></p>`:            "close-order",
		`<h2 id="_main">x</h2>`:          "no-dup-id",
		`<ul><p>x</p></ul>`:              "element-permitted-content",
		`<img src="x.png">`:              "alt",
		`<a href="x" target="_nowhere">`: "close-order",
	} {
		page := strings.Replace(home, "</main>", planted+"</main>", 1)
		said := strings.Join(validate(t, map[string][]byte{"index.html": []byte(page)}), "\n")
		if !strings.Contains(said, rule) {
			t.Errorf("html-validate's %s does not find %s: %s", rule, planted, said)
		}
	}
}
