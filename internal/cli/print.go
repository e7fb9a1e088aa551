package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
)

// Several hundred findings must still read well. Of one code in one file the
// first few are printed in full and the others on a line each; beyond maxShown
// they are counted. `--all` prints everything.
const (
	maxShown = 50
	maxFull  = 3
)

// A style turns parts of a line into colours, or leaves them.
type style struct{ colour bool }

func (s style) paint(code, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) severity(v diag.Severity) string {
	if v == diag.Error {
		return s.paint("1;31", "error")
	}
	return s.paint("1;33", "warning")
}

// printText prints sorted findings grouped by file, worst first, and a total.
func printText(w io.Writer, ds diag.List, s style, all bool) {
	for i := 0; i < len(ds); {
		path := ds[i].Path()
		j := i
		for j < len(ds) && ds[j].Path() == path {
			j++
		}
		group := ds[i:j]
		errors, warnings := group.Count()
		fmt.Fprintf(w, "%s: %s\n", s.paint("1", line(orProject(path))), count(errors, warnings))
		seen := map[string]int{}
		for k, d := range group {
			if k == maxShown && !all && len(group) > maxShown+5 {
				errors, warnings := group[k:].Count()
				fmt.Fprintf(w, "  … and %s more in this file; --all shows them\n\n", count(errors, warnings))
				break
			}
			code := d.Rule.Code
			seen[code]++
			printOne(w, d, s, all || seen[code] <= maxFull)
			if !all && seen[code] > maxFull && (k+1 == len(group) || group[k+1].Rule.Code != code) {
				fmt.Fprintln(w)
			}
		}
		i = j
	}
	errors, warnings := ds.Count()
	if len(ds) > 0 {
		fmt.Fprintf(w, "%s in %s. `kijun explain CODE` tells why a rule exists.\n", count(errors, warnings), plural(files(ds), "file"))
	}
}

func orProject(path string) string {
	if path == "" {
		return "(project)"
	}
	return path
}

func files(ds diag.List) int {
	seen := map[string]bool{}
	for _, d := range ds {
		seen[d.Path()] = true
	}
	return len(seen)
}

func count(errors, warnings int) string {
	switch {
	case warnings == 0:
		return plural(errors, "error")
	case errors == 0:
		return plural(warnings, "warning")
	}
	return plural(errors, "error") + ", " + plural(warnings, "warning")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// visible keeps a text from steering the terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '·'
		}
		return r
	}, s)
}

// line is a text on one line: names of files may have line breaks.
func line(s string) string { return strings.ReplaceAll(visible(s), "\n", "·") }

func printOne(w io.Writer, d *diag.Diagnostic, s style, full bool) {
	p := d.Position()
	place := orProject(d.Path())
	if d.Span.File != nil && (d.Span.Start > 0 || d.Span.End > 0) {
		place = fmt.Sprintf("%s:%d:%d", place, p.Line, p.Column)
	}
	fmt.Fprintf(w, "  %s: %s[%s]: %s\n", line(place), s.severity(d.Rule.Severity), d.Rule.Code, line(d.Message))
	if !full {
		return
	}
	if d.KeyPath != "" {
		fmt.Fprintf(w, "      %s %s\n", s.paint("2", "key:"), d.KeyPath)
	}
	if e, ok := d.Span.Excerpt(); ok && (d.Span.Start > 0 || d.Span.End > 0) {
		number := fmt.Sprint(p.Line)
		margin := strings.Repeat(" ", len(number))
		fmt.Fprintf(w, "      %s %s\n", s.paint("2", number+" |"), e.Text)
		fmt.Fprintf(w, "      %s %s%s\n", s.paint("2", margin+" |"), strings.Repeat(" ", e.Pad), s.paint("1;35", strings.Repeat("^", e.Length)))
	}
	for _, h := range d.Hints {
		fmt.Fprintf(w, "      %s %s\n", s.paint("2", "hint:"), h)
	}
	fmt.Fprintln(w)
}

// A jsonFinding is one finding as `--format json` prints it.
type jsonFinding struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"`
	File     string    `json:"file,omitempty"`
	Line     int       `json:"line,omitempty"`
	Column   int       `json:"column,omitempty"`
	EndLine  int       `json:"end-line,omitempty"`
	EndCol   int       `json:"end-column,omitempty"`
	Key      string    `json:"key,omitempty"`
	Message  string    `json:"message"`
	Hints    []string  `json:"hints,omitempty"`
	Fixes    []jsonFix `json:"fixes,omitempty"`
}

type jsonFix struct {
	Message string `json:"message"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	EndLine int    `json:"end-line"`
	EndCol  int    `json:"end-column"`
	Text    string `json:"text"`
}

type jsonReport struct {
	Findings []jsonFinding `json:"findings"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
}

func report(ds diag.List) jsonReport {
	r := jsonReport{Findings: []jsonFinding{}}
	r.Errors, r.Warnings = ds.Count()
	for _, d := range ds {
		f := jsonFinding{Code: d.Rule.Code, Severity: d.Rule.Severity.String(), File: d.Path(), Key: d.KeyPath, Message: d.Message, Hints: d.Hints}
		if d.Span.File != nil {
			start, end := d.Span.File.Position(d.Span.Start), d.Span.File.Position(d.Span.End)
			f.Line, f.Column, f.EndLine, f.EndCol = start.Line, start.Column, end.Line, end.Column
		}
		for _, x := range d.Fixes {
			start, end := x.Span.File.Position(x.Span.Start), x.Span.File.Position(x.Span.End)
			f.Fixes = append(f.Fixes, jsonFix{x.Message, start.Line, start.Column, end.Line, end.Column, x.Text})
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// printGitHub prints workflow commands, worst first: a step shows ten of a
// kind.
func printGitHub(w io.Writer, ds diag.List) {
	esc := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	prop := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, sev := range []diag.Severity{diag.Error, diag.Warning} {
		for _, d := range ds {
			if d.Rule.Severity != sev {
				continue
			}
			p := d.Position()
			text := d.Message
			for _, h := range d.Hints {
				text += "\nhint: " + h
			}
			fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", sev, prop.Replace(d.Path()), max(p.Line, 1), max(p.Column, 1), prop.Replace(d.Rule.Code), esc.Replace(text))
		}
	}
}
