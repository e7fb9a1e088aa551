package build

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
	"github.com/kijun-dev/kijun/internal/withhold"
)

// Compare compares two versions of one standard of an edition. lang is the
// language of the texts, where both have it.
func (e *Edition) Compare(lib *catalog.Library, old, new *standard.Version, lang string) *compare.Comparison {
	in := compare.Input{Edition: string(e.Name), Library: lib, Lang: lang, Old: e.side(old), New: e.side(new)}
	if s := e.standard(old.Standard); s != nil {
		in.Between, in.Before = between(s.Versions, old, new), before(s.Versions, old, new)
	}
	return compare.Compare(in)
}

// standard finds a standard of the edition, or nil.
func (e *Edition) standard(id string) *standard.Standard {
	for _, s := range e.Standards {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// side is a version as one side of a comparison. A version stands in many, and to
// clean its pictures and digest its files takes time.
func (e *Edition) side(v *standard.Version) compare.Version {
	f, _ := e.sides.LoadOrStore(v, sync.OnceValue(func() compare.Version { return side(e.parsed[v], e.folders[v], e.Name) }))
	return f.(func() compare.Version)()
}

// between are the versions that stand between two, from the first to the second.
func between(versions []*standard.Version, old, new *standard.Version) []*standard.Version {
	from, to := slices.Index(versions, old), slices.Index(versions, new)
	switch {
	case from < 0 || to < 0:
		return nil
	case from < to:
		return slices.Clone(versions[from+1 : to])
	}
	out := slices.Clone(versions[min(to+1, from):from])
	slices.Reverse(out)
	return out
}

// side is a version as one side of a comparison. Attachments are compared as
// they are published: what was cleaned out of them is nobody's to see.
func side(v *parse.Version, x *folder, e withhold.Edition) compare.Version {
	out := compare.Version{Version: v.Version, Texts: v, Files: map[string]string{}}
	for _, a := range v.Attachments {
		if !a.Used {
			continue
		}
		if clean, why := attachment.Published(a.Path, a.File.Bytes(), a.AsIs); why == nil {
			sum := sha256.Sum256(clean)
			out.Files[a.Path] = hex.EncodeToString(sum[:])
		}
	}
	// Without a digest where a file can't be cleaned: that is a finding elsewhere,
	// and nothing is published then.
	out.Digest, _ = x.digest(e)
	return out
}

// before are the versions before two, where the first is the older one.
func before(versions []*standard.Version, old, new *standard.Version) []*standard.Version {
	at := slices.Index(versions, old)
	if at < 0 || slices.Index(versions, new) < at {
		return nil
	}
	return versions[:at]
}

// A Single is one version that was read for itself, in one edition.
type Single struct {
	*parse.Version
	edition withhold.Edition
	folder  *folder
}

// Digest is the digest of the version as this edition has it, "" where a file of
// it can't be published.
func (s *Single) Digest() string {
	d, _ := s.folder.digest(s.edition)
	return d
}

// Compare compares two versions that were read for themselves. versions are
// those of the standard that are known, oldest first, for the history of ids
// that goes over more than one step.
func (r *Reader) Compare(old, new *Single, versions []*standard.Version, lang string) *compare.Comparison {
	return compare.Compare(compare.Input{
		Edition: string(new.edition), Library: r.Library, Lang: lang,
		Old: side(old.Version, old.folder, old.edition), New: side(new.Version, new.folder, new.edition),
		Between: between(versions, old.Version.Version, new.Version.Version),
		Before:  before(versions, old.Version.Version, new.Version.Version),
	})
}
