package compare_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

// line is an event as the tests write it.
func line(e compare.Event) string {
	s := e.Kind + " " + e.Version + " " + string(e.On)
	if e.Old+e.New != "" {
		s += " " + e.Old + ">" + e.New
	}
	return s
}

func lines(events []compare.Event) string {
	var out []string
	for _, e := range events {
		out = append(out, line(e))
	}
	return strings.Join(out, ", ")
}

// chronicle derives the chronicle of the project's standard, whose registers are
// told by both editions.
func chronicle(t *testing.T, versions ...map[string]string) compare.Chronicle {
	t.Helper()
	root := written(versions...)
	public := analyse(t, root, withhold.Public)
	told := public.a.Chronicles()["a"]
	conf := analyse(t, root, withhold.Confidential)
	if again := conf.a.Chronicles()["a"]; fmt.Sprint(again) != fmt.Sprint(told) {
		t.Errorf("another analysis tells another chronicle: %v, %v", again, told)
	}
	return told
}

func entryOf(id, more string) string {
	return id + ":\n  unit: paragraph\n  clause: c\n  title: 題\n  reason: threat\n  harm: 支障\n  audience: confidential\n" +
		"  decided: {by: 委員会, on: 2025-01-10}\n  approved: {by: 理事会, on: 2025-01-20}\n" + more
}

// replaced writes an entry with other values for keys.
func replaced(entry string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(entry)
}

func TestWithholdings(t *testing.T) {
	const open = "## 1 題 {#c}\n\n事業者は、鍵を管理しなければならない。\n\n"
	const part = ":::withhold W-001\n鍵は金庫に保管する。\n:::end-withhold W-001\n"
	with := func(entry string) map[string]string {
		return map[string]string{"01-a.md": open + part, "withheld.yaml": entry}
	}
	base := entryOf("W-001", "  review-by: 2027-01-01\n")
	moved := replaced(base, "2027-01-01", "2028-01-01")
	// a version that has an entry, was issued on a day and has reviews beside it
	issued := func(on, entry string, reviews ...string) map[string]string {
		out := with(entry)
		out["front"] = "title: 見本\nclass: industry\npublisher: 見本協会\nstatus: published\nissued: " + on + "\n"
		if len(reviews) > 0 {
			out["reviews"] = "W-001:\n  - {by: 見直し会議, note: なお支障がある。, " + strings.Join(reviews, "}\n  - {by: 見直し会議, ") + "}\n"
		}
		return out
	}
	for _, c := range []struct {
		name     string
		versions []map[string]string
		want     string
	}{
		{"one version", []map[string]string{with(base)}, "withheld 1 2025-01-10"},
		{"the same again", []map[string]string{with(base), with(base)}, "withheld 1 2025-01-10"},
		{"another reason", []map[string]string{with(base), with(replaced(base, "threat", "foi-5-6"))}, "withheld 1 2025-01-10, reason 2 2026-04-01 threat>foi-5-6"},
		{"another reason, decided on", []map[string]string{with(base), with(replaced(base, "threat", "foi-5-6", "2025-01-10", "2026-03-01"))},
			"withheld 1 2025-01-10, reason 2 2026-03-01 threat>foi-5-6"},
		{"another harm", []map[string]string{with(base), with(replaced(base, "支障", "害"))}, "withheld 1 2025-01-10, harm 2 2026-04-01"},
		{"another way to it", []map[string]string{with(base), with(base + "  access: 申請による。\n")}, "withheld 1 2025-01-10, access 2 2026-04-01"},
		{"other items", []map[string]string{with(base), with(base + "  items: [6.1.1(1)]\n")}, "withheld 1 2025-01-10, scope 2 2026-04-01"},
		{"decided again", []map[string]string{with(base), with(replaced(base, "2025-01-10", "2026-03-01", "2027-01-01", "2028-01-01"))}, "withheld 1 2025-01-10, decided 2 2026-03-01"},
		{"a later day alone", []map[string]string{with(base), with(replaced(base, "2027-01-01", "2028-01-01"))}, "withheld 1 2025-01-10, review-by 2 2026-04-01 2027-01-01>2028-01-01"},
		{"reviewed while the version is in force", []map[string]string{issued("2025-02-01", base, "on: 2026-02-01, review-by: 2028-01-01", "on: 2027-12-01")},
			"withheld 1 2025-01-10, reviewed  2026-02-01, reviewed  2027-12-01"},
		{"reviewed, and a version later", []map[string]string{issued("2025-02-01", base), issued("2026-04-01", moved, "on: 2026-02-01")}, "withheld 1 2025-01-10, reviewed  2026-02-01"},
		{"reviewed, and a version long after that sets the same day", []map[string]string{issued("2026-02-02", base), issued("2026-04-01", moved, "on: 2026-02-01, review-by: 2028-01-01")}, "withheld 1 2025-01-10, reviewed  2026-02-01"},
		{"a later day after the version that followed the review", []map[string]string{issued("2026-02-02", base), issued("2026-04-01", moved, "on: 2026-02-01")},
			"withheld 1 2025-01-10, reviewed  2026-02-01, review-by 2 2026-04-01 2027-01-01>2028-01-01"},
		{"a later day before the review", []map[string]string{issued("2026-02-02", base), issued("2026-04-01", moved, "on: 2026-04-02")},
			"withheld 1 2025-01-10, review-by 2 2026-04-01 2027-01-01>2028-01-01, reviewed  2026-04-02"},
		{"reviewed and for another reason", []map[string]string{issued("2025-02-01", base), issued("2026-04-01", replaced(base, "threat", "foi-5-6", "2025-01-10", "2026-03-01"), "on: 2026-02-01")},
			"withheld 1 2025-01-10, reviewed  2026-02-01, reason 2 2026-03-01 threat>foi-5-6"},
		{"reviewed on the day of a decision", []map[string]string{issued("2025-02-01", base), issued("2026-04-01", replaced(base, "threat", "foi-5-6", "2025-01-10", "2026-03-01"), "on: 2026-03-01")},
			"withheld 1 2025-01-10, reason 2 2026-03-01 threat>foi-5-6, reviewed  2026-03-01"},
		{"reviewed too early", []map[string]string{issued("2025-02-01", base, "on: 2024-02-01")}, "withheld 1 2025-01-10, reviewed  2024-02-01"},
		{"reviewed, not in order", []map[string]string{issued("2025-02-01", base, "on: 2026-02-02", "on: 2026-02-01")}, "withheld 1 2025-01-10, reviewed  2026-02-01, reviewed  2026-02-02"},
		{"reviewed and disclosed", []map[string]string{issued("2025-02-01", base, "on: 2026-02-01"), {"01-a.md": open + "鍵は金庫に保管する。\n"}}, "withheld 1 2025-01-10, reviewed  2026-02-01, disclosed 2 2026-04-01"},
		{"reviewed while the next version waits", []map[string]string{issued("2025-02-01", base, "on: 2026-05-01"), {"01-a.md": open + "鍵は金庫に保管する。\n"}}, "withheld 1 2025-01-10, disclosed 2 2026-04-01, reviewed  2026-05-01"},
		{"disclosed", []map[string]string{with(base), {"01-a.md": open + "鍵は金庫に保管する。\n"}}, "withheld 1 2025-01-10, disclosed 2 2026-04-01"},
		{"deleted", []map[string]string{with(base), {"01-a.md": open}}, "withheld 1 2025-01-10, ended 2 2026-04-01"},
		{"gone with its clause", []map[string]string{with(base), {"01-a.md": "## 9 別 {#d}\n\n通信の記録を一年間保存する。\n"}}, "withheld 1 2025-01-10, ended 2 2026-04-01"},
		{"disclosed under another id", []map[string]string{with(base),
			{"01-a.md": "---\ntitle: 章\nclauses: {e: {was: [c@1]}}\n---\n\n" + strings.Replace(open, "{#c}", "{#e}", 1) + "鍵は金庫に保管する。\n"}}, "withheld 1 2025-01-10, disclosed 2 2026-04-01"},
		{"withheld again", []map[string]string{with(base), {"01-a.md": open + "鍵は金庫に保管する。\n"}, with(replaced(base, "2025-01-10", "2026-05-01"))},
			"withheld 1 2025-01-10, disclosed 2 2026-04-01, withheld 3 2026-05-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(chronicle(t, c.versions...)["W-001"]); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// What has no mark in a text is known again by what can be seen of it.
func TestWithholdingsOutsideTheText(t *testing.T) {
	const clause = "## 1 題 {#c}\n\n事業者は、鍵を管理しなければならない。\n"
	picture := "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n"
	annex := "---\ntitle: 附属書B 一覧\n---\n\n## B.1 施設 {#b}\n\n施設の一覧を示す。\n"
	chapter := replaced(entryOf("W-001", "  heading: {level: 1, label: 附属書B, title: 一覧}\n  paths: [02-b.md]\n"), "paragraph", "chapter")
	file := replaced(entryOf("W-001", "  paths: [figures/a.svg]\n"), "paragraph", "attachment")
	field := replaced(entryOf("W-001", "  field: contact\n"), "paragraph", "field", "  clause: c\n", "")
	front := "title: 見本\nclass: industry\npublisher: 見本協会\nstatus: published\nissued: 2026-04-01\n"
	for _, c := range []struct {
		name     string
		old, new map[string]string
		want     string
	}{
		{"a chapter disclosed", map[string]string{"01-a.md": clause, "02-b.md": annex, "withheld.yaml": chapter}, map[string]string{"01-a.md": clause, "02-b.md": annex}, "disclosed"},
		{"a chapter gone", map[string]string{"01-a.md": clause, "02-b.md": annex, "withheld.yaml": chapter}, map[string]string{"01-a.md": clause}, "ended"},
		{"a file disclosed", map[string]string{"01-a.md": clause, "figures/a.svg": picture, "withheld.yaml": file}, map[string]string{"01-a.md": clause + "\n![図](figures/a.svg)\n", "figures/a.svg": picture}, "disclosed"},
		{"a file gone", map[string]string{"01-a.md": clause, "figures/a.svg": picture, "withheld.yaml": file}, map[string]string{"01-a.md": clause}, "ended"},
		{"a field disclosed", map[string]string{"01-a.md": clause, "withheld.yaml": field, "index.confidential.yaml": "contact: 当番\n"}, map[string]string{"01-a.md": clause, "front": front + "contact: 当番\n"}, "disclosed"},
		{"a field gone", map[string]string{"01-a.md": clause, "withheld.yaml": field, "index.confidential.yaml": "contact: 当番\n"}, map[string]string{"01-a.md": clause}, "ended"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := lines(chronicle(t, c.old, c.new)["W-001"]), "withheld 1 2025-01-10, "+c.want+" 2 2026-04-01"; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

// Of drawn registers: both editions' models tell the same, events stand in the
// order of versions and days, reviews by their days alone, and an entry is
// withheld first, and ends where a version does not have it.
func TestWithholdingsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		public, confidential := &standard.Standard{ID: "a"}, &standard.Standard{ID: "a"}
		var reviews [4][]standard.Review
		for id := range reviews {
			for range rapid.IntRange(0, 3).Draw(t, "reviews") {
				reviews[id] = append(reviews[id], standard.Review{Act: standard.Act{On: day(t)}})
			}
		}
		for n := range rapid.IntRange(1, 5).Draw(t, "versions") {
			issued := standard.Date(fmt.Sprintf("202%d-04-01", n))
			p := &standard.Version{Standard: "a", Number: fmt.Sprint(n + 1), Issued: issued}
			c := &standard.Version{Standard: "a", Number: p.Number, Issued: issued}
			for id := range 4 {
				if !rapid.Bool().Draw(t, "there") {
					continue
				}
				w := standard.Withholding{ID: fmt.Sprintf("W-00%d", id+1), Unit: rapid.SampledFrom(standard.Units).Draw(t, "unit"),
					Reason: rapid.SampledFrom([]string{"threat", "foi-5-6"}).Draw(t, "reason"), Items: []string{"1"},
					Harm:    standard.Text{"ja": rapid.SampledFrom([]string{"害", "支障"}).Draw(t, "harm")},
					Decided: standard.Act{On: day(t)}, ReviewBy: day(t), Reviewed: reviews[id]}
				open, full := w, w
				open.Cut = true
				full.Paths, full.Field = []string{"x.md"}, "contact"
				p.Register, c.Register = append(p.Register, &open), append(c.Register, &full)
			}
			public.Versions, confidential.Versions = append(public.Versions, p), append(confidential.Versions, c)
		}
		opened := map[string]bool{}
		for _, v := range public.Versions {
			opened[v.Number] = rapid.Bool().Draw(t, "opened")
		}
		of := func(old, new *standard.Version) *compare.Comparison {
			c := &compare.Comparison{New: compare.Version{Version: new}}
			for _, w := range old.Register {
				if opened[new.Number] {
					c.Clauses = append(c.Clauses, compare.Change{Opened: []string{w.ID}})
				}
			}
			return c
		}
		told := compare.Withholdings(public, of)
		if other := compare.Withholdings(confidential, of); fmt.Sprint(other) != fmt.Sprint(told) {
			t.Fatalf("the editions differ:\n%v\n%v", told, other)
		}
		has := func(version, id string) bool {
			return slices.ContainsFunc(public.Version(version).Register, func(w *standard.Withholding) bool { return w.ID == id })
		}
		for id, events := range told {
			if events[0].Kind != compare.Withheld {
				t.Fatalf("%s begins with %s", id, line(events[0]))
			}
			for i, e := range events {
				if e.Kind != compare.Reviewed {
					continue
				}
				if i > 1 && events[i-1].On > e.On || slices.ContainsFunc(events[i+1:], func(x compare.Event) bool { return x.On < e.On }) {
					t.Fatalf("%s: %s stands at the wrong place: %s", id, line(e), lines(events))
				}
			}
			last, _ := told.Last(id)
			held := events
			events = slices.DeleteFunc(slices.Clone(events), func(e compare.Event) bool { return e.Kind == compare.Reviewed })
			if n, of := len(held)-len(events), id[len(id)-1]-'1'; n != len(reviews[of]) {
				t.Fatalf("%s: %d of %d reviews are told", id, n, len(reviews[of]))
			}
			if line(last) != line(events[len(events)-1]) {
				t.Fatalf("%s: %s is said to be the last of %s", id, line(last), lines(held))
			}
			withheld := false
			for i, e := range events {
				gone := e.Kind == compare.Disclosed || e.Kind == compare.Ended
				if gone == has(e.Version, id) {
					t.Fatalf("%s: %s, and version %s says otherwise", id, line(e), e.Version)
				}
				if (e.Kind == compare.Withheld) == withheld {
					t.Fatalf("%s: %s comes at the wrong time: %s", id, line(e), lines(events))
				}
				withheld = !gone
				if i == 0 {
					continue
				}
				before := events[i-1]
				late := cmp.Or(strings.Compare(before.Version, e.Version), strings.Compare(string(before.On), string(e.On))) > 0
				if late && !(before.Kind == compare.Withheld && before.Version == e.Version) {
					t.Fatalf("%s: %s stands before %s", id, line(before), line(e))
				}
			}
			if newest := public.Versions[len(public.Versions)-1].Number; withheld != has(newest, id) {
				t.Fatalf("%s: the chronicle ends with %s, version %s says otherwise", id, line(last), newest)
			}
		}
	})
}

func day(t *rapid.T) standard.Date {
	return standard.Date(fmt.Sprintf("202%d-0%d-01", rapid.IntRange(0, 5).Draw(t, "year"), rapid.IntRange(1, 9).Draw(t, "month")))
}
