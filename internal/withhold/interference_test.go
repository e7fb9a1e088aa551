package withhold_test

import (
	"flag"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/check"
	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/render"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
	"pgregory.net/rapid"
)

// The property: whatever stands in the withheld parts, everything public is the
// same. It is insensitive to termination: a filling that is an error makes no
// output. Of the editions, the public one is compared even when the other has
// errors, which asks for more than the program promises.

var library = &catalog.Library{
	Catalogs: []*catalog.Catalog{{ID: "g", Items: []*catalog.Item{{ID: "1", Phase: "frame", Heading: standard.Text{"ja": "目的"}}}}},
	Reasons:  []*catalog.Reason{{ID: "threat", Name: standard.Text{"ja": "脅威"}}},
}

// words of the interface; what they are does not matter here.
var words = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, lang := range []string{"ja", "en"} {
		out[lang] = map[string]string{"notice": "withheld", "date_format": "2006-01-02", "permalink": "link to %s", "withheld_begin": "begin %s"}
	}
	return out
}()

// A side is what one filling makes of a world.
type side struct {
	errors diag.List // of scan and cut: nothing public was made
	public []string  // everything public, line by line, named
	secret bool      // the confidential edition has no errors

	needsKey bool // it could not be cut for want of a key, and nothing else
	withheld []withhold.Part
	hidden   []string // all of the confidential edition's text
}

// look takes one filling through the stages. first is the edition that is made
// first: what the stages keep from one to the other must not tell either. open
// opens what is sealed; without it there is no confidential edition of that.
func look(files map[string]*source.File, first withhold.Edition, open withhold.Opener) side {
	var s side
	var register []*standard.Withholding
	if f := files[withhold.RegisterFile]; f != nil {
		var ds diag.List
		if register, ds = parse.Register(f); ds.HasErrors() {
			s.errors.Add(ds...)
		}
	}
	sources, ds := withhold.Scan("s", "1", files, register)
	if s.errors.Add(ds...); s.errors.HasErrors() {
		return s
	}
	parser := parse.New()
	editions := []withhold.Edition{withhold.Public, withhold.Confidential}
	if first == withhold.Confidential {
		slices.Reverse(editions)
	}
	for _, e := range editions {
		from := sources
		if opened, found := sources.Open(open); e == withhold.Confidential && opened == nil {
			s.needsKey = !slices.ContainsFunc(found, func(d *diag.Diagnostic) bool { return !withhold.NeedsKey(d) })
			continue
		} else if e == withhold.Confidential {
			from = opened
		}
		cut, ds := from.Cut(e)
		if cut == nil {
			if s.errors.Add(ds...); e == withhold.Public {
				return s
			}
			continue
		}
		v, found := parser.Version(cut, "ja")
		if v == nil {
			s.errors.Add(found...)
			return s
		}
		standards := []*standard.Standard{{ID: "s", Versions: []*standard.Version{v.Version}}}
		found.Add(check.Run(check.Input{Library: library, Site: &standard.Site{Languages: []string{"ja", "en"}}, Standards: standards, Edition: string(e), Date: "2026-08-01"})...)
		html := page(v, e, standards)
		if e == withhold.Confidential {
			s.secret = !found.HasErrors()
			s.withheld, s.hidden = cut.Withheld(), html
			for _, t := range cut.Texts() {
				s.hidden = append(s.hidden, t.Name+string(t.File.Bytes()))
			}
			for _, d := range found {
				s.hidden = append(s.hidden, finding(d))
			}
			continue
		}
		for _, t := range cut.Texts() {
			s.say("text "+t.Name+" "+t.Lang, string(t.File.Bytes()))
		}
		for _, a := range v.Attachments {
			if a.Used {
				s.say("file "+a.Path, string(a.File.Bytes()))
			}
		}
		s.say("fields", fmt.Sprint(cut.Fields() != nil))
		s.say("register", dump(cut.Register()))
		model := *v.Version
		model.Attachments = nil // those that are used are listed above
		s.say("model", dump(model))

		for _, d := range found {
			s.say("finding", finding(d))
		}
		s.public = append(s.public, html...)
	}
	return s
}

func (s *side) say(name, value string) { s.public = append(s.public, name+": "+value) }

func page(v *parse.Version, e withhold.Edition, standards []*standard.Standard) []string {
	r := &render.Renderer{Edition: e, Library: library, Index: standard.NewIndex(standards), Languages: []string{"ja", "en"}, Words: words}
	var out []string
	for _, tr := range v.Translations {
		p := render.Page{Version: v, UI: tr.Lang, Text: tr.Lang, Depth: 4}
		out = append(out, "html preface "+tr.Lang+": "+string(r.Preface(p)))
		for _, ch := range tr.Chapters {
			out = append(out, "html "+ch.Name+" "+tr.Lang+": "+string(r.Chapter(p, ch)))
		}
		out = append(out, "html all "+tr.Lang+": "+string(r.All(p)))
	}
	return out
}

var lineNumber = regexp.MustCompile(`(\.md|\]):[0-9]+`)

// finding is what a finding says. Where it stands is left out: its author sees
// lines of the uncut file.
func finding(d *diag.Diagnostic) string {
	text := strings.Join(append([]string{d.Path(), d.Rule.Code, d.Rule.Severity.String(), d.KeyPath, d.Message}, d.Hints...), "\n")
	for _, f := range d.Fixes {
		text += "\n" + f.Message + " " + f.Text
	}
	return lineNumber.ReplaceAllString(text, "$1:N")
}

// dump writes a value's exported fields but for places in sources.
func dump(v any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(v))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		write(b, v.Elem())
	case reflect.Struct:
		switch v.Type() {
		case reflect.TypeFor[source.Span](), reflect.TypeFor[source.File]():
			b.WriteString("·")
			return
		}
		b.WriteString("{")
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				b.WriteString(f.Name + "=")
				write(b, v.Field(i))
				b.WriteString(" ")
			}
		}
		b.WriteString("}")
	case reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			write(b, v.Index(i))
			b.WriteString(",")
		}
		b.WriteString("]")
	case reflect.Map:
		keys := v.MapKeys()
		if v.Type().Elem() == reflect.TypeFor[source.Span]() {
			b.WriteString("·")
			return
		}
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
		for _, k := range keys {
			fmt.Fprintf(b, "%q:", k)
			write(b, v.MapIndex(k))
			b.WriteString(" ")
		}
	default:
		fmt.Fprintf(b, "%#v", v.Interface())
	}
}

// A count tells how the property was tried.
type count struct {
	worlds, unmade, oneMade int // unmade: both fillings are errors of the scanner
	parts, sealed           int
	secretErrors            int // sides whose confidential edition would stop the build
	same                    int // worlds whose fillings happen to be equal
}

func (c *count) property(t *rapid.T) {
	w := draw(t)
	first := withhold.Editions[rapid.IntRange(0, 1).Draw(t, "first")]
	a, b := look(w.sources(0), first, nil), look(w.sources(1), first, nil)
	c.worlds++
	c.parts += w.parts
	switch {
	case len(a.errors) > 0 && len(b.errors) > 0:
		c.unmade++
		return
	case len(a.errors) > 0 || len(b.errors) > 0:
		c.oneMade++
		return
	}
	if reflect.DeepEqual(w.files[0], w.files[1]) {
		c.same++
	}
	for _, s := range []side{a, b} {
		if !s.secret {
			c.secretErrors++
		}
	}
	if d := difference(a.public, b.public); d != "" {
		t.Fatalf("the public side depends on what is withheld\n%s\n\nfirst filling:\n%s\n\nsecond filling:\n%s", d, listing(w.files[0]), listing(w.files[1]))
	}
	if c.worlds%8 == 0 { // it takes as long as all else
		c.sealed += sealedToo(t, w, a, b, first)
	}
}

// difference shows the first thing in which two sides differ.
func difference(a, b []string) string {
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x == y {
			continue
		}
		k := 0
		for k < len(x) && k < len(y) && x[k] == y[k] {
			k++
		}
		from := max(0, k-60)
		return fmt.Sprintf("in %.40q at byte %d:\n  %q\n  %q", x, k, x[from:min(len(x), k+80)], y[min(from, len(y)):min(len(y), k+80)])
	}
	return ""
}

func listing(files map[string]string) string {
	var b strings.Builder
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name != withhold.RegisterFile {
			fmt.Fprintf(&b, "-- %s --\n%s", name, files[name])
		}
	}
	return b.String()
}

// checks sets how many cases rapid tries unless the command line says so.
func checks(t *testing.T, n int) {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if given {
		return
	}
	if testing.Short() {
		n /= 10
	}
	f := flag.Lookup("rapid.checks")
	old := f.Value.String()
	if err := f.Value.Set(fmt.Sprint(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(old) })
}

func TestNonInterference(t *testing.T) {
	checks(t, 2000)
	var c count
	start := time.Now()
	rapid.Check(t, c.property)
	t.Logf("%d worlds with %d parts (%d files of them sealed too) in %s; discarded: %d (both fillings errors), %d (one of them); equal fillings: %d; confidential editions with errors: %d of %d",
		c.worlds, c.parts, c.sealed, time.Since(start).Round(time.Millisecond), c.unmade, c.oneMade, c.same, c.secretErrors, 2*(c.worlds-c.unmade-c.oneMade))
	if t.Failed() {
		return
	}
	if 20*(c.unmade+c.oneMade) > c.worlds {
		t.Errorf("%d of %d worlds were discarded: the generator errs too often to prove anything", c.unmade+c.oneMade, c.worlds)
	}
	if 4*c.same > c.worlds || 5*c.sealed < c.worlds || 4*c.secretErrors > 2*c.worlds || c.parts < c.worlds {
		t.Error("the fillings are too alike, too rarely valid, or too few")
	}
}

func FuzzNonInterference(f *testing.F) { f.Fuzz(rapid.MakeFuzz(new(count).property)) }
