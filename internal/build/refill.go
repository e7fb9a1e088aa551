package build

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Refill is the project with other text in every withheld part: random, open,
// and of other lengths. The public edition of it must be the same to the byte.
// Sealed parts need no key, because nothing of them is kept. The files of root
// are not touched; what is refilled stands in memory.
//
// What depends on the full sources and is in no public edition goes: drafts,
// digests of them in versions.lock, salts, and files that withheld text alone
// refers to. The grammar is read here once more, so that a fault of the scanner
// does not hide itself.
func (a *Analysis) Refill(root fs.FS, seed uint64) (fs.FS, error) {
	if a.Findings.HasErrors() {
		return nil, ErrFindings
	}
	files := map[string][]byte{}
	err := fs.WalkDir(root, contentFolder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{} // standards with a version
	for _, x := range a.folders {
		dir := x.source.Dir()
		if x.model == nil {
			maps.DeleteFunc(files, func(name string, _ []byte) bool { return strings.HasPrefix(name, dir+"/") })
			continue
		}
		kept[x.source.Standard] = true
		delete(files, dir+"/"+proof.ConfidentialFile)
		for _, at := range x.model.Attachments {
			if !at.Used {
				delete(files, path.Join(dir, at.Path))
			}
		}
		r := &refilling{dir: dir, standard: x.source.Standard, seed: seed, files: files}
		if err := r.version(); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		std, rest, _ := strings.Cut(strings.TrimPrefix(name, contentFolder+"/"), "/")
		switch {
		case !kept[std]: // nothing of it but drafts
			delete(files, name)
		case rest == project.LockFile:
			files[name] = fullDigest.ReplaceAll(files[name], nil)
		}
	}
	return newOverlaid(root, contentFolder, files), nil
}

const contentFolder = "content"

// fullDigest is a line of a lock with a digest of full sources.
var fullDigest = regexp.MustCompile(`(?m)^[^\s#]+ confidential .*\n?`)

// A refilling is a version on its way to other withheld parts.
type refilling struct {
	dir, standard string
	seed          uint64
	files         map[string][]byte // of the project
	entries       map[string]*standard.Withholding
}

func (r *refilling) version() error {
	name := r.dir + "/" + withhold.RegisterFile
	data, ok := r.files[name]
	if !ok {
		return nil
	}
	register, ds := parse.Register(source.New(name, data))
	if ds.HasErrors() {
		return &FindingsError{diag.List(ds)}
	}
	r.entries = map[string]*standard.Withholding{}
	var fields strings.Builder
	for _, w := range register {
		r.entries[w.ID] = w
		if w.Field != "" {
			fields.WriteString(w.Field + ": {ja: " + r.dice(w.ID, "ja").words() + ", en: " + r.dice(w.ID, "en").words() + "}\n")
		}
	}
	if fields.Len() > 0 {
		r.files[r.dir+"/"+withhold.ConfidentialFile] = []byte(fields.String())
	}
	withheld := map[string]bool{}
	for _, w := range register {
		if len(w.Paths) > 0 {
			r.whole(w, withheld)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if path.Dir(name) == r.dir && path.Ext(name) == ".md" && !withheld[name] {
			r.files[name] = r.text(name, r.files[name])
		}
	}
	// the names of withheld files are new, so their entries are written anew
	data, err := parse.FormatRegister(register)
	if err != nil {
		return err
	}
	r.files[name] = data
	return nil
}

// dice throws for a part, the same in each run with a seed.
func (r *refilling) dice(id string, of ...string) *dice {
	return newDice(r.seed, append([]string{r.dir, id}, of...)...)
}

// whole puts other files in the place of those that an entry withholds, under
// other names. A text goes in all its languages.
func (r *refilling) whole(w *standard.Withholding, withheld map[string]bool) {
	listed := slices.Clone(w.Paths)
	w.Paths = nil
	done := map[string]bool{}
	for _, name := range listed {
		d := r.dice(w.ID, "name", stemOf(name))
		if path.Ext(name) != ".md" {
			delete(r.files, r.dir+"/"+name)
			to := path.Join("other-"+d.hex(), d.hex()+strings.ToLower(path.Ext(name)))
			r.files[r.dir+"/"+to] = d.attachment(to)
			w.Paths = append(w.Paths, to)
			continue
		}
		if done[stemOf(name)] {
			continue
		}
		done[stemOf(name)] = true
		to := []string{"00-", "55-", "99-"}[d.below(3)] + d.hex()
		for _, old := range slices.Sorted(maps.Keys(r.files)) {
			rest, ok := strings.CutPrefix(old, r.dir+"/")
			if !ok || path.Ext(rest) != ".md" || path.Dir(rest) != path.Dir(name) || stemOf(rest) != stemOf(name) {
				continue
			}
			delete(r.files, old)
			_, suffix, _ := strings.Cut(path.Base(rest), ".")
			next := path.Join(path.Dir(rest), to+"."+suffix)
			withheld[r.dir+"/"+next] = true
			r.files[r.dir+"/"+next] = []byte("---\ntitle: " + r.dice(w.ID, "title", suffix).words() + "\n---\n\n" + r.sections(w, suffix, 2))
			w.Paths = append(w.Paths, next)
		}
	}
}

func stemOf(name string) string {
	s, _, _ := strings.Cut(path.Base(name), ".")
	return s
}

var (
	regionForm = regexp.MustCompile(`(?ms)^([ >]*):::(withhold|sealed) (W-[0-9]{3,})\n(.*?)^[ >]*:::end-(?:withhold|sealed) (W-[0-9]{3,})$`)
	spanForm   = regexp.MustCompile(`\{\{(withhold|sealed):(W-[0-9]{3,})\}\}.*?\{\{/(?:withhold|sealed):W-[0-9]{3,}\}\}`)
)

// text puts other parts into a text.
func (r *refilling) text(name string, data []byte) []byte {
	_, lang, _ := strings.Cut(path.Base(name), ".")
	data = regionForm.ReplaceAllFunc(data, func(all []byte) []byte {
		m := regionForm.FindSubmatch(all)
		prefix, id := string(m[1]), string(m[3])
		var b strings.Builder
		b.WriteString(prefix + ":::withhold " + id + "\n")
		for line := range strings.Lines(r.region(id, lang)) {
			b.WriteString(prefix + line)
		}
		b.WriteString(prefix + ":::end-withhold " + id)
		return []byte(b.String())
	})
	return spanForm.ReplaceAllFunc(data, func(all []byte) []byte {
		id := string(spanForm.FindSubmatch(all)[2])
		return []byte("{{withhold:" + id + "}}" + r.dice(id, lang).words() + "{{/withhold:" + id + "}}")
	})
}

// region makes whole lines of the kind that an entry says.
func (r *refilling) region(id, lang string) string {
	d := r.dice(id, lang)
	w := r.entries[id]
	if w == nil {
		return d.words() + "\n"
	}
	var b strings.Builder
	switch w.Unit {
	case standard.UnitSection:
		level := 2
		if w.Heading != nil {
			level = w.Heading.Level
		}
		return r.sections(w, lang, level)
	case standard.UnitListItem:
		for range 1 + d.below(6) {
			b.WriteString("- " + d.words() + "\n")
		}
	case standard.UnitTable:
		columns := 1 + d.below(4)
		row := func(cell func() string) {
			for range columns {
				b.WriteString("| " + cell() + " ")
			}
			b.WriteString("|\n")
		}
		row(d.words)
		row(func() string { return "---" })
		for range d.below(8) {
			row(d.words)
		}
	case standard.UnitFigure:
		// the picture is the same in each language
		shared := r.dice(id, "figure")
		if shared.below(2) == 0 {
			b.WriteString("```text\n" + d.words() + "\n\n" + d.words() + "\n```\n")
			break
		}
		file := "figures/" + shared.hex() + []string{".svg", ".png", ".jpg", ".gif"}[shared.below(4)]
		r.files[r.dir+"/"+file] = shared.attachment(file)
		b.WriteString("![" + d.words() + "](" + file + ")\n")
	default:
		for i := range 1 + d.below(5) {
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString(d.words() + "\n")
		}
	}
	return b.String()
}

// sections makes clauses, the same in each language but for their words.
func (r *refilling) sections(w *standard.Withholding, lang string, level int) string {
	shape := r.dice(w.ID, "shape")
	words := r.dice(w.ID, "words", lang)
	// ids last as long as the standard
	id := newDice(r.seed, r.standard, w.ID, "id").hex()
	var b strings.Builder
	for i := range 1 + shape.below(4) {
		at := level
		if i > 0 {
			at = min(6, level+shape.below(2))
		}
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(strings.Repeat("#", at) + " " + words.words() + " {#x" + id + "-" + string(rune('a'+i)) + "}\n\n" + words.words() + "\n")
	}
	return b.String()
}
