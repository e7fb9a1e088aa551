package build_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/kijun-dev/kijun/internal/build"
	"github.com/kijun-dev/kijun/internal/withhold"
	"golang.org/x/net/html"
)

// Tests of channels that no other test holds; docs/leak-channels.md lists all.

// addresses are the forms of every file of a public edition. What a build might
// leave beside its pages (a source map, a source, a cache, a page of tags) has none of them.
var addresses = []*regexp.Regexp{
	regexp.MustCompile(`^(?:en/)?(?:index|404)\.html$`),
	regexp.MustCompile(`^(?:en/)?(?:standards|items|coverage|withheld|sectors|operators|roles|data|verify)/index\.html$`),
	regexp.MustCompile(`^(?:en/)?standards/[a-z0-9-]+/(?:[0-9.]+/(?:[a-z0-9-]+/)?|compare/[0-9.]+\.\.\.[0-9.]+/)?index\.html$`),
	regexp.MustCompile(`^(?:en/)?pages/[a-z0-9-]+/index\.html$`),
	regexp.MustCompile(`^(?:en/)?(?:sectors|operators|roles|withheld)/[a-z0-9-]+/index\.html$`),
	regexp.MustCompile(`^(?:en/)?coverage/[a-z0-9-]+/(?:[0-9]+/)?index\.html$`),
	regexp.MustCompile(`^(?:en/)?items/[a-z0-9-]+/(?:[a-z0-9.()-]+/)?index\.html$`),
	regexp.MustCompile(`^(?:en/)?standards/[a-z0-9-]+/compare/[0-9.]+\.\.\.[0-9.]+/changes\.json$`),
	regexp.MustCompile(`^standards/[a-z0-9-]+/[0-9.]+/figures/(?:zones|zones-en)\.svg$`),
	regexp.MustCompile(`^standards/[a-z0-9-]+/[0-9.]+/figures/self-check\.csv$`),
	regexp.MustCompile(`^data/(?:withheld|coverage|disclosure)\.(?:json|csv)$`),
	regexp.MustCompile(`^data/(?:catalog/[a-z0-9-]+|standards/[a-z0-9-]+/[0-9.]+)\.json$`),
	regexp.MustCompile(`^(?:en/)?(?:standards/[a-z0-9-]+/)?feed\.xml$|^sitemap\.xml$|^robots\.txt$`),
	regexp.MustCompile(`^(?:en/)?search/(?:index\.html|(?:index|older)/(?:directory|[0-9a-f]{24}/(?:facets|[pr][0-9]+))\.gz)$`),
	regexp.MustCompile(`^js/[a-z]+\.[0-9a-f]{64}\.js$`),
	regexp.MustCompile(`^css/[a-z.]+[0-9a-f]*\.css$|^icon\.[0-9a-f]{64}\.svg$|^[a-z-]+\.(?:svg|ico|png)$`),
}

// TestAddresses holds the public edition to files of known forms. The samples
// withhold files, chapters and a draft's worth of names that would be others.
func TestAddresses(t *testing.T) {
	p, _ := caged.fill(t, repository(t))
	used := map[int]bool{}
	for name := range editionsOf(t, p, withhold.Public)[withhold.Public] {
		if strings.HasPrefix(name, "(sources)/") {
			continue
		}
		i := slices.IndexFunc(addresses, func(r *regexp.Regexp) bool { return r.MatchString(name) })
		if i < 0 {
			t.Errorf("a file of no known form: %s", name)
		}
		used[i] = true
	}
	if len(used) < len(addresses) {
		t.Errorf("only %d of %d forms were seen", len(used), len(addresses))
	}
}

// forScripts are the attributes that scripts read; each repeats what its page
// shows, or says words of the interface.
var forScripts = []string{"data-search-box", "data-search-index", "data-search-older", "data-search-root", "data-search-words", "data-citation", "data-words", "data-filter", "data-group", "data-row", "data-column", "data-cell"}

// TestNoHiddenMarkup: what a public page holds, it shows. There are no comments,
// no attributes for scripts but those known and nothing that is there and hidden,
// in pages, feed, styles and scripts.
func TestNoHiddenMarkup(t *testing.T) {
	pages := 0
	for name, data := range editionsOf(t, repository(t), withhold.Public)[withhold.Public] {
		switch {
		case strings.HasPrefix(name, "(sources)/"):
		case strings.HasSuffix(name, ".html"):
			pages++
			for z := html.NewTokenizer(bytes.NewReader(data)); ; {
				kind := z.Next()
				if kind == html.ErrorToken {
					break
				}
				tok := z.Token()
				if kind == html.CommentToken {
					t.Errorf("%s has a comment: %.60q", name, tok.Data)
				}
				for _, a := range tok.Attr {
					if strings.HasPrefix(a.Key, "data-") && !slices.Contains(forScripts, a.Key) || a.Key == "hidden" || tok.Data == "template" || tok.Data == "noscript" {
						t.Errorf("%s: %s on <%s>", name, a.Key, tok.Data)
					}
				}
			}
		case strings.HasSuffix(name, ".xml"):
			for d := xml.NewDecoder(bytes.NewReader(data)); ; {
				tok, err := d.Token()
				if err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if _, ok := tok.(xml.Comment); ok {
					t.Errorf("%s has a comment", name)
				}
			}
		case strings.HasSuffix(name, ".css"), strings.HasSuffix(name, ".js"):
			if bytes.Contains(data, []byte("sourceMappingURL")) || bytes.Contains(data, []byte("/*")) {
				t.Errorf("%s has comments or a map", name)
			}
		}
	}
	if pages < 50 {
		t.Errorf("only %d pages were read", pages)
	}
}

var handedOver = regexp.MustCompile(`^kijunSearch\("([^"]*)"\)`)

// TestSearchIndex: the canaries, which the confidential index has many times, are
// in no file of the public one, whatever is undone of its compression. Nor is
// there a key of two of their letters that stand together nowhere else.
func TestSearchIndex(t *testing.T) {
	p, _ := caged.fill(t, repository(t))
	s := seek(append(slices.Clone(canaries), "鳥𠮟")...)
	a, online := editionsWith(t, p, build.Options{Date: "2026-08-01", Editions: withhold.Editions})
	a.Offline = true // there the files of the index are scripts, each with one of them in base64
	for _, c := range []struct {
		edition withhold.Edition
		least   int
		most    int
	}{{withhold.Public, 0, 0}, {withhold.Confidential, 20, math.MaxInt}} {
		offline, err := a.Files(t.Context(), p.fs(), c.edition)
		if err != nil {
			t.Fatal(err)
		}
		for kind, files := range map[string]map[string][]byte{"site": online[c.edition], "site on a disk": offline} {
			looked, found := 0, 0
			for name, data := range files {
				if !strings.Contains(name, "search/") {
					continue
				}
				looked++
				if m := handedOver.FindSubmatch(data); m != nil {
					if data, err = base64.StdEncoding.DecodeString(string(m[1])); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
				if how := s.find(data); len(how) > 0 {
					found++
					if c.most == 0 {
						t.Errorf("%s: %s: %v", kind, name, how)
					}
				}
			}
			if looked < 50 || found < c.least || found > c.most {
				t.Errorf("%s, %s: canaries in %d of %d files", c.edition, kind, found, looked)
			}
		}
	}
}

// TestTimesTellNothing: when a source was written shows nowhere.
func TestTimesTellNothing(t *testing.T) {
	at := func(hours int) map[string][]byte {
		root := fstest.MapFS{}
		for name, text := range repository(t) {
			hours += 7
			root[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(int64(hours)*3600, 0)}
		}
		a, err := build.Analyse(root, build.Options{Date: "2026-08-01"})
		if err != nil {
			t.Fatal(err)
		}
		files, err := a.Files(t.Context(), root, withhold.Public)
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if d := filesDiffer(at(1), at(400000)); d != "" {
		t.Error(d)
	}
}

// command runs kijun in a folder and wants it to succeed.
func command(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, errs, status := run(append([]string{"-C", dir, "--date", "2026-08-01"}, args...)...); status != 0 {
		t.Fatalf("kijun %v: status %d\n%s%s", args, status, out, errs)
	}
}

type stamp struct {
	data string
	time time.Time
	size int64
}

func stamps(t *testing.T, dir string) map[string]stamp {
	t.Helper()
	out := map[string]stamp{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := e.Info()
		rel, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = stamp{string(data), info.ModTime(), info.Size()}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPublicFilesKeepTheirTime: a change of what is withheld alone leaves every
// file of the public folder with its bytes and its time, which a web server
// would tell as Last-Modified and ETag.
func TestPublicFilesKeepTheirTime(t *testing.T) {
	p, _ := short.fill(t, repository(t))
	dir := t.TempDir()
	put(t, dir, p)
	command(t, dir, "build")
	before, secret := stamps(t, filepath.Join(dir, "public")), stamps(t, filepath.Join(dir, "confidential"))
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name := range before {
		if err := os.Chtimes(filepath.Join(dir, "public", name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	before = stamps(t, filepath.Join(dir, "public"))
	for name, text := range p {
		p[name] = strings.ReplaceAll(text, ":::withhold W-003\nx\n", ":::withhold W-003\nanother and longer text\n")
	}
	put(t, dir, p)
	command(t, dir, "build")
	if maps.Equal(stamps(t, filepath.Join(dir, "confidential")), secret) {
		t.Fatal("the confidential edition is the same: nothing was changed")
	}
	after := stamps(t, filepath.Join(dir, "public"))
	for name, b := range before {
		if a := after[name]; a.data != b.data {
			t.Errorf("%s has changed", name)
		} else if !a.time.Equal(b.time) {
			t.Errorf("%s has another time", name)
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d files, then %d", len(before), len(after))
	}
}

// TestNoLeftoverOfABuild: what was public yesterday and is withheld today is in
// no file of today's public folder, nor in its names, and nothing of a build
// stays in the project.
func TestNoLeftoverOfABuild(t *testing.T) {
	const word, name = "kanariya9f3a", "content/water-guideline/4.2/"
	p := repository(t)
	delete(p, "content/water-guideline/versions.lock")
	open := maps.Clone(p)
	open[name+"01-general.md"] += "\n## 1.99 公開 {#" + word + "}\n\n" + word + "を公開する。[表](figures/" + word + ".csv)\n"
	open[name+"figures/"+word+".csv"] = word + ",1\n"
	dir := t.TempDir()
	put(t, dir, open)
	command(t, dir, "build")
	if n := holding(stamps(t, filepath.Join(dir, "public")), word); n < 3 {
		t.Fatalf("only %d files of the first build have the word", n)
	}
	if err := os.Remove(filepath.Join(dir, name, "figures", word+".csv")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, p)
	command(t, dir, "build")
	if n := holding(stamps(t, filepath.Join(dir, "public")), word); n > 0 {
		t.Errorf("%d files of the second build have the word", n)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{"kijun.yaml", "content", "pages", "public", "confidential"}, e.Name()) && !strings.HasPrefix(e.Name(), ".kijun-lock") {
			t.Errorf("the build leaves %s", e.Name())
		}
	}
}

func holding(files map[string]stamp, word string) (n int) {
	for name, s := range files {
		if strings.Contains(name+s.data, word) {
			n++
		}
	}
	return n
}

// TestLeftoversOfEditors: what editors and merges leave in a version's folder is
// not published; what has no hidden name is an error.
func TestLeftoversOfEditors(t *testing.T) {
	const dir, word = "content/water-guideline/4.2/", "kanariya9f3a"
	for name, refused := range map[string]bool{
		".01-general.md.swp": false, ".#01-general.md": false, ".01-general.md.un~": false, ".DS_Store": false, ".git/index": false,
		"01-general.md~": true, "#01-general.md#": true, "01-general.md.orig": true, "01-general.md.rej": true, "01-general.md.bak": true,
		"figures/zones.svg.bak": true, "figures/zones (1).svg": true, "Thumbs.db": true, "core": true,
	} {
		p := repository(t)
		p[dir+name] = word
		root := p.fs()
		a, err := build.Analyse(root, build.Options{Date: "2026-08-01"})
		if err != nil {
			t.Fatal(err)
		}
		if a.Findings.HasErrors() != refused {
			t.Errorf("%s: refused: %v", name, !refused)
		}
		if refused {
			continue
		}
		for file, data := range editionsOf(t, p, withhold.Public)[withhold.Public] {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%s: %s has it", name, file)
			}
		}
	}
}

// TestExportHasNoHistory: the exported sources are files alone. What an earlier
// commit, a message, a tag or a note of the authors' repository says is not in
// them.
func TestExportHasNoHistory(t *testing.T) {
	const word = "kanariya9f3a"
	p := repository(t)
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "export")
	git := func(args ...string) {
		t.Helper()
		c := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=" + word, "-c", "user.email=" + word + "@example.org", "-c", "init.defaultBranch=main"}, args...)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	old := maps.Clone(p)
	old["content/water-guideline/4.2/01-general.md"] += "\n" + word + "\n"
	put(t, dir, old)
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", word)
	git("tag", "-a", word, "-m", word)
	git("notes", "add", "-m", word)
	put(t, dir, p)
	git("commit", "-q", "-a", "-m", "take "+word+" out")
	command(t, dir, "export", "public-source", out)
	files := stamps(t, out)
	if len(files) < 30 {
		t.Fatalf("only %d files were exported", len(files))
	}
	for name, s := range files {
		if strings.Contains(name, ".git/") || strings.HasSuffix(name, ".git") || strings.Contains(name+s.data, word) {
			t.Errorf("%s is of the history", name)
		}
	}
}
