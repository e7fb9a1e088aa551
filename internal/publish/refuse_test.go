package publish

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestRefused(t *testing.T) {
	ours := func(t *testing.T, root string) { replace(t, root, public(root, pages(4, 1))) }
	in := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, root string) { put(t, filepath.Join(root, name), text) }
	}
	both := func(fs ...func(*testing.T, string)) func(*testing.T, string) {
		return func(t *testing.T, root string) {
			for _, f := range fs {
				f(t, root)
			}
		}
	}
	link := func(to, name string) func(*testing.T, string) {
		return func(t *testing.T, root string) {
			if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
				t.Skip("this system has no symbolic links for us: ", err)
			}
		}
	}
	const unlisted = "move them into static/, from where every build copies them, or delete them"
	tests := []struct {
		name    string
		prepare func(*testing.T, string)
		dir     string
		want    string // "" when it may be replaced
	}{
		{"nothing there", nil, "public", ""},
		{"empty folder", func(t *testing.T, root string) { os.Mkdir(filepath.Join(root, "public"), 0o755) }, "public", ""},
		{"kept files only", both(in("public/.gitignore", "*"), in("public/.gitkeep", "")), "public", ""},
		{"desktop's droppings", both(ours, in("public/standards/.DS_Store", "x"), in("public/Thumbs.db", "x")), "public", ""},
		{"ours", ours, "public", ""},
		{"ours, changed by hand", both(ours, in("public/index.html", "x")), "public", ""},
		{"elsewhere", nil, "out/site", ""},
		{"name that starts as a source's", nil, "content-public", ""},

		{"a file", in("public", "x"), "public", "is a file, not a folder; remove it"},
		{"link to a folder", link("content", "public"), "public", "is a symbolic link; remove the link"},
		{"link to nothing", link("nowhere", "public"), "public", "is a symbolic link"},
		{"link to our own output", both(func(t *testing.T, root string) {
			replace(t, root, Output{Dir: filepath.Join(root, "real"), Edition: "public", Files: pages(2, 1)})
		}, link("real", "public")), "public", "is a symbolic link"},
		{"other people's folder", both(in("public/a", ""), in("public/b/c", "")), "public",
			"is not an output of kijun and holds 2 files: a, b/c; choose another folder, or empty this one"},
		{"kept file deeper", in("public/b/.gitkeep", ""), "public", "is not an output of kijun and holds a file: b/.gitkeep"},
		{"kept name, not a file", both(ours, link("static", "public/.gitignore")), "public", "holds a file that kijun did not write: .gitignore"},
		{"one more file", both(ours, in("public/mine.txt", "")), "public", "holds a file that kijun did not write: mine.txt; " + unlisted},
		{"seven more files", both(ours, in("public/1", ""), in("public/2", ""), in("public/3", ""), in("public/standards/4", ""), in("public/5", ""), in("public/6", ""), in("public/7", "")),
			"public", "holds 7 files that kijun did not write: 1, 2, 3, 5, 6 and 2 more; " + unlisted},
		{"one more link", both(ours, link("/", "public/root")), "public", "did not write: root;"},
		{"link in a listed file's place", both(ours, func(t *testing.T, root string) {
			os.Remove(filepath.Join(root, "public/index.html"))
		}, link("/etc/passwd", "public/index.html")), "public", "did not write: index.html;"},
		{"name with an escape sequence", both(ours, in("public/\x1b[2J", "")), "public", `did not write: "\x1b[2J";`},
		{"other edition", func(t *testing.T, root string) {
			replace(t, root, Output{Dir: filepath.Join(root, "public"), Edition: "confidential", Private: true, Files: pages(2, 1)})
		}, "public", "holds the confidential edition, not the public one; choose another folder"},
		{"later manifest", in("public/kijun-manifest.txt", "kijun-manifest 2 public\n"), "public", "kijun-manifest.txt that this version of kijun did not write"},
		{"manifest out of form", in("public/kijun-manifest.txt", "kijun-manifest 1 public\nabc  x\n"), "public", "did not write"},
		{"manifest cut short", in("public/kijun-manifest.txt", "kijun-manifest 1 public"), "public", "did not write"},
		{"manifest that points out", in("public/kijun-manifest.txt", "kijun-manifest 1 public\n"+strings.Repeat("0", 64)+"  ../x\n"), "public", "did not write"},
		{"linked manifest", both(ours, func(t *testing.T, root string) {
			os.Rename(filepath.Join(root, "public/kijun-manifest.txt"), filepath.Join(root, "m"))
		}, link("../m", "public/kijun-manifest.txt")), "public", "did not write"},

		{"project", nil, "", "is the project's own folder or one above it"},
		{"above the project", nil, "..", "is the project's own folder or one above it"},
		{"root", nil, "/", "is the root of a file system"},
		{"project, otherwise", nil, "content/../.", "is the project's own folder"},
		{"sources", nil, "content", "is or lies in the project's folder content/"},
		{"in sources", nil, "static/public", "is or lies in the project's folder static/"},
		{"in sources not there", nil, "layouts/x", "is or lies in the project's folder layouts/"},
		{"in sources, other case", nil, "Content/x", "is or lies in the project's folder content/"},
		{"in sources by a link", link("content", "c"), "c/x", "is or lies in the project's folder content/"},
		{"around linked sources", both(in("../outer/assets/x", ""), link("../outer/assets", "assets")), "../outer", "holds the project's folder assets/"},
		{"git's folder", nil, ".git/x", "is or lies in the project's folder .git/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := project(t)
			if test.prepare != nil {
				test.prepare(t, root)
			}
			out := Output{Dir: root + "/" + test.dir, Edition: "public", Files: pages(5, 2)}
			if test.dir == "/" {
				out.Dir = "/"
			}
			before := tree(t, root)
			err := Check(t.Context(), root, out)
			sameTree(t, root, before)
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				replace(t, root, out)
				return
			}
			for _, err := range []error{err, second(Replace(t.Context(), root, out))} {
				var refused *Refused
				if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error %v, want %q", err, test.want)
				} else if refused.Dir != out.Dir || refused.Hint == "" {
					t.Errorf("%+v names another folder or no way out", refused)
				}
			}
			sameTree(t, root, before)
		})
	}
}

func second[A, B any](_ A, b B) B { return b }

func TestOutputsApart(t *testing.T) {
	root := project(t)
	for _, dirs := range [][2]string{{"public", "public"}, {"public", "Public"}, {"public", "public/confidential"}, {"out/confidential/public", "out/confidential"}} {
		a := Output{Dir: filepath.Join(root, dirs[0]), Edition: "public", Files: pages(2, 1)}
		b := Output{Dir: filepath.Join(root, dirs[1]), Edition: "confidential", Private: true, Files: pages(2, 1)}
		var refused *Refused
		if err := Check(t.Context(), root, a, b); !errors.As(err, &refused) || !strings.Contains(err.Error(), "overlaps the output") {
			t.Errorf("%q: %v", dirs, err)
		}
		if _, err := Replace(t.Context(), root, a, b); !errors.As(err, &refused) {
			t.Errorf("%q: %v", dirs, err)
		}
	}
	holds(t, root, "content", "static")
}

// A folder within an output is where a server would publish it: with `kijun build
// --output public`, the confidential edition.
func TestNoOutputWithinAnOutput(t *testing.T) {
	root := project(t)
	replace(t, root, public(root, pages(2, 1)))
	within := Output{Dir: filepath.Join(root, "public", "a", "confidential"), Edition: "confidential", Private: true, Files: pages(2, 1)}
	var refused *Refused
	if err := Check(t.Context(), root, within); !errors.As(err, &refused) || !strings.Contains(err.Error(), "lies within an output of kijun") {
		t.Errorf("check: %v", err)
	}
	if _, err := Replace(t.Context(), root, within); !errors.As(err, &refused) {
		t.Errorf("replace: %v", err)
	}
}

func TestBadNames(t *testing.T) {
	tests := []struct{ names, want string }{ // names are separated by |
		{"a|b/c|b/d/e|第5条/ü.html|...|compare/4.1...4.2/index.html", ""},
		{"e\u0301/x|e\u0301/y", ""},

		{"", "is not a clean relative path"},
		{".", "is not a clean relative path"},
		{"/a", "is not a clean relative path"},
		{"a/", "is not a clean relative path"},
		{"a//b", "is not a clean relative path"},
		{"./a", "is not a clean relative path"},
		{"..", "is not a clean relative path"},
		{"../a", "is not a clean relative path"},
		{"a/../b", "is not a clean relative path"},
		{"a\xff", "is not a clean relative path"},
		{"a\x00b", "control character"},
		{"a\nb", "control character"},
		{`a\b`, "backslash"},
		{"a|A", "can't stand beside A"},
		{"ß|SS", "can't stand beside SS"},
		{"\u00e9|e\u0301", "can't stand beside"},
		{"a/x|A/y", "can't stand beside A"},
		{"a|a/b", "can't stand beside a"},
		{"a/b/c|A/b", "can't stand beside A"},
		{"kijun-manifest.txt", "can't stand beside kijun-manifest.txt"},
		{"Kijun-Manifest.TXT", "can't stand beside kijun-manifest.txt"},
		{"kijun-manifest.txt/a", "can't stand beside kijun-manifest.txt"},
	}
	for _, test := range tests {
		root := project(t)
		files := map[string][]byte{}
		for name := range strings.SplitSeq(test.names, "|") {
			files[name] = []byte(name)
		}
		_, err := Replace(t.Context(), root, public(root, files))
		if test.want == "" {
			if err != nil {
				t.Errorf("%q: %v", test.names, err)
			}
			// Names come back as they were written, or at least are recognised.
			files["new"] = nil
			replace(t, root, public(root, files))
			continue
		}
		var bad *BadName
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want %q", test.names, err, test.want)
		}
		holds(t, root, "content", "static")
	}
}

func TestEveryBadNameIsSaidInOneOrder(t *testing.T) {
	files := map[string][]byte{}
	for _, name := range []string{"../a", "x", "X", "b\\", "/c"} {
		files[name] = nil
	}
	_, _, err := arrange(slices.Collect(maps.Keys(files)))
	got := strings.Split(err.Error(), "\n")
	if len(got) != 4 || !slices.IsSorted(got) {
		t.Errorf("%d errors: %q", len(got), got)
	}
	for range 20 {
		if _, _, again := arrange(slices.Collect(maps.Keys(files))); again.Error() != err.Error() {
			t.Fatal("the order differs")
		}
	}
}

func TestEditionNames(t *testing.T) {
	root := project(t)
	for _, name := range []string{"", "Public", "a b", "../x", "-a", "a\n", "非公開"} {
		if _, err := Replace(t.Context(), root, Output{Dir: filepath.Join(root, "public"), Edition: name}); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
	if _, err := Replace(t.Context(), root); err == nil {
		t.Error("no output was accepted")
	}
	if err := Check(t.Context(), root, Output{Edition: "public"}); err == nil {
		t.Error("an output without a folder was accepted")
	}
}
