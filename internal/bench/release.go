package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// release measures `kijun release` beside `kijun build`, in the same rounds: on
// one version of so many chapters, each with a withheld part, and on the samples.
// A release makes the public site to sign it, and a build both.
func (b *bench) release(dir string) error {
	key := filepath.Join(dir, "key")
	out, err := exec.Command(b.kijun, "key", "release", key, "--name", "bench.example.org/log").Output()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	_, keys, _ := strings.Cut(string(out), "\nrelease:")

	one, samples := filepath.Join(dir, "large"), filepath.Join(dir, "samples")
	if err := withheldVersion(one, b.chapters, "ja"); err != nil {
		return err
	}
	for _, name := range []string{"content", "kijun.yaml"} {
		to := filepath.Join(samples, name)
		if err := copyTree(name, to); err != nil {
			return fmt.Errorf("copying the samples (bench runs in the module's folder): %w", err)
		}
	}
	fmt.Printf("%d chapters with as many withheld parts, and the samples; medians of %d interleaved rounds, %d processors, %s %s/%s\n\n",
		b.chapters, b.rounds, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("| | wall time | processor time | peak memory |")
	fmt.Println("| --- | ---: | ---: | ---: |")
	for _, p := range []struct{ name, dir, standard, version string }{
		{fmt.Sprint(b.chapters, " chapters"), one, "standard-001", "1.0"},
		{"samples", samples, "water-guideline", "4.2"},
	} {
		file := filepath.Join(p.dir, "kijun.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(string(text)+"\nrelease:"+keys), 0o644); err != nil {
			return err
		}
		builds := &contestant{name: p.name + ": build, both editions", program: b.kijun, args: func(into string) []string {
			return []string{"build", "-C", into, "--date", "2026-08-01"}
		}}
		public := &contestant{name: p.name + ": build, public edition", program: b.kijun, args: func(into string) []string {
			return []string{"build", "--edition", "public", "-C", into, "--date", "2026-08-01"}
		}}
		releases := &contestant{name: p.name + ": release", program: b.kijun, args: func(into string) []string {
			return []string{"release", p.standard, p.version, "--key", key, "-C", into, "--date", "2026-08-01"}
		}}
		all := []*contestant{builds, public, releases}
		for round := range b.rounds + 1 {
			for i, c := range all {
				into := filepath.Join(dir, fmt.Sprintf("round-%d-%d-%s", round, i, p.standard))
				if err := copyTree(p.dir, into); err != nil {
					return err
				}
				r, err := c.measure(into)
				if err != nil {
					return err
				}
				if round > 0 {
					c.runs = append(c.runs, r)
				}
				if err := os.RemoveAll(into); err != nil {
					return err
				}
			}
			fmt.Fprint(os.Stderr, ".")
		}
		fmt.Fprintln(os.Stderr)
		for _, c := range all {
			of := func(f func(run) float64) float64 {
				return median(len(c.runs), func(i int) float64 { return f(c.runs[i]) })
			}
			fmt.Printf("| %s | %.2f s | %.2f s | %.0f MiB |\n", c.name, of(func(r run) float64 { return r.wall.Seconds() }),
				of(func(r run) float64 { return r.cpu.Seconds() }), of(func(r run) float64 { return float64(r.memory) / (1 << 20) }))
		}
	}
	return nil
}

func copyTree(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.CopyFS(to, os.DirFS(from))
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// withheldVersion writes a project of one version, in each chapter of which
// something is withheld.
func withheldVersion(dir string, chapters int, languages string) error {
	if err := generate(dir, "", 0, languages); err != nil {
		return err
	}
	files := map[string]string{"index.md": index(0, "1.0", true, false, chapters)}
	var entries strings.Builder
	for c := range chapters {
		id := fmt.Sprintf("W-%03d", c+1)
		g := chapter(0, 0, c, chapters, 1)
		text := g.front + strings.ReplaceAll(g.body, "W-001", id)
		entry := strings.Replace(register(0, c+1, 1), "W-001", id, 1)
		if !strings.Contains(text, id) { // behind the last clause
			entry = strings.Replace(entry, fmt.Sprintf("article-%d\n", c*clausesEach+1), fmt.Sprintf("article-%d\n", (c+1)*clausesEach), 1)
			text += fmt.Sprintf("\n:::withhold %s\n%s%sを置く。\n:::end-withhold %s\n", id, topic[c%len(topic)], point[c%len(point)], id)
		}
		files[g.name] = text
		entries.WriteString(entry)
	}
	files["withheld.yaml"] = entries.String()
	for name, text := range files {
		to := filepath.Join(dir, "content", "standard-001", "1.0", name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
