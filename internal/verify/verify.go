// Package verify checks a published site as an outsider can: against its own
// manifest, its log and a key, and against the confidential edition or the
// sources where one has them.
//
// In: the files of a site, in a folder, an archive or at an address. Out: a
// Report, with one Check for each thing that can be said, and why it can't be
// said otherwise. The package shares no code with what builds a site but the
// formats of proofs and of the log, which are specified for others to write
// again; it reads pages, registers and markers in its own way, so that a fault
// of the builder does not hide itself. It writes nothing but a private folder
// for what has to be unpacked, and no message of it holds withheld text, salts
// or names of withheld files.
package verify

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A Status is how a check ended.
type Status string

const (
	Pass    Status = "pass"
	Fail    Status = "fail"
	Skipped Status = "skipped"
)

// A Place is where something is wrong.
type Place struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

func (p Place) String() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Line == 0:
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// A Check is one thing that was checked, or was not.
type Check struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Status   Status   `json:"status"`
	Checked  []string `json:"checked,omitempty"`  // what was looked at, with numbers
	Reason   string   `json:"reason,omitempty"`   // why it was skipped
	Notes    []string `json:"notes,omitempty"`    // what even a pass does not say
	Failures []Place  `json:"failures,omitempty"` // the first ones
	Total    int      `json:"total,omitempty"`    // how many failures there are
}

// shown is how many failures of a check are kept.
const shown = 20

func (c *Check) fail(file string, line int, format string, a ...any) {
	c.Status = Fail
	c.Total++
	if len(c.Failures) < shown {
		c.Failures = append(c.Failures, Place{file, line, fmt.Sprintf(format, a...)})
	}
}

// count is a number with its word.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if stem, ok := strings.CutSuffix(word, "ry"); ok {
		return fmt.Sprintf("%d %sries", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func (c *Check) did(format string, a ...any) {
	c.Checked = append(c.Checked, fmt.Sprintf(format, a...))
}
func (c *Check) note(format string, a ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, a...))
}

// skip says why a check was not made, unless something failed already.
func (c *Check) skip(format string, a ...any) {
	if c.Status != Fail {
		c.Status, c.Reason = Skipped, fmt.Sprintf(format, a...)
	}
}

// A Report is what is known of a site.
type Report struct {
	Target     string  `json:"target"`
	Edition    string  `json:"edition,omitempty"`
	Files      int     `json:"files"`
	Checks     []Check `json:"checks"`
	Passed     int     `json:"passed"`
	Failed     int     `json:"failed"`
	Skipped    int     `json:"skipped"`
	Checkpoint []byte  `json:"-"` // log/checkpoint as it stands, if the log holds what it says
}

// Of returns the check with an id.
func (r *Report) Of(id string) *Check {
	for i := range r.Checks {
		if r.Checks[i].ID == id {
			return &r.Checks[i]
		}
	}
	return nil
}

// Options are what one brings along to check a site.
type Options struct {
	Keys         []note.Verifier // public keys that one trusts
	Checkpoint   []byte          // of the same log, from an earlier day
	Confidential *Site           // the confidential edition made of the same sources
	Rebuild      []Build         // what has to give the same site
}

// A run is a site being checked.
type run struct {
	Options
	ctx    context.Context
	site   *Site
	report *Report

	edition string
	listed  map[string]string // sums by name, as the manifest has them
	sums    map[string]string // as they are
	log     *logState
	pages   *pages
}

// Run checks a site. An error is one of the environment: what is wrong with the
// site stands in the report.
func Run(ctx context.Context, site *Site, o Options) (*Report, error) {
	r := &run{Options: o, ctx: ctx, site: site, report: &Report{Target: site.Target, Files: len(site.names)}}
	steps := []struct {
		id, title string
		do        func(*Check) error
	}{
		{"manifest", "every file is the one that the manifest lists", r.manifest},
		{"log", "the log is whole and holds what its checkpoint says", r.readLog},
		{"signature", "the log is signed by a key that you trust", r.signature},
		{"checkpoint", "the log continues the one that you saw before", r.consistency},
		{"release", "the site is the one that was released last", r.release},
		{"inclusion", "each released version is the one in the log", r.inclusion},
		{"links", "every link and anchor leads somewhere within the site", r.links},
		{"register", "register and notices match one to one", r.register},
		{"leaks", "nothing looks like the confidential edition", r.leaks},
		{"editions", "the public texts are the confidential ones but for the marked parts", r.editions},
		{"rebuild", "the site does not depend on what is withheld", r.rebuild},
	}
	r.pages = newPages(site)
	data, err := site.file(ManifestName)
	if err != nil {
		return nil, err
	}
	r.edition, _, _ = readManifest(data)
	private := r.edition != "" && r.edition != publicEdition
	for _, s := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := Check{ID: s.id, Title: s.title, Status: Pass}
		switch {
		case private && s.id == "leaks":
			c.fail(ManifestName, 1, "it says that this is the %s edition: where the public one is expected, that is a leak", r.edition)
		case private:
			// even names of its files are not for a report
			c.skip("this is the %s edition; verify checks public ones, and takes this one by --confidential", r.edition)
		default:
			if err := s.do(&c); err != nil {
				return nil, err
			}
		}
		switch c.Status {
		case Pass:
			r.report.Passed++
		case Fail:
			r.report.Failed++
		default:
			r.report.Skipped++
		}
		r.report.Checks = append(r.report.Checks, c)
	}
	r.report.Edition = r.edition
	return r.report, nil
}
