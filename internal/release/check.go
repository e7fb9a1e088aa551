package release

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/diag"
	"github.com/kijun-dev/kijun/internal/proof"
	"github.com/kijun-dev/kijun/internal/source"
	"github.com/kijun-dev/kijun/internal/standard"
)

// A State is a released version as it is.
type State struct {
	Status standard.Status
	At     source.Span            // of the status
	Files  map[string][]byte      // its public sources; nil where it has none
	Parts  map[string][]byte      // its withheld parts in the clear; nil where they are not at hand
	Places map[string]source.Span // of the entries of the register, by id
}

// Final reports whether a version of a status may be released, and stays as it
// was then.
func Final(s standard.Status) bool {
	return s == standard.Published || s == standard.Superseded || s == standard.Withdrawn
}

// Check holds a released version to what was signed of it.
func (r *Released) Check(now State) diag.List {
	ds := r.sources(now)
	switch {
	case r.Salts != nil && now.Parts != nil:
		ds.Add(r.parts(now)...)
	case r.files[confidentialName] == nil && r.committed(now.Parts):
		ds.Add(noSalts.At(r.files[commitmentsName].Whole(), "the salts of version %s, which was released on %s, are missing: nothing holds its withheld parts to what was committed to", r.Version, r.Record.Date).
			Hint("put back release/%s as it was released, from the history of the project or a backup", confidentialName))
	}
	return ds
}

// committed reports whether one of these parts was committed to.
func (r *Released) committed(parts map[string][]byte) bool {
	for part := range parts {
		if r.Commitments[part] != "" {
			return true
		}
	}
	return false
}

func (r *Released) sources(now State) diag.List {
	f := r.files[releaseName]
	if !Final(now.Status) {
		at := now.At
		if at.File == nil {
			at = f.Whole()
		}
		return diag.List{changed.At(at, "version %s was released on %s and has the status %s", r.Version, r.Record.Date, now.Status).
			Hint("what was released stays: set `status: superseded` or `withdrawn` where it no longer holds")}
	}
	if now.Files == nil {
		return nil
	}
	if got := proof.Digest(now.Files); got != r.Record.Sources {
		d := changed.At(lineWith(f, "sources "), "version %s is not what was released on %s: the digest of its public sources is %s, released was %s", r.Version, r.Record.Date, got, r.Record.Sources).
			Hint("undo the change, or make it in a new version")
		if differ := r.differ(now.Files); len(differ) > 0 {
			d.Hint("these files differ from those released: %s", strings.Join(differ, ", "))
		}
		return diag.List{d}
	}
	root, blocks, err := proof.Root(now.Files, r.Commitments)
	if err != nil || root != r.Record.Root || blocks != r.Record.Blocks {
		return diag.List{changed.At(lineWith(f, "root "), "version %s is not what was released on %s: the Merkle root over its %d blocks is %s, signed is %s over %d", r.Version, r.Record.Date, blocks, root, r.Record.Root, r.Record.Blocks).
			Hint("undo the change, or make it in a new version")}
	}
	return nil
}

// differ names files of the public sources that are not what the site had on the
// day. It is a help: what counts is the digest.
func (r *Released) differ(files map[string][]byte) (out []string) {
	dir := path.Join(SitePath(r.Standard, r.Version))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if was := r.Manifest[path.Join(dir, name)]; "sha256:"+was != proof.Sum(files[name]) {
			out = append(out, name)
		}
	}
	return out
}

// SitePath is where the site has the sources of a released version.
func SitePath(standard, version string) string {
	return path.Join("data/sources", standard, version)
}

func (r *Released) parts(now State) (ds diag.List) {
	all := map[string]bool{}
	for part := range r.Commitments {
		all[part] = true
	}
	for part := range now.Parts {
		all[part] = true
	}
	commitments := r.files[commitmentsName]
	for _, part := range slices.Sorted(maps.Keys(all)) {
		id, _, _ := strings.Cut(part, ".")
		at, ok := now.Places[id]
		if !ok {
			at = lineWith(commitments, part+" ")
		}
		data, here := now.Parts[part]
		hash, committed := r.Commitments[part]
		switch {
		case !here:
			ds.Add(mismatch.At(at, "%s was committed to on %s and is not withheld here any more", part, r.Record.Date).Key("%s", part).
				Hint("put the part back; a part is disclosed by a new version"))
		case !committed:
			ds.Add(mismatch.At(at, "%s is withheld here and was not committed to on %s", part, r.Record.Date).Key("%s", part).
				Hint("withhold it in a new version"))
		case !proof.Opens(hash, r.Standard, r.Version, part, r.Salts[part], data):
			ds.Add(mismatch.At(at, "what is withheld as %s is not what was committed to on %s", part, r.Record.Date).Key("%s", part).
				Hint("put the part back as it was, to the byte, or change it in a new version"))
		}
	}
	return ds
}

// lineWith is the first line that begins with a text, or the file.
func lineWith(f *source.File, start string) source.Span {
	at := 0
	for line := range strings.Lines(string(f.Bytes())) {
		if strings.HasPrefix(line, start) {
			return f.At(at, at+len(strings.TrimSuffix(line, "\n")))
		}
		at += len(line)
	}
	return f.Whole()
}
