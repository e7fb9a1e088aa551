package proof

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Names of the files in a version's folder release/.
const (
	Folder           = "release"
	ReleaseFile      = Folder + "/release.txt"
	CommitmentsFile  = Folder + "/commitments.txt"
	ManifestFile     = Folder + "/manifest.txt"
	ConfidentialFile = Folder + "/confidential.txt"
)

var partForm = regexp.MustCompile(`^W-[0-9]{3,}(?:\.[a-z]{2})?$`)

// FormatCommitments writes the commitments of a version by part.
func FormatCommitments(commitments map[string]string) []byte {
	var b strings.Builder
	for _, part := range slices.Sorted(maps.Keys(commitments)) {
		fmt.Fprintf(&b, "%s %s\n", part, commitments[part])
	}
	return []byte(b.String())
}

// ParseCommitments reads what FormatCommitments writes, and nothing else.
func ParseCommitments(data []byte) (map[string]string, error) {
	out := map[string]string{}
	err := eachLine(data, func(part, value string) error {
		_, err := parseSum(value)
		out[part] = value
		return err
	})
	return out, err
}

// FormatSalts writes salts by part. They are as confidential as the parts.
func FormatSalts(salts map[string]Salt) []byte {
	var b strings.Builder
	for _, part := range slices.Sorted(maps.Keys(salts)) {
		s := salts[part]
		fmt.Fprintf(&b, "%s %s\n", part, hex.EncodeToString(s[:]))
	}
	return []byte(b.String())
}

// ParseSalts reads what FormatSalts writes, and nothing else. An error does not
// tell what stands in a line.
func ParseSalts(data []byte) (map[string]Salt, error) {
	out := map[string]Salt{}
	err := eachLine(data, func(part, value string) error {
		b, err := hex.DecodeString(value)
		if err != nil || len(b) != SaltSize || value != strings.ToLower(value) {
			return fmt.Errorf("not a salt of %d bytes", SaltSize)
		}
		out[part] = Salt(b)
		return nil
	})
	return out, err
}

// eachLine reads lines "part value", sorted by part, each part once.
func eachLine(data []byte, take func(part, value string) error) error {
	last, n := "", 0
	for line := range strings.Lines(string(data)) {
		n++
		line, ended := strings.CutSuffix(line, "\n")
		part, value, _ := strings.Cut(line, " ")
		switch {
		case !ended:
			return fmt.Errorf("line %d: the end is missing", n)
		case !partForm.MatchString(part):
			return fmt.Errorf("line %d: it does not begin with a part", n)
		case part <= last:
			return fmt.Errorf("line %d: the parts are not sorted, or one stands twice", n)
		}
		if err := take(part, value); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		last = part
	}
	return nil
}

// Signed reports whether a file of the public site is one that a release's hash
// of the site covers. The log is made after it, and the manifest lists the log.
func Signed(name, manifest string) bool {
	return name != manifest && !strings.HasPrefix(name, "log/")
}

// FormatManifest writes the sums of files, hexadecimal, by path, in the form
// that sha256sum reads.
func FormatManifest(sums map[string]string) []byte {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(&b, "%s  %s\n", sums[name], name)
	}
	return []byte(b.String())
}

// ParseManifest reads what FormatManifest writes, and nothing else. A path that
// leads out of its folder is an error.
func ParseManifest(data []byte) (map[string]string, error) {
	out := map[string]string{}
	last, n := "", 0
	for line := range strings.Lines(string(data)) {
		n++
		line, ended := strings.CutSuffix(line, "\n")
		sum, name, ok := strings.Cut(line, "  ")
		_, err := parseSum(algorithm + sum)
		switch {
		case !ended || !ok || err != nil:
			return nil, fmt.Errorf("line %d: it is not a SHA-256, two spaces and a path", n)
		case !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00"):
			return nil, fmt.Errorf("line %d: the path is not one within the folder", n)
		case name <= last:
			return nil, fmt.Errorf("line %d: the paths are not sorted, or one stands twice", n)
		}
		out[name], last = sum, name
	}
	return out, nil
}

// SiteHash is the hash of a site with this manifest: what dirhash.Hash1 of
// golang.org/x/mod gives for the files.
func SiteHash(manifest []byte) string {
	s := sha256.Sum256(manifest)
	return "h1:" + base64.StdEncoding.EncodeToString(s[:])
}
