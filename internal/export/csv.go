package export

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"unicode"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/cover"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A field is a column of a CSV file made of rows of type R.
type field[R any] struct {
	head bilingual
	of   func(R) string
}

// writeCSV writes rows as a Japanese spreadsheet opens them right: UTF-8 with a
// byte order mark, lines ended by CRLF (RFC 4180), and no cell that it would
// run as a formula.
func writeCSV[R any](fields []field[R], rows []R, lang string) []byte {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	record := make([]string, len(fields))
	write := func(cell func(field[R]) string) {
		for i, f := range fields {
			record[i] = harmless(cell(f))
		}
		w.Write(record) // a bytes.Buffer takes everything
	}
	write(func(f field[R]) string { return f.head.in(lang) })
	for _, r := range rows {
		write(func(f field[R]) string { return f.of(r) })
	}
	w.Flush()
	return b.Bytes()
}

// separator stands between the values of one cell, and for a line break in it.
const separator = " / "

// harmless makes a cell one line that no spreadsheet takes for a formula: one
// that starts with a sign of a formula, also after blanks or characters that
// can't be seen, gets an apostrophe before it. Spreadsheets set to Japanese
// take full-width signs for signs too.
func harmless(cell string) string {
	cell = fold(cell)
	for _, r := range cell {
		switch {
		case strings.ContainsRune("=+-@＝＋－＠﹦﹢﹣﹫−\t", r):
			return "'" + cell
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			continue
		}
		return cell
	}
	return cell
}

// fold puts the lines of a cell on one.
func fold(s string) string {
	lines := strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return true
		}
		return false
	})
	if len(lines) == 1 && lines[0] == s {
		return s
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, separator)
}

// RegisterCSV writes the register as a table, one withholding a row, the words
// of codes beside the codes. lang is the language of headers and texts. Versions
// are named "water-guideline@4.10", because a spreadsheet reads 4.10 as 4.1.
func RegisterCSV(standards []*standard.Standard, lib *catalog.Library, base, lang string, chronicles map[string]compare.Chronicle) []byte {
	w := func(of func(*standard.Withholding) string) func(Entry) string {
		return func(e Entry) string { return of(e.Withholding) }
	}
	return writeCSV([]field[Entry]{
		{bilingual{"非公開番号", "id"}, w(func(w *standard.Withholding) string { return w.ID })},
		{bilingual{"安全基準等", "standard title"}, func(e Entry) string { return e.Version.Title.In(lang) }},
		{bilingual{"安全基準等コード", "standard"}, func(e Entry) string { return e.Version.Standard }},
		{bilingual{"版コード", "version"}, func(e Entry) string { return handle(e.Version) }},
		{bilingual{"現行の版で非公開", "current"}, func(e Entry) string { return yes(e.Current, lang) }},
		{bilingual{"非公開とする版", "versions"}, func(e Entry) string { return handles(e.Versions) }},
		{bilingual{"策定主体", "publisher"}, func(e Entry) string { return e.Version.Publisher.In(lang) }},
		{bilingual{"件名", "title"}, w(func(w *standard.Withholding) string { return w.Title.In(lang) })},
		{bilingual{"指針の項目", "items"}, w(func(w *standard.Withholding) string { return strings.Join(w.Items, separator) })},
		{bilingual{"条項", "clause title"}, func(e Entry) string { return clauseWords(e.Version, e.Withholding) }},
		{bilingual{"条項コード", "clause"}, w(func(w *standard.Withholding) string { return w.Clause })},
		{bilingual{"単位", "unit name"}, w(func(w *standard.Withholding) string { return unitWord(w.Unit, lang) })},
		{bilingual{"単位コード", "unit"}, w(func(w *standard.Withholding) string { return string(w.Unit) })},
		{bilingual{"非公開の理由", "reason name"}, w(func(w *standard.Withholding) string { return reasonWord(lib, w.Reason, lang) })},
		{bilingual{"理由コード", "reason"}, w(func(w *standard.Withholding) string { return w.Reason })},
		{bilingual{"公開した場合の支障", "harm"}, w(func(w *standard.Withholding) string { return w.Harm.In(lang) })},
		{bilingual{"閲覧", "access"}, w(func(w *standard.Withholding) string { return w.Access.In(lang) })},
		{bilingual{"閲覧区分コード", "audience"}, w(func(w *standard.Withholding) string { return w.Audience })},
		{bilingual{"決定者", "decided by"}, w(func(w *standard.Withholding) string { return w.Decided.By.In(lang) })},
		{bilingual{"決定日", "decided on"}, w(func(w *standard.Withholding) string { return string(w.Decided.On) })},
		{bilingual{"承認者", "approved by"}, w(func(w *standard.Withholding) string { return w.Approved.By.In(lang) })},
		{bilingual{"承認日", "approved on"}, w(func(w *standard.Withholding) string { return string(w.Approved.On) })},
		{bilingual{"見直し期限", "review by"}, w(func(w *standard.Withholding) string { return string(w.Due()) })},
		{bilingual{"URL", "url"}, func(e Entry) string { return address(base, withholdingPage(e.Version, e.Withholding)) }},
		{bilingual{"最後の見直しの日", "last reviewed on"}, func(e Entry) string {
			last := standard.Date("")
			for _, r := range e.Withholding.Reviewed {
				last = max(last, r.On)
			}
			return string(last)
		}},
		{bilingual{"公開した版コード", "disclosed in"}, func(e Entry) string {
			if last, ok := chronicles[e.Version.Standard].Last(e.Withholding.ID); ok && last.Kind == compare.Disclosed {
				return e.Version.Standard + "@" + last.Version
			}
			return ""
		}},
	}, Entries(standards), lang)
}

func handles(vs []*standard.Version) string {
	var out []string
	for _, v := range vs {
		out = append(out, handle(v))
	}
	return strings.Join(out, separator)
}

func clauseWords(v *standard.Version, w *standard.Withholding) string {
	if _, c := place(v, w.Clause); c != nil {
		return strings.TrimSpace(c.Label + " " + c.Title)
	}
	return ""
}

// A square is a cell of a matrix with the row and column it stands in.
type square struct {
	m    *cover.Matrix
	row  cover.Row
	v    *standard.Version
	cell cover.Cell
}

// CoverageCSV writes the coverage as a table, one item of one standard a row:
// a spreadsheet makes the matrix of it, and any other table.
func CoverageCSV(matrices []*cover.Matrix, lib *catalog.Library, base, lang string) []byte {
	var rows []square
	for _, m := range matrices {
		for _, r := range m.Rows {
			for i, c := range r.Cells {
				rows = append(rows, square{m, r, m.Columns[i], c})
			}
		}
	}
	each := func(of func(cover.Reference) string) func(square) string {
		return func(s square) string {
			var out []string
			for _, r := range s.cell.Clauses {
				out = append(out, of(r))
			}
			return strings.Join(out, separator)
		}
	}
	return writeCSV([]field[square]{
		{bilingual{"指針コード", "catalog"}, func(s square) string { return s.m.Catalog.ID }},
		{bilingual{"項目", "item"}, func(s square) string { return s.row.Item.ID }},
		{bilingual{"項目名", "heading"}, func(s square) string { return s.row.Item.Heading.In(lang) }},
		{bilingual{"段階コード", "phase"}, func(s square) string { return s.row.Item.Phase }},
		{bilingual{"安全基準等", "standard title"}, func(s square) string { return s.v.Title.In(lang) }},
		{bilingual{"安全基準等コード", "standard"}, func(s square) string { return s.v.Standard }},
		{bilingual{"版コード", "version"}, func(s square) string { return handle(s.v) }},
		{bilingual{"分野", "sector name"}, func(s square) string { return sectorWord(lib, s.v.Sector, lang) }},
		{bilingual{"分野コード", "sector"}, func(s square) string { return s.v.Sector }},
		{bilingual{"種別", "class name"}, func(s square) string { return classWord(s.m.Catalog, s.v.Class, lang) }},
		{bilingual{"種別コード", "class"}, func(s square) string { return string(s.v.Class) }},
		{bilingual{"採否", "decision name"}, func(s square) string { return markOf(s.cell.Decision).word.in(lang) }},
		{bilingual{"採否コード", "decision"}, func(s square) string { return decision(s.cell.Decision) }},
		{bilingual{"対応範囲コード", "covers"}, func(s square) string { return part(s.cell.Part) }},
		{bilingual{"条項", "clause titles"}, each(func(r cover.Reference) string { return strings.TrimSpace(r.Clause.Label + " " + r.Clause.Title) })},
		{bilingual{"条項コード", "clauses"}, each(func(r cover.Reference) string { return r.Clause.ID })},
		{bilingual{"規定する文書コード", "stated in"}, func(s square) string { return s.cell.Elsewhere }},
		{bilingual{"採否の理由", "reason"}, func(s square) string { return s.cell.Reason.In(lang) }},
		{bilingual{"非公開番号", "withheld"}, func(s square) string { return strings.Join(ids(s.cell.Withheld), separator) }},
		{bilingual{"URL", "url"}, func(s square) string { return address(base, versionPage(s.v)) }},
	}, rows, lang)
}
