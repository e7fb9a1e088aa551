package build

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/overlap"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// overlaps compares what is withheld with all text of the project that is
// public. Versions whose confidential cut could not be made are left out: a
// sealed part can't be compared.
func (a *Analysis) overlaps(files *project.Files) {
	var parts []overlap.Part
	for _, x := range a.folders {
		if x.secret == nil {
			continue
		}
		for _, w := range x.secret.WithheldSpans() {
			if utf8.Valid(w.At.File.Bytes()) {
				parts = append(parts, overlap.Part{Standard: x.source.Standard, ID: w.ID, At: untitled(w.At)})
			}
		}
	}
	if len(parts) > 0 {
		a.Findings.Add(overlap.Find(parts, a.publicTexts(files))...)
	}
}

// heading is what the register tells of a withheld section or chapter anyway: its
// first heading, or the title of its front matter.
var heading = regexp.MustCompile(`^(?:\s*#+ .*\n|---\ntitle:.*\n)`)

func untitled(s source.Span) source.Span {
	return s.File.At(s.Start+len(heading.Find(s.File.Bytes()[s.Start:s.End])), s.End)
}

// publicTexts are the texts that anyone gets with the public edition or with its
// sources.
func (a *Analysis) publicTexts(files *project.Files) (out []overlap.Text) {
	var standard string
	var disclosed map[string]bool
	add := func(family string, f *source.File, ranges ...source.Range) {
		if utf8.Valid(f.Bytes()) {
			out = append(out, overlap.Text{Family: family, File: f, Ranges: ranges, Standard: standard, Disclosed: disclosed})
		}
	}
	for _, x := range a.folders {
		if x.model == nil {
			continue // a draft
		}
		standard, disclosed = x.source.Standard, a.disclosed(x)
		dir := path.Join("content", standard)
		for _, t := range x.cut.Texts() {
			add(path.Join(dir, withhold.Stem(t.Name)), t.File)
		}
		for _, at := range x.model.Attachments {
			switch path.Ext(strings.ToLower(at.Path)) {
			case ".csv", ".txt", ".svg":
				if at.Used {
					add(path.Join(dir, at.Path), at.File)
				}
			}
		}
		if f := x.source.Files[withhold.RegisterFile]; f != nil {
			if ranges := registerTold(f); len(ranges) > 0 {
				add(path.Join(dir, withhold.RegisterFile), f, ranges...)
			}
		}
	}
	standard, disclosed = "", nil
	for _, f := range files.Reviews {
		add(f.Path(), f)
	}
	for _, p := range a.Editions[withhold.Public].Pages {
		for _, t := range p.Texts {
			add(path.Join("pages", p.Name), t.Span.File)
		}
	}
	add(files.Settings.Path(), files.Settings)
	for _, f := range slices.Concat(files.Own, files.Beside) {
		add(f.Path(), f)
	}
	for id, f := range files.Catalogs { // the built-in ones show which words everybody uses
		if !slices.Contains(files.Own, f) {
			out = append(out, overlap.Text{Family: "(catalog) " + id, File: f, Background: true})
		}
	}
	return out
}

// disclosed are the entries of earlier versions that a version has no more.
func (a *Analysis) disclosed(x *folder) map[string]bool {
	out := map[string]bool{}
	for _, y := range a.folders {
		if y.source.Standard == x.source.Standard && y.model != nil && compareNumbers(y.source.Number, x.source.Number) < 0 {
			for _, w := range y.model.Register {
				out[w.ID] = true
			}
		}
	}
	for _, w := range x.model.Register {
		delete(out, w.ID)
	}
	return out
}

// registerTold are the ranges of a register that the public gets: neither comments nor
// the lines that say what is withheld.
func registerTold(f *source.File) (out []source.Range) {
	start := 0
	for line := range strings.Lines(string(f.Bytes())) {
		end := start + len(line)
		if i := strings.Index(line, "#"); i >= 0 && (i == 0 || line[i-1] == ' ') && strings.Count(line[:i], "\"")%2 == 0 {
			end = start + i
		}
		from := start
		for i := start; i < end; i++ {
			if f.Hidden(i) {
				if i > from {
					out = append(out, source.Range{Start: from, End: i})
				}
				from = i + 1
			}
		}
		if end > from {
			out = append(out, source.Range{Start: from, End: end})
		}
		start += len(line)
	}
	return out
}
