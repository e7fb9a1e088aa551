package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A record is what a tab did that no page of ours may do: requests that leave
// the site or find nothing, whatever is written to the console, and every report
// of the browser about the page, those of the Content-Security-Policy among them.
type record struct {
	origin string
	mu     sync.Mutex
	faults []string
	loaded int // requests in all
}

// watch records from here on what a tab does.
func watch(t *testing.T, tab context.Context, origin string) *record {
	t.Helper()
	r := &record{origin: origin}
	if err := chromedp.Listen(tab, r.see); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, audits.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *record) see(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		r.mu.Lock()
		r.loaded++
		r.mu.Unlock()
		if !strings.HasPrefix(e.Request.URL, r.origin) {
			r.add("asks for %s, which is not of this site", e.Request.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			r.add("asks for %s and gets the status %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			r.add("a request fails: %s %s", e.ErrorText, e.BlockedReason)
		}
	case *runtime.EventConsoleAPICalled:
		var said []string
		for _, a := range e.Args {
			said = append(said, strings.TrimSpace(string(a.Value)+" "+a.Description))
		}
		r.add("console.%s: %s", e.Type, strings.Join(said, " "))
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		r.add("a script fails: %s", text)
	case *log.EventEntryAdded:
		r.add("%s, %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
	case *audits.EventIssueAdded:
		details, _ := json.Marshal(e.Issue.Details) // for a message
		r.add("%s: %.400s", e.Issue.Code, details)
	}
}

func (r *record) add(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// told are the faults so far, each once.
func (r *record) told() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	set := map[string]bool{}
	for _, f := range r.faults {
		set[f] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// settled waits until the page has nothing more to do of its own accord.
const settled = `new Promise((done) => {
	const idle = () => requestIdleCallback(() => requestAnimationFrame(() => done(true)), {timeout: 1000});
	document.readyState === "complete" ? idle() : addEventListener("load", idle);
})`

// TestQuietFinds plants what must not be: an inline script and style, a request
// to another site, a missing file, a message on the console.
func TestQuietFinds(t *testing.T) {
	s := sites(t)[0]
	away := Listen(t)
	away.Show(map[string][]byte{"away.png": nil, "404.html": nil})
	home := string(s.files["index.html"])
	policy := home[strings.Index(home, `<meta http-equiv="Content-Security-Policy"`):]
	policy = policy[:strings.Index(policy, ">")+1]
	open := strings.Replace(home, policy, "", 1)
	for name, c := range map[string]struct{ page, planted, want string }{
		"script":            {home, `<script>document.title = "planted"</script>`, "Content Security Policy"},
		"style":             {home, `<p style="color: red">planted</p>`, "Content Security Policy"},
		"image elsewhere":   {home, `<img src="` + away.URL + `away.png" alt="">`, "Content Security Policy"},
		"image, no policy":  {open, `<img src="` + away.URL + `away.png" alt="">`, "not of this site"},
		"script, no policy": {open, `<script>console.log("planted")</script>`, "console.log"},
		"fault, no policy":  {open, `<script>planted()</script>`, "a script fails"},
		"missing":           {home, `<img src="planted.png" alt="">`, "status 404"},
		"html":              {home, `<script src="planted.js"></script>`, "TrustedHTML"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := Listen(t)
			files := maps.Clone(s.files)
			files["index.html"] = []byte(strings.Replace(c.page, "<main", c.planted+"<main", 1))
			if name == "html" {
				files["planted.js"] = []byte(`document.body.innerHTML = "planted"`)
			}
			server.Show(files)
			b, err := shared()
			if err != nil {
				t.Fatal(err)
			}
			tab := b.Tab(t, patience)
			r := watch(t, tab, server.URL)
			visit(t, tab, server.URL)
			evaluate[any](t, tab, settled)
			if told := strings.Join(r.told(), "\n"); !strings.Contains(told, c.want) {
				t.Errorf("no report says %q:\n%s", c.want, told)
			}
		})
	}
}
