package release

import (
	"bytes"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// names are the files of a folder release/, without it.
var (
	releaseName      = path.Base(proof.ReleaseFile)
	commitmentsName  = path.Base(proof.CommitmentsFile)
	manifestName     = path.Base(proof.ManifestFile)
	confidentialName = path.Base(proof.ConfidentialFile)
)

// A Released version is what was signed of it.
type Released struct {
	Standard, Version string
	Record            *proof.Record
	Commitments       map[string]string     // by part
	Salts             map[string]proof.Salt // by part; nil where they are not at hand
	Manifest          map[string]string     // of the public site as it was: sums by path

	public map[string][]byte // the files that anyone may have, by name relative to release/
	salts  []byte            // the file of the salts in the clear
	files  map[string]*source.File
	dir    string
}

// Note is the signed text: what stands in the log.
func (r *Released) Note() []byte { return r.public[releaseName] }

// Public are the files of release/ that anyone may have, by name relative to the
// version's folder.
func (r *Released) Public() map[string][]byte {
	out := map[string][]byte{}
	for name, data := range r.public {
		out[path.Join(proof.Folder, name)] = data
	}
	return out
}

// InSite are those of them that the site shows. What is signed after the site was
// made is not among them.
func (r *Released) InSite() map[string][]byte {
	return map[string][]byte{proof.CommitmentsFile: r.public[commitmentsName]}
}

// Confidential is the file of the salts in the clear, or nil where they are not
// at hand. It is as confidential as the withheld parts.
func (r *Released) Confidential() []byte { return r.salts }

// Model is the release as the site may tell of it. It has nothing that depends on
// the site.
func (r *Released) Model() *standard.Release {
	out := &standard.Release{
		Date: standard.Date(r.Record.Date), Sources: r.Record.Sources, Root: r.Record.Root, Blocks: r.Record.Blocks,
	}
	for _, part := range slices.Sorted(maps.Keys(r.Commitments)) {
		out.Commitments = append(out.Commitments, standard.Commitment{Part: part, Hash: r.Commitments[part]})
	}
	return out
}

// A Folder is a version's folder release/ as it stands.
type Folder struct {
	Standard, Version string
	Dir               string                  // of the version, for messages
	Files             map[string]*source.File // by name relative to release/
	Open              func([]byte) ([]byte, error)
}

const sealedHead = "-----BEGIN AGE ENCRYPTED FILE-----"

// Read reads what was signed of a version. It is nil where a finding is an error.
func Read(x Folder, keys []note.Verifier) (*Released, diag.List) {
	r := &Released{Standard: x.Standard, Version: x.Version, public: map[string][]byte{}, files: x.Files, dir: path.Join(x.Dir, proof.Folder)}
	if f := x.Files[confidentialName]; f != nil {
		f.HideAll(f.Path())
	}
	var ds diag.List
	for _, name := range slices.Sorted(maps.Keys(x.Files)) {
		switch f := x.Files[name]; name {
		case releaseName, commitmentsName, manifestName:
			r.public[name] = f.Bytes()
		case confidentialName:
		default:
			f.HideAll(f.Path()) // it may be a copy of the salts
			ds.Add(form.At(f.Whole(), "no file of this name belongs to a release").Hint("take it out of the folder"))
		}
	}
	for _, name := range []string{releaseName, commitmentsName, manifestName} {
		if x.Files[name] == nil {
			ds.Add(form.At(source.New(path.Join(r.dir, name), nil).Whole(), "this file of the release is missing").
				Hint("put it back from the history of the project; if nothing was released, take the folder away"))
		}
	}
	if ds.HasErrors() {
		return nil, ds
	}
	ds.Add(r.record(keys)...)
	if r.Record == nil {
		return nil, ds
	}
	ds.Add(r.lists()...)
	if !ds.HasErrors() {
		ds.Add(r.confidential(x.Open)...)
	}
	if ds.HasErrors() {
		return nil, ds
	}
	return r, ds
}

// record opens the signed text.
func (r *Released) record(keys []note.Verifier) (ds diag.List) {
	f := r.files[releaseName]
	text, _, err := proof.Open(f.Bytes(), keys)
	if err != nil {
		f.HideAll(f.Path()) // nobody knows what it is: salts may have strayed here
	}
	if errors.Is(err, proof.ErrNoSigner) {
		d := unsigned.At(f.Whole(), "none of the keys in kijun.yaml has signed this release")
		if len(keys) == 0 {
			d = unsigned.At(f.Whole(), "kijun.yaml names no key that could have signed this release")
		}
		return diag.List{d.Hint("put the public key that signed it into `release: {keys: […]}`, before the one in use")}
	} else if err != nil {
		return diag.List{unsigned.At(f.Whole(), "%v", err).Hint("put the file back as it was signed")}
	}
	rec, err := proof.ParseRecord(text)
	switch {
	case err != nil:
		return diag.List{form.At(f.Whole(), "%v", err).Hint("put the file back as it was signed")}
	case rec.Kind != proof.Release:
		return diag.List{form.At(f.Whole(), "this is a record of the site, not of a version").Hint("put back the release of this version, or take the folder away")}
	case rec.Standard != r.Standard || rec.Version != r.Version:
		return diag.List{form.At(f.Whole(), "this is the release of %s %s", rec.Standard, rec.Version).
			Hint("take the folder %s away: a release stands with its own version alone", r.dir)}
	}
	r.Record = rec
	return nil
}

// lists reads the lists that the signed text has the digests of.
func (r *Released) lists() (ds diag.List) {
	back := "put the file back as it was released"
	f := r.files[commitmentsName]
	var err error
	if r.Commitments, err = proof.ParseCommitments(f.Bytes()); err != nil {
		f.HideAll(f.Path())
		ds.Add(form.At(lineOf(f, err), "%v", err).Hint("%s", back))
	} else if got := proof.Sum(f.Bytes()); got != r.Record.Commitments {
		ds.Add(form.At(f.Whole(), "these are not the commitments that were signed: the digest is %s, signed is %s", got, r.Record.Commitments).Hint("%s", back))
	} else if len(r.Commitments) != r.Record.Withheld {
		ds.Add(form.At(f.Whole(), "there are %d commitments, and the signed text says %d", len(r.Commitments), r.Record.Withheld).Hint("%s", back))
	}
	f = r.files[manifestName]
	if r.Manifest, err = proof.ParseManifest(f.Bytes()); err != nil {
		f.HideAll(f.Path())
		ds.Add(form.At(lineOf(f, err), "%v", err).Hint("%s", back))
	} else if got := proof.SiteHash(f.Bytes()); got != r.Record.SiteHash {
		ds.Add(form.At(f.Whole(), "this is not the list of the site that was signed: its hash is %s, signed is %s", got, r.Record.SiteHash).Hint("%s", back))
	} else if len(r.Manifest) != r.Record.Files {
		ds.Add(form.At(f.Whole(), "there are %d files, and the signed text says %d", len(r.Manifest), r.Record.Files).Hint("%s", back))
	}
	return ds
}

// confidential reads the salts, where they are there and can be opened.
func (r *Released) confidential(open func([]byte) ([]byte, error)) (ds diag.List) {
	f := r.files[confidentialName]
	if f == nil {
		return nil
	}
	data := f.Bytes()
	if bytes.HasPrefix(data, []byte(sealedHead)) {
		if open == nil {
			return nil
		}
		var err error
		if data, err = open(data); err != nil {
			return diag.List{form.At(f.Whole(), "the salts are sealed and can't be opened").Hint("give the key with --identity, or put the file back as it was released")}
		}
	}
	salts, err := proof.ParseSalts(data)
	if err != nil {
		return diag.List{form.At(lineOf(f, err), "%v", err).Hint("put the file back as it was released; without it nobody can be shown what was withheld")}
	}
	if !slices.Equal(slices.Sorted(maps.Keys(salts)), slices.Sorted(maps.Keys(r.Commitments))) {
		return diag.List{form.At(f.Whole(), "there are salts of other parts than commitments").Hint("put the file back as it was released")}
	}
	r.Salts, r.salts = salts, data
	return nil
}

// Copied is the finding of a copy of the salts.
func Copied(at source.Span, of string) *diag.Diagnostic {
	return form.At(at, "this file is a copy of the salts of %s", of).
		Hint("take it out: salts are as confidential as the withheld parts, and stand in their own place alone")
}

// lineOf is the line that an error of a list names.
func lineOf(f *source.File, err error) source.Span {
	n := 0
	rest, _ := strings.CutPrefix(err.Error(), "line ")
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	if n < 1 || f.LineStart(n) > len(f.Bytes()) {
		return f.Whole()
	}
	return f.At(f.LineStart(n), f.LineEnd(n))
}
