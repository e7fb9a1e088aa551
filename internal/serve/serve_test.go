package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/project"
)

// A running preview of a folder.
type running struct {
	*Server
	t       testing.TB
	dir     string
	public  string // addresses, without the last slash
	secret  string
	mu      sync.Mutex
	told    []Told
	reads   int
	stopped chan error
	stop    context.CancelFunc
}

// start serves a folder until the test ends.
func start(t testing.TB, dir string, set ...func(*Options)) *running {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, dir: dir, stopped: make(chan error, 1)}
	o := Options{Root: root.FS(), Dir: dir, Build: build.Options{Date: "2026-04-01"}}
	o.Told = func(told Told) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.told = append(r.told, told)
	}
	o.Refresh = func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.reads++
	}
	for _, f := range set {
		f(&o)
	}
	if r.Server, err = New(o); err != nil {
		t.Fatal(err)
	}
	public, secret := r.Addresses()
	r.public, r.secret = strings.TrimSuffix(public, "/"), strings.TrimSuffix(secret, "/")
	var ctx context.Context
	ctx, r.stop = context.WithCancel(context.Background())
	go func() { r.stopped <- r.Run(ctx) }()
	t.Cleanup(func() {
		r.stop()
		select {
		case err := <-r.stopped:
			if err != nil {
				t.Error(err)
			}
			r.stopped <- nil
		case <-time.After(20 * time.Second):
			t.Error("the preview does not end")
		}
		root.Close()
	})
	return r
}

// samples copies the project's own standards into a new folder.
func samples(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for _, top := range project.Tops() {
		if err := copyAll(filepath.Join("../..", top), filepath.Join(dir, top)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func copyAll(from, to string) error {
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, name)
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, rel)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, 0o644)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

const small = "content/demo/1.0/"

// demo writes a small project with a withheld part.
func demo(t testing.TB, canary string) string {
	t.Helper()
	dir := t.TempDir()
	var clauses strings.Builder
	for i := range 30 {
		fmt.Fprintf(&clauses, "\n## %d 手順 {#step-%d}\n\n事業者は、手順%dを定めなければならない。\n\n%s\n", i+2, i+1, i+1, strings.Repeat("この手順は、毎年見直す。", 20))
	}
	write(t, dir, map[string]string{
		"kijun.yaml":          "title: {ja: 試しの基準, en: Trial standards}\ndescription: {ja: 試し}\npublisher: {ja: 試し}\nlanguages: [ja, en]\nbase-url: https://example.org/kijun/\n",
		small + "index.md":    "---\ntitle: 試しの基準\nclass: industry\nsector: water\npublisher: 試しの協会\nversion: \"1.0\"\nstatus: published\nissued: 2026-01-01\neffective: 2026-02-01\nsummary: {ja: 試しに書いた基準です。}\n---\n\n前文。\n",
		small + "01-scope.md": "---\ntitle: 適用\n---\n\n## 1 適用 {#scope}\n\nこの基準を適用する。\n",
		small + "02-steps.md": "---\ntitle: 手順\n---\n\n## 1 保守 {#maintenance}\n\n保守の経路を限る。\n\n:::withhold W-001\n接続元は" + canary + "に限る。\n:::end-withhold W-001\n\n端末は{{withhold:W-002}}" + canary + "製の機器{{/withhold:W-002}}とする。\n" + clauses.String(),
		small + "withheld.yaml": `W-001:
  items: []
  clause: maintenance
  unit: paragraph
  title: {ja: 接続の元, en: Origin}
  reason: threat
  harm: {ja: 知られると試みが容易になる。, en: It helps an attacker.}
  audience: confidential
  decided: {by: 委員会, on: 2025-12-01}
  approved: {by: 理事会, on: 2025-12-15}
  review-by: 2099-03-31
W-002:
  items: []
  clause: maintenance
  unit: span
  title: {ja: 端末, en: Terminal}
  reason: threat
  harm: {ja: 知られると試みが容易になる。, en: It helps an attacker.}
  audience: confidential
  decided: {by: 委員会, on: 2025-12-01}
  approved: {by: 理事会, on: 2025-12-15}
  review-by: 2099-03-31
`,
	})
	return dir
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// replace changes a text that stands in a file once.
func replace(t testing.TB, dir, name, old, new string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), old) != 1 {
		t.Fatalf("%s: %q does not stand there once", name, old)
	}
	write(t, dir, map[string]string{name: strings.Replace(string(data), old, new, 1)})
}

// get asks for an address of either origin.
func get(t testing.TB, address string) (status int, body string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(data)
}

var hashIn = regexp.MustCompile(` data-hash="([^"]*)"`)

// An event is one that the server sent.
type event struct{ name, data string }

// listenTo opens the event stream that the bar of a page opens.
func listenTo(t testing.TB, origin, path string) <-chan event {
	t.Helper()
	_, page := get(t, origin+path)
	hash := hashIn.FindStringSubmatch(page)
	if hash == nil {
		t.Fatalf("%s has no bar: %s", path, page)
	}
	r, err := http.Get(origin + reserved + "events?" + url.Values{"path": {path}, "hash": {hash[1]}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Body.Close() })
	out := make(chan event, 100)
	go func() {
		defer close(out)
		var e event
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			key, value, _ := strings.Cut(lines.Text(), ": ")
			switch key {
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				if e.name != "" {
					out <- e
				}
				e = event{}
			}
		}
	}()
	return out
}

// wait takes events until one is as wanted.
func wait(t testing.TB, events <-chan event, what string, is func(event) bool) event {
	t.Helper()
	late := time.After(30 * time.Second)
	var seen []string
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("the stream ended before %s", what)
			}
			if is(e) {
				return e
			}
			seen = append(seen, e.name+" "+e.data)
		case <-late:
			t.Fatalf("no %s came; but %s", what, strings.Join(seen, "\n"))
		}
	}
}

func reload(e event) bool { return e.name == "reload" }

// newsOf is what an event tells, where it is news.
func newsOf(e event) (n news) {
	if e.name == "news" {
		_ = json.Unmarshal([]byte(e.data), &n) // what is none has no errors
	}
	return n
}

// checked tells news of a state that the rules have looked at.
func checked(is func(news) bool) func(event) bool {
	return func(e event) bool {
		n := newsOf(e)
		return e.name == "news" && !n.Checking && is(n)
	}
}
