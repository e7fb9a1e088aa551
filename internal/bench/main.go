// Command bench measures how long kijun takes to build both editions of a large
// project, and, beside it, how long plain Hugo takes to render the same chapters
// once. Run it from the module: go run ./internal/bench
//
// "Plain Hugo" is Hugo of the version that kijun uses, as a library in a process
// of its own, from disk to disk: Markdown with YAML front matter, layouts of a
// line, no taxonomies, no feeds, no sitemap, no data. It is what a site could
// least do with; it has no navigation, no checks, no register, no coverage and
// one edition, and holds each text once, where an edition of ours holds it on
// the chapter's page, on the page of the whole version and in the data.
//
// What is compared are whole processes: wall time, the peak of resident memory
// as the system counts it, and the size of what was written. The rounds of all
// contestants are interleaved, and medians are printed, because other work on
// the machine falls on all of them then. The ratios hold from machine to
// machine; the times do not.
//
// With -compare it measures `kijun compare` on two versions of 10,000 clauses, a
// tenth of which changed, beside git diff --word-diff on the same two folders.
//
// With -preview it measures how long it takes from saving a chapter to its new page,
// served and shown in a browser: `kijun serve` beside `hugo server`, on the same
// chapters.
//
// With -release it measures `kijun release` beside `kijun build`, on one version
// of 2,000 chapters with a withheld part each, and on the samples.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/kijun-dev/kijun/internal/cli"
)

func main() {
	b := bench{}
	flag.IntVar(&b.chapters, "chapters", 2000, "chapters to generate")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds to measure, after one that is not counted")
	flag.BoolVar(&b.keep, "keep", false, "keep the temporary folder and print its name")
	flag.StringVar(&b.languages, "languages", "ja", "languages of the site's interface, such as ja,en; the texts are Japanese")
	flag.StringVar(&b.kijun, "kijun", "", "measure this program instead of building ./cmd/kijun")
	flag.StringVar(&b.against, "against", "", "measure this older kijun as well")
	compare := flag.Bool("compare", false, "measure the comparison of two versions of 10,000 clauses, beside git diff --word-diff")
	release := flag.Bool("release", false, "measure a release beside a build, with a withheld part in each chapter")
	theme := flag.Bool("theme", false, "measure a build with the theme beside one with bare layouts")
	scale := flag.Bool("scale", false, "build 50,000 clauses in 500 standards and weigh the pages that grow with a site")
	preview := flag.Bool("preview", false, "measure kijun serve beside hugo server, from saving a chapter to its new page")
	flag.StringVar(&b.hugo, "hugo", "", "with -preview: use this program instead of building "+hugoModule)
	only := flag.String("generate", "", "write the project to this folder and end; with -scale: measure in this folder, and keep it")
	cpu := flag.String("cpuprofile", "", "with -profile or -compare: write a CPU profile to this file")
	mem := flag.String("memprofile", "", "with -profile: write a profile of allocations to this file")
	project := flag.String("profile", "", "build the project in this folder once, within this process")
	plain := flag.String("plain", "", "used by bench itself: render the Hugo site in this folder")
	to := flag.String("to", "", "used by bench itself: the folder to render into")
	flag.Parse()
	var err error
	switch {
	case *plain != "":
		err = plainHugo(*plain, *to)
	case *compare:
		err = b.in("", func(dir string) error { return b.compare(dir, *cpu) })
	case *preview:
		err = b.in("", b.preview)
	case *release:
		err = b.in("", b.release)
	case *theme:
		err = b.in("", b.theme)
	case *scale:
		err = b.in(*only, b.scale)
	case *only != "":
		err = generate(*only, "", b.chapters, b.languages)
	case *project != "":
		err = profile(*project, *cpu, *mem)
	default:
		err = b.in("", b.run)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type bench struct {
	chapters, rounds                int
	keep                            bool
	languages, kijun, against, hugo string
}

// A contestant is measured once a round. into names the output folder of a
// round; args are those of the program.
type contestant struct {
	name    string
	program string
	args    func(into string) []string
	folder  string // outputs of this name in a round's folder
	runs    []run
}

type run struct {
	wall   time.Duration
	cpu    time.Duration // of all processors
	memory int64         // bytes
	size   int64         // bytes
	files  int
}

// in has something measured with a fresh kijun, in a folder: one that is named
// stays, and a new one goes unless it is to be kept.
func (b *bench) in(dir string, measure func(dir string) error) (err error) {
	if dir == "" {
		if dir, err = os.MkdirTemp("", "kijun-bench-"); err != nil {
			return err
		}
		if b.keep {
			fmt.Println("keeping", dir)
		} else {
			defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		}
	}
	if err := b.program(dir); err != nil {
		return err
	}
	return measure(dir)
}

// run measures a build of both editions beside one of plain Hugo.
func (b *bench) run(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	project, site := filepath.Join(dir, "project"), filepath.Join(dir, "hugo")
	if err := generate(project, site, b.chapters, b.languages); err != nil {
		return err
	}
	all := []*contestant{{name: "plain Hugo, one edition", program: self, folder: "hugo", args: func(into string) []string {
		return []string{"-plain", site, "-to", into}
	}}}
	kijun := func(program, name, folder string) {
		args := func(into string) []string { return []string{"build", "-C", project, "--output", into} }
		all = append(all, &contestant{name: name + ", cold", program: program, folder: folder, args: args},
			&contestant{name: name + ", warm", program: program, folder: folder, args: args})
	}
	kijun(b.kijun, "kijun, both editions", "kijun")
	if b.against != "" {
		kijun(b.against, "older kijun", "older")
	}
	return b.contest(dir, all)
}

// contest measures all in turns, and prints what they took.
func (b *bench) contest(dir string, all []*contestant) error {
	for round := range b.rounds + 1 {
		// A new folder each round: creating files right after deleting as many
		// would measure the file system's clean-up.
		for _, c := range all {
			r, err := c.measure(filepath.Join(dir, fmt.Sprint("round-", round), c.folder))
			if err != nil {
				return err
			}
			if round > 0 { // the first one reads the disk
				c.runs = append(c.runs, r)
			}
		}
		fmt.Fprint(os.Stderr, ".")
	}
	fmt.Fprintln(os.Stderr)
	b.print(all)
	return nil
}

// program builds kijun into dir where no program was named.
func (b *bench) program(dir string) error {
	if b.kijun != "" {
		return nil
	}
	b.kijun = filepath.Join(dir, "kijun")
	if out, err := exec.Command("go", "build", "-o", b.kijun, "./cmd/kijun").CombinedOutput(); err != nil {
		return fmt.Errorf("building kijun: %w\n%s", err, out)
	}
	return nil
}

func (c *contestant) measure(into string) (r run, err error) {
	cmd := exec.Command(c.program, c.args(into)...)
	start := time.Now()
	out, err := cmd.CombinedOutput()
	r.wall = time.Since(start)
	if err != nil {
		return r, fmt.Errorf("%s: %w\n%s", c.name, err, out)
	}
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	r.memory = peak(cmd.ProcessState)
	err = filepath.WalkDir(into, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			r.size += info.Size()
			r.files++
		}
		return err
	})
	return r, err
}

func (b *bench) print(all []*contestant) {
	fmt.Printf("%d chapters, medians of %d interleaved rounds, %d processors, %s %s/%s\n\n",
		b.chapters, b.rounds, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("| | wall time | ratio | processor time | ratio | peak memory | ratio | files | size |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	base := all[0].runs
	const mib = 1 << 20
	for _, c := range all {
		// ratios within a round, where both had the same machine
		both := func(of func(run) float64) (value, ratio float64) {
			return median(len(c.runs), func(i int) float64 { return of(c.runs[i]) }),
				median(len(c.runs), func(i int) float64 { return of(c.runs[i]) / of(base[i]) })
		}
		wall, wallRatio := both(func(r run) float64 { return r.wall.Seconds() })
		cpu, cpuRatio := both(func(r run) float64 { return r.cpu.Seconds() })
		memory, memoryRatio := both(func(r run) float64 { return float64(r.memory) / mib })
		fmt.Printf("| %s | %.2f s | %.2f | %.2f s | %.2f | %.0f MiB | %.2f | %d | %.1f MiB |\n",
			c.name, wall, wallRatio, cpu, cpuRatio, memory, memoryRatio, c.runs[0].files, float64(c.runs[0].size)/mib)
	}
}

func median(n int, of func(i int) float64) float64 {
	if n == 0 {
		return 0
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = of(i)
	}
	slices.Sort(values)
	return (values[n/2] + values[(n-1)/2]) / 2
}

// profile builds a project in this process, so that a profiler can look at it.
func profile(project, cpu, mem string) error {
	into, err := os.MkdirTemp("", "kijun-profile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(into)
	if cpu != "" {
		f, err := os.Create(cpu)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
	}
	status := cli.Main([]string{"build", "-C", project, "--output", into}, os.Stdin, os.Stdout, os.Stderr)
	pprof.StopCPUProfile()
	if status != 0 {
		return fmt.Errorf("the build ended with status %d", status)
	}
	if mem == "" {
		return nil
	}
	f, err := os.Create(mem)
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(f, 0)
}
