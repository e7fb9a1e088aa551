package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/kijun-dev/kijun/internal/browser"
)

// hugoModule is Hugo's own command, of the version that kijun uses as a library.
const hugoModule = "github.com/gohugoio/hugo@v0.165.0"

// A previewer is a server that shows a chapter while it is written.
type previewer struct {
	name    string
	start   func(port int) *exec.Cmd
	file    string // the chapter on disk
	path    string // its page
	address string
	cmd     *exec.Cmd

	ready         time.Duration // until the first page
	served, shown []time.Duration
}

// preview measures how long it takes from saving a chapter until its new page is
// served, and until a browser shows it: `kijun serve` beside `hugo server` on the
// same chapters, in the same rounds.
func (b *bench) preview(dir string) error {
	project, site := filepath.Join(dir, "project"), filepath.Join(dir, "site")
	if err := generate(project, site, b.chapters, b.languages); err != nil {
		return err
	}
	if err := writeBare(site); err != nil {
		return err
	}
	if b.hugo == "" {
		fmt.Fprintln(os.Stderr, "building", hugoModule)
		c := exec.Command("go", "install", hugoModule)
		c.Dir, c.Env = dir, append(os.Environ(), "GOBIN="+dir)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("building hugo: %w\n%s", err, out)
		}
		b.hugo = filepath.Join(dir, "hugo")
	}
	chapter := filepath.Join("content", "standard-001", "2.0", "03-chapter.md")
	all := []*previewer{
		{name: "hugo server", file: filepath.Join(site, chapter), path: "/standard-001/2.0/03-chapter/", start: func(port int) *exec.Cmd {
			return exec.Command(b.hugo, "server", "--source", site, "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--baseURL", fmt.Sprintf("http://localhost:%d/", port))
		}},
		{name: "kijun serve", file: filepath.Join(project, chapter), path: "/standards/standard-001/2.0/03-chapter/", start: func(port int) *exec.Cmd {
			return exec.Command(b.kijun, "serve", "-C", project, "--port", fmt.Sprint(port))
		}},
	}
	var tab context.Context
	if chromium, err := browser.Path(); err == nil {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium))
		for name, value := range browser.Flags() {
			options = append(options, chromedp.Flag(name, value))
		}
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		defer stop()
		ctx, cancel := chromedp.NewContext(allocator)
		defer cancel()
		if err := chromedp.Do(ctx); err != nil {
			return fmt.Errorf("starting %s: %w", chromium, err)
		}
		tab = ctx
	} else {
		fmt.Fprintln(os.Stderr, "without a browser:", err)
	}
	for i, p := range all {
		if err := p.run(9100 + 100*i + os.Getpid()%90); err != nil {
			return err
		}
		defer p.stop()
	}
	for round := range b.rounds + 1 {
		for _, p := range all {
			served, shown, err := p.measure(tab, round)
			if err != nil {
				return err
			}
			if round > 0 { // the first one fills what is remembered
				p.served, p.shown = append(p.served, served), append(p.shown, shown)
			}
		}
		fmt.Fprint(os.Stderr, ".")
	}
	fmt.Fprintln(os.Stderr)
	printPreviews(b, all, tab != nil)
	return nil
}

func printPreviews(b *bench, all []*previewer, browser bool) {
	fmt.Printf("%d chapters, medians of %d interleaved rounds, %d processors, %s %s/%s\n\n",
		b.chapters, b.rounds, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("| | until the first page | from saving to the new page served | ratio | to the new page in Chromium | ratio |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: |")
	for _, p := range all {
		column := func(of func(*previewer) []time.Duration) (string, string) {
			own, base := of(p), of(all[0])
			ms := median(len(own), func(i int) float64 { return float64(own[i].Microseconds()) / 1000 })
			return fmt.Sprintf("%.0f ms", ms), fmt.Sprintf("%.2f", median(len(own), func(i int) float64 { return own[i].Seconds() / base[i].Seconds() }))
		}
		served, servedRatio := column(func(p *previewer) []time.Duration { return p.served })
		shown, shownRatio := "–", "–"
		if browser {
			shown, shownRatio = column(func(p *previewer) []time.Duration { return p.shown })
		}
		fmt.Printf("| %s | %.1f s | %s | %s | %s | %s |\n", p.name, p.ready.Seconds(), served, servedRatio, shown, shownRatio)
	}
}

// run starts the server and waits for its first page.
func (p *previewer) run(port int) error {
	p.address = fmt.Sprintf("http://localhost:%d", port)
	p.cmd = p.start(port)
	p.cmd.Stdout, p.cmd.Stderr = io.Discard, io.Discard
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		return err
	}
	for time.Since(start) < 3*time.Minute {
		if page, err := p.get(); err == nil && strings.Contains(page, "</html>") {
			p.ready = time.Since(start)
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("%s shows nothing", p.name)
}

func (p *previewer) stop() {
	_ = p.cmd.Process.Signal(os.Interrupt) // one that has ended already is no matter
	_ = p.cmd.Wait()
}

func (p *previewer) get() (string, error) {
	r, err := http.Get(p.address + p.path)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	return string(data), err
}

// settled is how long a server is left alone between two changes, so that none
// pays for what the one before has left to do.
const settled = 3 * time.Second

// measure saves the chapter twice: once while the page is asked for again and
// again, and once while a browser shows it.
func (p *previewer) measure(tab context.Context, round int) (served, shown time.Duration, err error) {
	save := func(mark string) (time.Time, error) {
		data, err := os.ReadFile(p.file)
		if err != nil {
			return time.Time{}, err
		}
		text := regexp.MustCompile(`\n計測[0-9a-z]+。\n$`).ReplaceAllString(string(data), "")
		start := time.Now()
		return start, os.WriteFile(p.file, []byte(text+"\n"+mark+"。\n"), 0o644)
	}
	time.Sleep(settled)
	mark := fmt.Sprintf("計測%da", round)
	if served, err = p.untilServed(mark, save); err != nil || tab == nil {
		return served, 0, err
	}
	if err := chromedp.Do(tab, chromedp.Navigate(p.address+p.path)); err != nil {
		return 0, 0, err
	}
	time.Sleep(settled)
	mark = fmt.Sprintf("計測%db", round)
	start, err := save(mark)
	if err != nil {
		return 0, 0, err
	}
	for time.Since(start) < time.Minute {
		// a page that is just being replaced has no value
		there, err := chromedp.Run(tab, chromedp.Evaluate[bool](`document.readyState !== "loading" && document.body.textContent.includes("`+mark+`。")`))
		if err == nil && there {
			return served, time.Since(start), nil
		}
	}
	return 0, 0, fmt.Errorf("%s: the browser does not show %s", p.name, mark)
}

// untilServed saves, and waits until the page has the mark. kijun makes a page when
// it is asked for, so it is asked as a browser asks: when the server says so.
func (p *previewer) untilServed(mark string, save func(string) (time.Time, error)) (time.Duration, error) {
	page, err := p.get()
	if err != nil {
		return 0, err
	}
	told := make(chan struct{})
	if m := regexp.MustCompile(` data-hash="([^"]+)"`).FindStringSubmatch(page); m != nil {
		r, err := http.Get(p.address + "/_preview/events?" + url.Values{"path": {p.path}, "hash": {m[1]}}.Encode())
		if err != nil {
			return 0, err
		}
		defer r.Body.Close()
		go func() {
			defer close(told)
			for lines := bufio.NewScanner(r.Body); lines.Scan() && lines.Text() != "event: reload"; {
			}
		}()
	} else {
		close(told) // a server of another kind: it is asked again and again
	}
	start, err := save(mark)
	if err != nil {
		return 0, err
	}
	<-told
	for time.Since(start) < time.Minute {
		if page, err := p.get(); err == nil && strings.Contains(page, mark+"。") {
			return time.Since(start), nil
		}
	}
	return 0, fmt.Errorf("%s: %s is not served", p.name, mark)
}
