package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/importer"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// A continuation is what import is told of the version before.
type continuation struct {
	number   string
	metadata bool
}

func (c continuation) words(o importer.Options) error {
	switch {
	case c.number == "" && c.metadata:
		return hinted{errors.New("--keep-metadata needs --previous"), "--previous names the version whose metadata is copied"}
	case c.number == "":
		return nil
	case c.number == o.Version:
		return hinted{fmt.Errorf("--previous and --version are both %q", o.Version), "--previous names the version before the one that is imported"}
	case !project.VersionName.MatchString(c.number):
		return hinted{fmt.Errorf("%q can't be the number of a version", c.number), "letters, digits, dots and hyphens"}
	}
	return nil
}

// run imports a text as the version after another one. Errors in that one's
// sources are the only findings then: half a version would give half the ids.
func (c continuation) run(root fs.FS, src *source.File, o importer.Options, open withhold.Opener) (*importer.Result, *importer.Report, diag.List, error) {
	before, ds, err := build.ReadPredecessor(root, o.Standard, c.number, open)
	var none *build.NoVersion
	switch {
	case errors.As(err, &none) && len(none.Have) == 0:
		return nil, nil, nil, hinted{err, fmt.Sprintf("content/ has no version of %s: import without --previous first", o.Standard)}
	case errors.As(err, &none):
		return nil, nil, nil, hinted{err, "it has: " + strings.Join(none.Have, ", ")}
	case err != nil || before == nil:
		return nil, nil, ds, err
	}
	res, ids, ds := importer.Continue(src, o, importer.Previous{
		Confidential: before.Confidential, Public: before.Public, IDs: before.IDs, KeepMetadata: c.metadata,
	})
	return res, ids, ds, nil
}

var grounds = map[compare.Ground]string{
	compare.ByAnchor: "by anchor",
	compare.ByNumber: "by number",
	compare.ByText:   "by text",
	compare.ByTitle:  "by title",
	compare.ByPlace:  "by place",
}

// printIDs tells what became of the ids of the version before.
func (a *app) printIDs(r *importer.Report, o importer.Options, previous string) {
	count := map[compare.Ground]int{}
	for _, c := range r.Carried {
		count[c.Ground]++
	}
	var by []string
	for _, g := range compare.Grounds {
		if n := count[g]; n > 0 {
			by = append(by, fmt.Sprintf("%d %s", n, grounds[g]))
		}
	}
	list := ""
	if len(by) > 0 {
		list = ": " + strings.Join(by, ", ")
	}
	edited := 0
	for _, c := range r.Carried {
		if c.Edited {
			edited++
		}
	}
	fmt.Fprintf(a.out, "carried %s%s; %d of them with other words; %d new; %d gone; %d to confirm\n", plural(len(r.Carried), "id"), list, edited, len(r.New), len(r.Gone), len(r.Confirm))
	for _, c := range r.Carried {
		switch {
		case c.Renamed() && c.Edited:
			fmt.Fprintf(a.out, "carried: %s is %q with other words, was %q\n", c.ID, c.Title, c.OldTitle)
		case c.Renamed():
			fmt.Fprintf(a.out, "carried: %s is %q, was %q\n", c.ID, c.Title, c.OldTitle)
		case c.Edited && a.all:
			fmt.Fprintf(a.out, "carried: %s %q has other words\n", c.ID, c.Title)
		}
	}
	for i, g := range r.Gone {
		const most = 20
		if i == most && !a.all {
			fmt.Fprintf(a.out, "gone: … and %d more; --all lists them\n", len(r.Gone)-most)
			break
		}
		fmt.Fprintf(a.out, "gone: %s %q\n", g.ID, g.Title)
	}
	for _, c := range r.Confirm {
		if c.Kept {
			fmt.Fprintf(a.out, "confirm: %q keeps the id %s, and its text is another one than that of %q (similarity %.2f)\n", c.Title, c.ID, c.OldTitle, c.Similarity)
		} else {
			fmt.Fprintf(a.out, "confirm: %q may be old clause %s %q (similarity %.2f); it has the new id %s\n", c.Title, c.Old, c.OldTitle, c.Similarity, c.ID)
		}
	}
	kept, fresh := false, ""
	for _, c := range r.Confirm {
		kept = kept || c.Kept
		if !c.Kept && fresh == "" {
			fresh = fmt.Sprintf("clauses: {%s: {was: [%s@%s]}}", c.ID, c.Old, previous)
		}
	}
	if fresh != "" {
		fmt.Fprintf(a.out, "where a clause is the old one, give its heading the old id, or write it into the front matter: %s\n", fresh)
	}
	if kept {
		fmt.Fprintln(a.out, "where a clause that keeps its id is another one, give its heading an id of its own")
	}
	if r.InForce {
		fmt.Fprintf(a.out, "when %s holds, set `status: superseded` in %s\n", o.Version, path.Join("content", o.Standard, previous, "index.md"))
	}
}

// A jsonImport is what import prints for programs.
type jsonImport struct {
	jsonReport
	*jsonIDs
}

// jsonIDs is what became of the ids of the version before.
type jsonIDs struct {
	Carried []jsonCarried `json:"carried"`
	New     []jsonNew     `json:"new"`
	Gone    []jsonNew     `json:"gone"`
	Confirm []jsonConfirm `json:"confirm"`
}

type jsonCarried struct {
	ID       string `json:"id"`
	Basis    string `json:"basis"`
	OldTitle string `json:"old-title"`
	Title    string `json:"title"`
	Edited   bool   `json:"edited"` // other words
}

type jsonNew struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type jsonConfirm struct {
	ID         string  `json:"id"`
	Old        string  `json:"old"`
	Similarity float64 `json:"similarity"`
	Kept       bool    `json:"kept"` // the old id; else a new one
	OldTitle   string  `json:"old-title"`
	Title      string  `json:"title"`
}

func importedReport(ds diag.List, r *importer.Report) jsonImport {
	out := jsonImport{jsonReport: report(ds)}
	if r == nil {
		return out
	}
	ids := &jsonIDs{[]jsonCarried{}, []jsonNew{}, []jsonNew{}, []jsonConfirm{}}
	for _, c := range r.Carried {
		ids.Carried = append(ids.Carried, jsonCarried{c.ID, string(c.Ground), c.OldTitle, c.Title, c.Edited})
	}
	for _, c := range r.New {
		ids.New = append(ids.New, jsonNew(c))
	}
	for _, g := range r.Gone {
		ids.Gone = append(ids.Gone, jsonNew(g))
	}
	for _, c := range r.Confirm {
		ids.Confirm = append(ids.Confirm, jsonConfirm{c.ID, c.Old, c.Similarity, c.Kept, c.OldTitle, c.Title})
	}
	out.jsonIDs = ids
	return out
}
