package verify

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
)

// A version names a version of a standard.
type version struct{ standard, number string }

func (v version) String() string  { return v.standard + " " + v.number }
func (v version) sources() string { return path.Join(sourcesDir, v.standard, v.number) }

// released are the versions of which the site has the public sources.
func released(s *Site) (out []version, strays []string) {
	for _, name := range s.under(sourcesDir) {
		parts := strings.Split(name, "/")
		if len(parts) < 5 {
			strays = append(strays, name)
		} else if v := (version{parts[2], parts[3]}); len(out) == 0 || out[len(out)-1] != v {
			out = append(out, v)
		}
	}
	return out, strays
}

// mostSources bounds the sources of a version, which are in memory together.
const mostSources = 1 << 30

// unreleased are the versions that the site has pages of, and no sources.
func (r *run) unreleased(released []version) (out []version) {
	known := map[version]bool{}
	for _, v := range released {
		known[v] = true
	}
	for _, name := range r.site.names {
		if at, ok := placeOf(name); ok && !known[at.version] {
			known[at.version] = true
			out = append(out, at.version)
		}
	}
	return out
}

// readSources reads the sources of a version by name within its folder; those of
// its folder release/ apart.
func readSources(s *Site, v version) (sources, release map[string][]byte, err error) {
	sources, release = map[string][]byte{}, map[string][]byte{}
	total := 0
	for _, name := range s.under(v.sources()) {
		data, err := s.read(name, []byte{})
		if err != nil {
			return nil, nil, err
		}
		if total += len(data); total > mostSources {
			return nil, nil, refuse("the sources of %s are larger than %d MiB", printable(v.String()), mostSources>>20)
		}
		within := strings.TrimPrefix(name, v.sources()+"/")
		if strings.HasPrefix(within, proof.Folder+"/") {
			release[within] = data
		} else {
			sources[within] = data
		}
	}
	return sources, release, nil
}

// inclusion holds each released version to its record, and each record to what
// the site has.
func (r *run) inclusion(c *Check) error {
	versions, strays := released(r.site)
	for _, name := range strays {
		c.fail(name, 0, "it is of no version")
	}
	records := map[version][]*proof.Record{}
	if r.log != nil {
		for _, e := range r.log.entries {
			if e.Kind == proof.Release {
				v := version{e.Standard, e.Version}
				records[v] = append(records[v], e.Record)
			}
		}
	}
	claimed := map[version]bool{}
	for _, n := range r.pages.notices {
		at, ok := placeOf(n.file)
		if ok && !claimed[at.version] && !slices.Contains(versions, at.version) && shownDigest.MatchString(n.text) {
			claimed[at.version] = true
			c.fail(n.file, n.line, "a notice shows a commitment, so %s claims to be released, and there are no sources of it", at.version)
		}
	}
	if len(versions) == 0 && len(records) == 0 {
		c.skip("the site has no sources of released versions, and no release of one is in the log")
		return nil
	}
	for _, v := range versions {
		if n := len(records[v]); n != 1 {
			c.fail(v.sources(), 0, "%s is shown as released, and the log has %d releases of it", v, n)
			delete(records, v)
			continue
		}
		if err := r.include(c, v, records[v][0]); err != nil {
			return err
		}
		delete(records, v)
	}
	var left []string
	for v := range records {
		left = append(left, v.sources())
	}
	slices.Sort(left)
	for _, dir := range left {
		c.fail(dir, 0, "its release is in the log, and the site has no sources of it")
	}
	c.did("%s", count(len(versions), "released version"))
	for _, v := range r.unreleased(versions) {
		c.note("%s was not released: nothing binds it but the hash of the whole site", v)
	}
	r.unsigned(c)
	return nil
}

func (r *run) include(c *Check, v version, rec *proof.Record) error {
	sources, release, err := readSources(r.site, v)
	if err != nil {
		return err
	}
	file := path.Join(v.sources(), proof.CommitmentsFile)
	data, ok := release[proof.CommitmentsFile]
	if !ok {
		c.fail(file, 0, "it is missing")
		return nil
	}
	for name := range release {
		if name != proof.CommitmentsFile {
			c.fail(v.sources()+"/"+proof.Folder, 0, "there are more files than %s", path.Base(file))
			break
		}
	}
	if got := proof.Sum(data); got != rec.Commitments {
		c.fail(file, 0, "it is not the one that was released: %s, released was %s", got, rec.Commitments)
	}
	commitments, err := proof.ParseCommitments(data)
	if err != nil {
		c.fail(file, 0, "%v", err)
		return nil
	}
	if len(commitments) != rec.Withheld {
		c.fail(file, 0, "it has %d parts, and %d were released", len(commitments), rec.Withheld)
	}
	r.shownCommitments(c, v, commitments)
	if got := proof.Digest(sources); got != rec.Sources {
		c.fail(v.sources(), 0, "the sources of %s are not those that were released: %s, released was %s", v, got, rec.Sources)
	}
	root, blocks, err := proof.Root(sources, commitments)
	switch {
	case err != nil:
		c.fail(file, 0, "%v", err)
	case root != rec.Root || blocks != rec.Blocks:
		c.fail(v.sources(), 0, "the sources of %s have %d blocks and the root %s, and %d with %s were released", v, blocks, root, rec.Blocks, rec.Root)
	default:
		c.did("%s: %s, %s, %s", v, count(len(sources), "file"), count(blocks, "block"), count(len(commitments), "commitment"))
	}
	// a commitment to what the text does not show as withheld proves nothing
	shown, err := registerOf(sources[registerFile])
	if err != nil {
		c.fail(path.Join(v.sources(), registerFile), 0, "%v", err)
		return nil
	}
	for part := range commitments {
		if id, _, _ := strings.Cut(part, "."); shown[id] == nil {
			c.fail(file, 0, "the register has no entry of %s", id)
		}
	}
	if n := uncommitted(sources, commitments, shown); n > 0 {
		c.note("%s: nothing binds %s without a commitment: what is shown of it later may be anything", v, count(n, "withheld part"))
	}
	return nil
}

// uncommitted is how many parts are withheld without a commitment. A release of
// sources that had been cut already has such.
func uncommitted(sources map[string][]byte, commitments map[string]string, register map[string]*fileEntry) int {
	bare, marked := map[string]bool{}, map[string]bool{}
	for name, data := range sources {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, part := range proof.Marks(name, data) {
			id, _, _ := strings.Cut(part, ".")
			marked[id] = true
			if commitments[part] == "" {
				bare[part] = true
			}
		}
	}
	for id := range register {
		if !marked[id] && commitments[id] == "" {
			bare[id] = true
		}
	}
	return len(bare)
}

// shownDigest is a digest as notices show it: the beginning, or all of it.
var shownDigest = regexp.MustCompile(`sha256:[0-9a-f]+`)

// shownCommitments holds the notices of a version to showing commitments of the
// part that they stand for.
func (r *run) shownCommitments(c *Check, v version, commitments map[string]string) {
	of := map[string][]string{} // by id
	for part, commitment := range commitments {
		id, _, _ := strings.Cut(part, ".")
		of[id] = append(of[id], commitment)
	}
	for _, n := range r.pages.of(v) {
		id := strings.ToUpper(explainID.ReplaceAllString(n.id, "$1"))
	digests:
		for _, shown := range shownDigest.FindAllString(n.text, -1) {
			for _, commitment := range of[id] {
				if strings.HasPrefix(commitment, shown) {
					continue digests
				}
			}
			c.fail(n.file, n.line, "the notice of %s shows a commitment that is not in %s", id, proof.CommitmentsFile)
		}
	}
}
