package compare_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/kijun-dev/kijun/internal/corpora"
)

func TestCarryBaselineRequirements(t *testing.T) {
	for _, c := range []struct {
		old, new       string
		carried, fresh int
	}{
		{"2.1.6", "2.1.7", 410, 2}, {"2.2.5", "2.2.6", 414, 0}, {"2.1.4", "2.1.5", 409, 0}, {"2.1.8", "2.1.9", 412, 1}, {"2.1.4", "2.2.6", 409, 5},
	} {
		t.Run(c.old+" "+c.new, func(t *testing.T) {
			old, new := corpora.Read(t, "br/"+c.old+".md"), corpora.Read(t, "br/"+c.new+".md")
			_, _, r := continued(t, string(old), string(new))
			t.Logf("carried %d, new %d, to confirm %d", len(r.Carried), len(r.New), len(r.Confirm))
			show(t, r)
			if len(r.Carried) != c.carried || len(r.New) != c.fresh {
				t.Errorf("carried %d and %d new, want %d and %d", len(r.Carried), len(r.New), c.carried, c.fresh)
			}
		})
	}
}

var (
	mapped    = regexp.MustCompile(`(MOVED|SPLIT|MERGED|COVERED)( TO| BY|) ((?:,? ?v5\.0\.0-[0-9.]+)+)`)
	reference = regexp.MustCompile(`v5\.0\.0-([0-9.]+[0-9])`)
)

// TestCarryReusedNumbers imports two versions between which every number got
// another meaning, and compares with what their authors say became of each.
func TestCarryReusedNumbers(t *testing.T) {
	old, new := string(requirementClauses(asvs(t, "4.0.3"))), string(requirementClauses(asvs(t, "5.0.0")))
	moved, related := map[string]string{}, map[string]bool{}
	last := ""
	for _, line := range strings.Split(string(corpora.Read(t, "asvs/mapping_v4.0.3_to_v5.0.0.yml")), "\n") {
		if rest, ok := strings.CutPrefix(line, "v4.0.3-"); ok {
			last = strings.TrimSuffix(rest, ":")
		}
		for _, m := range mapped.FindAllStringSubmatch(line, -1) {
			for _, ref := range reference.FindAllStringSubmatch(m[3], -1) {
				related[last+" "+ref[1]] = true
				if m[1] == "MOVED" {
					moved[last] = ref[1]
				}
			}
		}
	}
	first, second, r := continued(t, old, new)
	number := regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	was, is := map[string]string{}, map[string]string{}
	for _, c := range first.Clauses {
		was[c.ID] = c.Title
	}
	for _, c := range second.Clauses {
		is[c.ID] = c.Title
	}
	// a pair is right where the authors say that it is, in whatever part
	carried, right, kin, confirm, hits := 0, 0, 0, 0, 0
	for _, c := range r.Carried {
		a, b := was[c.ID], is[c.ID]
		if !number.MatchString(a) {
			continue
		}
		carried++
		switch {
		case moved[a] == b:
			right++
		case related[a+" "+b]:
			kin++
		default:
			t.Logf("%s became %s (%s)", a, b, c.Ground)
		}
		if a == b {
			t.Errorf("the number %s was used again, and its id %s carried (%s)", a, c.ID, c.Ground)
		}
	}
	for _, c := range r.Confirm {
		if a := was[c.Old]; number.MatchString(a) {
			confirm++
			if moved[a] == is[c.ID] || related[a+" "+is[c.ID]] {
				hits++
			}
		}
	}
	t.Logf("of requirements: carried %d, of which %d moved as the authors say and %d related; recall %.2f of %d; to confirm %d, right %d",
		carried, right, kin, float64(right)/float64(len(moved)), len(moved), confirm, hits)
	t.Logf("of all clauses: carried %d, new %d, to confirm %d", len(r.Carried), len(r.New), len(r.Confirm))
	if carried == 0 || right+kin < carried*95/100 || len(moved) < 150 {
		t.Errorf("of %d carried ids only %d agree with the authors", carried, right+kin)
	}
}
