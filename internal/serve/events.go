package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/kijun-dev/kijun/internal/diag"
)

// A view is a page that a browser shows.
type view struct {
	woken chan struct{} // holds one: there may be something new
}

// mostTold is how many findings the bar gets; the terminal has the others.
const mostTold = 100

// A told finding is what the bar shows of one. It has no excerpt: the author has
// the source.
type toldFinding struct {
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Place    string   `json:"place"`
	Message  string   `json:"message"`
	Hints    []string `json:"hints,omitempty"`
}

// A news is what an event says.
type news struct {
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Checking bool          `json:"checking"` // the rules have yet to look
	Behind   bool          `json:"behind"`   // the page is of a state before the errors
	Sealed   bool          `json:"sealed"`
	Failed   string        `json:"failed,omitempty"`
	Findings []toldFinding `json:"findings"`
}

// events tells a browser when the page that it shows is another, and what was
// found.
func (x *site) events(w http.ResponseWriter, r *http.Request) {
	flush := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	v := &view{woken: make(chan struct{}, 1)}
	x.mu.Lock()
	x.views[v] = true
	x.mu.Unlock()
	defer func() {
		x.mu.Lock()
		delete(x.views, v)
		x.mu.Unlock()
	}()
	fmt.Fprint(w, "retry: 500\n\n")
	has := r.URL.Query().Get("hash")
	var last string
	alive := time.NewTicker(20 * time.Second)
	defer alive.Stop()
	for {
		page, _, _, err := x.Server.at(x.edition, r.URL.Query().Get("path"))
		if errors.Is(err, fs.ErrNotExist) {
			err = nil // and will be a page when there is one
		}
		if err == nil && page.hash != has {
			has = page.hash
			fmt.Fprint(w, "event: reload\ndata:\n\n")
		}
		if now := x.news(page.behind); now != last {
			last = now
			fmt.Fprintf(w, "event: news\ndata: %s\n\n", now)
		}
		if flush.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-v.woken:
		case <-alive.C:
			fmt.Fprint(w, ": still here\n\n")
		}
	}
}

// news is what there is to say, as JSON.
func (x *site) news(behind bool) string {
	x.mu.Lock()
	st := x.now
	found := x.findings(st)
	n := news{Checking: !st.checked, Behind: behind, Sealed: st.told.Sealed, Findings: []toldFinding{}}
	if st.told.Err != nil {
		n.Failed = st.told.Err.Error()
	}
	x.mu.Unlock()
	n.Errors, n.Warnings = found.Count()
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		for _, d := range found {
			if d.Rule.Severity == severity && len(n.Findings) < mostTold {
				n.Findings = append(n.Findings, toldFinding{severity.String(), d.Rule.Code, position(d), d.Message, d.Hints})
			}
		}
	}
	data, err := json.Marshal(n)
	if err != nil {
		return "{}"
	}
	return string(data)
}

// position is where a finding is, as editors and terminals write it.
func position(d *diag.Diagnostic) string {
	if d.Span.File == nil || d.Span.Start == 0 && d.Span.End == 0 {
		return d.Path()
	}
	p := d.Position()
	return fmt.Sprintf("%s:%d:%d", d.Path(), p.Line, p.Column)
}
