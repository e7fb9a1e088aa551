package cli

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what is printed into the scripts of testdata/script")

// TestMain makes the test binary the command, so that scripts run it as people
// do: with arguments, a folder, an environment and an exit status.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kijun": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the scripts of testdata/script. The day is fixed: what is
// overdue must not change with the calendar. Commands of ours:
//
//	status N cmd…  runs cmd and wants the exit status N
//	same DIR DIR   wants two folders of the same files with the same bytes
//	repeat N TEXT FILE  appends TEXT with %d counted to FILE, N times
//	umask OCTAL cmd…    runs cmd with a mask for new files
//	edit FILE OLD NEW   replaces a text that stands in FILE once
//	keyed PROJECT FILE NAME  makes a key of releases and adds it to kijun.yaml
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "same": same, "repeat": repeat, "umask": umask, "keyed": keyed, "edit": edit,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "unix" {
				return os.PathSeparator == '/', nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N cmd…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, %s is wanted", got, args[0])
	}
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same DIR DIR")
	}
	a, b := digests(ts, args[0]), digests(ts, args[1])
	if len(a) == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
	var differ []string
	for name, sum := range a {
		if b[name] != sum {
			differ = append(differ, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			differ = append(differ, name)
		}
	}
	if (len(differ) > 0) != neg {
		ts.Fatalf("files that differ: %q", differ)
	}
}

func digests(ts *testscript.TestScript, dir string) map[string]string {
	sums := map[string]string{}
	dir = ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if e.IsDir() {
			sums[rel] = info.Mode().String()
			return nil
		}
		data, err := os.ReadFile(name)
		sums[rel] = fmt.Sprintf("%s %x", info.Mode(), sha256.Sum256(data))
		return err
	}))
	return sums
}

func repeat(ts *testscript.TestScript, neg bool, args []string) {
	var n int
	if len(args) != 3 || neg {
		ts.Fatalf("usage: repeat N TEXT FILE")
	}
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	var b bytes.Buffer
	for i := range n {
		text := strings.ReplaceAll(args[1], `\n`, "\n")
		b.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i+1)))
	}
	f, err := os.OpenFile(ts.MkAbs(args[2]), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o666)
	ts.Check(err)
	_, err = f.Write(b.Bytes())
	ts.Check(err)
	ts.Check(f.Close())
}

// umask runs a command with a mask for new files; a shell sets it, so that no
// other script sees it.
func umask(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: umask OCTAL cmd…")
	}
	ts.Check(ts.Exec("sh", append([]string{"-c", `umask "$0"; exec "$@"`}, args...)...))
}

func keyed(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 || neg {
		ts.Fatalf("usage: keyed PROJECT FILE NAME")
	}
	ts.Check(ts.Exec("kijun", "key", "release", args[1], "--name", args[2]))
	_, lines, ok := strings.Cut(ts.ReadFile("stdout"), "\nrelease:\n  keys:\n")
	if !ok {
		ts.Fatalf("the lines for kijun.yaml were not printed")
	}
	file := filepath.Join(args[0], "kijun.yaml")
	text := ts.ReadFile(file)
	if !strings.Contains(text, "\nrelease:\n  keys:\n") {
		text += "release:\n  keys:\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text+lines), 0o666))
}

func edit(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 || neg {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	old, new := strings.ReplaceAll(args[1], `\n`, "\n"), strings.ReplaceAll(args[2], `\n`, "\n")
	if strings.Count(text, old) != 1 {
		ts.Fatalf("%s has %q %d times", args[0], old, strings.Count(text, old))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, old, new, 1)), 0o666))
}
