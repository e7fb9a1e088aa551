package serve

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// ask is a request with headers of its own.
func ask(t testing.TB, method, address string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	out, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Body.Close() })
	return out
}

// TestWhoMayAsk: names and origins of others are refused, and so is whatever is no
// reading.
func TestWhoMayAsk(t *testing.T) {
	r := start(t, demo(t, "secret"))
	port := fmt.Sprint(r.Server.public.at.port)
	events := reserved + "events?path=/&hash="
	for _, tt := range []struct {
		what, method, path string
		header             []string
		status             int
	}{
		{"localhost", "GET", "/", nil, 200},
		{"a head", "HEAD", "/", nil, 200},
		{"IPv4", "GET", "/", []string{"Host", "127.0.0.1:" + port}, 200},
		{"IPv6", "GET", "/", []string{"Host", "[::1]:" + port}, 200},
		{"a name that was led here", "GET", "/", []string{"Host", "evil.example:" + port}, 421},
		{"a name below ours", "GET", "/", []string{"Host", "a.localhost:" + port}, 421},
		{"a name above ours", "GET", "/", []string{"Host", "localhost.evil.example:" + port}, 421},
		{"another port", "GET", "/", []string{"Host", "localhost:1"}, 421},
		{"no port", "GET", "/", []string{"Host", "localhost"}, 421},
		{"another address of this machine", "GET", "/", []string{"Host", "127.0.0.2:" + port}, 421},
		{"a post", "POST", "/", nil, 405},
		{"a post of a page's own", "POST", events, []string{"Origin", r.public}, 405},
		{"options", "OPTIONS", "/", []string{"Origin", "http://evil.example"}, 405},
		{"a link from elsewhere", "GET", "/", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 200},
		{"a link from the other edition", "GET", "/", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "navigate"}, 200},
		{"a script from elsewhere", "GET", reserved + "bar.js", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"an image of the other edition's page", "GET", "/", []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"a fetch from elsewhere", "GET", "/", []string{"Origin", "http://evil.example"}, 403},
		{"a fetch of the other edition", "GET", "/", []string{"Origin", r.secret}, 403},
		{"events for elsewhere", "GET", events, []string{"Origin", "http://evil.example"}, 403},
		{"events for a page that hides", "GET", events, []string{"Origin", "null"}, 403},
		{"events in a window", "GET", events, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"}, 403},
		{"events by a script of the other edition", "GET", events, []string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"}, 403},
		{"a file of the bar", "GET", reserved + "bar.css", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"a file that the bar has not", "GET", reserved + "bar.go", nil, 404},
		{"no page", "GET", "/nothing/", nil, 404},
		{"a page without its slash", "GET", "/standards/demo", nil, 302},
		{"out of the site", "GET", "/../kijun.yaml", nil, 404},
		{"out of the site, hidden", "GET", "/%2e%2e/kijun.yaml", nil, 404},
		{"another host's folder", "GET", "//evil.example/standards", nil, 404},
		{"the folder on the server", "GET", "/kijun/standards/demo/", nil, 302},
	} {
		a := ask(t, tt.method, r.public+tt.path, tt.header...)
		if a.StatusCode != tt.status {
			t.Errorf("%s: %d and not %d", tt.what, a.StatusCode, tt.status)
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
			"Access-Control-Allow-Origin": "", "X-Frame-Options": "DENY",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", tt.what, name, got)
			}
		}
		if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", tt.what, csp)
		}
		if to := a.Header.Get("Location"); to != "" && !strings.HasPrefix(to, "/standards/demo/") {
			t.Errorf("%s: leads to %s", tt.what, to)
		}
		if a.StatusCode >= 400 && a.StatusCode != 404 {
			if text, _ := io.ReadAll(a.Body); len(text) < 20 && tt.method != "HEAD" {
				t.Errorf("%s: no word why: %q", tt.what, text)
			}
		}
	}
}

// TestNothingSecretInPublic: whatever is asked of the public origin, before an
// error, in one and behind one, what is withheld is in no answer.
func TestNothingSecretInPublic(t *testing.T) {
	const canary = "カナリア7f3a"
	dir := demo(t, canary)
	r := start(t, dir)
	stream := listenTo(t, r.public, "/standards/demo/1.0/02-steps/")
	crawl := func(state string) {
		t.Helper()
		seen, todo := map[string]bool{}, []string{"/", "/sitemap.xml", "/robots.txt", "/feed.xml", "/404.html", "/nothing", "/data/standards/demo/1.0.json", "/data/register.csv",
			reserved + "bar.js", "/content/demo/1.0/02-steps.md", "/standards/demo/1.0/02-steps.md", "/w-001", "/kijun.yaml"}
		for len(todo) > 0 {
			path := todo[0]
			todo = todo[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			_, body := get(t, r.public+path)
			if strings.Contains(body, canary) {
				t.Errorf("%s: %s has what is withheld", state, path)
			}
			for _, m := range regexp.MustCompile(`(?:href|src)="([^"#?]+)`).FindAllStringSubmatch(body, -1) {
				u, err := ask(t, "HEAD", r.public+path).Request.URL.Parse(m[1])
				if err == nil && "http://"+u.Host == r.public && !strings.HasPrefix(u.Path, reserved) && len(seen) < 60 {
					todo = append(todo, u.Path)
				}
			}
		}
		if len(seen) < 40 {
			t.Errorf("%s: only %d answers were looked at", state, len(seen))
		}
	}
	crawl("at first")
	if _, body := get(t, r.secret+"/standards/demo/1.0/02-steps/"); !strings.Contains(body, canary) {
		t.Fatal("the confidential edition does not have what is withheld")
	}
	errs := func(n int) func(event) bool {
		return checked(func(is news) bool { return is.Errors > 0 == (n > 0) })
	}
	steps := filepath.Join(dir, small+"02-steps.md")
	good, err := os.ReadFile(steps)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	take := func(e event) { all = append(all, e.data) }
	for _, broken := range []string{
		strings.Replace(string(good), ":::end-withhold W-001\n", "", 1),
		strings.Replace(string(good), ":::withhold W-001\n", ":::withold W-001\n", 1),
		strings.Replace(string(good), "{{/withhold:W-002}}", "", 1),
		"---\ntitle: " + canary + "\n" + string(good),
		strings.Replace(string(good), "W-002}}とする。", "W-002}}とする。[何か]("+"nowhere.md#"+"x)", 1),
	} {
		write(t, dir, map[string]string{small + "02-steps.md": broken})
		take(wait(t, stream, "errors", errs(1)))
		crawl("with an error")
		write(t, dir, map[string]string{small + "02-steps.md": string(good)})
		take(wait(t, stream, "the end of the errors", errs(0)))
	}
	// the same words in public text: a warning, which does not quote them
	if strings.Contains(strings.Join(all, "\n"), canary) {
		t.Error("the event stream has what is withheld")
	}
	for _, told := range r.told {
		for _, d := range told.Findings {
			if strings.Contains(d.Message+strings.Join(d.Hints, ""), canary) {
				t.Errorf("a finding has what is withheld: %s", d.Message)
			}
		}
	}
	// nothing was written
	for _, name := range []string{"public", "confidential"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}

// TestAskedAtOnce: whoever asks the public origin while the other makes the same
// page does not get that one.
func TestAskedAtOnce(t *testing.T) {
	const canary = "カナリア7f3a"
	r := start(t, demo(t, canary))
	const path = "/standards/demo/1.0/02-steps/"
	begun, release := make(chan bool), make(chan bool)
	plan := r.state().made[withhold.Confidential]
	r.state().made[withhold.Confidential] = sync.OnceValues(func() (*build.Maker, error) {
		close(begun)
		<-release
		return plan()
	})
	secret := make(chan string)
	go func() {
		_, body := get(t, r.secret+path)
		secret <- body
	}()
	<-begun
	time.AfterFunc(time.Second, func() { close(release) })
	if _, body := get(t, r.public+path); strings.Contains(body, canary) || !strings.Contains(body, "保守の経路を限る。") {
		t.Error("the public origin shows the page that the other waits for")
	}
	if !strings.Contains(<-secret, canary) {
		t.Error("the confidential edition does not have what is withheld")
	}
}

// TestWithheldSince: what was public in the state before, and is withheld now, is
// in no page any more: neither the text nor the frame of a page is remembered.
func TestWithheldSince(t *testing.T) {
	const canary = "カナリア7f3a"
	dir := demo(t, "secret")
	line, text := "contact: {ja: 電話"+canary+"}\n", "この基準を"+canary+"に適用する。\n"
	replace(t, dir, small+"index.md", "\nsummary:", "\n"+line+"summary:")
	replace(t, dir, small+"01-scope.md", "この基準を適用する。\n", text)
	r := start(t, dir)
	pages := []string{"/", "/standards/demo/", "/standards/demo/1.0/", "/en/standards/demo/1.0/", "/standards/demo/1.0/all/", "/standards/demo/1.0/01-scope/", "/search/index/directory.gz",
		"/data/standards/demo/1.0.json", "/withheld/", "/feed.xml", "/standards/demo/feed.xml"}
	look := func() (found int) {
		for _, path := range pages {
			if _, body := get(t, r.public+path); strings.Contains(body, canary) {
				found++
			}
		}
		return found
	}
	if n := look(); n < 3 {
		t.Fatalf("at first %d pages have what will be withheld", n)
	}
	stream := listenTo(t, r.public, "/standards/demo/1.0/")
	entry := "  title: {ja: 連絡先, en: Contact}\n  reason: threat\n  harm: {ja: 知られると試みが容易になる。, en: It helps an attacker.}\n  audience: confidential\n" +
		"  decided: {by: 委員会, on: 2025-12-01}\n  approved: {by: 理事会, on: 2025-12-15}\n  review-by: 2099-03-31\n"
	replace(t, dir, small+"withheld.yaml", "W-002:\n", "W-003:\n  items: []\n  unit: field\n  field: contact\n"+entry+"W-004:\n  items: []\n  clause: scope\n  unit: paragraph\n"+entry+"W-002:\n")
	write(t, dir, map[string]string{small + "index.confidential.yaml": line})
	replace(t, dir, small+"index.md", line, "")
	replace(t, dir, small+"01-scope.md", text, ":::withhold W-004\n"+text+":::end-withhold W-004\n")
	wait(t, stream, "the page without it", reload) // every state between has errors
	if n := look(); n > 0 {
		t.Errorf("%d public pages have what is withheld by now", n)
	}
	if _, body := get(t, r.secret+"/standards/demo/1.0/"); !strings.Contains(body, canary) {
		t.Error("the confidential edition lacks it")
	}
}

// TestStartsWithErrors: a page with the findings stands where there is none, and
// goes when they are mended.
func TestStartsWithErrors(t *testing.T) {
	dir := demo(t, "secret")
	good, err := os.ReadFile(filepath.Join(dir, small+"02-steps.md"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{small + "02-steps.md": strings.Replace(string(good), ":::end-withhold W-001\n", "", 1)})
	r := start(t, dir)
	for _, path := range []string{"/", "/en/", "/standards/demo/1.0/02-steps/"} {
		status, body := get(t, r.public+path)
		if status != http.StatusServiceUnavailable || !strings.Contains(body, "まだ表示できません") || !strings.Contains(body, "can&#39;t be shown yet") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	stream := listenTo(t, r.public, "/standards/demo/1.0/02-steps/")
	e := wait(t, stream, "the findings", checked(func(n news) bool { return n.Errors > 0 }))
	if !strings.Contains(e.data, "marker-unclosed") || strings.Contains(e.data, "secret") {
		t.Errorf("the findings are %s", e.data)
	}
	write(t, dir, map[string]string{small + "02-steps.md": string(good)})
	wait(t, stream, "the page", reload)
	if status, body := get(t, r.public+"/standards/demo/1.0/02-steps/"); status != 200 || !strings.Contains(body, "保守の経路を限る。") {
		t.Errorf("the page is %d", status)
	}
}

// TestBrokenLayout: a layout of the project's that fails is told with file, line
// and the engine's words; the page of before stays.
func TestBrokenLayout(t *testing.T) {
	dir := demo(t, "secret")
	r := start(t, dir)
	stream := listenTo(t, r.public, "/standards/demo/1.0/02-steps/")
	wait(t, stream, "a first look", checked(func(news) bool { return true }))
	write(t, dir, map[string]string{"layouts/chapter.html": "{{ define \"main\" }}\n{{ .NoSuchThing }}\n{{ end }}\n"})
	e := wait(t, stream, "the finding", func(e event) bool { return newsOf(e).Errors > 0 })
	for _, want := range []string{"layouts/chapter.html:2", "NoSuchThing", `"behind":true`, "broken-override"} {
		if !strings.Contains(e.data, want) {
			t.Errorf("%s does not tell %s", e.data, want)
		}
	}
	if status, body := get(t, r.public+"/standards/demo/1.0/02-steps/"); status != 200 || !strings.Contains(body, "保守の経路を限る。") {
		t.Errorf("the page of before is gone: %d", status)
	}
	if status, _ := get(t, r.public+"/standards/demo/1.0/01-scope/"); status != http.StatusServiceUnavailable {
		t.Errorf("a page that was not made before: %d", status)
	}
	if newsOf(e).Checking {
		wait(t, stream, "the rules", checked(func(n news) bool { return n.Errors > 0 }))
	}
	found := func(told Told) bool {
		return slices.ContainsFunc(told.Findings, func(d *diag.Diagnostic) bool { return d.Rule.Code == "broken-override" })
	}
	r.mu.Lock()
	for i, told := range r.told[1:] {
		if found(r.told[i]) && !found(told) {
			t.Error("the terminal takes the finding back while the layout still fails")
		}
	}
	r.mu.Unlock()
	write(t, dir, map[string]string{"layouts/chapter.html": "{{ define \"main\" }}\n<h1>{{ .Title }}</h1><p>mended</p>\n{{ end }}\n"})
	wait(t, stream, "the mended page", reload)
	if _, body := get(t, r.public+"/standards/demo/1.0/02-steps/"); !strings.Contains(body, "mended") {
		t.Error("the mended layout is not shown")
	}
}

// TestNoProject and others that can't begin.
func TestNoProject(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := New(Options{Root: root.FS()}); err != build.ErrNoProject {
		t.Error(err)
	}
}

// TestPortInUse: whoever has either port, on either protocol, is in the way.
func TestPortInUse(t *testing.T) {
	first := start(t, demo(t, "secret"))
	for _, port := range []int{first.Server.public.at.port, first.Server.secret.at.port, first.Server.public.at.port - 1} {
		root, err := os.OpenRoot(demo(t, "secret"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = New(Options{Root: root.FS(), Port: port})
		root.Close()
		taken, ok := err.(*PortError)
		if !ok || !taken.Taken || !strings.Contains(err.Error(), "is in use") {
			t.Errorf("port %d: %v", port, err)
		}
	}
	if status, _ := get(t, first.public+"/"); status != 200 {
		t.Error("the first preview has suffered")
	}
}

// TestPanicIsNone: what a page can't be made of is a message.
func TestPanicIsNone(t *testing.T) {
	r := start(t, demo(t, "secret"))
	r.state().made[withhold.Public] = func() (*build.Maker, error) { panic("a fault of ours") }
	status, body := get(t, r.public+"/")
	if status != http.StatusInternalServerError || !strings.Contains(body, "mend the findings first") || strings.Contains(body, "goroutine") || strings.Contains(body, "a fault of ours") {
		t.Errorf("%d %s", status, body)
	}
}
