package compare_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/redline"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

// An edition compares versions by their numbers.
type edition struct {
	a  *build.Analysis
	ed *build.Edition
}

func analyse(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, root fstest.MapFS, e withhold.Edition) edition {
	a, err := build.Analyse(root, build.Options{Date: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Editions[e] == nil {
		for _, d := range a.Findings {
			if d.Rule.Severity == diag.Error {
				t.Fatalf("%s %s:%d %s", d.Rule.Code, d.Path(), d.Position().Line, d.Message)
			}
		}
		t.Fatal("the sources could not be read")
	}
	return edition{a, a.Editions[e]}
}

func (e edition) version(number string) *standard.Version {
	for _, v := range e.ed.Standards[0].Versions {
		if v.Number == number {
			return v
		}
	}
	panic("no version " + number)
}

func (e edition) compare(old, new string) *compare.Comparison {
	return e.ed.Compare(e.a.Library, e.version(old), e.version(new), "")
}

// view is all that a comparison tells, as bytes.
func view(c *compare.Comparison) []byte {
	type place struct{ Path, Label, Title string }
	type change struct {
		compare.Change
		Old, New *place
		Redline  redline.Redline
	}
	at := func(p *compare.Place) *place {
		if p == nil {
			return nil
		}
		return &place{p.Path(), p.Clause.Label, p.Clause.Title}
	}
	var clauses []change
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		clauses = append(clauses, change{*ch, at(ch.Old), at(ch.New), ch.Redline()})
	}
	out, err := json.MarshalIndent(struct {
		Edition, OldLang, NewLang, OldDigest, NewDigest string
		Summary                                         compare.Summary
		Clauses                                         []change
		Rest                                            []any
	}{c.Edition, c.OldLang, c.NewLang, c.Old.Digest, c.New.Digest, c.Summary, clauses,
		[]any{c.Chapters, c.Front, c.Preface, c.Adoption, c.Coverage, c.Withholdings, c.Attachments, c.Candidates, c.Reused}}, "", " ")
	if err != nil {
		panic(err)
	}
	return out
}

var unspaced = strings.NewReplacer(" ", "", "\n", "", "\t", "")

// structure says what is wrong with a comparison, whatever was compared.
func structure(c *compare.Comparison, old, new []string) []string {
	var out []string
	bad := func(form string, a ...any) { out = append(out, fmt.Sprintf(form, a...)) }
	var olds, news []string
	pairs := []int{} // places on the old side, in the new order
	moved := 0
	oldAt := map[string]int{}
	for i, id := range old {
		oldAt[id] = i
	}
	for i := range c.Clauses {
		ch := &c.Clauses[i]
		if ch.Old != nil {
			olds = append(olds, ch.Old.Clause.ID)
		}
		if ch.New != nil {
			news = append(news, ch.New.Clause.ID)
		}
		if ch.Old != nil && ch.New != nil {
			pairs = append(pairs, oldAt[ch.Old.Clause.ID])
			if ch.Moved {
				moved++
			}
		}
		if (ch.Class == compare.Added) != (ch.Old == nil) || (ch.Class == compare.Removed) != (ch.New == nil) {
			bad("%s is %s, with sides %v %v", ch.ID, ch.Class, ch.Old != nil, ch.New != nil)
		}
		// what its redline says is what its class says
		differ, spaced := false, ""
		var a, b strings.Builder
		for _, p := range ch.Redline().Pieces() {
			differ = differ || p.Op != redline.Equal
			if p.Op != redline.Insert {
				a.WriteString(p.Text)
			}
			if p.Op != redline.Delete {
				b.WriteString(p.Text)
			}
		}
		if unspaced.Replace(a.String()) != unspaced.Replace(b.String()) {
			spaced = "words"
		}
		switch ch.Class {
		case compare.Unchanged, compare.Formatting:
			if spaced != "" {
				bad("%s is %s, and its words differ", ch.ID, ch.Class)
			}
		case compare.Modified:
			if spaced == "" {
				bad("%s is modified, and its words do not differ", ch.ID)
			}
		}
		if ch.Class == compare.Unchanged && differ {
			bad("%s is unchanged, and its redline is not", ch.ID)
		}
	}
	if !slices.Equal(news, new) {
		bad("the new clauses are not there once each, in their order: %v of %v", news, new)
	}
	slices.Sort(olds)
	sorted := slices.Sorted(slices.Values(old))
	if !slices.Equal(olds, sorted) {
		bad("the old clauses are not there once each: %v of %v", olds, sorted)
	}
	if least := len(pairs) - longest(pairs); moved != least {
		bad("%d moved; %d would do", moved, least)
	}
	s := c.Summary
	if n := s.Unchanged + s.Added + s.Removed + s.Withdrawn + s.Modified + s.Formatting; n != len(c.Clauses) {
		bad("%d clauses in the summary of %d", n, len(c.Clauses))
	}
	return out
}

// longest is the length of the longest run in order, looked for the slow way.
func longest(at []int) int {
	best, out := make([]int, len(at)), 0
	for i := range at {
		best[i] = 1
		for j := range i {
			if at[j] < at[i] {
				best[i] = max(best[i], best[j]+1)
			}
		}
		out = max(out, best[i])
	}
	return out
}

func clauseIDs(v *version) []string {
	var out []string
	for _, c := range v.all() {
		out = append(out, c.id)
	}
	return out
}

func property(t *rapid.T) {
	s := newScript(t)
	for range s.below(9) {
		s.step(s.below(steps))
	}
	e := []withhold.Edition{withhold.Public, withhold.Confidential}[s.below(2)]
	ed := analyse(t, project(s.old, s.new), e)
	c := ed.compare("1", "2")
	for _, f := range structure(c, clauseIDs(s.old), clauseIDs(s.new)) {
		t.Error(f)
	}
	s.oracle(c, e == withhold.Public)
	s.mirror(c, ed.compare("2", "1"))
	if string(view(c)) != string(view(ed.compare("1", "2"))) {
		t.Error("another run says something else")
	}
	for _, other := range []string{"1", "1.1"} {
		if same := ed.compare("1", other); !same.Empty() || len(same.Candidates)+len(same.Reused) > 0 {
			t.Errorf("the same text is not the same: %s", view(same))
		}
	}
}

// oracle holds a comparison against what the script did.
func (s *script) oracle(c *compare.Comparison, public bool) {
	byOld, byNew := map[string]*compare.Change{}, map[string]*compare.Change{}
	for i := range c.Clauses {
		if ch := &c.Clauses[i]; ch.New != nil {
			byNew[ch.New.Clause.ID] = ch
		} else {
			byOld[ch.Old.Clause.ID] = ch
		}
	}
	ids := map[string]string{}
	for _, x := range s.old.all() {
		ids[x.key] = x.id
	}
	changes := map[string]*compare.Change{}
	for _, x := range s.old.all() {
		if ch := byOld[x.id]; ch != nil {
			changes[x.key] = ch
		}
	}
	for _, x := range s.new.all() {
		ch := byNew[x.id]
		changes[x.key] = ch
		if ch != nil && ch.Old != nil && ch.Old.Clause.ID != ids[x.key] {
			s.Errorf("%s was taken for %s", x.key, ch.Old.Clause.ID)
		}
	}
	for key, f := range s.fates {
		ch := changes[key]
		if ch == nil {
			s.Errorf("%s is nowhere", key)
			continue
		}
		if f.class != "" && string(ch.Class) != f.class {
			s.Errorf("%s is %s; it was %s", key, ch.Class, f.class)
		}
		want := ""
		switch {
		case f.withheld:
			want = compare.Withheld
		case f.disclosed:
			want = compare.Disclosed
		case f.registered:
			want = compare.Changed
		}
		class := compare.Formatting // the words stay, for those who may read them
		if public {
			class = compare.Modified
		}
		if (f.withheld || f.disclosed) && ch.Class != class {
			s.Errorf("%s is %s, with a part %s", key, ch.Class, want)
		}
		if f.class == "added" || f.class == "removed" {
			if f.from != "" && !slices.Equal(ch.From, []string{f.from}) {
				s.Errorf("%s was split off from %s: %v", key, f.from, ch.From)
			}
			continue
		}
		if ch.Renumbered != f.renumbered || ch.Retitled != f.retitled || ch.Retagged != f.retagged || ch.Was != f.was || ch.Withholding != want {
			s.Errorf("%s: %+v; done was %+v", key, ch, f)
		}
		if f.into != "" && !slices.Contains(ch.Into, f.into) {
			s.Errorf("%s went into %s: %v", key, f.into, ch.Into)
		}
		if !s.moves && ch.Moved {
			s.Errorf("%s was moved; nothing was", key)
		}
	}
}

// mirror holds a comparison against the one of the same versions the other way
// round. Withdrawn has no mirror: looked at backwards, a text became another, and
// its metadata says so.
func (s *script) mirror(c, back *compare.Comparison) {
	a, b := c.Summary, back.Summary
	a.Added, a.Removed, a.Withheld, a.Disclosed = a.Removed, a.Added, a.Disclosed, a.Withheld
	if b.Retagged < a.Retagged || b.Retagged > a.Retagged+a.Withdrawn {
		s.Errorf("mirrored: %d retagged, %d backwards", a.Retagged, b.Retagged)
	}
	a.Retagged, b.Retagged = 0, 0
	for _, x := range []*compare.Summary{&a, &b} {
		x.Modified, x.Withdrawn = x.Modified+x.Withdrawn, 0
	}
	if a != b {
		s.Errorf("mirrored:\n%+v\n%+v", c.Summary, back.Summary)
	}
	keys := func(c *compare.Comparison, old bool) []string {
		var out []string
		for i := range c.Clauses {
			ch := &c.Clauses[i]
			x, y := ch.Old, ch.New
			if !old {
				x, y = y, x
			}
			id := func(p *compare.Place) string {
				if p == nil {
					return "-"
				}
				return p.Clause.ID
			}
			out = append(out, fmt.Sprint(id(x), " ", id(y), " ", ch.Moved))
		}
		slices.Sort(out)
		return out
	}
	if x, y := keys(c, true), keys(back, false); !slices.Equal(x, y) {
		s.Errorf("mirrored pairs:\n%v\n%v", x, y)
	}
}

func TestScripts(t *testing.T) { rapid.Check(t, property) }

func FuzzScripts(f *testing.F) { f.Fuzz(rapid.MakeFuzz(property)) }
