package compare_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/corpora"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
)

// asvs is a version of a real standard of 17 files, as one document.
func asvs(t *testing.T, version string) []byte {
	t.Helper()
	var out []byte
	for _, name := range corpora.Glob(t, "asvs/"+version+"/0x[12]*.md") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
		out = append(append(out, data...), '\n', '\n')
	}
	return out
}

var requirementRow = regexp.MustCompile(`(?m)^\| \*\*([0-9]+(?:\.[0-9]+)+)\*\* *\|(.*)\|\s*$`)

// requirementClauses makes each row of the tables a clause of its own.
func requirementClauses(doc []byte) []byte {
	doc = regexp.MustCompile(`(?m)^\| # .*\n\| :--.*\n`).ReplaceAll(doc, nil)
	return requirementRow.ReplaceAllFunc(doc, func(row []byte) []byte {
		m := requirementRow.FindSubmatch(row)
		cells := strings.Split(string(m[2]), " |")
		return fmt.Appendf(nil, "#### %s\n\n%s\n", m[1], strings.TrimSpace(cells[0]))
	})
}

// A requirement row is known by what stands in front.
func TestASVSRows(t *testing.T) {
	c := imported(t, asvs(t, "4.0.2"), asvs(t, "4.0.3"))
	all, words, other, lone := 0, map[string]bool{}, []string{}, []string{}
	for i := range c.Clauses {
		r := c.Clauses[i].Redline()
		for _, row := range r.Rows {
			side := row.New
			if len(side) == 0 {
				side = row.Old
			}
			if side[0].Kind != standard.BlockRow || !regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`).MatchString(side[0].Cells[0].Text) {
				continue
			}
			id := side[0].Cells[0].Text
			if len(row.Old)+len(row.New) != 2 || row.Old[0].Cells[0].Text != row.New[0].Cells[0].Text {
				lone = append(lone, id)
				continue
			}
			all++
			if changed(row.Cells[1]) {
				words[id] = true
			} else if row.Changed() {
				other = append(other, id)
			}
		}
		if r.Coarse {
			t.Error(c.Clauses[i].ID, "is coarse")
		}
	}
	// A count that circulates is 39 in words: three of these have a space less.
	if all != 286 || len(words) != 36 || !slices.Equal(other, []string{"14.4.7"}) || len(lone) > 0 {
		t.Errorf("%d rows, %d changed in words, in another cell only %v, without a partner %v", all, len(words), other, lone)
	}
}

func changed(pieces []redline.Piece) bool {
	return slices.ContainsFunc(pieces, func(p redline.Piece) bool { return p.Op != redline.Equal })
}

func TestASVSRequirements(t *testing.T) {
	c := imported(t, requirementClauses(asvs(t, "4.0.2")), requirementClauses(asvs(t, "4.0.3")))
	n, modified := 0, 0
	for _, ch := range c.Clauses {
		if regexp.MustCompile(`^s[0-9]+-[0-9]+-[0-9]+$`).MatchString(ch.ID) {
			n++
			if ch.Class == compare.Modified {
				modified++
			} else if ch.Class != compare.Unchanged && ch.Class != compare.Formatting {
				t.Error(ch.ID, ch.Class)
			}
		}
	}
	if n != 286 || modified != 36 || len(c.Reused) > 0 {
		t.Errorf("%d requirements, %d modified, reused %v", n, modified, c.Reused)
	}
}

// mapping reads which requirement of 4.0.3 became which of 5.0.0, as the authors
// say: by clause ids. One may have become several.
func mapping(t *testing.T) (moved map[string][]string, kept map[string][]string) {
	t.Helper()
	moved, kept = map[string][]string{}, map[string][]string{}
	id := ""
	for line := range strings.Lines(string(corpora.Read(t, "asvs/mapping_v4.0.3_to_v5.0.0.yml"))) {
		if m := regexp.MustCompile(`^v4\.0\.3-([0-9.]+):`).FindStringSubmatch(line); m != nil {
			id = "s" + strings.ReplaceAll(m[1], ".", "-")
			continue
		}
		for part := range strings.SplitSeq(strings.TrimPrefix(strings.TrimSpace(line), "tag-v5.0.0:"), ",") {
			for _, m := range regexp.MustCompile(`v5\.0\.0-([0-9.]+)`).FindAllStringSubmatch(part, -1) {
				to := "s" + strings.ReplaceAll(strings.TrimRight(m[1], "."), ".", "-")
				kept[id] = append(kept[id], to)
				if strings.Contains(part, "MOVED TO") {
					moved[id] = append(moved[id], to)
				}
			}
		}
	}
	return moved, kept
}

var numbered = regexp.MustCompile(`^s[0-9]+-[0-9]+-[0-9]+$`)

// A version that uses all its numbers again: no requirement may be taken for
// another of its number, and what is offered instead is held against the
// authors' own mapping.
func TestCandidates(t *testing.T) {
	moved, kept := mapping(t)
	c := imported(t, requirementClauses(asvs(t, "4.0.3")), requirementClauses(asvs(t, "5.0.0")))
	oldIDs, newIDs := map[string]bool{}, map[string]bool{}
	reused, elsewhere := map[string]bool{}, map[string]bool{}
	for _, r := range c.Reused {
		reused[r.Old] = true
	}
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		if ch.Old != nil {
			oldIDs[ch.Old.Clause.ID] = true
		}
		if ch.New != nil {
			newIDs[ch.New.Clause.ID] = true
		}
		if ch.Old == nil || ch.New == nil || !numbered.MatchString(ch.ID) {
			continue
		}
		if ch.Was != "" { // the very text, under another number
			elsewhere[ch.Was], elsewhere[ch.ID] = true, true
			if !slices.Contains(kept[ch.Was], ch.ID) || ch.Class == compare.Modified {
				t.Errorf("%s became %s: the authors say %v", ch.Was, ch.ID, kept[ch.Was])
			}
		} else if !slices.Contains(kept[ch.ID], ch.ID) {
			t.Errorf("%s is taken for the clause of the same number", ch.ID)
		}
	}
	both := 0
	for id := range oldIDs {
		if newIDs[id] && numbered.MatchString(id) {
			both++
			if !reused[id] && !elsewhere[id] && !slices.Contains(kept[id], id) {
				t.Errorf("%s: nobody says that the number was used again", id)
			}
		}
	}
	if both != 151 {
		t.Errorf("%d numbers in both", both)
	}
	right, part, wrong, offered := 0, 0, []compare.Candidate{}, 0
	for _, x := range c.Candidates {
		if !numbered.MatchString(x.Old) || !numbered.MatchString(x.New) {
			continue
		}
		offered++
		switch {
		case slices.Contains(moved[x.Old], x.New):
			right++
		case slices.Contains(kept[x.Old], x.New):
			part++
		default:
			wrong = append(wrong, x)
		}
	}
	precision, recall := float64(right+part)/float64(offered), float64(right)/float64(len(moved))
	t.Logf("%d offered: %d moved, %d split, merged or covered, %d neither: precision %.2f (moved alone %.2f); recall %.2f of %d moved",
		offered, right, part, len(wrong), precision, float64(right)/float64(offered), recall, len(moved))
	if precision < 0.94 || recall < 0.6 {
		t.Errorf("too many are wrong, or too few: %v", wrong)
	}
}

// lawDocument is a made-up regulation of passages.
func lawDocument(passages []string) []byte {
	var b bytes.Buffer
	b.WriteString("# 規程\n\n")
	for i, s := range passages {
		fmt.Fprintf(&b, "## 1.%d\n\n%s\n\n", i+1, s)
	}
	return b.Bytes()
}

// In Japanese, a clause of one id is a stranger when another passage stands
// there, and is not when half of it was rewritten; whether few clauses changed or
// all, and whether they are long or a line.
func TestStrangers(t *testing.T) {
	var passages []string
	for line := range strings.Lines(string(corpora.Read(t, "law/clauses.jsonl"))) {
		var p struct{ Text string }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		if !strings.ContainsAny(p.Text, "<>|[]*_`#\\&:{}") && utf8.RuneCountInString(p.Text) >= 12 {
			passages = append(passages, p.Text)
		}
	}
	const clauses = 100
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ changed, rounds, most int }{{2, 12, 1000}, {clauses, 2, 1000}, {2, 12, 20}, {clauses, 2, 20}} {
		found, kept, all := 0, 0, c.changed*c.rounds
		for range c.rounds {
			at := r.Perm(len(passages))
			text := func(i int) []rune {
				s := []rune(passages[at[i]])
				return s[:min(len(s), c.most)]
			}
			var old, other, edited []string
			for i := range clauses {
				a, b := text(i), text(clauses+i)
				if i >= c.changed {
					b = a
				}
				cut := len(a) / 2
				from := r.IntN(len(a) - cut + 1)
				half := slices.Concat(a[:from], b[:min(len(b), cut)], a[from+cut:])
				if i >= c.changed {
					half = a
				}
				old, other, edited = append(old, string(a)), append(other, string(b)), append(edited, string(half))
			}
			found += len(imported(t, lawDocument(old), lawDocument(other)).Reused)
			kept += c.changed - len(imported(t, lawDocument(old), lawDocument(edited)).Reused)
		}
		t.Logf("%d of %d clauses, at most %d characters: %d of %d strangers found, %d of %d edited kept", c.changed, clauses, c.most, found, all, kept, all)
		if found*100 < all*90 || kept*100 < all*95 {
			t.Error("the rule is too strict or too lax")
		}
	}
}
