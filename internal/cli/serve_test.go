package cli

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A screen is what a command prints, while it prints.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// until waits for something to be printed.
func (s *screen) until(t *testing.T, form string) []string {
	t.Helper()
	want := regexp.MustCompile(form)
	for range 1500 {
		if m := want.FindStringSubmatch(s.String()); m != nil {
			return m
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s was not printed, but:\n%s", form, s)
	return nil
}

// newProject makes one as `kijun init` does.
func newProject(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "project")
	if status := Main([]string{"init", dir}, strings.NewReader(""), io.Discard, os.Stderr); status != exitFine {
		t.Fatal("no project was made")
	}
	return dir
}

// serving starts the command on a project.
func serving(t *testing.T, dir string, args ...string) (out *screen, cmd *exec.Cmd) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "kijun") // testscript knows the command by its name
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	out = &screen{}
	cmd = exec.Command(link, append([]string{"serve", "-C", dir, "--date", "2026-04-01", "--port"}, args...)...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it may have ended
	return out, cmd
}

// TestServe: the command says where the editions stand, prints what check would
// each time it is something else, writes nothing, and ends when it is asked to.
func TestServe(t *testing.T) {
	dir := newProject(t)
	out, cmd := serving(t, dir, "0")
	public := out.until(t, `public edition: +(http://localhost:\d+/)\n`)[1]
	secret := out.until(t, `confidential edition: (http://localhost:\d+/)\n`)[1]
	if public == secret {
		t.Error("both editions stand at one origin")
	}
	out.until(t, `Ctrl-C ends it\n`)
	out.until(t, `no findings|warning`)
	for _, address := range []string{public, secret} {
		if status, _ := fetch(t, address); status != http.StatusOK {
			t.Errorf("%s: %d", address, status)
		}
	}
	chapters, err := filepath.Glob(filepath.Join(dir, "content/*/*/[0-9]*.md"))
	if err != nil || len(chapters) == 0 {
		t.Fatal("the new project has no chapters", err)
	}
	text, err := os.ReadFile(chapters[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(chapters[0], append(text, "\n:::withhold W-987\nthe secret\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	out.until(t, `error\[marker-unclosed\]: W-987`)
	if err := os.WriteFile(chapters[0], text, 0o644); err != nil {
		t.Fatal(err)
	}
	out.until(t, `(?s)marker-unclosed.*(?:no findings|\n\d+ warnings? in )`)
	if strings.Contains(out.String(), "the secret") {
		t.Error("what is withheld was printed")
	}
	for _, name := range []string{"public", "confidential"} {
		if list, err := os.ReadDir(filepath.Join(dir, name)); err == nil && len(list) > 0 {
			t.Errorf("%s was written", name)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s", err, out)
	}
}

// TestServePortInUse: who has the port of either edition is in the way, and the
// message leads out.
func TestServePortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for _, p := range []int{port, port - 1} {
		out, cmd := serving(t, newProject(t), fmt.Sprint(p))
		err := cmd.Wait()
		if cmd.ProcessState.ExitCode() != exitFailure {
			t.Errorf("port %d: %v", p, err)
		}
		for _, want := range []string{fmt.Sprintf("kijun: port %d is in use", port), "kijun serve --port ", "--port 0"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is not in\n%s", want, out)
			}
		}
	}
}

// TestServeSealed: without a key the public edition is shown alone, and the other
// origin says why; with it, both are.
func TestServeSealed(t *testing.T) {
	dir := newProject(t)
	key := filepath.Join(t.TempDir(), "key.txt")
	var recipients bytes.Buffer
	if status := Main([]string{"key", "seal", "--classic", key}, strings.NewReader(""), &recipients, os.Stderr); status != exitFine {
		t.Fatal("no key was made")
	}
	settings, err := os.OpenFile(filepath.Join(dir, "kijun.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := settings.Write(recipients.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := settings.Close(); err != nil {
		t.Fatal(err)
	}
	if status := Main([]string{"seal", "-C", dir}, strings.NewReader(""), io.Discard, os.Stderr); status != exitFine {
		t.Fatal("nothing was sealed")
	}
	const path = "standards/sample-standard/1.0/02-build/"
	for _, args := range [][]string{{"0"}, {"0", "--identity", key}} {
		out, _ := serving(t, dir, args...)
		public := out.until(t, `public edition: +(http://localhost:\d+/)\n`)[1]
		status, body := fetch(t, public+path)
		if status != http.StatusOK || strings.Contains(body, `class="withheld"`) || !strings.Contains(body, `class="notice"`) {
			t.Errorf("%v: the public edition: %d", args, status)
		}
		if len(args) == 1 {
			out.until(t, `confidential edition: not shown, it is sealed; --identity FILE opens it\n`)
			continue
		}
		secret := out.until(t, `confidential edition: (http://localhost:\d+/)\n`)[1]
		if status, body := fetch(t, secret+path); status != http.StatusOK || !strings.Contains(body, `class="withheld"`) {
			t.Errorf("%v: the confidential edition: %d", args, status)
		}
		if data, err := os.ReadFile(key); err != nil || strings.Contains(out.String(), strings.TrimSpace(string(data))) {
			t.Error("the key was printed", err)
		}
	}
}

func fetch(t *testing.T, address string) (status int, body string) {
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
