package proof

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// mark is what a cut leaves of a withheld part: a line of its own with the
// prefix of the part, or a few letters within a line.
var mark = regexp.MustCompile(`(?m)^[ >]*:::withheld (W-[0-9]{3,})$|\{\{withheld:(W-[0-9]{3,})\}\}`)

// Part is the name of a part in a file: the id, with the language of a
// translation.
func Part(file, id string) string {
	if _, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(file), ".md"), "."); ok {
		return id + "." + lang
	}
	return id
}

// Marks are the parts whose marks stand in a text of a cut, in its order.
func Marks(file string, data []byte) []string {
	var out []string
	for _, m := range mark.FindAllSubmatch(data, -1) {
		out = append(out, Part(file, string(m[1])+string(m[2])))
	}
	return out
}

// Root is the Merkle root over the blocks of a version, and their number. files
// are its public sources by name relative to its folder, but for release/;
// commitments are those of its withheld parts. Public blocks count as they are,
// withheld ones by their commitments, so whoever has the public sources gets the
// root that those have who know all of it.
func Root(files map[string][]byte, commitments map[string]string) (root string, blocks int, err error) {
	t := tree{commitments: commitments, used: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := Counted(name, files[name])
		switch path.Ext(name) {
		case ".md", ".yaml":
			if err := t.text(name, data); err != nil {
				return "", 0, err
			}
		default:
			t.leaf("file", []byte(name), data)
		}
	}
	for _, part := range slices.Sorted(maps.Keys(commitments)) {
		if !t.used[part] {
			if err := t.withheld(part); err != nil {
				return "", 0, err
			}
		}
	}
	return treeHash(t.hashes).String(), len(t.hashes), nil
}

type tree struct {
	commitments map[string]string
	used        map[string]bool
	hashes      []tlog.Hash
}

func (t *tree) leaf(kind string, values ...[]byte) {
	all := append([][]byte{[]byte(blockDomain), []byte(kind)}, values...)
	t.hashes = append(t.hashes, tlog.RecordHash(framed(all...)))
}

// text adds the blocks of a text: what stands between blank lines and marks.
func (t *tree) text(name string, data []byte) error {
	at := 0
	for _, m := range mark.FindAllSubmatchIndex(data, -1) {
		t.blocks(name, data[at:m[0]])
		id := ""
		for i := 2; i < 6; i += 2 {
			if m[i] >= 0 {
				id = string(data[m[i]:m[i+1]])
			}
		}
		part := Part(name, id)
		if t.commitments[part] == "" {
			// cut before the sources came here: nobody here can commit to it
			t.leaf("mark", []byte(part))
		} else if err := t.withheld(part); err != nil {
			return err
		}
		at = m[1]
	}
	t.blocks(name, data[at:])
	return nil
}

// blankLines end a block.
var blankLines = regexp.MustCompile(`\n(?:[ \t]*\n)+`)

func (t *tree) blocks(name string, data []byte) {
	for len(data) > 0 {
		end := len(data)
		if m := blankLines.FindIndex(data); m != nil {
			end = m[1]
		}
		t.leaf("text", []byte(name), data[:end])
		data = data[end:]
	}
}

func (t *tree) withheld(part string) error {
	hash, err := parseSum(t.commitments[part])
	if err != nil {
		return fmt.Errorf("the commitment of %s: %w", part, err)
	}
	t.used[part] = true
	t.leaf("withheld", []byte(part), hash)
	return nil
}

// treeHash is the tree hash of RFC 6962 over the hashes of leaves.
func treeHash(hashes []tlog.Hash) tlog.Hash {
	switch len(hashes) {
	case 0:
		h, _ := tlog.TreeHash(0, nil)
		return h
	case 1:
		return hashes[0]
	}
	k := 1
	for k*2 < len(hashes) {
		k *= 2
	}
	return tlog.NodeHash(treeHash(hashes[:k]), treeHash(hashes[k:]))
}

func parseSum(s string) ([]byte, error) {
	digits, ok := strings.CutPrefix(s, algorithm)
	hash, err := hex.DecodeString(digits)
	if !ok || err != nil || len(hash) != 32 || !bytes.Equal([]byte(digits), bytes.ToLower([]byte(digits))) {
		return nil, errors.New("not a SHA-256 digest") // what it is instead may be a salt that has strayed
	}
	return hash, nil
}
