package lock

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

const index = "---\ntitle: T\nstatus: published\nissued: 2026-04-01\n---\n\nPreface.\n"

// files are a version's folder; the cut of it has no marked word.
func files() map[string][]byte {
	return map[string][]byte{
		"index.md":         []byte(index),
		"01-general.md":    []byte("---\ntitle: A\n---\n\n## 1 Scope {#scope}\n\nThe {{withhold:W-001}}himitsu{{/withhold:W-001}} scope.\n"),
		"figures/plan.csv": []byte("a,b\n"),
		"withheld.yaml":    []byte("W-001: {}\n"),
	}
}

var part = regexp.MustCompile(`\{\{withhold:W-001\}\}.*?\{\{/withhold:W-001\}\}`)

func cutOf(full map[string][]byte) map[string][]byte {
	out := maps.Clone(full)
	out["01-general.md"] = part.ReplaceAll(full["01-general.md"], []byte("{{withheld:W-001}}"))
	return out
}

// model is a version with clauses; words are theirs by id.
func model(words ...string) *standard.Version {
	v := &standard.Version{Standard: "s", Number: "1.0", Status: standard.Published}
	ch := &standard.Chapter{Name: "01-general"}
	for _, w := range words {
		id, text, _ := strings.Cut(w, " ")
		ch.Clauses = append(ch.Clauses, &standard.Clause{ID: id, Depth: 2, Title: "T", Prose: standard.Prose{Plain: text}})
	}
	v.Translations = []*standard.Translation{{Lang: "ja", Chapters: []*standard.Chapter{ch}}}
	return v
}

// TestDigestLasts holds the digest to its definition: digests are written down
// and must be the same in ten years. The value was made with sha256sum.
func TestDigestLasts(t *testing.T) {
	const want = "sha256:396fc5ccf9b2ba125cc2554b20197cfbf8f3c26fa69b8bfadfbfcdd8159675aa"
	if got := Digest(files()); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestStatusDoesNotCount(t *testing.T) {
	was := Digest(files())
	for _, tt := range []struct {
		name, file, from, to string
		same                 bool
	}{
		{"superseded", "index.md", "status: published", "status: superseded", true},
		{"withdrawn", "index.md", "status: published", "status:   withdrawn ", true},
		{"quoted", "index.md", "status: published", "status: \"withdrawn\"", true},
		{"a word more", "index.md", "status: published", "status: published # but see 4.2", false},
		{"no status", "index.md", "status: published", "status: himitsu", false},
		{"another key", "index.md", "issued: 2026-04-01", "issued: 2026-04-02", false},
		{"in the preface", "index.md", "Preface.\n", "Preface.\nstatus: published\n", false},
		{"within a map", "index.md", "status: published\n", "status: published\na:\n  status: published\n", false},
		{"in a chapter", "01-general.md", "title: A\n", "title: A\nstatus: published\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := files()
			text := strings.Replace(string(now[tt.file]), tt.from, tt.to, 1)
			if text == string(now[tt.file]) {
				t.Fatal("nothing was changed")
			}
			now[tt.file] = []byte(text)
			if same := Digest(now) == was; same != tt.same {
				t.Errorf("the digest is the same: %v", same)
			}
		})
	}
	// a status in the preface alone, and front matter without an end
	a, b := files(), files()
	a["index.md"], b["index.md"] = []byte("---\ntitle: T\n---\nstatus: published\n"), []byte("---\ntitle: T\n---\nstatus: withdrawn\n")
	if Digest(a) == Digest(b) {
		t.Error("a line of the preface does not count")
	}
	a["index.md"], b["index.md"] = []byte("---\nstatus: published\n---"), []byte("---\nstatus: withdrawn\n---")
	if Digest(a) != Digest(b) {
		t.Error("the status counts where the file ends with its front matter")
	}
}

// Names belong to the digest, and none can be taken for two.
func TestNames(t *testing.T) {
	seen := map[string]string{}
	for _, fs := range []map[string][]byte{
		{"a": []byte("1"), "b": []byte("2")},
		{"a": []byte("2"), "b": []byte("1")},
		{"a": []byte("1")},
		{"a\nb": []byte("1")},
		{`a\nb`: []byte("1")},
		{`a\\nb`: []byte("1")},
		{"a\rb": []byte("1")},
		{},
	} {
		d := Digest(fs)
		if seen[d] != "" {
			t.Errorf("%q and %s have one digest", fs, seen[d])
		}
		seen[d] = fmt.Sprintf("%q", fs)
	}
}

func TestClauseDigest(t *testing.T) {
	base := func() *standard.Clause {
		return &standard.Clause{ID: "a", Depth: 2, Label: "1", Title: "T", Tags: []standard.Tag{{Item: "6.1.5(1)"}}, Level: "must", Prose: standard.Prose{Plain: "words", Links: []standard.Link{{Target: "#b", Text: "b"}}}}
	}
	seen := map[string]bool{clauseDigest(base()): true}
	for i, change := range []func(c *standard.Clause){
		func(c *standard.Clause) { c.Label = "2" },
		func(c *standard.Clause) { c.Title = "U" },
		func(c *standard.Clause) { c.Depth = 3 },
		func(c *standard.Clause) { c.Prose.Plain = "other words" },
		func(c *standard.Clause) { c.Prose.Links[0].Target = "#c" },
		func(c *standard.Clause) { c.Prose.Images = []standard.Link{{Target: "a.svg"}} },
		func(c *standard.Clause) { c.Tags[0].Part = true },
		func(c *standard.Clause) { c.Tags[0].Note = standard.Text{"ja": "n"} },
		func(c *standard.Clause) { c.Tags[0].Item = "6.1.5(2)" },
		func(c *standard.Clause) { c.Tags = nil },
		func(c *standard.Clause) { c.Level = "may" },
		func(c *standard.Clause) { c.Roles = []string{"x"} },
		func(c *standard.Clause) { c.Duties = []string{"x"} },
		func(c *standard.Clause) { c.Causes = []string{"x"} },
		func(c *standard.Clause) { c.Measures = []string{"x"} },
		func(c *standard.Clause) { c.Properties = []string{"x"} },
		func(c *standard.Clause) { c.Plain = standard.Text{"ja": "p"} },
		func(c *standard.Clause) { c.Beyond = true },
		func(c *standard.Clause) { c.Was = []string{"x@1"} },
		func(c *standard.Clause) { c.SplitFrom = []string{"x@1"} },
		func(c *standard.Clause) { c.MergedInto = "x" },
		func(c *standard.Clause) { c.Retired = true },
		func(c *standard.Clause) { c.Withhold = []string{"W-001"} },
	} {
		c := base()
		change(c)
		d := clauseDigest(c)
		if seen[d] {
			t.Errorf("change %d does not show", i)
		}
		seen[d] = true
	}
}

func record() *Record {
	return Of(cutOf(files()), files(), model("scope The scope.", "purpose Words."))
}

func parse(t *testing.T, data []byte) *Lock {
	t.Helper()
	l, ds := Parse(source.New("content/s/versions.lock", data))
	for _, d := range ds {
		t.Fatalf("%d: %s", d.Position().Line, d.Message)
	}
	return l
}

func TestRoundTrip(t *testing.T) {
	a, b := record(), record()
	b.Version = "1.10"
	b.Files["figures/図 の 1.csv"] = proof.Sum(nil)
	b.Files["figures/\"a\u200b\n.csv"] = proof.Sum(nil)
	b.Public = proof.DigestOf(b.Files)
	l := New().With(b).With(a)
	data := l.Bytes()
	again := parse(t, data)
	if got := again.Bytes(); string(got) != string(data) {
		t.Errorf("read and written again:\n%s\nwas:\n%s", got, data)
	}
	for _, r := range []*Record{a, b} {
		got := again.Record(r.Version)
		if got == nil || !r.Same(got) || !maps.Equal(got.Files, r.Files) || !maps.Equal(got.Clauses, r.Clauses) {
			t.Errorf("%s: %+v, want %+v", r.Version, got, r)
		}
	}
	if got := again.Versions(); !slices.Equal(got, []string{"1.0", "1.10"}) {
		t.Errorf("versions %v", got)
	}
	if again.With(a).With(b).Record("2") != nil || string(again.With(b).With(a).Bytes()) != string(data) {
		t.Error("what is there already changes the lock")
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")[len(header):]
	if !slices.IsSorted(lines) {
		t.Error("the lines are not sorted")
	}
}

// Comments are the author's: they stay, before the line that they speak of.
func TestComments(t *testing.T) {
	r := record()
	data := string(New().With(r).Bytes())
	data = strings.Replace(data, header[0]+"\n"+header[1], "# ours", 1)
	data = strings.Replace(data, "1.0 clause scope", "# of the scope\n1.0 clause scope", 1)
	data = strings.Replace(data, "1.0 file 01-", "# of the file\n\n1.0 file 01-", 1) + "# the end\n"
	l := parse(t, []byte(data))
	next := Of(cutOf(files()), files(), model("purpose Words."))
	got := string(l.With(next).Bytes())
	for _, want := range []string{"# ours\n1.0 clause purpose", "# of the file\n1.0 file 01-", "# of the scope\n1.0 public ", "\n# the end\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("the lock has no %q:\n%s", want, got)
		}
	}
	if only := parse(t, []byte("# a\n\n# b")); string(only.Bytes()) != "# a\n# b\n" {
		t.Errorf("a lock of comments: %q", only.Bytes())
	}
}

// Neither the digest of the full sources nor a comment is in a public lock.
func TestPublicBytes(t *testing.T) {
	r := record()
	secret := strings.TrimPrefix(r.Confidential, algorithm)
	data := string(PublicBytes([]*Record{r}))
	if strings.Contains(data, secret) || strings.Contains(data, " confidential ") {
		t.Errorf("the public lock tells of the full sources:\n%s", data)
	}
	got := parse(t, []byte(data)).Record("1.0")
	if got.Confidential != "" || got.Public != r.Public || !got.Same(r) {
		t.Errorf("the public record is %+v", got)
	}
	if r.Confidential == "" {
		t.Error("the record itself was changed")
	}
}

// state is a version that was changed since.
func state(change func(full map[string][]byte), words ...string) State {
	full := files()
	if change != nil {
		change(full)
	}
	return State{Number: "1.0", Status: standard.Published, At: source.New("content/s/1.0/index.md", full["index.md"]).Whole(), Record: Of(cutOf(full), full, model(words...)), Full: full}
}

func TestCompare(t *testing.T) {
	words := []string{"scope The scope.", "purpose Words."}
	swap := func(name, from, to string) func(map[string][]byte) {
		return func(full map[string][]byte) {
			full[name] = []byte(strings.Replace(string(full[name]), from, to, 1))
		}
	}
	many := []string{"scope The scope.", "purpose Words."}
	for i := range 14 {
		many = append(many, fmt.Sprintf("new-%02d x", i))
	}
	for _, tt := range []struct {
		name string
		now  State
		want string // "" for no finding
	}{
		{"nothing", state(nil, words...), ""},
		{"the status", state(swap("index.md", "published", "superseded"), words...), ""},
		{"a word", state(swap("01-general.md", " scope.", " range."), "scope The range.", "purpose Words."), "changed clauses: scope; changed files: 01-general.md"},
		{"a clause more, one less", state(swap("01-general.md", "scope", "extent"), "extent The scope.", "purpose Words."), "new clauses: extent; missing clauses: scope; changed files: 01-general.md"},
		{"many clauses", state(swap("01-general.md", "A", "B"), many...), "new clauses: new-00, new-01, new-02, new-03, new-04, new-05, new-06, new-07, new-08, new-09 and 4 more; changed files: 01-general.md"},
		{"front matter", state(swap("index.md", "2026-04-01", "2026-04-02"), words...), "changed files: index.md"},
		{"an attachment", state(swap("figures/plan.csv", "a", "c"), words...), "changed files: figures/plan.csv"},
		{"an attachment less", state(func(f map[string][]byte) { delete(f, "figures/plan.csv") }, words...), "missing files: figures/plan.csv"},
		{"a file more", state(func(f map[string][]byte) { f["02 b\n.md"] = nil }, words...), `new files: "02 b\n.md"`},
		{"a withheld word", state(swap("01-general.md", "himitsu", "himitsu2"), words...), "the full sources differ from the lock, and the public cut does not"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := parse(t, New().With(record()).Bytes())
			ds := l.Check("s", []State{tt.now})
			if tt.want == "" {
				if len(ds) > 0 {
					t.Errorf("found: %s", ds[0].Message)
				}
				return
			}
			if want := "s 1.0 is not what was locked: " + tt.want; len(ds) != 1 || ds[0].Message != want || ds[0].Rule != changed {
				t.Fatalf("found %v\nwant %s", messages(ds), want)
			}
			keeps(t, ds, record(), tt.now.Record)
		})
	}
}

// What was public and is withheld now must not be named.
func TestWithheldNow(t *testing.T) {
	l := parse(t, New().With(record()).Bytes())
	now := state(func(full map[string][]byte) {
		full["01-general.md"] = []byte("---\ntitle: A\n---\n\n:::withhold W-002\n## 1 Scope {#scope}\n:::end-withhold W-002\n")
	}, "purpose Words.")
	cut := cutOf(now.Full)
	delete(cut, "figures/plan.csv")
	now.Record = Of(cut, now.Full, model("purpose Words."))
	ds := l.Check("s", []State{now})
	if len(ds) != 1 || strings.Contains(ds[0].Message, "scope") || strings.Contains(ds[0].Message, "plan") || !strings.Contains(ds[0].Message, "withheld now") || !strings.Contains(ds[0].Message, "no longer in the public cut") {
		t.Errorf("found %v", messages(ds))
	}
}

func TestMissingAndUnlocked(t *testing.T) {
	l := parse(t, New().With(record()).Bytes())
	if ds := l.Check("s", nil); len(ds) != 1 || ds[0].Rule != missing {
		t.Errorf("a version that is gone: %v", messages(ds))
	}
	for _, status := range standard.Statuses {
		now := state(nil, "scope The scope.", "purpose Words.")
		now.Status = status
		want := "[]"
		if !Frozen(status) {
			want = fmt.Sprintf("[s 1.0 is locked, and its status is %s]", status)
		}
		if got := fmt.Sprint(messages(l.Check("s", []State{now}))); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
		now.Number = "2.0"
		want = "[s 1.0 is locked, and its folder is gone]"
		if Frozen(status) {
			want = fmt.Sprintf("[s 1.0 is locked, and its folder is gone s 2.0 is %s and not locked]", status)
		}
		if got := fmt.Sprint(messages(l.Check("s", []State{now}))); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}

// A cut source is checked by its public lines alone.
func TestWithoutConfidential(t *testing.T) {
	l := parse(t, PublicBytes([]*Record{record()}))
	now := state(func(full map[string][]byte) { full["01-general.md"] = cutOf(full)["01-general.md"] }, "scope The scope.", "purpose Words.")
	if ds := l.Check("s", []State{now}); len(ds) > 0 {
		t.Errorf("found %v", messages(ds))
	}
}

func messages(ds diag.List) []string {
	out := []string{}
	for _, d := range ds {
		out = append(out, d.Message)
	}
	return out
}

// keeps holds that no finding, with its hints and excerpt, tells a digest of the
// full sources.
func keeps(t *testing.T, ds diag.List, records ...*Record) {
	t.Helper()
	for _, d := range ds {
		e, _ := d.Span.Excerpt()
		text := d.Message + strings.Join(d.Hints, "\n") + e.Text
		for _, r := range records {
			if secret := strings.TrimPrefix(r.Confidential, algorithm); strings.Contains(text, secret[:8]) {
				t.Errorf("a finding tells the digest of the full sources: %s", text)
			}
		}
		if len(d.Hints) == 0 {
			t.Errorf("no way out: %s", d.Message)
		}
	}
}
