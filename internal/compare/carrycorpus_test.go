package compare_test

import (
	"testing"
)

func TestCarryBaselineRequirements(t *testing.T) {
	for _, c := range []struct {
		old, new     string
		carried, new_ int
	}{
		{"2.1.6", "2.1.7", 410, 2}, {"2.2.5", "2.2.6", 414, 0}, {"2.1.4", "2.1.5", 409, 0}, {"2.1.8", "2.1.9", 412, 1}, {"2.1.4", "2.2.6", 409, 5},
	} {
		t.Run(c.old+" "+c.new, func(t *testing.T) {
			old, new := corpus(t, "br/"+c.old+".md"), corpus(t, "br/"+c.new+".md")
			_, _, r := continued(t, string(old), string(new))
			t.Logf("carried %d, new %d, to confirm %d", len(r.Carried), len(r.New), len(r.Confirm))
			show(t, r)
			if len(r.Carried) != c.carried || len(r.New) != c.new_ {
				t.Errorf("carried %d and %d new, want %d and %d", len(r.Carried), len(r.New), c.carried, c.new_)
			}
		})
	}
}
