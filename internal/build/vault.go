package build

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/durable"
	"github.com/kijun-dev/kijun/internal/lock"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/project"
	"github.com/kijun-dev/kijun/internal/seal"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/withhold"

	builtin "github.com/kijun-dev/kijun/catalog"
)

// A Vault is a project as sealing sees it: what is withheld, and who may open it.
// Only what tells that is looked at. A text with faults of other kinds has to be
// sealed as well.
type Vault struct {
	Recipients *seal.Recipients // nil where the project is not declared sealed

	root      fs.FS
	settings  diag.List
	versions  []*vaultVersion
	locks     map[string]*source.File
	leftovers []string  // of runs that were killed while they wrote
	hidden    []string  // files that no run takes for sources, and that may hold a part
	elsewhere diag.List // of the places where no version is looked for
}

type vaultVersion struct {
	*project.Version
	sources *withhold.Sources // nil where nothing of it can be looked at
	ds      diag.List
}

// OpenVault reads a project up to the scan.
func OpenVault(root fs.FS) (*Vault, error) {
	files, found, err := project.Load(root, builtin.FS)
	if err != nil {
		return nil, err
	}
	v := &Vault{root: root, locks: files.Locks}
	err = fs.WalkDir(root, "content", func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == "content" && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
		case durable.IsLeftover(e.Name()):
			v.leftovers = append(v.leftovers, name)
		case e.Type().IsRegular() && !project.Kept(name):
			v.hidden = append(v.hidden, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if v.hidden, err = holding(root, v.hidden); err != nil {
		return nil, err
	}
	if v.settings = privateKeys(files); len(v.settings) > 0 {
		return v, nil // begin and InTheClear tell of them, and of nothing else
	}
	site, ds := parse.Site(files.Settings)
	v.settings = errorsOf(ds)
	if site != nil && len(site.Recipients) > 0 {
		keys := make([]string, 0, len(site.Recipients))
		for _, k := range site.Recipients {
			keys = append(keys, k.Key)
		}
		v.Recipients, _ = seal.ParseRecipients(keys) // nil is a finding already
	}
	v.elsewhere = slices.DeleteFunc(errorsOf(found), func(d *diag.Diagnostic) bool {
		return !strings.HasPrefix(d.Path(), "content") || slices.ContainsFunc(files.Versions, func(x *project.Version) bool {
			return strings.HasPrefix(d.Path(), x.Dir()+"/")
		})
	})
	for _, version := range files.Versions {
		x := &vaultVersion{Version: version}
		x.sources, ds = scan(version)
		for _, d := range found {
			if strings.HasPrefix(d.Path(), version.Dir()+"/") {
				ds.Add(d)
			}
		}
		x.ds = errorsOf(ds)
		v.versions = append(v.versions, x)
	}
	return v, nil
}

// holding are those of the hidden files that have a part in the clear. Nobody
// reads them, but they are committed with the rest.
func holding(root fs.FS, names []string) (out []string, err error) {
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
			continue // an editor's, which comes and goes
		} else if err != nil {
			return nil, err
		}
		if withhold.Clear(data) {
			out = append(out, name)
		}
	}
	return out, nil
}

func errorsOf(ds diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(ds), func(d *diag.Diagnostic) bool { return d.Rule.Severity != diag.Error })
}

// Declared reports whether kijun.yaml says that what is withheld is sealed, or
// can't be read.
func (v *Vault) Declared() bool { return v.Recipients != nil || len(v.settings) > 0 }

// Leftovers are files that runs left which were killed while they wrote.
func (v *Vault) Leftovers() []string { return v.leftovers }

// A Sealing is what sealing or unsealing changes. With findings it is nothing.
type Sealing struct {
	Files    map[string][]byte // new bytes, by name in the project
	Was      map[string][]byte // what they take the place of
	Findings diag.List
}

// Seal seals what is withheld in the versions named, or in all, and takes the
// digests of full sources out of their locks.
func (v *Vault) Seal(names []VersionName) (*Sealing, error) {
	out, chosen, err := v.begin(names)
	if err != nil || len(out.Findings) > 0 {
		return out, err
	}
	if v.Recipients == nil {
		return nil, ErrNoRecipients
	}
	for _, x := range chosen {
		files, err := x.sources.Seal(v.Recipients.Seal)
		if err != nil {
			return nil, err
		}
		out.add(x, files)
		if f := v.locks[x.Standard]; f != nil {
			if data := lock.WithoutOracles(f.Bytes()); !bytes.Equal(data, f.Bytes()) {
				out.Files[f.Path()], out.Was[f.Path()] = data, f.Bytes()
			}
		}
	}
	return out, nil
}

// Unseal opens what is sealed in the versions named, or in all.
func (v *Vault) Unseal(names []VersionName, open withhold.Opener) (*Sealing, error) {
	out, chosen, err := v.begin(names)
	if err != nil || len(out.Findings) > 0 {
		return out, err
	}
	for _, x := range chosen {
		files, ds := x.sources.Unseal(open)
		out.Findings.Add(ds...)
		out.add(x, files)
	}
	out.finish()
	return out, nil
}

func (s *Sealing) add(x *vaultVersion, files map[string][]byte) {
	for name, data := range files {
		full := path.Join(x.Dir(), name)
		s.Files[full], s.Was[full] = data, x.file(name).Bytes()
	}
}

// file is a source of the version, or the salts of its release.
func (x *vaultVersion) file(name string) *source.File {
	if name == withhold.SaltsFile {
		return x.Release[path.Base(name)]
	}
	return x.Files[name]
}

func (s *Sealing) finish() {
	if s.Findings = s.Findings.Sorted(); len(s.Findings) > 0 {
		s.Files = nil
	}
}

// begin chooses the versions, and has their findings.
func (v *Vault) begin(names []VersionName) (*Sealing, []*vaultVersion, error) {
	out := &Sealing{Files: map[string][]byte{}, Was: map[string][]byte{}}
	out.Findings.Add(v.settings...)
	var chosen []*vaultVersion
	for _, x := range v.versions {
		if len(names) == 0 || slices.ContainsFunc(names, func(n VersionName) bool {
			return n.Standard == x.Standard && (n.Number == "" || n.Number == x.Number)
		}) {
			chosen = append(chosen, x)
			out.Findings.Add(x.ds...)
		}
	}
	if len(names) == 0 {
		out.Findings.Add(v.elsewhere...) // else it would be said that all is sealed
	}
	for _, n := range names {
		if len(v.versions) == 0 && len(v.settings) > 0 {
			break // none was looked at
		}
		if !slices.ContainsFunc(chosen, func(x *vaultVersion) bool {
			return n.Standard == x.Standard && (n.Number == "" || n.Number == x.Number)
		}) {
			return nil, nil, v.unknown(n)
		}
	}
	out.finish()
	return out, chosen, nil
}

func (v *Vault) unknown(n VersionName) error {
	var standards, numbers []string
	for _, x := range v.versions {
		if !slices.Contains(standards, x.Standard) {
			standards = append(standards, x.Standard)
		}
		if x.Standard == n.Standard {
			numbers = append(numbers, x.Number)
		}
	}
	if len(numbers) == 0 {
		return &NameError{fmt.Sprintf("there is no standard %q", n.Standard), "there are: " + strings.Join(standards, ", ")}
	}
	return &NameError{fmt.Sprintf("%s has no version %q", n.Standard, n.Number), "it has: " + strings.Join(numbers, ", ")}
}

// InTheClear reports what a project that is declared sealed has in the clear,
// whatever else is wrong with it.
func (v *Vault) InTheClear() diag.List {
	ds := strayedKeys(v.root, v.settings)
	ds.Add(v.settings...)
	for _, x := range v.versions {
		sources := x.sources
		if sources == nil { // a register that can't be read does not say which files
			sources, _ = withhold.Scan(x.Standard, x.Number, x.Files, nil)
		}
		ds.Add(x.ds...)
		ds.Add(sources.InTheClear()...)
	}
	for _, name := range v.leftovers {
		ds.Add(withhold.NotSealed.At(source.New(name, nil).Whole(), "a run that was stopped while it wrote has left this file, which may have withheld text").
			Hint("`kijun seal` removes it"))
	}
	for _, name := range v.hidden {
		ds.Add(withhold.NotSealed.At(source.New(name, nil).Whole(), "this hidden file has the marker of a withheld part, and what it withholds in the clear").
			Hint("take it out: `kijun seal` leaves alone what editors leave behind"))
	}
	for _, std := range slices.Sorted(maps.Keys(v.locks)) {
		for _, at := range lock.Oracles(v.locks[std]) {
			ds.Add(withhold.NotSealed.At(at, "a digest of withheld text stands here in the clear").
				Hint("`kijun seal` takes it out: whoever guesses at a word can try the guess on it"))
		}
	}
	return ds.Sorted()
}

// A Draft is one file of a version, opened for its author.
type Draft struct {
	Name  string // in the project
	Was   []byte // as it stands there
	Clear []byte // with its parts in the clear

	vault   *Vault
	version *vaultVersion
	file    string
	old     map[string][]byte // ciphertexts, by what was sealed in them

	unmatched map[string]bool // what register and texts did not have in common before
}

// knew reports whether register and texts were apart in this before the author
// began. What comes apart anew may be a marker that was lost.
func (d *Draft) knew(f *diag.Diagnostic) bool { return d.unmatched[f.Rule.Code+" "+f.Message] }

// ErrNoRecipients says that kijun.yaml does not say whom to seal for.
var ErrNoRecipients = errors.New("kijun.yaml names no recipients, so nothing is sealed in this project")

// ErrNotEdited says that a file has nothing that could be sealed.
var ErrNotEdited = errors.New("this is no text of a version, and no file that is withheld")

// Draft opens one file, named by its place in the project.
func (v *Vault) Draft(name string, open withhold.Opener) (*Draft, diag.List, error) {
	parts := strings.SplitN(path.Clean(name), "/", 4)
	if len(parts) != 4 || parts[0] != "content" {
		return nil, nil, ErrNotEdited
	}
	if len(v.versions) == 0 && len(v.settings) > 0 {
		return nil, v.settings, nil
	}
	i := slices.IndexFunc(v.versions, func(x *vaultVersion) bool { return x.Standard == parts[1] && x.Number == parts[2] })
	if i < 0 || v.versions[i].Files[parts[3]] == nil {
		return nil, nil, fs.ErrNotExist
	}
	x := v.versions[i]
	// A part that comes or goes does so in the register and in the text, one after
	// the other. The register is in the clear, so it is first.
	d := &Draft{Name: path.Clean(name), Was: x.Files[parts[3]].Bytes(), vault: v, version: x, file: parts[3], old: map[string][]byte{}, unmatched: map[string]bool{}}
	ds := slices.Concat(v.settings, x.ds)
	for _, f := range ds {
		if withhold.IsUnmatched(f) {
			d.unmatched[f.Rule.Code+" "+f.Message] = true
		}
	}
	if ds = slices.DeleteFunc(ds, d.knew); len(ds) > 0 {
		return nil, ds.Sorted(), nil
	}
	remember := func(b seal.Binding, data []byte) ([]byte, error) {
		if open == nil {
			return nil, seal.ErrNoKey
		}
		plain, err := open(b, data)
		if err == nil {
			d.old[known(b, plain)] = bytes.Clone(data)
		}
		return plain, err
	}
	clear, closed := x.sources.UnsealFile(d.file, remember)
	if clear == nil && len(closed) == 0 {
		return nil, nil, ErrNotEdited
	}
	d.Clear = clear
	return d, closed.Sorted(), nil
}

func known(b seal.Binding, plain []byte) string {
	return strings.Join([]string{b.Standard, b.ID, b.Lang, string(b.Kind), string(plain)}, "\x00")
}

// Close takes the text as its author left it and returns the bytes to write. A
// part that did not change keeps its ciphertext. With findings nothing is sealed.
func (d *Draft) Close(text []byte) ([]byte, diag.List, error) {
	v := &project.Version{Standard: d.version.Standard, Number: d.version.Number, Files: map[string]*source.File{}}
	for name, f := range d.version.Files {
		v.Files[name] = source.New(path.Join(d.version.Dir(), name), f.Bytes())
	}
	v.Files[d.file] = source.New(d.Name, text)
	sources, ds := scan(v)
	if ds = slices.DeleteFunc(errorsOf(ds), d.knew); len(ds) > 0 {
		return nil, ds.Sorted(), nil
	}
	if d.vault.Recipients == nil && len(d.old) == 0 {
		return text, nil, nil // nothing is sealed in this project
	}
	files, err := sources.Seal(func(b seal.Binding, plain []byte) ([]byte, error) {
		if data := d.old[known(b, plain)]; data != nil {
			return data, nil
		}
		if d.vault.Recipients == nil {
			return nil, ErrNoRecipients
		}
		return d.vault.Recipients.Seal(b, plain)
	}, d.file)
	if err != nil {
		return nil, nil, err
	}
	if data, ok := files[d.file]; ok {
		return data, nil, nil
	}
	return text, nil, nil
}
