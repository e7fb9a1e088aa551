package check

import (
	"testing"

	"github.com/kijun-dev/kijun/internal/standard"
)

// TestHistory: what a version says of one that is not given is a finding only
// where its standard is known not to have that one.
func TestHistory(t *testing.T) {
	v := &standard.Version{Number: "4.2", Translations: []*standard.Translation{{Lang: "ja", Chapters: []*standard.Chapter{{
		Clauses: []*standard.Clause{{ID: "access", Was: []string{"entry@4.1"}}},
	}}}}}
	given := []*standard.Standard{{ID: "water", Versions: []*standard.Version{v}}}
	for _, x := range []struct {
		known map[*standard.Version][]string
		want  int
	}{
		{nil, 0},
		{map[*standard.Version][]string{v: {"4.1", "4.2"}}, 0},
		{map[*standard.Version][]string{v: {"4.0", "4.2"}}, 1},
	} {
		if ds := History(given, x.known); len(ds) != x.want {
			t.Errorf("with %v known there are %d findings, want %d", x.known[v], len(ds), x.want)
		}
	}
	old := &standard.Version{Number: "4.1", Translations: []*standard.Translation{{Lang: "ja"}}}
	given[0].Versions = []*standard.Version{old, v}
	if ds := History(given, nil); len(ds) != 1 || ds[0].Rule != unknownPredecessor.doc {
		t.Errorf("a clause that the older version lacks: %d findings", len(ds))
	}
}
