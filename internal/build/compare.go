package build

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/kijun-dev/kijun/internal/attachment"
	"github.com/kijun-dev/kijun/internal/catalog"
	"github.com/kijun-dev/kijun/internal/compare"
	"github.com/kijun-dev/kijun/internal/parse"
	"github.com/kijun-dev/kijun/internal/standard"
)

// Compare compares two versions of one standard of an edition. lang is the
// language of the texts, where both have it.
func (e *Edition) Compare(lib *catalog.Library, old, new *standard.Version, lang string) *compare.Comparison {
	in := compare.Input{Edition: string(e.Name), Library: lib, Lang: lang, Old: e.side(old), New: e.side(new)}
	if s := e.standard(old.Standard); s != nil {
		in.Between = between(s, old, new)
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

// between are the versions that stand between two, from the first to the second.
func between(s *standard.Standard, old, new *standard.Version) []*standard.Version {
	at := func(v *standard.Version) int {
		for i, x := range s.Versions {
			if x == v {
				return i
			}
		}
		return -1
	}
	from, to := at(old), at(new)
	var out []*standard.Version
	switch {
	case from < 0 || to < 0:
	case from < to:
		out = append(out, s.Versions[from+1:to]...)
	default:
		for i := from - 1; i > to; i-- {
			out = append(out, s.Versions[i])
		}
	}
	return out
}

// side is a version as one side of a comparison.
func (e *Edition) side(v *standard.Version) compare.Version {
	p := e.parsed[v]
	return compare.Version{Version: v, Texts: p, Files: e.published(p)}
}

// published are the digests of a version's attachments. They are compared as
// they are published: what was cleaned out of them is nobody's to see. A version
// stands in many comparisons, and to clean a picture takes its time.
func (e *Edition) published(v *parse.Version) map[string]string {
	f, _ := e.digests.LoadOrStore(v, sync.OnceValue(func() map[string]string {
		out := map[string]string{}
		for _, a := range v.Attachments {
			if !a.Used {
				continue
			}
			if clean, why := attachment.Clean(a.Path, a.File.Bytes()); why == nil {
				sum := sha256.Sum256(clean)
				out[a.Path] = hex.EncodeToString(sum[:])
			}
		}
		return out
	}))
	return f.(func() map[string]string)()
}
