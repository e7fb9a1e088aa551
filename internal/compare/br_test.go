package compare_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/redline"
)

// A second opinion on a document's versions, which knows no Markdown: what its
// text is without signs, heading by heading.

var (
	headingLine = regexp.MustCompile(`(?m)^#{1,6} .*$`)
	tableRule   = regexp.MustCompile(`(?m)^[ |:-]*--[ |:-]*$`)
	bullet      = regexp.MustCompile(`(?m)^[ >]*[-*+] +`)
	quoted      = regexp.MustCompile(`(?m)^[ ]*(?:> ?)+`)
	emphasis    = regexp.MustCompile(`(^|[^\w])_+|_+([^\w]|$)`)
	footnoteRef = regexp.MustCompile(`\[\^[a-z_]+\]:?`)
	link        = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)`)
	autolink    = regexp.MustCompile(`<(https?:[^>]*|[^<>@ ]*@[^<>@ ]*)>`)
)

// plain is a text without the signs of Markdown. The naive one keeps bullets and
// the brackets around addresses, as a quick regular expression does.
func plain(s string, naive bool) string {
	s = strings.ReplaceAll(s, "<br>", " ")
	s = tableRule.ReplaceAllString(s, "")
	if !naive {
		s = bullet.ReplaceAllString(s, "")
		s = autolink.ReplaceAllString(s, "$1")
	}
	s = quoted.ReplaceAllString(s, "")
	s = footnoteRef.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1")
	s = strings.NewReplacer("`", "", "*", "", "|", " ", `\`, "").Replace(s)
	s = emphasis.ReplaceAllString(s, "$1$2")
	return strings.Join(strings.Fields(s), " ")
}

// sections are the texts below each heading of a document.
func sections(doc []byte) (titles, bodies []string) {
	at := headingLine.FindAllIndex(doc, -1)
	for i, h := range at {
		end := len(doc)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		titles = append(titles, string(doc[h[0]:h[1]]))
		bodies = append(bodies, string(doc[h[1]:end]))
	}
	return titles, bodies
}

// brModified are the ids of the clauses of two versions whose words differ,
// paired as the comparison has paired them.
func brModified(t *testing.T, c *compare.Comparison, old, new []byte, naive bool) []string {
	t.Helper()
	_, a := sections(old)
	_, b := sections(new)
	place := func(side func(*compare.Change) bool) []*compare.Change {
		var out []*compare.Change
		for i := range c.Clauses {
			if side(&c.Clauses[i]) {
				out = append(out, &c.Clauses[i])
			}
		}
		return out
	}
	news := place(func(c *compare.Change) bool { return c.New != nil })
	if len(news) != len(b) {
		t.Fatalf("%d clauses of %d headings", len(news), len(b))
	}
	oldAt := map[string]int{}
	for _, ch := range c.Old.Translations[0].Chapters {
		for _, cl := range ch.Clauses {
			oldAt[cl.ID] = len(oldAt)
		}
	}
	if len(oldAt) != len(a) {
		t.Fatalf("%d clauses of %d headings", len(oldAt), len(a))
	}
	var out []string
	for i, n := range news {
		if n.Old == nil {
			continue
		}
		if plain(a[oldAt[n.Old.Clause.ID]], naive) != plain(b[i], naive) {
			out = append(out, n.ID)
		}
	}
	slices.Sort(out)
	return out
}

func ids(c *compare.Comparison, keep func(*compare.Change) bool) []string {
	var out []string
	for i := range c.Clauses {
		if keep(&c.Clauses[i]) {
			out = append(out, c.Clauses[i].ID)
		}
	}
	slices.Sort(out)
	return out
}

func class(want compare.Class) func(*compare.Change) bool {
	return func(c *compare.Change) bool { return c.Class == want }
}

func find(t *testing.T, c *compare.Comparison, id string) *compare.Change {
	t.Helper()
	for i := range c.Clauses {
		if c.Clauses[i].ID == id {
			return &c.Clauses[i]
		}
	}
	t.Fatal("no clause ", id)
	return nil
}

// rows counts the rows of a clause's redline: added, removed, and others that
// changed.
func rows(r redline.Redline) (added, removed, changed int) {
	for _, row := range r.Rows {
		switch {
		case len(row.Old) == 0:
			added++
		case len(row.New) == 0:
			removed++
		case row.Changed():
			changed++
		}
	}
	return
}

func TestBR(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     compare.Summary
		modified []string
	}{
		{old: "2.1.4", new: "2.1.5", want: compare.Summary{Unchanged: 354, Modified: 5, Formatting: 50}},
		{old: "2.1.5", new: "2.1.6", want: compare.Summary{Unchanged: 404, Added: 1, Modified: 5}},
		{old: "2.1.6", new: "2.1.7", want: compare.Summary{Unchanged: 407, Added: 2, Modified: 3, Moved: 1}, modified: []string{"s1-2-1", "s1-2-2", "s5-7-1"}},
		{old: "2.1.7", new: "2.1.8", want: compare.Summary{Unchanged: 408, Modified: 4}, modified: []string{"s1-2-1", "s1-2-2", "s7-1-2-4", "s7-1-2-9"}},
		{old: "2.1.8", new: "2.1.9", want: compare.Summary{Unchanged: 408, Added: 1, Modified: 4}},
		{old: "2.1.9", new: "2.2.0", want: compare.Summary{Unchanged: 408, Modified: 5}},
		{old: "2.2.0", new: "2.2.5", want: compare.Summary{Unchanged: 396, Added: 1, Modified: 17}},
		{old: "2.2.5", new: "2.2.6", want: compare.Summary{Unchanged: 272, Modified: 64, Formatting: 78, Retitled: 1}},
	} {
		t.Run(c.new, func(t *testing.T) {
			old, new := corpora.Read(t, "br/"+c.old+".md"), corpora.Read(t, "br/"+c.new+".md")
			got := imported(t, old, new)
			if got.Summary != c.want {
				t.Errorf("got  %+v\nwant %+v", got.Summary, c.want)
			}
			if len(got.Reused) > 0 {
				t.Errorf("taken for strangers: %v", got.Reused)
			}
			modified := ids(got, class(compare.Modified))
			if c.modified != nil && !slices.Equal(modified, c.modified) {
				t.Errorf("modified: %v", modified)
			}
			other := brModified(t, got, old, new, false)
			for _, id := range symmetric(modified, other) {
				t.Errorf("%s is %s; a second opinion says otherwise", id, find(t, got, id).Class)
			}
			switch c.new {
			case "2.1.7":
				if ch := find(t, got, "s5-7-1-1"); ch.Class != compare.Added || !ch.Moved || ch.Was != "s5-7-1" {
					t.Errorf("5.7.1.1: %+v", ch)
				}
				for id, want := range map[string]int{"s1-2-1": 2, "s1-2-2": 1} {
					if a, r, m := rows(find(t, got, id).Redline()); a != want || r+m != 0 {
						t.Errorf("%s: %d rows added, %d removed, %d changed", id, a, r, m)
					}
				}
			case "2.2.6":
				if r := ids(got, func(c *compare.Change) bool { return c.Retitled }); !slices.Equal(r, []string{"s3-2-2-4-4"}) {
					t.Errorf("retitled: %v", r)
				}
				// A count that circulates is 73 in words: it takes the sign of a
				// list, and the brackets of an address, for words.
				naive := brModified(t, got, old, new, true)
				more := symmetric(naive, modified)
				if len(naive) != 73 || len(more) != 9 {
					t.Errorf("naive: %d; the difference is %v", len(naive), more)
				}
				for _, id := range more {
					if ch := find(t, got, id); ch.Class != compare.Formatting {
						t.Errorf("%s is %s", id, ch.Class)
					}
				}
			}
		})
	}
}

// symmetric are the words that stand in one of two sorted lists.
func symmetric(a, b []string) []string {
	var out []string
	for _, s := range slices.Concat(a, b) {
		if slices.Contains(a, s) != slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}
