package verify

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Build makes the public edition again and hands over each file, from several
// goroutines. It has a name to be told by.
type Build struct {
	Name string
	Make func(ctx context.Context, put func(name string, data []byte) error) error
}

// rebuild holds the site to what is built of the sources, as they are and with
// other text in the withheld parts. Files are compared as they come, so nobody
// has to hold two sites.
func (r *run) rebuild(c *Check) error {
	if len(r.Rebuild) == 0 {
		c.skip("the sources were not built again; --rebuild with -C PROJECT does it, where you may read them")
		return nil
	}
	for _, b := range r.Rebuild {
		var mu sync.Mutex
		made := map[string]bool{}
		var found []Place
		err := b.Make(r.ctx, func(name string, data []byte) error {
			var want []byte
			there := r.site.has(name)
			if there {
				var err error
				if want, err = r.site.read(name, make([]byte, 0, len(data)+1)); err != nil {
					return err
				}
			}
			mu.Lock()
			defer mu.Unlock()
			made[name] = true
			switch {
			case !there:
				found = append(found, Place{File: name, Message: b.Name + " has this file, and the site has not"})
			case !bytes.Equal(want, data):
				at := 0
				for at < len(want) && at < len(data) && want[at] == data[at] {
					at++
				}
				found = append(found, Place{File: name, Line: lineAt(want, at), Message: b.Name + " differs from the site at byte " + strconv.Itoa(at)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, name := range r.site.names {
			if !made[name] && name != ManifestName && !kept(name) {
				found = append(found, Place{File: name, Message: "the site has this file, and " + b.Name + " has not"})
			}
		}
		slices.SortFunc(found, func(x, y Place) int { return strings.Compare(x.File, y.File) })
		for _, f := range found {
			c.fail(f.File, f.Line, "%s", f.Message)
		}
		c.did("%s: %s, %d differ", b.Name, count(len(made), "file"), len(found))
	}
	return nil
}
