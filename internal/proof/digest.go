package proof

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// Digest is the digest of a version's files, by their names relative to its
// folder: the SHA-256 of the lines that `sha256sum` prints of them, sorted as
// bytes. Of index.md the status line does not count, see Counted.
func Digest(files map[string][]byte) string {
	sums := map[string]string{}
	for name, data := range files {
		sums[name] = Sum(Counted(name, data))
	}
	return DigestOf(sums)
}

// DigestOf is the digest of files of which the sums are known.
func DigestOf(sums map[string]string) string {
	var lines []string
	for name, digest := range sums {
		line := strings.TrimPrefix(digest, algorithm) + "  "
		// names that would break the line, as sha256sum writes them
		if strings.ContainsAny(name, "\\\n\r") {
			line = `\` + line
			name = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(name)
		}
		lines = append(lines, line+name+"\n")
	}
	slices.Sort(lines)
	return Sum([]byte(strings.Join(lines, "")))
}

// statusLine is a status and nothing else, so that no words can hide on a line
// that does not count.
var statusLine = regexp.MustCompile(`(?m)^status: *["']?(?:draft|consultation|published|superseded|withdrawn)["']? *\n`)

// Counted is what counts of a file. A version is published, superseded and
// withdrawn without a word of it changing, so the line `status: …` in the front
// matter of index.md does not count.
func Counted(name string, data []byte) []byte {
	if name != "index.md" || !bytes.HasPrefix(data, []byte("---\n")) {
		return data
	}
	end := bytes.Index(data, []byte("\n---\n"))
	if end < 0 {
		if !bytes.HasSuffix(data, []byte("\n---")) {
			return data // front matter that does not end
		}
		end = len(data) - len("\n---")
	}
	at := statusLine.FindIndex(data[:end+1])
	if at == nil {
		return data
	}
	return slices.Concat(data[:at[0]], data[at[1]:])
}
