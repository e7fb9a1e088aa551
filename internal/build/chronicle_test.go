package build

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kijun-dev/kijun/internal/withhold"
)

// What happened to a withholding is told alike by both editions, whatever a
// draft that the confidential one has beside the others says.
func TestChronicles(t *testing.T) {
	root := fstest.MapFS{}
	err := fs.WalkDir(sample, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if name != "kijun.yaml" && !strings.HasPrefix(name, "content/") {
			return nil
		}
		data, err := fs.ReadFile(sample, name)
		root[name] = &fstest.MapFile{Data: data}
		// the same as 4.2, but a draft, and for another reason
		if rest, ok := strings.CutPrefix(name, "content/water-guideline/4.2/"); ok {
			text := string(data)
			switch rest {
			case "index.md":
				text = strings.Replace(text, "version: \"4.2\"", "version: \"4.3\"", 1)
				text = strings.Replace(text, "version: 4.2\n", "version: 4.3\n", 1)
				text = strings.Replace(text, "status: published", "status: draft", 1)
			case "withheld.yaml":
				text = strings.ReplaceAll(text, "reason: threat", "reason: foi-5-4")
			}
			root["content/water-guideline/4.3/"+rest] = &fstest.MapFile{Data: []byte(text)}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	type register struct {
		Withheld []struct {
			Standard, ID string
			Versions     []struct{ Version string }
			History      []map[string]any
		}
	}
	told := map[withhold.Edition]map[string]any{}
	drafts := 0
	for e, files := range built(t, root) {
		var r register
		if err := json.Unmarshal(files["data/withheld.json"], &r); err != nil {
			t.Fatal(err)
		}
		told[e] = map[string]any{}
		for _, w := range r.Withheld {
			told[e][w.Standard+" "+w.ID] = w.History
			for _, v := range w.Versions {
				if v.Version == "4.3" {
					drafts++
				}
			}
			if len(w.History) == 0 {
				t.Errorf("%s: %s %s has no history", e, w.Standard, w.ID)
			}
			for _, x := range w.History {
				if x["version"] == "4.3" {
					t.Errorf("%s: %s tells of a draft: %v", e, w.ID, x)
				}
			}
		}
	}
	if drafts == 0 {
		t.Error("the draft withholds nothing, so the test shows nothing")
	}
	if !reflect.DeepEqual(told[withhold.Public], told[withhold.Confidential]) {
		t.Errorf("the editions tell different histories:\n%v\n%v", told[withhold.Public], told[withhold.Confidential])
	}
	kinds := func(id string) string {
		var out []string
		for _, x := range told[withhold.Public]["water-guideline "+id].([]map[string]any) {
			out = append(out, strings.TrimSuffix(fmt.Sprint(x["event"], " ", x["version"]), " <nil>"))
		}
		return strings.Join(out, ", ")
	}
	for id, want := range map[string]string{
		"W-003": "withheld 4.1, reviewed, reason 4.2, harm 4.2",
		"W-004": "withheld 4.1, disclosed 4.2",
		"W-008": "withheld 4.1, reviewed, decided 4.2",
	} {
		if got := kinds(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
