package cli

import (
	"io"
	"net/url"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/source"
)

// printSARIF prints SARIF 2.1.0, the form that code scanning services read. The
// rules come from the same values as `kijun explain`.
func printSARIF(w io.Writer, ds diag.List, rules []*diag.Rule) error {
	type text struct {
		Text string `json:"text"`
	}
	type rule struct {
		ID     string `json:"id"`
		Short  text   `json:"shortDescription"`
		Full   text   `json:"fullDescription"`
		Config struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	type region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	type location struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *region `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	type result struct {
		RuleID    string     `json:"ruleId"`
		Level     string     `json:"level"`
		Message   text       `json:"message"`
		Locations []location `json:"locations,omitempty"`
	}
	type run struct {
		Tool struct {
			Driver struct {
				Name    string `json:"name"`
				Version string `json:"version"`
				Rules   []rule `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string   `json:"columnKind"`
		Results    []result `json:"results"`
	}
	var r run
	r.Tool.Driver.Name, r.Tool.Driver.Version = "kijun", version
	r.ColumnKind = "unicodeCodePoints"
	r.Results = []result{}
	for _, x := range rules {
		y := rule{ID: x.Code, Short: text{x.Title}, Full: text{x.Why}}
		y.Config.Level = x.Severity.String()
		r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, y)
	}
	for _, d := range ds {
		res := result{RuleID: d.Rule.Code, Level: d.Rule.Severity.String(), Message: text{d.Message}}
		for _, h := range d.Hints {
			res.Message.Text += "; " + h
		}
		if f := d.Span.File; f != nil {
			var l location
			l.Physical.Artifact.URI = (&url.URL{Path: f.Path()}).EscapedPath()
			start, end := f.Position(d.Span.Start), f.Position(d.Span.End)
			l.Physical.Region = &region{start.Line, codePoint(f, d.Span.Start), end.Line, codePoint(f, d.Span.End)}
			res.Locations = []location{l}
		}
		r.Results = append(r.Results, res)
	}
	return printJSON(w, map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs":    []run{r},
	})
}

// codePoint is the column of an offset as SARIF counts: an accent or a part of
// an emoji is a character of its own.
func codePoint(f *source.File, off int) int {
	return utf8.RuneCount(f.Bytes()[f.LineStart(f.Position(off).Line):off]) + 1
}
