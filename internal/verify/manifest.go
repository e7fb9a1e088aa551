package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/kijun-dev/kijun/internal/proof"
)

const manifestStart = "kijun-manifest 1 "

var editionForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,40}$`)

// manifest reads every file once: for its sum, and for what the other checks
// want of it.
func (r *run) manifest(c *Check) error {
	data, err := r.site.file(ManifestName)
	if err != nil {
		return err
	}
	r.listed = map[string]string{}
	if data == nil {
		c.fail(ManifestName, 0, "there is none: this is no output of kijun, or not its top folder")
	} else if edition, listed, why := readManifest(data); why != "" {
		c.fail(ManifestName, 0, "%s", why)
	} else {
		r.edition, r.listed = edition, listed
	}
	r.pages.address(r.site)
	r.sums = make(map[string]string, len(r.site.names))
	var buf []byte
	for _, name := range r.site.names {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if buf, err = r.site.read(name, buf); err != nil {
			return err
		}
		sum := sha256.Sum256(buf)
		r.sums[name] = hex.EncodeToString(sum[:])
		r.pages.look(name, buf)
	}
	if len(r.listed) == 0 {
		return nil
	}
	both := maps.Clone(r.listed)
	for name := range r.sums {
		both[name] = ""
	}
	for _, name := range slices.Sorted(maps.Keys(both)) {
		want, listed := r.listed[name]
		got, there := r.sums[name]
		switch {
		case name == ManifestName && !listed, kept(name) && !listed:
		case name == ManifestName:
			c.fail(name, 0, "the manifest lists itself")
		case !there:
			c.fail(printable(name), 0, "listed, and not there")
		case !listed:
			c.fail(printable(name), 0, "there, and not listed")
		case want != got:
			c.fail(printable(name), 0, "not the file that is listed: its SHA-256 is %s…, listed is %s…", got[:12], want[:12])
		}
	}
	c.did("%s", count(len(r.listed), "file"))
	if r.site.Remote {
		c.note("files that were added and are not listed can't be seen over HTTP")
	}
	return nil
}

// readManifest reads a manifest, and says why it can't.
func readManifest(data []byte) (edition string, listed map[string]string, why string) {
	first, rest, _ := strings.Cut(string(data), "\n")
	edition, ok := strings.CutPrefix(first, manifestStart)
	if !ok || !editionForm.MatchString(edition) {
		return "", nil, "it does not begin as a manifest does"
	}
	listed, err := proof.ParseManifest([]byte(rest))
	if err != nil {
		return "", nil, "after its first line: " + err.Error()
	}
	if len(listed) == 0 {
		return "", nil, "it lists nothing"
	}
	return edition, listed, ""
}

// siteHash is the hash of the site and the number of its files, as a release
// has them.
func (r *run) siteHash() (hash string, files int) {
	scope := map[string]string{}
	for name, sum := range r.sums {
		if proof.Signed(name, ManifestName) && (!kept(name) || r.listed[name] != "") {
			scope[name] = sum
		}
	}
	return proof.SiteHash(proof.FormatManifest(scope)), len(scope)
}
