package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// The two versions that are compared: 100 chapters of 100 clauses, about 3 MB
// each, of which one clause in ten is another in the new one: six in a hundred
// have other words, one each came, went, moved and was marked up anew. Half of
// the chapters are Japanese, half English.
const (
	compareChapters = 100
	compareClauses  = 100
)

var english = strings.Fields("the operator records keys certificate request before each change must keep list of devices and shall report incident within days to responsible officer who reviews access rights " +
	"for all remote maintenance connections using approved methods only unless written permission was given by board in advance logs are stored apart from systems they describe")

// comparePair writes two versions of a standard to a project.
func comparePair(dir string) error {
	r := rand.New(rand.NewPCG(5, 6))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	sentence := func(japanese bool) string {
		if japanese {
			return pick(who) + "、" + pick(when) + "、" + pick(what) + pick(how)
		}
		words := make([]string, 12+r.IntN(12))
		for i := range words {
			words[i] = pick(english)
		}
		words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
		return strings.Join(words, " ") + ". "
	}
	files := map[string]string{"kijun.yaml": "title: 計測\npublisher: 計測用\n"}
	for ch := range compareChapters {
		japanese := ch%2 == 0
		var sides [2]strings.Builder
		var moved string
		for c := range compareClauses {
			n := ch*compareClauses + c
			head := fmt.Sprintf("## %d.%d %s {#c%d}\n\n", ch+1, c+1, pick(topic), n)
			paras := []string{sentence(japanese) + sentence(japanese), sentence(japanese) + sentence(japanese) + sentence(japanese)}
			if c%8 == 3 {
				paras = append(paras, "- "+sentence(japanese)+"\n- "+sentence(japanese)+"\n- "+sentence(japanese))
			}
			if c%16 == 5 {
				table := "| a | b |\n| --- | --- |"
				for i := range 6 {
					table += fmt.Sprintf("\n| %d | %s |", i, sentence(japanese))
				}
				paras = append(paras, table)
			}
			old := head + strings.Join(paras, "\n\n") + "\n\n"
			now := old
			switch k := n % 100; {
			case k%16 == 7 || k == 50: // 7 of a hundred less one
				p := &paras[len(paras)-1]
				for range 1 + r.IntN(3) {
					if japanese {
						*p = strings.Replace(*p, pick(when), pick(when), 1)
						*p += pick([]string{"ただし、緊急の場合を除く。", "", "なお、記録は5年間保存する。"})
					} else if w := strings.SplitAfter(*p, " "); len(w) > 2 {
						w[r.IntN(len(w))] = pick(english) + " "
						*p = strings.Join(w, "")
					}
				}
				now = head + strings.Join(paras, "\n\n") + "\n\n"
			case k == 12:
				now = ""
			case k == 32:
				old = ""
			case k == 60:
				moved, now = now, ""
			case k == 81:
				now = head + strings.ReplaceAll(strings.Join(paras, "\n\n"), "、", "、\n") + "\n\n"
			}
			sides[0].WriteString(old)
			sides[1].WriteString(now)
		}
		sides[1].WriteString(moved)
		for i := range sides {
			name := fmt.Sprintf("content/s/%d/%03d-chapter.md", i+1, ch)
			files[name] = fmt.Sprintf("---\ntitle: 章%d\n---\n\n", ch+1) + sides[i].String()
		}
	}
	for _, number := range []string{"1", "2"} {
		files["content/s/"+number+"/index.md"] = "---\ntitle: 計測\nclass: industry\npublisher: 計測用\nversion: \"" + number + "\"\nstatus: published\nissued: 2026-01-01\n---\n\nまえがき。\n"
	}
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// compare measures the whole command, from both folders to what it prints, and
// the comparison of what was read, beside git on the same folders.
func (b *bench) compare(dir, cpu string) error {
	if err := comparePair(dir); err != nil {
		return err
	}
	old, new := filepath.Join(dir, "content/s/1"), filepath.Join(dir, "content/s/2")
	command := func(name string, args ...string) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			cmd := exec.Command(name, args...)
			cmd.Dir = dir
			out, err := os.Create(filepath.Join(dir, "out"))
			if err != nil {
				return 0, err
			}
			defer out.Close()
			var says strings.Builder
			cmd.Stdout, cmd.Stderr = out, &says
			start := time.Now()
			err = cmd.Run()
			took := time.Since(start)
			var exit *exec.ExitError
			if errors.As(err, &exit) && exit.ExitCode() == 1 && says.Len() == 0 { // git says that the folders differ
				err = nil
			}
			if err != nil {
				err = fmt.Errorf("%s: %w\n%s", name, err, says.String())
			}
			return took, err
		}
	}
	var last *compare.Comparison
	contestants := []struct {
		name string
		run  func() (time.Duration, error)
		took []time.Duration
	}{
		{name: "git diff --word-diff", run: command("git", "diff", "--no-index", "--no-color", "--word-diff", old, new)},
		{name: "kijun compare", run: command(b.kijun, "compare", "--format", "text", old, new)},
		{name: "kijun compare --format json", run: command(b.kijun, "compare", "--format", "json", old, new)},
		{name: "the comparison alone", run: func() (time.Duration, error) {
			reader, err := build.NewReader(os.DirFS(dir))
			if err != nil {
				return 0, err
			}
			var sides [2]*build.Single
			for i, number := range []string{"1", "2"} {
				v, _, err := project.Folder(os.DirFS(dir), "content/s/"+number, "content/s/"+number, "s", number)
				if err != nil {
					return 0, err
				}
				if sides[i], _ = reader.Read(v, withhold.Public); sides[i] == nil {
					return 0, errors.New("a version could not be read")
				}
			}
			runtime.GC()
			start := time.Now()
			last = reader.Compare(sides[0], sides[1], []*standard.Version{sides[0].Version.Version, sides[1].Version.Version}, "")
			return time.Since(start), nil
		}},
	}
	if cpu != "" {
		f, err := os.Create(cpu)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for round := range b.rounds + 1 {
		for i := range contestants {
			c := &contestants[i]
			took, err := c.run()
			if err != nil {
				return err
			}
			if round > 0 {
				c.took = append(c.took, took)
			}
		}
		fmt.Fprint(os.Stderr, ".")
	}
	fmt.Fprintln(os.Stderr)
	return printCompared(os.Stdout, b.rounds, last, func(yield func(string, []time.Duration)) {
		for _, c := range contestants {
			yield(c.name, c.took)
		}
	})
}

func printCompared(w io.Writer, rounds int, c *compare.Comparison, each func(func(string, []time.Duration))) error {
	fmt.Fprintf(w, "%d clauses: %+v\nmedians of %d interleaved rounds, %d processors, %s %s/%s\n\n| | wall time | ratio |\n| --- | ---: | ---: |\n",
		len(c.Clauses), c.Summary, rounds, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	var base []time.Duration
	each(func(name string, took []time.Duration) {
		if base == nil {
			base = took
		}
		fmt.Fprintf(w, "| %s | %.3f s | %.2f |\n", name, median(len(took), func(i int) float64 { return took[i].Seconds() }),
			median(len(took), func(i int) float64 { return took[i].Seconds() / base[i].Seconds() }))
	})
	return nil
}
