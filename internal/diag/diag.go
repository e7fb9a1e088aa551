// Package diag holds findings: what is wrong, where, and the way out.
//
// In: a rule and a place. Out: sorted lists. Every stage reports through it, so
// it stands low and imports only source. It prints nothing.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/source"
)

// Severity says what a finding does: an error stops every output.
type Severity int

const (
	Error Severity = iota
	Warning
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// A Rule is one thing that can be wrong. Its text is what `kijun explain` and
// SARIF show, so there is one place to write it.
type Rule struct {
	Code     string // stable, lower-case words joined by hyphens
	Severity Severity
	Title    string // a noun phrase or a short sentence, lower case, without a full stop
	Why      string // one or two paragraphs of plain text: what goes wrong without the rule
	Before   string // a source that breaks it
	After    string // the same, mended
}

// A Diagnostic is one finding.
type Diagnostic struct {
	Rule    *Rule
	Span    source.Span
	KeyPath string // of YAML data: "clauses.scope.items[1]"
	Message string // one line, lower case, without a full stop, never withheld text
	Hints   []string
	Fixes   []Fix
}

// A Fix is a change that would mend the finding. Its message is a verb phrase.
type Fix struct {
	Message string
	Span    source.Span
	Text    string
}

// At makes a finding of the rule at a place. The span is turned to the file the
// author wrote.
func (r *Rule) At(s source.Span, format string, args ...any) *Diagnostic {
	return &Diagnostic{Rule: r, Span: s.Origin(), Message: fmt.Sprintf(format, args...)}
}

// Key sets the key path and returns d.
func (d *Diagnostic) Key(format string, args ...any) *Diagnostic {
	d.KeyPath = fmt.Sprintf(format, args...)
	return d
}

// Hint adds a way out and returns d.
func (d *Diagnostic) Hint(format string, args ...any) *Diagnostic {
	d.Hints = append(d.Hints, fmt.Sprintf(format, args...))
	return d
}

// Fix adds a change that would mend the finding and returns d.
func (d *Diagnostic) Fix(message string, s source.Span, text string) *Diagnostic {
	d.Fixes = append(d.Fixes, Fix{message, s.Origin(), text})
	return d
}

// Path is the path of the finding's file, or "" where it has none.
func (d *Diagnostic) Path() string {
	if d.Span.File == nil {
		return ""
	}
	return d.Span.File.Path()
}

// Position is the place of the finding's first byte; zero where it has none.
func (d *Diagnostic) Position() source.Position {
	if d.Span.File == nil {
		return source.Position{}
	}
	return d.Span.File.Position(d.Span.Start)
}

// A List is a set of findings on its way to a printer.
type List []*Diagnostic

// Add appends findings.
func (l *List) Add(ds ...*Diagnostic) { *l = append(*l, ds...) }

// Count returns how many errors and warnings the list has.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Rule.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}

// HasErrors reports whether output must not be written.
func (l List) HasErrors() bool {
	n, _ := l.Count()
	return n > 0
}

// Sorted returns the list in its one order, without repetitions: by file,
// the file with the worst finding first, then severity, place, code and text.
func (l List) Sorted() List {
	worst := map[string]Severity{}
	for _, d := range l {
		if w, ok := worst[d.Path()]; !ok || d.Rule.Severity < w {
			worst[d.Path()] = d.Rule.Severity
		}
	}
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b *Diagnostic) int {
		return cmp.Or(
			cmp.Compare(worst[a.Path()], worst[b.Path()]),
			strings.Compare(a.Path(), b.Path()),
			cmp.Compare(a.Rule.Severity, b.Rule.Severity),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Span.End, b.Span.End),
			strings.Compare(a.Rule.Code, b.Rule.Code),
			strings.Compare(a.KeyPath, b.KeyPath),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(out, func(a, b *Diagnostic) bool {
		return a.Rule == b.Rule && a.Path() == b.Path() && a.Span.Start == b.Span.Start && a.KeyPath == b.KeyPath && a.Message == b.Message
	})
}
