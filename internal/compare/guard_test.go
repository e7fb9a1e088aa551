package compare_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

// scripts are the generator's, the same in each run.
func scripts(t *testing.T, n, length int) []*script {
	draw := rapid.Custom(func(t *rapid.T) *script {
		s := newScript(t)
		for range length {
			s.step(s.below(steps))
		}
		return s
	})
	out := make([]*script, n)
	for i := range out {
		out[i] = draw.Example(i)
	}
	return out
}

// The property finds what it is there for: each fault is planted in what Compare
// says, and must be seen in the words that are given.
func TestGuards(t *testing.T) {
	type guard struct {
		name, want string
		plant      func(c *compare.Comparison)
	}
	guards := []guard{
		{"a clause dropped from the sequence", "not there once each", func(c *compare.Comparison) { c.Clauses = c.Clauses[1:] }},
		{"a clause told twice", "not there once each", func(c *compare.Comparison) { c.Clauses = append(c.Clauses, c.Clauses[0]) }},
		{"a clause more that moved", "would do", func(c *compare.Comparison) {
			for i := range c.Clauses {
				c.Clauses[i].Moved = c.Clauses[i].Moved || c.Clauses[i].Old != nil && c.Clauses[i].New != nil
			}
		}},
		{"clauses in the old order", "in their order", func(c *compare.Comparison) { slices.Reverse(c.Clauses) }},
		{"a change kept quiet", "its words differ", func(c *compare.Comparison) {
			for i := range c.Clauses {
				if c.Clauses[i].Class == compare.Modified {
					c.Clauses[i].Class = compare.Unchanged
				}
			}
		}},
		{"formatting as words", "its words do not differ", func(c *compare.Comparison) {
			for i := range c.Clauses {
				if c.Clauses[i].Class == compare.Formatting {
					c.Clauses[i].Class = compare.Modified
				}
			}
		}},
		{"a count that is wrong", "in the summary", func(c *compare.Comparison) { c.Summary.Unchanged++ }},
		{"a removed clause as added", "with sides", func(c *compare.Comparison) {
			for i := range c.Clauses {
				if c.Clauses[i].Class == compare.Removed {
					c.Clauses[i].Class = compare.Added
				}
			}
		}},
	}
	seen := map[string]bool{}
	for _, s := range scripts(t, 40, 6) {
		ed := analyse(t, project(s.old, s.new), withhold.Confidential)
		for _, g := range guards {
			c := ed.compare("1", "2")
			if f := structure(c, clauseIDs(s.old), clauseIDs(s.new)); len(f) > 0 {
				t.Fatal(f)
			}
			g.plant(c)
			for _, f := range structure(c, clauseIDs(s.old), clauseIDs(s.new)) {
				seen[g.name] = seen[g.name] || strings.Contains(f, g.want)
			}
		}
	}
	for _, g := range guards {
		if !seen[g.name] {
			t.Error(g.name, "was not seen")
		}
	}
}

// The scripts do all that they can do, and the comparison tells of it.
func TestScriptsReach(t *testing.T) {
	var sum compare.Summary
	candidates, was := 0, 0
	for _, s := range scripts(t, 60, 8) {
		c := analyse(t, project(s.old, s.new), withhold.Public).compare("1", "2")
		for i := range c.Clauses {
			if c.Clauses[i].Was != "" {
				was++
			}
		}
		candidates += len(c.Candidates)
		x := c.Summary
		for _, p := range [][2]*int{{&sum.Unchanged, &x.Unchanged}, {&sum.Added, &x.Added}, {&sum.Removed, &x.Removed}, {&sum.Withdrawn, &x.Withdrawn}, {&sum.Modified, &x.Modified}, {&sum.Formatting, &x.Formatting},
			{&sum.Moved, &x.Moved}, {&sum.Renumbered, &x.Renumbered}, {&sum.Retitled, &x.Retitled}, {&sum.Retagged, &x.Retagged}, {&sum.Withheld, &x.Withheld}, {&sum.Disclosed, &x.Disclosed}} {
			*p[0] += *p[1]
		}
	}
	for what, n := range map[string]int{"unchanged": sum.Unchanged, "added": sum.Added, "removed": sum.Removed, "withdrawn": sum.Withdrawn, "modified": sum.Modified, "formatting": sum.Formatting, "moved": sum.Moved,
		"renumbered": sum.Renumbered, "retitled": sum.Retitled, "retagged": sum.Retagged, "withheld": sum.Withheld, "disclosed": sum.Disclosed, "candidates": candidates, "was": was} {
		if n < 3 {
			t.Errorf("%s: %d", what, n)
		}
	}
}

// crowd is a project of which every clause went and came again with half its
// words, of which all are about as frequent: all are alike, and weights equal.
func crowd() fstest.MapFS {
	r := rand.New(rand.NewPCG(3, 4))
	word := func() string { return fmt.Sprintf("word%c%c", 'a'+r.IntN(14), 'a'+r.IntN(14)) }
	old, new := &version{}, &version{}
	a, b := &chapter{name: "10-a", title: "a"}, &chapter{name: "10-a", title: "a"}
	for i := range 120 {
		var x, y []string
		for k := range 40 {
			w := word()
			x, y = append(x, w), append(y, w)
			if k%2 == 1 {
				y[k] = word()
			}
		}
		a.clauses = append(a.clauses, &clause{id: fmt.Sprintf("a%d", i), label: "1", title: "x", paras: []string{strings.Join(x, " ")}})
		b.clauses = append(b.clauses, &clause{id: fmt.Sprintf("b%d", i), label: "1", title: "x", paras: []string{strings.Join(y, " ")}})
	}
	old.chapters, new.chapters = []*chapter{a}, []*chapter{b}
	return project(old, new)
}

var tell = flag.Bool("tell", false, "write digests of the scripts' comparisons")

// Words are hashed with another seed in each process; two processes say the same.
// (Sums of weights in the order of hashes, in weigh and total, and clauses looked
// at in the order in which hashes find them, in likely, were planted and seen here.)
func TestRuns(t *testing.T) {
	written := func() []byte {
		var b bytes.Buffer
		for _, s := range scripts(t, 40, 12) {
			fmt.Fprintf(&b, "%x\n", sha256.Sum256(view(analyse(t, project(s.old, s.new), withhold.Public).compare("1", "2"))))
		}
		c := analyse(t, crowd(), withhold.Public).compare("1", "2")
		if len(c.Candidates) < 50 {
			t.Error("a crowd has few candidates: ", len(c.Candidates))
		}
		fmt.Fprintf(&b, "%x\n", sha256.Sum256(view(c)))
		return b.Bytes()
	}
	if *tell {
		os.Stdout.Write(written())
		os.Exit(0)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want := written()
	for range 2 {
		out, err := exec.Command(self, "-test.run=^TestRuns$", "-tell").Output()
		if err != nil || !bytes.Equal(out, want) {
			t.Errorf("another process says something else (%v)", err)
		}
	}
}
